"""Times, addresses and texts for the calendars that cpconf writes.

Times are in UTC, because Outlook ignores some forms of time zones and is then an hour wrong.
"""

import datetime as dt
import re
from typing import Final
from urllib.parse import quote

from icalendar import Calendar, vCalAddress, vDatetime

from cpconf.core.dates.london import LONDON
from cpconf.diaries.identity import PRODUCT
from cpconf.errors import UsageFault

_ADDRESS: Final = re.compile(r"[!#-'*+\-./0-9=?A-Z^-~]{1,64}@[A-Za-z0-9.-]{1,255}")
_PLAIN_IN_MAILTO: Final = "@!$&'*+-/=^_`{|}~."


def new_calendar(method: str) -> Calendar:
    """Return an empty calendar with its METHOD (RFC 5546, 1.4)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def in_utc(moment: dt.datetime) -> vDatetime:
    """Return a wall-clock Europe/London moment in UTC."""
    return vDatetime(moment.replace(tzinfo=LONDON, microsecond=0).astimezone(dt.UTC))


def address(text: str) -> vCalAddress:
    """Return an ASCII email address as a calendar address (RFC 5545, 3.3.3).

    Raises UsageFault (exit 2), which does not quote the address, if it is not one.
    """
    if not _ADDRESS.fullmatch(text):
        raise UsageFault(
            "a calendar entry needs a plain email address, and this is not one: correct it"
        )
    return vCalAddress(f"mailto:{quote(text, safe=_PLAIN_IN_MAILTO)}")


def one_line(text: str, what: str) -> str:
    """Return the text. Raises UsageFault (exit 2) if it has a line break or control character."""
    if not text.isprintable():
        raise UsageFault(f"{what} of a calendar entry must be one line without control characters")
    return text


def lines(text: str) -> str:
    """Return a text of several lines. Raises UsageFault (exit 2) for a control character."""
    plain = text.replace("\r\n", "\n")
    for line in plain.split("\n"):
        one_line(line.replace("\t", " "), "the text")
    return plain
