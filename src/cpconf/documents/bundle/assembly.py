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
"""The entries of a report's catalogue that stay while pikepdf copies its pages."""
_STAMP_KEEPS: Final = frozenset({"/Type", "/Subtype", "/Rect", "/AP", "/AS", "/P"})
_PRINTED_AND_LOCKED: Final = 4 | 64 | 128


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPart:
    """A submitted report as recorded; `title` names its author's role, `detail` may be empty.

    `number` is its number in the list of reports, in errors and in remarks; 0 for a report that is
    not yet recorded.
    """

    number: int
    title: str
    detail: str
    path: Path
    sha256: str
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A report's place in the set: its pages there, from 1, and the size of its file in bytes."""

    part: SetPart
    first_page: int
    last_page: int
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The set as a PDF in memory; `remarks` never quote a report."""

    file: io.BytesIO
    placed: tuple[Placed, ...]
    remarks: tuple[str, ...]


class Unfit(DocumentFault):
    """A report cannot go into the set; `part` says which (exit 6)."""

    def __init__(self, part: SetPart, told: str) -> None:
        super().__init__(told)
        self.part: Final = part


def refuse_unfit(path: Path, findings: Findings, progress: Progress | None = None) -> None:
    """Raise Unfit for a PDF that cannot go into a set, by making an encrypted set of it alone.

    No unencrypted file is written, and the trial set is deleted.
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

    If that fails, raises Unfit for the first report that cannot be protected alone, or the error of
    `protect_open` if each report can.
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
    """Return one PDF in memory: contents pages, then the reports in the order given.

    Every page is numbered ("3 of 40") and proved to have the text and look of its page in the
    report. Form fields with the same name stay separate; scripts, document properties, tags and
    attached files are left out. Raises UsageFault (exit 2) if there are no reports, NotFound (exit
    4) for a missing file, and Unfit (exit 6) for a report that changed, is damaged or would come
    out differently.
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
                # Pages are copied completely, so that only one report is open at a time.
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
    """Return the set's reports as JSON: title, pages, SHA-256 and size of each.

    `cpconf` is the version of the format. The titles must not contain names.
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
    """Raise a DocumentFault of the block as Unfit, which names the report."""
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
    """Compare every page of the set with its page in the report. Raises Unfit."""
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
    """Report progress: `part` reports are done, and `done` of the next one."""
    tell("merging", (part + done) / count)


def _number(page: int, count: int) -> str:
    """Return the text at the foot of a page."""
    return f"{page} of {count}"


def _append(pdf: pikepdf.Pdf, source: pikepdf.Pdf, title: str) -> pikepdf.OutlineItem:
    """Append a report's pages to the set; return its bookmark, with the report's own below."""
    start = len(pdf.pages)
    below = Places(source).bookmarks()
    _prepare(source)
    pdf.add_pages_from(source)
    item = pikepdf.OutlineItem(title, Array([pdf.pages[start].obj, Name.Fit]))
    item.children = outline_items(below, lambda number: pdf.pages[start + number])
    item.is_closed = True
    return item


def _prepare(source: pikepdf.Pdf) -> None:
    """Prepare pages for copying: remove scripts, flatten signatures, link to pages directly."""
    with typed():
        remove_javascript(source)
    form = source.acroform
    if form.exists:
        marks = [mark for page in source.pages for mark in marks_of(page)]
        signatures = [mark for mark in marks if _is_signature(form, mark)]
        form.disable_digital_signatures()
        for mark in signatures:
            # Only the look of a signature stays: as a signature, viewers would call it forged.
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
    """Write the page number at the foot of every page; return the area of each."""
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
    """Report the progress of a trial set as "checking": its copy is never given out."""
    tell("checking", done)


def _say_nothing(_stage: str, _done: float) -> None:
    """Ignore progress."""


def protect_open(
    whole: io.BytesIO,
    password: str,
    draft: Draft,
    *,
    progress: Callable[[str, float], None] | None = None,
) -> Proof:
    """Encrypt a document that cpconf itself made in memory, and prove it.

    It has no findings yet, so its text is read first. Nothing unencrypted is written. Raises as
    `protect`.
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
            "the documents cannot be put together: print or export each as a new PDF"
        ) from error
