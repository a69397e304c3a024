"""The complete set of reports in one PDF, for the professionals (H-ICPC-P6, H-RCPC-P5)."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name
from pikepdf.sanitize import remove_javascript

from cpconf.documents.bundle_contents import Contents
from cpconf.documents.bundle_layers import mark_layers, restore_layers
from cpconf.documents.bundle_links import (
    Places,
    marks_of,
    outline_items,
    settle_links,
)
from cpconf.documents.bundle_source import open_source, read_source, sound
from cpconf.documents.bundle_stamp import stamp
from cpconf.documents.bundle_type import standard_font
from cpconf.documents.pdf_objects import typed
from cpconf.errors import UsageFault

Progress = Callable[[str, float], None]
"""Told what is being done, and how much of it is, from 0 to 1."""

_PAGE_LOSES: Final = (
    Name.AA,
    Name.AF,
    Name.B,
    Name.Metadata,
    Name.PieceInfo,
    Name.StructParents,
    Name.Tabs,
    Name.Thumb,
)
_STAMP_KEEPS: Final = frozenset({"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/P"})
_PRINTED_AND_LOCKED: Final = 4 | 64 | 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One submitted report as it is on record; `title` is in role words, `detail` may be empty.

    `number` is what it goes by in the list of reports, and in every error and remark.
    """

    number: int
    title: str
    detail: str
    path: Path
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A report's place in the set: its pages there, from 1, and its file's size in bytes."""

    part: Part
    first_page: int
    last_page: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The set as an open document, to be saved by the caller; `remarks` hold no report's words."""

    pdf: pikepdf.Pdf
    placed: tuple[Placed, ...]
    remarks: tuple[str, ...]


@contextmanager
def assemble(
    parts: Sequence[Part], *, heading: str, made: str, progress: Progress | None = None
) -> Iterator[Assembled]:
    """Reports in the order given, behind their contents, as one document that is not yet saved.

    Save `Assembled.pdf` within the context; nothing is written here. Every page says which it is
    of how many, contents included. Form fields of equal names stay apart; scripts, document
    properties, tags and attached files are not taken over. Raises UsageFault for no reports,
    NotFound, and DocumentFault (exit 6) for a report that changed or is damaged.
    """
    if not parts:
        raise UsageFault("a set needs at least one report")
    tell = progress or _say_nothing
    with pikepdf.new() as pdf:
        contents = Contents(pdf, heading, made)
        contents.lay_out([(part.title, part.detail) for part in parts])
        placed: list[Placed] = []
        remarks: list[str] = []
        tagged: list[int] = []
        bookmarks: list[pikepdf.OutlineItem] = []
        for done, part in enumerate(parts):
            tell("merging", done / len(parts))
            what = _what(part)
            content = read_source(part.path, part.sha256, what)
            first = len(pdf.pages) + 1
            # Pages are copied whole, so that one report at a time is open.
            with open_source(content, what) as source, sound(what):
                remarks += _remarks(source, what)
                if Name.StructTreeRoot in source.Root:
                    tagged.append(part.number)
                bookmarks.append(_append(pdf, source, part.title))
            placed.append(
                Placed(part=part, first_page=first, last_page=len(pdf.pages), size=len(content))
            )
        if tagged:
            remarks.append(f"tags that help screen readers are left out: {_reports(tagged)}")
        restore_layers(pdf, names=True)
        contents.draw([(item.first_page, item.last_page) for item in placed])
        with pdf.open_outline() as outline:
            outline.root.extend(bookmarks)
        _number_pages(pdf, placed, tell)
        pdf.Root.PageMode = Name.UseOutlines
        pdf.Root.Lang = "en-GB"
        yield Assembled(pdf=pdf, placed=tuple(placed), remarks=tuple(remarks))


def manifest(placed: Sequence[Placed]) -> bytes:
    """What the set is made of, as JSON: for each report its title, pages, SHA-256 and size.

    `cpconf` is the form's version. Titles must be neutral already.
    """
    reports = [
        {
            "place": place,
            "title": item.part.title,
            "pages": item.last_page - item.first_page + 1,
            "first_page": item.first_page,
            "last_page": item.last_page,
            "sha256": item.part.sha256,
            "size": item.size,
        }
        for place, item in enumerate(placed, start=1)
    ]
    text = json.dumps({"cpconf": 1, "reports": reports}, ensure_ascii=False, indent=2)
    return f"{text}\n".encode()


def _append(pdf: pikepdf.Pdf, source: pikepdf.Pdf, title: str) -> pikepdf.OutlineItem:
    """Copy a report's pages to the end of the set; returns its bookmark, its own below it."""
    start = len(pdf.pages)
    below = Places(source).bookmarks()
    _prepare(source)
    pdf.add_pages_from(source)
    item = pikepdf.OutlineItem(title, Array([pdf.pages[start].obj, Name.Fit]))
    item.children = outline_items(below, lambda number: pdf.pages[start + number])
    item.is_closed = True
    return item


def _prepare(source: pikepdf.Pdf) -> None:
    """Make a report's pages fit to be copied: no scripts, no broken signatures, links that last."""
    with typed():
        remove_javascript(source)
    form = source.acroform
    if form.exists:
        form.generate_appearances_if_needed()
        marks = [mark for page in source.pages for mark in marks_of(page)]
        signatures = [mark for mark in marks if _is_signature(form, mark)]
        form.disable_digital_signatures()
        for mark in signatures:
            # What a signature looks like stays; a viewer would call the rest of it forged.
            for extra in set(mark.keys()) - _STAMP_KEEPS:
                del mark[extra]
            mark.Subtype = Name.Stamp
            mark.F = _PRINTED_AND_LOCKED
    settle_links(source)
    mark_layers(source)
    for page in source.pages:
        for key in _PAGE_LOSES:
            if key in page.obj:
                del page.obj[key]


def _is_signature(form: pikepdf.AcroForm, mark: Dictionary) -> bool:
    if mark.get(Name.Subtype) != Name.Widget:
        return False
    field = form.get_field_for_annotation(pikepdf.Annotation(mark))
    return not field.is_null and field.field_type == "/Sig"


def _number_pages(pdf: pikepdf.Pdf, placed: Sequence[Placed], tell: Progress) -> None:
    font = pdf.make_indirect(standard_font(bold=False))
    count = len(pdf.pages)
    whose = {
        page: _what(item.part)
        for item in placed
        for page in range(item.first_page, item.last_page + 1)
    }
    for number, page in enumerate(pdf.pages, start=1):
        if number % 20 == 1:
            tell("numbering", (number - 1) / count)
        with sound(whose.get(number, "the contents of the set")):
            stamp(page, f"{number} of {count}", font)
    tell("numbering", 1.0)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def _what(part: Part) -> str:
    return f"report {part.number}"


def _reports(numbers: Sequence[int]) -> str:
    *most, last = map(str, numbers)
    return f"reports {', '.join(most)} and {last}" if most else f"report {last}"


def _remarks(source: pikepdf.Pdf, what: str) -> list[str]:
    remarks = []
    if len(source.attachments):
        remarks.append(f"files attached to {what} are not in the set")
    if any(
        field.field_type == "/Sig" and field.value is not None for field in source.acroform.fields
    ):
        remarks.append(f"the digital signature of {what} is valid in its own file only")
    return remarks


def _say_nothing(_stage: str, _done: float) -> None:
    """Keep progress to itself."""
