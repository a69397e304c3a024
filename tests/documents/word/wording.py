"""Word files made by hand, part by part, so that a test can put anything into them."""

import io
import random
import zipfile
from collections.abc import Mapping
from pathlib import Path

from cpconf.documents.findings import Findings
from cpconf.documents.word.look import look

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
MAIN = f"{WORD}document.main+xml"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
TYPES = {
    "word/header1.xml": f"{WORD}header+xml",
    "word/header2.xml": f"{WORD}header+xml",
    "word/header10.xml": f"{WORD}header+xml",
    "word/footer1.xml": f"{WORD}footer+xml",
    "word/footnotes.xml": f"{WORD}footnotes+xml",
    "word/endnotes.xml": f"{WORD}endnotes+xml",
    "word/comments.xml": f"{WORD}comments+xml",
    "word/settings.xml": f"{WORD}settings+xml",
    "word/glossary/document.xml": f"{WORD}document.glossary+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
}


def p(*runs: str) -> str:
    """A paragraph of runs; one that holds no XML of its own becomes a run."""
    return f"<w:p>{''.join(run if run.startswith('<') else r(run) for run in runs)}</w:p>"


def r(text: str, look: str = "", tag: str = "t") -> str:
    """A run of text."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def part(root: str, content: str) -> str:
    """One of Word's XML parts."""
    return f"<w:{root} {NAMESPACES}>{content}</w:{root}>"


def word(
    body: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    *,
    types: Mapping[str, str] | None = None,
    links: str = "",
    document: str | bytes | None = None,
    padding: int = 5000,
    deflate: bool = True,
) -> bytes:
    """A Word file: a body, other parts, their content types, and relationships of the document."""
    if document is None:
        document = part("document", f"<w:body>{body}</w:body>")
    overrides = {"word/document.xml": MAIN} | TYPES | dict(types or {})
    contents: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types(overrides),
        "_rels/.rels": relationships(f'<Relationship Id="r" Type="{R}/officeDocument" '
                                     'Target="word/document.xml"/>'),
        "word/document.xml": document,
    }  # fmt: skip
    if links:
        contents["word/_rels/document.xml.rels"] = relationships(links)
    contents |= parts or {}
    packed = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED
    with zipfile.ZipFile(packed, "w", how) as package:
        for name, content in contents.items():
            package.writestr(name, content)
        if padding:
            noise = random.Random(padding).randbytes(padding)  # noqa: S311 - only to fill
            package.writestr("docProps/thumbnail.jpeg", noise, zipfile.ZIP_STORED)
    return packed.getvalue()


def content_types(overrides: Mapping[str, str]) -> str:
    """The part that says what each part is."""
    said = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="jpeg" ContentType="image/jpeg"/>'
        f"{said}</Types>"
    )


def relationships(links: str) -> str:
    """A part of relationships."""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{links}</Relationships>"
    )


def link(kind: str, target: str, *, outside: bool = False) -> str:
    """One relationship of the document."""
    mode = ' TargetMode="External"' if outside else ""
    return f'<Relationship Id="r{kind}" Type="{R}/{kind}" Target="{target}"{mode}/>'


def sized(size: int) -> bytes | None:
    """A sound Word file of exactly so many bytes, or None where that is too few for one."""
    without = len(word(p("x"), padding=1)) - 1
    return word(p("x"), padding=size - without) if size > without else None


def looked_at(content: bytes, folder: Path) -> Findings:
    """What is found in these bytes, as a file."""
    file = folder / "document.docx"
    file.write_bytes(content)
    return look(file)
