"""The proof of a protected PDF: three readers open it again before it is published."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

import pikepdf
from pikepdf import AccessMode, Array, Dictionary, Name, Object, Stream

from cpconf.documents.opinion import SecondOpinion, digest_of, near_misses
from cpconf.documents.pdf.objects import LAYOUT, QPDF_RAISES, filters, items
from cpconf.documents.proof import Defect, Proof, Unproven

_REVISION: Final = 6
_END: Final = b"%%EOF\n"
_METHOD: Final = "aesv3"
_EXTENSIONS: Final = frozenset({"/Extensions"})
_ADDED: Final = frozenset({"/ADBE"})
_ENCRYPTED: Final = b"<< /BaseVersion /1.7 /ExtensionLevel 8 >>"
"""The value of /ADBE among the extensions of a file with this encryption, below PDF 2.0."""
_LENGTH: Final = frozenset({"/Length"})  # encrypted data is longer
_ENCODING: Final = _LENGTH | {"/Filter", "/DecodeParms"}
_DIRECT: Final = (0, 0)  # the number of a direct object
_TABLES: Final = (Name.XRef, Name.ObjStm)


def prove(
    path: Path,
    original: pikepdf.Pdf,
    password: str,
    second: SecondOpinion,
    meanwhile: Callable[[], None] | None = None,
) -> Proof:
    """Prove that a file is all of `original`, and opens with the password and nothing else.

    pikepdf: all of it is encrypted with AES-256, revision 6, and its objects are exactly the
    original's. pypdf: it does not open without the password, and the content of every page is the
    original's, or cannot be read in the original either. PDFium: the text of every page is the
    original's. `second` asks the latter two in parallel; `meanwhile` uses the waiting time.
    Raises Unproven (exit 6), which names the check that failed.
    """
    try:
        second.ask(path, password, _contents(original))
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            _prove_ended(file, size)
        _prove_locked(path, password)
        algorithm = _prove_same(path, original, password)
    except pikepdf.PasswordError as error:
        raise _unproven(Defect.LOCKED_OUT) from error
    except QPDF_RAISES as error:
        raise _unproven(Defect.DAMAGED) from error
    if meanwhile is not None:
        meanwhile()
    objection = second.objection()
    if objection is not None:
        raise _unproven(objection)
    return Proof(
        sha256=sha256,
        size=size,
        pages=len(original.pages),
        algorithm=algorithm,
        unread=second.unread(),
    )


def _unproven(defect: Defect) -> Unproven:
    return Unproven(
        defect,
        f"the protected copy did not pass its checks ({defect}) and was thrown away",
    )


def _prove_ended(file: BinaryIO, size: int) -> None:
    file.seek(max(0, size - len(_END)))
    if file.read() != _END:
        raise _unproven(Defect.CUT_SHORT)


def _open(path: Path, password: str) -> pikepdf.Pdf:
    """Open the file without repair: another reader might repair it differently."""
    return pikepdf.open(
        path,
        password=password,
        attempt_recovery=False,
        conversion_mode="explicit",
        access_mode=AccessMode.stream,
    )


def _prove_locked(path: Path, password: str) -> None:
    for wrong in near_misses(password):
        try:
            _open(path, wrong).close()
        except pikepdf.PasswordError:
            continue
        raise _unproven(Defect.NEAR_MISS if wrong else Defect.OPEN)


def _prove_same(path: Path, original: pikepdf.Pdf, password: str) -> str:
    with _open(path, password) as made:
        _prove_encrypted(made)
        if made.is_linearized:
            raise _unproven(Defect.LINEARIZED)
        if len(made.pages) != len(original.pages):
            raise _unproven(Defect.PAGES)
        reached = _compare(original, made)
        if any(each.objgen not in reached for each in made.objects if _is_content(each)):
            raise _unproven(Defect.STRAY)
        # Last, because warnings come as the parts are read.
        if made.get_warnings():
            raise _unproven(Defect.UNSOUND)
        about = made.encryption
        return f"AES-{about.bits}, PDF revision {about.R}"


def _prove_encrypted(made: pikepdf.Pdf) -> None:
    """Prove that all of the file is encrypted as it must be, and not with the owner password."""
    about = made.encryption
    methods = {
        method.name for method in (about.stream_method, about.string_method, about.file_method)
    }
    if made.owner_password_matched:
        raise _unproven(Defect.OWNER)
    if about.R != _REVISION:
        raise _unproven(Defect.REVISION)
    if methods != {_METHOD}:
        raise _unproven(Defect.CIPHER)
    if not bool(made.trailer.Encrypt.get(Name.EncryptMetadata, True)):
        raise _unproven(Defect.METADATA)
    # Reading, listening, printing and filling in need all permissions but that to reorder pages.
    if not all(made.allow._replace(modify_assembly=True)):
        raise _unproven(Defect.RESTRICTED)


def _is_content(each: Object | None) -> bool:
    """Tell whether an object is part of the document, and not a table of its objects."""
    if isinstance(each, Stream):
        return each.get(Name.Type) not in _TABLES
    return each is not None


def _compare(original: pikepdf.Pdf, made: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Compare both documents object by object. Raises Unproven where one differs.

    Returns the numbers of the objects that were reached in the copy.
    """
    waiting = _side_by_side(original.Root, made.Root, _EXTENSIONS)
    waiting += _side_by_side(_extensions(original), _extensions(made), _ADDED)
    waiting += _side_by_side(original.trailer, made.trailer, LAYOUT | {"/Root"})
    added = _extensions(made).get("/ADBE")
    if added is not None and added.unparse(resolved=True) != _ENCRYPTED:
        raise _unproven(Defect.VALUE)
    # Objects may refer back to the catalogue.
    partners = {original.Root.objgen: made.Root.objgen}
    reached = {made.Root.objgen, made.trailer.Encrypt.objgen}
    while waiting:
        one, other = waiting.pop()
        if one is None and other is None:
            continue
        if one is None or other is None:
            raise _unproven(Defect.MISSING)
        reached.add(other.objgen)
        if one.is_indirect:
            partner = partners.get(one.objgen)
            if partner is None:
                partners[one.objgen] = other.objgen
            elif partner == other.objgen:
                continue
            else:
                raise _unproven(Defect.MISPLACED)
        waiting += _parts(one, other)
    # Two objects of the original must not be one in the copy: a change would show in both places.
    numbered = [partner for partner in partners.values() if partner != _DIRECT]
    if len(set(numbered)) < len(numbered):
        raise _unproven(Defect.MISPLACED)
    return reached


def _extensions(pdf: pikepdf.Pdf) -> Dictionary:
    held = pdf.Root.get(Name.Extensions)
    return held if isinstance(held, Dictionary) else Dictionary()


def _parts(one: Object, other: Object) -> list[tuple[Object | None, Object | None]]:
    """Return the values in two objects as pairs; compare objects that contain no others."""
    if isinstance(one, Array) and isinstance(other, Array) and len(one) == len(other):
        return list(zip(one, other, strict=True))
    if isinstance(one, Dictionary) and isinstance(other, Dictionary):
        return _side_by_side(one, other, frozenset())
    if isinstance(one, Stream) and isinstance(other, Stream):
        is_packed_anew = _codec(one) != _codec(other)
        _compare_streams(one, other, decoded=is_packed_anew)
        return _side_by_side(one, other, _ENCODING if is_packed_anew else _LENGTH)
    if one.unparse(resolved=True) != other.unparse(resolved=True):
        raise _unproven(Defect.VALUE)
    return []


def _side_by_side(
    one: Object, other: Object, leaving_out: frozenset[str]
) -> list[tuple[Object | None, Object | None]]:
    """Return the values of two dictionaries in pairs, by key; keys may be any bytes (7.3.5)."""
    mine, theirs = dict(one.items()), dict(other.items())
    return [
        (mine.get(key), theirs.get(key))
        for key in sorted(mine.keys() | theirs.keys())
        if key not in leaving_out
    ]


def _codec(stream: Stream) -> tuple[bool, list[Object]]:
    """Return a stream's filters, and whether they are a list: a list of one is often unpacked."""
    return isinstance(stream.get(Name.Filter), Array), filters(stream)


def _compare_streams(one: Stream, other: Stream, *, decoded: bool) -> None:
    """Compare streams byte for byte; `decoded` is for those that were compressed anew."""
    if Name.Crypt in filters(other):
        raise _unproven(Defect.IN_CLEAR)  # its own encryption, which may be none (7.6.6)
    if decoded:
        alike = _digest(one.read_bytes()) == _digest(other.read_bytes())
    else:
        alike = _raw_digest(one) == _raw_digest(other)
    if not alike:
        raise _unproven(Defect.CONTENT)


def _raw_digest(stream: Stream) -> bytes:
    return hashlib.sha256(stream.get_raw_stream_buffer()).digest()


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _contents(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Return a digest of each page's content."""
    return tuple(digest_of(_content(page.obj)) for page in pdf.pages)


def _content(page: Dictionary) -> list[bytes]:
    """Return a page's content streams, decoded."""
    held = page.get(Name.Contents)
    streams = [held] if isinstance(held, Stream) else items(held)
    return [stream.read_bytes() for stream in streams if isinstance(stream, Stream)]
