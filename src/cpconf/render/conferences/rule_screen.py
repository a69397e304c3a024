"""The screen of `explain` for a rule."""

from typing import TYPE_CHECKING

from cpconf.core.conferences.ruling import say_validity
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page

if TYPE_CHECKING:
    from cpconf.core.conferences.ruling import Ruling


def write_ruling(page: Page, ruling: "Ruling") -> None:
    """Write a rule, what the program does about it, whether it is kept, and its source."""
    rule = ruling.rule
    page.flow([(ruling.ref, Ink.STRONG), (rule.clause, Ink.STRONG)])
    page.write(rule.title)
    if rule.detail:
        page.write(rule.detail, Ink.FAINT)
    page.blank()
    page.labelled("kind", [(f"rule: {rule.kind.value.replace('_', ' ')}", None)])
    if validity := say_validity(rule):
        page.labelled("holds", [(validity, None)])
    page.labelled("what it does", [(ruling.does, None)])
    if ruling.stands:
        ink = {True: Ink.GOOD, False: Ink.WARNING, None: None}[ruling.kept]
        page.labelled("now", [(ruling.stands, ink)])
    for section in ruling.sections:
        page.write(section.name, indent=16, hang=2)
    if ruling.beside:
        page.labelled("beside it", [(", ".join(ruling.beside), None)])
    page.blank()
    page.labelled("source", [(ruling.source, None)])
