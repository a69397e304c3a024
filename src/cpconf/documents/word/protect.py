"""Protecting a Word document with a password, and proving the result.

`word.cipher` writes the file; msoffcrypto-tool and olefile, which share no code with it, read it
back. The proof checks how the file is encrypted, that neither an empty nor a similar password opens
it, and that the right one gives the document back byte for byte, with its seal (HMAC) intact.
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
"""How many times a password must at least be hashed (the number that Office uses)."""

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
"""All streams of a container (MS-OFFCRYPTO 2.3.4.1 to 2.3.4.4)."""

# What the libraries raise for a damaged container.
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
    """Encrypt a Word document into a draft (AES-256, SHA-512), and prove it; publishes nothing.

    Takes about 0.8 s, and a second more for 50 MB; uses up to 2.5 times the document's size in
    memory. Raises DocumentFault (exit 6) where the document changed since the inspection or the
    copy cannot be proved, and Refused (exit 5) as `refuse_unusable`.
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
        # olefile's error for a container that it cannot read: it has no errno
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
    """Prove from the file that the container declares the right streams, cipher and size."""
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
    """Prove that the password opens the file, and that `near_misses` do not."""
    about = OOXMLFile(output).info
    if not _opens(about, password):
        raise _unproven(Defect.LOCKED_OUT)
    for wrong in near_misses(password):
        if _opens(about, wrong):
            raise _unproven(Defect.NEAR_MISS if wrong else Defect.OPEN)


def _opens(about: dict[str, Any], password: str) -> bool:
    # The library's load_key does not try an empty password.
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
    """A file for writing that keeps only the SHA-256 and the number of bytes."""

    def __init__(self) -> None:
        self.taken = 0
        self._sum = hashlib.sha256()

    def write(self, content: bytes) -> None:
        """Add content to the digest."""
        self.taken += len(content)
        self._sum.update(content)

    def hexdigest(self) -> str:
        """Return the digest of what was written."""
        return self._sum.hexdigest()


def _decrypted_digest(output: BinaryIO, password: str) -> str:
    """Return the SHA-256 of the decrypted document; the library checks the seal (an HMAC) first."""
    container = OOXMLFile(output)
    container.load_key(password=password)
    digest = _Digest()
    try:
        container.decrypt(digest, verify_integrity=True)
    except exceptions.InvalidKeyError:
        # Raised before anything is written if the seal is broken; later if the output is no zip.
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
    """Return the SHA-256 of a whole file, and leave its position at the end."""
    file.seek(0)
    digest = _Digest()
    while chunk := file.read(_CHUNK):
        digest.write(chunk)
    return digest.hexdigest()
