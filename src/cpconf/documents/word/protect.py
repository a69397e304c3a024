"""Protecting a Word document with a password, and proving the file that came of it.

What `word_cipher` wrote is read by msoffcrypto-tool and olefile, which share no code with it. The
proof reads everything back from the file: how it is encrypted, that no password and no other
password opens it, and that the right one gives the document back byte for byte, its seal unbroken.
"""

import hashlib
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import olefile
from lxml import etree
from msoffcrypto import exceptions
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from cpconf.documents.findings import Findings
from cpconf.documents.opinion import near_misses
from cpconf.documents.passwords import refuse_unusable
from cpconf.documents.places.publishing import Draft
from cpconf.documents.proof import Defect, Proof, Unproven
from cpconf.documents.word import cipher
from cpconf.documents.word import container as word_container
from cpconf.documents.word.text import Elements, parse
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
_KEY_ENCRYPTOR: Final = "http://schemas.microsoft.com/office/2006/keyEncryptor/password"
_CHANGED: Final = "the document changed while it was being protected: run it again"
_GONE: Final = "the document cannot be read: check that it is still there"
_STREAMS: Final = frozenset({"EncryptedPackage", "EncryptionInfo", *word_container.FIXED})
"""What a container holds, and nothing else (MS-OFFCRYPTO 2.3.4.1 to 2.3.4.4)."""

# What the libraries raise on a container that is not as it should be.
_UNSOUND: Final = (
    exceptions.FileFormatError,
    exceptions.ParseError,
    exceptions.DecryptionError,
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

    About 0.8 s, a second more for 50 MB; takes up to two and a half times the document's size in
    memory. Raises DocumentFault (exit 6) where the document is no longer the one that was looked
    at or the copy cannot be proven, and Refused (exit 5) for a password that nobody could type, or
    that is none.
    """
    refuse_unusable(password)
    if progress:
        progress("encrypting")
    _encrypt(source, findings, password, draft.file)
    if progress:
        progress("checking")
    return _prove(source, findings, password, draft.file)


def _encrypt(source: Path, findings: Findings, password: str, output: BinaryIO) -> None:
    taken = cipher.encrypt(_segments(source), findings.size, password, output)
    if taken != cipher.Digested(findings.sha256, findings.size):
        raise DocumentFault(_CHANGED)
    output.flush()


def _segments(source: Path) -> Iterator[bytes]:
    try:
        with source.open("rb") as plain:
            while segment := plain.read(cipher.SEGMENT):
                yield segment
    except OSError:
        raise DocumentFault(_GONE) from None


def _prove(source: Path, findings: Findings, password: str, output: BinaryIO) -> Proof:
    sha256 = _digest(output)
    size = output.tell()
    try:
        _prove_described(output, findings.size)
        _prove_locked(output, password)
        content = _decrypted_digest(output, password)
    except _UNSOUND:
        raise _unproven(Defect.DAMAGED) from None
    except OSError as error:
        if error.errno is not None:
            raise
        # olefile's own, of a container that it cannot read
        raise _unproven(Defect.DAMAGED) from None
    if content != findings.sha256:
        if _digest_of(source) != findings.sha256:
            raise DocumentFault(_CHANGED)
        raise _unproven(Defect.CONTENT)
    return Proof(sha256=sha256, size=size, pages=None, algorithm=ALGORITHM)


def _unproven(defect: Defect) -> Unproven:
    return Unproven(
        defect,
        f"the protected copy did not pass its checks ({defect}) and was thrown away: run it again,"
        "\nand if it fails again, save the document in Word under another name first",
    )


def _prove_described(output: BinaryIO, plain_size: int) -> None:
    """Prove that the container says of itself all that a protected document's must, read anew."""
    output.seek(0)
    if output.read(len(_OLE_MAGIC)) != _OLE_MAGIC:
        raise _unproven(Defect.CONTAINER)
    with olefile.OleFileIO(output) as container:
        if {"/".join(path) for path in container.listdir()} != _STREAMS:
            raise _unproven(Defect.STREAMS)
        if any(
            container.openstream(path).read() != said for path, said in word_container.FIXED.items()
        ):
            raise _unproven(Defect.STREAMS)
        info: bytes = container.openstream("EncryptionInfo").read()
        package_size: int = container.get_size("EncryptedPackage")
    if not info.startswith(_AGILE):
        raise _unproven(Defect.REVISION)
    elements = Elements()
    parse([info[len(_AGILE) :]], elements)
    ways = [about["uri"] for name, about in elements.found if name == "keyEncryptor"]
    keys = [about for name, about in elements.found if name == "encryptedKey"]
    if ways != [_KEY_ENCRYPTOR] or len(keys) != 1:
        raise _unproven(Defect.OTHER_WAYS)
    ciphers = [about for name, about in elements.found if name == "keyData"] + keys
    if not all(_CIPHER.items() <= about.items() for about in ciphers):
        raise _unproven(Defect.CIPHER)
    if int(keys[0]["spinCount"]) < FEWEST_ROUNDS:
        raise _unproven(Defect.ROUNDS)
    if package_size != struct.calcsize("<Q") + -(-plain_size // _BLOCK) * _BLOCK:
        raise _unproven(Defect.LENGTH)


def _prove_locked(output: BinaryIO, password: str) -> None:
    """Prove that the password opens the file, and no password and near misses do not."""
    about = OOXMLFile(output).info
    if not _opens(about, password):
        raise _unproven(Defect.LOCKED_OUT)
    for wrong in near_misses(password):
        if _opens(about, wrong):
            raise _unproven(Defect.NEAR_MISS if wrong else Defect.OPEN)


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
    """A file to write to that keeps nothing but a SHA-256, and how many bytes it took."""

    def __init__(self) -> None:
        self.taken = 0
        self._sum = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Take in a stretch of it."""
        self.taken += len(content)
        self._sum.update(content)

    def hexdigest(self) -> str:
        """The digest of what was written."""
        return self._sum.hexdigest()


def _decrypted_digest(output: BinaryIO, password: str) -> str:
    """The SHA-256 of what the password gives, once the library has checked the seal (an HMAC)."""
    container = OOXMLFile(output)
    container.load_key(password=password)
    digest = _Digest()
    try:
        container.decrypt(digest, verify_integrity=True)
    except exceptions.InvalidKeyError:
        # It writes nothing where the seal is broken, and looks at what it wrote after that.
        if not digest.taken:
            raise _unproven(Defect.SEAL) from None
    return digest.hexdigest()


def _digest_of(source: Path) -> str:
    try:
        with source.open("rb") as plain:
            return _digest(plain)
    except OSError:
        raise DocumentFault(_GONE) from None


def _digest(file: BinaryIO) -> str:
    """The SHA-256 of a whole file, which is left at its end."""
    file.seek(0)
    digest = _Digest()
    while chunk := file.read(_CHUNK):
        digest.write(chunk)
    return digest.hexdigest()
