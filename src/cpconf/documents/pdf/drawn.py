"""Reading what a PDF draws outside the content of its pages, each drawing as a page of its own.

Annotations have appearances (ISO 32000-1, 12.5.5), shapes are filled with patterns (8.7.3), masks
are drawn too (11.6.5.3), and a text for screen readers (`ActualText`, 14.9.4) replaces the visible
text. A PDF reader's text of a page has none of these.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Stream

from cpconf.core.disclosure.searched_pages import Unread
from cpconf.documents.pdf.objects import items
from cpconf.documents.pdf.pictures import look_of
from cpconf.documents.pdf.text import is_unreadable, text_of

_COMMENTS: Final = frozenset(
    {
        "/Caret",
        "/Circle",
        "/FreeText",
        "/Highlight",
        "/Ink",
        "/Line",
        "/PolyLine",
        "/Polygon",
        "/Squiggly",
        "/Square",
        "/Stamp",
        "/StrikeOut",
        "/Text",
        "/Underline",
    }
)
"""Annotations that people add to comment on a page (ISO 32000-1, 12.5.6.2)."""

_SEEN_ANYWAY: Final = frozenset({"/FreeText", "/Stamp"})
"""Comments whose words everybody sees on the page: only their author is hidden."""

_SPOKEN: Final = b"ActualText"
_SILENCED: Final = b"ActualTexX"
_INLINE: Final = b"BI"
_LOOKED_INTO: Final = (Name.Pattern, Name.ExtGState, Name.XObject)
_DRAWS: Final = (b"T", b"Do", b"BI", b"sh")
_MOSTLY: Final = 0.5


@dataclass(slots=True)
class Marks:
    """The pages that have comments, and those that have marks for redaction."""

    comments: set[int] = field(default_factory=set)
    redactions: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The texts found, each with its page, and why pages cannot be searched."""

    texts: tuple[tuple[int, str], ...]
    unread: tuple[tuple[int, Unread], ...]
    patterned: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One drawing to be read as a page: the page it is on, and the share of that it covers."""

    page: int
    share: float


class Drawings:
    """A scratch document for everything that is drawn outside the pages' own content."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.marks = Marks()
        self._scratch = pikepdf.new()
        self._sheets: list[_Sheet] = []
        self._patterned: set[int] = set()
        self._known: dict[tuple[tuple[int, int], ...], _Within] = {}
        self._taken = ObjectSet()
        form = pdf.Root.get(Name.AcroForm)
        self._defaults = form.get(Name.DR) if isinstance(form, Dictionary) else None
        for number, page in enumerate(pdf.pages, start=1):
            self._take_annotations(number, page.obj)
            self._take_resources(number, page)

    def read(self) -> Drawn:
        """Read all drawings with PDFium."""
        texts: list[tuple[int, str]] = []
        unread: dict[int, Unread] = {}
        if self._sheets:
            with io.BytesIO() as file:
                self._scratch.save(file)
                with pdfium.PdfDocument(file) as document:
                    for sheet, page in zip(self._sheets, document, strict=True):
                        textpage = page.get_textpage()
                        text = text_of(textpage)
                        if any(map(str.isalnum, text)):
                            texts.append((sheet.page, text))
                        if is_unreadable(textpage, text):
                            unread.setdefault(sheet.page, Unread.LETTERS)
                        if sheet.share > _MOSTLY and look_of(page).pictured > _MOSTLY:
                            unread[sheet.page] = Unread.PICTURE
                        page.close()
        return Drawn(tuple(dict.fromkeys(texts)), tuple(unread.items()), frozenset(self._patterned))

    def _take_annotations(self, number: int, page: Dictionary) -> None:
        for annotation in items(page.get(Name.Annots)):
            if not isinstance(annotation, Dictionary):
                continue
            kind = str(annotation.get(Name.Subtype, ""))
            if kind == "/Redact":
                self.marks.redactions.add(number)
            if _is_comment(annotation, kind):
                self.marks.comments.add(number)
            share = _share(annotation, page)
            for stream in _appearances(annotation):
                self._add(number, stream, share=share)

    def _take_resources(self, number: int, page: pikepdf.Page) -> None:
        resources = page.resources
        within = self._of(resources)
        for stream in within.streams:
            self._add(number, stream)
        if within.pictured:
            self._patterned.add(number)
        held = page.obj.get(Name.Contents)
        parts = [held] if isinstance(held, Stream) else items(held)
        content = b"\n".join(part.read_bytes() for part in parts if isinstance(part, Stream))
        if _SPOKEN in content or _speaks(resources):
            self._add_silenced(number, content, resources)
        for form in within.spoken:
            if not self._taken.add(form):
                continue
            own = form.get(Name.Resources)
            self._add_silenced(
                number, form.read_bytes(), own if isinstance(own, Dictionary) else resources
            )

    def _of(self, resources: Object | None) -> "_Within":
        """Return what some resources contain; pages that share them share the result."""
        key = tuple(
            held.objgen
            for kind in _LOOKED_INTO
            if isinstance(resources, Dictionary) and (held := resources.get(kind)) is not None
        )
        if key not in self._known or (0, 0) in key:
            self._known[key] = _Within(resources)
        return self._known[key]

    def _add(self, number: int, stream: Stream, *, share: float = 0.0) -> None:
        """Add a stream, once: one that several pages share counts for the first of them."""
        if not self._taken.add(stream):
            return
        content = stream.read_bytes()
        if not any(each in content for each in _DRAWS):
            return
        copied = self._scratch.copy_foreign(stream)
        copied.Type, copied.Subtype = Name.XObject, Name.Form
        if Name.Resources not in copied and isinstance(self._defaults, Dictionary):
            copied.Resources = self._copied_fonts(self._defaults)
        box = stream.get(Name.BBox)
        copied.BBox = Array(list(box)) if isinstance(box, Array) else Array([0, 0, 1000, 1000])
        self._new_page(number, b"/F Do", Dictionary(XObject=Dictionary(F=copied)), box, share)

    def _add_silenced(self, number: int, content: bytes, resources: Object | None) -> None:
        """Add a content as it is seen, without its text for screen readers."""
        fonts = self._copied_fonts(resources) if isinstance(resources, Dictionary) else Dictionary()
        self._new_page(number, content.replace(_SPOKEN, _SILENCED), fonts, None, 0.0)

    def _copied_fonts(self, resources: Dictionary) -> Dictionary:
        copied = Dictionary()
        for name, font in _named(resources, Name.Font):
            if isinstance(font, Dictionary) and font.is_indirect:
                copied[name] = self._scratch.copy_foreign(font)
        return Dictionary(Font=copied)

    def _new_page(
        self, number: int, content: bytes, resources: Object, box: Object | None, share: float
    ) -> None:
        page = self._scratch.add_blank_page(page_size=(1000, 1000)).obj
        if isinstance(box, Array):
            page.MediaBox = Array(list(box))
        page.Resources = resources
        page.Contents = Stream(self._scratch, content)
        self._sheets.append(_Sheet(number, share))


class _Within:
    """What resources contain, and the resources within them.

    `streams` are patterns and masks, `spoken` forms with a text for screen readers; `pictured`
    means that a pattern has a picture in it.
    """

    def __init__(self, resources: Object | None) -> None:
        self.streams: list[Stream] = []
        self.spoken: list[Stream] = []
        self.pictured = False
        self._seen = ObjectSet()
        self._waiting: list[tuple[Object | None, bool]] = [(resources, False)]
        while self._waiting:
            holder, in_pattern = self._waiting.pop()
            for pattern in _values(holder, Name.Pattern):
                self._take_pattern(pattern)
            for state in _values(holder, Name.ExtGState):
                self._take_mask(state, in_pattern=in_pattern)
            for drawn in _values(holder, Name.XObject):
                self._take_drawn(drawn, in_pattern=in_pattern)

    def _take_pattern(self, pattern: Object) -> None:
        if isinstance(pattern, Stream) and self._seen.add(pattern):
            self.streams.append(pattern)
            self.pictured |= _INLINE in pattern.read_bytes()
            self._waiting.append((pattern.get(Name.Resources), True))

    def _take_mask(self, state: Object, *, in_pattern: bool) -> None:
        mask = state.get(Name.SMask) if isinstance(state, Dictionary) else None
        group = mask.get(Name.G) if isinstance(mask, Dictionary) else None
        if isinstance(group, Stream) and self._seen.add(group):
            self.streams.append(group)
            self._waiting.append((group.get(Name.Resources), in_pattern))

    def _take_drawn(self, drawn: Object, *, in_pattern: bool) -> None:
        if not isinstance(drawn, Stream):
            return
        if drawn.get(Name.Subtype) == Name.Image:
            self.pictured |= in_pattern
        elif self._seen.add(drawn):
            if _SPOKEN in drawn.read_bytes() or _speaks(drawn.get(Name.Resources)):
                self.spoken.append(drawn)
            self._waiting.append((drawn.get(Name.Resources), in_pattern))


def _is_comment(annotation: Dictionary, kind: str) -> bool:
    if kind not in _COMMENTS:
        return False
    words = () if kind in _SEEN_ANYWAY else (Name.Contents, Name.RC)
    says = (annotation.get(key) for key in (Name.T, *words))
    return any(each is not None and any(map(str.isalnum, str(each))) for each in says)


def _appearances(annotation: Dictionary) -> Iterator[Stream]:
    """Yield every appearance of an annotation: normal, rollover and down, in every state."""
    held = annotation.get(Name.AP)
    if not isinstance(held, Dictionary):
        return
    for appearance in held.values():
        if isinstance(appearance, Stream):
            yield appearance
        elif isinstance(appearance, Dictionary):
            yield from (state for state in appearance.values() if isinstance(state, Stream))


def _share(annotation: Dictionary, page: Dictionary) -> float:
    """Return about which share of a page an annotation covers."""
    whole = _area(pikepdf.Page(page).mediabox)
    return _area(annotation.get(Name.Rect)) / whole if whole else 0.0


def _area(box: Object | None) -> float:
    try:
        left, bottom, right, top = (float(str(side)) for side in items(box))
    except ValueError:
        return 0.0
    return abs((right - left) * (top - bottom))


def _speaks(resources: Object | None) -> bool:
    """Tell whether a property list has a text for screen readers."""
    return any(
        isinstance(each, Dictionary) and Name.ActualText in each
        for each in _values(resources, Name.Properties)
    )


def _named(holder: Object | None, kind: Name) -> list[tuple[str, Object]]:
    held = holder.get(kind) if isinstance(holder, Dictionary) else None
    return list(held.items()) if isinstance(held, Dictionary) else []


def _values(holder: Object | None, kind: Name) -> list[Object]:
    return [value for _, value in _named(holder, kind)]
