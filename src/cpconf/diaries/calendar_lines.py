"""The lines of a calendar from outside, reduced to the components and properties asked for.

Everything else (titles, places, notes, attachments) is dropped here: neither parsed nor kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cpconf.errors import DocumentFault

Kept = Mapping[str, frozenset[str]]
"""The components to keep, each with the properties to keep."""

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FOLD: Final = re.compile(r"\n[ \t]")
_NAME: Final = re.compile(r"[A-Za-z0-9-]+(?=[;:])", re.ASCII)
_VALUE: Final = re.compile(r"[^\":]*(?:\"[^\"]*\"[^\":]*)*:(.*)", re.DOTALL)


@dataclass(slots=True)
class Block:
    """A component of a calendar: its kept lines, unfolded, and the components inside it."""

    name: str
    lines: list[str] = field(default_factory=list)
    parts: list["Block"] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """Return the value (after the colon) of each line with this name."""
        found = (_VALUE.fullmatch(line) for line in self.lines if property_of(line) == name)
        return [value[1].strip() for value in found if value]

    def first(self, name: str) -> str:
        """Return the value of the first line with this name, or an empty text."""
        return next(iter(self.values(name)), "")

    def text(self) -> str:
        """Return the component in iCalendar form."""
        return "\r\n".join(self._written()) + "\r\n"

    def _written(self) -> Iterator[str]:
        yield f"BEGIN:{self.name}"
        yield from self.lines
        for part in self.parts:
            yield from part._written()  # noqa: SLF001 - the same class
        yield f"END:{self.name}"


def read_blocks(ics: bytes, kept: Kept, *, most: int) -> list[Block]:
    """Return the calendars in a file of at most `most` bytes, reduced to `kept`.

    Raises DocumentFault (exit 6) if the file is too large, damaged or not a calendar.
    """
    if len(ics) > most:
        raise DocumentFault(
            f"the calendar is larger than {most // 1_000_000} MB: export a shorter period"
        )
    calendars: list[Block] = []
    # The open components, outermost first; None for one that is not kept.
    path: list[tuple[str, Block | None]] = []
    for line in _lines(ics):
        name = property_of(line)
        if name == "BEGIN":
            opened = line[6:].strip().upper()
            path.append((opened, _open(opened, path, calendars, kept)))
        elif name == "END":
            if not path or path.pop()[0] != line[4:].strip().upper():
                raise _damaged("an END line has no matching BEGIN line")
        elif path and (block := path[-1][1]) is not None and name in kept[block.name]:
            block.lines.append(line)
    if path:
        raise _damaged("it breaks off before its end")
    if not calendars:
        raise DocumentFault("this is not a calendar: export one as an .ics file (iCalendar)")
    return calendars


def property_of(line: str) -> str:
    """Return the property name at the start of a line, in capitals, or an empty text."""
    found = _NAME.match(line)
    return found[0].upper() if found else ""


def _open(
    name: str, path: list[tuple[str, Block | None]], calendars: list[Block], kept: Kept
) -> Block | None:
    around = path[-1][1] if path else None
    if name not in kept or (around is None) is not (name == "VCALENDAR" and not path):
        return None
    block = Block(name)
    (around.parts if around else calendars).append(block)
    return block


def _lines(ics: bytes) -> Iterator[str]:
    encoding = next((name for mark, name in _MARKS if ics.startswith(mark)), "utf-8")
    text = ics.decode(encoding, errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise _damaged("it has characters that a calendar cannot have")
    return iter(_FOLD.sub("", text).split("\n"))


def _damaged(how: str) -> DocumentFault:
    return DocumentFault(f"the calendar is damaged: {how}; export it again")
