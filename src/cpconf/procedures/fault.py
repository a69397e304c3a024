"""Faults of a procedure file: the file, the line, what is wrong and what is allowed."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cpconf.errors import UsageFault
from cpconf.procedures.locate import Path, locate

_LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with a file; `line` counts from 1, and is 0 where it is in no line."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """Return the fault as it is printed: `FILE:LINE: what; allowed: …`."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


class ProcedureFault(UsageFault):
    """A procedure or register file cannot be used; `faults` are all that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        """Set the message: the first fault, and how many more there are."""
        self.faults = tuple(faults)
        more = len(self.faults) - 1
        others = f"; {more} more: cpconf procedure check lists them" if more else ""
        super().__init__(f"{self.faults[0]}{others}")


@dataclass(frozen=True)
class Document:
    """The text of one file, and its name in faults."""

    origin: str
    text: str

    def fault(self, path: Path, message: str) -> Fault:
        """Return a fault at the line of the key at `path`, or of the nearest table around it."""
        return Fault(self.origin, self.line(path), message)

    def line(self, path: Path) -> int:
        """Return the line of the longest beginning of `path` in the file; 1 where it has none."""
        for length in range(len(path), 0, -1):
            if (line := self._lines.get(path[:length])) is not None:
                return line
        return 1

    @cached_property
    def _lines(self) -> dict[Path, int]:
        return locate(self.text)


def quoted(text: str) -> str:
    r"""Return words of a file for a message: in quotes, short and with nothing hidden.

    >>> print(quoted("bell\a"))
    "bell\x07"
    """
    shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    return '"' + "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown) + '"'


def allowed(wrong: str, words: Iterable[str]) -> str:
    """Return the end of a message about a word that is not in `words`: the closest, and all.

    >>> allowed("chiar", ["chair", "manager"])
    'did you mean "chair"? allowed: chair, manager'
    """
    known = list(words)
    return f"{did_you_mean(closest(wrong, known))}allowed: {', '.join(known)}"


def closest(wrong: str, words: Iterable[str], most: int = 1) -> list[str]:
    """Return the words that somebody may have meant, the likeliest first."""
    return difflib.get_close_matches(wrong[:_LONGEST_QUOTE], list(words), n=most)


def did_you_mean(words: Sequence[str]) -> str:
    """Return the question whether one of these words was meant; empty for no words."""
    return f"did you mean {' or '.join(map(quoted, words))}? " if words else ""
