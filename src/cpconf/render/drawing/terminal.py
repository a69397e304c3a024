"""What a stream can show: its width, its characters, and whether to use colour."""

import codecs
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

from cpconf.render.drawing.wrapping import wrap_message

DEFAULT_WIDTH = 80
LEAST_WIDTH = 30
_DUMB = frozenset({"dumb", "unknown"})


@dataclass(frozen=True, slots=True)
class Terminal:
    """What one stream can show, from the stream itself and the environment.

    `coloured` allows style codes of any kind, bold included. `spelt` asks for ASCII symbols. `live`
    is a terminal on which a line may be redrawn.
    """

    width: int
    coloured: bool
    encoding: str
    spelt: bool
    live: bool

    @classmethod
    def of(cls, stream: TextIO, environ: Mapping[str, str], width: int | None = None) -> "Terminal":
        """Find out what a stream can show: no colour with NO_COLOR, with TERM=dumb, or in a pipe.

        FORCE_COLOR and CLICOLOR_FORCE give a pipe colour unless NO_COLOR is set.
        """
        tty = _is_tty(stream)
        dumb = environ.get("TERM", "").lower() in _DUMB
        encoding = _encoding(stream)
        return cls(
            width=max(LEAST_WIDTH, width or _width(stream, environ, tty=tty)),
            coloured=_wants_colour(environ, tty=tty, dumb=dumb),
            encoding=encoding,
            spelt=_is_c_locale(environ) or encoding != "utf-8",
            live=tty and not dumb,
        )

    def message(self, text: str, *, less: int = 0) -> list[str]:
        """Return the lines of a message: wrapped on a terminal, else one line.

        `less` is how many cells of the width are in use already.
        """
        return wrap_message(text, self.width - less) if self.live else [text]

    @property
    def is_utf8(self) -> bool:
        """Whether the stream can show every character."""
        return self.encoding == "utf-8"


def _is_tty(stream: TextIO) -> bool:
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def _width(stream: TextIO, environ: Mapping[str, str], *, tty: bool) -> int:
    given = environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given[:6]) > 0:
        return int(given[:6])
    if tty:
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
            return columns - (os.name == "nt") or DEFAULT_WIDTH
        except (OSError, ValueError):
            pass
    return DEFAULT_WIDTH


def _wants_colour(environ: Mapping[str, str], *, tty: bool, dumb: bool) -> bool:
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return tty and not dumb and environ.get("CLICOLOR") != "0"


def _is_c_locale(environ: Mapping[str, str]) -> bool:
    coerced = environ.get("LC_CTYPE") in {"C.UTF-8", "C.utf8", "UTF-8"}
    if coerced and not environ.get("LC_ALL") and environ.get("LANG") in {"C", "POSIX"}:
        return True  # Python set LC_CTYPE itself (PEP 538)
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        if value := environ.get(name):
            return value in {"C", "POSIX"}
    return False


def _encoding(stream: TextIO) -> str:
    """Return the stream's encoding by its standard name; UTF-8 where the stream names none."""
    try:
        name = codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name
    except LookupError:
        return "ascii"
    return "utf-8" if name == "utf-8-sig" else name
