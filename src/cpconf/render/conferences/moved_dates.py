"""The screen of dates that move, old and new."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby

from cpconf.core.conferences.changes import Change, said_of
from cpconf.core.dates.phrases import say_count
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run


def write_changes(
    page: Page, changes: Sequence[Change], close: dt.time, *, year: int | None
) -> None:
    """Write the changes of each conference; `close` is the close of business."""
    if not changes:
        page.write("No date moves.")
    for ref, together in groupby(changes, key=lambda change: change.ref):
        moved = list(together)
        page.blank()
        page.flow([(ref, Ink.STRONG), (f"{say_count(len(moved), 'date')} to move", Ink.FAINT)])
        for change in moved:
            page.flow(
                [(change.handle, Ink.STRONG), (change.title, None)], indent=2, hang=4, gap="  "
            )
            page.flow(_moments(change, close, year), indent=4, gap=" → ")
            if change.why:
                page.write(change.why, Ink.FAINT, indent=4)


def _moments(change: Change, close: dt.time, year: int | None) -> list[Run]:
    was, becomes = said_of(change, close, year=year)
    return [(was, Ink.FAINT), (becomes, Ink.WARNING if change.reopened else None)]
