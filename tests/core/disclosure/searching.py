"""Terms to search for, and how often one is found in pages."""

from typing import Final

from cpconf.core.disclosure.search import find_terms
from cpconf.core.disclosure.terms import Term, TermKind

ADDRESS, SCHOOL, PHONE, NAME, OTHER = TermKind

HOME: Final = "Flat 3, 12 High Street, Westmere, WM1 2AB"
NUMBER: Final = "020 7946 0000"
FULL: Final = "Robin Example"


def times(kind: TermKind, words: str, *pages: str) -> int:
    """How often a term is found, on all pages together."""
    return sum(hit.times for hit in find_terms([Term(1, "m1", kind, words)], pages, ()))
