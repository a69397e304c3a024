"""Nothing personal where it is not meant to be: in errors, in what is shown, in freed pages."""

import datetime as dt
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.pretty import pretty_repr

from cpconf.core.conferences.conference import Person
from cpconf.core.diaries import Busy, Diary
from cpconf.core.disclosure.terms import TermKind
from cpconf.core.invitations.invitation import Answer, Invited, InviteState, Joining
from cpconf.core.outbox import Outlet
from cpconf.core.sharing.sharing import ShareState, Way
from cpconf.core.words import MarkKind, Method, Role
from cpconf.errors import CpconfError
from cpconf.store.tables import METADATA
from cpconf.store.writing import Writer
from tests.store.examples import (
    NOW,
    REPORT_SUBMITTED,
    begin,
    bring_on,
    invite,
    schedule,
    written,
)
from tests.store.looking import Where

CANARY = "Canary-Persson"


def add(writer: Writer) -> None:
    details = {"name": CANARY, "email": f"{CANARY}@example.org", "agency": CANARY}
    writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.CHAIR, **details)


def same_reference(writer: Writer) -> None:
    add(writer)
    schedule(writer, "C-1")


def broken_rule(writer: Writer) -> None:
    statement = "INSERT INTO person VALUES (9, 1, 'p9', 'cat', ?, ?, NULL, NULL, 'x')"
    writer.common.ask(statement, [CANARY, CANARY])


def missing_table(writer: Writer) -> None:
    writer.common.ask("SELECT * FROM nowhere WHERE name = ?", [CANARY])


def undecodable(writer: Writer) -> None:
    add(writer)
    writer.common.ask("UPDATE person SET name = CAST(CAST(name AS BLOB) || x'ff' AS TEXT)")
    writer.conferences.filed("C-1")


def impossible_text(writer: Writer) -> None:
    writer.conferences.add_person(
        writer.conferences.filed("C-1"), role=Role.CHAIR, name=f"{CANARY}\udcff"
    )


def impossible_note(writer: Writer) -> None:
    writer.conferences.mark(
        writer.conferences.filed("C-1").tasks[:1], MarkKind.SKIPPED, at=NOW, note=f"{CANARY}\0"
    )


def broken_sharing(writer: Writer) -> None:
    columns = dict.fromkeys(("kind", "address", "folder", "address_confirmed_by"), CANARY)
    rest = {"way": "email", "state": "preparing", "transport": "draft", "password": "held"}
    writer.common.insert("sharing", {"conference_id": 1, **columns, **rest, "made_at": ""})


def unreadable_term(writer: Writer) -> None:
    filed = writer.conferences.filed("C-1")
    writer.conferences.add_person(filed, role=Role.MOTHER, name=CANARY)
    writer.sharing.withhold_term(filed, "p1", TermKind.NAME, CANARY)
    writer.common.ask("PRAGMA ignore_check_constraints=ON")
    writer.common.ask("UPDATE withheld_term SET kind = ?", [CANARY])
    writer.sharing.terms("C-1")


def unreadable_document(writer: Writer) -> None:
    filed = writer.conferences.filed("C-1")
    writer.conferences.add_person(filed, role=Role.HEALTH, name=CANARY)
    writer.sharing.submit(filed, "p1", f"/{CANARY}.pdf", REPORT_SUBMITTED, received_at=NOW)
    writer.common.ask("UPDATE submitted SET path = CAST(CAST(path AS BLOB) || x'ff' AS TEXT)")
    writer.sharing.submitted("C-1")


def impossible_words(writer: Writer) -> None:
    add(writer)
    writer.sharing.withhold_term(
        writer.conferences.filed("C-1"), "p1", TermKind.NAME, f"{CANARY}\0"
    )


def impossible_path(writer: Writer) -> None:
    add(writer)
    path = f"/{CANARY}\udcff.pdf"
    writer.sharing.submit(
        writer.conferences.filed("C-1"), "p1", path, REPORT_SUBMITTED, received_at=NOW
    )


def impossible_confirmation(writer: Writer) -> None:
    add(writer)
    number = begin(writer, "p1", ShareState.PREPARED)
    bring_on(writer, number, confirmed_by=f"{CANARY}\0")


def a_name_for_a_short_id(writer: Writer) -> None:
    add(writer)
    writer.sharing.agree_way(writer.conferences.filed("C-1"), CANARY, Way.VISIT, CANARY, NOW)


def a_name_for_a_short_id_asked_of(writer: Writer) -> None:
    add(writer)
    writer.sharing.terms("C-1", CANARY)


def impossible_link(writer: Writer) -> None:
    joining = Joining(person=None, method=Method.TEAMS, link=f"{CANARY}\0")
    writer.invitations.set_joining(writer.conferences.filed("C-1"), joining)


def unreadable_joining(writer: Writer) -> None:
    add(writer)
    joining = Joining(person="p1", method=Method.TELEPHONE, dial_in=CANARY)
    writer.invitations.set_joining(writer.conferences.filed("C-1"), joining)
    writer.common.ask("PRAGMA ignore_check_constraints=ON")
    writer.common.ask("UPDATE joining SET method = ?", [CANARY])
    writer.invitations.joinings("C-1")


def broken_invitation(writer: Writer) -> None:
    add(writer)
    invite(writer, "p1")
    columns = dict.fromkeys(("outlet", "state", "address", "folder"), CANARY)
    rest = {"conference_id": 1, "person_id": 1, "sequence": 0, "made_at": ""}
    writer.common.insert("invited", {**columns, **rest})


def someone_uninvited(writer: Writer) -> None:
    add(writer)
    writer.invitations.put_answer(writer.conferences.filed("C-1"), "p1", Answer.DECLINED, NOW)


def a_name_that_was_not_invited(writer: Writer) -> None:
    add(writer)
    writer.invitations.put_answer(writer.conferences.filed("C-1"), CANARY, Answer.DECLINED, NOW)


def an_unknown_diary(writer: Writer) -> None:
    writer.diaries.forget_diary(CANARY)


def unreadable_diary(writer: Writer) -> None:
    later = NOW + dt.timedelta(days=1)
    writer.diaries.import_diary(CANARY, "", NOW.date(), [(f"{CANARY}@example.org", NOW, later)])
    writer.common.ask("UPDATE busy SET starts = '2026-01-30T99:99:99+00:00'")
    writer.diaries.busy(f"{CANARY}@example.org", NOW, later)


def impossible_diary(writer: Writer) -> None:
    writer.diaries.import_diary("team", "", NOW.date(), [(f"{CANARY}\0@example.org", NOW, NOW)])


def mail_seen_twice(writer: Writer) -> None:
    writer.mailbox.see_mail(writer.conferences.filed("C-1"), None, CANARY, NOW, None)
    writer.mailbox.see_mail(writer.conferences.filed("C-1"), None, CANARY, NOW, None)


@pytest.mark.parametrize(
    "fail",
    [
        same_reference,
        broken_rule,
        missing_table,
        undecodable,
        impossible_text,
        impossible_note,
        broken_sharing,
        unreadable_term,
        unreadable_document,
        impossible_words,
        impossible_path,
        impossible_confirmation,
        a_name_for_a_short_id,
        a_name_for_a_short_id_asked_of,
        impossible_link,
        unreadable_joining,
        broken_invitation,
        someone_uninvited,
        a_name_that_was_not_invited,
        an_unknown_diary,
        unreadable_diary,
        impossible_diary,
        mail_seen_twice,
    ],
)
def test_no_error_and_no_cause_of_it_names_anybody(
    store: Where, fail: Callable[[Writer], None]
) -> None:
    with pytest.raises(CpconfError) as raised, written(store) as writer:
        fail(writer)
    shown = "".join(traceback.format_exception(raised.value))
    assert CANARY not in shown
    assert CANARY not in repr(raised.value)


def test_a_value_with_an_address_or_a_link_does_not_show_it() -> None:
    for value in (
        Joining(person="p1", method=Method.TEAMS, link=CANARY, dial_in=CANARY),
        Invited(
            ref="C-1",
            person="p1",
            outlet=Outlet.DRAFT,
            state=InviteState.PREPARED,
            sequence=0,
            made_at=NOW,
            address=CANARY,
            folder=CANARY,
        ),
        Diary(CANARY, NOW, 1, NOW.date()),
        Busy(NOW, NOW, CANARY),
    ):
        for shown in (repr(value), str(value), f"{value}", pretty_repr(value)):
            assert CANARY not in shown


def test_every_table_is_strict() -> None:
    assert METADATA.tables
    assert all(t.dialect_options["sqlite"]["strict"] for t in METADATA.tables.values())


@pytest.mark.file_store("a server keeps what was there until it is vacuumed")
def test_a_corrected_name_is_gone_from_the_file(store: Path) -> None:
    with written(store) as writer:
        add(writer)
    assert CANARY.encode() in store.read_bytes()
    with written(store) as writer:
        writer.conferences.change_person(writer.conferences.filed("C-1"), Person("p1", Role.CHAIR))
    assert CANARY.encode() not in b"".join(f.read_bytes() for f in store.parent.iterdir())


@pytest.mark.file_store("a server keeps what was there until it is vacuumed")
def test_words_that_are_withheld_no_more_are_gone_from_the_file(family: Path) -> None:
    with written(family) as writer:
        writer.sharing.withhold_term(
            writer.conferences.filed("C-1"), "p1", TermKind.ADDRESS, CANARY
        )
    assert CANARY.encode() in family.read_bytes()
    with written(family) as writer:
        writer.sharing.forget_term(writer.conferences.filed("C-1"), "p1", 1)
    assert CANARY.encode() not in b"".join(f.read_bytes() for f in family.parent.iterdir())
