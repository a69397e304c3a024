"""Who is to be told of which task on which day; the days were counted by hand, or by walking."""

import datetime as dt
from collections.abc import Sequence

import pytest

from cpconf.core.conferences.urgency import urgency
from cpconf.core.dates.calendar import DayOff
from cpconf.core.outbox import Reason
from cpconf.core.reminders.reminders import (
    DigestRecipient,
    Owed,
    RoleHolder,
    Rules,
    Watched,
    most_pressing,
    silent_until,
)
from cpconf.core.words import FAMILY, Role, Urgency
from tests.core.tables import BANK_HOLIDAYS, ENGLAND, WORKED_CASES, Case, england

SOON, LITERAL, TODAY = Reason.SOON, Reason.LITERAL, Reason.TODAY
OVERDUE, ESCALATED = Reason.OVERDUE, Reason.ESCALATED
REF = "C-1"
FALLBACK = "team@example.org"


def moment(written: str) -> dt.datetime:
    return dt.datetime.fromisoformat(written)


def watched(
    wanted: str | dt.datetime,
    literal: str | dt.datetime | None = None,
    *,
    role: Role = Role.CHAIR,
    joint: tuple[Role, ...] = (),
    person: str | None = None,
    ref: str = REF,
) -> Watched:
    return Watched(
        1,
        ref,
        role,
        joint,
        person,
        moment(wanted) if isinstance(wanted, str) else wanted,
        moment(literal) if isinstance(literal, str) else literal,
    )


CHAIR = RoleHolder("p1", Role.CHAIR, "Chair@example.org")
MANAGER = RoleHolder("p2", Role.MANAGER, "manager@example.org")
WORKER = RoleHolder("p3", Role.SOCIAL_WORKER, "worker@example.org")
MOTHER = RoleHolder("p4", Role.MOTHER, "m@example.org")


def owed(task: Watched, now: str | dt.datetime, *people: RoleHolder, **more: object) -> list[Owed]:
    """What is owed for a task to these people."""
    at = moment(now) if isinstance(now, str) else now
    rules = Rules(now=at, calendar=ENGLAND, **more)  # type: ignore[arg-type]
    return list(rules.owed([task], {task.ref: people}))


def told(task: Watched, now: str | dt.datetime) -> tuple[set[Reason], bool]:
    """The states that the chair should know of, and whether on that very day."""
    found = [each for each in owed(task, now, CHAIR) if each.to.key == "chair@example.org"]
    return {reason for each in found for reason in each.reasons}, any(e.today for e in found)


def addresses(found: Sequence[Owed]) -> list[str | None]:
    return [each.to.address for each in found]


# ---- the states


# A task due at the close of a day, and what its chair should know at a moment. Source: the GOV.UK
# list beside a printed calendar; two working days ahead count as soon, as in test_urgency.py.
DAYS = [
    # wanted, now, state, worth a message on that day, source
    ("2026-02-12T17:00", "2026-02-09T23:59", None, False, "a Monday; Tue and Wed and Thu are 3"),
    ("2026-02-12T17:00", "2026-02-10T00:00", SOON, True, "Wednesday is 1 and Thursday is 2"),
    ("2026-02-12T17:00", "2026-02-11T17:30", SOON, True, "Thursday is 1"),
    ("2026-02-12T17:00", "2026-02-12T00:00", TODAY, True, "the day itself from midnight on"),
    ("2026-02-12T17:00", "2026-02-12T17:00", TODAY, True, "the very minute is not late"),
    ("2026-02-12T17:00", "2026-02-12T17:01", OVERDUE, True, "a minute after"),
    ("2026-02-12T17:00", "2026-02-13T07:30", OVERDUE, True, "the morning after"),
    ("2026-02-16T17:00", "2026-02-11T07:30", None, False, "Thu and Fri and Mon are 3"),
    ("2026-02-16T17:00", "2026-02-12T07:30", SOON, True, "Friday is 1 and Monday is 2"),
    ("2026-02-17T17:00", "2026-02-13T07:30", SOON, True, "a Friday; Mon is 1 and Tue is 2"),
    ("2026-02-17T17:00", "2026-02-14T07:30", SOON, False, "a Saturday is no day to tell of it"),
    ("2026-02-18T17:00", "2026-02-14T07:30", None, False, "Mon and Tue and Wed are 3"),
    ("2026-02-13T17:00", "2026-02-14T07:30", OVERDUE, False, "late on a Saturday; told on Monday"),
    ("2026-02-13T17:00", "2026-02-15T23:00", OVERDUE, False, "late on a Sunday; told on Monday"),
    ("2026-02-13T17:00", "2026-02-16T00:00", OVERDUE, True, "that Monday"),
    ("2026-06-13T10:00", "2026-06-10T07:30", SOON, True, "due on a Saturday; Thu and Fri are 2"),
    ("2026-06-13T10:00", "2026-06-12T07:30", SOON, True, "due on the Saturday; told on Friday"),
    ("2026-06-13T10:00", "2026-06-13T07:30", TODAY, True, "a Saturday on which something is due"),
    ("2026-06-13T10:00", "2026-06-13T10:01", OVERDUE, True, "late on the Saturday it was due"),
    ("2026-06-13T10:00", "2026-06-14T07:30", OVERDUE, False, "late on a Sunday; told on Monday"),
    ("2026-04-02T17:00", "2026-03-30T23:00", None, False, "Tue and Wed and Thu are 3"),
    ("2026-04-07T17:00", "2026-04-01T07:30", SOON, True, "Thu is 1 and Tue 7 April is 2; Easter"),
    ("2026-04-08T17:00", "2026-04-01T07:30", None, False, "Thu and Tue and Wed 8 April are 3"),
    ("2026-04-08T17:00", "2026-04-02T07:30", SOON, True, "Tue 7 and Wed 8 April are 2"),
    ("2026-04-08T17:00", "2026-04-03T07:30", SOON, False, "Good Friday"),
    ("2026-04-08T17:00", "2026-04-06T07:30", SOON, False, "Easter Monday"),
    ("2026-04-02T17:00", "2026-04-03T07:30", OVERDUE, False, "late on Good Friday"),
    ("2026-04-02T17:00", "2026-04-06T12:00", OVERDUE, False, "late on Easter Monday"),
    ("2026-04-02T17:00", "2026-04-07T07:30", OVERDUE, True, "Tuesday after Easter"),
    ("2026-12-29T17:00", "2026-12-23T07:30", SOON, True, "24 and 29 December; 25 and 28 are off"),
    ("2026-12-29T17:00", "2026-12-22T07:30", None, False, "23 and 24 and 29 December are 3"),
    ("2026-12-24T17:00", "2026-12-25T07:30", OVERDUE, False, "late on Christmas Day"),
    ("2026-12-24T17:00", "2026-12-28T07:30", OVERDUE, False, "the substitute for Boxing Day"),
    ("2026-12-24T17:00", "2026-12-29T07:30", OVERDUE, True, "the Tuesday after Christmas"),
    ("2027-01-04T17:00", "2026-12-30T07:30", SOON, True, "31 December and 4 January are 2"),
]


@pytest.mark.parametrize(("wanted", "now", "state", "today", "source"), DAYS)
def test_a_task_comes_into_its_states_by_working_days(
    wanted: str, now: str, state: Reason | None, today: bool, source: str
) -> None:
    assert told(watched(wanted), now) == ({state} if state else set(), today), source


# R4 on a Friday: the conference of row H-ICPC-A1a of the worked cases, Friday 13 February 2026 at
# 14:00; due on Monday 16 at 14:00, by the bare words on Saturday 14 at 14:00.
FRIDAY = [
    # now, states, worth a message on that day, source
    ("2026-02-11T07:30", set(), False, "Wednesday: Thu and Fri and Mon are 3"),
    ("2026-02-12T07:30", {SOON}, True, "Thursday: Monday is soon; the Saturday is not told yet"),
    ("2026-02-13T07:30", {SOON, LITERAL}, True, "Friday: the last working day before Saturday"),
    ("2026-02-13T23:59", {SOON, LITERAL}, True, "late on that Friday"),
    ("2026-02-14T07:30", {SOON, LITERAL}, True, "before the moment, in case the Friday was missed"),
    ("2026-02-14T14:00", {SOON, LITERAL}, True, "the very minute has not passed"),
    ("2026-02-14T14:01", {SOON}, False, "after it there is nothing left to warn of"),
    ("2026-02-15T07:30", {SOON}, False, "Sunday"),
    ("2026-02-16T07:30", {TODAY}, True, "Monday itself"),
    ("2026-02-16T14:01", {OVERDUE}, True, "a minute after"),
]


@pytest.mark.parametrize(("now", "states", "today", "source"), FRIDAY)
def test_the_literal_moment_of_a_friday_is_told_on_the_friday_else_on_saturday_before_it(
    now: str, states: set[Reason], today: bool, source: str
) -> None:
    (case,) = (
        each
        for each in WORKED_CASES
        if each.clause == "H-ICPC-A1a" and each.at == dt.datetime(2026, 2, 13, 14)
    )
    assert case.due is not None
    assert told(watched(case.due, case.literal), now) == (states, today), source


# The same over Easter: row H-RCPC-A1d, Thursday 2 April 2026 until 16:45; due on Tuesday 7 April,
# by the bare words on Good Friday.
EASTER = [
    ("2026-04-01T07:30", {SOON}, True, "Wednesday: 2 and 7 April are 2"),
    ("2026-04-02T07:30", {SOON, LITERAL}, True, "the last working day before Good Friday"),
    ("2026-04-03T07:30", {SOON, LITERAL}, True, "Good Friday before the moment"),
    ("2026-04-03T16:46", {SOON}, False, "Good Friday after it"),
    ("2026-04-04T07:30", {SOON}, False, "Saturday"),
    ("2026-04-06T07:30", {SOON}, False, "Easter Monday"),
    ("2026-04-07T07:30", {TODAY}, True, "Tuesday"),
]


@pytest.mark.parametrize(("now", "states", "today", "source"), EASTER)
def test_the_literal_moment_on_good_friday_is_told_on_the_thursday(
    now: str, states: set[Reason], today: bool, source: str
) -> None:
    task = watched("2026-04-07T16:45", "2026-04-03T16:45")
    assert told(task, now) == (states, today), source


def test_a_literal_moment_that_is_later_than_the_due_one_is_not_told() -> None:
    # Row O-3 of the worked cases, Monday 9 February 2026.
    task = watched("2026-02-05T10:00", "2026-02-07T10:00")
    assert told(task, "2026-02-04T07:30") == ({SOON}, True)
    assert told(task, "2026-02-06T07:30") == ({OVERDUE}, True)
    assert told(task, "2026-02-07T07:30") == ({OVERDUE}, False)


def test_a_local_closure_is_no_day_to_be_reminded() -> None:
    closure = DayOff(dt.date(2026, 2, 10), "Training", local=True)
    rules = Rules(now=moment("2026-02-10T09:00"), calendar=england([closure]))
    late, today = watched("2026-02-09T17:00"), watched("2026-02-10T17:00")
    found = list(rules.owed([late, today], {REF: [CHAIR]}))
    assert [(each.reasons, each.today) for each in found] == [((OVERDUE,), False), ((TODAY,), True)]


def working_days(after: dt.date, until: dt.date) -> int:
    """Working days after one day up to another, counted by walking from day to day."""
    days = (after + dt.timedelta(number) for number in range(1, (until - after).days + 1))
    return sum(day.weekday() < 5 and day not in BANK_HOLIDAYS for day in days)


def expected(wanted: dt.datetime, literal: dt.datetime | None, now: dt.datetime) -> set[Reason]:
    """The states by the rules as people say them, by walking."""
    today = now.date()
    if now > wanted:
        return {OVERDUE}
    states = set()
    if wanted.date() == today:
        states.add(TODAY)
    elif working_days(today, wanted.date()) <= 2:
        states.add(SOON)
    warns = literal is not None and now <= literal < wanted
    if warns and literal and not working_days(today, literal.date()):
        states.add(LITERAL)
    return states


DATED = [case for case in WORKED_CASES if case.due is not None]


@pytest.mark.parametrize("case", DATED, ids=str)
def test_every_worked_case_is_told_on_the_days_that_walking_gives(case: Case) -> None:
    assert case.due is not None
    task = watched(case.due, case.literal)
    first = min(case.due, case.literal or case.due).date() - dt.timedelta(days=12)
    last = max(case.due, case.literal or case.due).date() + dt.timedelta(days=8)
    seen: set[Reason] = set()
    for number in range((last - first).days):
        for clock in (dt.time(), dt.time(7, 30), dt.time(12), dt.time(17, 1), dt.time(23, 59)):
            now = dt.datetime.combine(first + dt.timedelta(number), clock)
            states, today = told(task, now)
            assert states == expected(case.due, case.literal, now), (now, case.source)
            works = bool(working_days(now.date() - dt.timedelta(1), now.date()))
            falls = now.date() == case.due.date() or (
                LITERAL in states and case.literal is not None and case.literal.date() == now.date()
            )
            assert today == (bool(states) and (works or falls)), now
            seen |= states
    assert {SOON, TODAY, OVERDUE} <= seen


@pytest.mark.parametrize("case", DATED, ids=str)
def test_reminders_and_the_status_screen_agree_how_pressing_a_task_is(case: Case) -> None:
    assert case.due is not None
    for days in range(-12, 8):
        now = case.due + dt.timedelta(days=days)
        pressing = urgency(case.due, now, ENGLAND)
        states, _ = told(watched(case.due), now)
        named = {Reason(pressing.value)} if pressing is not Urgency.LATER else set()
        assert states == named, now


def test_the_horizon_is_the_first_moment_that_is_not_soon() -> None:
    for number in range(400):
        now = dt.datetime(2026, 1, 1, 7, 30) + dt.timedelta(number)
        horizon = Rules(now=now, calendar=ENGLAND).horizon
        before = horizon - dt.timedelta(minutes=1)
        assert (
            working_days(now.date(), before.date()) <= 2 < working_days(now.date(), horizon.date())
        )


# ---- the manager


# Source: the GOV.UK list. Due on Friday 13 February 2026, or Thursday 2 April 2026 before Easter.
ESCALATING = [
    ("2026-02-13T17:00", "2026-02-16T23:59", 2, False, "Monday is the first working day late"),
    ("2026-02-13T17:00", "2026-02-17T00:00", 2, True, "Tuesday is the second"),
    ("2026-04-02T17:00", "2026-04-07T07:30", 2, False, "the first working day after Easter"),
    ("2026-04-02T17:00", "2026-04-08T07:30", 2, True, "the second"),
    ("2026-02-13T17:00", "2026-02-16T07:30", 1, True, "the first, where that is configured"),
    ("2026-02-13T17:00", "2026-02-13T17:01", 1, False, "the same day"),
    ("2026-02-13T17:00", "2026-02-19T07:30", 5, False, "the fourth"),
    ("2026-02-13T17:00", "2026-02-20T07:30", 5, True, "the fifth"),
    ("2026-02-13T17:00", "2026-03-20T07:30", 0, False, "never, where that is configured"),
]


@pytest.mark.parametrize(("wanted", "now", "after", "escalated", "source"), ESCALATING)
def test_the_manager_hears_of_what_is_late_by_working_days(
    wanted: str, now: str, after: int, escalated: bool, source: str
) -> None:
    found = owed(watched(wanted), now, CHAIR, MANAGER, escalate_after=after)
    told_to = {each.to.key: each.reasons for each in found}
    managers = {"manager@example.org": (ESCALATED,)} if escalated else {}
    assert told_to == {"chair@example.org": (OVERDUE,), **managers}, source


def test_a_manager_who_owes_the_task_is_told_once_that_it_is_late() -> None:
    found = owed(watched("2026-02-02T17:00", role=Role.MANAGER), "2026-02-10T07:30", MANAGER)
    assert [(each.to.key, each.reasons) for each in found] == [("manager@example.org", (OVERDUE,))]


def test_a_manager_with_the_same_address_as_who_owes_the_task_is_told_once() -> None:
    same = RoleHolder("p9", Role.MANAGER, "CHAIR@EXAMPLE.ORG")
    found = owed(watched("2026-02-02T17:00"), "2026-02-10T07:30", CHAIR, same)
    assert [(each.to.key, each.reasons) for each in found] == [("chair@example.org", (OVERDUE,))]


def test_where_there_is_no_manager_the_fallback_hears_of_it() -> None:
    found = owed(watched("2026-02-02T17:00"), "2026-02-10T07:30", CHAIR, fallback=FALLBACK)
    assert {each.to.key: (each.to.address, each.reasons) for each in found} == {
        "chair@example.org": ("Chair@example.org", (OVERDUE,)),
        "C-1 manager": (FALLBACK, (ESCALATED,)),
    }


# ---- who


SOON_BEFORE = "2026-02-11T07:30"
DUE = "2026-02-12T17:00"


def test_who_alone_holds_the_role_is_told() -> None:
    assert addresses(owed(watched(DUE), SOON_BEFORE, CHAIR, MANAGER, MOTHER)) == [
        "Chair@example.org"
    ]


def test_everybody_who_holds_the_role_is_told() -> None:
    second = RoleHolder("p8", Role.CHAIR, "other@example.org")
    found = owed(watched(DUE), SOON_BEFORE, CHAIR, second)
    assert addresses(found) == ["Chair@example.org", "other@example.org"]


def test_who_owes_the_task_by_name_is_told_and_the_others_of_the_role_are_not() -> None:
    second = RoleHolder("p8", Role.CHAIR, "other@example.org")
    found = owed(watched(DUE, person="p8"), SOON_BEFORE, CHAIR, second)
    assert addresses(found) == ["other@example.org"]


def test_a_joint_task_is_told_to_everybody_who_has_it_and_is_on_record() -> None:
    task = watched(DUE, joint=(Role.SOCIAL_WORKER, Role.MANAGER, Role.EARLY_HELP))
    found = owed(task, SOON_BEFORE, CHAIR, MANAGER, WORKER, fallback=FALLBACK)
    assert sorted(map(str, addresses(found))) == [
        "Chair@example.org",
        "manager@example.org",
        "worker@example.org",
    ]


def test_two_roles_with_one_address_are_told_once_of_a_joint_task() -> None:
    both = RoleHolder("p9", Role.SOCIAL_WORKER, "chair@EXAMPLE.org")
    task = watched(DUE, joint=(Role.SOCIAL_WORKER,))
    (found,) = owed(task, SOON_BEFORE, CHAIR, both)
    assert found.to.key == "chair@example.org"


def test_a_role_that_nobody_holds_is_told_to_the_fallback_under_the_name_of_the_role() -> None:
    (found,) = owed(watched(DUE), SOON_BEFORE, WORKER, fallback="Team@example.org")
    assert found.to == DigestRecipient("C-1 chair", "team@example.org", "Team@example.org")


def test_without_a_fallback_a_role_that_nobody_holds_has_no_address() -> None:
    (found,) = owed(watched(DUE), SOON_BEFORE, WORKER)
    assert found.to == DigestRecipient("C-1 chair", "chair", None)


def test_a_holder_without_an_address_is_told_at_the_fallback_else_nowhere() -> None:
    chair = RoleHolder("p1", Role.CHAIR, None)
    (found,) = owed(watched(DUE), SOON_BEFORE, chair, fallback=FALLBACK)
    assert found.to == DigestRecipient("C-1 p1", FALLBACK, FALLBACK)
    (found,) = owed(watched(DUE), SOON_BEFORE, chair)
    assert found.to == DigestRecipient("C-1 p1", "chair p1 of C-1", None)


@pytest.mark.parametrize("role", sorted(FAMILY))
def test_nobody_of_the_family_is_told_whatever_they_owe(role: Role) -> None:
    member = RoleHolder("p4", role, "m@example.org")
    for task in (
        watched(DUE, role=role),
        watched(DUE, role=role, person="p4"),
        watched(DUE, joint=(role,)),
    ):
        for known in ({"m@example.org"}, ()):  # by their role too, wherever their address is known
            found = owed(task, SOON_BEFORE, member, CHAIR, family=known, fallback=FALLBACK)
            assert found
            assert "m@example.org" not in map(str, addresses(found))


def test_the_address_of_a_family_is_never_used_even_if_it_is_a_professionals_too() -> None:
    chair = RoleHolder("p1", Role.CHAIR, "Home@example.org")
    family = {"home@example.org"}
    (found,) = owed(watched(DUE), SOON_BEFORE, chair, family=family)
    assert found.to.address is None
    (found,) = owed(watched(DUE), SOON_BEFORE, chair, family=family, fallback=FALLBACK)
    assert found.to.address == FALLBACK


def test_the_address_of_a_family_is_never_used_even_if_it_is_the_fallback() -> None:
    chair = RoleHolder("p1", Role.CHAIR, None)
    for people in ([], [chair]):
        (found,) = owed(
            watched(DUE), SOON_BEFORE, *people, family={FALLBACK}, fallback="TEAM@example.org"
        )
        assert found.to.address is None


def test_addresses_are_in_no_representation() -> None:
    found = owed(watched(DUE), SOON_BEFORE, CHAIR, fallback=FALLBACK)
    rules = Rules(now=moment(SOON_BEFORE), calendar=ENGLAND, fallback=FALLBACK, family={FALLBACK})
    assert "@example.org" not in repr((found[0].to, rules))


# ---- the rest


def test_of_several_states_the_most_pressing_is_said() -> None:
    pressing = [ESCALATED, OVERDUE, TODAY, LITERAL, SOON]
    for place, reason in enumerate(pressing):
        assert most_pressing(reversed(pressing[place:])) is reason


# Source: the GOV.UK list. A working day on at the same time, and two hours.
SILENCES = [
    ("2026-02-12T07:30", "2026-02-13T09:30", "Thursday to Friday"),
    ("2026-02-13T07:30", "2026-02-16T09:30", "Friday to Monday"),
    ("2026-02-14T07:30", "2026-02-16T09:30", "Saturday to Monday"),
    ("2026-04-02T17:00", "2026-04-07T19:00", "over Easter"),
    ("2026-12-24T07:30", "2026-12-29T09:30", "over Christmas"),
    ("2026-02-12T23:00", "2026-02-14T01:00", "two hours past midnight"),
]


@pytest.mark.parametrize(("now", "until", "source"), SILENCES)
def test_a_run_is_missed_after_a_working_day_and_not_over_a_weekend(
    now: str, until: str, source: str
) -> None:
    assert silent_until(moment(now), ENGLAND) == moment(until), source
