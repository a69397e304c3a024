"""The container of an encrypted Word document, written sector by sector.

A compound file of version 3 (MS-CFB) with the six streams of MS-OFFCRYPTO 2.3.4.1 to 2.3.4.4. The
encrypted document always begins at `START`: in the short sectors if it is under 4,096 bytes (MS-CFB
2.2), else in sectors of its own. So it can be written first, as a stream, and its description last.
"""

import struct
import sys
from array import array
from collections.abc import Iterator
from typing import BinaryIO, Final, NamedTuple

START: Final = 512
"""The offset in bytes of the encrypted document: the first sector, after the header."""

_SECTOR: Final = 512
_SHORT: Final = 64
_CUTOFF: Final = 4096  # a stream of fewer bytes is kept in short sectors
_ENTRIES: Final = _SECTOR // 4
_IN_HEADER: Final = 109
_LISTS_TABLE: Final = 0xFFFFFFFC
_IS_TABLE: Final = 0xFFFFFFFD
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")


def _text(words: str) -> bytes:
    """Return a text with its length before it, padded to four bytes (UNICODE-LP-P4)."""
    encoded = words.encode("utf-16-le")
    return struct.pack("<I", len(encoded)) + encoded + bytes(-len(encoded) % 4)


_SPACE: Final = _text("StrongEncryptionDataSpace")
_TRANSFORM: Final = _text("StrongEncryptionTransform")
_FEATURE: Final = _text("Microsoft.Container.DataSpaces")
_TRANSFORM_ID: Final = _text("{FF9A3F03-56EF-4613-BDD5-5A41C1D07246}")
_TRANSFORM_NAME: Final = _text("Microsoft.Container.EncryptionTransform")
_VERSIONS: Final = struct.pack("<6H", 1, 0, 1, 0, 1, 0)  # for readers, updaters and writers
_MAPPED: Final = struct.pack("<2I", 1, 0) + _text("EncryptedPackage") + _SPACE
_VERSION: Final = _FEATURE + _VERSIONS
_MAP: Final = struct.pack("<3I", 8, 1, 4 + len(_MAPPED)) + _MAPPED
_SPACE_USES: Final = struct.pack("<2I", 8, 1) + _TRANSFORM
_PRIMARY: Final = (
    struct.pack("<2I", 8 + len(_TRANSFORM_ID), 1)
    + _TRANSFORM_ID
    + _TRANSFORM_NAME
    + _VERSIONS
    + struct.pack("<4I", 0, 0, 0, 4)  # agile encryption does not name the cipher here
)

_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1


class _Entry(NamedTuple):
    """One directory entry; siblings form a tree, ordered by the length of their names."""

    name: str
    kind: int
    colour: int = _BLACK
    left: int = _FREE
    right: int = _FREE
    child: int = _FREE


_DIRECTORY: Final = (
    _Entry("Root Entry", _ROOT, child=2),
    _Entry("EncryptedPackage", _STREAM, _RED),
    _Entry("EncryptionInfo", _STREAM, left=3, right=1),
    _Entry("\x06DataSpaces", _STORAGE, _RED, child=5),
    _Entry("Version", _STREAM),
    _Entry("DataSpaceMap", _STREAM, left=4, right=6),
    _Entry("DataSpaceInfo", _STORAGE, right=8, child=7),
    _Entry("StrongEncryptionDataSpace", _STREAM),
    _Entry("TransformInfo", _STORAGE, _RED, child=9),
    _Entry("StrongEncryptionTransform", _STORAGE, child=10),
    _Entry("\x06Primary", _STREAM),
)
_PACKAGE, _INFO = 1, 2
_FIXED: Final = {4: _VERSION, 5: _MAP, 7: _SPACE_USES, 10: _PRIMARY}
FIXED: Final = {
    "\x06DataSpaces/Version": _VERSION,
    "\x06DataSpaces/DataSpaceMap": _MAP,
    "\x06DataSpaces/DataSpaceInfo/StrongEncryptionDataSpace": _SPACE_USES,
    "\x06DataSpaces/TransformInfo/StrongEncryptionTransform/\x06Primary": _PRIMARY,
}
"""The streams that are the same in every container, by path."""


def finish(output: BinaryIO, package: int, info: bytes) -> None:
    """Write the rest of the container; the encrypted document, `package` bytes, is at `START`.

    `info` is the description of the encryption (EncryptionInfo), less than 4,096 bytes.
    """
    is_small = package < _CUTOFF
    small = {_INFO: info, **_FIXED}
    sizes = {number: len(content) for number, content in small.items()}
    if is_small:
        sizes = {_PACKAGE: package, **sizes}
    starts: dict[int, int] = {}
    short_table: list[int] = []
    for number, size in sizes.items():
        starts[number] = len(short_table)
        short_table += _chain(len(short_table), _sectors(size, _SHORT))

    in_short = len(short_table) * _SHORT
    at = 0 if is_small else _sectors(package)
    fat = array("I") if is_small else array("I", _chain(0, at))
    short_at = _take(fat, _sectors(in_short))
    short_table_at = _take(fat, _sectors(4 * len(short_table)))
    directory_at = _take(fat, _sectors(128 * len(_DIRECTORY)))
    tables, lists = _room(len(fat))
    table_at = len(fat)
    fat.extend([_IS_TABLE] * tables + [_LISTS_TABLE] * lists)

    sizes |= {0: in_short, _PACKAGE: package}
    starts = {_PACKAGE: 0, **starts, 0: short_at}
    output.seek(START + package)
    _fill(output, _SHORT if is_small else _SECTOR)
    for content in small.values():
        output.write(content)
        _fill(output, _SHORT)
    _fill(output, _SECTOR)
    _write_table(output, array("I", short_table))
    for number, entry in enumerate(_DIRECTORY):
        output.write(_line(entry, starts.get(number, 0), sizes.get(number, 0)))
    output.write(struct.pack("<68x3I48x", _FREE, _FREE, _FREE) * (-len(_DIRECTORY) % 4))
    _write_table(output, fat)
    listed = list(range(table_at, table_at + tables))
    for number in range(lists):
        part = listed[_IN_HEADER + number * (_ENTRIES - 1) :][: _ENTRIES - 1]
        after = table_at + tables + number + 1 if number + 1 < lists else _END
        _write_table(output, array("I", [*part, *[_FREE] * (_ENTRIES - 1 - len(part)), after]))
    output.truncate()
    output.seek(0)
    header = listed[:_IN_HEADER]
    output.write(
        struct.pack(
            "<8s16x5H6x9I109I",
            _MAGIC,
            *(0x3E, 3, 0xFFFE, 9, 6),
            *(0, tables, directory_at, 0, _CUTOFF),
            *(short_table_at, _sectors(4 * len(short_table))),
            *(table_at + tables if lists else _END, lists),
            *header,
            *[_FREE] * (_IN_HEADER - len(header)),
        )
    )


def _sectors(size: int, sector: int = _SECTOR) -> int:
    return -(-size // sector)


def _chain(start: int, count: int) -> Iterator[int]:
    """Yield the table entries of a chain: each sector points to the next, the last to the end."""
    yield from range(start + 1, start + count)
    yield _END


def _take(fat: "array[int]", count: int) -> int:
    """Add a chain of `count` sectors to the table, and return its first sector."""
    start = len(fat)
    fat.extend(_chain(start, count))
    return start


def _room(used: int) -> tuple[int, int]:
    """Return how many sectors the sector table needs, for itself too, and how many list those."""
    tables = lists = 0
    while (needed := _sectors(4 * (used + tables + lists))) > tables:
        tables = needed
        lists = _sectors(max(0, tables - _IN_HEADER), _ENTRIES - 1)
    return tables, lists


def _write_table(output: BinaryIO, entries: "array[int]") -> None:
    """Write entries, and mark the rest of the last sector as free."""
    entries.extend([_FREE] * (-len(entries) % _ENTRIES))
    if sys.byteorder == "big":
        entries.byteswap()
    output.write(entries.tobytes())


def _fill(output: BinaryIO, sector: int) -> None:
    output.write(bytes(-(output.tell() - START) % sector))


def _line(entry: _Entry, start: int, size: int) -> bytes:
    """Return one directory entry, without times: nobody needs to know when it was encrypted."""
    name = entry.name.encode("utf-16-le") + b"\0\0"
    return struct.pack(
        "<64sH2B3I36xIQ",
        name,
        len(name),
        entry.kind,
        entry.colour,
        entry.left,
        entry.right,
        entry.child,
        start,
        size,
    )
