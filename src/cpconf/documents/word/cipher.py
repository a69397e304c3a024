"""Encrypting a Word document as Office does: agile encryption, AES-256 and SHA-512.

Source: MS-OFFCRYPTO 2.3.4.10 to 2.3.4.15. `word.protect` reads it back with other libraries.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from cpconf.documents.word import container

ROUNDS: Final = 100_000
"""How many times a password is hashed: the number that Office uses."""

SEGMENT: Final = 4096
"""How many bytes of a document are encrypted together (2.3.4.15)."""

_BLOCK: Final = 16
_KEY: Final = 32
_SIZE: Final = struct.Struct("<Q")
_AGILE: Final = struct.pack("<HHI", 4, 4, 0x40)

# What each derived key or vector is for (MS-OFFCRYPTO 2.3.4.13 and 2.3.4.14).
_FOR_VERIFIER: Final = bytes.fromhex("fea7d2763b4b9e79")
_FOR_VERIFIER_HASH: Final = bytes.fromhex("d7aa0f6d3061344e")
_FOR_KEY: Final = bytes.fromhex("146e0be7abacd0d6")
_FOR_SEAL_KEY: Final = bytes.fromhex("5fb2ad010cb9e1f6")
_FOR_SEAL: Final = bytes.fromhex("a0677f02b22c8433")

_ABOUT: Final = (
    f'saltSize="{_BLOCK}" blockSize="{_BLOCK}" keyBits="{8 * _KEY}" hashSize="64" '
    'cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" hashAlgorithm="SHA512"'
)
_OFFICE: Final = "http://schemas.microsoft.com/office/2006"
_DESCRIPTION: Final = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    f'<encryption xmlns="{_OFFICE}/encryption" xmlns:p="{_OFFICE}/keyEncryptor/password">'
    '<keyData {about} saltValue="{salt}"/>'
    '<dataIntegrity encryptedHmacKey="{seal_key}" encryptedHmacValue="{seal}"/>'
    f'<keyEncryptors><keyEncryptor uri="{_OFFICE}/keyEncryptor/password">'
    '<p:encryptedKey spinCount="{rounds}" {about} saltValue="{password_salt}"'
    ' encryptedVerifierHashInput="{verifier}" encryptedVerifierHashValue="{verifier_hash}"'
    ' encryptedKeyValue="{key}"/></keyEncryptor></keyEncryptors></encryption>'
)


@dataclass(frozen=True, slots=True)
class Digested:
    """The SHA-256, and the size in bytes, of the plain document that was encrypted."""

    sha256: str
    size: int


def encrypt(plain: Iterable[bytes], size: int, password: str, output: BinaryIO) -> Digested:
    """Encrypt a document of `size` bytes into a container, as a stream.

    `plain` gives segments of `SEGMENT` bytes; the last may be shorter. Compare the size returned:
    where it is not `size`, the container cannot be used.
    """
    key, salt = secrets.token_bytes(_KEY), secrets.token_bytes(_BLOCK)
    seal_key = secrets.token_bytes(hashlib.sha512().digest_size)
    seal = hmac.new(seal_key, _SIZE.pack(size), hashlib.sha512)
    digest = hashlib.sha256()
    taken = 0
    output.seek(container.START)
    output.write(_SIZE.pack(size))
    for number, segment in enumerate(plain):
        digest.update(segment)
        taken += len(segment)
        filled = segment + bytes(-len(segment) % _BLOCK)
        locked = _locked(filled, key, _vector(salt, struct.pack("<I", number)))
        seal.update(locked)
        output.write(locked)
    description = _DESCRIPTION.format(
        about=_ABOUT,
        rounds=ROUNDS,
        salt=_written(salt),
        seal_key=_written(_locked(seal_key, key, _vector(salt, _FOR_SEAL_KEY))),
        seal=_written(_locked(seal.digest(), key, _vector(salt, _FOR_SEAL))),
        **_by_password(password, key),
    )
    length = output.tell() - container.START
    container.finish(output, length, _AGILE + description.encode("ascii"))
    return Digested(digest.hexdigest(), taken)


def _by_password(password: str, key: bytes) -> dict[str, str]:
    """Return the fields that check the password, and the key encrypted with it."""
    salt, verifier = secrets.token_bytes(_BLOCK), secrets.token_bytes(_BLOCK)
    hashed = hashed_often(password, salt, ROUNDS)

    def locked(content: bytes, purpose: bytes) -> str:
        own = hashlib.sha512(hashed + purpose).digest()[:_KEY]
        return _written(_locked(content, own, salt))

    return {
        "password_salt": _written(salt),
        "verifier": locked(verifier, _FOR_VERIFIER),
        "verifier_hash": locked(hashlib.sha512(verifier).digest(), _FOR_VERIFIER_HASH),
        "key": locked(key, _FOR_KEY),
    }


def hashed_often(password: str, salt: bytes, rounds: int) -> bytes:
    """Return the password's hash after `rounds` rounds (2.3.4.11); 100,000 take 0.1 s."""
    digest = hashlib.sha512(salt + password.encode("utf-16-le")).digest()
    for number in range(rounds):
        digest = hashlib.sha512(struct.pack("<I", number) + digest).digest()
    return digest


def _vector(salt: bytes, purpose: bytes) -> bytes:
    return hashlib.sha512(salt + purpose).digest()[:_BLOCK]


def _locked(content: bytes, key: bytes, vector: bytes) -> bytes:
    encryptor = Cipher(AES(key), CBC(vector)).encryptor()
    return encryptor.update(content) + encryptor.finalize()


def _written(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
