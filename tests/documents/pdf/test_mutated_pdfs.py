"""Damaged documents: refused, or protected whole; never a traceback, never a shorter document."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from cpconf.documents.findings import Findings
from cpconf.documents.inspection.inspecting import inspect
from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.places.publishing import draft
from cpconf.documents.protecting import protect
from cpconf.errors import DocumentFault
from tests.documents import making
from tests.documents.making import PASSWORD
from tests.documents.readers import by_mupdf, drawn

SOUND: Final = (
    making.text(6),
    making.uncompressed(making.text(4)),
    making.with_bookmarks(),
    making.everything(),
    making.revised(),
    making.scan(2),
    making.changed(making.text(5), [making.tags], **making.FORMS_OF_SAVING["with object streams"]),
    making.changed(making.text(5), [], **making.FORMS_OF_SAVING["linearized"]),
    making.encrypted(making.text(3), user="", owner="owner", revision=3),
)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A document as a bad disk, an interrupted transfer or a careless program may leave it."""
    damaged = bytearray(content)
    size = len(damaged)
    start = chance.randrange(size)
    length = min(chance.choice([1, 8, 64, 512, 4096]), size - start)
    match chance.randrange(8):
        case 0:
            del damaged[start:]
        case 1:
            damaged[start : start + length] = bytes(length)
        case 2:
            for _ in range(chance.choice([1, 3, 10])):
                damaged[chance.randrange(size)] ^= 1 << chance.randrange(8)
        case 3:
            other = chance.randrange(size - length + 1)
            one, two = damaged[start : start + length], damaged[other : other + length]
            damaged[other : other + length] = one
            damaged[start : start + length] = two
        case 4:
            del damaged[start : start + length]
        case 5:
            damaged[start:start] = damaged[start : start + length]
        case 6:
            damaged[start : start + length] = chance.randbytes(length)
        case _:
            digits = [place for place, byte in enumerate(damaged) if chr(byte).isdigit()]
            for place in chance.sample(digits, 2):
                damaged[place] = ord(chance.choice("0123456789"))
    return bytes(damaged)


def outcome(content: bytes, original: bytes, folder: Path) -> bytes | None:
    """What became of a document: None where it was refused, or the protected copy."""
    path = making.written(folder, content)
    try:
        findings = pdf_look.look(path, headings=True)
        with draft(folder) as started:
            proof = protect(path, findings, PASSWORD, started)
            copy = started.path.read_bytes()
    except DocumentFault:
        return None
    assert findings.pages == proof.pages == len(by_mupdf(original))
    return copy


@pytest.mark.parametrize("seed", range(250))
def test_a_damaged_document_is_refused_or_protected_whole(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311
    original = chance.choice(SOUND)
    damaged = mutated(original, chance)

    copy = outcome(damaged, original, tmp_path)

    if copy is not None:
        assert by_mupdf(copy, PASSWORD) == by_mupdf(damaged)
        assert drawn(copy, PASSWORD) == drawn(damaged)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["document.pdf"]


@pytest.mark.parametrize("seed", range(300, 315))
def test_the_process_of_its_own_says_of_a_damaged_document_what_looking_says(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)  # noqa: S311
    path = making.written(tmp_path, mutated(chance.choice(SOUND), chance))

    assert told(lambda: inspect(path)) == told(lambda: pdf_look.look(path, headings=False))


def told(find: Callable[[], Findings]) -> Findings | None:
    """What was found, or None where the document was refused."""
    try:
        return find()
    except DocumentFault:
        return None
