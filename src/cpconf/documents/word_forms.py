"""The abridged report as a Word form, filled in with what is on record (O-APP2).

Only names, roles, agencies and the conference's own data are filled in; what the report says is
for its author to write. An authority may bring its own form, with the same fields.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Final

import docx
from docx.opc.exceptions import OpcError
from docx.text.paragraph import Paragraph
from lxml import etree

from cpconf.documents.templates import fill_template
from cpconf.errors import DocumentFault

HEADINGS: Final = (
    "Family details",
    "Social worker's analysis",
    "Child's or young person's views",
    "Social worker's analysis of the current situation and progress made",
    "Recommendation on a new or continuing plan",
    "Outline plan",
)
"""What an abridged report has, in this order (O-APP2)."""

FIELDS: Final = ("ref", "type", "conference_date", "procedure_title", "family", "professionals")
"""What a form may ask for: texts, but for the lists `family` (each with `role` and `name`) and
`professionals` (each with `role`, `name` and `agency`)."""

ABRIDGED: Final = Path(__file__).with_name("forms") / "abridged.docx"

_PEOPLE: Final = ";\neach of family has role and name, each of professionals also agency"
_LONGEST_LINE: Final = 80
# The first that a heading has in it says which it is; "analysis" alone comes last.
_SIGNS: Final = (
    ("family", 0),
    ("current situation", 3),
    ("progress", 3),
    ("recommendation", 4),
    ("outline", 5),
    ("views", 2),
    ("analysis", 1),
)
_UNREADABLE: Final = (
    OpcError,
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)


def fill(values: Mapping[str, object], template: Path | None = None) -> bytes:
    """An abridged report, filled in, as the bytes of a .docx; `values` has every one of `FIELDS`.

    Raises DocumentFault (exit 6) for an authority's own form that is no sound Word document, and
    UsageFault (exit 2) where it asks for what there is not, or does more than fill in.
    """
    context = {name: _clean(values[name]) for name in FIELDS}
    return fill_template(context, ABRIDGED, template, what="the form", about=_PEOPLE)


def headings(report: Path | bytes) -> list[str]:
    """The headings of a Word document in order: by style, or lines that are one of `HEADINGS`.

    Raises DocumentFault (exit 6) where it cannot be read.
    """
    try:
        document = docx.Document(io.BytesIO(report) if isinstance(report, bytes) else str(report))
        return [line.text.strip() for line in document.paragraphs if _is_heading(line)]
    except _UNREADABLE:
        raise DocumentFault(
            "the report is not a Word document (.docx), or is damaged: "
            "open it in Word and save it as .docx"
        ) from None


def missing_headings(report: Path | bytes) -> tuple[str, ...]:
    """Which of `HEADINGS` a report lacks, or has in another place than its own.

    A heading counts by its sense: "Views of the child" is the third. Raises as `headings`.
    """
    there = [number for number in map(_number, headings(report)) if number is not None]
    most = max(
        (
            chosen
            for size in range(len(HEADINGS) + 1)
            for chosen in combinations(range(len(HEADINGS)), size)
            if _in_order(chosen, there)
        ),
        key=len,
    )
    return tuple(heading for number, heading in enumerate(HEADINGS) if number not in most)


def _in_order(chosen: Iterable[int], there: list[int]) -> bool:
    left = iter(there)
    return all(number in left for number in chosen)


def _number(heading: str) -> int | None:
    words = _plain(heading)
    return next((number for sign, number in _SIGNS if sign in words), None)


def _is_heading(line: Paragraph) -> bool:
    style = line.style.name if line.style is not None else ""
    text = line.text.strip()
    if not text or len(text) > _LONGEST_LINE:
        return False
    return (style or "").lower().startswith("heading") or _plain(text) in _PLAIN_HEADINGS


def _plain(text: str) -> str:
    """Lower case, without numbering or punctuation, apostrophes straight or curly gone.

    >>> _plain("2. Social Worker’s analysis:")
    'social workers analysis'
    """
    letters = re.sub(r"['’]", "", text.casefold())
    return " ".join(re.findall(r"[^\W\d_]+", letters))


_PLAIN_HEADINGS: Final = frozenset(map(_plain, HEADINGS))


def _clean(value: object) -> object:
    """A value that Word's XML can hold: no control characters, which would cut it short."""
    if isinstance(value, str):
        return "".join(
            " " if unicodedata.category(letter) in {"Cc", "Cs", "Cn"} else letter
            for letter in value
        )
    if isinstance(value, Mapping):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, Iterable):
        return [_clean(part) for part in value]
    return value
