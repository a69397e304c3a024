"""The container of a locked Word document, read by olefile and by the rules of MS-CFB."""

import io
import struct

import olefile
import pytest
from msoffcrypto.method.container.ecma376_encrypted import DefaultContent

from cpconf.documents.word.container import START, finish

INFO = b"what describes the encryption, as long as it usually is" * 22
SECTOR, SHORT = 512, 64
FREE, END, TABLE, LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC


def contained(package: bytes, info: bytes = INFO) -> bytes:
    output = io.BytesIO()
    output.seek(START)
    output.write(package)
    finish(output, len(package), info)
    return output.getvalue()


def some(size: int) -> bytes:
    """Bytes of which no two neighbouring sectors are alike."""
    return (b"%063d " * (size // SHORT + 1) % tuple(range(size // SHORT + 1)))[:size]


def numbers(content: bytes, start: int, count: int) -> list[int]:
    return list(struct.unpack_from(f"<{count}I", content, start))


def sector(content: bytes, number: int) -> list[int]:
    return numbers(content, SECTOR * (number + 1), SECTOR // 4)


def table_of(content: bytes) -> tuple[list[int], list[int], list[int]]:
    """The table of sectors, the sectors that it is in, and those that list these (MS-CFB 2.5)."""
    (count,) = numbers(content, 0x2C, 1)
    first, lists = numbers(content, 0x44, 2)
    listed, listing = numbers(content, 0x4C, 109), []
    for _ in range(lists):
        listing.append(first)
        *entries, first = sector(content, first)
        listed += entries
    assert first == END
    assert FREE not in listed[:count]
    assert set(listed[count:]) <= {FREE}
    return (
        [entry for at in listed[:count] for entry in sector(content, at)],
        listed[:count],
        listing,
    )


def chain(table: list[int], start: int) -> list[int]:
    found: list[int] = []
    while start != END:
        assert start not in found[-1:]
        found.append(start)
        start = table[start]
    return found


def prove_sound(content: bytes) -> None:
    """Each sector belongs to one thing alone, and none is missing (MS-CFB 2.2 to 2.6)."""
    table, holding, listing = table_of(content)
    assert (len(content) - START) % SECTOR == 0
    there = (len(content) - START) // SECTOR
    assert {table[number] for number in holding} == {TABLE}
    assert all(table[number] == LIST for number in listing)
    assert set(table[there:]) <= {FREE}
    (directory,) = numbers(content, 0x30, 1)
    short_table, short_count = numbers(content, 0x3C, 2)
    lines = b"".join(content[SECTOR * (n + 1) :][:SECTOR] for n in chain(table, directory))
    starts = [directory, short_table]
    assert len(chain(table, short_table)) == short_count
    for at in range(0, len(lines), 128):
        kind = lines[at + 66]
        start, size = struct.unpack_from("<IQ", lines, at + 116)
        if kind == 5 or (kind == 2 and size >= 4096):
            assert len(chain(table, start)) == -(-size // SECTOR)
            starts.append(start)
    used = [number for start in starts for number in chain(table, start)] + holding + listing
    assert sorted(used) == list(range(there))


def prove_ordered(content: bytes) -> None:
    """Siblings stand by length and letters, no red one below a red one (MS-CFB 2.6.4)."""
    (directory,) = numbers(content, 0x30, 1)
    lines = content[SECTOR * (directory + 1) :]

    def siblings(number: int, above: int) -> tuple[list[tuple[int, str]], int]:
        if number == FREE:
            return [], 0
        line = lines[128 * number :][:128]
        (length,) = struct.unpack_from("<H", line, 64)
        name, colour = line[: length - 2].decode("utf-16-le"), line[67]
        left, right, child = numbers(line, 68, 3)
        assert (above, colour) != (0, 0)
        inner, _ = siblings(child, 1)
        assert inner == sorted(inner)
        before, black = siblings(left, colour)
        behind, also_black = siblings(right, colour)
        assert black == also_black
        return [*before, (len(name), name.upper()), *behind], black + colour

    assert siblings(0, 1) == ([(10, "ROOT ENTRY")], 1)


SIZES = [
    *(8, 24, 63, 64, 65, 511, 512, 513, 2000),
    *(4031, 4032, 4033, 4094, 4095, 4096, 4097, 4608, 4609),  # below 4,096 in short sectors
    *(512 * 118, 512 * 119, 512 * 120, 512 * 121, 512 * 128),  # a second sector of the table
]


@pytest.mark.parametrize("size", SIZES)
def test_a_container_holds_what_was_put_into_it_and_is_sound(size: int) -> None:
    package = some(size)
    content = contained(package)
    assert content[START : START + size] == package
    prove_sound(content)
    prove_ordered(content)
    with olefile.OleFileIO(content, raise_defects=olefile.DEFECT_UNSURE) as container:
        assert container.openstream("EncryptedPackage").read() == package
        assert container.openstream("EncryptionInfo").read() == INFO
        assert not container.parsing_issues


TABLES = {  # by hand: 128 entries a sector of the table, 109 of them in the header, 127 a list
    "the last that the header alone lists": (109 * 128 - 109 - 8, 109, 0),
    "one more sector lists tables": (109 * 128 - 109 - 7, 110, 1),
    "that sector is full": (236 * 128 - 236 - 1 - 8, 236, 1),
    "a second such sector": (236 * 128 - 236 - 1 - 7, 237, 2),
    "three sectors": (370 * 128 - 370 - 3 - 8, 370, 3),
}


@pytest.mark.parametrize("what", TABLES)
def test_the_table_of_sectors_of_a_large_file_ends_as_it_must(what: str) -> None:
    """Eight sectors hold what is not the document; from 6.8 MB on the header lists not all."""
    sectors, tables, lists = TABLES[what]
    content = contained(bytes(sectors * SECTOR))
    _, holding, listing = table_of(content)
    assert (len(holding), len(listing)) == (tables, lists)
    with olefile.OleFileIO(content, raise_defects=olefile.DEFECT_UNSURE) as container:
        assert container.get_size("EncryptedPackage") == sectors * SECTOR
        assert not container.parsing_issues


@pytest.mark.slow
def test_a_large_container_is_sound_to_the_last_sector() -> None:
    for sectors, _, _ in TABLES.values():
        content = contained(some(sectors * SECTOR))
        prove_sound(content)


def test_what_a_container_says_of_its_own_form_is_what_office_writes() -> None:
    """MS-OFFCRYPTO 2.1.5 to 2.1.9, as another program has it that was compared with Office's."""
    with olefile.OleFileIO(contained(some(100))) as container:
        said = {"/".join(path): container.openstream(path).read() for path in container.listdir()}
    spaces = "\x06DataSpaces"
    assert said[f"{spaces}/Version"] == DefaultContent.Version
    assert said[f"{spaces}/DataSpaceMap"] == DefaultContent.DataSpaceMap
    assert (
        said[f"{spaces}/DataSpaceInfo/StrongEncryptionDataSpace"]
        == DefaultContent.StrongEncryptionDataSpace
    )
    assert (
        said[f"{spaces}/TransformInfo/StrongEncryptionTransform/\x06Primary"]
        == DefaultContent.Primary
    )


def test_a_container_does_not_say_when_it_was_made() -> None:
    assert contained(some(5000)) == contained(some(5000))
    (directory,) = numbers(contained(some(5000)), 0x30, 1)
    lines = contained(some(5000))[SECTOR * (directory + 1) :][: 12 * 128]
    assert {lines[at + 100 : at + 116] for at in range(0, len(lines), 128)} == {bytes(16)}


def test_what_stood_in_the_file_behind_the_container_is_cut_off() -> None:
    output = io.BytesIO(bytes(100_000))
    output.seek(START)
    output.write(some(5000))
    finish(output, 5000, INFO)
    assert output.getvalue() == contained(some(5000))
