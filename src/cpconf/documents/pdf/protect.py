"""Protecting a PDF with a password: what is on its pages stays, most other data is left out.

Encryption is AES-256, revision 6 (ISO 32000-2, 7.6.4). It keeps others from reading the document;
it does not show whether somebody who knows the password changed it.
"""

import hashlib
import secrets
import warnings
from collections.abc import Callable, Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

import pikepdf
from pikepdf import AccessMode, Array, Dictionary, Name, Object, Stream, sanitize

from cpconf.core.reports import menus
from cpconf.documents.findings import Findings
from cpconf.documents.opinion import SecondOpinion
from cpconf.documents.passwords import refuse_unusable
from cpconf.documents.pdf.objects import (
    LAYOUT,
    QPDF_RAISES,
    deflated,
    embeds,
    items,
    made_anew,
    typed,
    with_checksum,
    within,
)
from cpconf.documents.pdf.proof import prove
from cpconf.documents.places.publishing import Draft
from cpconf.documents.proof import Proof, Unproven
from cpconf.errors import DocumentFault
from cpconf.processes.memory import give_back_at_once

_EVERYTHING: Final = pikepdf.Permissions(modify_assembly=True)  # screen readers need to extract
_CATALOG: Final = frozenset(
    {
        "/Type",
        "/Version",
        "/Extensions",
        "/Pages",
        "/PageLabels",
        "/PageLayout",
        "/PageMode",
        "/ViewerPreferences",
        "/Names",
        "/Dests",
        "/Outlines",
        "/URI",
        "/AcroForm",
        "/StructTreeRoot",
        "/MarkInfo",
        "/Lang",
        "/OCProperties",
        "/OutputIntents",
    }
)
_BESIDE_PAGES: Final = ("/PieceInfo", "/Thumb", "/AA", "/B", "/LastModified")
_MOST_PARTS: Final = 500
"""The limit for the parts of a stream's filters: eight filters with all parameters have some 90."""
_SAID_BY_ATTACHMENTS: Final = ("/FS", "/Contents", "/RC", "/T", "/Subj", "/NM")


def protect(
    source: Path,
    findings: Findings,
    password: str,
    draft: Draft,
    *,
    progress: Callable[[str, float], None] | None = None,
    second: SecondOpinion | None = None,
    meanwhile: Callable[[], None] | None = None,
) -> Proof:
    """Encrypt a PDF into a draft and prove it; publishes nothing.

    Takes some 0.25 s for 200 pages of text. 100 MB of pictures take 2 s and 160 MB of memory; a
    single picture of that size, 340 MB. Raises DocumentFault (exit 6) where the document changed
    since the inspection or the copy cannot be proved, and Refused (exit 5) as `refuse_unusable`.
    """
    refuse_unusable(password)
    opinion = second or _here(findings, source)
    give_back_at_once()
    try:
        file = source.open("rb")
    except OSError as error:
        raise DocumentFault("the document cannot be read: check that it is still there") from error
    with file:
        _refuse_changed(file, findings)
        try:
            with pikepdf.open(
                file, conversion_mode="explicit", access_mode=AccessMode.stream
            ) as pdf:
                advice = made_anew(pdf)
                leave_out(pdf)
                if findings.unfinished:
                    _add_checksums(pdf)
                encrypt(pdf, password, draft, progress)
                if progress is not None:
                    progress("checking", 0.0)
                try:
                    proof = prove(draft.path, pdf, password, opinion, meanwhile)
                except Unproven as unproven:
                    raise Unproven(unproven.defect, f"{unproven}.\n{advice}") from unproven
        except QPDF_RAISES as error:
            raise DocumentFault(f"the document cannot be protected: {menus.ANEW}") from error
        _refuse_changed(file, findings)
    if progress is not None:
        progress("checking", 1.0)
    return proof


def leave_out(pdf: pikepdf.Pdf) -> None:
    """Remove what is not on a page: properties, embedded files, scripts, sound, signatures.

    Bookmarks, links, forms with their values, and what screen readers use (ISO 14289) stay.
    Saving the document then drops earlier revisions and unreferenced objects.
    """
    _strip(pdf.Root, pdf.Root.keys() - _CATALOG)
    # Nothing in a trailer is encrypted, not even strings. Saving makes a new ID.
    _strip(pdf.trailer, pdf.trailer.keys() - LAYOUT - {"/Root"} | {"/ID"})
    names = pdf.Root.get(Name.Names)
    if isinstance(names, Dictionary):
        _strip(names, names.keys() - {"/Dests"})
    if pdf.Root.get(Name.PageMode) == Name.UseAttachments:
        del pdf.Root[Name.PageMode]
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary):
        _strip(form, {"/SigFlags"})
    with typed():
        sanitize.Sanitizer().remove_javascript().remove_multimedia().remove_attachments().apply(pdf)
    for page in pdf.pages:
        _strip(page.obj, _BESIDE_PAGES)
        _take_attachments_off(page.obj)
    for each in pdf.objects:
        if isinstance(each, Stream):
            _tidy(each)
        for holder in within(each):
            if not isinstance(holder, Array):
                _empty(holder)
    _forget_encryption(pdf)


def _strip(holder: Object, keys: Iterable[str]) -> None:
    with typed():  # the library does not accept a key whose bytes are not text
        for key in keys:
            if key in holder:
                del holder[key]


def _take_attachments_off(page: Dictionary) -> None:
    annotations = items(page.get(Name.Annots))
    kept = []
    for annotation in annotations:
        if (
            isinstance(annotation, Dictionary)
            and annotation.get(Name.Subtype) == Name.FileAttachment
        ):
            # The structure tree for screen readers may still refer to it.
            _strip(annotation, _SAID_BY_ATTACHMENTS)
        else:
            kept.append(annotation)
    if len(kept) < len(annotations):
        page.Annots = Array(kept)


def _empty(holder: Object) -> None:
    """Remove properties, embedded files, signatures and a program's own data from an object."""
    if embeds(holder):
        del holder[Name.EF]
    about = holder.get(Name.Metadata)
    if isinstance(about, Stream) and about.get(Name.Type, Name.Metadata) == Name.Metadata:
        del holder[Name.Metadata]
    value = holder.get(Name.V)
    if isinstance(value, Dictionary) and (Name.ByteRange in value or Name.Filter in value):
        # The signature would be broken, and encryption leaves it readable (7.6.2).
        del holder[Name.V]
    if Name.PieceInfo in holder and holder.get(Name.Subtype) == Name.Form:
        del holder[Name.PieceInfo]


def _tidy(stream: Stream) -> None:
    """Write a stream's filters and their parameters into its own dictionary.

    If they were separate objects and the stream is compressed anew, the copy would contain objects
    that nothing refers to. An empty list means the same as none.
    """
    for key in (Name.Filter, Name.DecodeParms):
        held = stream.get(key)
        if isinstance(held, Array) and not held:
            del stream[key]
        elif held is not None and _is_scattered(held):
            stream[key] = _gathered(held, iter(range(_MOST_PARTS)))


def _add_checksums(pdf: pikepdf.Pdf) -> None:
    """Add the checksum to compressed data that lacks only that: a copy must have no fault."""
    for each in pdf.objects:
        packed = deflated(each)
        whole = None if packed is None else with_checksum(packed)
        if whole is not None and whole != packed:
            # Writing drops the parameters unless they are given again.
            how: Any = {"filter": each.Filter, "decode_parms": each.get(Name.DecodeParms)}
            each.write(whole, **how)


def _is_scattered(value: Object | None) -> bool:
    """Tell whether any part of a value is an indirect object; streams, which always are, aside."""
    if value is None or isinstance(value, Stream):
        return False
    return value.is_indirect or any(map(_is_scattered, _held_by(value)))


def _held_by(value: Object) -> list[Object]:
    if isinstance(value, Dictionary):
        return [each for _, each in value.items()]
    return items(value)


def _gathered(value: Object | None, room: Iterator[int]) -> Object | None:
    """Return the value with its references replaced by their objects, except streams.

    A part is repeated for each reference, so nested lists could grow without end: raises ValueError
    where `room` is used up.
    """
    if next(room, None) is None:
        raise ValueError("how a stream is packed has more parts than any filter knows")
    if isinstance(value, Array):
        return Array([_gathered(each, room) for each in value])
    if isinstance(value, Dictionary):
        return Dictionary({key: _gathered(each, room) for key, each in value.items()})
    if value is None or isinstance(value, Stream):
        return value
    return Object.parse(value.unparse(resolved=True))


def _forget_encryption(pdf: pikepdf.Pdf) -> None:
    """Remove a document's own encryption settings: pikepdf has decrypted it."""
    _strip(pdf.trailer, {"/Encrypt"})
    held = pdf.Root.get(Name.Extensions)
    _strip(pdf.Root, {"/Extensions"})
    if isinstance(held, Dictionary):
        rest = {key: value for key, value in held.items() if key != "/ADBE"}
        if rest:
            pdf.Root.Extensions = Dictionary(rest)


def encrypt(
    pdf: pikepdf.Pdf,
    password: str,
    draft: Draft,
    progress: Callable[[str, float], None] | None = None,
) -> None:
    """Write the document encrypted; pictures are copied as they are.

    All but pictures and page contents goes into object streams, so that not even the names in the
    document's structure can be read without the password.
    """

    def tell(percent: int) -> None:
        if progress is not None:
            progress("encrypting", percent / 100)

    with warnings.catch_warnings():
        # A warning about form fields that are not on a page: the source has them too.
        warnings.simplefilter("ignore", pikepdf.PikepdfWarning)
        pdf.save(
            draft.file,
            # Never empty: most readers would open the file with an empty owner password.
            encryption=pikepdf.Encryption(
                user=password, owner=secrets.token_urlsafe(32), R=6, allow=_EVERYTHING
            ),
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            progress=tell,
        )
    draft.file.flush()


def _here(findings: Findings, source: Path) -> SecondOpinion:
    from cpconf.documents.pdf.second_opinion import Here  # noqa: PLC0415 - brings two parsers

    return Here(findings.texts, findings.silent_pages, source)


def _refuse_changed(file: BufferedReader, findings: Findings) -> None:
    file.seek(0)
    if hashlib.file_digest(file, "sha256").hexdigest() != findings.sha256:
        raise DocumentFault("the document changed while it was being protected: run it again")
    file.seek(0)
