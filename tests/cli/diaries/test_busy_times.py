"""Busy times in `check` and `suggest`, and the next review."""

import pytest

from tests.cli.diaries.calendars import CHAIR, OXFORDSHIRE, TAKER, TEN, furnished, import_
from tests.cli.running import Cpconf, Ran
from tests.diaries.calendars import event


def clashes(ran: Ran) -> list[str]:
    return [notice["text"] for notice in ran.json["notices"] if notice["kind"] == "clash"]


def check(cpconf: Cpconf, at: str, *more: str, now: str = "2026-01-05T12:00") -> Ran:
    return cpconf("check", at, *OXFORDSHIRE, *more, "--json", now=now)


def test_our_own_export_does_not_clash_with_our_conferences(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("diary", "export", "cpconf.ics")
    said = cpconf.must("diary", "import", "cpconf.ics", "--json").json
    assert said["entries"] == 0
    assert said["left_out"] > 1
    assert check(cpconf, "2026-02-12T10:00").code == 0


@pytest.mark.parametrize(
    ("at", "ends", "code"),
    [
        ("2026-02-12T11:00", None, 3),
        ("2026-02-12T11:30", None, 0),
        ("2026-02-12T08:30", "10:00", 0),
        ("2026-02-12T08:30", "10:01", 3),
        ("2026-02-12T08:30", None, 3),
    ],
)
def test_a_time_that_the_whole_team_is_busy_in_clashes(
    cpconf: Cpconf, at: str, ends: str | None, code: int
) -> None:
    import_(cpconf, event(*TEN))
    ran = check(cpconf, at, *(("--ends", ends) if ends else ()))
    assert ran.code == code
    said = "the whole team is busy (calendar team), 10:00 to 11:30, Thu 12 Feb 2026"
    assert clashes(ran) == ([said] if code else [])
    assert "Dentist" not in ran.out


def test_a_person_who_is_busy_clashes_by_their_address_only(cpconf: Cpconf) -> None:
    furnished(cpconf)
    busy = event(
        "DTSTART:20260303T100000", "DTEND:20260303T113000", f"ATTENDEE:mailto:{CHAIR.upper()}"
    )
    import_(cpconf, busy, more=("--name", "Group one"))
    assert check(cpconf, "2026-03-03T10:00").code == 0
    assert check(cpconf, "2026-03-03T10:00", "--minute-taker", TAKER).code == 0
    (said,) = clashes(check(cpconf, "2026-03-03T10:00", "--chair", CHAIR))
    assert said == "the chair is busy (calendar Group one), 10:00 to 11:30, Tue 3 Mar 2026"
    by_name = check(cpconf, "2026-03-03T10:00", "--chair", "Robin Example")
    assert by_name.code == 0
    assert "by address" in by_name.err
    assert "Robin" not in by_name.err


def test_a_whole_calendar_can_be_one_persons_or_the_teams(cpconf: Cpconf) -> None:
    furnished(cpconf)
    busy = event(
        "DTSTART:20260303T100000", "DTEND:20260303T113000", "ATTENDEE:mailto:x@example.org"
    )
    import_(cpconf, busy, more=("--whose", CHAIR.upper()))
    assert check(cpconf, "2026-03-03T10:00").code == 0
    assert check(cpconf, "2026-03-03T10:00", "--chair", CHAIR).code == 3
    import_(cpconf, busy, more=("--whose", "team"))
    assert check(cpconf, "2026-03-03T10:00").code == 3


@pytest.mark.parametrize(
    ("at", "now", "said"),
    [
        ("2026-02-12T15:00", "2026-01-12T12:00", None),
        ("2026-02-12T15:00", "2026-01-12T12:01", "was imported 7 days ago"),
        ("2026-03-31T15:00", "2026-01-05T12:00", None),
        ("2026-04-01T15:00", "2026-01-05T12:00", "is known up to Tue 31 Mar 2026 only"),
    ],
)
def test_a_calendar_that_is_old_or_ends_too_soon_is_told_of(
    cpconf: Cpconf, at: str, now: str, said: str | None
) -> None:
    import_(cpconf, event(*TEN), more=("--until", "2026-03-31"))
    ran = check(cpconf, at, now=now)
    assert ("team calendar" in ran.err) is (said is not None)
    assert (said or "") in ran.err


def test_the_busy_days_are_suggested_last(cpconf: Cpconf) -> None:
    import_(cpconf, event("DTSTART;VALUE=DATE:20260209", "DTEND;VALUE=DATE:20260212"))
    span = ("--from", "2026-02-09", "--until", "2026-02-13", "--count", "5")
    ran = cpconf.must("suggest", *OXFORDSHIRE, *span, "--json")
    days = [slot["at"][:10] for slot in ran.json["slots"]]
    assert days == ["2026-02-12", "2026-02-13", "2026-02-09", "2026-02-10", "2026-02-11"]
    free, *_, busy = ran.json["slots"]
    assert (free["busy"], free["clashes"], busy["clashes"]) == ([], [], [])
    assert busy["busy"] == [
        {
            "diary": "team",
            "role": None,
            "starts": "2026-02-09T00:00:00+00:00",
            "ends": "2026-02-12T00:00:00+00:00",
        }
    ]
    screen = cpconf.must("suggest", *OXFORDSHIRE, *span)
    assert "busy (calendar team), Mon 9 Feb 2026 to Wed 11 Feb 2026" in " ".join(screen.out.split())


def test_the_next_review_takes_over_what_the_conference_before_settled(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "2026-02-12T13:15", at="2026-02-12T11:45")
    cpconf.add("A-1", "chair", "--email", CHAIR)
    cpconf.add("A-1", "minute_taker", "--email", TAKER, name="Zoe Sample")
    busy = [
        event("DTSTART:20260413T130000", "DURATION:PT1H", f"ATTENDEE:mailto:{CHAIR}"),
        event(
            "DTSTART:20260414T100000", "DTEND:20260414T114600", f"ATTENDEE:mailto:{TAKER}", uid="2"
        ),
        event("DTSTART:20260415T131500", "DURATION:PT1H", f"ATTENDEE:mailto:{TAKER}", uid="3"),
        event("DTSTART:20260417T110000", "DURATION:PT2H", uid="4"),
    ]
    import_(cpconf, *busy)
    ran = cpconf.must("suggest", "--after", "A-1", "--count", "200", "--json")
    slots = {slot["at"]: slot for slot in ran.json["slots"]}
    # E-RCPC-3M: three months after 12 February is Tuesday 12 May 2026. By hand, with 4 May a bank
    # holiday: twenty working days before it is Monday 13 April.
    assert min(slots) == "2026-04-13T11:45:00+01:00"
    assert max(slots) == "2026-05-12T11:45:00+01:00"
    assert "2026-05-04T11:45:00+01:00" not in slots
    taken = {at[8:10]: [each["role"] for each in slot["busy"]] for at, slot in slots.items()}
    assert {day: roles for day, roles in taken.items() if roles} == {
        "13": ["chair"],
        "14": ["minute_taker"],
        "17": [None],
    }
    assert slots["2026-05-12T11:45:00+01:00"]["slack"] == 0
    last = [slot["at"][8:10] for slot in ran.json["slots"][-3:]]
    assert last == ["13", "14", "17"]


def test_a_later_review_counts_from_the_review_before(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow", type_="review", at="2026-01-15T10:00")
    ran = cpconf.must("suggest", "--after", "A-1", "--count", "200", "--json")
    # E-RCPC-6M: six months after 15 January is Wednesday 15 July 2026.
    assert max(slot["at"] for slot in ran.json["slots"])[:10] == "2026-07-15"


def test_what_is_given_beside_after_counts_for_more(cpconf: Cpconf) -> None:
    cpconf.book()
    span = ("--from", "2026-03-02", "--until", "2026-03-04", "--time", "2pm", "--length", "60")
    ran = cpconf.must("suggest", "--after", "A-1", "--procedure", "hounslow", *span, "--json")
    assert sorted(slot["at"][:16] for slot in ran.json["slots"]) == [
        "2026-03-02T14:00",
        "2026-03-03T14:00",
        "2026-03-04T14:00",
    ]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--after", "A-9"), 4),
        (("--after", "A-1", "--type", "initial"), 2),
        (("--after", "A-1", "--initial-conference", "2026-01-01"), 2),
        (("--after", "A-1", "--previous-review", "2026-01-01"), 2),
        (("--after", "A-1", "--strategy-discussion", "2026-01-01"), 2),
        (("--after", "A-1", "--until", "2026-02-12"), 2),
    ],
)
def test_what_contradicts_the_conference_before_is_refused(
    cpconf: Cpconf, more: tuple[str, ...], code: int
) -> None:
    cpconf.book()
    ran = cpconf("suggest", *more, "--json")
    assert (ran.code, ran.out) == (code, "")


def test_nothing_follows_a_cancelled_conference(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example")
    assert cpconf("suggest", "--after", "A-1").code == 5
