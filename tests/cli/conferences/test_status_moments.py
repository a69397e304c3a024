"""The moments in the JSON of `status`: urgency, needed by, and limits."""

from pathlib import Path

import pytest

from cpconf import procedures
from tests.cli.running import Cpconf

DATA = Path(procedures.__file__).with_name("data")
OWN = ("--procedure", "own.toml", "--type", "initial", "--at", "2026-02-12T10:00")


# O-13a is due on Monday 9 February 2026 at 17:00. By hand: from Thursday 5 February, Friday and
# Monday are two working days; from Wednesday 4 it would be three; a weekend adds none.
@pytest.mark.parametrize(
    ("now", "urgency"),
    [
        ("2026-02-04T23:59", "later"),
        ("2026-02-05T00:00", "soon"),
        ("2026-02-07T12:00", "soon"),
        ("2026-02-08T23:59", "soon"),
        ("2026-02-09T00:00", "today"),
        ("2026-02-09T17:00", "today"),
        ("2026-02-09T17:00:01", "overdue"),
        ("2026-02-10T00:00", "overdue"),
        ("2027-02-09T12:00", "overdue"),
    ],
)
def test_urgency_comes_from_due(cpconf: Cpconf, now: str, urgency: str) -> None:
    cpconf.book()
    assert cpconf.status(now=now).task("O-13a")["urgency"] == urgency


# O-15 is needed by Tuesday 10 February 2026 at 10:00, when the planning conversation is due.
@pytest.mark.parametrize(
    ("now", "urgency"),
    [
        ("2026-02-05T12:00", "later"),
        ("2026-02-06T12:00", "soon"),
        ("2026-02-10T09:00", "today"),
        ("2026-02-10T10:01", "overdue"),
    ],
)
def test_urgency_comes_from_needed_by_where_nothing_is_due(
    cpconf: Cpconf, now: str, urgency: str
) -> None:
    cpconf.book()
    task = cpconf.status(now=now).task("O-15")
    assert (task["due"], task["urgency"]) == (None, urgency)


def test_a_task_with_neither_moment_is_undated(cpconf: Cpconf) -> None:
    cpconf.book()
    task = cpconf.status(now="2027-01-01T12:00").task("O-23")
    assert (task["due"], task["needed_by"], task["urgency"]) == (None, None, "undated")


# By hand, from the orders of the register. Thursday 12 February 2026 at 10:00: O-19 is due on
# Tuesday 10 at 10:00 and so is O-16b, O-21 on Wednesday 11 at 17:00.
NEEDED_BY = [
    ("O-14m", (), "2026-02-10T10:00:00+00:00", "O-15 before O-19"),
    ("O-15", (), "2026-02-10T10:00:00+00:00", "before O-19"),
    ("O-16c", (), "2026-02-10T10:00:00+00:00", "before O-16b"),
    ("O-16c", ("parent_email",), "2026-02-11T17:00:00+00:00", "before O-16a, before O-21"),
    ("O-PART-2", (), "2026-02-11T17:00:00+00:00", "before O-21"),
    ("O-11i", (), "2026-02-11T17:00:00+00:00", "before O-21"),
    ("O-13c", (), "2026-02-12T10:00:00+00:00", "O-16a does not apply: the start"),
    ("O-13c", ("parent_email",), "2026-02-11T17:00:00+00:00", "before O-16a"),
    ("O-18", (), "2026-02-12T10:00:00+00:00", "the start alone"),
    ("O-PLAN-1", (), "2026-02-11T17:00:00+00:00", "one call with O-21"),
    ("O-12b", ("children_at_home",), "2026-02-12T10:00:00+00:00", "O-12c has no moment"),
    ("O-12c", ("children_at_home",), None, "follow-up with nothing after it"),
    ("O-22", (), None, "follow-up with nothing after it"),
]


@pytest.mark.parametrize(("clause", "facts", "needed_by", "why"), NEEDED_BY)
def test_needed_by_is_what_the_order_implies(
    cpconf: Cpconf, clause: str, facts: tuple[str, ...], needed_by: str | None, why: str
) -> None:
    cpconf.book("A-1", *(f"--fact={fact}" for fact in facts))
    task = cpconf.status().task(clause)
    assert (task["due"], task["needed_by"]) == (None, needed_by), why
    assert task["reading"] == "R6"


def test_follow_up_is_needed_by_what_comes_after_it(cpconf: Cpconf) -> None:
    # By hand: the decision of a written review (W5) is recorded within 24 hours: Friday 10:00.
    cpconf.book("A-1", "--format", "written", procedure="hounslow", type_="review")
    ran = cpconf.status()
    for clause in ("H-RCPC-W4", "H-RCPC-W4b", "H-RCPC-W5"):
        assert ran.task(clause)["needed_by"] == "2026-02-13T10:00:00+00:00", clause
    assert ran.task("H-RCPC-A3")["needed_by"] is None


def test_needed_by_stands_only_where_nothing_is_due(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--fact", "plan_made", "--fact", "children_at_home")
    for task in cpconf.status().json["tasks"]:
        assert task["due"] is None or task["needed_by"] is None


def test_one_who_comes_later_is_not_waited_for_by_another_parent(cpconf: Cpconf) -> None:
    # O-16a comes before O-21: the mother's letter is needed before the mother's call.
    cpconf.book()
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "father")
    ran = cpconf.status()
    assert ran.task("O-16a", "p1")["needed_by"] == "2026-02-11T17:00:00+00:00"
    # O-16b has the 48 hours of paragraph 4: two working days before that Thursday.
    father = ran.task("O-16b", "p2")
    assert (father["due"], father["needed_by"]) == ("2026-02-10T10:00:00+00:00", None)


# Worked cases of the readings: E-ICPC-15 and E-RCPC-3M; 28 February 2027 is a Sunday.
@pytest.mark.parametrize(
    ("type_", "at", "anchor", "clause", "met", "warns"),
    [
        ("initial", "2026-01-07", "strategy-discussion=2025-12-12", "E-ICPC-15", True, False),
        ("initial", "2026-01-08", "strategy-discussion=2025-12-12", "E-ICPC-15", False, True),
        ("review", "2027-02-26", "initial-conference=2026-11-30", "E-RCPC-3M", True, False),
        ("review", "2027-02-27", "initial-conference=2026-11-30", "E-RCPC-3M", True, True),
        ("review", "2027-02-28", "initial-conference=2026-11-30", "E-RCPC-3M", True, True),
        ("review", "2027-03-01", "initial-conference=2026-11-30", "E-RCPC-3M", False, True),
    ],
)
def test_a_limit_is_met_or_not_from_booking_on(
    cpconf: Cpconf, type_: str, at: str, anchor: str, clause: str, met: bool, warns: bool
) -> None:
    ran = cpconf.book("A-1", f"--{anchor}", "--json", type_=type_, at=f"{at}T10:00")
    assert ran.limit(clause)["met"] is met
    assert any(clause in line for line in ran.errors) is warns
    assert cpconf.status().limit(clause)["met"] is met


def test_a_limit_without_its_start_is_unknown(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--previous-review", "2025-09-12", type_="review")
    ran = cpconf.status()
    first, later = ran.limit("E-RCPC-3M"), ran.limit("E-RCPC-6M")
    assert (first["due"], first["met"]) == (None, None)
    # By hand: six months after 12 September 2025 is Thursday 12 March 2026.
    assert (later["due"], later["literal"], later["met"]) == (
        "2026-03-12T17:00:00+00:00",
        None,
        True,
    )


# By hand: three working days before Thursday 12 February 2026, by the close of business that the
# procedure has (readings: "close of business"), whatever the office's hours are.
SCREENS = {
    "booking": ("schedule", "A-2", *OWN),
    "dry run": ("schedule", "A-2", *OWN, "--dry-run"),
    "check": ("check", "2026-02-12T10:00", *OWN[:4]),
    "timeline": ("status", "A-1"),
    "explanation": ("explain", "A-1", "share-reports"),
    "move": ("reschedule", "A-1", "--at", "2026-02-13T10:00", "--reason", "x"),
    "reminders, shown": ("remind", "--dry-run"),
    "reminders": ("remind",),
}


@pytest.mark.parametrize("command", SCREENS.values(), ids=SCREENS)
def test_one_screen_has_one_close_of_business_which_is_the_procedures(
    cpconf: Cpconf, command: tuple[str, ...]
) -> None:
    text = (DATA / "hounslow.toml").read_text(encoding="utf-8")
    own = text.replace(
        "[conferences]", "[readings]\nclose_of_business = 16:30:00\n\n[conferences]", 1
    )
    (cpconf.folder / "own.toml").write_text(own, encoding="utf-8")
    cpconf.must("schedule", "A-1", *OWN)
    cpconf.must("schedule", "B-1", "--procedure", "hounslow", *OWN[2:])
    cpconf.configure('[authority]\noffice_hours = ["08:30", "18:00"]\n')
    ran = cpconf(*command, now="2026-02-09T09:00")
    assert ran.code == 0, ran
    assert "close of business" in " ".join(ran.out.split())
    # What B-1 was booked by closed at 17:00, whatever the configuration says now.
    for clock in ("16:30", "17:00"):
        assert clock not in ran.out
