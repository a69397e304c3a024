"""Word documents in the shape in which other programs write them, which is not always Word's own.

What a package may be is ECMA-376, part 2 (2021); where a program does otherwise, Word opens it all
the same.
"""

import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from cpconf.errors import DocumentFault
from tests.documents.word.wording import MAIN, R, content_types, looked_at, p, relationships, word

Members = list[tuple[str, bytes]]
ROOT = "_rels/.rels"
TYPES = "[Content_Types].xml"
HEADING = "Report on a family"


def members(*bodies: str) -> Members:
    content = word("".join(bodies) or p(HEADING), padding=0)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return [(item.filename, package.read(item)) for item in package.infolist()]


class Stream(io.RawIOBase):
    """What can only be written, as a download is: sizes then stand behind each part."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = b""

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, content: object) -> int:
        """Add to it."""
        more = bytes(content)  # type: ignore[call-overload]
        self.whole += more
        return len(more)


def packed(
    parts: Iterable[tuple[str, bytes]],
    *,
    how: int = zipfile.ZIP_DEFLATED,
    streamed: bool = False,
    large: bool = False,
    comment: bytes = b"",
) -> bytes:
    output = Stream() if streamed else io.BytesIO()
    with zipfile.ZipFile(output, "w", how) as package:
        package.comment = comment
        for name, content in parts:
            with package.open(named(name, how), "w", force_zip64=large) as part:
                part.write(content)
    return output.whole if isinstance(output, Stream) else output.getvalue()


def named(name: str, how: int) -> zipfile.ZipInfo:
    """A part by a name that is written as it is, with whatever slashes."""
    info = zipfile.ZipInfo("x")
    info.filename = name
    info.compress_type = how
    return info


def renamed(change: Callable[[str], str]) -> Members:
    return [(change(name), content) for name, content in members()]


def rewritten(change: Callable[[bytes], bytes]) -> Members:
    return [(name, change(content)) for name, content in members()]


def with_root(target: str) -> Members:
    root = relationships(f'<Relationship Id="r" Type="{R}/officeDocument" Target="{target}"/>')
    return [(name, root.encode() if name == ROOT else content) for name, content in members()]


def with_types(types: str) -> Members:
    return [(name, types.encode() if name == TYPES else content) for name, content in members()]


def and_also(**parts: bytes) -> Members:
    return [*members(), *parts.items()]


def in_utf_16(content: bytes) -> bytes:
    declared = b'<?xml version="1.0" encoding="UTF-16"?>' + content
    return declared.decode().encode("utf-16")


DECLARED = (
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    b'"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
)
DRAWN = b'<?xml version="1.0"?>' + DECLARED + b"<svg><text>in a drawing</text></svg>"
ONLY_DEFAULTS = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{MAIN}"/></Types>'
)
RESOURCE_FORK = b"\x00\x05\x16\x07" + bytes(60)

SHAPES: dict[str, bytes] = {
    "no properties at all, like Google Docs": packed(members()),
    "content types last, like many libraries": packed(members()[1:] + members()[:1]),
    "sizes behind each part, like what is made on a server": packed(members(), streamed=True),
    "64-bit sizes, like .NET": packed(members(), large=True),
    "nothing compressed": packed(members(), how=zipfile.ZIP_STORED),
    "a comment at the end of the package": packed(members(), comment=b"made by somebody"),
    "the document named from the root, like OpenXML SDK": packed(with_root("/word/document.xml")),
    "the document named from here": packed(with_root("./word/document.xml")),
    "the document in capitals": packed(with_root("Word/Document.xml")),
    "back slashes in the names, like older .NET": packed(
        renamed(lambda name: name.replace("/", "\\"))
    ),
    "a slash before each name": packed(renamed(lambda name: f"/{name}")),
    "content types by another case": packed(
        renamed(lambda name: name.replace("Content_T", "content_t"))
    ),
    "content types of endings alone": packed(with_types(ONLY_DEFAULTS)),
    "folders as parts of their own": packed([("word/", b""), ("word\\", b""), *members()]),
    "a mark of UTF-8 before each part": packed(rewritten(lambda part: b"\xef\xbb\xbf" + part)),
    "UTF-16 throughout": packed(rewritten(in_utf_16)),
    "lines and a declaration before each part": packed(
        rewritten(
            lambda part: b'<?xml version="1.0" encoding="utf-8" standalone="yes"?>\r\n' + part
        )
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_document_in_another_programs_shape_is_read_whole(shape: str, tmp_path: Path) -> None:
    found = looked_at(SHAPES[shape], tmp_path)
    assert found.texts == (HEADING,)
    assert (found.attachments, found.pictures, found.unsearchable) == (0, 0, False)


def test_the_shapes_are_what_they_say(tmp_path: Path) -> None:
    """The control: a package whose sizes stand behind its parts, and one with 64-bit sizes."""
    with zipfile.ZipFile(
        io.BytesIO(SHAPES["sizes behind each part, like what is made on a server"])
    ) as package:
        assert all(item.flag_bits & 0x08 for item in package.infolist())
    assert b"\x2d\x00" in SHAPES["64-bit sizes, like .NET"][4:6]
    assert b"word\\document.xml" in SHAPES["back slashes in the names, like older .NET"]


def test_what_macos_packs_beside_each_file_is_no_damage(tmp_path: Path) -> None:
    """Who unpacks a document on a Mac and packs it again has these in it (AppleDouble)."""
    forks = and_also(**{"__MACOSX/word/._document.xml": RESOURCE_FORK})
    found = looked_at(packed(forks), tmp_path)
    assert found.texts == (HEADING,)
    assert found.attachments == 1


def test_a_drawing_that_declares_its_type_is_a_picture_and_no_danger(tmp_path: Path) -> None:
    """As Inkscape and Illustrator write SVG, which Word keeps as it is."""
    types = content_types({"word/document.xml": MAIN, "word/media/a.svg": "image/svg+xml"})
    parts = [*with_types(types), ("word/media/a.svg", DRAWN)]
    found = looked_at(packed(parts), tmp_path)
    assert (found.texts, found.pictures, found.unsearchable) == ((HEADING,), 1, True)
    assert "in a drawing" not in found.beside
    sound = [(name, part.replace(DECLARED, b"")) for name, part in parts]
    assert "in a drawing" in looked_at(packed(sound), tmp_path).beside


def test_two_parts_of_one_name_with_other_slashes_are_damage(tmp_path: Path) -> None:
    """ECMA-376, part 2, 6.2.2.3: no two names may be equivalent; a reader could take either."""
    parts = [*members(), ("word\\document.xml", members()[2][1])]
    with pytest.raises(DocumentFault, match="damaged"):
        looked_at(packed(parts), tmp_path)
