"""Calendars as the programs of others write them, and the table of London times."""

import csv
import datetime as dt
import json
from pathlib import Path
from typing import NamedTuple

from cpconf.diaries.busy import Read
from cpconf.diaries.foreign.answer_entry import answer_in
from cpconf.diaries.foreign.series import answers
from cpconf.diaries.replies import Reply

NOW = dt.datetime(2026, 1, 5, 12)
YEAR = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))

OUTLOOK_ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16011028T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0100
TZOFFSETTO:-0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010325T010000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:-0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
"""
"""How Outlook spells out London's time zone, under whatever name it gives it."""


class Row(NamedTuple):
    """A time as a London clock shows it, and in UTC."""

    starts: dt.datetime
    ends: dt.datetime
    starts_utc: dt.datetime
    ends_utc: dt.datetime
    source: str


def rows(name: str) -> list[dict[str, str]]:
    """The cases of a table beside this file."""
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


LONDON_TIMES = [
    Row(
        starts=dt.datetime.fromisoformat(row["starts"]),
        ends=dt.datetime.fromisoformat(row["ends"]),
        starts_utc=dt.datetime.fromisoformat(row["starts_utc"]),
        ends_utc=dt.datetime.fromisoformat(row["ends_utc"]),
        source=row["source"],
    )
    for row in rows("london_times.csv")
]


def calendar(*parts: str, head: str = "PRODID:-//Example//Team//EN\nVERSION:2.0\n") -> bytes:
    """A calendar file of these components."""
    text = f"BEGIN:VCALENDAR\n{head}{''.join(parts)}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def read_here(ics: bytes, first: dt.date, last: dt.date, *, whose: str | None = None) -> Read:
    """What `read_busy` gives, in this process: without bounds, and without waiting for another."""
    said = answers(ics, (first, last), whose)
    entries = sum(next(said)["series"])
    read = Read()
    for each in said:
        read.take(json.loads(json.dumps(each)))
    read.refuse_useless(entries)
    return read


def reply_here(ics: bytes) -> Reply:
    """What `read_reply` gives, likewise."""
    return Reply.of(json.loads(json.dumps(answer_in(ics).said())))


def zone(name: str, *changes: str) -> str:
    """The rules of a time zone (VTIMEZONE), each change as `change` writes it."""
    return f"BEGIN:VTIMEZONE\nTZID:{name}\n{''.join(changes)}END:VTIMEZONE\n"


def change(kind: str, start: str, before: str, after: str, *lines: str) -> str:
    """From when on a zone has another offset: STANDARD or DAYLIGHT."""
    body = "".join(
        f"{line}\n"
        for line in (f"DTSTART:{start}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", *lines)
    )
    return f"BEGIN:{kind}\n{body}END:{kind}\n"


def event(*lines: str, uid: str = "one@example.org") -> str:
    """An entry of these lines."""
    body = "".join(f"{line}\n" for line in (f"UID:{uid}", "SUMMARY:Dentist with Robin", *lines))
    return f"BEGIN:VEVENT\n{body}END:VEVENT\n"


def reply(*lines: str, method: str = "REPLY") -> bytes:
    """An answer to an invitation."""
    head = f"PRODID:-//Example//Mail//EN\nVERSION:2.0\nMETHOD:{method}\n"
    return calendar(event("DTSTAMP:20260112T093000Z", *lines), head=head)


def written(moment: dt.datetime) -> str:
    """A moment as calendars write it, with Z where it is in UTC."""
    return f"{moment:%Y%m%dT%H%M%S}{'Z' if moment.tzinfo else ''}"
