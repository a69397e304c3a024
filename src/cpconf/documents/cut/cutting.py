"""Cutting a PDF to the sections for parents; the rest must be gone from the file (O-13b)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

import pikepdf
from pikepdf import Name, String

from cpconf.core.reports import menus
from cpconf.core.words import FileType
from cpconf.documents.cut.absence import (
    Gone,
    prove,
    prove_kept,
    shown_on_pages,
    strings_drawn,
    words_gone,
    words_of,
)
from cpconf.documents.cut.lone_pages import (
    appearances,
    flatten,
    is_cropped,
    rebuild_links,
    strip_page,
    sweep,
    written_on,
)
from cpconf.documents.cut.sections import Choice, Section, choose, match_sections, sections
from cpconf.documents.findings import Findings
from cpconf.documents.pdf.field_looks import is_xfa
from cpconf.documents.pdf.kept_pages import Kept, keep
from cpconf.documents.pdf.layers import mark_layers, restore_layers
from cpconf.documents.pdf.links import Bookmark, Places, outline_items
from cpconf.documents.pdf.resources import drawn, prune
from cpconf.documents.pdf.shown_pages import ON_CLICK
from cpconf.documents.pdf.source import open_source, read_source, save, sound
from cpconf.documents.progress import Progress
from cpconf.errors import DocumentFault, UsageFault

__all__ = [
    "Choice",
    "Cut",
    "Gone",
    "Section",
    "choose",
    "cut",
    "match_sections",
    "prove",
    "save_proved",
    "sections",
]

_WHAT: Final = "the document"
_XFA: Final = (
    "it is an XFA form: look whether all that was filled in is on the pages; if not, take the full "
    f"report: {menus.PRINTED}, and cut the file that it makes"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The chosen pages as an open document, for the caller to save and then prove.

    `gone` is what must not be in the saved file, and `kept` what each of its pages must say and
    show. `remarks` contain no words of the document.
    """

    pdf: pikepdf.Pdf
    pages: int
    gone: Gone
    kept: Kept
    remarks: tuple[str, ...]


@contextmanager
def cut(
    source: Path, findings: Findings, pages: Sequence[int], progress: Progress | None = None
) -> Iterator[Cut]:
    """Make a new PDF of only the chosen pages (from 1, in their order).

    Call `save_proved` within the context, where the source is still open.
    Form fields become plain drawing. Comments, attachments, scripts, tags, signatures and the
    document's properties are left out.

    Raises DocumentFault (exit 6) where the file changed since the inspection, is damaged or is not
    a PDF; NotFound (exit 4); UsageFault (exit 2) for pages that do not exist.
    """
    if findings.type is not FileType.PDF:
        raise DocumentFault("only a PDF can be cut: save the document as PDF first")
    content = read_source(source, findings.sha256, _WHAT)
    with open_source(content, _WHAT) as old, pikepdf.new() as new:
        kept = sorted({page - 1 for page in pages})
        if not kept or kept[0] < 0 or kept[-1] >= len(old.pages):
            raise UsageFault(f"the document has pages 1 to {len(old.pages)}: choose among them")
        with sound(_WHAT):
            staying = keep(old, content, kept, _WHAT, ON_CLICK, told=partial(_tell, progress, 0))
            values = [value for page in staying.values for value in page]
            gone = _gone(old, kept, findings, shown_on_pages(content), values)
            made = _cut(old, new, findings, gone, staying)
        yield made


def save_proved(made: Cut, file: BinaryIO, progress: Progress | None = None) -> None:
    """Save a cut, and prove that the pages left out are gone and the others unchanged.

    Raises Unproven (exit 6), which names the check that failed.
    """
    save(made.pdf, file)
    file.flush()
    prove(file, made.gone)
    prove_kept(file, made.kept, told=partial(_tell, progress, 1))


def _tell(progress: Progress | None, half: int, done: float) -> None:
    """Report progress; the pages are drawn twice, before (`half` 0) and after (1)."""
    if progress is not None:
        progress("cutting the pages", (half + done) / 2)


def _cut(
    old: pikepdf.Pdf,
    new: pikepdf.Pdf,
    findings: Findings,
    gone: Gone,
    staying: Kept,
) -> Cut:
    kept = [number - 1 for number in staying.numbers]
    places = Places(old)
    bookmarks = _kept_bookmarks(places.bookmarks(), kept, gone)
    tagged, xfa = Name.StructTreeRoot in old.Root, is_xfa(old)
    layers_off = mark_layers(old)
    dropped = flatten(old, kept)

    def may_stay(lead: int | str) -> bool:
        return lead in kept if isinstance(lead, int) else not words_of(lead) & gone.words

    for number in kept:
        page = old.pages[number]
        strip_page(page)
        dropped += rebuild_links(old, page, places, may_stay)
    for number in kept:
        new.pages.append(old.pages[number])
    sweep(new)
    prune(new)
    restore_layers(new, names=False)
    if bookmarks:
        with new.open_outline() as outline:
            outline.root.extend(
                outline_items(bookmarks, lambda number: new.pages[kept.index(number)])
            )
    language = old.Root.get(Name.Lang)
    if isinstance(language, String) and len(str(language)) <= 8:
        new.Root.Lang = String(str(language))
    left_out = set(range(len(findings.texts))) - set(kept)
    remarks = _remarks(
        new, findings, left_out, tagged=tagged, layers_off=layers_off, dropped=dropped
    )
    if xfa:
        remarks = (*remarks, _XFA)
    return Cut(pdf=new, pages=len(kept), gone=gone, kept=staying, remarks=remarks)


def _gone(
    old: pikepdf.Pdf,
    kept: list[int],
    findings: Findings,
    on_pages: Sequence[str],
    values: Sequence[str],
) -> Gone:
    going: set[bytes] = set()
    staying: set[bytes] = set()
    also_kept = list(values)
    for number, page in enumerate(old.pages):
        if number in kept:
            looks = appearances(page)
            staying |= drawn(page, looks)
            also_kept += [" ".join(strings_drawn(look)) for look in looks]
            also_kept += written_on(page)
        else:
            going |= drawn(page)
    numbers = {number + 1 for number in kept}
    words = words_gone(findings.texts, numbers, also_kept)
    # Words of a page left out that a kept page has off its edge, unseen, must be gone as well.
    words |= words_gone(on_pages, numbers, also_kept)
    return Gone(pages=len(kept), words=frozenset(words), streams=frozenset(going - staying))


def _kept_bookmarks(
    bookmarks: Sequence[Bookmark], kept: list[int], gone: Gone
) -> tuple[Bookmark, ...]:
    """Return the bookmarks of kept pages; those below a bookmark left out move up."""
    found: list[Bookmark] = []
    for bookmark in bookmarks:
        below = _kept_bookmarks(bookmark.children, kept, gone)
        if bookmark.target.page in kept and not words_of(bookmark.title) & gone.words:
            found.append(Bookmark(bookmark.title, bookmark.target, bookmark.closed, below))
        else:
            found.extend(below)
    return tuple(found)


def _remarks(
    new: pikepdf.Pdf,
    findings: Findings,
    left_out: set[int],
    *,
    tagged: bool,
    layers_off: int,
    dropped: int,
) -> tuple[str, ...]:
    cropped = [number for number, page in enumerate(new.pages, start=1) if is_cropped(page)]
    remarks = []
    if cropped:
        remarks.append(
            f"page {cropped[0]} of the cut document is larger than what is shown of it: "
            "what lies outside is still in the file"
        )
    if layers_off and Name.OCProperties in new.Root:
        remarks.append("layers that are switched off are still in the file")
    if dropped:
        remarks.append("comments and attachments on the pages were left out")
    if findings.signed:
        remarks.append("the digital signature is valid in the full report only")
    if tagged:
        remarks.append("the tags that help screen readers were left out")
    if any(not findings.texts[number].strip() for number in left_out):
        remarks.append("pages left out have no text: only their pictures could be checked")
    return tuple(remarks)
