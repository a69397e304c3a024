"""The process that recognises pages of a PDF with Tesseract, with limits on memory and time.

PDFium draws a page; its picture goes to Tesseract, and the words come back, through pipes. Neither
is ever written to the disk. Tesseract runs within the same limits.
"""

import contextlib
import hashlib
import json
import math
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

import pypdfium2 as pdfium

from cpconf.documents.inspection.recognition import Pages
from cpconf.processes.bounds import answering, bound

SURE: Final = 90
"""A page counts as searched from this mean confidence of Tesseract over its words, in %."""
UNSURE_WORD: Final = 60
MOST_UNSURE: Final = 1 / 20
"""The largest share of a page's words that may have less confidence than `UNSURE_WORD`, in %."""
STEEPEST: Final = 0.06
"""The steepest slope of a page's lines, some 3.5 degrees: beyond it Tesseract loses their ends.

It may miss whole lines on less steep pages, mostly rising ones: see `MOST_UNREAD`.
"""
FEWEST_WORDS: Final = 3
MOST_UNREAD: Final = 1 / 4
"""The largest share of a page's dark dots that may be outside its words: beyond it lines were
missed."""

_DPI: Final = 300
_MOST_PIXELS: Final = 25_000_000
_COLUMNS: Final = 12
_WORD: Final = "5"
_WIDE: Final = 300
_DARK: Final = bytes([1] * 128 + [0] * 128)
_RULE: Final = re.compile(b"\x01{100,}")
"""A dark run longer than any letter is wide: a ruled line, a border, a scanner's edge."""
_EVERY: Final = 4
_AT_ONCE: Final = 2


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with its line, its place in pixels, and Tesseract's confidence in per cent."""

    line: tuple[str, ...]
    left: int
    top: int
    right: int
    bottom: int
    sure: float
    text: str


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The text recognised on a page; `doubtful` means that it must not be relied on.

    `failed` means that Tesseract could not be run, or reported a failure.
    """

    text: str
    words: int
    sure: int
    doubtful: bool
    failed: bool = False


def main() -> None:
    """Recognise the pages that standard input names; write one line of JSON for each."""
    order: Pages = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_asker, daemon=True).start()
    with answering() as say:
        bound(order["seconds"], order["memory"])
        for reading in recognised(order):
            say({name: getattr(reading, name) for name in RecognisedPage.__slots__})


def _end_with_asker() -> None:
    """End this process and its Tesseract processes once the parent has ended."""
    sys.stdin.buffer.read()
    if sys.platform != "win32":
        os.killpg(0, signal.SIGKILL)


def recognised(order: Pages) -> Iterator[RecognisedPage]:
    """Yield the pages in order, a few recognised at once; none if the file has changed."""
    with open(order["path"], "rb") as file:  # noqa: PTH123 - given as text
        if hashlib.file_digest(file, "sha256").hexdigest() != order["sha256"]:
            return
        with pdfium.PdfDocument(file) as document, ThreadPoolExecutor(_AT_ONCE) as pool:
            waiting: list[Future[RecognisedPage]] = []
            for page in order["pages"]:
                drawn = picture(document, page)
                waiting.append(pool.submit(read, order["program"], drawn, order["page_seconds"]))
                if len(waiting) > _AT_ONCE:  # limits how many pictures are in memory
                    yield waiting.pop(0).result()
            yield from (each.result() for each in waiting)


def picture(document: pdfium.PdfDocument, number: int) -> bytes:
    """Draw a page in grey, as a PGM file: 300 dots per inch, fewer for a very large page."""
    page = document[number - 1]
    width, height = page.get_size()
    scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / max(1.0, width * height)))
    bitmap = page.render(scale=scale, grayscale=True)
    page.close()
    rows = memoryview(bitmap.buffer).cast("B")
    lines = (
        rows[at * bitmap.stride : at * bitmap.stride + bitmap.width] for at in range(bitmap.height)
    )
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(lines)


def read(program: str, drawn: bytes, seconds: float) -> RecognisedPage:
    """Return what Tesseract reads in a picture; no text where it fails or takes too long."""
    wanted = {"PATH", "TESSDATA_PREFIX", "SYSTEMROOT"}
    try:
        done = subprocess.run(  # noqa: S603 - its path was looked up, and nothing else is given
            # --psm 1 also turns rotated pages; reports are in English.
            [program, "-", "-", "-l", "eng", "--psm", "1", "-c", "tessedit_create_tsv=1"],
            input=drawn,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: value for name, value in os.environ.items() if name.upper() in wanted}
            | {"OMP_THREAD_LIMIT": "1"},
            timeout=seconds,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return reading("")
    except (OSError, subprocess.SubprocessError):
        return replace(reading(""), failed=True)
    return reading(done.stdout.decode("utf-8", "replace"), drawn)


def reading(table: str, drawn: bytes = b"") -> RecognisedPage:
    """Return a page from Tesseract's table: its words line by line, and the confidence.

    `drawn` is its picture, as a PGM file. Much that is dark and in no word means that Tesseract
    missed lines, however confident it is of the others.
    """
    words = list(_words(table))
    if not words:
        return RecognisedPage("", 0, 0, doubtful=True)
    sure = sum(word.sure for word in words) / len(words)
    unsure = sum(word.sure < UNSURE_WORD for word in words)
    lines: dict[tuple[str, ...], list[_Word]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word)
    doubtful = (
        sure < SURE
        or unsure > MOST_UNSURE * len(words)
        or len(words) < FEWEST_WORDS
        or _steepness(lines.values()) > STEEPEST
        or _passed_over(words, drawn) > MOST_UNREAD
    )
    text = "\n".join(" ".join(word.text for word in line) for line in lines.values())
    return RecognisedPage(text, len(words), math.floor(sure), doubtful=doubtful)


def _steepness(lines: Iterable[list[_Word]]) -> float:
    """Return the median slope of the lines, without its sign."""
    rises = [
        abs(line[-1].bottom - line[0].bottom) / (line[-1].left - line[0].left)
        for line in lines
        if line[-1].left - line[0].left >= _WIDE
    ]
    return median(rises) if rises else 0.0


def _passed_over(words: Iterable[_Word], drawn: bytes) -> float:
    """Return the share of a picture's dark dots, without ruled lines, that no word covers."""
    head, _, pixels = drawn.partition(b"\n")
    if not pixels:
        return 0.0
    wide, high = map(int, head.split()[1:3])
    spans: dict[int, list[_Word]] = {}
    for word in words:
        for y in range(word.top - word.top % _EVERY, word.bottom + 1, _EVERY):
            spans.setdefault(y, []).append(word)
    dark = within = 0
    for y in range(0, high, _EVERY):
        row = _RULE.sub(_nothing, pixels[y * wide : (y + 1) * wide].translate(_DARK))
        dark += (all_of_it := row.count(1))
        left = bytearray(row)
        for word in spans.get(y, ()):
            left[word.left : word.right] = bytes(len(left[word.left : word.right]))
        within += all_of_it - left.count(1)
    return 1 - within / dark if dark else 0.0


def _nothing(line: re.Match[bytes]) -> bytes:
    return bytes(len(line.group()))


def _words(table: str) -> Iterator[_Word]:
    """Yield the words of Tesseract's table, whose columns are separated by tabs."""
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != _COLUMNS or cells[0] != _WORD or not cells[11].strip():
            continue
        with contextlib.suppress(ValueError):  # a cell is not a number
            left, top, width, height = map(int, cells[6:10])
            yield _Word(
                tuple(cells[1:5]),
                *(left, top, left + width, top + height),
                sure=float(cells[10]),
                text=cells[11],
            )
