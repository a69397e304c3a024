"""Every command that prints a JSON document, in many states: what it printed, byte by byte.

Each session is recorded in a file below `__snapshots__`: the commands, what left with which code,
and what stood on both outputs. A key may be added there and none may leave or move.
"""

import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from syrupy.location import PyTestLocation
from syrupy.types import SnapshotIndex

from cpconf.store.sqlite import opening
from scripts.arriving import report_arrives
from scripts.reference import every_command
from tests.cli.conftest import ON_BOTH
from tests.cli.running import Cpconf
from tests.mail.servers import mail_server
from tests.postgresql import OWNER
from tests.store.looking import look, spoil

ROOT: Final = Path(__file__).parents[2]
FILES: Final = (
    *("conferences.csv", "calendars/chairs.ics", "procedures/westmere.toml"),
    *("registers/westmere.toml", "documents/full-report.pdf", "documents/health-report.pdf"),
    *("documents/parents-report.pdf", "documents/school-report.pdf"),
)
BOOK: Final = "schedule A-1 --procedure oxfordshire --type initial --at 2026-02-12T10:00"
PEOPLE: Final = """
person add EX-2026-04 --role mother --name 'Dee Example' --email dee@example.org
person add EX-2026-04 --role father --name 'Bo Example' --json
person add EX-2026-04 --role social-worker --name 'Cleo Example' --email cleo@example.org
person add EX-2026-04 --role health --name 'Example Clinic' --email clinic@example.org
person add EX-2026-04 --role school --name 'Ada Example' --agency 'Example School'
person add EX-2026-04 --role chair --name 'Kit Example' --email kit@example.org
"""
FILE: Final = "store.sqlite"
"""Stands for the store in a session, on a server too."""
NO_SERVER: Final = (
    "[remind]; deliver = 'smtp'; "
    "[smtp]; host = '127.0.0.1'; port = 9; security = 'none'; from = 'team@example.org'"
)
RICH: Final = f"""
now 2026-11-23T09:00
schedule --from conferences.csv --json
{PEOPLE.strip()}""".strip()
SESSIONS: Final = {
    "without a store": """
status --json
status A-1 --json
fact A-1 --json
person list A-1 --json
explain A-1 O-13a --json
history A-1 --json
history A-1 --record --json
sharing A-1 --json
report list A-1 --json
do-not-disclose list A-1 --json
invited A-1 --json
chase A-1 --dry-run --json
outbox --json
outbox --all --json
remind --json
remind --dry-run --json
inbox mailbox --json
child list A-1 --json
takes-part A-1 --json
call A-1 --kind parents --json
outcome A-1 --json
recommend A-1 --json
diary list --json
diary export out.ics --json
working-days check --json
working-days apply --json
working-days apply --dry-run --json
verify school-report.pdf --json
bundle A-1 --json
fact A-1 split --json
held A-1 --json
anchor A-1 --strategy-discussion 2026-01-05 --json
reschedule A-1 --at 2026-02-13T10:00 --reason ill --json
""",
    "an empty conference": f"""
{BOOK} --dry-run --json
{BOOK} --json
{BOOK} --json
status --json
status A-1 --json
status A-1 --all --json
status A-1 --role chair --json
status A-1 --role nobody --json
status B-1 --json
status --exit-code --json
fact A-1 --json
person list A-1 --json
explain A-1 O-13a --json
explain A-1 E-ICPC-15 --json
explain A-1 nothing --json
history A-1 --json
sharing A-1 --json
report list A-1 --json
do-not-disclose list A-1 --json
invited A-1 --json
chase A-1 --dry-run --json
outbox --json
remind --json
remind --dry-run --json
inbox mailbox --json
diary list --json
diary export out.ics --json
working-days check --json
working-days apply --json
""",
    "procedures and dates": """
now 2026-11-23T09:00
procedure list --json
procedure show hounslow --json
procedure show oxfordshire --type review --json
procedure show westmere.toml --format video --json
procedure show nowhere --json
procedure check hounslow --json
procedure check conferences.csv --json
procedure cover hounslow --json
procedure cover westmere.toml --register registers.toml --json
check '2026-12-07 10:00' --procedure hounslow --type initial --strategy-discussion 2026-11-20 --json
check '2026-11-24 10:00' --procedure oxfordshire --type initial --json
check nonsense --procedure hounslow --type initial --json
suggest --procedure hounslow --type initial --strategy-discussion 2026-11-20 --json
diary import chairs.ics --dry-run --json
diary import chairs.ics --whose team --json
diary list --json
diary import chairs.ics --name twice --json
diary forget twice --json
check '2026-11-30 10:00' --procedure hounslow --type initial --json
suggest --procedure hounslow --type initial --from 2026-11-30 --until 2026-12-01 --json
schedule --from conferences.csv --dry-run --json
schedule --from conferences.csv --json
schedule --from conferences.csv --json
suggest --after EX-2026-01 --json
diary export out.ics --json
diary export out.ics --ref EX-2026-04 --person kit@example.org --json
""",
    "the record": f"""{RICH}
person list EX-2026-04 --json
person change EX-2026-04 father --phone '020 7946 0000' --json
status EX-2026-04 --json
status EX-2026-04 --all --json
status EX-2026-04 --role professional --json
status --json
status --role school --exit-code --json
fact EX-2026-04 --json
fact EX-2026-04 no-wifi parent-cannot-join@mother=yes --json
fact EX-2026-04 split split=no --json
done EX-2026-04 tell-chair --note 'by telephone'
done EX-2026-04 request-authorisation authorise-report --json
done EX-2026-04 authorise-report --note 'on paper' --json
done EX-2026-04 authorise-report --json
undo EX-2026-04 tell-chair --json
skip EX-2026-04 tell-chair --reason 'the chair knows' --json
explain EX-2026-04 plan-with-chair --json
explain EX-2026-04 tell-chair --json
explain EX-2026-04 E-ICPC-15 --json
explain EX-2026-04 O-2m --json
explain EX-2026-01 H-ICPC-P3 --json
explain EX-2026-04 O-7 --json
explain EX-2026-04 O-20 --json
explain EX-2026-04 O-18 --json
reschedule EX-2026-04 --at '9 Dec 2026 1.30pm' --reason 'The chair is ill' --dry-run --json
reschedule EX-2026-04 --at '9 Dec 2026 1.30pm' --reason 'The chair is ill' --json
reschedule EX-2026-01 --at '14 Dec 2026 10am' --reason 'The chair is ill' --json
anchor EX-2026-04 --strategy-discussion 2026-11-17 --json
anchor EX-2026-04 --json
cancel EX-2026-02 --reason 'Booked twice' --authorised-by 'Sam Example' --json
status EX-2026-02 --json
now 2026-12-10T09:00
held EX-2026-04 --ended '9 Dec 2026 4pm' --json
held EX-2026-04 --undo --json
held EX-2026-04
held EX-2026-05 --json
status --json
status EX-2026-04 --json
status EX-2026-01 --exit-code --json
history EX-2026-04 --json
history EX-2026-04 --record
history EX-2026-02 --json
configure [[closure]]; date = 2026-12-17; name = 'Training day'
working-days check --json
working-days apply --dry-run --json
working-days apply --json
working-days check --json
schedule EX-2026-07 --follows EX-2026-02 --at '17 Dec 2026 2pm' --procedure hounslow --json
""",
    "documents": f"""{RICH}
now 2026-12-04T10:00
done EX-2026-04 write-report request-authorisation authorise-report
abridge EX-2026-04 full-report.pdf --list --json
abridge EX-2026-04 full-report.pdf --dry-run --json
abridge EX-2026-04 full-report.pdf --pages 1-2,4 --dry-run --json
abridge EX-2026-04 full-report.pdf --json
abridge EX-2026-04 full-report.pdf --yes --json
abridge EX-2026-04 full-report.pdf --yes --json
abridge EX-2026-04 --form --dry-run --json
abridge EX-2026-04 --form --out form.docx --json
abridge EX-2026-04 form.docx --check --json
abridge EX-2026-04 --request --json
abridge EX-2026-05 --request --json
abridge EX-2026-04 conferences.csv --list --json
do-not-disclose add EX-2026-04 mother --kind other --term 'not in the report'
do-not-disclose list EX-2026-04 --json
report add EX-2026-04 school-report.pdf --from school --json
report add EX-2026-04 health-report.pdf --from health --json
report add EX-2026-04 full-report.pdf --from social-worker --withhold 'it is abridged' --json
report add EX-2026-04 health-report.pdf --from school --json
report list EX-2026-04 --json
verify school-report.pdf --json
verify parents-report.pdf --json
protect-report parents-report.pdf EX-2026-04 --to mother --json
release EX-2026-04 --to mother --how phone --confirmed-by 'Cleo Example' --json
sharing EX-2026-04 --json
protect parents-report.pdf EX-2026-04 --to father --json
bundle EX-2026-04 --out set --json
bundle EX-2026-04 --out set --override parents-first='agreed with him' --json
release EX-2026-04 --to professionals --how phone --confirmed-by 'Cleo Example' --json
sharing EX-2026-04 --json
report remove EX-2026-04 1 --reason 'the wrong file' --json
report list EX-2026-04 --json
""",
    "copies": f"""{RICH}
now 2026-12-04T10:00
mail-server
done EX-2026-04 write-report request-authorisation authorise-report
agree EX-2026-04 mother --way email --json
agree EX-2026-04 father --way visit --note 'He has no email' --json
agree EX-2026-04 father --way none --json
agree EX-2026-04 father --way letterbox --json
do-not-disclose add EX-2026-04 mother --kind address --term 'Example Lane' --json
do-not-disclose add EX-2026-04 mother --kind other --term 'not in the report' --json
do-not-disclose remove EX-2026-04 mother 1 --reason 'she knows it' --json
do-not-disclose remove EX-2026-04 mother 7 --reason 'she knows it' --json
protect parents-report.pdf EX-2026-04 --to mother --json
sent EX-2026-04 --to mother --json
sent EX-2026-04 --to mother --not --json
send EX-2026-04 --to mother --json
send EX-2026-04 --to mother --json
do-not-disclose add EX-2026-04 mother --kind school --term 'Example School' --json
sent EX-2026-04 --to mother --json
sent EX-2026-04 --to mother --not --json
sent EX-2026-04 --to mother --json
shared EX-2026-04 --to father --how visit --confirmed-by 'Cleo Example' --json
shared EX-2026-04 --to father --how letterbox --confirmed-by Cleo --file parents-report.pdf --json
sharing EX-2026-04 --json
""",
    "messages": f"""{RICH}
configure [invite]; organiser = 'conferences@example.org'
invite EX-2026-04 --link https://teams.microsoft.com/l/meetup-join/example --dry-run --json
invite EX-2026-04 --link https://teams.microsoft.com/l/meetup-join/example --json
reply EX-2026-04 mother accepted --json
invited EX-2026-04 --json
outbox --json
outbox --all --json
reschedule EX-2026-04 --at '9 Dec 2026 1.30pm' --reason 'The chair is ill' --json
invited EX-2026-04 --json
now 2026-12-04T10:00
remind --dry-run --json
remind --json
remind --json
outbox --all --json
outbox drop 1 --json
outbox sent 1 --json
outbox retry --json
arrives clinic@example.org EX-2026-04 health-report.pdf 2026-12-04T09:41
arrives dee@example.org EX-2026-04 school-report.pdf 2026-12-04T09:42
arrives cleo@example.org EX-2026-05 parents-report.pdf 2026-12-04T09:43
inbox mailbox --json
inbox mailbox --yes --dry-run --json
inbox mailbox --yes --json
inbox mailbox --take m9=EX-2026-04 --json
inbox nowhere --json
chase EX-2026-04 --dry-run --json
chase EX-2026-04 --json
chase EX-2026-04 --json
history EX-2026-04 --json
""",
    "the whole life": f"""{RICH}
child add EX-2026-04 C1 --json
child add EX-2026-04 C2 --initial-conference 2026-09-08 --json
child add EX-2026-04 C1 --json
child list EX-2026-04 --json
child list EX-2026-99 --json
child remove EX-2026-04 C2 --json
child remove EX-2026-04 C2 --json
takes-part EX-2026-04 mother --how video --until 14:15 --decided-by 'C. Chair' --means wifi --json
takes-part EX-2026-04 father --how not --decided-by 'C. Chair' --json
takes-part EX-2026-04 father --how not --decided-by 'C. Chair' --reason threats --json
takes-part EX-2026-04 --json
call EX-2026-04 --kind planning --answer 'best-way=by video' --json
call EX-2026-04 --kind receipt --with mother --json
call EX-2026-04 --kind gossip --json
status EX-2026-04 --json
now 2026-12-08T16:00
outcome EX-2026-04 --json
outcome EX-2026-04 --held --ended 15:50 --child C1=plan:neglect --attended mother --json
outcome EX-2026-04 --told health --next '1 Mar 2027 10am' --json
outcome EX-2026-04 --adjourned --reason 'too late' --json
protect-report parents-report.pdf EX-2026-04 --to professionals --as plan --json
recommend EX-2026-04 school given --note 'go on' --json
recommend EX-2026-04 --json
recommend EX-2026-04 mother given --json
schedule EX-2026-08 --follows EX-2026-04 --procedure oxfordshire --at '1 Mar 2027 10am' --json
person list EX-2026-08 --json
child list EX-2026-08 --json
takes-part EX-2026-08 --json
cancel EX-2026-08 --reason ill --authorised-by 'Sam Example' --json
cancel EX-2026-08 --exceptional --tried 'a call' --json
outcome EX-2026-04 --undo --json
history EX-2026-04 --json
""",
    "the store": f"""
store where --json
store make --json
store make --json
{BOOK}
store upgrade --json
store where --json
store copy store.sqlite copy.sqlite --json
store copy store.sqlite copy.sqlite --json
store copy nowhere.sqlite another.sqlite --json
""",
    "mail that cannot be sent": f"""{RICH}
configure {NO_SERVER}
invite EX-2026-04 --link https://teams.microsoft.com/l/meetup-join/example --send --json
now 2026-12-04T10:00
remind --dry-run --json
remind --json
outbox --json
outbox retry 2 --json
outbox drop 1 --json
in-doubt 1
outbox --json
outbox sent 1 --json
outbox --all --json
""",
    "what is refused": f"""{RICH}
done EX-2026-04 nothing --json
skip EX-2026-04 nothing --reason 'not needed' --json
undo EX-2026-04 nothing --json
suggest --after EX-2026-99 --json
reschedule EX-2026-04 --at yesterday --reason ill --json
cancel EX-2026-99 --reason ill --authorised-by 'Sam Example' --json
fact EX-2026-04 nothing=yes --json
person add EX-2026-04 --role nobody --name 'Dee Example' --json
person list EX-2026-99 --json
person change EX-2026-04 police --phone '020 7946 0000' --json
invited EX-2026-99 --json
reply EX-2026-04 mother accepted --json
chase EX-2026-99 --json
report add EX-2026-04 conferences.csv --from school --json
report list EX-2026-99 --json
report remove EX-2026-04 1 --reason 'the wrong file' --json
do-not-disclose add EX-2026-04 chair --kind name --term 'Bo Example' --json
do-not-disclose list EX-2026-99 --json
protect-report conferences.csv EX-2026-04 --to mother --json
release EX-2026-04 --to mother --how phone --confirmed-by 'Cleo Example' --json
shared EX-2026-04 --to police --how visit --confirmed-by 'Cleo Example' --json
sharing EX-2026-99 --json
agree EX-2026-04 chair --way visit --json
passphrase agree EX-2026-04 mother
passphrase forget EX-2026-04 chair
diary import conferences.csv --json
diary forget nobody --json
diary export nowhere/out.ics --json
procedure cover nowhere --json
history EX-2026-04 --json
""",
    "a store of a later version": f"""{BOOK}
later-version
status --json
outbox --json
diary list --json
working-days check --json
working-days apply --json
remind --json
done A-1 O-13a --json
store where --json
store make --json
store upgrade --json
""",
}


class Session(SingleFileSnapshotExtension):
    """A session in a text file of its own."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"

    @classmethod
    def get_snapshot_name(cls, *, test_location: PyTestLocation, index: SnapshotIndex = 0) -> str:
        """The session's name: it is the same on both databases."""
        name = super().get_snapshot_name(test_location=test_location, index=index)
        return re.sub("-?(sqlite|postgresql)-?", "", name)

    @classmethod
    def matches_test_location(
        cls, *, test_location: PyTestLocation, snapshot_location: str
    ) -> bool:
        """Whether a file is of that test: the name of the file has no database in it."""
        file = Path(snapshot_location)
        ours = cls.get_snapshot_name(test_location=test_location)
        return (file.parent.name, file.stem) == (test_location.basename, ours)


@pytest.fixture
def desk(cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch) -> Cpconf:
    monkeypatch.setattr("cpconf.account.account", lambda _: "sam")
    # Rows that no question puts in order come from a file the other way round. A server keeps to
    # no order of its own either.
    reversed_ = (*opening.CAUTION, "reverse_unordered_selects=ON")
    monkeypatch.setattr(opening, "CAUTION", reversed_)
    for name in FILES:
        target = "registers.toml" if name.startswith("registers") else Path(name).name
        (cpconf.folder / target).write_bytes((ROOT / "examples" / name).read_bytes())
    (cpconf.folder / "mailbox").mkdir()
    return cpconf


def steady(text: str, folder: Path) -> str:
    """What was printed, with stand-ins for what is another at each run."""
    text = text.replace(str(folder), "/desk")
    text = re.sub(r" \(machine: [^)]+\)", "", text)
    text = re.sub(r'("machine_at": )"[^"]*"', r'\1"2026-01-05T12:00:00+00:00"', text)
    text = re.sub(r"\b[0-9a-f]{64}\b", "…", text)
    text = re.sub(r'("size": )\d+', r"\g<1>1", text)
    text = re.sub(r"<[\w.-]+@[\w.-]+>", "<…>", text)
    # What is another on a server.
    return text.replace(f"sam as {OWNER}", "sam").replace(
        '"kind": "postgresql"', '"kind": "sqlite"'
    )


def played(desk: Cpconf, session: str, open_: ExitStack) -> Iterator[str]:
    now = "2026-01-05T12:00"
    for line in session.strip().splitlines():
        yield f"$ {line}\n"
        first, *rest = shlex.split(line)
        match first:
            case "now":
                now = rest[0]
            case "configure":
                desk.configure(line.removeprefix("configure ").replace("; ", "\n"))
            case "mail-server":
                port = open_.enter_context(mail_server()).port
                desk.configure(
                    f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\n'
                    'from = "team@example.org"\n'
                )
            case "in-doubt":
                look(desk.where, "UPDATE outbox SET state = 'unknown' WHERE id = ?", rest)
            case "later-version":
                spoil(desk.where, "UPDATE alembic_version SET version_num = '9999'")
            case "arrives":
                sender, ref, report, at = rest
                file = f"examples/documents/{report}"
                report_arrives(desk.folder / "mailbox", sender, ref, file, at)
            case _:
                place = str(desk.where)
                words = (place if word == FILE else word for word in rest)
                ran = desk(first, *words, now=now)
                said = "".join(f"! {each}\n" for each in ran.errors)
                printed = f"{ran.out}{said}leaves with {ran.code}\n".replace(
                    place, str(desk.folder / FILE)
                )
                yield steady(printed, desk.folder)


@pytest.mark.slow
@pytest.mark.parametrize("name", SESSIONS)
def test_a_document_is_what_it_was(desk: Cpconf, name: str, snapshot: SnapshotAssertion) -> None:
    with ExitStack() as open_:
        said = "".join(played(desk, SESSIONS[name], open_))
    assert said == snapshot.use_extension(Session)


def test_every_command_with_a_document_is_recorded() -> None:
    given = [line for session in SESSIONS.values() for line in session.splitlines()]
    documents = [path.removeprefix("cpconf ") for path, opts in every_command() if "--json" in opts]
    assert [
        path
        for path in documents
        if path not in ELSEWHERE
        and not any(line.startswith(f"{path} ") and "--json" in line for line in given)
    ] == []


ELSEWHERE: Final = {
    "help": "reads no store",
    "procedure list": "reads no store, and nothing can be wrong",
    "passphrase agree": "asks for the system's keyring first; is refused here",
    "passphrase forget": "asks for the system's keyring first; is refused here",
    "store grant": "is for a server; stores/test_store.py asks it of both",
}
"""Commands that are not recorded with what they are for, or not with a fault, and why."""


def test_every_command_is_recorded_with_what_it_is_for_and_with_a_fault() -> None:
    """What is recorded is played on both databases, with stores in files and on a server."""
    assert Path(__file__).name in ON_BOTH
    options = {path.removeprefix("cpconf "): opts for path, opts in every_command()}
    groups = {path.rpartition(" ")[0] for path in options} | {"cpconf"}
    codes: dict[str, set[bool]] = {
        path: set() for path, opts in options.items() if path not in groups or "--json" in opts
    }
    for line, code in recorded():
        typed = [path for path in codes if f"{line} ".startswith(f"{path} ")]
        codes[max(typed, key=len)].add(code == 0)
    assert {path for path, found in codes.items() if len(found) < 2} == set(ELSEWHERE)


def recorded() -> Iterator[tuple[str, int]]:
    """The commands of all sessions on a store, and the code that each left with."""
    for name in SESSIONS.keys() - {"without a store"}:
        file = f"{test_a_document_is_what_it_was.__name__}[{name}].txt"
        said = (Path(__file__).parent / "__snapshots__" / Path(__file__).stem / file).read_text()
        found = re.findall(r"^\$ (.*)$|^leaves with (\d+)$", said, re.MULTILINE)
        for (line, _), (_, code) in pairwise(found):
            if line and code:
                yield line, int(code)
