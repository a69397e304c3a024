"""Text in terminal cells: how wide it is, and where to break it."""

import re
from collections.abc import Iterator
from typing import Final

from cpconf.render.drawing.safe import ASCII_FOR

_COMMAND: Final = re.compile(r"(?:(?<= )|^)(cpconf (?:[^;,.]|[;,.](?! |$))+[;,.]?)")
"""A command within a message, up to the end of its clause."""

_NARROW = frozenset(map(chr, range(0x20, 0x7F))).union(ASCII_FOR)


def measure(text: str) -> int:
    """The cells that a text takes on a terminal; wide characters take two."""
    if text.isascii() or _NARROW.issuperset(text):
        return len(text)
    # Late, because most screens have no such text, and Rich's tables of widths cost a start-up.
    from rich.cells import cell_len  # noqa: PLC0415

    return cell_len(text)


def wrap(text: str, width: int, most: int) -> list[str]:
    """The text in lines of at most `width` cells, broken at spaces where that is possible.

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
    """A message in lines of at most `width` cells, those after the first indented.

    A command to type stays on one line, however long: broken, it could not be copied.

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
    """The words of a message, each command as one."""
    for place, part in enumerate(_COMMAND.split(text)):
        yield from [part] if place % 2 else part.split()


def _chop(word: str, width: int) -> list[str]:
    """A word in pieces that fit, for want of a space to break it at."""
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
