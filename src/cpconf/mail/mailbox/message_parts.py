"""Splitting a message into its parts, with limits: a stranger may have built it to do harm.

The standard library's parser makes an object for every part and header line before anything can be
counted. So a message is split here, and the library reads only headers of limited size.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32  # the newer parser stumbles over damaged addresses
from typing import Final

from cpconf.errors import DocumentFault

LARGEST: Final = 40_000_000
"""The most bytes of a message."""
MOST_PARTS: Final = 50
DEEPEST: Final = 10
MOST_FIELDS: Final = 200
LONGEST_HEADER: Final = 1 << 18

LONGEST_FIELD: Final = 8000
_LONGEST_BOUNDARY: Final = 200
_HEAD: Final = 4096
_END_OF_HEADER: Final = re.compile(rb"\r?\n\r?\n")
_FIELD: Final = re.compile(rb"(?:\A|\n)[^ \t\r\n]")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
ENCLOSING: Final = frozenset({"message/rfc822", "message/global"})


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One part of a message, with its content still encoded.

    A message within the message is a part without content, with that message's header, and comes
    before its own parts; all of these are `enclosed`.
    """

    header: Message = field(repr=False)
    type: str
    enclosed: bool
    _source: bytes = field(repr=False)
    _start: int
    _end: int

    @property
    def encoding(self) -> str:
        """The encoding of the content: base64, quoted-printable, or another that means none."""
        return one_line(self.header, "Content-Transfer-Encoding").lower()

    @property
    def name(self) -> str:
        """The file name that the sender gave the part; empty if none."""
        try:
            named = self.header.get_filename("") or ""
        except Exception:  # noqa: BLE001 - damaged parameters make the library fail in many ways
            return ""
        return decoded(str(named))

    @property
    def attached(self) -> bool:
        """Whether the part was sent as a file, not as text to be read."""
        disposition = one_line(self.header, "Content-Disposition").lower()
        return disposition.startswith("attachment") or bool(self.name)

    def content(self) -> bytes:
        """Return the content, decoded, without damaged pieces."""
        return _decode(self._source[self._start : self._end], self.encoding)

    def head(self) -> bytes:
        """Return the beginning of the content, decoded."""
        end = min(self._end, self._start + _HEAD)
        return _decode(self._source[self._start : end], self.encoding)


def take_apart(message: bytes) -> tuple[Message, tuple[MessagePart, ...]]:
    """Return the header of a message and its parts, also those of messages within it.

    Raises DocumentFault (exit 6) for a message that is larger, is nested deeper, or has more parts
    or header fields than any honest message.
    """
    if len(message) > LARGEST:
        raise too_large()
    start = _start_of(message)
    header, begins = _header(message, start, len(message))
    walk = _Walk()
    parts = tuple(walk.through(message, header, begins, len(message), depth=1, enclosed=False))
    return header, parts


def header_of(message: bytes) -> Message:
    """Return the header of a message from its beginning.

    Raises DocumentFault (exit 6) where the header is incomplete, or beyond the limits.
    """
    return _header(message, _start_of(message), len(message))[0]


def too_large() -> DocumentFault:
    """Return the fault of a message that is too large to read."""
    return DocumentFault(f"it is larger than {LARGEST // 1_000_000} MB")


def one_line(header: Message, name: str) -> str:
    """Return the first field of that name, on one line; empty if none."""
    return " ".join(str(header.get(name, ""))[:LONGEST_FIELD].split())


def all_lines(header: Message, name: str) -> tuple[str, ...]:
    """Return every field of that name, each on one line."""
    return tuple(" ".join(str(value)[:LONGEST_FIELD].split()) for value in header.get_all(name, []))


def decoded(text: str) -> str:
    """Return a field with its encoded words (RFC 2047) decoded; unchanged where that fails."""
    try:
        return str(make_header(decode_header(text[:LONGEST_FIELD])))
    except (HeaderParseError, LookupError, ValueError, TypeError):
        return text


class _Walk:
    """A walk through all parts of one message, which counts them."""

    def __init__(self) -> None:
        self.parts = 0

    def through(
        self, source: bytes, header: Message, start: int, end: int, *, depth: int, enclosed: bool
    ) -> Iterator[MessagePart]:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise DocumentFault(f"it has more than {MOST_PARTS} parts")
        if depth > DEEPEST:
            raise DocumentFault(f"its parts are nested more than {DEEPEST} deep")
        type_ = header.get_content_type()
        boundary = _boundary(header) if type_.startswith("multipart/") else None
        part = MessagePart(header, type_, enclosed, source, start, end)
        if type_ == "multipart/encrypted" or (boundary is None and type_ not in ENCLOSING):
            yield part
        elif boundary is not None:
            for first, last in self._between(source, boundary, start, end):
                inner, begins = _header(source, first, last)
                yield from self.through(
                    source, inner, begins, last, depth=depth + 1, enclosed=enclosed
                )
        else:
            whole = part.content() if part.encoding in _DECODED else source[start:end]
            inner, begins = _header(whole, _start_of(whole), len(whole))
            yield MessagePart(inner, type_, enclosed=True, _source=b"", _start=0, _end=0)
            yield from self.through(
                whole, inner, begins, len(whole), depth=depth + 1, enclosed=True
            )

    def _between(
        self, source: bytes, boundary: bytes, start: int, end: int
    ) -> Iterator[tuple[int, int]]:
        """Yield the start and end of each part between delimiters; the last may run to the end."""
        line = re.compile(rb"(?<=\n)--" + re.escape(boundary) + rb"(--)?[ \t]*(?:\r?\n|\Z)")
        begins = None
        for delimiter in line.finditer(source, start, end):
            if begins is not None:
                yield begins, max(begins, _before(source, delimiter.start()))
            begins = None if delimiter[1] else delimiter.end()
            if begins is None:
                return
        if begins is not None:
            yield begins, end


def _before(source: bytes, position: int) -> int:
    """Return the end of the text before a delimiter, which includes the line end before it."""
    if source[position - 2 : position] == b"\r\n":
        return position - 2
    return position - 1


def _start_of(message: bytes) -> int:
    """Return where the header begins: after a byte order mark, or a mailbox's From line."""
    start = 3 if message.startswith(b"\xef\xbb\xbf") else 0
    if message.startswith((b"From ", b">From "), start):
        line_end = message.find(b"\n", start, start + LONGEST_FIELD)
        start = line_end + 1 if line_end >= 0 else start
    return start


def _header(source: bytes, start: int, end: int) -> tuple[Message, int]:
    """Return the header of a part, and where its content begins."""
    most = min(end, start + LONGEST_HEADER)
    if source[start : start + 1] == b"\n":
        last, begins = start, start + 1
    elif source[start : start + 2] == b"\r\n":
        last, begins = start, start + 2
    elif found := _END_OF_HEADER.search(source, start, most):
        last, begins = found.start(), found.end()
    elif most == end:
        last = begins = end
    else:
        raise DocumentFault("its header has no end")
    block = source[start:last]
    if sum(1 for _ in _FIELD.finditer(block)) > MOST_FIELDS:
        raise DocumentFault(f"it has more than {MOST_FIELDS} header fields")
    return BytesHeaderParser(policy=compat32).parsebytes(block), begins


def _boundary(header: Message) -> bytes | None:
    try:
        boundary = (header.get_boundary() or "").encode("ascii", "surrogateescape")
    except Exception:  # noqa: BLE001 - damaged parameters make the library fail in many ways
        return None
    return boundary if 0 < len(boundary) <= _LONGEST_BOUNDARY else None


_DECODED: Final = frozenset({"base64", "quoted-printable"})


def _decode(content: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        letters = _NOT_BASE64.sub(b"", content.partition(b"=")[0])
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4] + _padded(letters))
    if encoding == "quoted-printable":
        return binascii.a2b_qp(content)
    return content


def _padded(letters: bytes) -> bytes:
    """Return the letters after the last group of four, padded."""
    rest = letters[len(letters) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""
