"""The closed list of qpdf's warnings on a PDF that mean no loss to any reader.

qpdf warns about every departure from the standard. A warning not listed here counts as damage, so
that new wording in a later qpdf leads to a refusal, not to an oversight. Some warnings can mean
loss as well as bad writing, and are not listed: a table of objects that does not fit the file also
occurs where bytes are missing.

This is for files from users. A file that we made must cause no warning.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Remark:
    """A harmless warning of qpdf: an explanation, and patterns for qpdf's own words."""

    about: str
    words: tuple[str, ...]


REMARKS: Final = (
    Remark(
        "tables for fast web view that no longer fit the file (ISO 32000-2, annex F: they are "
        "hints, and no copy has any)",
        (
            r"end of first page section \(/E\) mismatch: /E = \d+; computed = \d+\.\.\d+",
            r"error encountered while checking linearization data: .*",
            r"first page object \(/O\) mismatch",
            r"first page object offset mismatch",
            r"first shared object (number|offset) mismatch: hint table = \d+; computed = \d+",
            r"incorrect (offset|length) in outlines table: hint table = \d+; computed = \d+",
            r"incorrect first object number in outline hints table\.",
            r"incorrect object count in outline hint table",
            (
                r"linearized file contains an uncompressed object after a compressed one in a "
                r"cross-reference stream"
            ),
            r"no xref table entry for \d+ \d+",
            r"object count mismatch for page \d+: hint table = \d+; computed = \d+",
            r"page \d+ has shared identifier entries",
            (
                r"page \d+: shared object \d+: in (hint table but not computed list|"
                r"computed list but not hint table)"
            ),
            r"page count \(/N\) mismatch",
            (
                r"page length mismatch for page \d+: hint table = \d+; computed length = \d+ "
                r"\(offset = \d+\)"
            ),
            r"part \d+ is empty but nshared_total > nshared_first_page",
            r"shared object \d+ length mismatch: hint table = \d+; computed = \d+",
            r"space before first xref item \(/T\) mismatch \(computed = \d+; file = \d+",
        ),
    ),
    Remark(
        "a number of objects that is off by some",
        (
            (
                r"reported number of objects \(\d+\) is not one plus the highest object number "
                r"\(\d+\)"
            ),
        ),
    ),
    Remark(
        "a table of where the objects are that leaves itself out, or counts one that is not there",
        (
            (
                r"(object has offset 0|xref entry for the xref stream itself is missing) - "
                r"a common error handled correctly by qpdf and most other applications"
            ),
        ),
    ),
    Remark(
        "white space before the table of where the objects are, where that fits the file",
        (r"extraneous whitespace seen before xref",),
    ),
    Remark(
        "an object with nothing in it",
        (r"empty object treated as null",),
    ),
    Remark(
        "a key that is given twice: the last one counts",
        (r"dictionary has duplicated key /\S*; last occurrence overrides earlier ones",),
    ),
    Remark(
        "the word stream with other white space after it than it should have",
        (r"stream keyword followed by (carriage return only|extraneous whitespace)",),
    ),
    Remark(
        "pages, or the tree that holds them, without what they must have: resources, a type, a "
        "number of their own",
        (
            r"kid \d+ \(from \d+\) Resources is missing or invalid; repairing",
            r"kid \d+ \(from \d+\) is direct; converting to indirect",
            (
                r"kid \d+ \(from \d+\) appears more than once in the pages tree; "
                r"creating a new page object as a copy"
            ),
            r"/Type key should be /Pages? but is not; overriding",
            r"Catalog: setting missing or invalid /Type entry to /Catalog",
            (
                r"document page tree root \(root -> /Pages\) doesn't point to the root of the page "
                r"tree; attempting to correct"
            ),
        ),
    ),
    Remark(
        "fields of a form that the form does not know, or knows wrongly",
        (
            r"this widget annotation is not reachable from /AcroForm in the document catalog",
            r"encountered invalid /Parent entry while traversing /AcroForm; correcting",
            r"/Fields key of /AcroForm dictionary is not an array; ignoring",
            (
                r"encountered a (direct object|non-dictionary) as a field or annotation while "
                r"traversing /AcroForm; ignoring field or annotation"
            ),
            r"loop detected while traversing /AcroForm",
        ),
    ),
    Remark(
        "a list of names, page labels or bookmarks that is out of order or goes round in a circle",
        (
            r"name/number tree node has neither non-empty /(Names|Nums) nor /Kids",
            r"keys are not sorted in validate",
            r"item \d+ is invalid",
            r"Loop detected loop in /Outlines tree",
        ),
    ),
    Remark(
        "a stream with another length than it says: its end has a mark of its own",
        (
            r"(attempting to recover|recovered) stream length(: \d+)?",
            r"expected endstream",
            r"stream dictionary lacks /Length key",
            r"/Length key in stream dictionary is not an integer",
        ),
    ),
)
UNFINISHED: Final = Remark(
    "packed data without its checksum, or without its last block where it was flushed, as Acrobat "
    "does it: both are added in the copy",
    (r"input stream is complete but output may still be valid",),
)
"""Harmless if nothing else is missing: see `pdf.objects.with_checksum`."""

# Before qpdf's words are the file's name and, in parentheses, the place in it.
_HARMLESS: Final = re.compile(
    r"(?:\A|: | (?=\())(?:" + "|".join(each for remark in REMARKS for each in remark.words) + r")\Z"
)


_UNFINISHED: Final = re.compile(rf": {UNFINISHED.words[0]}\Z")


def is_damage(remarks: Iterable[str]) -> bool:
    """Tell whether qpdf's warnings may mean a loss, other than `UNFINISHED`."""
    return not all(
        _HARMLESS.search(each) or _UNFINISHED.search(each) for each in map(str.strip, remarks)
    )


def is_unfinished(remarks: Iterable[str]) -> bool:
    """Tell whether compressed data ends too early: its checksum is missing, or more."""
    return any(_UNFINISHED.search(each.strip()) for each in remarks)
