"""A time zone by the rules in the calendar itself (VTIMEZONE, RFC 5545, 3.6.5)."""

import datetime as dt
import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from dateutil.rrule import rrulestr

from cpconf.diaries.calendar_lines import Block

KEPT: Final = {
    "VTIMEZONE": frozenset({"TZID", "TZUNTIL"}),
    "STANDARD": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}),
    "DAYLIGHT": frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "RRULE", "RDATE"}),
}
"""The parts of a zone's rules that are read; TZUNTIL is from RFC 7808, 7.1."""

_LOCAL: Final = re.compile(r"((?:1[6-9]|20)\d{6})(?:T(\d{6})(Z?))?", re.ASCII)
_OFFSET: Final = re.compile(r"([+-]?)(\d\d):?([0-5]\d)(?::?([0-5]\d))?", re.ASCII)
_NONE: Final = dt.timedelta()
_NUMBERS: Final = itertools.count()


class UnknownZone(Exception):
    """A time zone is unknown; `name` is its name in the calendar."""

    def __init__(self, name: str) -> None:
        """Take the name as the calendar has it."""
        super().__init__("an unknown time zone")
        self.name = name


class _Onset(NamedTuple):
    """A moment, in UTC, at which the offset from UTC changes."""

    at: dt.datetime
    before: dt.timedelta
    after: dt.timedelta


class RulesZone(dt.tzinfo):
    """A time zone with an offset from each onset to the next.

    A local time that comes twice means the first; a skipped one has the offset before it (RFC
    5545, 3.3.5). Before the first onset its TZOFFSETFROM holds.
    """

    def __init__(
        self, name: str, key: str, onsets: Sequence[_Onset], until: dt.datetime | None
    ) -> None:
        """Take the onsets in order; after `until` (UTC) the offset is unknown.

        `name` is the name in the calendar, `key` is unique.
        """
        self.key = key
        self._name, self._onsets, self._until = name, tuple(onsets), until
        self._moments = [onset.at for onset in onsets]
        # The local times from which each onset holds, for fold 0 and fold 1.
        self._walls = (
            [onset.at + max(onset.before, onset.after) for onset in onsets],
            [onset.at + min(onset.before, onset.after) for onset in onsets],
        )

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta:
        """Return the offset from UTC. Raises UnknownZone after the end of the rules."""
        if moment is None:
            return self._onsets[0].before
        wall = moment.replace(tzinfo=None)
        offset = self._offset(bisect_right(self._walls[moment.fold], wall))
        if self._until is not None and wall - offset >= self._until:
            raise UnknownZone(self._name)
        return offset

    def dst(self, _moment: dt.datetime | None) -> dt.timedelta:
        """Return zero: nothing here needs the share of summer time."""
        return _NONE

    def tzname(self, _moment: dt.datetime | None) -> str:
        """Return the key, because zones of other calendars may have the same name."""
        return self.key

    def fromutc(self, moment: dt.datetime) -> dt.datetime:
        """Return a UTC moment as local time."""
        utc = moment.replace(tzinfo=None)
        wall = utc + self._offset(bisect_right(self._moments, utc))
        first = self._offset(bisect_right(self._walls[0], wall))
        return wall.replace(tzinfo=self, fold=int(wall - first != utc))

    def __reduce__(self) -> tuple[type["RulesZone"], tuple[object, ...]]:
        """Return what `copy` needs: the libraries copy zones."""
        return RulesZone, (self._name, self.key, self._onsets, self._until)

    def _offset(self, passed: int) -> dt.timedelta:
        return self._onsets[passed - 1].after if passed else self._onsets[0].before


def zone_by_rules(block: Block, years: tuple[int, int]) -> RulesZone:
    """Return the zone of a VTIMEZONE for these years, both included.

    Raises UnknownZone if its rules cannot be read.
    """
    name = block.first("TZID")
    try:
        onsets = sorted(onset for part in block.parts for onset in _onsets(part, years))
        until = block.first("TZUNTIL")
        end = _moment(until) if until else None
    except Exception as error:  # the library raises many kinds of error for a bad rule
        raise UnknownZone(name) from error
    if not onsets:
        raise UnknownZone(name)
    chained = [onsets[0]]
    for onset in onsets[1:]:
        # TZOFFSETFROM may be wrong: the offset of the onset before it holds.
        chained.append(onset._replace(before=chained[-1].after))
    return RulesZone(name, f"cpconf-{next(_NUMBERS)}", chained, end)


def _onsets(part: Block, years: tuple[int, int]) -> Iterator[_Onset]:
    before, after = _offset(part.first("TZOFFSETFROM")), _offset(part.first("TZOFFSETTO"))
    start = _moment(part.first("DTSTART"))
    yield _Onset(start - before, before, after)
    for value in part.values("RDATE"):
        for date in value.split(","):
            yield _Onset(_moment(date.partition("/")[0]) - before, before, after)
    for rule in part.values("RRULE"):
        for local in _repeated(rule.upper(), start, before, years):
            yield _Onset(local - before, before, after)


def _repeated(
    rule: str, start: dt.datetime, before: dt.timedelta, years: tuple[int, int]
) -> Iterator[dt.datetime]:
    """Yield the local times of a rule in these years and the last ones before them."""
    parts = dict(part.split("=") for part in rule.strip(";").split(";"))
    if parts["FREQ"] != "YEARLY" or 0 in map(int, parts.get("BYMONTHDAY", "1").split(",")):
        raise ValueError(rule)  # the library takes the 0th for every day
    end = _until(parts.pop("UNTIL", ""), before)
    first = years[0] if end is None else min(years[0], end.year)
    if not {"COUNT", "INTERVAL"} & parts.keys() and (start.month, start.day) != (2, 29):
        # Outlook's rules begin in 1601; only recent times are needed.
        start = start.replace(year=max(start.year, first - 2))
    plain = ";".join(f"{name}={value}" for name, value in parts.items())
    found = rrulestr(plain, dtstart=start)
    if next(iter(found), None) is None:
        raise ValueError(rule)  # it never comes true
    for local in found:
        if local.year > years[1] or (end is not None and local > end):
            return
        yield local


def _until(text: str, before: dt.timedelta) -> dt.datetime | None:
    """Return a rule's last local time. UNTIL should be in UTC (RFC 5545, 3.3.10); not all are."""
    if not text:
        return None
    moment = _moment(text)
    if "T" not in text:
        return moment + dt.timedelta(days=1, seconds=-1)
    return moment + before if text.endswith("Z") else moment


def _moment(text: str) -> dt.datetime:
    found = _LOCAL.fullmatch(text.strip().upper())
    if found is None:
        raise ValueError(text)
    return dt.datetime.strptime(f"{found[1]}{found[2] or '000000'}", "%Y%m%d%H%M%S")


def _offset(text: str) -> dt.timedelta:
    found = _OFFSET.fullmatch(text.strip())
    if found is None or int(found[2]) > 23:
        raise ValueError(text)
    offset = dt.timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -offset if found[1] == "-" else offset
