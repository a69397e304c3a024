"""Whose entry it is: the people that a calendar entry names, and what each said to it."""

import re
from typing import Any, Final
from urllib.parse import unquote

from icalendar import Component, vCalAddress

_ADDRESS: Final = re.compile(r"[^\s,;:<>\"()\[\]\\@]{1,64}@[^\s,;:<>\"()\[\]\\@]{1,255}")
_NOBODY: Final = "calendar.google.com"
"""Google names a calendar as it names people: by an address."""


def attendees_of(component: Component) -> list[vCalAddress]:
    """Everybody whom an entry invites, in its order."""
    found: Any = component.get("ATTENDEE", [])
    each = found if isinstance(found, list) else [found]
    return [attendee for attendee in each if isinstance(attendee, vCalAddress)]


def organiser_of(component: Component) -> vCalAddress | None:
    """Whoever invites, where the entry says so."""
    found: Any = component.get("ORGANIZER")
    first = found[0] if isinstance(found, list) else found
    return first if isinstance(first, vCalAddress) else None


def email_of(who: vCalAddress) -> str | None:
    """Somebody's address in lower case, or None where another kind of name stands there.

    Apple's server writes a path of its own there, and the address beside it (RFC 7986, 6.2).
    """
    written = str(who).strip()
    text = unquote(written[7:]) if written[:7].lower() == "mailto:" else ""
    for candidate in (text, str(who.params.get("EMAIL", ""))):
        plain = candidate.strip().lower()
        if _ADDRESS.fullmatch(plain) and plain.isprintable() and not plain.endswith(_NOBODY):
            return plain
    return None


def part_of(who: vCalAddress) -> str:
    """What somebody said to it (PARTSTAT, RFC 5545, 3.2.12), in capitals; empty if nothing."""
    return str(who.params.get("PARTSTAT", "")).strip().upper()


def is_person(who: vCalAddress) -> bool:
    """Whether this is somebody who takes part, and not a room or somebody told of it."""
    kind = str(who.params.get("CUTYPE", "INDIVIDUAL")).upper()
    role = str(who.params.get("ROLE", "")).upper()
    return kind not in {"ROOM", "RESOURCE"} and role != "NON-PARTICIPANT"
