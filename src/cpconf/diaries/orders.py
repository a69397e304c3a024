"""What is asked of the process that reads calendars of others, and what it says to that.

A calendar that a stranger made may be built to exhaust its reader: a rule of a few letters asks for
a time every second for ever, or for one that never comes. On Linux the process has bounds of memory
and time, on macOS of time, on Windows of time by our own clock only.
"""

import base64
import json
from typing import Any, Final, TypedDict

from cpconf.errors import DocumentFault
from cpconf.processes.child import Child, Late

READER: Final = "cpconf.diaries.foreign.reader"
MEMORY: Final = 1 << 30
"""The address space, in bytes, that it may take to read a calendar."""


class CalendarOrder(TypedDict):
    """A calendar, and what it may take to read it.

    `seconds` bounds the processor time, `memory` the address space in bytes.
    """

    ics: str
    seconds: int
    memory: int


class BusyOrder(CalendarOrder):
    """When those in it are busy, from the first day to the last, without the `passed` series."""

    first: str
    last: str
    whose: str | None
    passed: int


def sent(ics: bytes) -> str:
    """A calendar as an order has it."""
    return base64.b64encode(ics).decode("ascii")


def received(order: CalendarOrder) -> bytes:
    """The calendar of an order."""
    return base64.b64decode(order["ics"])


def heard(child: Child) -> dict[str, Any] | None:
    """What it says next, or None where it is late or broke off.

    Raises DocumentFault with what it finds wrong.
    """
    try:
        answer = child.answer()
    except Late:
        return None
    if answer is None:
        return None
    said: dict[str, Any] = json.loads(answer)
    if "fault" in said:
        raise DocumentFault(said["fault"])
    return said
