"""The connection to a server is cut in the middle of every command that writes.

Whatever is on record then is what some whole transactions of the command leave, and the message
does not say otherwise.
"""

import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

from cpconf.errors import ExitCode
from cpconf.store.database.schema import tables
from scripts.arriving import report_arrives
from scripts.reference import every_command
from tests.cli.running import NOON, Cpconf, Ran
from tests.cli.sharing.copies import a_pdf
from tests.cutting import COMMIT, When, at_commit, cut
from tests.mail.servers import mail_server
from tests.postgresql import MISSING, server
from tests.store.looking import contents, look

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(MISSING is not None, reason=str(MISSING)),
]

EXAMPLES: Final = Path(__file__).parents[3] / "examples"
BOOKED: Final = "--procedure oxfordshire --type initial --at 2026-02-12T10:00"
LINK: Final = "--link https://teams.example.org/l/1"
HELD: Final = "2026-02-12T14:00"
DAY_BEFORE: Final = "2026-02-11T12:00"
PROTECT: Final = "protect-report 'full report.pdf' A-1 --to mother --out out"
INVITE: Final = f"invite A-1 --to mother {LINK} --out invited"
SEND: Final = f"invite A-1 --to mother {LINK} --send"
REASON: Final = "--reason x"
PLAN: Final = "--as plan --how visit --confirmed-by K --override way=x"


class Command(NamedTuple):
    """A command line, what was done before, and the clock."""

    line: str
    before: tuple[str, ...] = ()
    now: str = NOON


WRITING: Final[dict[str, Command]] = {
    "done": Command("done A-1 O-13a"),
    "skip": Command(f"skip A-1 O-13a {REASON}"),
    "undo": Command("undo A-1 O-PART-2"),
    "schedule": Command(f"schedule A-3 {BOOKED}"),
    "schedule --from": Command("schedule --from rows.csv"),
    "schedule --follows": Command(
        "schedule A-3 --procedure oxfordshire --follows A-1 --at 2026-02-19T10:00",
        (f"cancel A-1 {REASON} --authorised-by K",),
    ),
    "reschedule": Command(f"reschedule A-1 --at 2026-03-05T10:00 {REASON}"),
    "reschedule, of who is invited": Command(
        f"reschedule A-1 --at 2026-03-05T10:00 {REASON}", (SEND,)
    ),
    "cancel": Command(f"cancel A-1 {REASON} --authorised-by K"),
    "held": Command("held A-1", now=HELD),
    "anchor": Command("anchor A-1 --strategy-discussion 2026-01-22"),
    "fact": Command("fact A-1 split"),
    "person add": Command("person add A-1 --role father --name Fred"),
    "person change": Command("person change A-1 p1 --phone 1"),
    "child add": Command("child add A-1 C2 --strategy-discussion 2026-01-22"),
    "child remove": Command("child remove A-1 C1", ("child add A-1 C1",)),
    "takes-part": Command(f"takes-part A-1 mother --how not --decided-by K {REASON}"),
    "takes-part, of who is invited": Command(
        "takes-part A-1 mother --how video --from 10:30", (SEND,)
    ),
    "call": Command("call A-1 --kind planning --answer risk=x"),
    "outcome": Command("outcome A-1 --held --child C1=plan:neglect --attended mother", now=HELD),
    "outcome, adjourned": Command(f"outcome A-1 --adjourned {REASON}", now=HELD),
    "recommend": Command("recommend A-1 school given --note x"),
    "invite": Command(INVITE),
    "invite --send": Command(SEND),
    "reply": Command("reply A-1 mother accepted", (INVITE,)),
    "inbox": Command("inbox mailbox --yes --out taken", now=DAY_BEFORE),
    "chase": Command("chase A-1 --out chased", now=DAY_BEFORE),
    "report add": Command("report add A-1 other.pdf --from school"),
    "report remove": Command(f"report remove A-1 1 {REASON}"),
    "bundle": Command("bundle A-1 --out set --override parents-first=x"),
    "protect-report": Command(PROTECT),
    "send": Command("send A-1 --to mother", (PROTECT,)),
    "sent": Command("sent A-1 --to mother", (PROTECT,)),
    "release": Command(
        "release A-1 --to mother --how phone --confirmed-by K",
        (PROTECT, "send A-1 --to mother"),
    ),
    "shared": Command(f"shared A-1 --to mother {PLAN}"),
    "agree": Command("agree A-1 mother --way email"),
    "do-not-disclose add": Command("do-not-disclose add A-1 mother --kind name --term Canary"),
    "do-not-disclose remove": Command(f"do-not-disclose remove A-1 mother 1 {REASON}"),
    "abridge": Command("abridge A-1 'full report.pdf' --pages 1 --yes --out abridged.pdf"),
    "remind": Command("remind", now=DAY_BEFORE),
    "outbox retry": Command("outbox retry 1", (SEND, "failed")),
    "outbox drop": Command("outbox drop 1", (SEND, "failed")),
    "outbox sent": Command("outbox sent 1", (SEND, "unknown")),
    "diary import": Command("diary import chairs.ics --whose team"),
    "diary forget": Command("diary forget chairs", ("diary import chairs.ics --whose team",)),
    "working-days apply": Command("working-days apply", ("closure",)),
    "store grant": Command("store grant pg_monitor --as reader"),
}
SETTLING: Final = {
    **{
        name: WRITING[name].line
        for name in ("protect-report", "bundle", "send", "invite", "invite --send", "remind")
    },
    "release": WRITING["release"].line,
    "reschedule, of who is invited": SEND,
    "takes-part, of who is invited": SEND,
}
"""Commands of several transactions, which after a fault take back what they began, or put on record
how far it came; and what finishes it then."""
ELSEWHERE: Final = {
    "store make": "test_a_store_is_made_whole_or_not_at_all",
    "store copy": "test_a_store_is_made_whole_or_not_at_all",
    "store upgrade": "test_an_upgrade_cut_at_its_commit_is_kept_or_not_and_says_which",
    "passphrase agree": "a keyring comes first, which this computer need not have",
    "passphrase forget": "as passphrase agree",
    "protect": "the earlier name of protect-report",
}
READING: Final = frozenset(
    (
        *("status", "explain", "history", "check", "suggest", "invited", "sharing", "verify"),
        *("help", "child list", "person list", "report list", "do-not-disclose list", "outbox"),
        *("diary export", "diary list", "working-days check", "store where"),
        *("procedure list", "procedure show", "procedure check", "procedure cover"),
    )
)
GROUPS: Final = frozenset(
    (
        *(
            "",
            "child",
            "person",
            "report",
            "do-not-disclose",
            "passphrase",
            "diary",
            "working-days",
        ),
        *("procedure", "store"),
    )
)


def test_every_command_of_the_program_is_sorted() -> None:
    known = {name.partition(",")[0] for name in WRITING} | {*ELSEWHERE} | READING | GROUPS
    every = {path.removeprefix("cpconf").strip() for path, _ in every_command()}
    assert every - known == set()


# ---- the desk


def furnish(cpconf: Cpconf) -> None:
    """A-1 with something of everything, and A-2 beside it."""
    a_pdf(cpconf.folder, "One.", "Two.")
    a_pdf(cpconf.folder, name="other.pdf")
    shutil.copy(EXAMPLES / "documents/school-report.pdf", cpconf.folder / "first.pdf")
    (cpconf.folder / "rows.csv").write_text(
        "ref,procedure,type,at\nA-3,hounslow,review,7/12/2026 10:00\n"
        "A-4,oxfordshire,initial,8/12/2026 10:00\n"
    )
    shutil.copy(EXAMPLES / "calendars/chairs.ics", cpconf.folder)
    report = "examples/documents/school-report.pdf"
    (cpconf.folder / "mailbox").mkdir()
    report_arrives(cpconf.folder / "mailbox", "school@example.org", "A-1", report, DAY_BEFORE)
    who = [
        ("--role", role, "--name", "Robin Example", "--email", f"{role}@example.org")
        for role in ("mother", "school", "chair", "social-worker")
    ]
    term = ("--kind", "name", "--term", "Wren")
    cpconf.furnish(
        ("a desk with something of everything",),
        lambda: [
            *(cpconf.must("schedule", ref, *shlex.split(BOOKED)) for ref in ("A-1", "A-2")),
            *(cpconf.must("person", "add", "A-1", *each) for each in who),
            cpconf.must("done", "A-1", "O-PART-2", "O-PART-5", "authorise-report"),
            cpconf.must("do-not-disclose", "add", "A-1", "mother", *term),
            cpconf.must("report", "add", "A-1", "first.pdf", "--from", "school"),
        ],
    )


class Desk:
    """A desk at which one command is given again and again, each time from the same start."""

    def __init__(self, cpconf: Cpconf, smtp: int, name: str) -> None:
        self._cpconf, self._smtp, self._command = cpconf, smtp, WRITING[name]
        self._finish = SETTLING.get(name)
        self._configure()
        furnish(cpconf)
        for line in self._command.before:
            self._prepare(line)
        self._template = server().database(like=str(cpconf.where).rpartition("/")[2])
        self._files = cpconf.folder.with_name(f"{cpconf.folder.name}-kept")
        shutil.copytree(cpconf.folder, self._files)
        self._name, self._changed = "", True
        self.before = picture(server().url(self._template))

    def _configure(self, more: str = "") -> None:
        self._cpconf.configure(
            f'[invite]\norganiser = "desk@example.org"\n[smtp]\nhost = "127.0.0.1"\n'
            f'port = {self._smtp}\nsecurity = "none"\nfrom = "desk@example.org"\n{more}'
        )

    def _prepare(self, line: str) -> None:
        """Bring about what the command needs, such as an address that was turned down."""
        match line:
            case "closure":
                self._configure("[[closure]]\ndate = 2026-02-10\nname = 'x'\n")
            case "failed" | "unknown":
                change = "UPDATE outbox SET state = ?, finished_at = NULL, reason = 'x'"
                look(self._cpconf.where, change, [line])
            case _:
                self._cpconf.must(*shlex.split(line))

    def start(self) -> str:
        """Where the store is, as it was before the command."""
        folder = self._cpconf.folder
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self._files, folder, dirs_exist_ok=True)
        if self._changed:
            self.leave()
            self._name = server().database(like=self._template)
        return server().url(self._name)

    def leave(self) -> None:
        """Leave nothing behind."""
        if self._name:
            server().drop(self._name)

    def close(self) -> None:
        """Remove all of it."""
        self.leave()
        server().drop(self._template)

    def run(self, store: str, line: str = "") -> Ran:
        """Give the command, or another at the same clock."""
        words = shlex.split(line or self._command.line)
        return self._cpconf("--store", store, *words, now=self._command.now)

    def uncut(self) -> tuple[list[bytes], list["Picture"]]:
        """What the program says to the server, and the store after each of its transactions."""
        store = self.start()
        pictures = [self.before]

        def look_on(_: int, said: bytes) -> bool:
            if COMMIT in said and (now := picture(store)) != pictures[-1]:
                pictures.append(now)
            return False

        with cut(store, look_on) as (address, way):
            ran = self.run(address)
        self._changed = True
        assert ran.code == 0, ran
        if (last := picture(store)) != pictures[-1]:
            pictures.append(last)
        assert len(pictures) > 1, "the command writes nothing"
        return way.heard, pictures

    def cut(self, when: When, pictures: list["Picture"], *, passes: bool) -> tuple[Ran, int]:
        """Cut it; what was said then, and how many of the transactions are on record."""
        store = self.start()
        with cut(store, when, passes=passes) as (address, way):
            ran = self.run(address)
        assert way.is_cut or ran.code == 0  # the last that is said may come after the end
        found = picture(store)
        self._changed = found != self.before
        if found in pictures:
            kept = pictures.index(found)
            check_message(ran, kept, len(pictures) - 1, several=self._finish is not None)
            return ran, kept
        assert self._finish is not None, "half of a change is on record"
        check_message(ran, 1, 2, several=True)
        again = self.run(store, self._finish)
        assert again.code == 0, again
        return ran, 1


Picture = dict[str, list[str]]
_COLUMNS: Final = tables()
_NUMBERS: Final = re.compile(
    r"(^|_)id$|_rule$|^size$|^seq$|sha256$|^machine_at$|message_id$|^token$"
)
_RANDOM: Final = re.compile(
    r'[0-9a-f]{16,}|(?<="edition": )\d+|<[^<>@]+@[^<>]+>|20\d\d-\d\d-\d\d[T ][\d:.+Z-]+'
)


def picture(store: str) -> Picture:
    """What is on record, without what is another each time."""

    def masked(value: Any) -> object:  # noqa: ANN401 - whatever a column holds
        if isinstance(value, bytes | memoryview):
            return "bytes"
        return _RANDOM.sub("…", value) if isinstance(value, str) else value

    rights = look(
        store,
        "SELECT grantee, table_name, privilege_type FROM information_schema.table_privileges "
        "WHERE table_schema = 'cpconf'",
    )
    return {"rights": sorted(map(repr, rights))} | {
        table: sorted(
            repr(
                [
                    masked(value)
                    for name, value in zip(_COLUMNS[table], row, strict=True)
                    if not _NUMBERS.search(name)
                ]
            )
            for row in rows
        )
        for table, rows in contents(store).items()
    }


def check_message(ran: Ran, kept: int, all_: int, *, several: bool) -> None:
    """Check that a command says what is on record: nothing, part of what it does, or all."""
    said = " ".join(ran.err.split())
    assert "Traceback" not in said
    assert "fault inside" not in said
    if kept == 0:
        assert ran.code == ExitCode.TRY_AGAIN, ran
        # Of several transactions, those before may have changed nothing that is seen.
        before = "what was recorded before is kept" if several else "nothing was changed"
        assert before in said or "nothing was changed" in said or "cannot be reached" in said, ran
        return
    assert "nothing was changed" not in said, ran
    assert "othing was recorded" not in said, ran
    if kept < all_:
        assert ran.code != 0, ran


# ---- cut


@pytest.fixture
def desk(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Desk]:
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.setenv("CPCONF_CONFIG", str(tmp_path / "config.toml"))
    database = server().new_name()
    with ExitStack() as open_:
        smtp = open_.enter_context(mail_server()).port
        cpconf = Cpconf(tmp_path / "desk", monkeypatch, capsys, database)
        cpconf.config = tmp_path / "config.toml"
        made = Desk(cpconf, smtp, request.param)
        open_.callback(server().drop, database)
        open_.callback(made.close)
        yield made


@pytest.mark.parametrize("desk", WRITING, indirect=True)
def test_a_command_cut_at_its_commit_is_kept_or_not_and_says_which(desk: Desk) -> None:
    _, pictures = desk.uncut()
    ran, kept = desk.cut(at_commit, pictures, passes=False)
    assert kept == 0, ran
    ran, kept = desk.cut(at_commit, pictures, passes=True)
    assert (ran.code, kept) == (0, len(pictures) - 1), ran


@pytest.mark.thorough
@pytest.mark.parametrize("desk", WRITING, indirect=True)
def test_a_command_cut_anywhere_is_never_half_on_record(desk: Desk) -> None:
    said, pictures = desk.uncut()
    ends = [number for number, what in enumerate(said) if COMMIT in what]
    beside = {number + more for number in ends for more in (-1, 0, 1)} & {*range(len(said))}
    for number in sorted(beside | {*range(0, len(said), len(said) // 12 + 1)}):
        for passes in (False, True) if number in ends else (False,):
            desk.cut(at(number), pictures, passes=passes)


def at(number: int) -> When:
    """Cut it at what is said as the Nth."""
    return lambda n, _: n == number


@pytest.mark.parametrize("passes", [False, True])
@pytest.mark.parametrize("line", ["store make", "store copy file.sqlite"])
def test_a_store_is_made_whole_or_not_at_all(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    passes: bool,
) -> None:
    monkeypatch.chdir(tmp_path)
    cpconf = Cpconf(tmp_path, monkeypatch, capsys)
    cpconf.must("--store", "file.sqlite", "schedule", "A-1", *shlex.split(BOOKED))
    name = server().database()
    store = server().url(name)
    there = "SELECT to_regclass('cpconf.alembic_version') IS NOT NULL"
    with cut(store, at_commit, passes=passes) as (address, _):
        words = line.split()
        ran = cpconf("--store", address, *words, *([address] if "copy" in words else []))
    assert look(store, there) == [(passes,)]
    assert ran.code == (0 if passes else ExitCode.TRY_AGAIN), ran
    assert passes or "nothing was changed" in " ".join(ran.err.split())
    server().drop(name)
