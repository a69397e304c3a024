"""Finding the line of a key in the text of a TOML file.

The standard library's reader keeps no positions. So this reads the text a second time when there is
a fault to report. It expects valid TOML, and keeps only the lines.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""The path to a key: names of tables and keys, and places in arrays, counted from 0."""

_DEEPEST = 5  # no form goes deeper, and a hostile file must not fill the memory

_TOKEN = re.compile(
    r"""
    (?P<skip>[ \t]+|\#[^\n]*)
    |(?P<end>\n)
    |(?P<text>
        \"{3}(?:\\[\s\S]|[^\\])*?\"{3}\"{0,2}
        |'{3}[\s\S]*?'{3}'{0,2}
        |\"(?:\\.|[^\"\\\n])*\"
        |'[^'\n]*'
    )
    |(?P<mark>[\[\]{}=,])
    |(?P<bare>[^\s\[\]{}=,\#\"']+)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


_NOTHING = _Token("end", "", 0)


def locate(text: str) -> dict[Path, int]:
    r"""Return the line, counted from 1, of every table, key and array element of a TOML text.

    >>> locate('format = 1\n[[task]]\nfacts = [\n  "split",\n]')[("task", 0, "facts", 0)]
    4
    """
    walk = _KeyWalk(_tokens(text))
    walk.file()
    return walk.lines


def _tokens(text: str) -> Iterator[_Token]:
    line, at = 1, 0
    while found := _TOKEN.match(text, at):
        kind, at = str(found.lastgroup), found.end()
        if kind != "skip":
            yield _Token(kind, found[0], line)
        line += found[0].count("\n") if kind in {"text", "end"} else 0
    yield _Token("end", "", line)


@dataclass(slots=True)
class _Open:
    """An array or inline table that the walk is inside."""

    path: Path
    is_array: bool
    place: int = 0


@dataclass(slots=True)
class _KeyWalk:
    tokens: Iterator[_Token]
    lines: dict[Path, int] = field(default_factory=dict)
    _tables: dict[Path, int] = field(default_factory=dict)

    def file(self) -> None:
        """Walk the headers and keys of the whole file."""
        table: Path = ()
        for token in self.tokens:
            if token.text == "[":
                table = self._header(token.line)
            elif token.kind in {"bare", "text"}:
                self._value(self._key(table, token))

    def _header(self, line: int) -> Path:
        first = self._next()
        of_array = first.text == "["
        parts = self._parts(self._next() if of_array else first, "]")
        path: Path = ()
        for part in parts[: -1 if of_array else None]:
            path = self._note(path, part, line)
            if path in self._tables:
                path = (*path, self._tables[path])
        if of_array:
            path = self._note(path, parts[-1], line)
            self._tables[path] = self._tables.get(path, -1) + 1
            path = self._note(path, self._tables[path], line)
        return path

    def _key(self, table: Path, first: _Token) -> Path:
        path = table
        for part in self._parts(first, "="):
            path = self._note(path, part, first.line)
        return path

    def _parts(self, token: _Token, closing: str) -> list[str]:
        """Return the names of a dotted key, up to the mark that ends it."""
        parts: list[str] = []
        while token.text not in {closing, ""}:
            if token.kind == "text":
                parts.append(_unquoted(token.text))
            else:
                parts.extend(part for part in token.text.split(".") if part)
            token = self._next()
        return parts[:_DEEPEST] or [""]

    def _value(self, path: Path) -> None:
        """Walk one value, with a stack in place of recursion, however deep it is."""
        token = self._next()
        if token.text not in {"[", "{"}:
            while token.kind != "end":  # a date and its time may be two words
                token = self._next()
            return
        stack = [_Open(path, token.text == "[")]
        fresh = True
        for token in self.tokens:
            inside = stack[-1]
            if token.kind == "mark" and token.text in "]}":
                stack.pop()
                if not stack:
                    return
                fresh = False
            elif token.text == ",":
                inside.place += 1
                fresh = True
            elif fresh and token.kind != "end":
                if inside.is_array:
                    path, value = self._note(inside.path, inside.place, token.line), token
                else:
                    path, value = self._key(inside.path, token), self._next()
                fresh = value.text in {"[", "{"}
                if fresh:
                    stack.append(_Open(path, value.text == "["))

    def _next(self) -> _Token:
        return next(self.tokens, _NOTHING)

    def _note(self, path: Path, part: str | int, line: int) -> Path:
        """Return the path one step longer, and keep the line where it was first seen."""
        if len(path) >= _DEEPEST:
            return path
        longer = (*path, part)
        self.lines.setdefault(longer, line)
        return longer


def _unquoted(text: str) -> str:
    return str(tomllib.loads(f"key = {text}")["key"])


def deepest(text: str) -> int:
    """Return the line where arrays and inline tables are nested most deeply."""
    depth, most, line = 0, 0, 1
    for token in _tokens(text):
        if token.kind == "mark":
            depth += (token.text in "[{") - (token.text in "]}")
            if depth > most:
                most, line = depth, token.line
    return line
