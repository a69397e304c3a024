"""Do-not-disclose terms: words that must not be disclosed to one person, and their kinds."""

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


def choose_term_kind(text: str) -> TermKind:
    """Return a kind of thing that must not be disclosed. Raises UsageFault that lists the kinds."""
    try:
        return TermKind(hyphenless(text))
    except ValueError:
        raise UsageFault(
            f"no {echoed('kind', text)}; the kinds are {', '.join(TermKind)}"
        ) from None
