"""Do-not-disclose terms: words that must not be disclosed to one person, and their kinds."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cpconf.core.typed_text import echoed
from cpconf.core.words import hyphenless
from cpconf.errors import UsageFault


class TermKind(StrEnum):
    """The kinds of thing that a recipient must not learn from a document."""

    ADDRESS = "address"
    SCHOOL = "school"
    PHONE = "phone"
    NAME = "name"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Term:
    """Words that must not be disclosed to one person at a conference; `number` counts from 1."""

    number: int
    person: str
    kind: TermKind
    words: str = field(repr=False)

    @property
    def title(self) -> str:
        """What a find of it is called on record, without its words."""
        return f"do-not-disclose term {self.number} ({self.kind})"


def say_numbers(numbers: Iterable[int], ref: str) -> str:
    """Return where terms are listed, for a message: their words stand there and nowhere else.

    >>> say_numbers([1, 3], "EX-1")
    'number 1, 3 of cpconf do-not-disclose list EX-1'
    """
    return f"number {', '.join(map(str, numbers))} of cpconf do-not-disclose list {ref}"


def choose_term_kind(text: str) -> TermKind:
    """Return a kind of thing that must not be disclosed. Raises UsageFault that lists the kinds."""
    try:
        return TermKind(hyphenless(text))
    except ValueError:
        raise UsageFault(
            f"no {echoed('kind', text)}; the kinds are {', '.join(TermKind)}"
        ) from None
