"""The objects of a PDF: the values within one, embedded files, compressed data, references."""

import logging
import mmap
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BufferedReader
from typing import Final

from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Page,
    Pdf,
    PikepdfError,
    Stream,
    String,
    parse_content_stream,
)

from cpconf.core.reports import menus

# Without a handler the libraries' remarks go to standard error, and may quote the document.
for _library in ("pikepdf", "pypdfium2"):
    logging.getLogger(_library).addHandler(logging.NullHandler())

_REFERENCE_END: Final = re.compile(rb" R(?![A-Za-z])")
_REFERENCE: Final = re.compile(rb"(?<!\d)(\d{1,8}) ([1-9]\d{0,4})$")
_LONGEST_REFERENCE: Final = 15
LAYOUT: Final = frozenset(
    {
        *("/DecodeParms", "/Encrypt", "/Filter", "/ID", "/Index", "/Length", "/Prev", "/Size"),
        *("/Type", "/W", "/XRefStm"),
    }
)
"""Trailer keys about the file, not the document (ISO 32000-2, 7.5.5 and 7.5.8.2)."""

QPDF_RAISES: Final = (
    PikepdfError,
    LookupError,  # a key or a page that the standard requires is missing
    RuntimeError,  # from its C++ code; also for too deep nesting
    ValueError,  # a value is of another type than the standard requires
)
"""What pikepdf raises for a PDF that is damaged or breaks the standard."""


def instructions(
    content: Object | Page, operators: str
) -> Sequence[ContentStreamInstruction | ContentStreamInlineImage]:
    """Return the instructions of a content stream with these operators, separated by spaces.

    Raises `QPDF_RAISES`; ValueError in place of pikepdf's TypeError for an operator within an array
    or a dictionary.
    """
    try:
        return parse_content_stream(content, operators)
    except TypeError as error:
        raise ValueError(str(error)) from error


_CHECKSUM: Final = 4  # bytes
_FLUSHED: Final = b"\x00\x00\xff\xff"  # a stored block of no bytes (RFC 1951, 3.2.4)
_LAST: Final = b"\x03\x00"  # a last block, of no bytes (3.2.6)
_CHUNK: Final = 1 << 20
_UNKNOWN_TO_QPDF: Final = re.compile(r"\(encryption dictionary, offset \d+\): [Uu]nsupported ")

PROTECTED: Final = f"the document is protected already: {menus.UNLOCK_PDF}"
PROTECTED_OTHERWISE: Final = (
    "the document is protected in another way than by a password, such as a certificate or rights "
    "management.\n"
    f"Open it where you can read it, then {menus.TO_PDF}, and take the file that it makes"
)
_EMBEDDED: Final = frozenset({"/F", "/UF", "/DOS", "/Mac", "/Unix"})


@contextmanager
def typed() -> Iterator[None]:
    """Raise ValueError where pikepdf's Python code meets a value of an unexpected type.

    Only for calls of the library: in our own code an AttributeError or TypeError is a bug.
    """
    try:
        yield
    except (AttributeError, TypeError) as error:
        raise ValueError("a value is of another type than it should be") from error


def is_encrypted_otherwise(error: PikepdfError) -> bool:
    """Tell whether qpdf does not know a document's encryption.

    For example certificates, rights management, or a later standard.
    """
    return _UNKNOWN_TO_QPDF.search(str(error)) is not None


def made_anew(pdf: Pdf) -> str:
    """Return advice on how to save a document as a new PDF, by the program that made it."""
    about = pdf.trailer.get(Name.Info)
    maker = about.get(Name.Producer) if isinstance(about, Dictionary) else None
    return menus.made_anew(str(maker) if isinstance(maker, String) else "")


def within(each: Object) -> Iterator[Object]:
    """Yield an object, and the dictionaries and lists within it; does not follow references."""
    waiting = [each]
    while waiting:
        holder = waiting.pop()
        if isinstance(holder, Array):
            values: list[Object | None] = list(holder)
        elif isinstance(holder, Dictionary | Stream):
            values = [value for _, value in holder.items()]
        else:
            continue
        yield holder
        waiting += [
            value
            for value in values
            if isinstance(value, Array | Dictionary) and not value.is_indirect
        ]


def embeds(holder: Object) -> bool:
    """Tell whether a dictionary is the specification of an embedded file (ISO 32000, 7.11.3).

    A font or a picture may be named EF as well; its keys are different.
    """
    held = holder.get(Name.EF)
    return isinstance(held, Dictionary) and set(held.keys()) <= _EMBEDDED


def filters(stream: Stream) -> list[Object]:
    """Return the names of a stream's filters."""
    named = stream.get(Name.Filter)
    return [named] if isinstance(named, Name) else items(named)


def deflated(stream: Object | None) -> bytes | None:
    """Return a stream's raw data if its outermost compression is deflate, else None."""
    if isinstance(stream, Stream) and filters(stream)[:1] == [Name.FlateDecode]:
        return stream.read_raw_bytes()
    return None


def with_checksum(packed: bytes) -> bytes | None:
    """Return deflated data with its last block and checksum added; None where more is missing.

    The last block is marked as the last (RFC 1951, 3.2.3), and a checksum of four bytes follows it
    (RFC 1950, 2.2). Some programs leave out the checksum. Acrobat, after flushing its data, leaves
    out the last block too: the data then ends in an empty block.
    """
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    checksum, rest = 1, packed[2:]
    try:
        while not unpacker.eof and (part := unpacker.decompress(rest, _CHUNK)):
            checksum, rest = zlib.adler32(part, checksum), unpacker.unconsumed_tail
    except zlib.error:
        return None
    if not unpacker.eof:
        if not packed.endswith(_FLUSHED):
            return None
        return packed + _LAST + checksum.to_bytes(_CHECKSUM, "big")
    behind = len(unpacker.unused_data)
    if behind >= _CHECKSUM:
        return packed
    return packed[: len(packed) - behind] + checksum.to_bytes(_CHECKSUM, "big")


def items(value: Object | None) -> list[Object]:
    """Return the values of an array; an empty list for anything else."""
    return list(value) if isinstance(value, Array) else []


def refers_beyond(file: BufferedReader, pdf: Pdf) -> bool:
    """Tell whether a document refers to a generation of an object that does not exist.

    A sign of damage that readers do not report: some show the object, some show nothing.
    """
    objects: list[Object | None] = list(pdf.objects)
    # A null object has no generation to check.
    generations = dict(each.objgen for each in objects if each is not None)
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for end in _REFERENCE_END.finditer(content):
            start = max(0, end.start() - _LONGEST_REFERENCE)
            found = _REFERENCE.search(content[start : end.start()])
            if found and int(found[2]) > generations.get(int(found[1]), int(found[2])):
                return True
    return False
