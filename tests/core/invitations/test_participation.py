"""How family members take part, and the facts that follow from it."""

import datetime as dt

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.invitations.invitation import Joining
from cpconf.core.invitations.participation import (
    Means,
    Participation,
    TakesPart,
    facts_of,
    read_means,
)
from cpconf.core.words import Fact, Method, Role
from cpconf.errors import UsageFault
from tests.core.making import conference

MOTHER, FATHER = Person("p1", Role.MOTHER), Person("p2", Role.FATHER)
SUPPORTER = Person("p3", Role.SUPPORTER)
PEOPLE = (MOTHER, FATHER, SUPPORTER)
MEETING = conference(dt.datetime(2026, 2, 12, 10), ends=dt.datetime(2026, 2, 12, 12))
EXCLUDED, CANNOT = (Fact.PARENT_EXCLUDED, "p1"), (Fact.PARENT_CANNOT_JOIN, "p1")
ANOTHER = (Fact.JOINS_ANOTHER_WAY, None)


def part(how: TakesPart, person: str = "p1", *, away: bool = False) -> Participation:
    return Participation(person=person, how=how, kept_away=away)


def facts(
    *parts: Participation,
    answers: dict[tuple[Fact, str | None], bool] | None = None,
    joinings: tuple[Joining, ...] = (),
) -> dict[tuple[Fact, str | None], bool]:
    known = {each.person: each for each in parts}
    found = facts_of(known, PEOPLE, joinings, MEETING, answers or {})
    return {(fact, about): yes for fact, about, yes in found}


@pytest.mark.parametrize("how", [TakesPart.VIDEO, TakesPart.TELEPHONE, TakesPart.IN_PERSON])
def test_who_attends_answers_nothing_that_was_not_asked(how: TakesPart) -> None:
    assert facts(part(how)) == {}


@pytest.mark.parametrize("how", [TakesPart.NOT, TakesPart.THROUGH_CHAIR])
def test_a_parent_who_does_not_attend_cannot_join(how: TakesPart) -> None:
    assert facts(part(how)) == {CANNOT: True}


def test_a_parent_who_is_kept_away_is_excluded_and_not_unable() -> None:
    assert facts(part(TakesPart.NOT, away=True)) == {EXCLUDED: True}


def test_a_change_takes_the_answers_of_the_way_before_back() -> None:
    assert facts(part(TakesPart.VIDEO), answers={EXCLUDED: True}) == {EXCLUDED: False}
    assert facts(part(TakesPart.NOT), answers={EXCLUDED: True}) == {EXCLUDED: False, CANNOT: True}
    assert facts(part(TakesPart.NOT, away=True), answers={EXCLUDED: True}) == {}


def test_the_family_joins_another_way_once_no_parent_joins_by_video() -> None:
    by_phone = part(TakesPart.TELEPHONE), part(TakesPart.IN_PERSON, "p2")
    assert facts(by_phone[0]) == {}
    assert facts(*by_phone) == {ANOTHER: True}
    one_by_video = (by_phone[0], part(TakesPart.VIDEO, "p2"))
    assert facts(*one_by_video) == {}
    assert facts(*one_by_video, answers={ANOTHER: True}) == {ANOTHER: False}


def test_only_parents_are_asked_about() -> None:
    assert facts(part(TakesPart.NOT, "p3")) == {}


def test_what_a_family_has_to_join_with_answers_two_questions() -> None:
    has = Participation(person="p1", means={Means.WIFI: True, Means.SECOND_DEVICE: False})
    lacks = Participation(person="p2", means={Means.WIFI: False, Means.SECOND_DEVICE: True})
    wifi, device = (Fact.NO_WIFI, None), (Fact.NO_SECOND_DEVICE, None)
    assert facts(has) == {wifi: False, device: True}
    assert facts(has, lacks) == {wifi: True, device: False}


@pytest.mark.parametrize(
    ("mother", "father", "split"),
    [
        ((None, "10:45"), ("11:00", None), True),
        ((None, "11:00"), ("11:00", None), True),
        ((None, "11:15"), ("11:00", None), False),
        (("11:00", None), (None, "10:30"), True),
        ((None, "10:45"), (None, None), False),
    ],
)
def test_parents_whose_hours_do_not_overlap_split_the_conference(
    mother: tuple[str | None, str | None], father: tuple[str | None, str | None], split: bool
) -> None:
    joinings = tuple(
        Joining(
            person=person,
            method=Method.TEAMS,
            starts=dt.time.fromisoformat(starts) if starts else None,
            ends=dt.time.fromisoformat(ends) if ends else None,
        )
        for person, (starts, ends) in (("p1", mother), ("p2", father))
    )
    assert facts(joinings=joinings) == ({(Fact.SPLIT, None): True} if split else {})


def test_what_the_history_keeps_gives_the_same_participation() -> None:
    full = Participation(
        person="p1",
        how=TakesPart.NOT,
        decided_by=("C. Chair",),
        kept_away=True,
        interpreter="Polish",
        supporter="p3",
        means={Means.WIFI: False},
    )
    assert Participation.of(full.details) == full
    assert Participation.of(Participation(person="p1").details) == Participation(person="p1")


def test_means_are_read_and_anything_else_is_refused_with_what_there_is() -> None:
    assert read_means(["wifi", "Phone data=no"]) == {Means.WIFI: True, Means.PHONE_DATA: False}
    for typed in (["fax"], ["wifi=perhaps"], ["wifi", "wifi=no"]):
        with pytest.raises(UsageFault, match="wifi"):
            read_means(typed)
