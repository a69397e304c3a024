"""Inspecting a PDF: whether it is sound, its text, and what a protected copy would leave out.

It parses files that strangers made, so it runs in a separate process (see `inspector`).
"""

import contextlib
import hashlib
import html
import re
import warnings
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Final, NamedTuple

import pikepdf
import pypdfium2 as pdfium
from pikepdf import Array, Dictionary, Name, Object, ObjectSet, Stream, String
from pypdfium2 import raw

from cpconf import files
from cpconf.core.disclosure.searched_pages import Unread
from cpconf.core.reports import menus
from cpconf.core.words import FileType
from cpconf.documents.findings import Findings
from cpconf.documents.pdf.drawn import Drawings, Drawn
from cpconf.documents.pdf.headings import Headings
from cpconf.documents.pdf.objects import (
    PROTECTED,
    PROTECTED_OTHERWISE,
    QPDF_RAISES,
    deflated,
    embeds,
    filters,
    is_encrypted_otherwise,
    items,
    refers_beyond,
    with_checksum,
    within,
)
from cpconf.documents.pdf.pictures import look_of
from cpconf.documents.pdf.remarks import is_damage, is_unfinished
from cpconf.documents.pdf.text import MOST_TEXT, TOO_MUCH, PageText, pages_of
from cpconf.errors import CpconfError, DocumentFault
from cpconf.processes.in_two import apart, in_two, may_split

_DAMAGED: Final = f"the document is damaged: {menus.ANEW}"
_PDFIUM_SAYS: Final = {
    raw.FPDF_ERR_PASSWORD: PROTECTED,
    raw.FPDF_ERR_SECURITY: PROTECTED_OTHERWISE,
}
_DEFLATED: Final = frozenset({"/FlateDecode", "/Fl"})  # the second is for inline images
_MULTIMEDIA: Final = frozenset({"/Movie", "/Sound", "/RichMedia", "/Screen", "/3D"})
_TAG: Final = re.compile(r"<[^>]*>")
_ATTRIBUTE: Final = re.compile(r"""=\s*(?:"([^"]*)"|'([^']*)')""")
_SAYING: Final = frozenset({"/V", "/DV", "/RV", "/RC", "/AS"})
"""Keys whose values may be streams of text (ISO 32000-1, 12.7.4.3), or names from people."""


def look(path: Path, *, headings: bool) -> Findings:
    """Inspect a PDF; `headings` adds its bookmarks and the lines that look like headings.

    Raises DocumentFault (exit 6) where it is protected, damaged, without pages, or a form that only
    Adobe's program can show.
    """
    try:
        with files.opened(path) as file:
            return _look(file, headings=headings)
    except CpconfError:
        raise
    except pikepdf.PasswordError as error:
        raise DocumentFault(PROTECTED) from error
    except pikepdf.PdfError as error:
        told = PROTECTED_OTHERWISE if is_encrypted_otherwise(error) else _DAMAGED
        raise DocumentFault(told) from error
    except pdfium.PdfiumError as error:
        # PDFium may need a password where pikepdf did not.
        raise DocumentFault(_PDFIUM_SAYS.get(error.err_code, _DAMAGED)) from error
    except OSError as error:
        raise DocumentFault("the document cannot be read: check that it is still there") from error
    except QPDF_RAISES as error:
        raise DocumentFault(_DAMAGED) from error


class _About(NamedTuple):
    """What the objects of a document say, before its pages are read."""

    pages: int
    beside: tuple[str, ...]
    drawn: Drawn
    comment_pages: tuple[int, ...]
    redaction_pages: tuple[int, ...]
    unfinished: bool
    signed: bool
    attachments: int
    remarks: tuple[str, ...]


_Read = tuple[tuple[PageText, ...], Headings]
"""The text of pages, and the lines on them that look like headings."""


def _look(file: BufferedReader, *, headings: bool) -> Findings:
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    size = file.tell()
    shares = may_split(size)
    with contextlib.ExitStack() as stack:

        def first() -> tuple[_About, pdfium.PdfDocument, _Read]:
            about = _about(file)
            document = stack.enter_context(pdfium.PdfDocument(apart(file)))
            if len(document) != about.pages:
                raise DocumentFault(_DAMAGED)
            return about, document, _read(document, shares.mine(about.pages), headings=headings)

        def rest() -> _Read:
            if not shares.split:
                return (), Headings()
            with pdfium.PdfDocument(apart(file)) as own:
                return _read(own, shares.others(len(own)), headings=headings)

        (about, document, (read, titles)), (more, beyond) = in_two(first, rest, shares)
        read += more
        titles.lines += beyond.lines
        if sum(len(page.text) for page in read) > MOST_TEXT:
            raise DocumentFault(TOO_MUCH)
        unread = _unread(document, read, about.drawn)
        found = titles.of(document) if headings else ()
    return Findings(
        type=FileType.PDF,
        sha256=sha256,
        size=size,
        pages=about.pages,
        texts=tuple(page.text for page in read),
        beside=about.beside,
        again=(
            *((number, row) for number, page in _numbered(read) for row in page.rows),
            *about.drawn.texts,
        ),
        silent_pages=tuple(number for number, page in _numbered(read) if page.why is not None),
        unread=tuple(unread.items()),
        pictured_pages=tuple(
            number for number, page in _numbered(read) if page.pictured and number not in unread
        ),
        comment_pages=about.comment_pages,
        redaction_pages=about.redaction_pages,
        unfinished=about.unfinished,
        headings=found,
        signed=about.signed,
        attachments=about.attachments,
        remarks=about.remarks,
    )


def _about(file: BufferedReader) -> _About:
    with pikepdf.open(file, conversion_mode="explicit") as pdf:
        unfinished = _check(pdf, file)
        objects = _Objects(pdf)
        if objects.wraps:
            raise DocumentFault(PROTECTED_OTHERWISE)
        packets = _packets(pdf)
        for packet in packets:
            objects.add(_without_tags(packet.read_bytes()))
        signed = _signed(pdf, objects)
        drawings = Drawings(pdf)
        return _About(
            pages=len(pdf.pages),
            beside=tuple(dict.fromkeys(text for text in objects.texts if _says_something(text))),
            drawn=drawings.read(),
            comment_pages=tuple(sorted(drawings.marks.comments)),
            redaction_pages=tuple(sorted(drawings.marks.redactions)),
            unfinished=unfinished,
            signed=signed,
            attachments=objects.attachments,
            remarks=_remarks(
                objects, signed=signed, xfa=bool(packets), restricted=pdf.is_encrypted
            ),
        )


def _read(document: pdfium.PdfDocument, numbers: range, *, headings: bool) -> _Read:
    titles = Headings()
    return tuple(pages_of(document, numbers, also=titles.take if headings else None)), titles


def _numbered(read: tuple[PageText, ...]) -> Iterator[tuple[int, PageText]]:
    return enumerate(read, start=1)


def _unread(
    document: pdfium.PdfDocument, read: tuple[PageText, ...], drawn: Drawn
) -> dict[int, Unread]:
    """Return the pages that cannot be searched, in order, each with the reason."""
    found = dict(drawn.unread)
    for number in drawn.patterned:
        page = document[number - 1]
        letters = sum(map(str.isalnum, read[number - 1].text))
        if (why := look_of(page, patterned=True).why_unread(letters)) is not None:
            found[number] = why
        page.close()
    found |= {number: page.why for number, page in _numbered(read) if page.why is not None}
    return dict(sorted(found.items()))


def _check(pdf: pikepdf.Pdf, file: BufferedReader) -> bool:
    """Raise DocumentFault for a document that another reader might show shorter or differently.

    Returns whether compressed data has no checksum.
    """
    # The check decodes every stream: nothing else finds a gap in the middle of a file.
    with warnings.catch_warnings():
        # It skips data it cannot decode, such as JBIG2; the proof compares that undecoded.
        warnings.simplefilter("ignore", UserWarning)
        problems = [*pdf.get_warnings(), *pdf.check_pdf_syntax(), *pdf.get_warnings()]
    if not pdf.pages:
        raise DocumentFault("the document has no pages: ask its author for it again")
    unfinished = is_unfinished(problems)
    if is_damage(problems) or (unfinished and any(map(_is_cut_off, pdf.objects))):
        raise DocumentFault(_DAMAGED)
    if refers_beyond(file, pdf) or any(Name.Parent not in page.obj for page in pdf.pages):
        raise DocumentFault(_DAMAGED)
    if str(pdf.Root.get(Name.NeedsRendering, "")) in {"True", "true"}:
        raise DocumentFault(
            f"the document is a form that only Adobe's own program can show: {menus.PRINTED}, "
            "and take the file that it makes"
        )
    return unfinished


def _is_cut_off(each: Object | None) -> bool:
    """Tell whether an object's compressed data lacks more than its checksum.

    Data whose outermost compression is not deflate is not unpacked: it counts as cut off if deflate
    is among its filters.
    """
    packed = deflated(each)
    if packed is not None:
        return with_checksum(packed) is None
    return isinstance(each, Stream) and not _DEFLATED.isdisjoint(map(str, filters(each)))


class _Objects:
    """What all objects of a document contain, found in one pass.

    Every string is taken: bookmarks, comments, form values, alternative texts, the targets of
    links, names and descriptions of embedded files, the document's properties.
    """

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.texts: list[str] = []
        self.attachments = 0
        self.wraps = False
        self.scripts = False
        self.multimedia = False
        self.hidden_layers = False
        self.signatures = False
        self._room = MOST_TEXT
        for each in pdf.objects:
            if not _is_plumbing(each):
                for holder in within(each):
                    self._take(holder)

    def _take(self, holder: Object) -> None:
        if isinstance(holder, Array):
            for value in holder:
                self._read(value)
            return
        keys = set(holder.keys())
        signature = "/ByteRange" in keys
        self.signatures |= signature
        self.attachments += "/EF" in keys and embeds(holder)
        # A cover page with the real document as an encrypted file in it (ISO 32000-2, 7.6.7).
        self.wraps |= holder.get("/AFRelationship") == Name.EncryptedPayload
        self.scripts |= "/JS" in keys
        self.hidden_layers |= keys >= {"/OCGs", "/D"} and _hides(holder.get("/D"))
        if "/Subtype" in keys:
            self.multimedia |= str(holder.get("/Subtype")) in _MULTIMEDIA
        for key, value in holder.items():
            if not (signature and key == "/Contents"):
                self._read(value)
            if key in _SAYING:
                self._read_value(value)
        if isinstance(holder, Stream) and str(holder.get("/Type")) == "/Metadata":
            self.add(_without_tags(holder.read_bytes()))

    def _read(self, value: Object) -> None:
        if isinstance(value, String):
            self.add(str(value))

    def _read_value(self, value: Object) -> None:
        """Take a field's value that is not a string: a name, or a stream of text."""
        if isinstance(value, Name):
            self.add(str(value).removeprefix("/"))
        elif isinstance(value, Stream):
            self.add(_without_tags(value.read_bytes()))

    def add(self, text: str) -> None:
        """Take a text. Raises DocumentFault where there is too much."""
        self._room -= len(text)
        if self._room < 0:
            raise DocumentFault(TOO_MUCH)
        self.texts.append(text)


def _is_plumbing(each: Object) -> bool:
    """Tell whether an object is the encryption dictionary or a table of objects: not words."""
    if not isinstance(each, Dictionary | Stream):
        return False
    keys = each.keys()
    return keys >= {"/O", "/U", "/P", "/R"} or keys >= {"/W", "/Size", "/Root"}


def _signed(pdf: pikepdf.Pdf, objects: _Objects) -> bool:
    """Tell whether there is a signature to break: in a field, a certification, or a form's flag."""
    form = pdf.Root.get(Name.AcroForm)
    if objects.signatures or Name.Perms in pdf.Root:
        return True
    if not isinstance(form, Dictionary):
        return False
    flags = form.get(Name.SigFlags)
    if isinstance(flags, pikepdf.Integer) and int(flags) & 1:
        return True
    seen = ObjectSet()
    waiting = [(field, "") for field in items(form.get(Name.Fields))]
    while waiting:
        field, inherited = waiting.pop()
        if not isinstance(field, Dictionary) or not seen.add(field):
            continue
        kind = str(field.get(Name.FT, inherited))
        if kind == "/Sig" and Name.V in field:
            return True
        waiting += [(kid, kind) for kid in items(field.get(Name.Kids))]
    return False


def _remarks(objects: _Objects, *, signed: bool, xfa: bool, restricted: bool) -> tuple[str, ...]:
    remarks = []
    if signed:
        remarks.append("its signature is left out")
    if objects.attachments:
        many = objects.attachments != 1
        remarks.append(f"{objects.attachments} embedded file{'s are' if many else ' is'} left out")
    if objects.multimedia:
        remarks.append("sound, video and 3D scenes are left out")
    if objects.scripts:
        remarks.append("scripts are left out")
    if restricted:
        remarks.append("its restrictions on printing and copying are not carried over")
    if objects.hidden_layers:
        remarks.append("it has layers, and a reader can show those that are hidden")
    if xfa:
        remarks.append(
            "it is an XFA form, which some phones cannot show: safer is a printed one: "
            f"{menus.PRINTED}"
        )
    return tuple(remarks)


def _packets(pdf: pikepdf.Pdf) -> list[Stream]:
    """Return the parts of an XFA form, which repeat its field values."""
    form = pdf.Root.get(Name.AcroForm)
    xfa = form.get(Name.XFA) if isinstance(form, Dictionary) else None
    parts = [xfa] if isinstance(xfa, Stream) else items(xfa)
    return [part for part in parts if isinstance(part, Stream)]


def _hides(layers: Object | None) -> bool:
    return isinstance(layers, Dictionary) and (
        bool(items(layers.get(Name.OFF))) or layers.get(Name.BaseState) == Name.OFF
    )


def _says_something(text: str) -> bool:
    return any(map(str.isalnum, text))


def _without_tags(xml: bytes) -> str:
    """Return the words of an XML text: between its tags, and in their attributes."""
    encoding = "utf-16" if xml.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return html.unescape(_TAG.sub(_attributes, xml.decode(encoding, "replace")))


def _attributes(tag: re.Match[str]) -> str:
    return "\n".join(["", *(one or other for one, other in _ATTRIBUTE.findall(tag.group())), ""])
