"""Whenever the program runs, each state is told once, and what a task is in at a run is told."""

import datetime as dt
from collections.abc import Sequence
from contextlib import AbstractContextManager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpconf.core.outbox import Outlet, Reason
from cpconf.core.reminders.digest import DigestItem
from cpconf.store.writing import Writer, writing
from cpconf.workflow.outbox import Post, Result
from cpconf.workflow.reminders.outlook import Preferences
from cpconf.workflow.reminders.run import Run, ToldDigest
from tests.cli.reminders.reminded import furnish
from tests.cli.running import Cpconf
from tests.core.tables import BANK_HOLIDAYS, ENGLAND
from tests.handling import NothingToHandle
from tests.store.looking import Where

CHAIR, NOTE, OPEN = "chair@example.org", "note@example.org", "open@example.org"
MANAGER = "manager@example.org"
# Source: reminded.py, whose dates were counted by hand for Friday 13 February 2026.
WANTED = {
    (CHAIR, "ring"): (dt.datetime(2026, 2, 11, 17), None),
    (NOTE, "note"): (dt.datetime(2026, 2, 16, 14), dt.datetime(2026, 2, 14, 14)),
    (OPEN, "open"): (dt.datetime(2026, 2, 13, 14), None),
}
PRESSING = [Reason.ESCALATED, Reason.OVERDUE, Reason.TODAY, Reason.LITERAL, Reason.SOON]
MOMENTS = st.datetimes(dt.datetime(2026, 2, 2), dt.datetime(2026, 2, 25)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
State = tuple[str, str, Reason]


@pytest.fixture
def office(cpconf: Cpconf) -> Cpconf:
    """A store of three tasks, a person for each, and a manager."""
    people = {"chair": CHAIR, "minute_taker": NOTE, "administrator": OPEN, "manager": MANAGER}
    furnish(cpconf, "ring", "note", "open", people=people)
    return cpconf


def working_days(after: dt.date, until: dt.date) -> int:
    days = (after + dt.timedelta(number) for number in range(1, (until - after).days + 1))
    return sum(day.weekday() < 5 and day not in BANK_HOLIDAYS for day in days)


def states(now: dt.datetime) -> set[State]:
    """The states that the tasks are in and that are worth a message now, by walking."""
    found: set[State] = set()
    today = now.date()
    works = working_days(today - dt.timedelta(1), today) == 1
    for (to, task), (wanted, literal) in WANTED.items():
        warns = literal is not None and now <= literal
        if (
            not works
            and wanted.date() != today
            and not (warns and literal and literal.date() == today)
        ):
            continue
        if wanted < now:
            found.add((to, task, Reason.OVERDUE))
            if working_days(wanted.date(), today) >= 2:
                found.add((MANAGER, task, Reason.ESCALATED))
        elif wanted.date() == today:
            found.add((to, task, Reason.TODAY))
        elif working_days(today, wanted.date()) <= 2:
            found.add((to, task, Reason.SOON))
        if warns and literal and not working_days(today, literal.date()):
            found.add((to, task, Reason.LITERAL))
    return found


def tell(store: Where, now: dt.datetime) -> list[tuple[str, str, Reason]]:
    """One run of the program; whom it tells of which task in which state."""
    told: list[tuple[str, str, Reason]] = []

    def begin() -> AbstractContextManager[Writer]:
        return writing(
            store, now=now, machine_now=now.replace(tzinfo=dt.UTC), by="somebody", create=False
        )

    def print_(begun: Sequence[ToldDigest], _: Sequence[ToldDigest], __: Result) -> None:
        told.extend(
            (each.message.recipient, item.task.task, item.reason)
            for each in begun
            for item in each.items
            if isinstance(item, DigestItem)
        )

    Run(
        begin=begin,
        token="0" * 16,
        preferences=Preferences.of({"deliver": Outlet.STDOUT.value}),
        calendar=ENGLAND,
        now=now,
        silent_since=None,
        sender="office@example.org",
        post=Post(),
        is_alive=lambda _: False,
        print_=print_,
        invitations=NothingToHandle(),
    ).all()
    return told


@pytest.mark.slow
def test_each_state_is_told_once_and_at_the_first_run_that_finds_it(
    office: Cpconf,
) -> None:
    kept = office.keep()

    @settings(max_examples=40)
    @given(st.lists(MOMENTS, min_size=1, max_size=25).map(sorted))
    def law(runs: list[dt.datetime]) -> None:
        office.restore(kept)
        known: set[State] = set()
        for now in runs:
            told = tell(office.where, now)
            news = states(now) - known
            expected = {
                (to, task, min((r for t, k, r in news if (t, k) == (to, task)), key=PRESSING.index))
                for to, task, _ in news
            }
            assert set(told) == expected, now
            assert len(told) == len(expected), now
            known |= news

    law()
