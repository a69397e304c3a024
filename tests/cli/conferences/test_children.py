"""`child`: several children in one conference, and whose limit binds."""

import pytest

from tests.cli.running import Cpconf

NEWBORN = ("--strategy-discussion", "2025-12-12")

BOTH = ("--initial-conference", "1/9/2025", "--previous-review", "1/9/2025")


def review(cpconf: Cpconf) -> None:
    cpconf.must(
        *("schedule", "A-1", "--type", "review", "--procedure", "hounslow"),
        *("--at", "2026-01-08T10:00", "--previous-review", "2025-08-24"),
    )


def test_screens_say_whose_limit_it_is(cpconf: Cpconf) -> None:
    """The limit of the new-born child ends on 7 January 2026. Source: worked case E-ICPC-15."""
    review(cpconf)
    cpconf.must("child", "add", "A-1", "C1")
    added = cpconf.must("child", "add", "A-1", "C2", *NEWBORN)
    assert "E-ICPC-15 for C2" in added.out
    status = " ".join(cpconf.must("status", "A-1").out.split())
    assert "Wed 7 Jan 2026, PASSED by 1 working day: for C2" in status
    assert "to spare: for C1" in status
    document = cpconf.must("status", "A-1", "--json")
    assert document.limit("E-ICPC-15")["children"] == ["C2"]
    assert document.limit("E-ICPC-15")["met"] is False
    explained = cpconf.must("explain", "A-1", "E-ICPC-15", "--json").json
    assert explained["anchored"] == "2025-12-12"
    assert len([day for day in explained["counted"] if day["counts"]]) == 15


def test_a_notice_stands_for_the_limit_of_one_child(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("child", "add", "A-1", "C2", *NEWBORN)
    (notice,) = cpconf.must("status", "--json").json["notices"]
    assert (notice["kind"], notice["due"][:10]) == ("limit_passed", "2026-01-07")


def test_a_limit_comes_and_goes_with_the_child(cpconf: Cpconf) -> None:
    review(cpconf)
    before = cpconf.must("status", "A-1", "--json").json["limits"]
    cpconf.must("child", "add", "A-1", "C1")
    cpconf.must("child", "add", "A-1", "C2", *NEWBORN)
    cpconf.must("child", "remove", "A-1", "c2")
    assert cpconf.must("status", "A-1", "--json").json["limits"] == before
    (left,) = cpconf.must("child", "list", "A-1", "--json").json["children"]
    assert left["child"] == "C1"
    assert cpconf.must("history", "A-1").out.count("child C2 removed") == 1


def test_dates_are_corrected_by_giving_them_again_and_none_removes_one(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("child", "add", "A-1", "C2", *NEWBORN)
    cpconf.must("child", "add", "A-1", "C2", "--strategy-discussion", "2025-12-15")
    (child,) = cpconf.must("child", "list", "A-1", "--json").json["children"]
    assert child["strategy_discussion"] == "2025-12-15"
    cpconf.must("child", "add", "A-1", "C2", "--strategy-discussion", "none")
    (child,) = cpconf.must("child", "list", "A-1", "--json").json["children"]
    assert (child["strategy_discussion"], child["stage"]) == (None, "review")


def test_moving_the_conference_keeps_the_limits_of_each_child(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("child", "add", "A-1", "C2", *NEWBORN)
    cpconf.must("reschedule", "A-1", "--at", "2026-01-07T10:00", "--reason", "earlier")
    assert cpconf.must("status", "A-1", "--json").limit("E-ICPC-15")["met"] is True


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("add", "A-1", "C1"), 5, "on record already"),
        (("add", "A-1", "c1"), 5, "on record already"),
        (("add", "A-1", "Jo Example"), 2, "a child's reference"),
        (("add", "A-1", "wren"), 5, "name of a family member"),
        (("add", "A-1", "C2", "--strategy-discussion", "soon"), 2, "soon"),
        (("add", "A-1", "C2", *BOTH), 2, "not both"),
        (("remove", "A-1", "C9"), 4, "those on record: C1"),
        (("list", "B-1"), 4, "B-1"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    cpconf: Cpconf, arguments: tuple[str, ...], code: int, said: str
) -> None:
    review(cpconf)
    cpconf.must("child", "add", "A-1", "C1")
    cpconf.must("person", "add", "A-1", "--role", "mother", "--name", "Jo Wren")
    before = cpconf.contents
    ran = cpconf("child", *arguments)
    assert (ran.code, said in ran.err) == (code, True)
    assert cpconf.contents == before


def test_a_reference_that_is_no_name_after_all_is_taken(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("person", "add", "A-1", "--role", "mother", "--name", "Jo Wren")
    cpconf.must("child", "add", "A-1", "WREN", "--not-a-name")
    (child,) = cpconf.must("child", "list", "A-1", "--json").json["children"]
    assert child["child"] == "WREN"


def test_before_the_first_child_it_is_said_that_there_is_none(cpconf: Cpconf) -> None:
    review(cpconf)
    assert cpconf.must("child", "list", "A-1").out == "No child is on record yet.\n"
