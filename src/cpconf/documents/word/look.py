"""Inspecting a Word document (.docx): whether it is sound, and all the words it contains.

Every member of the package is read to its end, which checks its checksum, and every XML part is
parsed. Damage that Word might repair is refused, because a repaired document may lose text.
"""

import hashlib
import posixpath
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from lxml import etree

from cpconf import files
from cpconf.core.dates.phrases import say_count
from cpconf.core.reports import menus
from cpconf.core.words import FileType
from cpconf.documents.findings import Findings
from cpconf.documents.word.text import Elements, Words, parse
from cpconf.errors import DocumentFault

MOST_MEMBERS: Final = 10_000
_GROWTH: Final = 50
_ALWAYS_ALLOWED: Final = 64 * 1024**2
_LARGEST_UNPACKED: Final = 1024**3
_LARGEST_XML: Final = 128 * 1024**2
_CHUNK: Final = 128 * 1024

_CONTENT_TYPES: Final = "[content_types].xml"
_PROPERTIES: Final = "docprops/core.xml"
_WORDS: Final = re.compile(r"[^\W\d_]{3}")
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN: Final = f"{_WORD}document.main+xml"
_STORIES: Final = (
    _MAIN,
    *(f"{_WORD}{story}+xml" for story in ("header", "footer", "footnotes", "endnotes")),
)
_TEMPLATE: Final = f"{_WORD}template.main+xml"
_WITH_MACROS: Final = re.compile(r"application/vnd\.ms-word\.(document|template)\.macroenabled")
_DRAWING: Final = "image/svg+xml"
_ORIGIN: Final = "application/vnd.openxmlformats-package.digital-signature-origin"
_VBA: Final = "application/vnd.ms-office.vbaproject"
_OLE_MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_ZIP_MAGIC: Final = b"PK\x03\x04"
_HEAD: Final = 1024
_COMPRESSIONS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})

_DAMAGED: Final = f"the document is damaged: {menus.REPAIR}, and save it; or ask its author for it"
_NOT_WORD: Final = f"the document is not a Word document (.docx), or is damaged: {menus.IN_WORD}"
_TOO_LARGE: Final = f"the document unpacks to more than a Word document would: {menus.IN_WORD}"
_MACROS: Final = f"the document has macros, which are not passed on: {menus.IN_WORD}"
_LOCKED: Final = f"the document is protected already, with a password: {menus.UNLOCK}"
_RESTRICTED: Final = (
    "the document is protected already, so that only certain people can open it: "
    f"{menus.UNRESTRICT}"
)
_WHATEVER: Final = ", whatever its name says"
_OLD: Final = f"the document is an old Word document{_WHATEVER}: {menus.IN_WORD}"
_TEMPLATES: Final = f"the document is a Word template{_WHATEVER}: {menus.IN_WORD}"
_OTHER: Final = f"the document is {{}}{_WHATEVER}: {{}}"

# Other types of file that are named .docx: known by how they start, by a stream, or by a part.
_STARTS: Final = tuple(
    (re.compile(start, re.IGNORECASE | re.DOTALL), what)
    for start, what in (
        (rb"\s*\{\\rtf", "a rich text document"),
        (rb"(\xef\xbb\xbf)?\s*<\?xml.*(word\.document|xmlpackage)", "a document as XML"),
        (rb"(\xef\xbb\xbf)?\s*<(!doctype\s|html|head|body|meta)", "a web page"),
        (rb"(\xef\xbb\xbf)?mime-version:", "a web page in one file"),
    )
)
_STREAMS: Final = (
    ("DRMEncryptedDataSpace", _RESTRICTED),
    ("EncryptedPackage", _LOCKED),
    ("WordDocument", _OLD),
)
_PARTS: Final = tuple(
    (re.compile(part), what, how)
    for part, what, how in (
        (r"index/.*\.iwa|index\.(xml|zip)", "a Pages document", menus.IN_PAGES),
        (r"meta-inf/manifest\.xml", "an OpenDocument text", menus.IN_WORD),
        (r"xl/.*", "a workbook", f"open it in Excel, then {menus.AS_PDF}"),
        (r"ppt/.*", "a presentation", f"open it in PowerPoint, then {menus.AS_PDF}"),
    )
)

# What a damaged file raises: errors of zipfile, of the values that it unpacks, and of lxml.
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    etree.XMLSyntaxError,
)


def look(path: Path) -> Findings:
    """Inspect a Word document; comments, properties and other unseen text are in `beside`.

    Raises DocumentFault (exit 6) where it is protected, damaged, not a .docx, has macros, or
    unpacks to more than the limit; OSError where the file cannot be opened.
    """
    try:
        return _look(path)
    except DocumentFault as fault:
        raise DocumentFault(_by_name(str(fault), path)) from None


def _look(path: Path) -> Findings:
    with files.opened(path) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        _check_start(file)
        try:
            with zipfile.ZipFile(file) as package:
                _check_members(package, size)
                contents = _Contents(package)
                contents.read()
        except _DAMAGE:
            raise DocumentFault(_DAMAGED) from None
    return contents.findings(sha256, size)


def _by_name(fault: str, path: Path) -> str:
    """Return a fault without "whatever its name says" where the file's ending says the same."""
    by_name, _, _ = menus.INSTEAD.get(path.suffix.lower(), "").partition(" (")
    as_named = by_name and f" is {by_name}{_WHATEVER}" in fault
    return fault.replace(_WHATEVER, "") if as_named else fault


def _check_start(file: BinaryIO) -> None:
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(_OLE_MAGIC):
        # The older Office format, which is also the container of an encrypted .docx.
        whole = head + file.read()
        told = (said for name, said in _STREAMS if name.encode("utf-16-le") in whole)
        raise DocumentFault(next(told, _NOT_WORD))
    if not head.startswith(_ZIP_MAGIC):
        what = next((what for start, what in _STARTS if start.match(head)), None)
        raise DocumentFault(_OTHER.format(what, menus.IN_WORD) if what else _NOT_WORD)
    file.seek(0)


def _check_members(package: zipfile.ZipFile, size: int) -> None:
    """Check the sizes that the package declares; zipfile never unpacks more than that."""
    members = package.infolist()
    allowed = min(_LARGEST_UNPACKED, max(_ALWAYS_ALLOWED, _GROWTH * size))
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > allowed:
        raise DocumentFault(_TOO_LARGE)
    parts = [_plain(member.filename) for member in members if not _is_folder(member)]
    if _CONTENT_TYPES not in parts:
        raise DocumentFault(_not_word(parts))
    if any(member.flag_bits & 0x1 for member in members):
        raise DocumentFault(_LOCKED)
    if len(set(parts)) < len(parts) or any(
        member.compress_type not in _COMPRESSIONS for member in members
    ):
        raise DocumentFault(_DAMAGED)


def _not_word(parts: Iterable[str]) -> str:
    """Return the fault of a package that is not a Word document, by the names of its parts."""
    names = list(parts)
    for pattern, what, how in _PARTS:
        if any(map(pattern.fullmatch, names)):
            return _OTHER.format(what, how)
    return _NOT_WORD


class _Contents:
    """The parts of one package, each read once."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        self._package = package
        self._defaults: dict[str, str] = {}
        self._overrides: dict[str, str] = {}
        self._roots: list[str] = []
        self._stories: dict[str, Words] = {}
        self._others: list[Words] = []
        self._targets: list[str] = []
        self._other_files: set[str] = set()
        self._xml_left = _LARGEST_XML
        self._count: Counter[str] = Counter()

    def read(self) -> None:
        """Read every member to its end. Raises DocumentFault, and any of `_DAMAGE`."""
        members = {
            _plain(member.filename): member
            for member in self._package.infolist()
            if not _is_folder(member)
        }
        self._read_types(members.pop(_CONTENT_TYPES))
        # Links first: what a part is depends on what refers to it.
        for name, member in sorted(members.items(), key=lambda each: not _is_links(each[0])):
            self._read_member(member, name)
        kinds = {self._type(root) for root in self._roots}
        if any(map(_WITH_MACROS.match, kinds)):
            raise DocumentFault(_MACROS)
        if kinds == {_TEMPLATE}:
            raise DocumentFault(_TEMPLATES)
        if kinds != {_MAIN}:
            raise DocumentFault(_not_word(members))
        if any(root not in self._stories for root in self._roots):
            raise DocumentFault(_DAMAGED)

    def findings(self, sha256: str, size: int) -> Findings:
        """Return what was found in the parts."""
        stories = [self._stories[name] for name in sorted(self._stories, key=self._order)]
        texts = tuple("\n".join(story.shown) for story in stories if story.shown)
        seen = frozenset(chain.from_iterable(story.shown for story in stories))
        words = [*stories, *self._others]
        beside = chain(
            chain.from_iterable(story.beside for story in stories),
            *((*other.shown, *other.beside) for other in self._others),
            self._targets,
        )
        return Findings(
            type=FileType.DOCX,
            sha256=sha256,
            size=size,
            pages=None,
            texts=texts,
            beside=tuple(dict.fromkeys(line for line in beside if line not in seen)),
            signed=self._count["signature"] > 0,
            attachments=self._attachments(),
            pictures=self._count["picture"],
            unsearchable=self._attachments() + self._count["picture"] > 0 or not texts,
            revised=any(part.revised for part in words),
            commented=any(part.commented for part in words),
            hidden=any(story.hidden for story in stories),
            remarks=self._remarks(),
        )

    def _attachments(self) -> int:
        return self._count["attachment"] + len(self._other_files)

    def _remarks(self) -> tuple[str, ...]:
        files = self._attachments()
        embedded = f"{say_count(files, 'embedded file')} {'stays' if files == 1 else 'stay'} in it"
        linked = f"it points to {say_count(self._count['link'], 'file')} outside itself"
        remarks = (
            (embedded, files),
            ("its properties, such as author and title, stay in it", self._count["property"]),
            (f"{linked}, such as a template or a linked picture", self._count["link"]),
        )
        return tuple(remark for remark, holds in remarks if holds)

    def _read_types(self, member: zipfile.ZipInfo) -> None:
        elements = Elements()
        parse(self._chunks(member), elements)
        for name, attributes in elements.found:
            kind = attributes.get("ContentType", "").lower()
            if name == "Override":
                self._overrides[_plain(attributes.get("PartName", ""))] = kind
            elif name == "Default":
                self._defaults[attributes.get("Extension", "").lower()] = kind

    def _read_member(self, member: zipfile.ZipInfo, name: str) -> None:
        kind = self._type(name)
        if kind == _VBA or posixpath.basename(name).startswith(("vbaproject", "vbadata")):
            raise DocumentFault(_MACROS)
        if name.startswith("_xmlsignatures/") or "digital-signature" in kind:
            self._count["signature"] += 1
        if _is_links(name):
            self._read_relationships(member, name)
        elif kind == _DRAWING:
            self._count["picture"] += name not in self._other_files
            self._read_drawing(member)
        elif _is_xml(name, kind):
            self._read_words(member, name, kind)
        else:
            is_other_file = name in self._other_files
            if kind == _ORIGIN and not member.file_size:
                return  # the origin part of a package's signatures, empty (ISO/IEC 29500-2, 10.5.4)
            if not is_other_file:
                self._count[_binary(name, kind)] += 1
            if is_other_file or _binary(name, kind) == "attachment":
                self._targets.append(posixpath.basename(member.filename))
            self._read_through(member)

    def _read_through(self, member: zipfile.ZipInfo) -> None:
        for _chunk in self._chunks(member):
            pass

    def _read_drawing(self, member: zipfile.ZipInfo) -> None:
        """Keep the words of an SVG drawing, if it is sound XML: other programs make these."""
        words, chunks = Words(everything=True), self._xml(member)
        try:
            parse(chunks, words)
        except (etree.XMLSyntaxError, DocumentFault):
            self._read_through(member)
        else:
            self._others.append(words)

    def _read_words(self, member: zipfile.ZipInfo, name: str, kind: str) -> None:
        story = kind.startswith(_WORD)
        words = Words(everything=not story, attributes=kind in {"", "application/xml"})
        parse(self._xml(member), words)
        if name == _PROPERTIES and any(map(_WORDS.search, words.shown)):
            self._count["property"] += 1
        if kind in _STORIES:
            self._stories[name] = words
        else:
            # Word's other parts: comments, building blocks, numbering, settings.
            self._others.append(words)

    def _read_relationships(self, member: zipfile.ZipInfo, name: str) -> None:
        elements = Elements()
        parse(self._xml(member), elements)
        for _, attributes in elements.found:
            kind = attributes.get("Type", "").rpartition("/")[2].lower()
            target = attributes.get("Target", "")
            if kind == "vbaproject":
                raise DocumentFault(_MACROS)
            external = attributes.get("TargetMode", "").lower() == "external"
            if external or kind == "hyperlink":
                self._targets.append(target)
            if external:
                self._count["link"] += kind != "hyperlink"
            elif name == "_rels/.rels" and kind == "officedocument":
                self._roots.append(_plain(target))
            elif kind == "afchunk":
                # A whole file that Word shows within the text, whatever type it declares.
                folder = posixpath.dirname(posixpath.dirname(name))
                self._other_files.add(_plain(posixpath.join("/", folder, target)))

    def _type(self, name: str) -> str:
        return self._overrides.get(name) or self._defaults.get(name.rpartition(".")[2], "")

    def _order(self, name: str) -> tuple[int, list[tuple[int, str]]]:
        """Return the sort key of a story: its kind as listed, then its name, 2 before 10."""
        parts = [
            (int(part or 0), "") if part.isdecimal() else (0, part)
            for part in re.split(r"(\d+)", name)
        ]
        return _STORIES.index(self._type(name)), parts

    def _xml(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        self._xml_left -= member.file_size
        if self._xml_left < 0:
            raise DocumentFault(_TOO_LARGE)
        return self._chunks(member)

    def _chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        with self._package.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


def _plain(name: str) -> str:
    r"""Return a part's name for comparing: from the root, lower case, with forward slashes.

    >>> _plain("word\\Document.xml"), _plain("/word/document.xml"), _plain("./word/document.xml")
    ('word/document.xml', 'word/document.xml', 'word/document.xml')
    """
    return posixpath.normpath(f"/{name.replace(chr(92), '/')}").lstrip("/").lower()


def _is_folder(member: zipfile.ZipInfo) -> bool:
    return member.filename.endswith(("/", "\\")) and not member.file_size


def _is_links(name: str) -> bool:
    return name.endswith(".rels")


def _is_xml(name: str, kind: str) -> bool:
    """Tell whether a part is XML; the files that macOS adds beside each packed file are not.

    >>> _is_xml("word/document.xml", ""), _is_xml("__macosx/word/._document.xml", "")
    (True, False)
    """
    if name.startswith("__macosx/"):
        return False
    return kind.endswith(("+xml", "/xml")) or name.endswith((".xml", ".vml"))


def _binary(name: str, kind: str) -> str:
    """Return what a part without XML is; an unknown one counts as an attachment."""
    if "/embeddings/" not in name:
        if kind.startswith("image/"):
            return "thumbnail" if name.startswith("docprops/") else "picture"
        if "font" in kind:
            return "font"
    return "attachment"
