"""Orders to the process that reads calendars from outside, and its answers.

A calendar can be made to exhaust its reader: a short rule can ask for a time every second for ever,
or for one that never comes. The process has limits on memory and processor time on Linux, on
processor time on macOS; on Windows its parent ends it when its time is over.
"""

import base64
import json
from typing import Any, Final, TypedDict

from cpconf.errors import DocumentFault
from cpconf.processes.worker import Late, Worker

READER: Final = "cpconf.diaries.foreign.reader"
MEMORY: Final = 1 << 30
"""Address space of the process, in bytes."""


class CalendarOrder(TypedDict):
    """A calendar to read, with the limits.

    `ics` is in Base64, `seconds` limits the processor time, `memory` the address space in bytes.
    """

    ics: str
    seconds: int
    memory: int


class BusyOrder(CalendarOrder):
    """An order for the busy times from the first day to the last, after `passed` series."""

    first: str
    last: str
    whose: str | None
    passed: int


def sent(ics: bytes) -> str:
    """Encode a calendar for an order."""
    return base64.b64encode(ics).decode("ascii")


def received(order: CalendarOrder) -> bytes:
    """Decode the calendar of an order."""
    return base64.b64decode(order["ics"])


def heard(child: Worker) -> dict[str, Any] | None:
    """Return the next answer, or None if it is late or the process broke off.

    Raises DocumentFault (exit 6) with the fault that the process found in the calendar.
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
