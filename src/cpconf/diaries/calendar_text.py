"""What every calendar that we write has in common: times in UTC, texts that are only texts.

Times stand in UTC, as Outlook ignores some of the ways in which a time zone can be spelt out and is
then an hour off.
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
    """An empty calendar with the METHOD that says what it is for (RFC 5546, 1.4)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    return calendar


def in_utc(moment: dt.datetime) -> vDatetime:
    """A moment of London's wall clock as calendars take it."""
    return vDatetime(moment.replace(tzinfo=LONDON, microsecond=0).astimezone(dt.UTC))


def address(text: str) -> vCalAddress:
    """Somebody's email address, in ASCII as the network spells it (RFC 5545, 3.3.3).

    Raises UsageFault, which never repeats it.
    """
    if not _ADDRESS.fullmatch(text):
        raise UsageFault(
            "a calendar entry names one plain email address, and this is none: correct it"
        )
    return vCalAddress(f"mailto:{quote(text, safe=_PLAIN_IN_MAILTO)}")


def one_line(text: str, what: str) -> str:
    """A text without line breaks or characters that nobody sees. Raises UsageFault."""
    if not text.isprintable():
        raise UsageFault(f"{what} of a calendar entry is one line without control characters")
    return text


def lines(text: str) -> str:
    """A text of several lines, likewise. Raises UsageFault."""
    plain = text.replace("\r\n", "\n")
    for line in plain.split("\n"):
        one_line(line.replace("\t", " "), "the text")
    return plain
