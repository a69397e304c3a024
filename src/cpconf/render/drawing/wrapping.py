"""Text in terminal cells: how wide it is, and where to break it."""

import re
from collections.abc import Iterator
from typing import Final

from cpconf.render.drawing.safe import ASCII_FOR

_COMMAND: Final = re.compile(r"(?:(?<= )|^)(cpconf (?:[^;,.]|[;,.](?! |$))+[;,.]?)")
"""A command within a message, up to the end of its clause."""

_NARROW = frozenset(map(chr, range(0x20, 0x7F))).union(ASCII_FOR)


def measure(text: str) -> int:
    """Return the cells that a text takes on a terminal; wide characters take two."""
    if text.isascii() or _NARROW.issuperset(text):
        return len(text)
    # Imported late: few screens have such text, and Rich's tables of widths are slow to import.
    from rich.cells import cell_len  # noqa: PLC0415

    return cell_len(text)


def wrap(text: str, width: int, most: int) -> list[str]:
    """Break a text into lines of at most `width` cells, at spaces where possible.

    After `most` lines the rest is cut, and the last line ends in an ellipsis.

    >>> wrap("the day before a Monday is a Sunday", 14, 2)
    ['the day before', 'a Monday is...']
    """
    width = max(2, width)
    if measure(text) <= width:
        return [text]
    lines: list[str] = []
    line = ""
    for word in text[: width * (most + 1)].split(" "):
        joined = f"{line} {word}" if line else word
        if measure(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = _chop(word, width)
        lines += whole
        if len(lines) > most:
            break
    lines.append(line)
    if len(lines) > most or len(text) > width * (most + 1):
        kept = lines[:most]
        return [*kept[:-1], _shorten(kept[-1], width)]
    return lines


def wrap_message(text: str, width: int) -> list[str]:
    """Break a message into lines of at most `width` cells, those after the first indented.

    A command stays on one line, however long, so that it can be copied.

    >>> wrap_message("nobody is on record: cpconf person add A-1", 21)
    ['nobody is on record:', '  cpconf person add A-1']
    """
    lines = [""]
    for piece in _pieces(text):
        joined = f"{lines[-1]} {piece}" if lines[-1] else piece
        if measure(joined) <= width or not lines[-1]:
            lines[-1] = joined
        else:
            lines.append(f"  {piece}")
    return lines


def _pieces(text: str) -> Iterator[str]:
    """Yield the words of a message, each command as one word."""
    for place, part in enumerate(_COMMAND.split(text)):
        yield from [part] if place % 2 else part.split()


def _chop(word: str, width: int) -> list[str]:
    """Break a word that is longer than a line into pieces that fit."""
    pieces = [""]
    for character in word:
        if measure(pieces[-1] + character) > width:
            pieces.append("")
        pieces[-1] += character
    return pieces


def _shorten(line: str, width: int) -> str:
    dots = "..."[:width]
    line = line.rstrip()
    while line and measure(line) > width - len(dots):
        line = line[:-1].rstrip()
    return line + dots
