"""The form of an abridged report (O-APP2), filled in with what is on record.

Only names, roles, agencies and the conference's own data are filled in; the author writes the
report. An authority may use its own form, with the same fields.
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
"""The sections of the form, in order (O-APP2), each with words that identify its heading."""

HEADINGS: Final = tuple(section.name for section in SECTIONS)

FIELDS: Final = ("ref", "type", "conference_date", "procedure_title", "family", "professionals")
"""The fields of a form: texts, and two lists: `family` (each with `role` and `name`) and
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
    """Return the filled-in form as the bytes of a .docx; `values` must have all of `FIELDS`.

    Raises DocumentFault (exit 6) for an authority's own form that is not a sound Word document, and
    UsageFault (exit 2) for one with an unknown field, or code that does more than fill in fields.
    """
    context = {name: _clean(values[name]) for name in FIELDS}
    return fill_template(context, ABRIDGED, template, what="the form", about=_PEOPLE)


def headings(report: Path | bytes, sections: Sequence[ReportSection] = SECTIONS) -> list[str]:
    """Return the headings of a Word document, in order: by style, or by a section's name.

    Raises DocumentFault (exit 6) where the document cannot be read.
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
    """Return the sections that have no heading in a report, or have it out of order.

    A heading counts by its words: "Views of the child" is the form's third. Raises as `headings`.
    """
    there = [
        number
        for number in (_number(each, sections) for each in headings(report, sections))
        if number is not None
    ]
    most = _longest_in_order(there)
    return tuple(section.name for number, section in enumerate(sections) if number not in most)


def _longest_in_order(there: Sequence[int]) -> frozenset[int]:
    """Return the longest rising subsequence."""
    runs: list[tuple[int, ...]] = [()]
    for number in there:
        runs.append((*max((r for r in runs if not r or r[-1] < number), key=len), number))
    longest: Sequence[int] = max(runs, key=len)
    return frozenset(longest)


def _number(heading: str, sections: Sequence[ReportSection]) -> int | None:
    """Return the number of the section whose words match a heading; the longest match wins."""
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
    """Return the text in lower case, without numbering, punctuation or apostrophes.

    >>> _plain("2. Social Worker’s analysis:")
    'social workers analysis'
    """
    letters = re.sub(r"['’]", "", text.casefold())
    return " ".join(re.findall(r"[^\W\d_]+", letters))


def _clean(value: object) -> object:
    """Return a value fit for Word's XML: without control characters, which would cut it short."""
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
