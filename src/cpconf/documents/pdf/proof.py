"""The proof of a protected PDF: opened again, by three readers, before it gets its name."""

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
"""What /ADBE says among the extensions of a file that is encrypted in this way, below PDF 2.0."""
_LENGTH: Final = frozenset({"/Length"})  # what is encrypted is longer
_ENCODING: Final = _LENGTH | {"/Filter", "/DecodeParms"}
_DIRECT: Final = (0, 0)  # the number of what is no object of its own
_TABLES: Final = (Name.XRef, Name.ObjStm)


def prove(
    path: Path,
    original: pikepdf.Pdf,
    password: str,
    second: SecondOpinion,
    meanwhile: Callable[[], None] | None = None,
) -> Proof:
    """Prove that a file is `original`, whole, and opens with the password and nothing else.

    By pikepdf: encrypted throughout with AES-256, revision 6; every object, from the catalogue
    to the last stream, is the original's, and there is no other. By pypdf: refused without the
    password, and the content of every page is the original's, or it can read as little of it in
    the original. By PDFium: every page says what the document says. `second` asks the two others
    at the same time; what is left of that time is for `meanwhile`. Raises Unproven (exit 6), which
    names the proof that failed.
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
        f"the protected copy could not be proven and was thrown away ({defect})",
    )


def _prove_ended(file: BinaryIO, size: int) -> None:
    file.seek(max(0, size - len(_END)))
    if file.read() != _END:
        raise _unproven(Defect.CUT_SHORT)


def _open(path: Path, password: str) -> pikepdf.Pdf:
    """The file as it is: what a reader mends, another may mend otherwise."""
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
        # Last, when all of it was read: a reader remarks on a part when it comes to it.
        if made.get_warnings():
            raise _unproven(Defect.UNSOUND)
        about = made.encryption
        return f"AES-{about.bits}, PDF revision {about.R}"


def _prove_encrypted(made: pikepdf.Pdf) -> None:
    """How the file is encrypted, by what it says itself: all of it, and not by the owner's."""
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
    # Whoever reads, listens, prints or fills it in needs all but putting pages in another order.
    if not all(made.allow._replace(modify_assembly=True)):
        raise _unproven(Defect.RESTRICTED)


def _is_content(each: Object | None) -> bool:
    """Whether an object is of the document, and no table of where its objects are."""
    if isinstance(each, Stream):
        return each.get(Name.Type) not in _TABLES
    return each is not None


def _compare(original: pikepdf.Pdf, made: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Walk both documents side by side: every object must be the other's.

    Gives the numbers of the objects that were reached in what was made.
    """
    waiting = _side_by_side(original.Root, made.Root, _EXTENSIONS)
    waiting += _side_by_side(_extensions(original), _extensions(made), _ADDED)
    waiting += _side_by_side(original.trailer, made.trailer, LAYOUT | {"/Root"})
    added = _extensions(made).get("/ADBE")
    if added is not None and added.unparse(resolved=True) != _ENCRYPTED:
        raise _unproven(Defect.VALUE)
    # Something may lead back to the catalogue.
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
    # What is two objects there is not one here: a change to it would show in both places.
    numbered = [partner for partner in partners.values() if partner != _DIRECT]
    if len(set(numbered)) < len(numbered):
        raise _unproven(Defect.MISPLACED)
    return reached


def _extensions(pdf: pikepdf.Pdf) -> Dictionary:
    held = pdf.Root.get(Name.Extensions)
    return held if isinstance(held, Dictionary) else Dictionary()


def _parts(one: Object, other: Object) -> list[tuple[Object | None, Object | None]]:
    """What two objects hold, side by side; where they hold nothing, they are compared."""
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
    """The values of two dictionaries under equal keys, which may be of any bytes (7.3.5)."""
    mine, theirs = dict(one.items()), dict(other.items())
    return [
        (mine.get(key), theirs.get(key))
        for key in sorted(mine.keys() | theirs.keys())
        if key not in leaving_out
    ]


def _codec(stream: Stream) -> tuple[bool, list[Object]]:
    """The filters of a stream, and whether they are a list: one in a list is often taken out."""
    return isinstance(stream.get(Name.Filter), Array), filters(stream)


def _compare_streams(one: Stream, other: Stream, *, decoded: bool) -> None:
    """Compare byte for byte; decoded, where an old or no compression was replaced by a new one."""
    if Name.Crypt in filters(other):
        raise _unproven(Defect.IN_CLEAR)  # it names a way of its own, which may be none (7.6.6)
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
    """A digest of what is drawn on each page."""
    return tuple(digest_of(_content(page.obj)) for page in pdf.pages)


def _content(page: Dictionary) -> list[bytes]:
    """What is drawn on a page, decoded, stream by stream."""
    held = page.get(Name.Contents)
    streams = [held] if isinstance(held, Stream) else items(held)
    return [stream.read_bytes() for stream in streams if isinstance(stream, Stream)]
