"""The views keep their columns, hold nobody's name, and read the same from any tool."""
# ruff: noqa: S608 - the statements are the test's own

from collections.abc import Iterator
from pathlib import Path

import pytest

from cpconf.core.disclosure.terms import TermKind
from cpconf.core.invitations.invitation import Answer, Invited, InviteState, Joining
from cpconf.core.outbox import Outlet
from cpconf.core.reports.steps import Step
from cpconf.core.sharing.sharing import ShareState, Sharing, Way
from cpconf.core.words import ConferenceState, DocumentKind, MarkKind, Method, Role
from cpconf.store.database.forms import APPEND_ONLY
from cpconf.store.database.views import VIEWS
from cpconf.store.reading import reading
from cpconf.store.writing import Writer
from tests.store.examples import (
    COPY,
    EVIDENCE,
    NOW,
    REPORT_SUBMITTED,
    SOURCE,
    begin,
    begin_digest,
    refile,
    schedule,
    task,
    written,
)
from tests.store.looking import Look, Refusal, Where, found_by, listening, look, looking, signed

TASKS = (
    "id ref rule place clause task title role joint each phase person owner about due literal "
    "needed_by wanted reading local provisional applies state late_at_booking conditions "
    "marked_at marked_by"
)
COLUMNS = {
    "outstanding": TASKS,
    "timeline": TASKS,
    "conferences": "id ref type format procedure procedure_title procedure_edition edition "
    "calendar at ends ended state strategy_discussion initial_conference previous_review version",
    "limits": "id ref place clause name title anchor anchored due literal met provisional reading",
    "marks_log": "id ref task_id clause task person about kind at marked_by recorded_at machine_at",
    "sharings": "id ref person kind way state transport password sha256 size pages algorithm "
    "made_at sent_at received_at received_how released_at released_by",
    "documents_log": "id ref kind sha256 size pages algorithm source_sha256 made_at recorded_by "
    "recorded_at machine_at",
    "outbox_log": "id kind ref person care outlet state sequence reminders tries reason made_at "
    "not_before finished_at",
    "invitations_log": "id ref person outlet state sequence made_at sent_at answer answered_at",
}
SECRETS = ("Canary", "canary@example.org", "020 7946 0123", "Canary Agency", "a canary note")


@pytest.fixture
def full_store(store: Where) -> Where:
    """A store with somebody in it, and a mark."""
    name, email, phone, agency, note = SECRETS
    with written(store) as writer:
        details = {"name": name, "email": email, "phone": phone, "agency": agency}
        writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.MOTHER, **details)
        filed = refile(writer, "C-1")
        writer.conferences.mark(
            [task(filed, "email-report", "p1")], MarkKind.DONE, at=NOW, note=note
        )
        writer.conferences.note(filed, "x", {}, note)
        copy = Sharing(
            ref="C-1",
            person="p1",
            kind=DocumentKind.REPORT,
            state=ShareState.PREPARED,
            evidence=EVIDENCE,
            address=email,
            folder="/canary/folder",
            address_confirmed_by=name,
            confirmed_by=name,
            received_at=NOW,
        )
        writer.sharing.put_sharing(filed, copy)
        begin(writer, None, kind=DocumentKind.SET, evidence=None)
        writer.sharing.agree_way(filed, "p1", Way.VISIT, note, NOW)
        writer.sharing.withhold_term(filed, "p1", TermKind.SCHOOL, "Canary School")
        submitted = "/canary/report.pdf"
        writer.sharing.submit(
            filed, "p1", submitted, REPORT_SUBMITTED, received_at=NOW, withheld="canary reason"
        )
        writer.sharing.remove_submitted(filed, 1, "another canary reason")
        invite_and_remind(writer)
    return store


def invite_and_remind(writer: Writer) -> None:
    """Everything that invitations, reminders and diaries put on record."""
    name, email, phone, *_ = SECRETS
    filed = writer.conferences.filed("C-1")
    writer.invitations.start_series(filed, "canary-uid")
    writer.invitations.set_joining(
        filed,
        Joining(person="p1", method=Method.TEAMS, link="https://canary.example.org", dial_in=phone),
    )
    invited = Invited(
        ref=filed.conference.ref,
        person="p1",
        outlet=Outlet.SMTP,
        state=InviteState.OWED,
        sequence=2,
        made_at=NOW,
        address=email,
        folder="/canary/drafts",
        answer=Answer.ACCEPTED,
        answered_at=NOW,
    )
    writer.invitations.put_invited(filed, invited)
    writer.diaries.import_diary(name, "d1" * 32, NOW.date(), [(email, NOW, NOW)])
    writer.mailbox.see_mail(filed, "p1", "f1" * 32, NOW, 1)
    writer.mailbox.step_report(filed, "p1", Step.REQUESTED, NOW)
    number = begin_digest(writer, filed.tasks[0])
    writer.common.ask(
        "UPDATE outbox SET recipient = ?, address = ?, claimed_by = ?", [email, email, name]
    )
    writer.common.ask("UPDATE reminder SET recipient = ?", [email])
    writer.common.ask(
        "INSERT INTO reminder (outbox_id, task_id, recipient, reason, wanted) "
        "SELECT ?, ?, recipient, reason, wanted FROM reminder",
        [number, filed.tasks[1].id],
    )
    writer.common.ask(
        "INSERT INTO reminder (outbox_id, task_id, recipient, reason, wanted) "
        "SELECT outbox_id, task_id, recipient, 'literal', wanted FROM reminder"
    )
    writer.common.ask(
        "INSERT INTO outbox (kind, conference_id, person_id, recipient, address, care, outlet, "
        "folder, state, sequence, message_id, dated_at, made_at, tries, reason, finished_at, "
        "machine_at) SELECT 'update', 1, 1, recipient, address, 'family', 'smtp', '/canary', "
        "'sent', 2, 'canary-id', dated_at, made_at, 1, 'the server was busy', made_at, machine_at "
        "FROM outbox"
    )


@pytest.fixture
def sql(full_store: Where) -> Iterator[Look]:
    with looking(full_store) as connection:
        yield connection


def test_every_view_has_its_promised_columns(sql: Look) -> None:
    assert {view.name for view in VIEWS} == set(COLUMNS)
    for name, columns in COLUMNS.items():
        assert sql.columns(f"SELECT * FROM {name}") == columns.split()


def test_every_view_and_column_says_what_it_is(store: Where, sql: Look) -> None:
    for view in VIEWS:
        assert all(meaning for _, _, meaning in view.columns)
        if isinstance(store, Path):
            ((kept,),) = sql.ask("SELECT sql FROM sqlite_master WHERE name = ?", [view.name])
            assert f"/* {view.row} */" in kept
            continue
        told = sql.ask("SELECT obj_description(CAST(? AS regclass))", [f"cpconf.{view.name}"])
        assert told == [(view.row,)]
        of_columns = (
            "SELECT attname, col_description(attrelid, attnum) FROM pg_attribute "
            "WHERE attrelid = CAST(? AS regclass) AND attnum > 0 ORDER BY attnum"
        )
        assert sql.ask(of_columns, [f"cpconf.{view.name}"]) == [
            (name, meaning) for name, _, meaning in view.columns
        ]


def test_no_view_holds_a_name_an_address_or_a_note(sql: Look) -> None:
    for name in COLUMNS:
        shown = repr(sql.ask(f"SELECT * FROM {name}"))
        assert shown != "[]"
        for secret in SECRETS:
            assert secret.casefold() not in shown.casefold()


def test_the_sharings_show_the_document_and_how_far_it_has_come(sql: Look) -> None:
    rows = sql.ask(
        "SELECT ref, person, kind, way, state, sha256, pages, received_at FROM sharings ORDER BY id"
    )
    assert rows == [
        ("C-1", "p1", "report", "email", "prepared", COPY, 5, "2026-01-30T09:30:00+00:00"),
        ("C-1", None, "set", "email", "preparing", None, None, None),
    ]


def test_the_log_of_documents_shows_what_they_are_recognised_by(
    sql: Look, full_store: Where
) -> None:
    rows = sql.ask(
        "SELECT kind, sha256, source_sha256, size, recorded_by, made_at FROM documents_log"
    )
    at, by = "2026-01-30T09:30:00+00:00", signed(full_store, "somebody")
    assert rows == [
        ("report", COPY, SOURCE, 1234, by, at),
        ("submitted", REPORT_SUBMITTED.sha256, None, 99, by, at),
    ]


def test_the_log_of_the_outbox_counts_the_tasks_of_a_digest(sql: Look) -> None:
    rows = sql.ask(
        "SELECT kind, ref, person, state, sequence, reminders, tries, reason, finished_at "
        "FROM outbox_log ORDER BY id"
    )
    at = "2026-01-30T09:30:00+00:00"
    assert rows == [
        ("reminders", None, None, "pending", None, 2, 0, None, None),
        ("update", "C-1", "p1", "sent", 2, 0, 1, "the server was busy", at),
    ]


def test_the_log_of_invitations_shows_how_far_their_messages_have_come(
    sql: Look,
) -> None:
    rows = sql.ask(
        "SELECT ref, person, outlet, state, sequence, sent_at, answer FROM invitations_log"
    )
    assert rows == [("C-1", "p1", "smtp", "sent", 2, "2026-01-30T09:30:00+00:00", "accepted")]


def test_a_view_shows_moments_with_the_offset_of_london(sql: Look) -> None:
    rows = sql.ask("SELECT task, due, wanted FROM outstanding ORDER BY place")
    assert rows == [
        ("invite", None, "2026-02-09T17:00:00+00:00"),
        ("share-reports", "2026-02-09T17:00:00+00:00", "2026-02-09T17:00:00+00:00"),
        ("send-plan", "2026-02-13T17:00:00+00:00", "2026-02-13T17:00:00+00:00"),
        ("thank", None, None),
    ]


def test_the_log_of_marks_shows_people_by_their_short_ids(sql: Look) -> None:
    rows = sql.ask("SELECT ref, clause, person, about, kind, at FROM marks_log")
    assert rows == [("C-1", "X-3", None, "p1", "done", "2026-01-30T09:30:00+00:00")]


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {0} SET by = 'other'",
        "UPDATE {0} SET id = id + 1000",
        "DELETE FROM {0}",
        "INSERT INTO {0} SELECT * FROM {0} WHERE true ON CONFLICT (id) DO UPDATE SET by = 'other'",
    ],
)
def test_what_was_entered_cannot_be_changed_or_removed(
    sql: Look, table: str, statement: str
) -> None:
    before = sql.ask(f"SELECT * FROM {table}")
    assert before
    with pytest.raises(Refusal, match=f"{table} is append-only"):
        sql.ask(statement.format(table))
    assert sql.ask(f"SELECT * FROM {table}") == before


@pytest.mark.file_store("SQLite's own words for it")
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("verb", ["INSERT OR REPLACE", "REPLACE"])
def test_what_was_entered_cannot_be_replaced(sql: Look, table: str, verb: str) -> None:
    before = sql.ask(f"SELECT * FROM {table}")
    with pytest.raises(Refusal, match=f"{table} is append-only"):
        sql.ask(f"{verb} INTO {table} SELECT * FROM {table}")
    assert sql.ask(f"SELECT * FROM {table}") == before


def test_outstanding_is_found_by_its_own_small_index(full_store: Where) -> None:
    with written(full_store) as writer:
        schedule(writer, *(f"N-{number}" for number in range(50)))
    for wording in (
        "SELECT * FROM outstanding ORDER BY wanted",
        "SELECT COUNT(*) FROM task WHERE outstanding = 1",
        "SELECT conference_id FROM task WHERE outstanding = 1",
    ):
        assert "task_outstanding" in found_by(full_store, wording)


def test_a_document_is_found_by_its_hash_among_any_number_of_others(full_store: Where) -> None:
    reader = reading(full_store)
    assert reader
    with reader, listening(reader.common) as asked:
        reader.sharing.documents_by_hash(COPY)
    assert found_by(full_store, *asked[0]) >= {"document_sha256", "document_source_sha256"}


@pytest.mark.file_store("the steps of SQLite's machine are counted")
@pytest.mark.slow
def test_listing_what_is_outstanding_costs_the_same_beside_any_number_of_old_conferences(
    store: Where,
) -> None:
    """Counted in steps of SQLite's machine, which do not depend on how busy the computer is."""
    steps = []
    for olds in (0, 10, 300):
        with written(store) as writer:
            schedule(writer, *(f"OLD-{olds}-{number}" for number in range(olds)))
            for filed in list(writer.conferences.open_conferences()):
                if filed.conference.ref != "C-1":
                    writer.conferences.set_state(filed, ConferenceState.HELD)
                    writer.conferences.mark(filed.tasks, MarkKind.DONE, at=NOW, note=None)
        reader = reading(store)
        assert reader
        with reader:
            taken: list[None] = []
            driver = reader.common.database._connection  # type: ignore[attr-defined] # noqa: SLF001 - to count
            driver.set_progress_handler(lambda: taken.append(None), 1)  # noqa: B023 - used here
            assert len(reader.conferences.outstanding()) == 4
            driver.set_progress_handler(None, 0)
        steps.append(len(taken))
    assert len(set(steps)) == 1


def test_what_is_absent_is_null_unless_the_column_says_that_it_is_empty(full_store: Where) -> None:
    empty = {
        (view.name, name)
        for view in VIEWS
        for name, _, _ in view.columns
        if look(full_store, f"SELECT 1 FROM {view.name} WHERE CAST({name} AS TEXT) = ''")
    }
    said = {
        (view.name, name)
        for view in VIEWS
        for name, _, meaning in view.columns
        if "empty" in meaning
    }
    assert empty
    assert empty <= said
