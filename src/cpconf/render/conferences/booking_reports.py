"""What is reported of dates to book: what there is to know of one, and what would do better."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.conferences.notices import NoticeKind
from cpconf.core.words import Role
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpconf.core.conferences.notices import Notice
    from cpconf.core.conferences.slots import Slot


class NoticePart(Report):
    """One thing to know of a booking."""

    kind: Annotated[NoticeKind, "what it is about"]
    text: Annotated[str, "what there is to know, in a sentence"]
    lines: Annotated[tuple[str, ...], "one for each thing that it is about"]
    serious: Annotated[bool, "whether something has to be done about it"]


class NoticesReport(Report, commands=("anchor", "check")):
    """`check`, `anchor`: what there is to know about a booking, or about its limits."""

    notices: Annotated[tuple[NoticePart, ...], "what stands out"]

    @classmethod
    def of(cls, notices: "Iterable[Notice]") -> Self:
        """These notices."""
        return cls(NoticePart.each_like(notices))


class BusyPart(Report):
    """A time that an imported calendar shows as taken."""

    diary: Annotated[str, "name of the imported calendar"]
    role: Annotated[Role | None, "`chair` or `minute_taker`; `null` for the whole team"]
    starts: Annotated[dt.datetime, "when they begin to be busy"]
    ends: Annotated[dt.datetime, "when that is over"]


class SlotPart(Report):
    """A start that would do."""

    at: Annotated[dt.datetime, "the start"]
    late: Annotated[int, "how many tasks would be late"]
    tight: Annotated[int, "how many hand-overs leave little office time"]
    slack: Annotated[int | None, "working days to the limit; `null` where it is not known"]
    clashes: Annotated[tuple[str, ...], "references of conferences at that time"]
    busy: Annotated[
        tuple[BusyPart, ...],
        "times that [imported calendars](../how-to/keep-diaries-in-step.md) show as taken",
    ]


class SlotsReport(Report, commands=("suggest",)):
    """`suggest`: the starts that would do."""

    slots: Annotated[tuple[SlotPart, ...], "the starts, best first"]

    @classmethod
    def of(cls, slots: "Iterable[Slot]") -> Self:
        """These slots, in the order given."""
        return cls(tuple(SlotPart.like(s, busy=BusyPart.each_like(s.busy)) for s in slots))


class BookedFileReport(Report, commands=("schedule",)):
    """`schedule --from`: the conferences of a file."""

    scheduled: Annotated[tuple[str, ...], "the references, in the order of the file"]
    late: Annotated[tuple[str, ...], "those with a late task, or over a limit"]
    kept: Annotated[bool, "whether they were kept; not with `--dry-run`"]
