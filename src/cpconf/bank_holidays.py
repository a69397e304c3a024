"""England's bank holidays, from the `holidays` library, as a working calendar.

The library works out bank holidays for any year, but only those of the next two years or so have
been announced officially. Dates beyond `PUBLISHED_UNTIL` are therefore provisional.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import version
from typing import Final

from cpconf.core.dates.calendar import FIRST_DAY, LAST_DAY, DayOff, OfficeHours, WorkingCalendar
from cpconf.errors import CpconfError

PUBLISHED_UNTIL: Final = dt.date(2028, 12, 31)
"""The end of the last year on GOV.UK's list of bank holidays, England and Wales."""

_CHECKED_YEARS: Final = range(2012, 2036)
_NAMES: Final = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}


def england(
    closures: Iterable[DayOff], office: OfficeHours, *, read_on: dt.date
) -> WorkingCalendar:
    """Return England's working calendar with the authority's closures.

    Raises CpconfError (exit 1) where there is no holiday data, or it is clearly not England's.
    """
    return _calendar(_days_off(), closures, office, read_on)


def is_up_to_date(
    calendar: WorkingCalendar, closures: Iterable[DayOff], office: OfficeHours
) -> bool:
    """Tell whether `england` would give the same calendar again.

    The calendar's source tells, because the library is slow to load. So if you change what is made
    from the same data, change the source too. Raises CpconfError as `england` does.
    """
    published = [day for day in calendar.days_off.values() if not day.local]
    return calendar == _calendar(published, closures, office, None)


def _calendar(
    published: Iterable[DayOff],
    closures: Iterable[DayOff],
    office: OfficeHours,
    read_on: dt.date | None,
) -> WorkingCalendar:
    return WorkingCalendar.of(
        [*published, *closures],
        known_until=PUBLISHED_UNTIL,
        source=_source(),
        office=office,
        read_on=read_on,
    )


@cache
def _source() -> str:
    try:
        return f"holidays {version('holidays')}, England"
    except ImportError as error:
        raise _missing(error) from error


@cache
def _days_off() -> tuple[DayOff, ...]:
    """Return the bank holidays on weekdays, cached because the library is slow."""
    found = _published().items()
    return tuple(DayOff(day, _name(name)) for day, name in found if day.weekday() < 5)


def _published() -> Mapping[dt.date, str]:
    try:
        # Imported late: slow to load, and most commands find their calendar up to date.
        import holidays  # noqa: PLC0415
        from dateutil.easter import easter  # noqa: PLC0415
    except ImportError as error:
        raise _missing(error) from error
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_DAY.year, 2101))
    _check(found, (easter(year) + dt.timedelta(days=1) for year in _CHECKED_YEARS))
    # The library ends with 2100, but a conference in its last days has follow-up in 2101.
    found.end_year = LAST_DAY.year
    for year in range(2101, LAST_DAY.year + 1):
        found.get(dt.date(year, 1, 1))
    return dict(found.items())


def _check(published: Mapping[dt.date, str], mondays: Iterable[dt.date]) -> None:
    """Refuse data without Easter Monday: it is another country's, or the whole UK's."""
    missing = [monday.year for monday in mondays if monday not in published]
    if missing:
        raise CpconfError(
            f"the bank holidays of the installed holidays package lack Easter Monday {missing[0]}, "
            "so every date would be wrong.\n"
            "Reinstall cpconf, or the package: pip install --force-reinstall 'holidays>=0.109'"
        )


def _missing(error: ImportError) -> CpconfError:
    return CpconfError(
        f"England's bank holidays cannot be read: {error.name or 'a package'} is missing or "
        "broken.\nReinstall cpconf, or the package: "
        "pip install --force-reinstall 'holidays>=0.109'"
    )


def _name(name: str) -> str:
    """Return a holiday's name as GOV.UK words it, with `(substitute)`."""
    plain = name.removesuffix(" (observed)")
    named = _NAMES.get(plain, plain)
    return named if plain == name else f"{named} (substitute)"
