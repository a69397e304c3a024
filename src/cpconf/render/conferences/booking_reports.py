"""The reports of `check`, `anchor`, `suggest` and `schedule --from`."""

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
    """One notice about a booking."""

    kind: Annotated[NoticeKind, "what it is about"]
    text: Annotated[str, "the notice, in a sentence"]
    lines: Annotated[tuple[str, ...], "one for each thing that it is about"]
    serious: Annotated[bool, "whether somebody has to act on it"]


class NoticesReport(Report, commands=("anchor", "check", "child add", "child remove")):
    """`check`, `anchor`, `child`: notices about a booking, or about its limits."""

    notices: Annotated[tuple[NoticePart, ...], "the notices"]

    @classmethod
    def of(cls, notices: "Iterable[Notice]") -> Self:
        """Make one from these notices."""
        return cls(NoticePart.each_like(notices))


class BusyPart(Report):
    """A time that an imported calendar shows as taken."""

    diary: Annotated[str, "name of the imported calendar"]
    role: Annotated[Role | None, "`chair` or `minute_taker`; `null` for the whole team"]
    starts: Annotated[dt.datetime, "when the busy time begins"]
    ends: Annotated[dt.datetime, "when it ends"]


class SlotPart(Report):
    """A possible start."""

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
    """`suggest`: possible starts."""

    slots: Annotated[tuple[SlotPart, ...], "the starts, best first"]

    @classmethod
    def of(cls, slots: "Iterable[Slot]") -> Self:
        """Make one from these slots, in the order given."""
        return cls(tuple(SlotPart.like(s, busy=BusyPart.each_like(s.busy)) for s in slots))


class BookedFileReport(Report, commands=("schedule",)):
    """`schedule --from`: the conferences of a file."""

    scheduled: Annotated[tuple[str, ...], "the references, in the order of the file"]
    late: Annotated[tuple[str, ...], "those with a late task, or over a limit"]
    kept: Annotated[bool, "whether they were booked; `false` with `--dry-run`"]
