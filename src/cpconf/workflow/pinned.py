"""The procedure and the calendar that a conference was scheduled with."""

import datetime as dt
from functools import lru_cache
from typing import Protocol

from cpconf.core.calendar import WorkingCalendar
from cpconf.core.checklist import Plan, make_plan
from cpconf.core.conference import Conference
from cpconf.core.filed import Filed
from cpconf.core.procedure import Procedure
from cpconf.procedures.loader import from_texts


class Pins(Protocol):
    """Both sides of the store give back what was pinned."""

    def edition_texts(self, edition_id: int) -> tuple[str, str]:
        """The text of an edition and that of the national frame it was used with."""

    def calendar_numbers(self) -> list[int]:
        """The numbers of all working calendars, the current one first."""

    def calendar(self, calendar_id: int) -> WorkingCalendar:
        """A working calendar that dates were computed with."""


def procedure_of(store: Pins, filed: Filed) -> Procedure:
    """The edition that this conference was scheduled with, from the store's own text."""
    text, frame = store.edition_texts(filed.edition)
    return _parsed(text, frame, f"{filed.procedure} (as kept in the store)")


def close_of(store: Pins, filed: Filed) -> dt.time:
    """When business closes for this conference, wall-clock Europe/London."""
    switches = procedure_of(store, filed).switches
    return switches.close_of_business or store.calendar(filed.calendar).office.closes


def plan_again(store: Pins, filed: Filed, conference: Conference | None = None) -> Plan:
    """A filed conference planned on what it is pinned to; what is done or skipped keeps its dates.

    `conference` stands for the filed one where it has changed.
    """
    return make_plan(
        conference or filed.conference,
        procedure_of(store, filed),
        filed.record,
        store.calendar(filed.calendar),
        settled=filed.settled(),
    )


@lru_cache(maxsize=32)
def _parsed(text: str, frame: str, origin: str) -> Procedure:
    return from_texts(text, frame, origin).procedure
