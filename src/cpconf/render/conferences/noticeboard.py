"""Notices about a booking, and standing notices about a conference."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.standing import StandingKind, StandingNotice
from cpconf.core.dates.phrases import say_count
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, indented

if TYPE_CHECKING:
    from cpconf.core.conferences.notices import Notice


_KIND = 17
_BESIDE_FROM = 60


def write_notices(page: Page, notices: Sequence["Notice"]) -> None:
    """Write each notice with its kind before it and its lines below; `!` marks a serious one."""
    if not notices:
        page.write("Nothing stands out.")
        return
    page.heading("Notices")
    for notice in notices:
        mark, ink = ("! ", Ink.WARNING) if notice.serious else ("  ", Ink.STRONG)
        kind = page.fit(f"{mark}{notice.kind}")
        if page.width >= _BESIDE_FROM:
            texts = page.flowed([(notice.text, None)], page.width - _KIND - 2)
            texts[0] = [(f"{kind:<{_KIND}}  ", ink), *texts[0]]
            page.lines += [texts[0], *indented(texts[1:], _KIND + 2)]
        else:
            page.write(kind, ink)
            page.write(notice.text, indent=4)
        for line in notice.lines:
            page.write(line, Ink.FAINT, indent=4, hang=6)


_MOST: Final = 20
_INKS: Final = {
    StandingKind.LIMIT_PASSED: Ink.ALARM,
    StandingKind.BOOK_AGAIN: Ink.ALARM,
    StandingKind.NOT_HELD: Ink.WARNING,
}


def write_standing(page: Page, notices: Sequence[StandingNotice], now: dt.datetime) -> None:
    """Write each notice with the command that settles it; beyond `_MOST`, only how many more."""
    for notice in notices[:_MOST]:
        said = (notice.words(now), _INKS[notice.kind])
        page.flow([(notice.ref, Ink.STRONG), said], hang=2)
        page.write(notice.command(now), Ink.FAINT, indent=2, hang=4)
    if len(notices) > _MOST:
        rest = say_count(len(notices) - _MOST, "more conference")
        page.write(f"and {rest}: cpconf status --json lists them", Ink.FAINT)
