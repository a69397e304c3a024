"""What stands of conferences as a whole, and what settles it."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from cpconf.core.conferences.standing import StandingKind, StandingNotice
from cpconf.core.dates.phrases import say_count
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page

_MOST: Final = 20
_INKS: Final = {
    StandingKind.LIMIT_PASSED: Ink.ALARM,
    StandingKind.BOOK_AGAIN: Ink.ALARM,
    StandingKind.NOT_HELD: Ink.WARNING,
}


def write_standing(page: Page, notices: Sequence[StandingNotice], now: dt.datetime) -> None:
    """Write each notice with what settles it; of very many only how many there are besides."""
    for notice in notices[:_MOST]:
        said = (notice.words(now), _INKS[notice.kind])
        page.flow([(notice.ref, Ink.STRONG), said], hang=2)
        page.write(notice.command(now), Ink.FAINT, indent=2, hang=4)
    if len(notices) > _MOST:
        rest = say_count(len(notices) - _MOST, "more conference")
        page.write(f"and {rest}: cpconf status --json lists them", Ink.FAINT)
