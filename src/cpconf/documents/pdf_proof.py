"""The proof of a protected PDF: opened again, by three readers, before it gets its name."""

import hashlib
import os
from pathlib import Path
from typing import BinaryIO, Final

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from cpconf.documents.opinion import SecondOpinion, digest_of, near_misses
from cpconf.documents.pdf_objects import items
from cpconf.documents.proof import Proof
from cpconf.errors import DocumentFault

_REVISION: Final = 6
_END: Final = b"%%EOF\n"
_BITS: Final = 256
_METHOD: Final = "aesv3"
_ADDED: Final = frozenset({"/Extensions"})  # says that the file is encrypted in this way
_CODEC: Final = ("/Filter", "/DecodeParms")
_ENCODING: Final = frozenset({"/Length", *_CODEC})


class _Unproven(Exception):
    """Something did not hold; the text says what, for the person who mends the program."""


def prove(path: Path, original: pikepdf.Pdf, password: str, second: SecondOpinion) -> Proof:
    """Prove that a file is `original`, whole, and opens with the password and nothing else.

    By pikepdf: encrypted throughout with AES-256, revision 6; every object, from the catalogue
    to the last stream, is the original's. By pypdf: refused without the password, and the
    content of every page is the original's. By PDFium: every page says what the document says.
    `second` asks the two others meanwhile. Raises DocumentFault (exit 6) where anything fails.
    """
    try:
        second.ask(path, password, _contents(original))
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            _prove_ended(file)
        _prove_locked(path, password)
        algorithm = _prove_same(path, original, password)
        _prove_by_others(second)
    except Exception as error:  # whatever a reader trips over, nothing is proven
        msg = (
            "the protected copy could not be proven and was thrown away: print the document or "
            "export it anew as a PDF, and try again"
        )
        raise DocumentFault(msg) from error
    return Proof(sha256=sha256, size=size, pages=len(original.pages), algorithm=algorithm)


def _prove_ended(file: BinaryIO) -> None:
    file.seek(-len(_END), os.SEEK_END)
    if file.read() != _END:
        raise _Unproven("it was cut short")


def _prove_locked(path: Path, password: str) -> None:
    for wrong in near_misses(password):
        try:
            pikepdf.open(path, password=wrong, attempt_recovery=False).close()
        except pikepdf.PasswordError:
            continue
        raise _Unproven("a wrong password opens it")


def _prove_same(path: Path, original: pikepdf.Pdf, password: str) -> str:
    with pikepdf.open(
        path, password=password, attempt_recovery=False, conversion_mode="explicit"
    ) as made:
        algorithm = _algorithm(made)
        if made.get_warnings() or made.is_linearized:
            raise _Unproven("it is not sound")
        if len(made.pages) != len(original.pages):
            raise _Unproven("it has other pages")
        _compare(original.Root, made.Root)
        if made.get_warnings():
            raise _Unproven("it is not sound")
    return algorithm


def _algorithm(made: pikepdf.Pdf) -> str:
    """How the file is encrypted, by what it says itself; all of it, and not by the owner's."""
    about = made.encryption
    methods = {
        method.name for method in (about.stream_method, about.string_method, about.file_method)
    }
    metadata = made.trailer.get(Name.Encrypt, Dictionary()).get(Name.EncryptMetadata)
    if not (
        made.is_encrypted
        and made.user_password_matched
        and not made.owner_password_matched
        and about.R == _REVISION
        and about.bits == _BITS
        and methods == {_METHOD}
        and (metadata is None or bool(metadata))
    ):
        raise _Unproven("it is not encrypted as it should be")
    return f"AES-{about.bits}, PDF revision {about.R}"


def _compare(original: Object, made: Object) -> None:
    """Walk both documents side by side: every object must be the other's."""
    waiting: list[tuple[Object | None, Object | None]] = [
        (original.get(key), made.get(key)) for key in (original.keys() | made.keys()) - _ADDED
    ]
    partners: dict[tuple[int, int], tuple[int, int]] = {}
    while waiting:
        one, other = waiting.pop()
        if one is None and other is None:
            continue
        if one is None or other is None:
            raise _Unproven("an object is missing")
        if one.is_indirect:
            partner = partners.get(one.objgen)
            if partner is None:
                partners[one.objgen] = other.objgen
            elif partner == other.objgen:
                continue
            else:
                raise _Unproven("an object is in another's place")
        waiting += _parts(one, other)


def _parts(one: Object, other: Object) -> list[tuple[Object | None, Object | None]]:
    """What two objects hold, side by side; where they hold nothing, they are compared."""
    if isinstance(one, Array) and isinstance(other, Array) and len(one) == len(other):
        return list(zip(one, other, strict=True))
    if isinstance(one, Dictionary) and isinstance(other, Dictionary):
        return [(one.get(key), other.get(key)) for key in one.keys() | other.keys()]
    if isinstance(one, Stream) and isinstance(other, Stream):
        _compare_streams(one, other)
        keys = (one.keys() | other.keys()) - _ENCODING
        return [(one.get(key), other.get(key)) for key in keys]
    if isinstance(one, Array | Dictionary | Stream) or one.unparse() != other.unparse():
        raise _Unproven("a value is another")
    return []


def _compare_streams(one: Stream, other: Stream) -> None:
    """Compare byte for byte; decoded, where an old or no compression was replaced by a new one."""
    if all(_unparsed(one.get(key)) == _unparsed(other.get(key)) for key in _CODEC):
        alike = _digest(one.read_raw_bytes()) == _digest(other.read_raw_bytes())
    else:
        alike = _digest(one.read_bytes()) == _digest(other.read_bytes())
    if not alike:
        raise _Unproven("a picture or a page's content is another")


def _unparsed(value: Object | None) -> bytes | None:
    return None if value is None else value.unparse(resolved=True)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _prove_by_others(second: SecondOpinion) -> None:
    if not second.agrees():
        raise _Unproven("another reader finds another document")


def _contents(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """A digest of what is drawn on each page."""
    return tuple(digest_of(_content(page.obj)) for page in pdf.pages)


def _content(page: Dictionary) -> list[bytes]:
    """What is drawn on a page, decoded, stream by stream."""
    held = page.get(Name.Contents)
    streams = [held] if isinstance(held, Stream) else items(held)
    return [stream.read_bytes() for stream in streams if isinstance(stream, Stream)]
