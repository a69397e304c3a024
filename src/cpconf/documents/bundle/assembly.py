"""The complete set of reports in one PDF, for the professionals (H-ICPC-P6, H-RCPC-P5)."""

import io
import json
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name
from pikepdf.sanitize import remove_javascript

from cpconf.core.reports import menus
from cpconf.documents.bundle.contents import Contents
from cpconf.documents.bundle.stamp import stamp
from cpconf.documents.findings import Findings
from cpconf.documents.passwords import refuse_unusable
from cpconf.documents.pdf.field_looks import is_xfa
from cpconf.documents.pdf.kept_pages import Kept, keep
from cpconf.documents.pdf.layers import mark_layers, restore_layers
from cpconf.documents.pdf.links import Places, marks_of, outline_items, settle_links
from cpconf.documents.pdf.objects import QPDF_RAISES, typed
from cpconf.documents.pdf.proof import prove
from cpconf.documents.pdf.protect import encrypt, leave_out
from cpconf.documents.pdf.second_opinion import Here
from cpconf.documents.pdf.shown_pages import Box, opened
from cpconf.documents.pdf.source import open_source, read_source, sound, written
from cpconf.documents.pdf.text import read_pages
from cpconf.documents.pdf.typeface import Face
from cpconf.documents.places.publishing import Draft, aside
from cpconf.documents.progress import Progress
from cpconf.documents.proof import Proof
from cpconf.errors import DocumentFault, UsageFault

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
_CATALOG: Final = frozenset({"/Type", "/Pages", "/AcroForm"})
"""What the library may see of a report's catalogue: the rest is ours to take over, or nobody's."""
_STAMP_KEEPS: Final = frozenset({"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/P"})
_PRINTED_AND_LOCKED: Final = 4 | 64 | 128


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPart:
    """One submitted report as it is on record; `title` is in role words, `detail` may be empty.

    `number` is what it goes by in the list of reports, and in every error and remark; 0 for one
    that is not on record yet.
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

    part: SetPart
    first_page: int
    last_page: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The set as a PDF in memory; `remarks` hold no report's words."""

    file: io.BytesIO
    placed: tuple[Placed, ...]
    remarks: tuple[str, ...]


class Unfit(DocumentFault):
    """A report that cannot go into a set, and which of them it is."""

    def __init__(self, part: SetPart, told: str) -> None:
        super().__init__(told)
        self.part: Final = part


def refuse_unfit(path: Path, findings: Findings, progress: Progress | None = None) -> None:
    """Raise Unfit for a PDF that would not go into a set: it is put through all of that, alone.

    Nothing plain is written, and what is written is thrown away.
    """
    part = SetPart(
        number=0,
        title="Report",
        detail="",
        path=path,
        sha256=findings.sha256,
        pages=findings.pages or 0,
    )
    _try_alone(part, progress)


def protect_set(
    whole: Assembled, password: str, draft: Draft, *, progress: Progress | None = None
) -> Proof:
    """Encrypt a set into a draft, and prove it.

    Raises Unfit for the first report that cannot be protected by itself either, and what
    `protect_open` raises where each of them can.
    """
    try:
        return protect_open(whole.file, password, draft, progress=progress)
    except DocumentFault:
        if len(whole.placed) > 1:
            for placed in whole.placed:
                _try_alone(placed.part)
        raise


def _try_alone(part: SetPart, progress: Progress | None = None) -> None:
    checking = None if progress is None else partial(_told_otherwise, progress)
    whole = assemble([part], heading="Reports", made="", progress=progress)
    with aside() as copy:
        try:
            protect_open(whole.file, secrets.token_urlsafe(32), copy, progress=checking)
        except DocumentFault as fault:
            raise Unfit(part, f"{_what(part)} cannot go into the set: {fault}") from fault


def assemble(
    parts: Sequence[SetPart], *, heading: str, made: str, progress: Progress | None = None
) -> Assembled:
    """Reports in the order given, behind their contents, as one document in memory.

    Every page says which it is of how many, contents included, and is proved to say and show what
    it did in its report. Form fields of equal names stay apart; scripts, document properties, tags
    and attached files are not taken over. Raises UsageFault for no reports, NotFound, and Unfit
    (exit 6) for a report that changed, is damaged or would come out otherwise.
    """
    if not parts:
        raise UsageFault("a set needs at least one report")
    tell = progress or _say_nothing
    with pikepdf.new() as pdf:
        contents = Contents(pdf, heading, made)
        contents.lay_out([(part.title, part.detail) for part in parts])
        placed: list[Placed] = []
        before: list[Kept] = []
        remarks: list[str] = []
        tagged: list[int] = []
        bookmarks: list[pikepdf.OutlineItem] = []
        for done, part in enumerate(parts):
            tell("merging", done / len(parts))
            what = _what(part)
            first = len(pdf.pages) + 1
            with _naming(part):
                content = read_source(part.path, part.sha256, what)
                # Pages are copied whole, so that one report at a time is open.
                with open_source(content, what) as source, sound(what):
                    remarks += _remarks(source, what)
                    if Name.StructTreeRoot in source.Root:
                        tagged.append(part.number)
                    told = partial(_told_of, tell, done, len(parts))
                    before.append(keep(source, content, range(len(source.pages)), what, told=told))
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
        boxes = _number_pages(pdf, placed, tell)
        pdf.Root.PageMode = Name.UseOutlines
        pdf.Root.Lang = "en-GB"
        file = written(pdf)
    _prove_pages(file, placed, before, boxes, tell)
    return Assembled(file=file, placed=tuple(placed), remarks=tuple(remarks))


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


@contextmanager
def _naming(part: SetPart) -> Iterator[None]:
    """Say of a fault of a document which report it is in."""
    try:
        yield
    except DocumentFault as fault:
        raise Unfit(part, str(fault)) from fault


def _prove_pages(
    file: io.BytesIO,
    placed: Sequence[Placed],
    before: Sequence[Kept],
    boxes: Sequence[Box],
    tell: Progress,
) -> None:
    """Compare every page of the set with what it was. Raises Unfit, which names the report."""
    with opened(file) as document, pikepdf.open(file) as pdf:
        count = len(document)
        for item, kept in zip(placed, before, strict=True):
            for which, number in enumerate(kept.numbers):
                place = item.first_page + which
                tell("comparing", place / count)
                added, but = _number(place, count), boxes[place - 1]
                defect = kept.defect(which, document, pdf, place - 1, added=added, but=but)
                if defect is not None:
                    raise Unfit(
                        item.part,
                        f"{_what(item.part)} cannot go into the set: page {number} would not come "
                        f"out as it is ({defect}).\n{kept.advice}",
                    )
    tell("comparing", 1.0)


def _told_of(tell: Progress, part: int, count: int, done: float) -> None:
    """Say how far the reports are of which this one is looked at."""
    tell("merging", (part + done) / count)


def _number(page: int, count: int) -> str:
    """What the foot of a page says."""
    return f"{page} of {count}"


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
    for entry in set(source.Root.keys()) - _CATALOG:
        del source.Root[entry]
    for page in source.pages:
        for key in _PAGE_LOSES:
            if key in page.obj:
                del page.obj[key]


def _is_signature(form: pikepdf.AcroForm, mark: Dictionary) -> bool:
    if mark.get(Name.Subtype) != Name.Widget:
        return False
    field = form.get_field_for_annotation(pikepdf.Annotation(mark))
    return not field.is_null and field.field_type == "/Sig"


def _number_pages(pdf: pikepdf.Pdf, placed: Sequence[Placed], tell: Progress) -> list[Box]:
    """Write its number at the foot of every page; returns where, for each."""
    face = Face(pdf, "CpconfFoot", bold=False)
    count = len(pdf.pages)
    whose = {
        page: item.part for item in placed for page in range(item.first_page, item.last_page + 1)
    }
    boxes = []
    for number, page in enumerate(pdf.pages, start=1):
        if number % 20 == 1:
            tell("numbering", (number - 1) / count)
        part = whose.get(number)
        if part is None:
            boxes.append(stamp(page, _number(number, count), face))
        else:
            with _naming(part), sound(_what(part)):
                boxes.append(stamp(page, _number(number, count), face))
    face.finish()
    tell("numbering", 1.0)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
    return boxes


def _what(part: SetPart) -> str:
    return f"report {part.number}" if part.number else "the document"


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
    if is_xfa(source):
        remarks.append(
            f"{what} is an XFA form: look in the set whether all that was filled in is there; if "
            f"not, {menus.PRINTED}, and add the file that it makes instead"
        )
    return remarks


def _told_otherwise(tell: Progress, _stage: str, done: float) -> None:
    """Say how far a trial is: it encrypts, too, and nobody gets what comes of it."""
    tell("checking", done)


def _say_nothing(_stage: str, _done: float) -> None:
    """Keep progress to itself."""


def protect_open(
    whole: io.BytesIO,
    password: str,
    draft: Draft,
    *,
    progress: Callable[[str, float], None] | None = None,
) -> Proof:
    """Encrypt a document that is in memory only, and prove it; nothing plain is ever written.

    For one that the program put together itself: nobody has looked at it yet, so what it must say
    is read from it first. Raises as `protect`.
    """
    refuse_unusable(password)
    try:
        with pdfium.PdfDocument(whole) as readable:
            texts, silent = read_pages(readable)
        with pikepdf.open(whole, conversion_mode="explicit") as own:
            leave_out(own)
            encrypt(own, password, draft, progress)
            if progress is not None:
                progress("checking", 0.0)
            return prove(draft.path, own, password, Here(texts, silent, whole))
    except QPDF_RAISES as error:  # PDFium's own error is a RuntimeError
        raise DocumentFault(
            "the documents cannot be put together: print them or export them anew as PDFs"
        ) from error
