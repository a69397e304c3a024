"""A changed date, person or answer: tasks move, come and go, and no mark is lost."""

import datetime as dt
from dataclasses import replace

import pytest

from cpconf.core.conferences.checklist import Plan
from cpconf.core.words import ConferenceState, Fact, MarkKind, Phase, Role, TaskState
from cpconf.store.writing import Writer
from tests.store.examples import (
    AT,
    CLOSED,
    LIMIT,
    NOW,
    SHARED_BY,
    a_conference,
    plan_for,
    refile,
    task,
    written,
)
from tests.store.looking import Where

# A week later, Thursday 19 February 2026: Monday 16 is the third working day before.
WEEK_LATER = dt.datetime(2026, 2, 19, 10)
SHARED_BY_THEN = dt.datetime(2026, 2, 16, 17)


def add(writer: Writer, role: Role, **details: str) -> str:
    short_id = writer.conferences.add_person(writer.conferences.filed("C-1"), role=role, **details)
    refile(writer, "C-1")
    return short_id


def mark(writer: Writer, name: str, subject: str | None = None) -> None:
    found = task(writer.conferences.filed("C-1"), name, subject)
    writer.conferences.mark([found], MarkKind.DONE, at=NOW, note=None)


def test_a_new_date_moves_the_tasks_and_keeps_their_numbers(store: Where) -> None:
    with written(store) as writer:
        before = writer.conferences.filed("C-1")
        after = refile(writer, "C-1", WEEK_LATER)
    assert after.conference == a_conference(at=WEEK_LATER)
    assert [t.id for t in after.tasks] == [t.id for t in before.tasks]
    assert task(before, "share-reports").due == SHARED_BY
    assert task(after, "share-reports").due == SHARED_BY_THEN
    assert task(after, "invite").needed_by == SHARED_BY_THEN


def test_a_new_date_judges_the_limit_anew(store: Where) -> None:
    with written(store) as writer:
        (before,) = writer.conferences.filed("C-1").limits
        (after,) = refile(writer, "C-1", WEEK_LATER).limits
    assert (before.due, before.met) == (LIMIT, True)
    assert (after.due, after.met) == (LIMIT, False)


def test_a_mark_stays_with_its_task_when_the_date_moves(store: Where) -> None:
    with written(store) as writer:
        mark(writer, "share-reports")
        shared = task(refile(writer, "C-1", WEEK_LATER), "share-reports")
    assert (shared.state, shared.due) == (TaskState.DONE, SHARED_BY_THEN)


def test_a_task_is_repeated_for_each_professional_once_there_are_any(store: Where) -> None:
    with written(store) as writer:
        none = task(writer.conferences.filed("C-1"), "share-reports")
        add(writer, Role.HEALTH)
        add(writer, Role.POLICE)
        filed = writer.conferences.filed("C-1")
    owing = [(t.person, t.about, t.state) for t in filed.tasks if t.task == "share-reports"]
    assert none.person is None
    assert owing == [("p1", None, TaskState.OPEN), ("p2", None, TaskState.OPEN)]


def test_a_task_is_repeated_about_each_parent_its_condition_judged_for_that_one(
    store: Where,
) -> None:
    with written(store) as writer:
        add(writer, Role.SOCIAL_WORKER)
        add(writer, Role.MOTHER, email="mother@example.org")
        add(writer, Role.FATHER)
        filed = writer.conferences.filed("C-1")
    emailed = [(t.person, t.about, t.applies) for t in filed.tasks if t.task == "email-report"]
    assert emailed == [("p1", "p2", True), ("p1", "p3", False)]


def test_a_task_of_a_role_names_whoever_alone_holds_it(store: Where) -> None:
    with written(store) as writer:
        before = task(writer.conferences.filed("C-1"), "thank")
        add(writer, Role.CHAIR)
        alone = task(writer.conferences.filed("C-1"), "thank")
        add(writer, Role.CHAIR)
        among_two = task(writer.conferences.filed("C-1"), "thank")
    assert [(t.id, t.person) for t in (before, alone, among_two)] == [
        (before.id, None),
        (before.id, "p1"),
        (before.id, None),
    ]


def test_an_unmarked_task_that_leaves_the_plan_is_removed(store: Where) -> None:
    with written(store) as writer:
        add(writer, Role.HEALTH)
        assert [
            t.person for t in writer.conferences.filed("C-1").tasks if t.task == "share-reports"
        ] == ["p1"]


def test_a_marked_task_that_leaves_the_plan_is_kept_and_applies_no_more(store: Where) -> None:
    with written(store) as writer:
        mark(writer, "share-reports")
        add(writer, Role.HEALTH)
        filed = writer.conferences.filed("C-1")
        marks = writer.conferences.marks("C-1")
    kept, new = task(filed, "share-reports"), task(filed, "share-reports", "p1")
    assert (kept.applies, kept.state) == (False, TaskState.DONE)
    assert (new.applies, new.state) == (True, TaskState.OPEN)
    assert [m.task_id for m in marks] == [kept.id]


def test_a_mark_taken_back_keeps_the_task_too(store: Where) -> None:
    with written(store) as writer:
        mark(writer, "share-reports")
        undone = task(writer.conferences.filed("C-1"), "share-reports")
        writer.conferences.mark([undone], MarkKind.UNDONE, at=NOW, note=None)
        add(writer, Role.HEALTH)
        outstanding = [
            (t.task, t.person) for t in writer.conferences.outstanding() if t.clause == "X-2"
        ]
        assert not task(writer.conferences.filed("C-1"), "share-reports").applies
    assert outstanding == [("share-reports", "p1")]


def test_an_answer_brings_a_task_and_taking_it_back_takes_the_task_away(store: Where) -> None:
    seen = []
    with written(store) as writer:
        for yes in (True, False, None, True):
            writer.conferences.answer(writer.conferences.filed("C-1"), Fact.SPLIT, None, yes)
            filed = refile(writer, "C-1")
            listed = "plan-split" in {t.task for t in writer.conferences.outstanding()}
            seen.append((task(filed, "plan-split").applies, listed))
    assert seen == [(True, True), (False, False), (False, False), (True, True)]


def test_the_report_counts_as_emailed_once_its_task_is_done(store: Where) -> None:
    with written(store) as writer:
        add(writer, Role.MOTHER, email="mother@example.org")
        add(writer, Role.FATHER, email="father@example.org")
        mark(writer, "email-report", "p1")
        record = writer.conferences.filed("C-1").record
    assert record.emailed == {"p1"}
    assert record.knows(Fact.REPORT_EMAILED, "p2") is None


def test_lateness_is_judged_again_only_when_the_moment_changes(store: Where) -> None:
    just_after = SHARED_BY + dt.timedelta(minutes=1)
    with written(store, now=just_after) as writer:
        same = task(refile(writer, "C-1"), "share-reports")
        later = task(refile(writer, "C-1", WEEK_LATER), "share-reports")
        back = task(refile(writer, "C-1", AT), "share-reports")
        invite = task(writer.conferences.filed("C-1"), "invite")
    assert [t.late_at_booking for t in (same, later, back)] == [False, False, True]
    assert (invite.due, invite.needed_by, invite.late_at_booking) == (None, SHARED_BY, True)


def test_a_task_that_comes_to_apply_after_its_moment_was_late_from_the_first(store: Where) -> None:
    def planned(*, applies: bool) -> Plan:
        plan = plan_for(a_conference())
        return replace(
            plan,
            tasks=tuple(
                each._replace(applies=applies) if each.clause.name == "share-reports" else each
                for each in plan.tasks
            ),
        )

    with written(store, now=SHARED_BY + dt.timedelta(minutes=1)) as writer:
        late = []
        for applies in (False, True):
            filed, plan = writer.conferences.filed("C-1"), planned(applies=applies)
            writer.conferences.replan(filed, filed.conference, plan, calendar_id=filed.calendar)
            late.append(task(writer.conferences.filed("C-1"), "share-reports").late_at_booking)
    assert late == [False, True]


def test_each_professionals_task_keeps_its_number_and_its_mark(store: Where) -> None:
    with written(store) as writer:
        for role in (Role.HEALTH, Role.POLICE):
            add(writer, role)
        mark(writer, "share-reports", "p2")
        before = writer.conferences.filed("C-1")
        add(writer, Role.HOUSING)
        after = writer.conferences.filed("C-1")
    for person, state in (("p1", TaskState.OPEN), ("p2", TaskState.DONE)):
        assert task(after, "share-reports", person).id == task(before, "share-reports", person).id
        assert task(after, "share-reports", person).state is state
    assert task(after, "share-reports", "p3").state is TaskState.OPEN


def test_a_conference_that_was_held_keeps_its_end_and_state(store: Where) -> None:
    ended = dt.datetime(2026, 2, 12, 12, 40)
    with written(store) as writer:
        filed = writer.conferences.filed("C-1")
        held = a_conference()
        held = type(held)(
            **{
                **{name: getattr(held, name) for name in held.__slots__},
                "ended": ended,
                "state": ConferenceState.HELD,
            }
        )
        writer.conferences.replan(filed, held, plan_for(held), calendar_id=filed.calendar)
        assert writer.conferences.filed("C-1").conference == held


def test_a_plan_can_be_filed_on_another_calendar(store: Where) -> None:
    with written(store) as writer:
        filed = writer.conferences.filed("C-1")
        number = writer.conferences.pin_calendar(CLOSED)
        writer.conferences.replan(
            filed, filed.conference, plan_for(filed.conference), calendar_id=number
        )
        assert writer.conferences.filed("C-1").calendar == number
        assert writer.conferences.calendar(number) == CLOSED


@pytest.mark.parametrize("state", list(ConferenceState))
def test_outstanding_is_always_what_the_rows_say(store: Where, state: ConferenceState) -> None:
    with written(store) as writer:
        add(writer, Role.MOTHER, email="mother@example.org")
        mark(writer, "invite")
        writer.conferences.set_state(writer.conferences.filed("C-1"), state)
        filed = writer.conferences.filed("C-1")
        says = {t.id for t in writer.conferences.outstanding()}
        flagged = {
            number for (number,) in writer.common.ask("SELECT id FROM task WHERE outstanding = 1")
        }
    expected = {t.id for t in filed.tasks if t.applies and t.state is TaskState.OPEN}
    match state:
        case ConferenceState.CANCELLED:
            expected = set()
        case ConferenceState.HELD:
            expected &= {t.id for t in filed.tasks if t.phase is Phase.FOLLOW_UP}
        case ConferenceState.SCHEDULED:
            pass
    assert says == flagged == expected == {t.id for t in filed.tasks if filed.owes(t)}
    assert expected or state is ConferenceState.CANCELLED
