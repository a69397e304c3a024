"""The first look at a calendar that a stranger made: its lines, and of them only what is asked for.

Nothing but the components and properties that the caller names gets any further. What is left out
here (titles, places, notes, attachments) is neither understood nor kept.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cpconf.errors import DocumentFault

Kept = Mapping[str, frozenset[str]]
"""The components that are looked at, each with the properties that are."""

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FOLD: Final = re.compile(r"\n[ \t]")
_NAME: Final = re.compile(r"[A-Za-z0-9-]+(?=[;:])", re.ASCII)
_VALUE: Final = re.compile(r"[^\":]*(?:\"[^\"]*\"[^\":]*)*:(.*)", re.DOTALL)


@dataclass(slots=True)
class Block:
    """A component of a calendar: the lines that were asked for, unfolded, and what lies in it."""

    name: str
    lines: list[str] = field(default_factory=list)
    parts: list["Block"] = field(default_factory=list)

    def values(self, name: str) -> list[str]:
        """What stands behind the colon in each line of that name."""
        found = (_VALUE.fullmatch(line) for line in self.lines if property_of(line) == name)
        return [value[1].strip() for value in found if value]

    def first(self, name: str) -> str:
        """What stands in the first line of that name, or nothing."""
        return next(iter(self.values(name)), "")

    def text(self) -> str:
        """The component as a calendar has it."""
        return "\r\n".join(self._written()) + "\r\n"

    def _written(self) -> Iterator[str]:
        yield f"BEGIN:{self.name}"
        yield from self.lines
        for part in self.parts:
            yield from part._written()  # noqa: SLF001 - another of its kind
        yield f"END:{self.name}"


def read_blocks(ics: bytes, kept: Kept, *, most: int) -> list[Block]:
    """The calendars in a file of at most `most` bytes, each with what is asked for.

    Raises DocumentFault where it is too large, is no calendar, or ends in the middle of one.
    """
    if len(ics) > most:
        raise DocumentFault(
            f"the calendar is larger than {most // 1_000_000} MB: export a shorter time of it"
        )
    calendars: list[Block] = []
    # Where we are: the components that are open, None for one that is passed over.
    path: list[tuple[str, Block | None]] = []
    for line in _lines(ics):
        name = property_of(line)
        if name == "BEGIN":
            opened = line[6:].strip().upper()
            path.append((opened, _open(opened, path, calendars, kept)))
        elif name == "END":
            if not path or path.pop()[0] != line[4:].strip().upper():
                raise _damaged("a component of it ends that never began")
        elif path and (block := path[-1][1]) is not None and name in kept[block.name]:
            block.lines.append(line)
    if path:
        raise _damaged("it ends in the middle")
    if not calendars:
        raise DocumentFault("this is no calendar: export one as an .ics file (iCalendar)")
    return calendars


def property_of(line: str) -> str:
    """The name that a line begins with, in capitals; empty where it has none."""
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
        raise _damaged("it has characters that no calendar has")
    return iter(_FOLD.sub("", text).split("\n"))


def _damaged(how: str) -> DocumentFault:
    return DocumentFault(f"the calendar is damaged: {how}; export it again")
