"""Reading: in order, by itself, and in spite of a row that is broken."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.words import ConferenceState, MarkKind, Role
from cpconf.errors import StoreFault
from cpconf.store.reading import Reader, reading
from tests.store.examples import AT, NOW, refile, schedule, task, written
from tests.store.looking import Where, spoil

DAY = dt.timedelta(days=1)
NO_TEXT = pytest.mark.file_store("PostgreSQL keeps no bytes that are no text")


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


@pytest.mark.parametrize("what", ["reading", "writing", "outbox.writes"])
def test_what_asks_and_what_writes_needs_no_more_than_the_driver(what: str) -> None:
    code = (
        f"import sys, cpconf.store.{what}; "
        "print(sorted({m.split('.')[0] for m in sys.modules} "
        "& {'sqlalchemy', 'sqlmodel', 'pydantic', 'alembic'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_listing_tasks_asks_and_loads_nothing_of_documents_and_invitations(store: Where) -> None:
    code = (
        "import sys; from cpconf.store.reading import reading; r = reading(sys.argv[1]); "
        "ask = r.common.database.ask; "
        "r.common.database.ask = lambda asked, values=(): print(asked) or ask(asked, values); "
        "c = r.conferences; c.outstanding(); c.counts(); c.filed('C-1'); "
        "print(sorted(m for m in sys.modules if m.startswith('cpconf.core.')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(store)], capture_output=True, text=True, check=True
    )
    assert "FROM outstanding" in done.stdout
    assert "cpconf.core.words" in done.stdout
    documents = ("document", "sharing", "submitted", "withheld", "agreed")
    for word in (*documents, "invit", "joining", "diary", "busy", "mail_seen", "report_step"):
        assert word not in done.stdout


def test_where_nothing_was_written_there_is_nothing_and_nothing_is_made(tmp_path: Path) -> None:
    assert reading(tmp_path / "no" / "store.db") is None
    assert list(tmp_path.iterdir()) == [tmp_path / "home"]


def test_outstanding_tasks_come_with_the_first_wanted_first_and_undated_last(
    new_store: Where,
) -> None:
    with written(new_store, create=True) as writer:
        schedule(writer, "B-2", "A-1")
        schedule(writer, "Z-0", at=AT - DAY)
    with read(new_store) as reader:
        listed = [(t.ref, t.task, t.wanted) for t in reader.conferences.outstanding()]
    # Z-0 is on Wednesday 11 February: Friday 6 is the third working day before it.
    friday, monday = dt.datetime(2026, 2, 6, 17), dt.datetime(2026, 2, 9, 17)
    thursday_after, friday_after = dt.datetime(2026, 2, 12, 17), dt.datetime(2026, 2, 13, 17)
    assert listed == [
        ("Z-0", "invite", friday),
        ("Z-0", "share-reports", friday),
        ("A-1", "invite", monday),
        ("A-1", "share-reports", monday),
        ("B-2", "invite", monday),
        ("B-2", "share-reports", monday),
        ("Z-0", "send-plan", thursday_after),
        ("A-1", "send-plan", friday_after),
        ("B-2", "send-plan", friday_after),
        ("A-1", "thank", None),
        ("B-2", "thank", None),
        ("Z-0", "thank", None),
    ]


def test_outstanding_tasks_of_a_role_are_those_whose_clause_names_it(store: Where) -> None:
    with read(store) as reader:
        assert [t.task for t in reader.conferences.outstanding(Role.CHAIR)] == [
            "send-plan",
            "thank",
        ]
        assert reader.conferences.outstanding(Role.POLICE) == []


def test_a_task_is_outstanding_as_it_is_on_record(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.add_person(
            writer.conferences.filed("C-1"), role=Role.MOTHER, email="mother@example.org"
        )
        refile(writer, "C-1")
    with read(store) as reader:
        assert set(reader.conferences.outstanding()) == {
            t for t in reader.conferences.filed("C-1").tasks if t.is_outstanding
        }


def test_open_conferences_are_those_to_come_and_those_with_something_left_to_do(
    new_store: Where,
) -> None:
    with written(new_store, create=True) as writer:
        schedule(writer, "later", at=AT + DAY)
        schedule(writer, "sooner", "held", "finished", "cancelled")
        for ref in ("held", "finished"):
            writer.conferences.set_state(writer.conferences.filed(ref), ConferenceState.HELD)
        tasks = [t for t in writer.conferences.filed("finished").tasks if t.applies]
        writer.conferences.mark(tasks, MarkKind.DONE, at=NOW, note=None)
        writer.conferences.set_state(
            writer.conferences.filed("cancelled"), ConferenceState.CANCELLED
        )
    with read(new_store) as reader:
        assert [f.conference.ref for f in reader.conferences.open_conferences()] == [
            "held",
            "sooner",
            "later",
        ]


def test_a_diary_knows_people_by_their_address_or_else_their_name(new_store: Where) -> None:
    with written(new_store, create=True) as writer:
        schedule(writer, "D-1", "D-2", "D-3", "D-4", "D-5", "D-6")
        for ref, role, name, email in (
            ("D-1", Role.CHAIR, "Ann Example", "ann@example.org"),
            ("D-2", Role.MINUTE_TAKER, "A. Example", "ANN@example.org"),
            ("D-3", Role.CHAIR, "ann example", None),
            ("D-4", Role.CHAIR, "Ann Example", "other@example.org"),
            ("D-5", Role.MANAGER, "Ann Example", "ann@example.org"),
            ("D-6", Role.CHAIR, "Ann Example", "ann@example.org"),
        ):
            writer.conferences.add_person(
                writer.conferences.filed(ref), role=role, name=name, email=email
            )
        writer.conferences.set_state(writer.conferences.filed("D-6"), ConferenceState.CANCELLED)
    ann = Person("", Role.CHAIR, "Ann Example", "ann@example.org")
    with read(new_store) as reader:
        found = reader.conferences.diary(ann)
        assert [e.ref for e in found] == ["D-1", "D-2", "D-3"]
        assert found[1] == (
            "D-2",
            Role.MINUTE_TAKER,
            AT,
            AT + dt.timedelta(hours=2),
            ConferenceState.SCHEDULED,
        )
        assert [e.ref for e in reader.conferences.diary(Person("", Role.CHAIR, "Ann Example"))] == [
            "D-1",
            "D-3",
            "D-4",
        ]
        assert reader.conferences.diary(Person("", Role.CHAIR)) == []


def test_a_diary_can_be_opened_at_some_days(new_store: Where) -> None:
    with written(new_store, create=True) as writer:
        for number in range(4):
            schedule(writer, f"D-{number}", at=AT + number * DAY)
            writer.conferences.add_person(
                writer.conferences.filed(f"D-{number}"), role=Role.CHAIR, name="Ann"
            )
    with read(new_store) as reader:
        ann, first = Person("", Role.CHAIR, "Ann"), AT.date()
        some = reader.conferences.diary(ann, first + DAY, first + 2 * DAY)
        assert [e.ref for e in some] == ["D-1", "D-2"]
        assert len(reader.conferences.diary(ann, first + DAY)) == 3
        assert len(reader.conferences.diary(ann, last=first)) == 1


@pytest.mark.parametrize(
    "spoilt",
    [
        "UPDATE task SET due = 'not a date at all, but 25' WHERE id = 2",
        "UPDATE task SET due = '2026-02-30T17:00:00+00:00' WHERE id = 2",
        "UPDATE task SET state = 'perhaps' WHERE id = 2",
    ],
)
def test_a_broken_task_is_named_and_hides_no_other(store: Where, spoilt: str) -> None:
    check_named_alone(store, spoilt)


@NO_TEXT
def test_a_task_whose_date_is_no_text_is_named_and_hides_no_other(store: Where) -> None:
    check_named_alone(store, "UPDATE task SET due = CAST(x'ff' AS TEXT) WHERE id = 2")


def check_named_alone(store: Where, spoilt: str) -> None:
    with written(store) as writer:
        schedule(writer, "C-2")
    spoil(store, spoilt)
    with read(store) as reader:
        listed = {(t.ref, t.task) for t in reader.conferences.outstanding()}
        assert len(listed) == 7
        assert ("C-1", "share-reports") not in listed
        assert reader.common.warnings == ["task 2 of C-1 cannot be read and is left out"]
        assert len(reader.conferences.filed("C-1").tasks) == 5


def test_a_broken_task_stops_a_command_that_would_write(store: Where) -> None:
    spoil(store, "UPDATE task SET due = 'not a date at all, but 25' WHERE id = 2")
    with pytest.raises(StoreFault, match="task 2 of C-1"), written(store) as writer:
        writer.conferences.filed("C-1")


def test_a_broken_conference_is_named_and_hides_no_other(store: Where) -> None:
    with written(store) as writer:
        schedule(writer, "C-2")
    spoil(store, "UPDATE conference SET type = 'party' WHERE ref = 'C-1'")
    with read(store) as reader:
        assert [f.conference.ref for f in reader.conferences.open_conferences()] == ["C-2"]
        assert "C-1" in reader.common.warnings[0]
        with pytest.raises(StoreFault, match="C-1"):
            reader.conferences.filed("C-1")


@NO_TEXT
def test_bytes_that_are_no_text_do_not_hide_a_conference(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.CHAIR, name="Ann")
    spoil(store, "UPDATE person SET name = CAST(x'416eff' AS TEXT)")
    with read(store) as reader:
        assert [p.name for p in reader.conferences.filed("C-1").people] == ["An\ufffd"]
    with pytest.raises(StoreFault), written(store) as writer:
        writer.conferences.filed("C-1")


def test_broken_logs_are_named(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.mark(
            [task(writer.conferences.filed("C-1"), "invite")], MarkKind.DONE, at=NOW, note=None
        )
    spoil(
        store,
        "UPDATE mark SET kind = 'maybe'",
        "UPDATE history SET details = '{'",
    )
    with read(store) as reader:
        assert (reader.conferences.marks("C-1"), reader.conferences.history("C-1")) == ([], [])
        assert len(reader.common.warnings) == 2


def test_a_reader_sees_one_state_of_the_store(store: Where) -> None:
    with read(store) as reader:
        before = reader.conferences.counts()
        reader.close()
    with written(store) as writer:
        schedule(writer, "C-2")
        with read(store) as reader:
            assert reader.conferences.counts() == before
    with read(store) as reader:
        assert reader.conferences.counts().conferences == 2
