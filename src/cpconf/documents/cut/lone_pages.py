"""Preparing pages to stand alone: removing everything that refers to other pages."""

import re
from collections.abc import Callable, Collection, Iterator
from decimal import Decimal
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from cpconf.documents.pdf.links import Places, marks_of
from cpconf.documents.pdf.objects import typed
from cpconf.documents.pdf.resources import looks_of

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
    Name("/PTEX.FileName"),  # from pdfTeX: the file of a drawing, and that file's properties
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
"""Markings that a PDF reader draws if the file has no appearance for them (12.5.6)."""
_MARKING_KEEPS: Final = (
    *(Name.Rect, Name.QuadPoints, Name.C, Name.IC, Name.CA, Name.BS, Name.Border, Name.BE),
    *(Name.RD, Name.InkList, Name.L, Name.LE, Name.LL, Name.LLE, Name.Vertices, Name.F),
)
_TEXT_KEEPS: Final = (Name.Contents, Name.DA, Name.Q, Name.CL)
_STYLE_KEEPS: Final = {
    Name.BS: (Name.Type, Name.W, Name.S, Name.D),
    Name.BE: (Name.S, Name.I),
}
"""The keys of a border's style and effect (tables 168 and 169); programs may add others."""
_SAYS_MORE: Final = (_DRAWN_BY_READERS - {"/FreeText"}) | {"/Caret", "/Stamp"}
"""Markings whose text opens on a click, with or without an appearance."""
_COMMENT: Final = re.compile(r"%[^\r\n]*")
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)\s+"
_LETTERING: Final = re.compile(
    rf"(?<!\S)(?:/[\w.,+-]+\s+{_NUMBER}Tf|(?:{_NUMBER})(?:g|G)|(?:{_NUMBER}){{3}}(?:rg|RG)"
    rf"|(?:{_NUMBER}){{4}}(?:k|K))(?!\S)",
    re.ASCII,
)
"""The operators for the font, its size and the colours, in an annotation's /DA (12.7.4.3)."""
_NOT_SEEN: Final = 2 | 32
"""Flags of an annotation: Hidden and NoView (12.5.3)."""
_LEAST: Final = 2.0
"""A text counts as seen if at least this much of it, in points, is on the page both ways."""
_COMMENTS: Final = frozenset(
    {"/Text", "/Popup", "/FileAttachment", "/Sound", "/Movie", "/Screen", "/3D", "/RichMedia"}
)


def strip_page(page: pikepdf.Page) -> None:
    """Remove what is not needed to show a page: threads, tags, actions, thumbnails."""
    with typed():  # the library does not accept a key whose bytes are not text
        for key in set(page.obj.keys()) - _PAGE_KEEPS:
            del page.obj[key]


def flatten(pdf: pikepdf.Pdf, kept: Collection[int]) -> int:
    """Draw form fields and markings of the kept pages (from 0) into them, and remove the form.

    Removes what only opens on a click: comments, attachments, a marking's text. Returns how many
    of these there were.
    """
    dropped = 0
    for number, page in enumerate(pdf.pages):
        marks = marks_of(page) if number in kept else ()
        staying = [mark for mark in marks if str(mark.get(Name.Subtype)) not in _COMMENTS]
        dropped += sum(mark.get(Name.Subtype) != Name.Popup for mark in marks) - len(staying)
        dropped += sum(map(_says_more, staying))
        page.obj.Annots = Array(staying)
    pdf.flatten_annotations("screen")
    if Name.AcroForm in pdf.Root:
        del pdf.Root.AcroForm
    return dropped


def appearances(page: pikepdf.Page) -> list[Stream]:
    """Return the appearances of a page's fields and markings: their text is not in its content."""
    return [look for mark in marks_of(page) for look in looks_of(mark)]


def rebuild_links(
    pdf: pikepdf.Pdf, page: pikepdf.Page, places: Places, may_stay: Callable[[int | str], bool]
) -> int:
    """Replace a page's annotations by new links to kept pages and to addresses.

    Visible markings without an appearance, which readers draw, are made anew as well, without their
    comments. `may_stay` takes a link's page, from 0, or its address. Returns how many other
    annotations were dropped.
    """
    links = []
    dropped = 0
    for mark in marks_of(page):
        if _is_drawn(page, mark):
            links.append(_marking(mark))
            continue
        if mark.get(Name.Subtype) != Name.Link:
            dropped += 1
            continue
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link)
        for key in _LINK_KEEPS:
            if key in mark:
                link[key] = _styled(key, mark[key])
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
    """Return a marking with only what draws it; for a text on the page, that includes its words."""
    new = Dictionary(Type=Name.Annot, Subtype=mark.Subtype)
    is_text = mark.Subtype == Name.FreeText
    for key in (*_MARKING_KEEPS, *(_TEXT_KEEPS if is_text else ())):
        if key in mark:
            new[key] = _styled(key, mark[key])
    return new


def _styled(key: Name, value: object) -> object:
    """Return a marking's value; of a style, only what the standard defines."""
    if key == Name.DA:
        said = _COMMENT.sub(" ", str(value)) if isinstance(value, pikepdf.String) else ""
        return pikepdf.String(" ".join(each[0] for each in _LETTERING.finditer(said)))
    if key not in _STYLE_KEEPS:
        return value
    style = value if isinstance(value, Dictionary) else Dictionary()
    kept = {part: style[part] for part in _STYLE_KEEPS[key] if part in style}
    return Dictionary({str(part): held for part, held in kept.items() if _is_plain(held)})


def _is_plain(value: object) -> bool:
    """Tell whether a value is a number or a name, or a list of these."""
    held = list(value) if isinstance(value, Array) else [value]
    return all(isinstance(each, int | Decimal | Name) for each in held)


def _is_drawn(page: pikepdf.Page, mark: Dictionary) -> bool:
    """Tell whether a PDF reader draws a marking without an appearance, visibly on the page."""
    if str(mark.get(Name.Subtype)) not in _DRAWN_BY_READERS or Name.AP in mark:
        return False
    flags: object = mark.get(Name.F)
    if isinstance(flags, int) and flags & _NOT_SEEN:
        return False
    if mark.Subtype != Name.FreeText:
        return True  # it has no words, and may be drawn outside its /Rect (12.5.6.10)
    shown = _shown_of(page, mark)
    # The cut has no layers for it, so that it would show even if its layer is off.
    return shown is not None and min(shown) >= _LEAST and Name.OC not in mark


def _shown_of(page: pikepdf.Page, mark: Dictionary) -> tuple[float, float] | None:
    """Return the width and height, in points, of a marking's part within the visible page."""
    sides = mark.get(Name.Rect)
    held: list[object] = list(sides) if isinstance(sides, Array) else []
    numbers = [float(side) for side in held if isinstance(side, int | Decimal)]
    if len(numbers) != 4:
        return None
    boxes = (numbers, [*map(float, page.mediabox)], [*map(float, page.cropbox)])
    wide, high = (
        min(max(box[at], box[at + 2]) for box in boxes)
        - max(min(box[at], box[at + 2]) for box in boxes)
        for at in (0, 1)
    )
    return (wide, high) if min(wide, high) >= 0 else None


def _says_more(mark: Dictionary) -> bool:
    """Tell whether a marking has text that is not visible on the page."""
    said = (mark.get(Name.Contents), mark.get(Name.RC))
    return str(mark.get(Name.Subtype)) in _SAYS_MORE and any(
        isinstance(text, pikepdf.String) and str(text).strip() for text in said
    )


def written_on(page: pikepdf.Page) -> Iterator[str]:
    """Yield the texts that were typed onto a page and that a PDF reader draws."""
    for mark in marks_of(page):
        said = mark.get(Name.Contents)
        if (
            mark.get(Name.Subtype) == Name.FreeText
            and isinstance(said, pikepdf.String)
            and _is_drawn(page, mark)
        ):
            yield str(said)


def sweep(pdf: pikepdf.Pdf) -> None:
    """Remove programs' data, dates, tags and scripts from every object."""
    for item in pdf.objects:
        if isinstance(item, Dictionary | Stream):
            for key in _DROPPED_ANYWHERE:
                if key in item:
                    del item[key]


def is_cropped(page: pikepdf.Page) -> bool:
    """Tell whether a page is larger than its visible part, by more than a point."""
    whole = [float(side) for side in page.mediabox]
    shown = [float(side) for side in page.cropbox]
    left, low, right, high = (one - other for one, other in zip(whole, shown, strict=True))
    return min(left, low) < -1 or max(right, high) > 1
