"""Where links and bookmarks of a PDF lead: to pages of the document itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

_DEEPEST: Final = 15


@dataclass(frozen=True, slots=True)
class Target:
    """A place in a document: the page, from 0, and how a viewer shows it."""

    page: int
    view: pikepdf.Destination

    def on(self, page: pikepdf.Page) -> Array:
        """Return the same view of another document's page."""
        view = self.view
        return pikepdf.Destination(
            page.obj,
            view.page_location,
            left=view.left,
            top=view.top,
            right=view.right,
            bottom=view.bottom,
            zoom=view.zoom,
        ).to_array()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark, with those below it."""

    title: str
    target: Target
    closed: bool = False
    children: tuple["Bookmark", ...] = ()


class Places:
    """The pages of one document, found from destinations: references, numbers or names."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

    def find(self, destination: object, action: object = None) -> Target | None:
        """Return the page that a link's `/Dest` or `/A` leads to; None outside this document."""
        if destination is None and isinstance(action, Dictionary):
            destination = action.get(Name.D) if action.get(Name.S) == Name.GoTo else None
        if not isinstance(destination, Array | pikepdf.String | Name):
            return None
        try:
            view = pikepdf.OutlineItem("", destination).resolved_destination(self._pdf)
        except TypeError:  # a place on the page, or a size, that is not a number
            return None
        if view is None:
            return None
        page: object = view.page
        if isinstance(page, int):
            number: int | None = page if 0 <= page < len(self._pages) else None
        else:
            number = self._pages.get(page.objgen) if isinstance(page, Dictionary) else None
        return None if number is None else Target(number, view)

    def bookmarks(self) -> tuple[Bookmark, ...]:
        """Return the bookmarks that lead to pages of this document."""
        try:
            return tuple(self._read(self._pdf.open_outline().root, 0))
        except pikepdf.OutlineStructureError:
            return ()

    def _read(self, items: Sequence[pikepdf.OutlineItem], depth: int) -> Iterator[Bookmark]:
        for item in items:
            below = tuple(self._read(item.children, depth + 1)) if depth < _DEEPEST else ()
            target = self.find(item.destination, item.action)
            if target is None and below:
                target = below[0].target  # this bookmark only groups others
            if target is not None:
                yield Bookmark(item.title, target, item.is_closed, below)


def settle_links(pdf: pikepdf.Pdf) -> None:
    """Make every link within a document refer to its page directly, so that it works in a copy."""
    places = Places(pdf)
    for page in pdf.pages:
        for mark in marks_of(page):
            action = mark.get(Name.A)
            inside = isinstance(action, Dictionary) and action.get(Name.S) == Name.GoTo
            if Name.Dest not in mark and not inside:
                continue
            target = places.find(mark.get(Name.Dest), action)
            for key in (Name.Dest, *([Name.A] if inside else [])):
                if key in mark:
                    del mark[key]
            if target is not None:
                mark.Dest = target.on(pdf.pages[target.page])


def marks_of(page: pikepdf.Page) -> tuple[Dictionary, ...]:
    """Return a page's annotations: links, form fields, comments."""
    found = page.obj.get(Name.Annots)
    if not isinstance(found, Array):
        return ()
    return tuple(mark for mark in found if isinstance(mark, Dictionary))


def outline_items(
    bookmarks: Sequence[Bookmark], page_of: Callable[[int], pikepdf.Page]
) -> list[pikepdf.OutlineItem]:
    """Return bookmarks for another document; `page_of` gives its page for an old page number."""
    items = []
    for bookmark in bookmarks:
        where = bookmark.target.on(page_of(bookmark.target.page))
        item = pikepdf.OutlineItem(bookmark.title, where)
        item.is_closed = bookmark.closed
        item.children = outline_items(bookmark.children, page_of)
        items.append(item)
    return items
