"""The abridged report as a Word form, filled in with what is on record (O-APP2).

Only names, roles, agencies and the conference's own data are filled in; what the report says is
for its author to write. An authority may bring its own form, with the same fields.
"""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import docx
from docx.opc.exceptions import OpcError
from docx.text.paragraph import Paragraph
from lxml import etree

from cpconf.core.procedures.procedure import ReportSection
from cpconf.core.reports import menus
from cpconf.documents.word.templates import fill_template
from cpconf.errors import DocumentFault

SECTIONS: Final = (
    ReportSection("Family details", ("family",)),
    ReportSection("Social worker's analysis", ("analysis",)),
    ReportSection("Child's or young person's views", ("views",)),
    ReportSection(
        "Social worker's analysis of the current situation and progress made",
        ("current situation", "progress"),
    ),
    ReportSection(
        "Recommendation on a new or continuing plan", ("recommendation", "recommendations")
    ),
    ReportSection("Outline plan", ("outline",)),
)
"""What the form has, in this order (O-APP2), and the words by which its headings are known."""

HEADINGS: Final = tuple(section.name for section in SECTIONS)

FIELDS: Final = ("ref", "type", "conference_date", "procedure_title", "family", "professionals")
"""What a form may ask for: texts, but for the lists `family` (each with `role` and `name`) and
`professionals` (each with `role`, `name` and `agency`)."""

ABRIDGED: Final = Path(__file__).with_name("forms") / "abridged.docx"

_PEOPLE: Final = ";\neach of family has role and name, each of professionals also agency"
_LONGEST_LINE: Final = 80
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


def headings(report: Path | bytes, sections: Sequence[ReportSection] = SECTIONS) -> list[str]:
    """The headings of a Word document in order: by style, or lines that name one of the sections.

    Raises DocumentFault (exit 6) where it cannot be read.
    """
    named = frozenset(_plain(section.name) for section in sections)
    try:
        document = docx.Document(io.BytesIO(report) if isinstance(report, bytes) else str(report))
        return [line.text.strip() for line in document.paragraphs if _is_heading(line, named)]
    except _UNREADABLE:
        raise DocumentFault(
            "the headings of the report cannot be read, or it is not a Word document (.docx): "
            f"open it in Word, then {menus.AS_WORD}"
        ) from None


def missing_headings(
    report: Path | bytes, sections: Sequence[ReportSection] = SECTIONS
) -> tuple[str, ...]:
    """Which of the sections a report has no heading for, or has it in another place.

    A heading counts by its sense: "Views of the child" is the third of the form. Raises as
    `headings`.
    """
    there = [
        number
        for number in (_number(each, sections) for each in headings(report, sections))
        if number is not None
    ]
    most = _longest_in_order(there)
    return tuple(section.name for number, section in enumerate(sections) if number not in most)


def _longest_in_order(there: Sequence[int]) -> frozenset[int]:
    """The most numbers that stand in rising order."""
    runs: list[tuple[int, ...]] = [()]
    for number in there:
        runs.append((*max((r for r in runs if not r or r[-1] < number), key=len), number))
    longest: Sequence[int] = max(runs, key=len)
    return frozenset(longest)


def _number(heading: str, sections: Sequence[ReportSection]) -> int | None:
    """Which of the sections a heading begins: the one with the longest of its words in it."""
    padded = f" {_plain(heading)} "
    fitting = [
        (len(words), number)
        for number, section in enumerate(sections)
        for words in map(_plain, (section.name, *section.headings))
        if words and f" {words} " in padded
    ]
    return max(fitting)[1] if fitting else None


def _is_heading(line: Paragraph, named: Collection[str]) -> bool:
    style = line.style.name if line.style is not None else ""
    text = line.text.strip()
    if not text or len(text) > _LONGEST_LINE:
        return False
    return (style or "").lower().startswith("heading") or _plain(text) in named


def _plain(text: str) -> str:
    """Lower case, without numbering or punctuation, apostrophes straight or curly gone.

    >>> _plain("2. Social Worker’s analysis:")
    'social workers analysis'
    """
    letters = re.sub(r"['’]", "", text.casefold())
    return " ".join(re.findall(r"[^\W\d_]+", letters))


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
