"""The text of a PDF's pages, as read by PDFium, the reader in most people's browsers."""

import re
from array import array
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, repeat
from string import ascii_lowercase
from typing import Final

import pypdfium2 as pdfium
from pypdfium2 import raw

from cpconf.core.disclosure.searched_pages import Unread
from cpconf.documents.pdf.pictures import look_of
from cpconf.errors import DocumentFault

MOST_TEXT: Final = 20_000_000
"""The most characters that a document may have: some 5,000 full pages. More may be an attack."""

TOO_MUCH: Final = (
    "the document holds more text than can be searched: split it where it was written, and save "
    "each part as a PDF"
)
_EVERYWHERE: Final = (-1e6, -1e6, 1e6, 1e6)
_LINE_END_HYPHEN: Final = str.maketrans({"\x02": "-", "\ufffe": "-", "\r": None, "\x00": None})
_NO_LETTERS: Final = re.compile("[\ufffd\ufffe\ue000-\uf8ff]+")
_RUN: Final = re.compile(b"\x01+")
_ASCII_SIGNS: Final = dict.fromkeys(at for at in range(128) if not chr(at).isalnum())
_FEW: Final = 2
"""Up to this many letters in a row without a Unicode value are bullets, ticks or arrows."""
_MANY: Final = 10
_ASKED_FOR_ALL: Final = 200
_SHARE: Final = 0.25
_ENOUGH: Final = 40
_FEWEST_VOWELS: Final = 0.18
_LEADERS: Final = re.compile(r"[\s._\-\u2022\u00b7\u2026\u2013\u2014]+")
_SAME_LINE: Final = 0.45
_NEXT_LINE: Final = 0.8
_SHORT: Final = 6
_CELL: Final = 24
"""Up to this many letters a line may be a table cell; columns of longer text are not joined."""
_MOST_NEIGHBOURS: Final = 4


@dataclass(frozen=True, slots=True)
class PageText:
    """A page's text; `rows` has words that stand side by side; `why` it cannot be searched."""

    text: str
    rows: tuple[str, ...]
    why: Unread | None
    pictured: bool


def read_pages(
    document: pdfium.PdfDocument,
    numbers: Iterable[int] | None = None,
    *,
    silent: Container[int] | None = None,
) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """Return the text of every page, off its edges too, and the pages that cannot be searched.

    Pages count from 1; `numbers` are those to read. For a copy, `silent` are the original's pages
    that cannot be searched: only their letters are checked for a meaning, as the text of the others
    is compared. Raises DocumentFault (exit 6) where there is more text than can be searched.
    """
    numbers = range(1, len(document) + 1) if numbers is None else numbers
    texts: list[str] = []
    found: list[int] = []
    for number, page in zip(
        numbers, pages_of(document, numbers, rows=False, silent=silent), strict=True
    ):
        texts.append(page.text)
        if page.why is not None:
            found.append(number)
    return tuple(texts), tuple(found)


def pages_of(
    document: pdfium.PdfDocument,
    numbers: Iterable[int],
    *,
    rows: bool = True,
    also: Callable[[int, pdfium.PdfTextPage], None] | None = None,
    silent: Container[int] | None = None,
) -> Iterator[PageText]:
    """Yield these pages in order; `also` is called with each, while it is open.

    Pages count from 1. `silent` is as in `read_pages`. Raises DocumentFault (exit 6) where there is
    more text than can be searched.
    """
    room = MOST_TEXT
    for number in numbers:
        page = document[number - 1]
        textpage = page.get_textpage()
        text = text_of(textpage)
        room -= len(text)
        if room < 0:
            raise DocumentFault(TOO_MUCH)
        letters = sum(map(str.isalnum, text))
        look = look_of(page)
        why = look.why_unread(letters)
        if letters == 0 and why is None and raw.FPDFPage_CountObjects(page.raw):
            why = Unread.EMPTY
        asked = silent is None or number in silent
        if why is None and asked and is_unreadable(textpage, text):
            why = Unread.LETTERS
        beside = tuple(_rows(textpage)) if rows and letters else ()
        if also is not None:
            also(number, textpage)
        yield PageText(text, beside, why, look.has_picture)
        page.close()


def text_of(textpage: pdfium.PdfTextPage) -> str:
    """Return a page's text, off its edges too."""
    text: str = textpage.get_text_bounded(*_EVERYWHERE)
    return text.translate(_LINE_END_HYPHEN)


def is_unreadable(textpage: pdfium.PdfTextPage, text: str) -> bool:
    """Tell whether a page draws words whose letters cannot be read.

    A font may have no Unicode values, or none that mean a letter (private use, U+FFFD); one or two
    of these in a row are bullets or ticks. Or the text has hardly a letter or a vowel: then the
    font's values are not those of the letters that are seen.
    """
    drawn = textpage.get_text_range()
    without = [len(run) for run in _NO_LETTERS.findall(drawn)]
    if any(size > _FEW for size in without):
        return True
    missing = _without_meaning(textpage)
    if max(missing, default=0) > _FEW:
        return True
    lost = sum(without) + sum(missing)
    seen = _LEADERS.sub("", text)
    return lost >= max(_MANY, _SHARE * len(seen)) or _is_gibberish(seen)


def _without_meaning(textpage: pdfium.PdfTextPage) -> list[int]:
    """Return the lengths of the runs of characters that have no Unicode value in their font."""
    many = textpage.count_chars()
    # Asking for each of thousands of characters takes longer than reading the page. A sample of
    # one in three meets every run long enough to count, and short runs if they are a quarter of
    # the page.
    if many > _ASKED_FOR_ALL and 1 not in _lack_meaning(textpage, _some(many)):
        return []
    said = array("b", _lack_meaning(textpage, range(many))).tobytes()
    return [len(run) for run in _RUN.findall(said)]


def _lack_meaning(textpage: pdfium.PdfTextPage, some: Iterable[int]) -> Iterator[int]:
    """Yield 1 for each of some characters that has no Unicode value in its font, else 0."""
    return map(raw.FPDFText_HasUnicodeMapError, repeat(textpage.raw), some)


def _some(many: int) -> Iterable[int]:
    """Yield every third character, and both characters after every eighth of these."""
    step = _FEW + 1
    return chain(range(0, many, step), *(range(at, many, 8 * step) for at in range(1, step)))


def _is_gibberish(seen: str) -> bool:
    if len(seen) < _ENOUGH:
        return False
    # Only ASCII signs count as junk: others are often intended, such as emoji and tick boxes.
    junk = len(seen) - len(seen.translate(_ASCII_SIGNS))
    if junk > sum(map(str.isalnum, seen)):
        return True
    lower = seen.lower()
    latin = sum(map(lower.count, ascii_lowercase))
    return latin >= _ENOUGH and sum(map(lower.count, "aeiouy")) < _FEWEST_VOWELS * latin


@dataclass(frozen=True, slots=True)
class _Line:
    """A piece of text in one line: its place from left and bottom, and its height, in points."""

    left: float
    middle: float
    height: float
    order: int
    text: str


def _rows(textpage: pdfium.PdfTextPage) -> Iterator[str]:
    """Yield text that stands side by side but is not consecutive in the file, as in a table."""
    lines = sorted(_lines(textpage), key=lambda line: -line.middle)
    begin = 0
    while begin < len(lines):
        first = lines[begin]
        end = begin + 1
        while end < len(lines) and first.middle - lines[end].middle < _SAME_LINE * first.height:
            end += 1
        row = sorted(lines[begin:end], key=lambda line: line.left)
        apart = any(there.order != here.order + 1 for here, there in pairwise(row))
        if apart and min(len(line.text) for line in row) <= _CELL:
            yield " ".join(line.text for line in row)
        if len(row) == 1 and len(first.text) <= _SHORT:
            yield from _around(lines, begin)
        begin = end


def _around(lines: Sequence[_Line], at: int) -> Iterator[str]:
    """Yield a short text, such as a number, joined with each neighbouring line beside it."""
    short = lines[at]
    near = lines[max(at - _MOST_NEIGHBOURS, 0) : at + _MOST_NEIGHBOURS + 1]
    for other in near:
        if other is not short and abs(other.middle - short.middle) < _NEXT_LINE * other.height:
            first, last = sorted((short, other), key=lambda line: line.left)
            yield f"{first.text} {last.text}"


def _lines(textpage: pdfium.PdfTextPage) -> Iterator[_Line]:
    """Yield the lines of a page, each measured at its first letter or digit."""
    box = raw.FS_RECTF()
    start = 0
    for order, line in enumerate(textpage.get_text_range().split("\n")):
        shown = next((at for at, each in enumerate(line) if each.isalnum()), None)
        if shown is not None:
            index = raw.FPDFText_GetCharIndexFromTextIndex(textpage.raw, start + shown)
            if index >= 0 and raw.FPDFText_GetLooseCharBox(textpage.raw, index, box):
                middle, height = (box.top + box.bottom) / 2, abs(box.top - box.bottom)
                yield _Line(box.left, middle, height, order, line.strip())
        start += len(line) + 1
