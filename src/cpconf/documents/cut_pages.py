"""Pages made ready to stand alone: nothing on them leads to, or comes from, the rest."""

import re
from collections.abc import Callable, Collection, Iterator
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from cpconf.documents.bundle_links import Places, marks_of
from cpconf.documents.cut_resources import looks_of
from cpconf.documents.pdf_objects import typed

_PAGE_KEEPS: Final = frozenset(
    {
        "/Type",
        "/Parent",
        "/Resources",
        "/Contents",
        "/MediaBox",
        "/CropBox",
        "/BleedBox",
        "/TrimBox",
        "/ArtBox",
        "/Rotate",
        "/UserUnit",
        "/Group",
        "/Annots",
    }
)
_DROPPED_ANYWHERE: Final = (
    Name.AA,
    Name.AF,
    Name.Alternates,
    Name.LastModified,
    Name.Metadata,
    Name.OPI,
    Name.PieceInfo,
    Name.Ref,
    Name.StructParent,
    Name.StructParents,
    Name("/PTEX.FileName"),  # pdfTeX's: which file a drawing is from, and what that said of itself
    Name("/PTEX.InfoDict"),
)
_LINK_KEEPS: Final = (Name.Rect, Name.Border, Name.BS, Name.C, Name.H, Name.QuadPoints)
_SAFE_LINK: Final = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_DRAWN_BY_READERS: Final = frozenset(
    {
        *("/Circle", "/FreeText", "/Highlight", "/Ink", "/Line", "/PolyLine", "/Polygon"),
        *("/Square", "/Squiggly", "/StrikeOut", "/Underline"),
    }
)
"""Markings that a reader draws by itself where the file has no picture of them (12.5.6)."""
_MARKING_KEEPS: Final = (
    *(Name.Rect, Name.QuadPoints, Name.C, Name.IC, Name.CA, Name.BS, Name.Border, Name.BE),
    *(Name.RD, Name.InkList, Name.L, Name.LE, Name.LL, Name.LLE, Name.Vertices, Name.F),
)
_TEXT_KEEPS: Final = (Name.Contents, Name.DA, Name.Q, Name.CL)
_COMMENTS: Final = frozenset(
    {"/Text", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D", "/RichMedia"}
)


def strip_page(page: pikepdf.Page) -> None:
    """Take from a page all that is not needed to show it: threads, tags, actions, thumbnails."""
    with typed():  # a key may be of bytes that are no text, and the library takes none such
        for key in set(page.obj.keys()) - _PAGE_KEEPS:
            del page.obj[key]


def flatten(pdf: pikepdf.Pdf, kept: Collection[int]) -> int:
    """Draw form fields and markings of the kept pages (from 0) into them, and end the form.

    What only opens on a click goes: comments, attachments. Returns how many there were.
    """
    dropped = 0
    for number, page in enumerate(pdf.pages):
        marks = marks_of(page) if number in kept else ()
        staying = [mark for mark in marks if str(mark.get(Name.Subtype)) not in _COMMENTS]
        dropped += sum(mark.get(Name.Subtype) != Name.Popup for mark in marks) - len(staying)
        page.obj.Annots = Array(staying)
    pdf.flatten_annotations("screen")
    if Name.AcroForm in pdf.Root:
        del pdf.Root.AcroForm
    return dropped


def appearances(page: pikepdf.Page) -> list[Stream]:
    """What a page's fields and markings look like: text on it that is not in its content."""
    return [look for mark in marks_of(page) for look in looks_of(mark)]


def rebuild_links(
    pdf: pikepdf.Pdf, page: pikepdf.Page, places: Places, may_stay: Callable[[int | str], bool]
) -> int:
    """Replace a page's annotations by new links to kept pages and to addresses.

    Markings that have no picture, so that readers draw them, are made anew as well, without what
    is said of them. `may_stay` is asked with the page a link leads to, from 0, or its address.
    Returns how many other annotations were dropped.
    """
    links = []
    dropped = 0
    for mark in marks_of(page):
        if str(mark.get(Name.Subtype)) in _DRAWN_BY_READERS:
            links.append(_marking(mark))
            continue
        if mark.get(Name.Subtype) != Name.Link:
            dropped += 1
            continue
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link)
        for key in _LINK_KEEPS:
            if key in mark:
                link[key] = mark[key]
        action = mark.get(Name.A)
        target = places.find(mark.get(Name.Dest), action)
        if target is not None and may_stay(target.page):
            link.Dest = target.on(pdf.pages[target.page])
            links.append(link)
        elif isinstance(action, Dictionary) and action.get(Name.S) == Name.URI:
            address = str(action.get(Name.URI, ""))
            if _SAFE_LINK.match(address) and may_stay(address):
                link.A = Dictionary(S=Name.URI, URI=pikepdf.String(address))
                links.append(link)
    page.obj.Annots = Array([pdf.make_indirect(link) for link in links])
    return dropped


def _marking(mark: Dictionary) -> Dictionary:
    """A marking with what draws it, and nothing else; a text that stands on the page is drawn."""
    new = Dictionary(Type=Name.Annot, Subtype=mark.Subtype)
    is_text = mark.Subtype == Name.FreeText
    for key in (*_MARKING_KEEPS, *(_TEXT_KEEPS if is_text else ())):
        if key in mark:
            new[key] = mark[key]
    return new


def written_on(page: pikepdf.Page) -> Iterator[str]:
    """The texts that were written onto a page, and that a reader draws by itself."""
    for mark in marks_of(page):
        said = mark.get(Name.Contents)
        if mark.get(Name.Subtype) == Name.FreeText and isinstance(said, pikepdf.String):
            yield str(said)


def sweep(pdf: pikepdf.Pdf) -> None:
    """Take notes about its making from every object: programs' data, dates, tags, scripts."""
    for item in pdf.objects:
        if isinstance(item, Dictionary | Stream):
            for key in _DROPPED_ANYWHERE:
                if key in item:
                    del item[key]


def is_cropped(page: pikepdf.Page) -> bool:
    """Whether a page is larger than what is shown of it."""
    whole = [float(side) for side in page.mediabox]
    shown = [float(side) for side in page.cropbox]
    left, low, right, high = (one - other for one, other in zip(whole, shown, strict=True))
    return min(left, low) < -1 or max(right, high) > 1
