"""The colours of every screen: ANSI ones that are legible on dark and on light backgrounds.

Yellow, white, blue and the bright colours are not legible on one of the two. A word beside each
colour says the same.
"""

from enum import StrEnum
from typing import Final

from cpconf.core.words import Urgency


class Ink(StrEnum):
    """The meaning of a piece of text, with its style (a style definition of Rich)."""

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
