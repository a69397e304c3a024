"""The text of a PDF's pages, as PDFium reads it: the reader that is in most people's browsers."""

from itertools import islice
from typing import Final

import pypdfium2 as pdfium

from cpconf.errors import DocumentFault

MOST_TEXT: Final = 20_000_000
"""The characters that a document may hold before it is taken for a trap: some 5,000 full pages."""

TOO_MUCH: Final = (
    "the document holds more text than can be searched: split it, or print it anew as a PDF"
)
_EVERYWHERE: Final = (-1e6, -1e6, 1e6, 1e6)
_LINE_END_HYPHEN: Final = str.maketrans({"\x02": "-", "\ufffe": "-", "\r": None, "\x00": None})
_SCAN_LETTERS: Final = 40


def read_pages(document: pdfium.PdfDocument) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The text of every page, off its edges too, and the pages that show something without any.

    Pages count from 1. Raises DocumentFault (exit 6) where there is more than can be searched.
    """
    texts, silent = [], []
    room = MOST_TEXT
    for number, page in enumerate(document, start=1):
        text = page.get_textpage().get_text_bounded(*_EVERYWHERE).translate(_LINE_END_HYPHEN)
        room -= len(text)
        if room < 0:
            raise DocumentFault(TOO_MUCH)
        texts.append(text)
        if _is_silent(page, text):
            silent.append(number)
        page.close()
    return tuple(texts), tuple(silent)


def _is_silent(page: pdfium.PdfPage, text: str) -> bool:
    letters = sum(1 for _ in islice(filter(str.isalnum, text), _SCAN_LETTERS))
    if letters == 0:
        return next(page.get_objects(max_depth=1), None) is not None
    # A scan with a page number or a stamp upon it is still a scan.
    return letters < _SCAN_LETTERS and _is_mostly_picture(page)


def _is_mostly_picture(page: pdfium.PdfPage) -> bool:
    width, height = page.get_size()
    for picture in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > width * height / 2:
            return True
    return False
