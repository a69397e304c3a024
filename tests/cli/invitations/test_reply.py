"""Answers to invitations: as they were said, and as calendars send them."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.cli.invitations.inviting import PEOPLE, drafts, invite, people_of, peopled
from tests.cli.running import Cpconf, Ran

SECRETS = [part for name, address in PEOPLE.values() for part in (name, address)]


@pytest.fixture
def ready(cpconf: Cpconf) -> Cpconf:
    """Everybody is invited, by drafts, on Monday 5 January 2026 at 12:00."""
    peopled(cpconf)
    invite(cpconf)
    return cpconf


def answers(ready: Cpconf) -> dict[str, tuple[str | None, str | None]]:
    found = people_of(ready.must("invited", "A-1", "--json"))
    return {p: (each["answer"], each["answered_at"]) for p, each in found.items()}


def uid(ready: Cpconf) -> str:
    return next(iter(drafts(ready.folder / "A-1").values())).uid


def calendar(
    ready: Cpconf,
    said: str = "ACCEPTED",
    *,
    attendee: str = "mother@example.org",
    sequence: int = 0,
    stamp: str = "20260105T113000Z",
    of: str | None = None,
    method: str = "REPLY",
) -> str:
    """An answer as calendars write it (RFC 5546, section 3.2.3)."""
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Example//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{of or uid(ready)}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{stamp}",
        "ORGANIZER:mailto:desk@example.org",
        f"ATTENDEE;PARTSTAT={said}:mailto:{attendee}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines) + "\r\n"


def take(ready: Cpconf, ics: str, *more: str, name: str = "reply.ics") -> Ran:
    file = ready.folder / name
    file.write_bytes(ics.encode())
    ran = ready("reply", "--from", str(file), *more)
    assert not any(secret in ran.out + ran.err for secret in SECRETS)
    return ran


# ---- by hand


@pytest.mark.parametrize("answer", ["accepted", "declined", "tentative"])
def test_an_answer_that_was_said_is_kept(ready: Cpconf, answer: str) -> None:
    ready.must("reply", "A-1", "chair", answer, "--at", "2026-01-05T11:00")
    assert answers(ready)["p5"] == (answer, "2026-01-05T11:00:00+00:00")
    assert answer in ready.must("history", "A-1").out


def test_a_later_answer_takes_the_place_of_an_earlier_one(ready: Cpconf) -> None:
    ready.must("reply", "A-1", "chair", "accepted")
    ready.must("reply", "A-1", "chair", "declined")
    assert answers(ready)["p5"][0] == "declined"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ((), 2),
        (("A-1", "mother"), 2),
        (("A-1", "mother", "perhaps"), 2),
        (("A-1", "police", "accepted"), 4),
        (("A-1", "supporter", "accepted"), 4),
        (("A-9", "mother", "accepted"), 4),
        (("A-1", "mother", "accepted", "--at", "2026-01-06T12:00"), 2),
        (("A-1", "mother", "accepted", "--from", "x.ics"), 2),
        (("--from", "nowhere.ics"), 4),
        (("--from", "."), 4),
    ],
)
def test_what_is_no_answer_changes_nothing(ready: Cpconf, line: tuple[str, ...], code: int) -> None:
    before = ready.contents
    assert ready("reply", *line).code == code
    assert ready.contents == before


def test_a_parents_refusal_says_what_follows_from_it(ready: Cpconf) -> None:
    told = ready.must("reply", "A-1", "mother", "declined").err
    assert "cpconf fact A-1 parent_cannot_join@p1=yes" in told
    assert "update-absent-parent@p1" in told
    assert "@p2" not in told
    assert "parent_cannot_join" not in ready.must("reply", "A-1", "chair", "declined").err
    assert "parent_cannot_join" not in ready.must("reply", "A-1", "mother", "accepted").err
    ready.must("fact", "A-1", "parent_cannot_join@father=yes")
    assert "parent_cannot_join" not in ready.must("reply", "A-1", "father", "declined").err


# ---- from a calendar


@pytest.mark.parametrize(
    ("said", "answer"),
    [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative")],
)
def test_the_entry_says_which_conference_and_the_address_who(
    ready: Cpconf, said: str, answer: str
) -> None:
    ran = take(ready, calendar(ready, said, attendee="Mother@Example.ORG"))
    assert (ran.code, ran.out) == (0, f"A-1 p1: {answer}\n")
    assert answers(ready)["p1"] == (answer, "2026-01-05T11:30:00+00:00")


def test_an_answer_comes_as_a_message_too(ready: Cpconf) -> None:
    letter = EmailMessage()
    letter["From"] = "mother@example.org"
    letter["Subject"] = "Accepted: Meeting"
    letter.set_content("Yes.")
    letter.add_alternative(calendar(ready), subtype="calendar", params={"method": "REPLY"})
    file = ready.folder / "answer.eml"
    file.write_bytes(letter.as_bytes())
    ready.must("reply", "--from", str(file))
    assert answers(ready)["p1"][0] == "accepted"


def test_json_says_whether_it_counts(ready: Cpconf) -> None:
    ran = take(ready, calendar(ready), "--json")
    assert ran.json == {
        "cpconf": 1,
        "ref": "A-1",
        "person": "p1",
        "answer": "accepted",
        "counts": True,
        "earlier_at": None,
        "remarks": [],
    }


def test_of_two_answers_the_later_one_counts_in_whatever_order_they_come(ready: Cpconf) -> None:
    take(ready, calendar(ready, "DECLINED", stamp="20260105T114500Z"))
    ran = take(ready, calendar(ready, "ACCEPTED", stamp="20260105T113000Z"), "--json")
    assert ran.json["counts"] is False
    assert answers(ready)["p1"][0] == "declined"
    take(ready, calendar(ready, "TENTATIVE", stamp="20260105T115000Z"))
    assert answers(ready)["p1"][0] == "tentative"


def test_the_same_answer_again_changes_nothing(ready: Cpconf) -> None:
    take(ready, calendar(ready))
    before = ready.must("history", "A-1").out
    assert "already" in take(ready, calendar(ready)).err
    assert ready.must("history", "A-1").out == before


def test_of_two_answers_of_one_moment_the_one_that_came_last_counts(ready: Cpconf) -> None:
    take(ready, calendar(ready, "ACCEPTED"))
    assert take(ready, calendar(ready, "DECLINED")).code == 0
    assert answers(ready)["p1"] == ("declined", "2026-01-05T11:30:00+00:00")


def test_an_answer_from_the_future_does_not_outlast_later_ones(ready: Cpconf) -> None:
    take(ready, calendar(ready, "DECLINED", stamp="20990101T000000Z"))
    assert answers(ready)["p1"] == ("declined", "2026-01-05T12:00:00+00:00")
    ready.must("reply", "A-1", "mother", "accepted", now="2026-01-05T13:00")
    assert answers(ready)["p1"][0] == "accepted"


def test_an_answer_to_the_earlier_date_is_kept_as_that_and_no_more(ready: Cpconf) -> None:
    ready.must("reschedule", "A-1", "--at", "2026-03-05T14:00", "--reason", "x")
    ran = take(ready, calendar(ready, sequence=0), "--json")
    assert (ran.code, ran.json["counts"]) == (0, False)
    assert answers(ready)["p1"] == (None, None)
    assert "earlier date" in ready.must("history", "A-1").out
    take(ready, calendar(ready, sequence=1))
    assert answers(ready)["p1"][0] == "accepted"


def move(ready: Cpconf, now: str, at: str = "2026-03-05T14:00") -> None:
    ready.must("reschedule", "A-1", "--at", at, "--reason", "x", now=now)


def earlier(ready: Cpconf, person: str = "p5") -> tuple[str | None, str | None, str | None]:
    """What they answered for an earlier date, when, and for which start."""
    found = people_of(ready.must("invited", "A-1", "--json"))[person]
    return found["earlier_answer"], found["earlier_answered_at"], found["earlier_at"]


# Said by telephone, and put on record after the move: when it was said decides.
SAID = [
    pytest.param("2026-01-05T11:00", False, id="an hour before the move"),
    pytest.param("2026-01-05T13:59", False, id="a minute before it"),
    pytest.param("2026-01-05T14:00", True, id="in its minute"),
    pytest.param("2026-01-05T14:30", True, id="after it"),
]


@pytest.mark.parametrize(("at", "counts"), SAID)
def test_what_was_said_counts_for_the_date_that_stood_when_it_was_said(
    ready: Cpconf, at: str, counts: bool
) -> None:
    move(ready, "2026-01-05T14:00")
    line = ("reply", "A-1", "chair", "accepted", "--at", at)
    ran = ready.must(*line, "--json", now="2026-01-05T15:00")
    assert ran.json["counts"] is counts
    assert answers(ready)["p5"][0] == ("accepted" if counts else None)
    if counts:
        assert earlier(ready) == (None, None, None)
        assert ran.json["earlier_at"] is None
    else:
        assert ran.json["earlier_at"] == "2026-02-12T10:00:00+00:00"
        assert earlier(ready) == ("accepted", f"{at}:00+00:00", "2026-02-12T10:00:00+00:00")
        assert "for the earlier date" in " ".join(ready.must("invited", "A-1").out.split())
        told = ready.must(*line, now="2026-01-05T15:01")
        assert "accepted for the earlier date, Thu 12 Feb 2026, 10:00" in told.out
        assert "does not count" in told.err


def test_answers_of_before_a_move_are_shown_as_that_until_there_is_a_new_one(
    ready: Cpconf,
) -> None:
    ready.must("reply", "A-1", "chair", "accepted", "--at", "2026-01-05T11:00")
    assert earlier(ready) == (None, None, None)
    ran = ready(
        *("reschedule", "A-1", "--at", "2026-03-05T14:00", "--reason", "x"), now="2026-01-05T14:00"
    )
    assert "p5 answered for the earlier date" in ran.err
    assert earlier(ready)[0] == "accepted"
    shown = " ".join(ready.must("invited", "A-1").out.split())
    assert "accepted Mon 5 Jan 2026, 11:00 for the earlier date (Thu 12 Feb 2026, 10:00)" in shown
    ready.must("reply", "A-1", "chair", "declined", now="2026-01-05T15:00")
    assert answers(ready)["p5"][0] == "declined"
    assert earlier(ready) == (None, None, None)


def test_a_date_that_comes_back_is_a_new_date(ready: Cpconf) -> None:
    take(ready, calendar(ready))
    move(ready, "2026-01-05T14:00")
    move(ready, "2026-01-05T15:00", "2026-02-12T10:00")
    assert answers(ready)["p1"] == (None, None)
    assert take(ready, calendar(ready, sequence=1), "--json").json["counts"] is False
    assert earlier(ready, "p1")[2] == "2026-03-05T14:00:00+00:00"


def test_of_two_that_were_said_the_later_one_counts(ready: Cpconf) -> None:
    ready.must("reply", "A-1", "chair", "declined", "--at", "2026-01-05T11:30")
    ran = ready.must("reply", "A-1", "chair", "accepted", "--at", "2026-01-05T11:00")
    assert "later answer" in ran.err
    assert answers(ready)["p5"][0] == "declined"


# RFC 5546, section 2.1.4: of the answers to one UID the highest SEQUENCE counts (4.), and of those
# with one SEQUENCE the latest DTSTAMP (5.). Each line: two answers in the order in which they come.
BOTH = [
    pytest.param((1, "1130"), (1, "1131"), "second", id="the later DTSTAMP"),
    pytest.param((1, "1131"), (1, "1130"), "first", id="the later DTSTAMP, which came first"),
    pytest.param((0, "1140"), (1, "1130"), "second", id="the higher SEQUENCE by a slow clock"),
    pytest.param((1, "1130"), (0, "1140"), "first", id="the higher SEQUENCE, which came first"),
]


@pytest.mark.parametrize(("first", "second", "counts"), BOTH)
def test_sequence_decides_and_then_the_stamp(
    ready: Cpconf, first: tuple[int, str], second: tuple[int, str], counts: str
) -> None:
    invite(ready, "--link", "https://teams.microsoft.com/l/another")  # change 1, of the same date
    for said, (sequence, time) in (("ACCEPTED", first), ("DECLINED", second)):
        take(ready, calendar(ready, said, sequence=sequence, stamp=f"20260105T{time}00Z"))
    assert answers(ready)["p1"][0] == ("accepted" if counts == "first" else "declined")


# RFC 5546, section 3.2.3: SEQUENCE says which revision is answered, whenever that was.
TO_CHANGES = [
    pytest.param(0, False, id="the first date"),
    pytest.param(1, False, id="a new link for the first date"),
    pytest.param(2, True, id="the new date"),
    pytest.param(3, True, id="a new link for the new date"),
]


@pytest.mark.parametrize("stamp", ["20260105T113000Z", "20260105T180000Z"])
@pytest.mark.parametrize(("sequence", "counts"), TO_CHANGES)
def test_a_calendars_answer_counts_for_the_date_of_the_change_that_it_answers(
    ready: Cpconf, sequence: int, counts: bool, stamp: str
) -> None:
    invite(ready, "--link", "https://teams.microsoft.com/l/another")
    move(ready, "2026-01-05T12:00")
    invite(ready, "--link", "https://teams.microsoft.com/l/third")
    ran = take(ready, calendar(ready, sequence=sequence, stamp=stamp), "--json")
    assert (ran.code, ran.json["counts"]) == (0, counts)
    assert answers(ready)["p1"][0] == ("accepted" if counts else None)
    assert earlier(ready, "p1")[0] == (None if counts else "accepted")


# RFC 5545, section 3.8.4.4: RECURRENCE-ID names the one day of the entry that is meant.
@pytest.mark.parametrize(
    ("day", "counts"),
    [
        ("RECURRENCE-ID:20260212T100000Z", True),
        ("RECURRENCE-ID;VALUE=DATE:20260212", True),
        ("RECURRENCE-ID:20260219T100000Z", False),
    ],
)
def test_an_answer_for_one_day_is_for_no_other(ready: Cpconf, day: str, counts: bool) -> None:
    ics = calendar(ready).replace("DTSTAMP:", f"{day}\r\nDTSTAMP:")
    assert take(ready, ics, "--json").json["counts"] is counts


def test_a_new_date_forgets_the_answers_and_the_history_keeps_them(ready: Cpconf) -> None:
    take(ready, calendar(ready))
    ready.must("reschedule", "A-1", "--at", "2026-03-05T14:00", "--reason", "x")
    assert answers(ready)["p1"] == (None, None)
    assert "accepted" in ready.must("history", "A-1").out


def test_a_new_link_leaves_the_answers(ready: Cpconf) -> None:
    take(ready, calendar(ready))
    invite(ready, "--link", "https://teams.microsoft.com/l/another")
    assert answers(ready)["p1"][0] == "accepted"


def test_an_answer_to_a_change_that_was_never_sent_is_refused(ready: Cpconf) -> None:
    assert take(ready, calendar(ready, sequence=7)).code == 5
    assert answers(ready)["p1"] == (None, None)


@pytest.mark.parametrize(
    "stranger", ["stranger@example.org", "desk@example.org", "friend@example.org"]
)
def test_an_address_that_nobody_invited_has_is_not_guessed_at(ready: Cpconf, stranger: str) -> None:
    ran = take(ready, calendar(ready, attendee=stranger))
    assert ran.code == 4
    assert stranger not in ran.err
    assert "cpconf reply A-1 PERSON" in ran.err


def test_an_entry_of_another_calendar_is_not_found(ready: Cpconf) -> None:
    ran = take(ready, calendar(ready, of="somebody-elses@example.org"))
    assert ran.code == 4
    assert "somebody-elses" not in ran.err


def test_an_address_that_two_have_is_asked_about(ready: Cpconf) -> None:
    ready.must("person", "change", "A-1", "supporter", "--email", "mother@example.org")
    line = ("--to", "supporter", "--override", "same-address=they live together")
    invite(ready, *line)
    ran = take(ready, calendar(ready))
    assert ran.code == 5
    assert "p1, p3" in ran.err


@pytest.mark.parametrize(
    ("ics", "name", "code"),
    [
        ("no calendar", "reply.ics", 6),
        ("", "reply.ics", 6),
        ("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "reply.ics", 6),
        ("Subject: x\r\n\r\nNo calendar here.\r\n", "reply.eml", 6),
        ("anything", "reply.txt", 6),
    ],
)
def test_a_file_that_is_no_answer_is_told_as_that(
    ready: Cpconf, ics: str, name: str, code: int
) -> None:
    before = ready.contents
    assert take(ready, ics, name=name).code == code
    assert ready.contents == before


def test_an_invitation_is_no_answer(ready: Cpconf) -> None:
    assert take(ready, calendar(ready, method="REQUEST")).code == 6


def test_after_a_cancellation_an_answer_is_still_kept(ready: Cpconf, tmp_path: Path) -> None:
    ics = calendar(ready, sequence=1)
    ready.must("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")
    ran = take(ready, ics)
    assert ran.code == 0
    assert "cancelled" in ran.err
