"""The few colours of every screen: eight ANSI ones, legible on dark and on light backgrounds.

Yellow, white, blue and the bright colours are left out, since each vanishes on one of the two. A
colour never says anything that a word beside it does not say.
"""

from enum import StrEnum
from typing import Final

from cpconf.core.words import Urgency


class Ink(StrEnum):
    """What a piece of text is, and the style that it is shown in (a style definition of Rich)."""

    STRONG = "bold"
    FAINT = "dim"
    ALARM = "bold red"
    WARNING = "bold magenta"
    NOTE = "magenta"
    SOON = "cyan"
    GOOD = "green"


URGENCY_INK: Final[dict[Urgency, Ink | None]] = {
    Urgency.OVERDUE: Ink.ALARM,
    Urgency.TODAY: Ink.WARNING,
    Urgency.SOON: Ink.SOON,
    Urgency.LATER: None,
    Urgency.UNDATED: None,
    Urgency.MISSED: Ink.NOTE,
}
URGENCY_WORDS: Final = {
    Urgency.OVERDUE: "OVERDUE",
    Urgency.TODAY: "today",
    Urgency.SOON: "soon",
    Urgency.LATER: "later",
    Urgency.UNDATED: "no date",
    Urgency.MISSED: "missed",
}
