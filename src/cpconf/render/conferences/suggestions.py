"""The screen of `suggest`: possible starts, each with what speaks against it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpconf.core.dates.phrases import say_clock, say_count
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, widths_of

if TYPE_CHECKING:
    from cpconf.core.conferences.slots import Slot

_HEAD: list[Run] = [
    ("start", Ink.FAINT),
    ("tasks late", Ink.FAINT),
    ("tight hand-overs", Ink.FAINT),
    ("limit", Ink.FAINT),
]


def write_slots(page: Page, slots: Sequence["Slot"]) -> None:
    """Write one line for each start, in the order given."""
    if not slots:
        page.write("No working day is possible.")
        return
    rows = [_HEAD, *map(_cells, slots)]
    widths = widths_of(rows, page.width)
    page.columns(_HEAD, widths)
    for slot, row in zip(slots, rows[1:], strict=True):
        page.columns(row, widths)
        if slot.clashes:
            page.write(f"clashes with {', '.join(slot.clashes)}", Ink.ALARM, indent=2)
        for taken in slot.busy:
            page.write(taken.words, Ink.ALARM, indent=2, hang=4)
    starts = dict.fromkeys(start for slot in slots for start in slot.starts_of_limits)
    if starts:
        options = " or ".join(f"--{start} DATE" for start in starts)
        page.blank()
        page.write(f"limit not known: give {options}, from which it counts", Ink.FAINT, hang=2)


def _cells(slot: "Slot") -> list[Run]:
    return [
        (say_clock(slot.at), Ink.STRONG),
        (str(slot.late), Ink.ALARM if slot.late else None),
        (str(slot.tight), None),
        _slack(slot.slack),
    ]


def _slack(slack: int | None) -> Run:
    if slack is None:
        return "not known", Ink.FAINT
    if slack < 0:
        return f"{say_count(-slack, 'working day')} over", Ink.ALARM
    return f"{say_count(slack, 'working day')} to spare", Ink.GOOD
