"""England's bank holidays, from the `holidays` library, as our working calendar.

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
    """England's working calendar with the authority's closures.

    Raises CpconfError (exit 1) where there is no holiday data, or it is plainly not England's.
    """
    return _calendar(_days_off(), closures, office, read_on)


def is_up_to_date(
    calendar: WorkingCalendar, closures: Iterable[DayOff], office: OfficeHours
) -> bool:
    """Whether `england` would give this calendar again, as it gave it once.

    That is told by its source, without the library, which takes its time. So whoever changes what
    is made of the same data has to change the source too. Raises CpconfError as `england`.
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
    """The bank holidays that fall on weekdays; the library takes its time to work them out."""
    found = _published().items()
    return tuple(DayOff(day, _name(name)) for day, name in found if day.weekday() < 5)


def _published() -> Mapping[dt.date, str]:
    try:
        # Late, because they are slow to load and most commands find their calendar up to date.
        import holidays  # noqa: PLC0415
        from dateutil.easter import easter  # noqa: PLC0415
    except ImportError as error:
        raise _missing(error) from error
    found = holidays.country_holidays("GB", subdiv="ENG", years=range(FIRST_DAY.year, 2101))
    _check(found, (easter(year) + dt.timedelta(days=1) for year in _CHECKED_YEARS))
    # The library stops with 2100; the follow-up of a conference in its last days does not.
    found.end_year = LAST_DAY.year
    for year in range(2101, LAST_DAY.year + 1):
        found.get(dt.date(year, 1, 1))
    return dict(found.items())


def _check(published: Mapping[dt.date, str], mondays: Iterable[dt.date]) -> None:
    """Refuse data without Easter Monday: the sign of another country's, or of all the UK's."""
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
    """A holiday's name as GOV.UK words it, `(substitute)` included."""
    plain = name.removesuffix(" (observed)")
    named = _NAMES.get(plain, plain)
    return named if plain == name else f"{named} (substitute)"
