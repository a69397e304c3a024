"""The proof that the pages left out of a document are gone from the file that was written."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO, Final

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Stream

from cpconf.core.reports import menus
from cpconf.documents.pdf.kept_pages import Kept
from cpconf.documents.pdf.objects import QPDF_RAISES, instructions, within
from cpconf.documents.pdf.resources import digest
from cpconf.documents.pdf.shown_pages import opened
from cpconf.documents.proof import Defect, Unproven

_WORD: Final = re.compile(r"[^\W\d_]{5,}")
_LETTERS: Final = re.compile(r"[\W\d_]+")
_HYPHENS: Final = re.compile("[\u00ad\u0002\ufffe]\\s*")
_SHOWS_TEXT: Final = "Tj TJ ' \" BDC DP"
_PARTS_OF_FONTS: Final = (
    Name.CIDSet,
    Name.CIDToGIDMap,
    Name.Encoding,
    Name.FontFile,
    Name.FontFile2,
    Name.FontFile3,
    Name.JBIG2Globals,
    Name.ToUnicode,
    Name.UseCMap,
)
_KNOWN_BY: Final = (
    Name.FunctionType,
    Name.HalftoneType,
    Name.ShadingType,
)


@dataclass(frozen=True, slots=True)
class Gone:
    """What must not be in the new file, which has this number of pages.

    `words` are only on pages left out; `streams` are digests of what only those draw.
    """

    pages: int
    words: frozenset[str]
    streams: frozenset[bytes]


def words_of(text: str) -> set[str]:
    """Return the words of five letters and more, in lower case."""
    return set(_WORD.findall(_plain(text)))


def words_gone(texts: Sequence[str], kept: Collection[int], also_kept: Sequence[str]) -> set[str]:
    """Return the words that are only on pages left out; `kept` counts pages from 1.

    A word that a kept page breaks over two lines, or spaces out, counts as kept.
    """
    staying = [text for number, text in enumerate(texts, start=1) if number in kept]
    squeezed = "\n".join(_LETTERS.sub("", _plain(text)) for text in [*staying, *also_kept])
    going: set[str] = set()
    for number, text in enumerate(texts, start=1):
        if number not in kept:
            going |= words_of(text)
    return {word for word in going if word not in squeezed}


def prove(file: BinaryIO, gone: Gone, *, password: str = "") -> None:
    """Search a file that `cut` made for what was left out; it may be encrypted.

    Raises Unproven (exit 6), which names the check that failed.
    """
    try:
        with pikepdf.open(file, password=password) as pdf:
            if len(pdf.pages) != gone.pages:
                raise _unproven(Defect.PAGES)
            if any(_is_gone_stream(item, gone) for item in pdf.objects):
                raise _unproven(Defect.DRAWN)
            if any(words_of(text) & gone.words for text in _strings(pdf)):
                raise _unproven(Defect.HELD)
        if any(words_of(text) & gone.words for text in _shown(file, password)):
            raise _unproven(Defect.SHOWN)
    except pikepdf.PasswordError as error:
        raise _unproven(Defect.LOCKED_OUT) from error
    except QPDF_RAISES as error:  # PDFium's own error is a RuntimeError
        raise _unproven(Defect.DAMAGED) from error


def prove_kept(
    file: BinaryIO, kept: Kept, *, password: str = "", told: Callable[[float], None] | None = None
) -> None:
    """Compare the text and look of every page of a cut file with the original; it may be encrypted.

    Raises Unproven (exit 6), which names the check that failed.
    """
    try:
        with opened(file, password) as document, pikepdf.open(file, password=password) as pdf:
            if len(document) != len(kept.pages):
                raise _unproven(Defect.PAGES)
            for which, number in enumerate(kept.numbers):
                if told is not None:
                    told(which / len(kept.numbers))
                defect = kept.defect(which, document, pdf, which)
                if defect is not None:
                    raise Unproven(
                        defect,
                        f"page {number} would not come out as it is ({defect}), so nothing was "
                        f"cut.\n{kept.advice}",
                    )
    except QPDF_RAISES as error:  # PDFium's own error is a RuntimeError
        raise _unproven(Defect.DAMAGED) from error


def shown_on_pages(content: bytes) -> list[str]:
    """Return the text of each page of a PDF, without text off the page's edges."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def strings_drawn(content: pikepdf.Object | pikepdf.Page) -> Iterator[str]:
    """Yield the text that a content stream shows or carries, if it is encoded as letters."""
    for instruction in instructions(content, _SHOWS_TEXT):
        operands = list(instruction.operands)
        if str(instruction.operator) in {"BDC", "DP"}:
            yield from _below(operands)
        else:
            pieces = list(operands[-1]) if isinstance(operands[-1], Array) else operands
            yield "".join(
                bytes(piece).decode("latin-1")
                for piece in pieces
                if isinstance(piece, pikepdf.String)
            )


def _shown(file: BinaryIO, password: str) -> Iterator[str]:
    """Yield the text of every page as PDFium reads it, in any font, also off the page's edges."""
    with pypdfium2.PdfDocument(file, password=password) as document:
        for page in document:
            yield page.get_textpage().get_text_range()


def _unproven(defect: Defect) -> Unproven:
    if defect in {Defect.DRAWN, Defect.HELD, Defect.SHOWN}:
        told = (
            "a page that was kept also holds text or a picture of pages left out, so the document "
            "cannot be cut safely.\nCut the report where it was written, and save that as PDF"
        )
    else:
        told = (
            f"the cut document did not pass its checks ({defect}) and was thrown away:\n"
            f"{menus.ANEW}, and cut that"
        )
    return Unproven(defect, told)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", _HYPHENS.sub("", text)).casefold()


def _is_gone_stream(item: object, gone: Gone) -> bool:
    return isinstance(item, Stream) and digest(item) in gone.streams


def _strings(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield every text of a file: in its content, and in everything else in it."""
    known = _known_streams(pdf)
    for page in pdf.pages:
        contents = page.obj.get(Name.Contents)
        pieces = list(contents) if isinstance(contents, Array) else [contents]
        known |= {piece.objgen for piece in pieces if isinstance(piece, Stream)}
    for scope in pdf.content_scopes():
        known.add(scope.content.objgen)
        yield from strings_drawn(scope.content)
    for item in pdf.objects:
        yield from _below([item])
        if isinstance(item, Stream) and item.objgen not in known:
            yield item.read_bytes().decode("latin-1")
    yield from _below([value for key, value in pdf.trailer.items() if key != "/ID"])


def _below(items: Sequence[object]) -> Iterator[str]:
    """Yield the strings within values, without following references to other objects."""
    for item in items:
        if isinstance(item, pikepdf.String):
            yield str(item)
        elif isinstance(item, Array):
            yield from _below([value for value in item if not _elsewhere(value)])
        elif isinstance(item, Dictionary | Stream) and not _is_about_font(item):
            yield from _below([value for _, value in item.items() if not _elsewhere(value)])


def _is_about_font(item: Dictionary | Stream) -> bool:
    """Tell whether a dictionary's strings describe a font, so that no author wrote them."""
    # Every font descriptor has these two (Table 120), even one without its type.
    is_description = Name.FontName in item and Name.Flags in item
    return is_description or item.get(Name.Type) == Name.FontDescriptor or Name.Registry in item


def _elsewhere(value: object) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _known_streams(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Return the streams that have no author's words: fonts and their tables, pictures, colours."""
    known: set[tuple[int, int]] = set()
    for item in chain.from_iterable(map(within, pdf.objects)):
        if isinstance(item, Array):
            is_colour = list(item)[:1] == [Name.ICCBased]
            parts: list[Object | None] = [*item] if is_colour else []
        else:
            parts = [item.get(key) for key in _PARTS_OF_FONTS]
            # The objects in an object stream are searched one by one, like all others.
            if (
                item.get(Name.Subtype) == Name.Image
                or item.get(Name.Type) == Name.ObjStm
                or any(key in item for key in _KNOWN_BY)
            ):
                parts.append(item)
        known |= {part.objgen for part in parts if isinstance(part, Stream)}
    return known
