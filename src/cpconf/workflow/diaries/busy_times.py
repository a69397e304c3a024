"""Importing when people are busy, from calendars that other programs export."""

import datetime as dt
import hashlib
import re
from collections.abc import Container
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf import files
from cpconf.core.diaries import WHOLE_TEAM
from cpconf.core.typed_text import harmless, read_name
from cpconf.diaries.busy import LARGEST, Read, read_busy
from cpconf.errors import DocumentFault, UsageFault
from cpconf.mail.addresses import read_address

if TYPE_CHECKING:
    from cpconf.store.writing import Writer

AHEAD: Final = dt.timedelta(days=365)
"""How far ahead repeated appointments are worked out by default."""

TEAM: Final = "team"
"""The word for the whole team in place of an address."""

_LONGEST_NAME: Final = 40
_NAME: Final = re.compile(r"[^\W_][\w .&+-]*")
_ZIP: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Imported:
    """An imported calendar, by its name.

    `times` are the busy times: address, start, end. `asked` is whose calendar it was said to be, or
    None. `strangers` counts the people whose times are not kept.
    """

    name: str
    read: Read
    times: tuple[tuple[str, dt.datetime, dt.datetime], ...]
    covers_until: dt.date
    sha256: str
    asked: str | None = None
    strangers: int = 0

    @property
    def left_out(self) -> int:
        """How many entries keep nobody busy, or are cpconf's own."""
        return self.read.left_out

    @property
    def unread(self) -> int:
        """How many entries cannot be understood."""
        return self.read.unread

    @property
    def unknown_zones(self) -> tuple[str, ...]:
        """The unknown time zones in some of those entries, safe to show."""
        return tuple(harmless(name) for name in sorted(self.read.unknown_zones))

    @property
    def addresses(self) -> int:
        """How many addresses have busy times."""
        return len({whose for whose, *_ in self.times} - {WHOLE_TEAM})

    @property
    def of_the_team(self) -> int:
        """How many of the times keep the whole team busy."""
        return sum(whose == WHOLE_TEAM for whose, *_ in self.times)

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The days of the earliest and the latest busy time; None without any."""
        if not self.times:
            return None
        return (
            min(starts for _, starts, _ in self.times).date(),
            max(starts for _, starts, _ in self.times).date(),
        )


def read_calendar(
    path: Path,
    *,
    name: str | None,
    whose: str | None,
    until: dt.date | None,
    now: dt.datetime,
) -> Imported:
    """Read the busy times in a calendar file, from today on; `now` is wall-clock Europe/London.

    `name` is the calendar's name, by default the file's. `whose` is an address, or `team`. Raises
    UsageFault, NotFound, and DocumentFault for a file that is not a calendar.
    """
    today = now.date()
    last = until or today + AHEAD
    if last < today:
        raise UsageFault("--until is in the past: busy times are taken from today on")
    called = _read_name(name if name is not None else path.stem, given=name is not None)
    content, asked = _read_file(path), _read_whose(whose)
    read = read_busy(content, today, last, whose=asked)
    times = {
        (address, entry.starts, entry.ends)
        for entry in read.entries
        for address in entry.whose or (WHOLE_TEAM,)
    }
    return Imported(
        called,
        read,
        tuple(sorted(times, key=lambda time: (time[1], time[2], time[0]))),
        last,
        hashlib.sha256(content).hexdigest(),
        asked,
    )


def of_those_known(imported: Imported, staff: Container[str]) -> Imported:
    """Keep only the times of people who may be asked for, and count the others.

    Those are the whole team, the person named as the calendar's owner, and `staff` on record, by
    address in lower case. Nobody else's times are kept, for privacy.
    """
    kept = tuple(
        time
        for time in imported.times
        if time[0] in {WHOLE_TEAM, imported.asked} or time[0] in staff
    )
    others = {whose for whose, *_ in imported.times} - {whose for whose, *_ in kept}
    return replace(imported, times=kept, strangers=len(others))


def keep(store: "Writer", imported: Imported) -> Imported:
    """Replace the busy times imported under that name before, and return what was kept.

    Keeps no times of families and of people who are not on record.
    """
    kept = of_those_known(imported, store.diaries.staff_addresses())
    store.diaries.import_diary(kept.name, kept.sha256, kept.covers_until, kept.times)
    return kept


def _read_file(path: Path) -> bytes:
    content = files.read(path, LARGEST)
    if content.startswith(_ZIP):
        raise DocumentFault("this is a zip archive: take the .ics file out of it first")
    return content


def _read_name(text: str, *, given: bool) -> str:
    if not given and not (_NAME.fullmatch(text) and len(text) <= _LONGEST_NAME):
        raise UsageFault(
            "the file's name cannot be the calendar's name: give --name, such as --name team"
        )
    name = read_name(text, "--name")
    if len(name) > _LONGEST_NAME:
        raise UsageFault(f"--name is longer than {_LONGEST_NAME} characters")
    return name


def _read_whose(text: str | None) -> str | None:
    if text is None:
        return None
    return WHOLE_TEAM if text.strip().lower() == TEAM else read_address(text).lower()
