"""Times of calendars, converted to UTC or to a known time zone.

A zone's name refers to rules in the calendar (RFC 5545, 3.2.19), with two exceptions. A place such
as Europe/London is looked up in the IANA time zone database first, as every other program does,
because the calendar's rules are often shortened or out of date. Another name, such as one of
Windows, is looked up if the calendar has no rules for it.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Timezone, vDDDTypes
from icalendar.timezone import TZP, tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from cpconf.core.dates.london import LONDON
from cpconf.diaries.calendar_lines import Block, property_of
from cpconf.diaries.foreign.zone_rules import KEPT, RulesZone, UnknownZone, zone_by_rules

__all__ = ["KEPT", "UnknownZone", "Zones", "moment_of"]

_TIMES: Final = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE", "DTSTAMP"})
_PARAMETER: Final = re.compile(r";((?:\"[^\"]*\"|[^\";])*)")
_UNTIL: Final = re.compile(r"(?<=UNTIL=)(\d{8})T(\d{6})(Z?)", re.ASCII | re.IGNORECASE)
_LAST_SECOND: Final = 59
_ZONE: Final = re.compile(r";TZID=([^:]*)")
_DATE: Final = re.compile(r"\d{8}", re.ASCII)
_AREAS: Final = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia"),
        *("Europe", "Indian", "Pacific"),
    }
)
"""The first parts of place names in the IANA database."""

_NOWHERE: Final = frozenset({"posix", "right", "localtime", "posixrules", "Factory"})
"""Names beside the zones on some computers that are not zones."""

_ALSO: Final = {"tzone://Microsoft/Utc": "UTC"}
_USUAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,2}", re.ASCII)


class Zones:
    """The time zones of one calendar."""

    def __init__(self, rules: Iterable[Block], years: tuple[int, int]) -> None:
        """Take the calendar's own rules, and the years to work them out for."""
        self._given: dict[str, Block] = {}
        for block in rules:
            if block.parts:
                self._given.setdefault(_plain(block.first("TZID")), block)
        self._years = years
        self._known: dict[str, str] = {}

    def settle(self, block: Block) -> None:
        """Rewrite the times of an entry in UTC or in a zone that the library knows.

        A date has no zone. A time without a zone is in the zone of the entry's start, or in
        Europe/London if the start has none, whatever zone the calendar names for itself. Raises
        UnknownZone for an unknown zone.
        """
        start = next((line for line in block.lines if property_of(line) == "DTSTART"), "")
        settled = next(self._settled(start, LONDON.key), "")
        found = _ZONE.search(settled)
        lines: list[str] = []
        for line in block.lines:
            match property_of(line):
                case "RRULE":
                    whole_days = "VALUE=DATE" in settled
                    zone = _tzinfo(found[1]) if found else dt.UTC
                    lines.append(_repeated(line, zone, whole_days=whole_days))
                case name if name in _TIMES:
                    lines += self._settled(line, found[1] if found else LONDON.key)
                case _:
                    lines.append(line.rstrip())
        block.lines = lines

    def _settled(self, line: str, zone_of_start: str) -> Iterator[str]:
        # The name of a zone may contain a colon; dates and times do not.
        head, _, values = line.rpartition(":")
        parameters = filter(None, _PARAMETER.findall(head))
        named = {each.partition("=")[0].strip().upper(): each for each in parameters}
        tzid = named.pop("TZID", "").partition("=")[2]
        kind = named.pop("VALUE", "").partition("=")[2].strip().strip('"').upper()
        name = "".join((property_of(line), *(f";{each}" for each in named.values())))
        alike: dict[str, list[str]] = {}
        for moment in filter(None, map(str.strip, values.split(","))):
            if kind == "DATE" or _DATE.fullmatch(moment):
                alike.setdefault(f"{name};VALUE=DATE", []).append(moment[:8])
                continue
            period = ";VALUE=PERIOD" if "/" in moment else ""
            utc = moment.partition("/")[0].upper().endswith("Z")
            zone = "" if utc else f";TZID={self._name(tzid) if tzid else zone_of_start}"
            alike.setdefault(f"{name}{period}{zone}", []).append(moment)
        yield from (f"{written}:{','.join(moments)}" for written, moments in alike.items())

    def _name(self, written: str) -> str:
        plain = _plain(written)
        if plain not in self._known:
            self._known[plain] = (
                _place(plain)
                or (self._by_rules(self._given[plain]) if plain in self._given else None)
                or _by_table(plain)
                or _nobody_knows(plain)
            )
        return self._known[plain]

    def _by_rules(self, block: Block) -> str:
        # By its key: the library caches zones, and another file may use the same name.
        zone = zone_by_rules(block, self._years)
        tzp.cache_timezone_component(_SpeltOut(zone))
        return zone.key


def moment_of(settled: str) -> dt.datetime | None:
    """Return the moment in a line that `Zones.settle` wrote, or None for a date.

    Raises ValueError if it is not a time.
    """
    found = _ZONE.search(settled)
    zone = _tzinfo(found[1]) if found else None
    moment: object = vDDDTypes.from_ical(settled.rpartition(":")[2], timezone=zone)  # type: ignore[no-untyped-call]
    return moment if isinstance(moment, dt.datetime) else None


class _SpeltOut(Timezone):
    """A zone that is already worked out, as a component that the library accepts."""

    def __init__(self, zone: RulesZone) -> None:
        super().__init__()
        self["TZID"] = zone.key
        self._zone = zone

    def to_tz(self, tzp: TZP = tzp, lookup_tzid: bool = True) -> RulesZone:  # noqa: ARG002, FBT001, FBT002 - the library's signature
        """Return the zone."""
        return self._zone


def _tzinfo(name: str) -> dt.tzinfo:
    """Return the zone with this name in the library. Raises UnknownZone."""
    zone: object = tzp.timezone(name)
    if not isinstance(zone, dt.tzinfo):
        raise UnknownZone(name)
    return zone


def _plain(written: str) -> str:
    """Return a zone's name without quotes and escapes (RFC 5545, 3.3.11)."""
    return re.sub(r"\\(.)", r"\1", written.strip().strip('"').strip())


def _nobody_knows(name: str) -> str:
    raise UnknownZone(name)


def _place(plain: str) -> str | None:
    """Return the place at the end of a name (`/example.org/2026/Europe/London`), or None."""
    parts = plain.split("/")
    places = ("/".join(parts[at:]) for at, part in enumerate(parts[:-1]) if part in _AREAS)
    return next(filter(_exists, places), None)


@lru_cache(maxsize=1024)
def _by_table(plain: str) -> str | None:
    """Return the IANA name of a zone with an IANA or Windows name (CLDR windowsZones), or None."""
    bare = plain.strip("/")
    candidates = (bare, WINDOWS_TO_OLSON.get(bare, ""), _ALSO.get(plain, ""))
    return next(filter(_exists, candidates), None)


@lru_cache(maxsize=1024)
def _exists(name: str) -> bool:
    if not _USUAL.fullmatch(name) or name.partition("/")[0] in _NOWHERE:
        return False
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):  # OSError for a folder of zones
        return False
    return True


def _repeated(line: str, zone: dt.tzinfo, *, whole_days: bool) -> str:
    """Return a rule with UNTIL in UTC, or as a date for whole days (RFC 5545, 3.3.10)."""

    def until(found: re.Match[str]) -> str:
        written = dt.datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S")
        if whole_days:
            # Exchange writes the midnight at the start of the last day in UTC, in Europe up to
            # three hours earlier. Others write the last second of that day.
            early = dt.timedelta(hours=3 if found[3] and written.second != _LAST_SECOND else 0)
            return f"{written + early:%Y%m%d}"
        moment = written.replace(tzinfo=dt.UTC if found[3] else zone)
        return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"

    return _UNTIL.sub(until, "".join(line.split()))
