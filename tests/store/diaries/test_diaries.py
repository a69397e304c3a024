"""Imported diaries: when people are busy, and the conferences of a time for those that go out."""

import datetime as dt
import re

import pytest

from cpconf.core.diaries import WHOLE_TEAM, Busy, Diary
from cpconf.core.words import ConferenceState
from cpconf.errors import NotFound, StoreFault, UsageFault
from cpconf.store.reading import Reader, reading
from tests.store.examples import NOW, schedule, written
from tests.store.looking import Where, contents, listening, plan, refused, spoil

SHA256 = "d1" * 32
UNTIL = dt.date(2026, 12, 31)
CHAIR = "chair@example.org"
LATER = dt.datetime(2026, 2, 2, 8)


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """That day of February 2026."""
    return dt.datetime(2026, 2, day, hour, minute)


def test_the_times_of_an_address_and_of_the_whole_team_are_told(store: Where) -> None:
    with written(store) as writer:
        writer.diaries.import_diary(
            "chairs",
            SHA256,
            UNTIL,
            [
                ("Chair@Example.org", at(12, 14), at(12, 15)),
                (CHAIR, at(12, 9), at(12, 10)),
                ("other@example.org", at(12, 9), at(12, 17)),
            ],
        )
        writer.diaries.import_diary("team", SHA256, UNTIL, [(WHOLE_TEAM, at(12, 12), at(12, 13))])
    with read(store) as reader:
        day = (at(12, 0), at(13, 0))
        assert reader.diaries.busy("CHAIR@example.org", *day) == [
            Busy(at(12, 9), at(12, 10), "chairs"),
            Busy(at(12, 12), at(12, 13), "team"),
            Busy(at(12, 14), at(12, 15), "chairs"),
        ]
        assert reader.diaries.busy("nobody@example.org", *day) == [
            Busy(at(12, 12), at(12, 13), "team")
        ]
        assert reader.diaries.busy(WHOLE_TEAM, *day) == [Busy(at(12, 12), at(12, 13), "team")]


# The busy time is 10:00 to 12:00 on Thursday 12 February; the ends of a time do not belong to it.
AROUND = [
    (at(12, 8), at(12, 10), False),
    (at(12, 8), at(12, 10, 1), True),
    (at(12, 10, 30), at(12, 11), True),
    (at(12, 8), at(12, 17), True),
    (at(12, 11, 59), at(12, 17), True),
    (at(12, 12), at(12, 17), False),
]


@pytest.mark.parametrize(("first", "last", "met"), AROUND)
def test_a_time_counts_where_it_overlaps(
    store: Where, first: dt.datetime, last: dt.datetime, *, met: bool
) -> None:
    with written(store) as writer:
        writer.diaries.import_diary("chairs", SHA256, UNTIL, [(CHAIR, at(12, 10), at(12, 12))])
        assert bool(writer.diaries.busy(CHAIR, first, last)) is met


def test_times_on_both_sides_of_the_change_of_clocks_are_told_in_their_order(store: Where) -> None:
    # British Summer Time begins on Sunday 29 March 2026 at 01:00.
    before = (dt.datetime(2026, 3, 29, 0, 30), dt.datetime(2026, 3, 29, 2, 30))
    after = (dt.datetime(2026, 3, 29, 2, 45), dt.datetime(2026, 3, 29, 4))
    with written(store) as writer:
        writer.diaries.import_diary("chairs", SHA256, UNTIL, [(CHAIR, *after), (CHAIR, *before)])
        found = writer.diaries.busy(CHAIR, before[0], dt.datetime(2026, 3, 30))
        assert found == [Busy(*before, "chairs"), Busy(*after, "chairs")]
        assert writer.diaries.busy(CHAIR, dt.datetime(2026, 3, 29, 2, 30), after[0]) == []


def test_a_diary_read_in_again_takes_the_place_of_the_one_of_its_name(store: Where) -> None:
    with written(store) as writer:
        writer.diaries.import_diary("chairs", SHA256, UNTIL, [(CHAIR, at(12, 10), at(12, 12))] * 3)
        writer.diaries.import_diary("team", SHA256, UNTIL, [])
    with written(store, now=LATER) as writer:
        until = dt.date(2027, 1, 31)
        writer.diaries.import_diary("chairs", "d2" * 32, until, [(CHAIR, at(13, 10), at(13, 12))])
    with read(store) as reader:
        assert reader.diaries.busy(CHAIR, at(1, 0), at(28, 0)) == [
            Busy(at(13, 10), at(13, 12), "chairs")
        ]
        assert reader.diaries.imported() == [
            Diary("chairs", LATER, 1, until),
            Diary("team", NOW, 0, UNTIL),
        ]
        assert reader.common.ask("SELECT sha256 FROM diary WHERE name = 'chairs'") == [("d2" * 32,)]
        assert reader.common.ask("SELECT COUNT(*) FROM busy") == [(1,)]


def test_a_forgotten_diary_takes_its_times_with_it(store: Where) -> None:
    with written(store) as writer:
        writer.diaries.import_diary("chairs", SHA256, UNTIL, [(CHAIR, at(12, 10), at(12, 12))])
        writer.diaries.import_diary("team", SHA256, UNTIL, [(WHOLE_TEAM, at(12, 10), at(12, 12))])
    with written(store) as writer:
        writer.diaries.forget_diary("chairs")
    with read(store) as reader:
        assert [diary.name for diary in reader.diaries.imported()] == ["team"]
        assert reader.common.ask("SELECT whose FROM busy") == [("",)]
    assert CHAIR not in repr(contents(store))
    with pytest.raises(NotFound, match="cpconf diary list"), written(store) as writer:
        writer.diaries.forget_diary("chairs")


def test_reading_in_a_diary_changes_no_conference(store: Where) -> None:
    with written(store) as writer:
        before = writer.conferences.filed("C-1").version
        writer.diaries.import_diary("chairs", SHA256, UNTIL, [(CHAIR, at(12, 10), at(12, 12))])
        writer.diaries.forget_diary("chairs")
    with read(store) as reader:
        assert reader.conferences.filed("C-1").version == before


def test_a_diary_that_breaks_off_leaves_the_one_before_it(store: Where) -> None:
    with written(store) as writer:
        writer.diaries.import_diary("chairs", SHA256, UNTIL, [(CHAIR, at(12, 10), at(12, 12))])
    broken = [(CHAIR, at(13, 10), at(13, 12)), ("\udcff@example.org", at(14, 10), at(14, 12))]
    with pytest.raises(UsageFault), written(store) as writer:
        writer.diaries.import_diary("chairs", "d2" * 32, UNTIL, broken)
    with read(store) as reader:
        assert reader.diaries.busy(CHAIR, at(1, 0), at(28, 0)) == [
            Busy(at(12, 10), at(12, 12), "chairs")
        ]


def test_a_busy_time_that_cannot_be_read_is_not_shown_as_free(store: Where) -> None:
    with written(store) as writer:
        writer.diaries.import_diary("chairs", SHA256, UNTIL, [(CHAIR, at(12, 10), at(12, 12))])
    spoil(store, "UPDATE busy SET starts = '2026-02-12T99:00:00+00:00'")
    with read(store) as reader, pytest.raises(StoreFault, match="imported diary"):
        reader.diaries.busy(CHAIR, at(1, 0), at(28, 0))


def test_busy_times_are_found_by_their_own_index(store: Where) -> None:
    with read(store) as reader, listening(reader.common) as asked:
        reader.diaries.busy(CHAIR, at(1, 0), at(28, 0))
    steps = "\n".join(plan(store, *asked[0]))
    assert re.search(
        r"INDEX busy_whose_starts \(whose=\? AND starts<\?\)"
        r"|busy_whose_starts .*\n +Index Cond: .*whose.*starts <",
        steps,
    ), steps


AGAIN = (
    "INSERT INTO diary (name, read_at, sha256, covers_until) "
    "SELECT name, read_at, sha256, covers_until FROM diary"
)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE busy SET starts = '2026-02-12'", "busy_starts_is_a_moment"),
        ("UPDATE busy SET diary_id = 99", "FOREIGN KEY"),
        ("UPDATE diary SET covers_until = '2026'", "diary_covers_until_is_a_date"),
        (AGAIN, r"diary\.name"),
    ],
)
def test_the_store_itself_refuses_what_cannot_be(store: Where, statement: str, rule: str) -> None:
    with written(store) as writer:
        writer.diaries.import_diary("chairs", SHA256, UNTIL, [(CHAIR, at(12, 10), at(12, 12))])
    refused(store, statement, rule)


# Four conferences: two on Thursday 12 February 2026, one on Friday 13, one on 2 March.
BETWEEN = [
    (dt.date(2026, 2, 12), dt.date(2026, 2, 12), ["C-1", "C-2"]),
    (dt.date(2026, 2, 12), dt.date(2026, 2, 13), ["C-1", "C-2", "C-3"]),
    (dt.date(2026, 2, 13), None, ["C-3", "C-4"]),
    (dt.date(2026, 2, 14), dt.date(2026, 3, 1), []),
    (dt.date(2026, 1, 1), dt.date.max, ["C-1", "C-2", "C-3", "C-4"]),
]


@pytest.mark.parametrize(("first", "last", "refs"), BETWEEN)
def test_the_conferences_of_a_time_come_by_their_start(
    store: Where, first: dt.date, last: dt.date | None, refs: list[str]
) -> None:
    with written(store) as writer:
        schedule(writer, "C-4", at=dt.datetime(2026, 3, 2, 9))
        schedule(writer, "C-3", at=at(13, 9))
        schedule(writer, "C-2", at=at(12, 15))
    with read(store) as reader:
        found = reader.conferences.conferences_between(first, last)
    assert [filed.conference.ref for filed in found] == refs
    assert all(filed.tasks for filed in found)


def test_cancelled_conferences_are_given_where_they_are_asked_for(store: Where) -> None:
    day = dt.date(2026, 2, 12)
    with written(store) as writer:
        schedule(writer, "C-2")
        writer.conferences.set_state(writer.conferences.filed("C-1"), ConferenceState.CANCELLED)
        some = writer.conferences.conferences_between(day, None)
        every = writer.conferences.conferences_between(day, None, cancelled=True)
    assert [filed.conference.ref for filed in some] == ["C-2"]
    assert [filed.conference.ref for filed in every] == ["C-1", "C-2"]


def test_a_conference_that_cannot_be_read_does_not_hide_the_others(store: Where) -> None:
    with written(store) as writer:
        schedule(writer, "C-2")
    spoil(store, "UPDATE conference SET type = 'tea' WHERE ref = 'C-1'")
    with read(store) as reader:
        found = reader.conferences.conferences_between(dt.date(2026, 1, 1), None)
        assert [filed.conference.ref for filed in found] == ["C-2"]
        assert len(reader.common.warnings) == 1
