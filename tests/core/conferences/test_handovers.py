"""How much office time lies between one timed task and the next."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest

from cpconf.core.conferences.handovers import LITTLE, Handover, tight_handovers
from cpconf.core.procedures.procedure import Procedure
from cpconf.core.words import Each, Phase
from tests.core.making import (
    FATHER,
    HOUNSLOW,
    INITIAL,
    MOTHER,
    OXFORDSHIRE,
    REVIEW,
    conference,
    plan,
    procedure,
    record,
    task,
)
from tests.core.tables import ENGLAND

Found = list[tuple[list[str], int]]


def tight(
    rules: Procedure, start: str = "2026-02-12T10:00", *yes: str, review: bool = False
) -> Found:
    meeting = conference(dt.datetime.fromisoformat(start), REVIEW if review else INITIAL)
    known = record(MOTHER, FATHER, yes=yes)
    outline = rules.outline(meeting.type, meeting.format)
    found = tight_handovers(plan(rules, meeting, known), outline, ENGLAND)
    return [([clause.name for clause in each.chain], each.minutes) for each in found]


@pytest.mark.parametrize(
    ("start", "minutes"),
    [
        # Source: by hand; from close of business three working days before to the start two before.
        ("2026-02-12T09:30", 30),
        ("2026-02-12T10:00", 60),
        ("2026-02-12T11:00", 120),
        ("2026-02-09T10:00", 60),
        ("2026-04-07T10:00", 60),
    ],
)
def test_an_early_oxfordshire_conference_leaves_the_manager_little_time(
    start: str, minutes: int
) -> None:
    chain = [
        "write-report",
        "request-authorisation",
        "authorise-report",
        "tell-chair",
        "plan-with-chair",
    ]
    found = tight(OXFORDSHIRE, start)
    assert (chain[1:], minutes) in found
    assert (chain[:2], 0) in found


def test_an_afternoon_oxfordshire_conference_leaves_enough() -> None:
    names = [chain[-1] for chain, _ in tight(OXFORDSHIRE, "2026-02-12T11:01")]
    assert "plan-with-chair" not in names


def test_an_oxfordshire_review_has_one_moment_for_abridging_and_sending() -> None:
    found = tight(OXFORDSHIRE, review=True)
    shared = [chain for chain, minutes in found if minutes == 0]
    assert any(
        chain[0] == "discuss-report" and chain[-1] == "distribute-abridged-report"
        for chain in shared
    )


def test_hounslows_mailbox_is_read_at_the_moment_it_closes() -> None:
    assert (["submit-reports", "forward-reports"], 0) in tight(HOUNSLOW, "2026-02-12T14:00")


def test_between_two_timed_tasks_lies_their_office_time() -> None:
    rules = procedure(
        task("a", "3 days before conference", before=["b"]),
        task("b", "48 hours before conference"),
    )
    assert tight(rules, "2026-02-12T10:00") == [(["a", "b"], 60)]
    assert tight(rules, "2026-02-12T09:00") == [(["a", "b"], 0)]
    assert tight(rules, "2026-02-12T12:00") == []


def test_the_tasks_without_a_time_between_them_are_named() -> None:
    rules = procedure(
        task("a", "3 days before conference", before=["b", "x"]),
        task("b", before=["c"]),
        task("c", before=["d"]),
        task("d", "48 hours before conference"),
        task("x"),
    )
    assert tight(rules) == [(["a", "b", "c", "d"], 60)]


def test_a_task_that_does_not_apply_breaks_the_chain() -> None:
    rules = procedure(
        task("a", "3 days before conference", before=["b"]),
        task("b", facts=["split"], before=["c"]),
        task("c", "48 hours before conference"),
    )
    assert tight(rules) == []
    assert tight(rules, "2026-02-12T10:00", "split") == [(["a", "b", "c"], 60)]


def test_a_task_that_does_not_apply_leaves_the_other_ways_on_open() -> None:
    rules = procedure(
        task("a", "3 days before conference", before=["b", "c"]),
        task("b", "48 hours before conference", facts=["split"]),
        task("c", "48 hours before conference"),
    )
    assert tight(rules) == [(["a", "c"], 60)]


def test_tasks_that_share_one_moment_are_joined_end_to_end() -> None:
    rules = procedure(
        task("a", "48 hours before conference", before=["b"]),
        task("b", "48 hours before conference", before=["c"]),
        task("c", "48 hours before conference", before=["d"]),
        task("d", "48 hours before conference"),
    )
    assert tight(rules) == [(["a", "b", "c", "d"], 0)]


def test_a_longer_chain_says_it_for_the_shorter_ones_with_the_same_ends() -> None:
    rules = procedure(
        task("a", "3 days before conference", before=["b", "c"]),
        task("b", before=["c"]),
        task("c", "48 hours before conference"),
    )
    assert tight(rules) == [(["a", "b", "c"], 60)]


def test_hand_overs_come_in_the_order_of_time() -> None:
    rules = procedure(
        task("c", "24 hours before conference", before=["d"]),
        task("d", "24 hours before conference"),
        task("a", "3 days before conference", before=["b"]),
        task("b", "48 hours before conference"),
    )
    assert tight(rules) == [(["a", "b"], 60), (["c", "d"], 0)]


def test_an_order_against_the_clock_is_no_hand_over() -> None:
    rules = procedure(
        task("late", "1 day before conference", before=["early"]),
        task("early", "3 days before conference"),
    )
    assert tight(rules) == []


def test_a_repeated_task_is_handed_over_once() -> None:
    rules = procedure(
        task("a", "48 hours before conference", each=Each.PARENT, before=["b"]),
        task("b", "48 hours before conference", each=Each.PARENT),
    )
    assert tight(rules) == [(["a", "b"], 0)]


def test_a_chain_may_run_through_the_conference_itself() -> None:
    rules = procedure(
        task("look", "on the day of conference, by the start", before=["decide"]),
        task("decide", phase=Phase.FOLLOW_UP, before=["record"]),
        task("record", "within 24 hours of conference", phase=Phase.FOLLOW_UP),
    )
    assert tight(rules) == []
    soon = procedure(
        task("look", "on the day of conference, by the start", before=["talk"]),
        task("talk", "on the day of conference, by close of business", phase=Phase.FOLLOW_UP),
    )
    assert tight(soon, "2026-02-12T16:00") == [(["look", "talk"], 60)]


def test_a_hand_over_knows_whether_it_is_one_moment() -> None:
    moment = dt.datetime(2026, 2, 10, 10)
    later = moment + dt.timedelta(minutes=1)
    assert Handover((), moment, moment, 0).shares_one_moment
    assert not Handover((), moment, later, 1).shares_one_moment
    assert LITTLE == 120


def test_a_hand_over_is_found_whichever_of_the_parents_it_concerns() -> None:
    rules = procedure(
        task("a", "48 hours before conference", before=["b"]),
        task("b", "48 hours before conference", each=Each.PARENT, facts=["parent_email"]),
    )
    outline = rules.outline(INITIAL, conference().format)
    for people in ((MOTHER, FATHER), (FATHER, MOTHER)):
        found = tight_handovers(plan(rules, known=record(*people)), outline, ENGLAND)
        assert [each.minutes for each in found] == [0]


CROWDED = """\
from tests.core.making import plan, procedure, task
from tests.core.tables import ENGLAND
from cpconf.core.conferences.handovers import tight_handovers

due = {0: "3 days before conference", 5: "48 hours before conference"}
rules = procedure(
    *(
        task(f"t{row}-{n}", due.get(row), before=[f"t{row + 1}-{m}" for m in range(5)])
        for row in range(6)
        for n in range(5)
    )
)
made = plan(rules)
assert tight_handovers(made, rules.outline("initial", "video"), ENGLAND)
"""


@pytest.mark.slow
def test_thirty_tasks_that_all_wait_for_one_another_are_handed_over_at_once() -> None:
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", CROWDED], cwd=root, check=True, timeout=8)
