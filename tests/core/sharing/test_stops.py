"""Stops: each is gone past by its own name, with a reason, and no other with it."""

from dataclasses import replace

import pytest

from cpconf.core.sharing.stops import (
    Decision,
    Halt,
    Overrides,
    Stop,
    refuse_unless_overridden,
)
from cpconf.errors import Refused, UsageFault

WAY, TERMS = Halt(Stop.WAY, ("by visit",)), Halt(Stop.TERMS, ("an address", "a name"))


@pytest.mark.parametrize(
    ("typed", "stop"),
    [
        ("way=x", Stop.WAY),
        ("same-address=x", Stop.SAME_ADDRESS),
        ("same_address=x", Stop.SAME_ADDRESS),
        (" Parents-First =x", Stop.PARENTS_FIRST),
    ],
)
def test_a_stop_is_named_as_people_type_it(typed: str, stop: Stop) -> None:
    assert Overrides.of([typed]).reasons == {stop: "x"}


def test_a_reason_may_hold_the_sign_that_comes_before_it() -> None:
    assert Overrides.of(["way=a=b", "terms=c"]).reasons == {Stop.WAY: "a=b", Stop.TERMS: "c"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("way", "--override way needs its reason: --override way=REASON"),
        ("way=", "reason"),
        ("way= ", "reason"),
        ("everything=x", "no stop 'everything', the stops are excluded, "),
        ("=x", "no such stop, the stops are excluded, "),
        ("", "no such stop, the stops are excluded, "),
    ],
)
def test_without_a_known_stop_and_a_reason_nothing_is_overridden(typed: str, told: str) -> None:
    with pytest.raises(UsageFault, match=told):
        Overrides.of([typed]).decide((), "x")


def test_a_word_that_is_no_stop_is_answered_with_those_that_hold_this_one() -> None:
    wrong = Overrides.of(["everything=x"])
    with pytest.raises(UsageFault, match=r"no stop 'everything', what stops this is way, terms$"):
        wrong.decide([WAY, TERMS, WAY], "report for p1")


def test_what_was_overridden_goes_and_what_was_not_stops() -> None:
    assert refuse_unless_overridden([], {}, "x") == ()
    both = {Stop.WAY: "x", Stop.TERMS: "y"}
    assert refuse_unless_overridden([WAY, TERMS], both, "x") == (WAY, TERMS)
    with pytest.raises(Refused) as told:
        refuse_unless_overridden([WAY, TERMS], {Stop.WAY: "x"}, "report for p1")
    first, second, last = str(told.value).splitlines()
    assert (first, second) == ("report for p1: an address", "  a name")
    assert last.endswith(": --override terms=REASON")


def test_what_must_not_be_disclosed_is_told_before_everything_else() -> None:
    shown = replace(TERMS, shown=("this document shows an address",), remedy="Take it out")
    with pytest.raises(Refused) as told:
        refuse_unless_overridden([WAY, shown], {}, "report for p1")
    assert str(told.value).splitlines() == [
        "report for p1: this document shows an address",
        "  by visit",
        "Take it out",
        (
            "Or, once somebody has looked at it and decided to go ahead: "
            "--override terms=REASON --override way=REASON"
        ),
    ]


def test_how_a_stop_is_shown_changes_nothing_of_what_is_kept() -> None:
    shown = replace(TERMS, shown=("this document shows an address",), remedy="Take it out")
    assert Decision(halts=(shown,)).said == Decision(halts=(TERMS,)).said
    assert shown.is_past(TERMS.decided_on)
    assert shown.why == TERMS.why


def test_what_else_can_be_done_is_said_before_the_way_past_it() -> None:
    past = "somebody has looked at it and decided to go ahead: --override way=REASON"
    for otherwise, last in ((None, [f"Once {past}"]), ("Mend it", ["Mend it", f"Or, once {past}"])):
        with pytest.raises(Refused) as told:
            refuse_unless_overridden([WAY, WAY], {}, "x", otherwise=otherwise)
        assert str(told.value).splitlines() == ["x: by visit", *last]


def test_the_history_keeps_what_was_gone_past_and_who_decided() -> None:
    assert Decision().said == {"overridden": []}
    assert Decision().note is None
    reasons = {Stop.WAY: "she asked for it", Stop.TERMS: "seen"}
    decided = Overrides(reasons, "Cleo Example").decide([WAY, TERMS], "x")
    assert decided.halts == (WAY, TERMS)
    assert decided.note == "way: she asked for it; terms: seen (authorised by Cleo Example)"
    assert decided.said == {
        "overridden": ["way", "terms"],
        "passed": ["a name", "an address", "by visit"],
    }
    assert Overrides(reasons).decide([WAY, WAY], "x").note == "way: she asked for it"
    with pytest.raises(Refused, match="Mend it"):
        Overrides().decide([WAY], "x", otherwise="Mend it")


@pytest.mark.parametrize("stop", Stop)
def test_every_stop_says_when_it_stops_what_it_stops(stop: Stop) -> None:
    assert len(stop.meaning.split()) > 5
