"""The people whom a calendar entry names, and their answers."""

import re
from typing import Any, Final
from urllib.parse import unquote

from icalendar import Component, vCalAddress

_ADDRESS: Final = re.compile(r"[^\s,;:<>\"()\[\]\\@]{1,64}@[^\s,;:<>\"()\[\]\\@]{1,255}")
_NOBODY: Final = "calendar.google.com"
"""Google gives calendars addresses, too; these are not people's."""


def attendees_of(component: Component) -> list[vCalAddress]:
    """Return the attendees of an entry, in its order."""
    found: Any = component.get("ATTENDEE", [])
    each = found if isinstance(found, list) else [found]
    return [attendee for attendee in each if isinstance(attendee, vCalAddress)]


def organiser_of(component: Component) -> vCalAddress | None:
    """Return the organiser of an entry, or None."""
    found: Any = component.get("ORGANIZER")
    first = found[0] if isinstance(found, list) else found
    return first if isinstance(first, vCalAddress) else None


def email_of(who: vCalAddress) -> str | None:
    """Return an attendee's email address in lower case, or None if there is none.

    Apple's server writes a path in place of the address, which is in EMAIL (RFC 7986, 6.2).
    """
    written = str(who).strip()
    text = unquote(written[7:]) if written[:7].lower() == "mailto:" else ""
    for candidate in (text, str(who.params.get("EMAIL", ""))):
        plain = candidate.strip().lower()
        if _ADDRESS.fullmatch(plain) and plain.isprintable() and not plain.endswith(_NOBODY):
            return plain
    return None


def part_of(who: vCalAddress) -> str:
    """Return an attendee's answer (PARTSTAT, RFC 5545, 3.2.12) in capitals, or an empty text."""
    return str(who.params.get("PARTSTAT", "")).strip().upper()


def is_person(who: vCalAddress) -> bool:
    """Tell whether an attendee takes part: not a room, and not somebody only told of it."""
    kind = str(who.params.get("CUTYPE", "INDIVIDUAL")).upper()
    role = str(who.params.get("ROLE", "")).upper()
    return kind not in {"ROOM", "RESOURCE"} and role != "NON-PARTICIPANT"
