"""Protecting a Word document with a password, and proving the file that came of it.

The proof reads everything back from the file: how it is encrypted, that no password and no other
password opens it, and that the right one gives the document back byte for byte, its seal unbroken.
"""

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final

import olefile
from lxml import etree
from msoffcrypto import exceptions
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from cpconf.documents.findings import Findings
from cpconf.documents.passwords import refuse_unusable
from cpconf.documents.proof import Proof
from cpconf.documents.publishing import Draft
from cpconf.documents.word_look import refuse_tiny
from cpconf.documents.word_text import Elements, parse
from cpconf.errors import DocumentFault

FEWEST_ROUNDS: Final = 100_000
"""The least number of times that a password is hashed before it is tried (Office's own number)."""

ALGORITHM: Final = "AES-256, Office agile encryption"

_OLE_MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_AGILE: Final = struct.pack("<HHI", 4, 4, 0x40)  # MS-OFFCRYPTO 2.3.4.10
_CIPHER: Final = {
    "cipherAlgorithm": "AES",
    "cipherChaining": "ChainingModeCBC",
    "keyBits": "256",
    "hashAlgorithm": "SHA512",
}
_BLOCK: Final = 16
_CHUNK: Final = 1024 * 1024
_SECTOR: Final = 512
_ENTRIES: Final = _SECTOR // 4
_IN_HEADER: Final = 109
_END_OF_CHAIN: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_KEY_ENCRYPTOR: Final = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"
_CHANGED: Final = "the document changed while it was being protected: run it again"
_UNPROVEN: Final = (
    "the protected copy did not pass its checks and was thrown away: run it again,\n"
    "and if it fails again, save the document in Word under another name first"
)

# What the libraries raise on a container that is not as it should be.
_UNSOUND: Final = (
    exceptions.FileFormatError,
    exceptions.ParseError,
    exceptions.DecryptionError,
    exceptions.EncryptionError,
    etree.XMLSyntaxError,
    struct.error,
    EOFError,
    LookupError,
    ValueError,
)


def protect(
    source: Path,
    findings: Findings,
    password: str,
    draft: Draft,
    *,
    progress: Callable[[str], None] | None = None,
) -> Proof:
    """Encrypt a Word document into a draft (AES-256, SHA-512), and prove it; nothing is published.

    About 0.8 s, a second more for 50 MB; takes up to three times the document's size in memory.
    Raises DocumentFault (exit 6) where the document is no longer the one that was looked at, is
    too small, or the copy cannot be proven, and Refused (exit 5) for a password that nobody could
    type, or that is none.
    """
    refuse_tiny(findings.size)
    refuse_unusable(password)
    if progress:
        progress("encrypting")
    _encrypt(source, findings, password, draft.file)
    if progress:
        progress("checking")
    return _prove(source, findings, password, draft.file)


def _encrypt(source: Path, findings: Findings, password: str, output: BinaryIO) -> None:
    if _digest_of(source) != findings.sha256:
        raise DocumentFault(_CHANGED)
    try:
        with source.open("rb") as plain:
            OOXMLFile(plain).encrypt(password, output)
        _end_sector_table(output)
        output.flush()
    except exceptions.FileFormatError:
        raise DocumentFault(_CHANGED) from None
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - the library raises no less where its own sums fail
        raise DocumentFault(_UNPROVEN) from None


def _end_sector_table(output: BinaryIO) -> None:
    """End the container's table of sectors as MS-CFB 2.5 asks; only files over 7 MB have one.

    The library ends it one entry late and with the wrong mark, and not at all where the last sector
    of the table is full: strict readers then refuse the file.
    """
    output.seek(0)
    header = output.read(_SECTOR)
    (tables,) = struct.unpack_from("<I", header, 0x2C)
    first, count = struct.unpack_from("<2I", header, 0x44)
    if count:
        used = tables - _IN_HEADER - (count - 1) * (_ENTRIES - 1)
        output.seek((first + count) * _SECTOR + used * struct.calcsize("<I"))
        free = [_FREE] * (_ENTRIES - 1 - used)
        output.write(struct.pack(f"<{len(free) + 1}I", *free, _END_OF_CHAIN))


def _prove(source: Path, findings: Findings, password: str, output: BinaryIO) -> Proof:
    sha256 = _digest(output)
    size = output.tell()
    try:
        proven = _is_agile(output, findings.size) and _is_locked(output, password)
        content = _decrypted_digest(output, password) if proven else ""
    except _UNSOUND:
        content = ""
    except OSError as error:
        if error.errno is not None:
            raise
        content = ""  # olefile's own, of a container that it cannot read
    if not content:
        raise DocumentFault(_UNPROVEN)
    if content != findings.sha256:
        unchanged = _digest_of(source) == findings.sha256
        raise DocumentFault(_UNPROVEN if unchanged else _CHANGED)
    return Proof(sha256=sha256, size=size, pages=None, algorithm=ALGORITHM)


def _is_agile(output: BinaryIO, plain_size: int) -> bool:
    """Whether the container says of itself all that a protected document's must, read anew."""
    output.seek(0)
    if output.read(len(_OLE_MAGIC)) != _OLE_MAGIC:
        return False
    output.seek(0)
    with olefile.OleFileIO(output) as container:
        info: bytes = container.openstream("EncryptionInfo").read()
        package_size: int = container.get_size("EncryptedPackage")
    elements = Elements()
    parse([info[len(_AGILE) :]], elements)
    ways = [about for name, about in elements.found if name == "keyEncryptor"]
    ciphers = [about for name, about in elements.found if name in {"keyData", "encryptedKey"}]
    rounds = [int(about["spinCount"]) for about in ciphers if "spinCount" in about]
    return (
        info.startswith(_AGILE)
        and [way["uri"] for way in ways] == [_KEY_ENCRYPTOR]
        and len(ciphers) == 2
        and all(_CIPHER.items() <= about.items() for about in ciphers)
        and len(rounds) == 1
        and rounds[0] >= FEWEST_ROUNDS
        and package_size == struct.calcsize("<Q") + -(-plain_size // _BLOCK) * _BLOCK
    )


def _is_locked(output: BinaryIO, password: str) -> bool:
    """Whether the password opens the file, and no password and near misses do not."""
    about = OOXMLFile(output).info
    wrong = {"", password[:-1], password.swapcase(), f"{password} "} - {password}
    return _opens(about, password) and not any(_opens(about, attempt) for attempt in wrong)


def _opens(about: dict[str, Any], password: str) -> bool:
    # The library's load_key would answer "" without trying it.
    return bool(
        ECMA376Agile.verify_password(
            password,
            about["passwordSalt"],
            about["passwordHashAlgorithm"],
            about["encryptedVerifierHashInput"],
            about["encryptedVerifierHashValue"],
            about["spinValue"],
            about["passwordKeyBits"],
        )
    )


class _Digest:
    """A file to write to that keeps nothing but a SHA-256."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Take in a stretch of it."""
        self._sum.update(content)

    def hexdigest(self) -> str:
        """The digest of what was written."""
        return self._sum.hexdigest()


def _decrypted_digest(output: BinaryIO, password: str) -> str:
    """The SHA-256 of what the password gives; the library checks the seal (an HMAC) before."""
    container = OOXMLFile(output)
    container.load_key(password=password)
    digest = _Digest()
    container.decrypt(digest, verify_integrity=True)
    return digest.hexdigest()


def _digest_of(source: Path) -> str:
    try:
        with source.open("rb") as plain:
            return _digest(plain)
    except OSError:
        raise DocumentFault("the document cannot be read: check that it is still there") from None


def _digest(file: BinaryIO) -> str:
    """The SHA-256 of a whole file, which is left at its end."""
    file.seek(0)
    digest = _Digest()
    while chunk := file.read(_CHUNK):
        digest.write(chunk)
    return digest.hexdigest()
