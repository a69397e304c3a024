"""The objects of a PDF: what is written within one, and which hold a file."""

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

# What a library has to say of a document is asked for; on standard error it would quote it.
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
"""What a trailer says of the file, and not of the document (ISO 32000-2, 7.5.5 and 7.5.8.2)."""

QPDF_RAISES: Final = (
    PikepdfError,
    LookupError,  # where a key or a page is missing that the standard asks for
    RuntimeError,  # what its C++ code throws of its own accord; too deep a nesting also
    ValueError,  # where a value is of another type than the standard asks for
)
"""What pikepdf raises on a PDF that is not as it should be."""


def instructions(
    content: Object | Page, operators: str
) -> Sequence[ContentStreamInstruction | ContentStreamInlineImage]:
    """Those instructions of a content stream that have one of these operators, between spaces.

    Raises what pikepdf does on a PDF that is not as it should be; where an operator stands within
    an array or a dictionary, that is a TypeError, which is told as one of the document's here.
    """
    try:
        return parse_content_stream(content, operators)
    except TypeError as error:
        raise ValueError(str(error)) from error


_CHECKSUM: Final = 4  # bytes
_FLUSHED: Final = b"\x00\x00\xff\xff"  # a stored block of no bytes (RFC 1951, 3.2.4)
_LAST: Final = b"\x03\x00"  # a block of no bytes that is the last (3.2.6)
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
    """Say ValueError where pikepdf's own Python trips over a value of a type it did not expect.

    For calls of the library alone: in our own code such an error is a mistake, and stays one.
    """
    try:
        yield
    except (AttributeError, TypeError) as error:
        raise ValueError("a value is of another type than it should be") from error


def is_encrypted_otherwise(error: PikepdfError) -> bool:
    """Whether a document cannot be opened since it is encrypted in a way that qpdf does not know.

    That is so for certificates, rights management, and what a later standard may bring.
    """
    return _UNKNOWN_TO_QPDF.search(str(error)) is not None


def made_anew(pdf: Pdf) -> str:
    """How to get a document as another PDF, by what it says of the program that made it."""
    about = pdf.trailer.get(Name.Info)
    maker = about.get(Name.Producer) if isinstance(about, Dictionary) else None
    return menus.made_anew(str(maker) if isinstance(maker, String) else "")


def within(each: Object) -> Iterator[Object]:
    """An object, and the dictionaries and lists written within it; not those it refers to."""
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
    """Whether a dictionary is the specification of an embedded file (ISO 32000, 7.11.3).

    A font or a picture on a page may be called EF as well: what it holds tells them apart.
    """
    held = holder.get(Name.EF)
    return isinstance(held, Dictionary) and set(held.keys()) <= _EMBEDDED


def filters(stream: Stream) -> list[Object]:
    """The names of a stream's filters, one or several."""
    named = stream.get(Name.Filter)
    return [named] if isinstance(named, Name) else items(named)


def deflated(stream: Object | None) -> bytes | None:
    """A stream's data as it is, where it was deflated last."""
    if isinstance(stream, Stream) and filters(stream)[:1] == [Name.FlateDecode]:
        return stream.read_raw_bytes()
    return None


def with_checksum(packed: bytes) -> bytes | None:
    """Deflated data with its end and its checksum, where these are missing; None where more is.

    The last block of the data says that it is the last (RFC 1951, 3.2.3), and four bytes of
    checksum come after it (RFC 1950, 2.2). Some programs leave out the checksum. Acrobat leaves out
    the last block as well where it flushed what it had: then an empty block is at the end.
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
    """The values of a list; nothing for anything else."""
    return list(value) if isinstance(value, Array) else []


def refers_beyond(file: BufferedReader, pdf: Pdf) -> bool:
    """Whether a document refers to a generation of an object that there never was.

    A sign of damage that readers pass over in silence, each in its own way: some show what is
    meant, some show nothing.
    """
    objects: list[Object | None] = list(pdf.objects)
    # An object may be null: then there is nothing to refer to, in any generation.
    generations = dict(each.objgen for each in objects if each is not None)
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for end in _REFERENCE_END.finditer(content):
            start = max(0, end.start() - _LONGEST_REFERENCE)
            found = _REFERENCE.search(content[start : end.start()])
            if found and int(found[2]) > generations.get(int(found[1]), int(found[2])):
                return True
    return False
