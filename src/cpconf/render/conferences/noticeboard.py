"""Notices: what there is to know about a booking, the serious ones marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, indented

if TYPE_CHECKING:
    from cpconf.core.conferences.notices import Notice

_KIND = 17
_BESIDE_FROM = 60


def write_notices(page: Page, notices: Sequence["Notice"]) -> None:
    """Write each notice with its kind before it and its lines below it; `!` marks the serious."""
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
