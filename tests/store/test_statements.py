"""Both databases understand every statement that the store puts together.

A session asks and writes all that there is; each place in the program that makes a statement must
come in it. What it made is then prepared by PostgreSQL and explained by SQLite, each by itself.
"""

import ast
import datetime as dt
import re
import secrets
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest

import cpconf.store
from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Person
from cpconf.core.outbox import Care, OutboxKind, OutboxState, Outlet, Reason
from cpconf.core.procedures import checksums
from cpconf.core.reminders.reminders import Told
from cpconf.core.words import ConferenceState, ConferenceType, Fact, MarkKind, Role
from cpconf.errors import NotFound, Refused
from cpconf.procedures.loader import Edition
from cpconf.store.conferences.kept import kept
from cpconf.store.database.statements import Statements
from cpconf.store.postgresql.placeholders import numbered
from cpconf.store.reading import Reader, reading
from cpconf.store.writing import Writer, writing
from tests.postgresql import server
from tests.store.changes import CHANGES, furnish
from tests.store.examples import (
    AT,
    CALENDAR,
    CLOSED,
    COPY,
    MACHINE_NOW,
    NOW,
    PROCEDURE,
    plan_for,
    refile,
    schedule,
    task,
    written,
)
from tests.store.looking import Where, kinds_of_parts, looking

ROOM: Final = Path(cpconf.store.__file__).parent
COMMON: Final = ROOM / "database" / "statements.py"
MAKE: Final = frozenset({"ask", "ask_of", "run", "insert", "insert_all", "update", "remove", "put"})
"""What makes a statement."""
OF_A_DATABASE: Final = frozenset({"copying.py", "database", "migrations", "postgresql", "sqlite"})
"""What a database has of its own, and what names every table; each has its own tests."""
Site = tuple[str, int]
"""A place in the program: the file, and the line at which the call begins."""

DAY: Final = AT.date()
TOKEN: Final = "1" * 16
QUESTIONS: Final[dict[str, Callable[[Reader], object]]] = {
    "as_written": lambda r: r.conferences.as_written("C-1"),
    "existing": lambda r: r.conferences.existing(["C-1"]),
    "everybody": lambda r: r.conferences.everybody(),
    "filed": lambda r: r.conferences.filed("C-1"),
    "outstanding": lambda r: (r.conferences.outstanding(), r.conferences.outstanding(Role.CHAIR)),
    "open_conferences": lambda r: list(r.conferences.open_conferences()),
    "conferences_between": lambda r: (
        r.conferences.conferences_between(DAY, None),
        r.conferences.conferences_between(DAY, DAY, cancelled=True),
    ),
    "diary": lambda r: [
        r.conferences.diary(person, first, last)
        for person in (Person("", Role.CHAIR, "Ann"), Person("", Role.CHAIR, "A", "a@example.org"))
        for first, last in ((None, None), (DAY, None), (None, DAY), (DAY, DAY))
    ],
    "knows": lambda r: (
        r.conferences.knows(Person("", Role.CHAIR, "Ann")),
        r.conferences.knows(Person("", Role.CHAIR, "A", "a@example.org")),
    ),
    "current_calendar": lambda r: r.conferences.current_calendar(),
    "calendar_numbers": lambda r: r.conferences.calendar_numbers(),
    "calendar": lambda r: r.conferences.calendar(1),
    "edition_texts": lambda r: r.conferences.edition_texts(1),
    "pinned_rules": lambda r: r.conferences.pinned_rules(1, "initial", "video"),
    "counts": lambda r: r.conferences.counts(),
    "history": lambda r: r.conferences.history("C-1"),
    "marks": lambda r: r.conferences.marks("C-1"),
    "standing": lambda r: (r.conferences.standing(NOW), r.conferences.standing(NOW, "C-1")),
    "sharings": lambda r: r.sharing.sharings("C-1"),
    "sharing": lambda r: r.sharing.sharing("C-1", 1),
    "terms": lambda r: (r.sharing.terms("C-1"), r.sharing.terms("C-1", "p1")),
    "agreed_ways": lambda r: r.sharing.agreed_ways("C-1"),
    "agreed_note": lambda r: r.sharing.agreed_note("C-1", "p1"),
    "submitted": lambda r: (r.sharing.submitted("C-1"), r.sharing.submitted("C-1", removed=True)),
    "documents_by_hash": lambda r: r.sharing.documents_by_hash(COPY),
    "other_family": lambda r: r.sharing.other_family("C-1"),
    "other_refs": lambda r: r.sharing.other_refs("C-1"),
    "series": lambda r: r.invitations.series("C-1"),
    "ref_of_entry": lambda r: r.invitations.ref_of_entry("a@example.org"),
    "joinings": lambda r: r.invitations.joinings("C-1"),
    "invited": lambda r: r.invitations.invited("C-1"),
    "invitation_messages": lambda r: r.invitations.invitation_messages("C-1"),
    "report_steps": lambda r: r.mailbox.report_steps("C-1"),
    "mail_seen": lambda r: r.mailbox.mail_seen(["f" * 64]),
    "report_holders": lambda r: r.mailbox.report_holders(["f" * 64]),
    "busy": lambda r: r.diaries.busy("a@example.org", NOW, AT),
    "staff_addresses": lambda r: r.diaries.staff_addresses(),
    "imported": lambda r: r.diaries.imported(),
    "watched": lambda r: r.outbox.watched(AT + dt.timedelta(days=9)),
    "holders": lambda r: r.outbox.holders(["C-1"]),
    "told": lambda r: r.outbox.told(),
    "pressing": lambda r: r.outbox.pressing([1]),
    "reminders": lambda r: r.outbox.reminders(1),
    "family_among": lambda r: r.outbox.family_among(["a@example.org"]),
    "messages": lambda r: r.outbox.messages(),
    "owes": lambda r: r.outbox.owes(now=NOW),
    "has_unsent": lambda r: r.outbox.has_unsent(),
    "troubled": lambda r: r.deliveries.troubled(),
    "last_run": lambda r: r.deliveries.last_run(),
}
"""Every question, with what it may be asked."""


class Undo(Exception):
    """What was done is not to be kept: the next begins where this one began."""


class Heard:
    """The statements that were made, and where in the program."""

    def __init__(self) -> None:
        self.statements: set[str] = set()
        self.sites: set[Site] = set()

    def note(self, statement: str) -> None:
        """Keep a statement, and the lines of the store that led to it."""
        if "(?, …)" not in statement:
            self.statements.add(statement)
        frame = sys._getframe(1)  # noqa: SLF001 - where the statement was made
        while frame is not None:
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(ROOM) and path != COMMON:
                self.sites.add((path.relative_to(ROOM).as_posix(), frame.f_lineno))
            frame = frame.f_back  # type: ignore[assignment] # None ends it


def owe(box: Writer, kind: OutboxKind = OutboxKind.REMINDERS, *, conference: bool = False) -> int:
    number = box.outbox.owe(
        kind=kind,
        recipient="one@example.org",
        address="one@example.org",
        care=Care.STAFF,
        outlet=Outlet.SMTP,
        message_id=f"<{secrets.token_hex(4)}@example.org>",
    )
    if kind is OutboxKind.REMINDERS:
        of = 1 if conference else None
        box.outbox.remind(number, [Told(None if of else 1, "x", Reason.SOON, NOW, conference=of)])
    return number


def send(box: Writer) -> None:
    """All that becomes of messages."""
    familys = owe(box)
    box.common.ask("UPDATE person SET email = 'one@example.org'")
    box.outbox.claim(TOKEN, [familys], None)
    box.outbox.begin(familys, TOKEN)
    first, second, by_post = owe(box), owe(box, conference=True), owe(box, OutboxKind.INVITATION)
    box.outbox.occupied()
    box.outbox.unsent_digests()
    box.outbox.claim(TOKEN, [first], None)
    box.outbox.claim(TOKEN, [second], ["one@example.org"])
    for number in (first, second, by_post):
        box.outbox.holds(number, TOKEN)
        box.outbox.begin(number, TOKEN)
    for number in (first, second, by_post):
        with suppress(Refused):
            box.outbox.drop(number)
    box.outbox.put_off(first, "busy", back_off=True, in_doubt=False)
    box.outbox.put_off(second, "busy", back_off=False, in_doubt=True)
    box.outbox.release(TOKEN)
    box.outbox.recover(lambda _: False)
    box.outbox.finish(by_post, OutboxState.FAILED, "no such address")
    box.outbox.retry(by_post)
    box.outbox.claim_these(TOKEN, [by_post])
    box.outbox.finish(by_post, OutboxState.UNKNOWN, None)
    box.outbox.settle(by_post, went=False)
    box.outbox.finish(first, OutboxState.FAILED, None)
    box.outbox.drop(first)
    box.outbox.address_digest(second, "two@example.org", Outlet.SMTP)
    box.outbox.redirect_doubtful(Outlet.SMTP)
    box.outbox.empty_digests()
    box.outbox.drop_empty_digests()
    box.outbox.ran(NOW)


NEWBORN = Child("K9", strategy_discussion=DAY)


def go_through(store: Where) -> None:
    """Ask and write all that there is."""
    furnish(store)
    for change in CHANGES.values():
        with suppress(Undo), written(store) as writer:
            change(writer, writer.conferences.filed("C-1"))
            raise Undo
    with written(store) as writer:
        schedule(writer, "C-3", answers={(Fact.SPLIT, None): True}, children=(NEWBORN,))
        split = task(refile(writer, "C-3"), "plan-split")
        writer.conferences.mark([split], MarkKind.DONE, at=NOW, note=None)
        refile(writer, "C-3", at=AT + dt.timedelta(days=1))
        filed = writer.conferences.filed("C-3")
        review = replace(filed.conference, type=ConferenceType.REVIEW)
        plan = plan_for(review, filed.record)
        writer.conferences.replan(filed, review, plan, calendar_id=filed.calendar)
        writer.conferences.note(writer.conferences.filed("C-3"), "override", {})
        schedule(writer, "C-4")
        writer.conferences.set_state(writer.conferences.filed("C-4"), ConferenceState.HELD)
        assert writer.conferences.filed("C-4").outcome is None
        texts = ("another text", "the frame")
        writer.conferences.pin_edition(Edition(PROCEDURE, *texts, checksums.of_texts(*texts)))
        writer.conferences.pin_calendar(CLOSED)
        writer.conferences.pin_calendar(CALENDAR)
        writer.diaries.import_diary("team", "d" * 64, DAY, [("a@example.org", NOW, AT)])
        writer.diaries.forget_diary("team")
    with writing(store, now=NOW, machine_now=MACHINE_NOW, by="somebody", create=False) as box:
        send(box)
    reader = reading(store)
    assert reader
    with reader:
        for question in QUESTIONS.values():
            question(reader)
        kept(reader.common, "C-1")
        assert reader.conferences.filed("c-1").conference.ref == "C-1"
        with pytest.raises(NotFound):
            reader.conferences.filed("C-9")


@pytest.fixture
def heard(family: Where, monkeypatch: pytest.MonkeyPatch) -> Heard:
    """All that was asked of a store."""
    heard, ask = Heard(), Statements.ask
    run, ask_of = Statements.run, Statements.ask_of

    def asked(self: Statements, statement: str, values: Sequence[object] = ()) -> list[Any]:
        heard.note(statement)
        return ask(self, statement, values)

    def ran(self: Statements, statement: str, many: Any) -> None:  # noqa: ANN401 - as it is given
        heard.note(statement)
        run(self, statement, many)

    def asked_of(self: Statements, of: Collection[str], statement: str) -> Iterator[Any]:
        heard.note(statement)  # its rows are asked for later, and elsewhere
        return ask_of(self, of, statement)

    monkeypatch.setattr(Statements, "ask", asked)
    monkeypatch.setattr(Statements, "ask_of", asked_of)
    monkeypatch.setattr(Statements, "run", ran)
    go_through(family)
    monkeypatch.undo()
    return heard


def calls() -> Iterator[tuple[str, int, int]]:
    """Each call in the store that makes a statement: its file, its first and its last line."""
    for path in ROOM.rglob("*.py"):
        within = path.relative_to(ROOM)
        if path == COMMON or within.parts[0] in OF_A_DATABASE:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in MAKE
            ):
                yield within.as_posix(), node.lineno, node.end_lineno or node.lineno


def test_every_question_is_asked(family: Where) -> None:
    reader = reading(family)
    assert reader
    with reader:
        asked = {
            name
            for kind in kinds_of_parts(reader)
            for name, value in vars(kind).items()
            if callable(value) and not name.startswith("_")
        }
    assert len(asked) > 40
    assert asked == set(QUESTIONS)


def test_every_statement_that_the_store_makes_is_understood_by_its_database(
    family: Where, heard: Heard
) -> None:
    missing = [
        f"{file}:{first}"
        for file, first, last in sorted(calls())
        if not any(file == at and first <= line <= last for at, line in heard.sites)
    ]
    assert not missing, "\n".join(missing)
    assert len(heard.statements) > 100
    with looking(family) as sql:
        if isinstance(family, Path):
            for statement in heard.statements:
                values = max(map(int, re.findall(rb"\$(\d+)", numbered(statement))), default=0)
                sql.ask(f"EXPLAIN {statement}", [None] * values)
            return
    with server().connect(family.rpartition("/")[2]) as connection:
        for statement in heard.statements:
            done = connection.pgconn.prepare(b"", numbered(statement))
            assert done.status == psycopg.pq.ExecStatus.COMMAND_OK, (statement, done.error_message)
