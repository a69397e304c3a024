"""What is written is what is read, and all of a command or nothing of it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.words import ConferenceState, Fact, MarkKind, Phase, Role, TaskState
from cpconf.errors import CpconfError, NotFound, StoreBusy, UsageFault
from cpconf.store.reading import Reader, reading
from cpconf.store.writing import Writer
from tests.store.examples import (
    AT,
    LIMIT,
    MACHINE_NOW,
    NOW,
    SENT_BY,
    SHARED_BY,
    STRATEGY_DISCUSSION,
    a_conference,
    plan_for,
    refile,
    schedule,
    task,
    written,
)
from tests.store.looking import Where, signed


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def test_a_conference_comes_back_as_it_was_scheduled(store: Where) -> None:
    with read(store) as reader:
        filed = reader.conferences.filed("C-1")
    assert filed.conference == a_conference()
    assert (filed.procedure, filed.procedure_title) == ("example", "Example Council")
    assert (filed.procedure_edition, filed.version) == ("2026", 1)
    assert filed.people == ()


def test_a_task_comes_back_with_its_dates_and_its_clause(store: Where) -> None:
    with read(store) as reader:
        filed = reader.conferences.filed("C-1")
    assert [t.task for t in filed.tasks] == [
        "invite",
        "share-reports",
        "email-report",
        "plan-split",
        "send-plan",
        "thank",
    ]
    shared, split, sent = (task(filed, n) for n in ("share-reports", "plan-split", "send-plan"))
    assert (shared.ref, shared.clause, shared.title) == ("C-1", "X-2", "Share reports")
    assert (shared.due, shared.needed_by, shared.reading) == (SHARED_BY, None, "R1")
    assert (shared.role, shared.joint, shared.phase) == (Role.PROFESSIONAL, (), Phase.PREPARATION)
    assert (shared.applies, shared.state, shared.late_at_booking) == (True, TaskState.OPEN, False)
    assert split.joint == (Role.MANAGER, Role.SOCIAL_WORKER)
    assert (split.conditions, split.applies) == (("split", "!parent_excluded"), False)
    assert (split.due, split.needed_by, split.reading) == (None, AT, "R6")
    assert (sent.due, sent.phase, sent.local) == (SENT_BY, Phase.FOLLOW_UP, True)
    assert task(filed, "invite").needed_by == SHARED_BY
    assert task(filed, "thank").wanted is None


def test_a_limit_comes_back_with_what_it_counts_from(store: Where) -> None:
    with read(store) as reader:
        (limit,) = reader.conferences.filed("C-1").limits
    assert (limit.clause, limit.name, limit.reading) == ("X-L1", "in-time", "R8")
    assert (limit.anchor, limit.anchored) == ("strategy-discussion", STRATEGY_DISCUSSION)
    assert (limit.due, limit.literal, limit.met) == (LIMIT, None, True)


def test_the_orders_among_tasks_are_those_of_the_procedure(store: Where) -> None:
    with read(store) as reader:
        filed = reader.conferences.filed("C-1")
    invite, shared = task(filed, "invite"), task(filed, "share-reports")
    split, emailed = task(filed, "plan-split"), task(filed, "email-report")
    assert filed.orders == {(invite.rule, shared.rule), (invite.rule, split.rule)}
    assert filed.emailing_rules == {emailed.rule}


@pytest.mark.parametrize(("minutes", "late"), [(0, []), (1, ["invite", "share-reports"])])
def test_a_task_whose_moment_has_passed_when_it_is_booked_is_late_at_booking(
    new_store: Where, minutes: int, late: list[str]
) -> None:
    after_sharing = SHARED_BY + dt.timedelta(minutes=minutes)
    with written(new_store, create=True, now=after_sharing) as writer:
        schedule(writer, "C-1")
        assert [t.task for t in writer.conferences.filed("C-1").tasks if t.late_at_booking] == late


def test_answers_given_with_a_booking_are_kept(new_store: Where) -> None:
    with written(new_store, create=True) as writer:
        schedule(writer, "C-1", answers={(Fact.SPLIT, None): True})
        filed = writer.conferences.filed("C-1")
    assert filed.answers == {(Fact.SPLIT, None): True}
    assert task(filed, "plan-split").applies


def test_an_exception_in_the_block_undoes_all_of_it(store: Where) -> None:
    with pytest.raises(ZeroDivisionError), written(store) as writer:  # noqa: PT012 - one command
        schedule(writer, "C-2")
        writer.conferences.set_state(writer.conferences.filed("C-1"), ConferenceState.CANCELLED)
        writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.CHAIR)
        _ = 1 // 0
    with read(store) as reader:
        assert reader.conferences.counts() == (1, 4)
        assert reader.conferences.filed("C-1").people == ()


def test_an_interruption_in_the_block_undoes_all_of_it(store: Where) -> None:
    with pytest.raises(KeyboardInterrupt), written(store) as writer:  # noqa: PT012 - one command
        schedule(writer, "C-2")
        raise KeyboardInterrupt
    with read(store) as reader:
        assert reader.conferences.existing({"C-1", "C-2"}) == {"C-1"}


def test_a_second_conference_of_one_reference_is_refused_and_nothing_is_kept(store: Where) -> None:
    with pytest.raises(CpconfError), written(store) as writer:
        schedule(writer, "C-2", "C-1")
    with read(store) as reader:
        assert reader.conferences.existing({"C-1", "C-2"}) == {"C-1"}


def test_existing_finds_few_among_thousands(store: Where) -> None:
    with written(store) as writer:
        assert writer.conferences.existing({f"C-{n}" for n in range(2500)}) == {"C-1"}
        assert writer.conferences.existing(()) == set()


def test_people_get_short_ids_in_their_order(store: Where) -> None:
    with written(store) as writer:
        ids = [
            writer.conferences.add_person(
                writer.conferences.filed("C-1"), role=role, name=f"Person {n}"
            )
            for n, role in enumerate((Role.MOTHER, Role.SCHOOL, Role.CHAIR))
        ]
    with read(store) as reader:
        people = reader.conferences.filed("C-1").people
    assert ids == ["p1", "p2", "p3"]
    assert [(p.id, p.role, p.name) for p in people] == [
        ("p1", Role.MOTHER, "Person 0"),
        ("p2", Role.SCHOOL, "Person 1"),
        ("p3", Role.CHAIR, "Person 2"),
    ]


def test_a_person_keeps_their_short_id_when_corrected(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.add_person(
            writer.conferences.filed("C-1"), role=Role.MOTHER, email="old@example.org"
        )
        corrected = Person("p1", Role.MOTHER, "New", None, "020 7946 0000", "Agency")
        writer.conferences.change_person(writer.conferences.filed("C-1"), corrected)
        assert writer.conferences.filed("C-1").people == (corrected,)


def test_an_answer_replaces_the_one_before_and_none_takes_it_back(store: Where) -> None:
    with written(store) as writer:
        filed = writer.conferences.filed("C-1")
        writer.conferences.add_person(filed, role=Role.MOTHER)
        writer.conferences.answer(filed, Fact.NO_WIFI, None, True)
        writer.conferences.answer(filed, Fact.NO_WIFI, "p1", True)
        writer.conferences.answer(filed, Fact.NO_WIFI, None, False)
        writer.conferences.answer(filed, Fact.SPLIT, None, True)
        assert writer.conferences.filed("C-1").answers == {
            (Fact.NO_WIFI, "p1"): True,
            (Fact.NO_WIFI, None): False,
            (Fact.SPLIT, None): True,
        }
        writer.conferences.answer(filed, Fact.NO_WIFI, "p1", None)
        writer.conferences.answer(filed, Fact.SPLIT, None, None)
        assert writer.conferences.filed("C-1").answers == {(Fact.NO_WIFI, None): False}


def test_an_answer_about_nobody_on_record_is_not_found(store: Where) -> None:
    with pytest.raises(NotFound, match="p7"), written(store) as writer:
        writer.conferences.answer(writer.conferences.filed("C-1"), Fact.NO_WIFI, "p7", True)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (MarkKind.DONE, TaskState.DONE),
        (MarkKind.SKIPPED, TaskState.SKIPPED),
        (MarkKind.UNDONE, TaskState.OPEN),
        (MarkKind.REOPENED, TaskState.OPEN),
    ],
)
def test_a_mark_sets_the_state_and_stays_on_record(
    store: Where, kind: MarkKind, state: TaskState
) -> None:
    told, worker = dt.datetime(2026, 1, 29, 16), signed(store, "worker")
    with written(store, by="worker") as writer:
        writer.conferences.mark(
            [task(writer.conferences.filed("C-1"), "invite")], kind, at=told, note="as agreed"
        )
    with read(store) as reader:
        invite = task(reader.conferences.filed("C-1"), "invite")
        (mark,) = reader.conferences.marks("C-1")
        outstanding = "invite" in {t.task for t in reader.conferences.outstanding()}
    assert (invite.state, invite.marked_at, invite.marked_by) == (state, told, worker)
    assert (mark.kind, mark.at, mark.note, mark.by) == (kind, told, "as agreed", worker)
    assert (mark.task, mark.clause, mark.task_id) == ("invite", "X-1", invite.id)
    assert (mark.recorded_at, mark.machine_at) == (NOW, MACHINE_NOW)
    assert outstanding is (state is TaskState.OPEN)


def test_a_mark_on_a_task_that_is_gone_is_refused(store: Where) -> None:
    with written(store) as writer:
        stale = task(writer.conferences.filed("C-1"), "share-reports")
        writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.HEALTH)
        refile(writer, "C-1")
    with pytest.raises(StoreBusy), written(store) as writer:
        writer.conferences.mark([stale], MarkKind.DONE, at=NOW, note=None)


def test_a_mark_on_what_is_another_task_by_now_is_refused(store: Where) -> None:
    with written(store) as writer:
        first, second = writer.conferences.filed("C-1").tasks[:2]
    with pytest.raises(StoreBusy), written(store) as writer:
        writer.conferences.mark(
            [replace(first, rule=second.rule)], MarkKind.DONE, at=NOW, note=None
        )


def test_a_cancelled_conference_has_nothing_outstanding(store: Where) -> None:
    with written(store) as writer:
        writer.conferences.set_state(writer.conferences.filed("C-1"), ConferenceState.CANCELLED)
    with read(store) as reader:
        assert reader.conferences.outstanding() == []
        assert reader.conferences.counts() == (1, 0)
        assert reader.conferences.filed("C-1").conference.state is ConferenceState.CANCELLED


def test_a_change_made_after_reading_is_not_overwritten(store: Where) -> None:
    with read(store) as reader:
        stale = reader.conferences.filed("C-1")
    with written(store) as writer:
        writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.CHAIR)
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda w: w.conferences.set_state(stale, ConferenceState.HELD),
        lambda w: w.conferences.add_person(stale, role=Role.CHAIR),
        lambda w: w.conferences.answer(stale, Fact.SPLIT, None, True),
        lambda w: w.conferences.replan(
            stale, a_conference(), plan_for(a_conference()), calendar_id=1
        ),
    )
    for change in changes:
        with pytest.raises(StoreBusy, match="meanwhile"), written(store) as writer:
            change(writer)


def test_changes_of_one_command_ride_on_what_it_read_first(store: Where) -> None:
    with written(store) as writer:
        filed = writer.conferences.filed("C-1")
        writer.conferences.add_person(filed, role=Role.CHAIR)
        writer.conferences.answer(filed, Fact.SPLIT, None, True)
        writer.conferences.set_state(filed, ConferenceState.HELD)
        writer.conferences.mark(filed.tasks[:1], MarkKind.DONE, at=NOW, note=None)
        assert writer.conferences.filed("C-1").version == filed.version + 1


@pytest.mark.parametrize("text", ["a\0b", "a\udcffb"])
def test_a_text_that_a_database_cannot_keep_is_refused(store: Where, text: str) -> None:
    with pytest.raises(UsageFault), written(store) as writer:
        writer.conferences.add_person(writer.conferences.filed("C-1"), role=Role.CHAIR, name=text)
    with pytest.raises(UsageFault), written(store) as writer:
        writer.conferences.note(writer.conferences.filed("C-1"), "x", {}, text)


def test_what_is_not_there_is_not_found(store: Where) -> None:
    with read(store) as reader:
        for ask in (
            lambda: reader.conferences.filed("C-9"),
            lambda: reader.conferences.history("C-9"),
            lambda: reader.conferences.marks("C-9"),
            lambda: reader.conferences.calendar(9),
            lambda: reader.conferences.edition_texts(9),
        ):
            with pytest.raises(NotFound):
                ask()
