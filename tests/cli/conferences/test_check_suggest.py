"""Asking before booking: what a date would mean, and which would do better."""

import pytest

from tests.cli.running import Cpconf, Ran

HOUNSLOW = ("--procedure", "hounslow", "--type", "initial")


def check(cpconf: Cpconf, at: str, *more: str) -> Ran:
    return cpconf("check", at, *HOUNSLOW, *more)


def kinds(ran: Ran) -> set[str]:
    return {notice["kind"] for notice in ran.json["notices"]}


def test_a_date_that_keeps_everything_leaves_with_0(cpconf: Cpconf) -> None:
    ran = check(cpconf, "2026-02-12T10:00", "--strategy-discussion", "2026-01-26", "--json")
    assert ran.code == 0
    assert not kinds(ran) & {"late at booking", "clash"}


# By hand: three working days before Thursday 8 January 2026 is Monday 5, due at 17:00; before
# Wednesday 7 it was Friday 2.
@pytest.mark.parametrize(("at", "code"), [("2026-01-08T10:00", 0), ("2026-01-07T10:00", 3)])
def test_a_date_that_comes_too_soon_leaves_with_3(cpconf: Cpconf, at: str, code: int) -> None:
    ran = check(cpconf, at, "--json")
    assert ran.code == code
    assert ("late at booking" in kinds(ran)) is (code == 3)


# By the worked case of E-ICPC-15: from 12 December 2025 the last day is 7 January 2026.
@pytest.mark.parametrize(("at", "code"), [("2026-01-07T10:00", 0), ("2026-01-08T10:00", 3)])
def test_a_date_over_a_limit_leaves_with_3(cpconf: Cpconf, at: str, code: int) -> None:
    wanted = ("check", at, *HOUNSLOW, "--strategy-discussion", "2025-12-12", "--json")
    ran = cpconf(*wanted, now="2025-12-15T09:00")
    assert ran.code == code
    assert any("E-ICPC-15" in notice["text"] for notice in ran.json["notices"])


def test_a_squeezed_hand_over_is_shown(cpconf: Cpconf) -> None:
    # From the document: reports come in and are passed on by the same moment the day before.
    ran = check(cpconf, "2026-02-12T10:00", "--json")
    assert "hand-over" in kinds(ran)
    assert any("submit-reports" in line for n in ran.json["notices"] for line in n["lines"])


@pytest.mark.parametrize("role", ["chair", "minute_taker"])
@pytest.mark.parametrize("who", ["Robin Example", "robin example", "r@example.org"])
@pytest.mark.parametrize(
    ("at", "ends", "code"),
    [
        ("2026-02-12T11:00", "12:00", 3),
        ("2026-02-12T11:59", None, 3),
        ("2026-02-12T12:00", None, 0),
        ("2026-02-12T08:00", "10:00", 0),
        ("2026-02-12T08:00", "10:01", 3),
        ("2026-02-13T10:00", None, 0),
    ],
)
def test_a_clash_leaves_with_3(
    cpconf: Cpconf, role: str, who: str, at: str, ends: str | None, code: int
) -> None:
    cpconf.book("A-1", "--ends", "2026-02-12T12:00")
    cpconf.add("A-1", role, "--email", "r@example.org")
    option = f"--{role.replace('_', '-')}"
    ran = check(cpconf, at, option, who, "--json", *(("--ends", ends) if ends else ()))
    assert ran.code == code
    assert ("clash" in kinds(ran)) is (code == 3)
    assert any("A-1" in notice["text"] for notice in ran.json["notices"]) is (code == 3)


def test_a_cancelled_conference_clashes_with_none(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "chair")
    cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example")
    assert check(cpconf, "2026-02-12T10:00", "--chair", "Robin Example").code == 0


def test_checking_needs_no_store_and_makes_none(cpconf: Cpconf) -> None:
    assert check(cpconf, "2026-02-12T10:00", "--chair", "Robin Example").code == 0
    assert not cpconf.has_store


def test_checking_changes_no_store(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    check(cpconf, "2026-02-12T10:00")
    assert cpconf.contents == before


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("2026-02-12T10:00",),
        ("2026-02-12", *HOUNSLOW),
        ("soon", *HOUNSLOW),
        ("", *HOUNSLOW),
        ("2026-02-12T10:00", "--procedure", "hounslow"),
        ("2026-02-12T10:00", "--type", "initial"),
        ("2026-02-12T10:00", *HOUNSLOW, "--format", "written"),
        ("2026-02-12T10:00", *HOUNSLOW, "--ends", "09:00"),
        ("2026-02-12T10:00", *HOUNSLOW, "--fact", "twins"),
        ("2026-02-12T10:00", *HOUNSLOW, "--strategy-discussion", "soon"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_cannot_be_checked(cpconf: Cpconf, args: tuple[str, ...]) -> None:
    ran = cpconf("check", *args, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.errors) <= 2


def test_suggestions_are_working_days_up_to_the_limit_best_first(cpconf: Cpconf) -> None:
    # By hand: fifteen working days after Wednesday 14 January 2026 is Wednesday 4 February.
    ran = cpconf.must(
        *("suggest", *HOUNSLOW, "--strategy-discussion", "2026-01-14", "--count", "100", "--json"),
        now="2026-01-14T12:00",
    )
    slots = ran.json["slots"]
    days = sorted(slot["at"][:10] for slot in slots)
    assert days[0] == "2026-01-15"
    assert days[-1] == "2026-02-04"
    assert len(days) == 15
    assert "2026-01-17" not in days
    lates = [slot["late"] for slot in slots]
    assert lates == sorted(lates)
    # By hand: for Monday 19 the reports are due on the 14th itself, for the days before earlier.
    assert {slot["at"][:10] for slot in slots if slot["late"]} == {"2026-01-15", "2026-01-16"}


@pytest.mark.parametrize(
    "more",
    [
        ("--time", "soon"),
        ("--time", ""),
        ("--time", "25:00"),
        ("--count", "0"),
        ("--count", "many"),
        ("--length", "0"),
        ("--from", "soon"),
        ("--until", "soon"),
        ("--from", "2026-03-01", "--until", "2026-02-01"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_read_is_not_suggested(cpconf: Cpconf, more: tuple[str, ...]) -> None:
    ran = cpconf("suggest", *HOUNSLOW, *more, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert 1 <= len(ran.errors) <= 2


@pytest.mark.parametrize(
    ("type_", "options"),
    [
        ("initial", ["--strategy-discussion"]),
        ("review", ["--initial-conference", "--previous-review"]),
    ],
)
def test_where_a_limit_is_not_known_both_say_which_option_shows_it(
    cpconf: Cpconf, type_: str, options: list[str]
) -> None:
    suggested = ("suggest", "--procedure", "hounslow", "--type", type_)
    check = ("check", "2026-02-12T10:00", "--procedure", "hounslow", "--type", type_)
    for words in (suggested, check):
        said = " ".join(cpconf(*words).out.split())
        assert all(f"{option} DATE" in said for option in options)
        known = " ".join(cpconf(*words, options[0], "2026-01-14").out.split())
        assert "not known" not in known
        assert f"{options[0]} DATE" not in known
