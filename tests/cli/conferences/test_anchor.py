"""Correcting what a limit counts from, once the conference is booked."""

import pytest

from tests.cli.running import Cpconf


def test_a_limit_can_be_given_its_start_later(cpconf: Cpconf) -> None:
    # By hand: fifteen working days after Thursday 22 January 2026 is Thursday 12 February.
    cpconf.book()
    ran = cpconf.must("anchor", "A-1", "--strategy-discussion", "22 Jan 2026")
    assert "E-ICPC-15" in ran.out
    limit = cpconf.status().limit("E-ICPC-15")
    assert (limit["due"], limit["met"]) == ("2026-02-12T17:00:00+00:00", True)
    assert cpconf.status().json["conference"]["strategy_discussion"] == "2026-01-22"


def test_a_start_can_be_taken_away(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-22")
    cpconf.must("anchor", "A-1", "--strategy-discussion", "none")
    limit = cpconf.status().limit("E-ICPC-15")
    assert (limit["due"], limit["met"]) == (None, None)


def test_no_task_moves_with_it(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--initial-conference", "2025-12-01", type_="review")
    cpconf.must("done", "A-1", "O-2")
    before = cpconf.status().json["tasks"]
    cpconf.must("anchor", "A-1", "--initial-conference", "2025-11-03")
    assert cpconf.status().json["tasks"] == before


def test_one_start_can_take_the_place_of_the_other(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--initial-conference", "2025-12-01", type_="review")
    before = cpconf.contents
    assert cpconf("anchor", "A-1", "--previous-review", "2025-11-03").code == 2
    assert cpconf.contents == before
    both = ("--initial-conference", "none", "--previous-review", "2025-11-03")
    cpconf.must("anchor", "A-1", *both)
    ran = cpconf.status()
    assert ran.limit("E-RCPC-3M")["due"] is None
    # By hand: six months after 3 November 2025 is Sunday 3 May 2026, back to Friday 1 May.
    assert ran.limit("E-RCPC-6M")["due"] == "2026-05-01T17:00:00+01:00"
    assert ran.limit("E-RCPC-6M")["literal"] == "2026-05-03T17:00:00+01:00"


def test_a_limit_that_is_passed_is_shown(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf.must("anchor", "A-1", "--strategy-discussion", "2026-01-21", "--json")
    assert any(notice["serious"] for notice in ran.json["notices"])
    assert cpconf.status().limit("E-ICPC-15")["met"] is False


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param(("--previous-review", "2025-11-03"), "contradiction", id="of another type"),
        pytest.param(
            ("--strategy-discussion", "2026-03-02"),
            "cannot be worked out",
            id="after the conference",
        ),
    ],
)
def test_a_start_that_makes_no_sense_is_warned_of_as_at_booking(
    cpconf: Cpconf, more: tuple[str, ...], said: str
) -> None:
    booked = cpconf.book("A-1", *more)
    assert said in booked.out
    cpconf.book("A-2")
    ran = cpconf.must("anchor", "A-2", *more)
    assert said in ran.out


def test_a_limit_that_counts_from_after_the_conference_is_neither_kept_nor_passed(
    cpconf: Cpconf,
) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-02-13")
    limit = cpconf.status().limit("E-ICPC-15")
    # By hand: from Friday 13 February 2026 the fifteenth working day is Friday 6 March.
    assert (limit["met"], limit["due"]) == (None, "2026-03-06T17:00:00+00:00")
    assert "Fri 13 Feb 2026, is after the conference" in " ".join(
        cpconf.must("status", "A-1").out.split()
    )
    cpconf.must("anchor", "A-1", "--strategy-discussion", "2026-02-12")
    assert cpconf.status().limit("E-ICPC-15")["met"] is True


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("A-1",), 2),
        (("A-1", "--strategy-discussion", "soon"), 2),
        (("A-1", "--strategy-discussion", ""), 2),
        (("A-9", "--strategy-discussion", "2026-01-22"), 4),
        (("A-2", "--strategy-discussion", "2101-01-22"), 2),
    ],
)
def test_what_cannot_be_corrected_changes_nothing(
    cpconf: Cpconf, more: tuple[str, ...], code: int
) -> None:
    cpconf.book("A-1")
    cpconf.book("A-2")
    cpconf.must("cancel", "A-2", "--reason", "ill", "--authorised-by", "Jo Example")
    before = cpconf.contents
    ran = cpconf("anchor", *more)
    assert (ran.code, ran.out) == (code, "")
    assert len(ran.errors) <= 2
    assert cpconf.contents == before


@pytest.mark.parametrize(
    ("known", "told", "untold"),
    [
        ("--initial-conference", "E-RCPC-3M", "E-RCPC-6M"),
        ("--previous-review", "E-RCPC-6M", "E-RCPC-3M"),
    ],
)
def test_a_review_is_told_of_the_limit_that_is_its_own_alone(
    cpconf: Cpconf, known: str, told: str, untold: str
) -> None:
    cpconf.book("A-1", known, "2025-12-01", type_="review")
    for line in (
        ("status", "A-1"),
        ("check", "2026-02-12T10:00", "--procedure", "hounslow", "--type", "review"),
    ):
        shown = cpconf(*line, *(() if line[0] == "status" else (known, "2025-12-01")))
        assert told in shown.out
        assert untold not in shown.out
    limit = cpconf.status().limit(untold)
    assert (limit["due"], limit["met"]) == (None, None)


def test_a_review_of_which_nothing_is_known_is_told_of_both_limits(cpconf: Cpconf) -> None:
    cpconf.book(type_="review")
    shown = " ".join(cpconf.must("status", "A-1").out.split())
    assert "the date of the initial conference is not on record" in shown
    assert "the date of the previous review is not on record" in shown
