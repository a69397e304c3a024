"""Protected Word files: they open with the password and nothing else, and give the same bytes.

What is read here is read by msoffcrypto-tool and olefile, which share no code with what writes it.
How the container must be built is MS-OFFCRYPTO 2.3.4 and MS-CFB 2; see `test_word_container`.
"""

import base64
import errno
import hashlib
import io
import os
import re
import struct
import sys
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import olefile
import pytest
from msoffcrypto import exceptions
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from cpconf.core.words import FileType
from cpconf.documents.findings import Findings
from cpconf.documents.places.publishing import Draft, draft
from cpconf.documents.proof import Defect, Proof, Unproven
from cpconf.documents.word import cipher
from cpconf.documents.word.protect import ALGORITHM, protect
from cpconf.errors import CpconfError, DocumentFault, Refused
from tests.documents.word.wording import looked_at, p, part, sized, word

PASSWORD = "amber-kettle-willow-gravel-tulip"  # noqa: S105 - invented
CANARY = "CANARY-Kit-Example"


def findings_of(content: bytes) -> Findings:
    sha256 = hashlib.sha256(content).hexdigest()
    return Findings(type=FileType.DOCX, sha256=sha256, size=len(content), pages=None)


def protected(
    content: bytes, folder: Path, password: str = PASSWORD, found: Findings | None = None
) -> tuple[bytes, Proof]:
    source = folder / "source.docx"
    source.write_bytes(content)
    with draft(folder) as started:
        proof = protect(source, found or findings_of(content), password, started)
        made = started.publish(f"{proof.sha256}.docx")
    return made.read_bytes(), proof


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes a password once, whatever the copy says: nothing else takes so long."""
    derive = ECMA376Agile._derive_iterated_hash_from_password  # noqa: SLF001 - where all hashing is

    def once(password: str, salt: bytes, algorithm: str, _rounds: int) -> object:
        return derive(password, salt, algorithm, 1)

    monkeypatch.setattr(ECMA376Agile, "_derive_iterated_hash_from_password", once)
    often = cipher.hashed_often
    monkeypatch.setattr(
        cipher, "hashed_often", lambda password, salt, _rounds: often(password, salt, 1)
    )


def opened(container: bytes, password: str = PASSWORD) -> bytes:
    file = OOXMLFile(io.BytesIO(container))
    file.load_key(password=password)
    plain = io.BytesIO()
    file.decrypt(plain, verify_integrity=True)
    return plain.getvalue()


def test_a_protected_document_gives_the_same_bytes_with_its_password(tmp_path: Path) -> None:
    content = word(p(CANARY))
    container, proof = protected(content, tmp_path)
    assert opened(container) == content
    assert proof == Proof(
        sha256=hashlib.sha256(container).hexdigest(),
        size=len(container),
        pages=None,
        algorithm=ALGORITHM,
    )


@pytest.mark.usefixtures("hasty")
def test_the_proof_of_a_copy_names_the_very_file(tmp_path: Path) -> None:
    content = word(p("x"))
    container, proof = protected(content, tmp_path)
    assert (proof.sha256, proof.size) == (hashlib.sha256(container).hexdigest(), len(container))
    assert opened(container) == content


@pytest.mark.usefixtures("hasty")
def test_what_was_found_in_a_document_is_what_is_protected(tmp_path: Path) -> None:
    content = word(p(CANARY))
    container, _ = protected(content, tmp_path, found=looked_at(content, tmp_path))
    assert opened(container) == content


@pytest.mark.usefixtures("hasty")
def test_every_bit_of_the_key_is_left_to_chance(tmp_path: Path) -> None:
    """MS-OFFCRYPTO 2.3.4.13: as long as the cipher's keys, 32 bytes here, and no two alike."""
    keys = set()
    for _ in range(2):
        container, _ = protected(word(p("x")), tmp_path)
        file = OOXMLFile(io.BytesIO(container))
        file.load_key(password=PASSWORD)
        keys |= {file.secret_key[:16], file.secret_key[16:]}
        assert len(file.secret_key) == 32
    assert len(keys) == 4


@pytest.mark.slow
def test_no_other_password_opens_it(tmp_path: Path) -> None:
    container, _ = protected(word(p("x")), tmp_path)
    about = OOXMLFile(io.BytesIO(container)).info
    for wrong in ("", PASSWORD[:-1], PASSWORD.upper(), f"{PASSWORD} ", "x"):
        assert not ECMA376Agile.verify_password(
            wrong,
            about["passwordSalt"],
            about["passwordHashAlgorithm"],
            about["encryptedVerifierHashInput"],
            about["encryptedVerifierHashValue"],
            about["spinValue"],
            about["passwordKeyBits"],
        )
        if wrong:
            with pytest.raises(InvalidKeyError):
                opened(container, wrong)


@pytest.mark.usefixtures("hasty")
def test_a_protected_document_is_refused_when_it_is_looked_at_again(tmp_path: Path) -> None:
    container, _ = protected(word(p("x")), tmp_path)
    with pytest.raises(DocumentFault, match="protected already"):
        looked_at(container, tmp_path)


@pytest.mark.usefixtures("hasty")
def test_no_word_of_the_document_is_in_the_container(tmp_path: Path) -> None:
    parts = {
        "docProps/core.xml": f"<c>{CANARY}</c>",
        f"customXml/{CANARY}.xml": f"<a>{CANARY}</a>",
        "word/comments.xml": part("comments", p(CANARY)),
    }
    container, _ = protected(word(p(CANARY), parts, deflate=False), tmp_path)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        assert CANARY.encode(encoding) not in container
        assert PASSWORD.encode(encoding) not in container
        assert b"source.docx".decode().encode(encoding) not in container
    assert not zipfile.is_zipfile(io.BytesIO(container))


@pytest.mark.usefixtures("hasty")
def test_the_same_document_is_never_encrypted_the_same_way_twice(tmp_path: Path) -> None:
    (one, _), (other, _) = (protected(word(p("x")), tmp_path) for _ in range(2))
    streams = [
        olefile.OleFileIO(each).openstream("EncryptedPackage").read() for each in (one, other)
    ]
    assert streams[0][8:] != streams[1][8:]


# Where the layout of a container changes: 16 bytes of a block of the cipher and 4,096 of a segment
# (MS-OFFCRYPTO 2.3.4.15); 64 of a short sector, 4,096 below which a stream is in those, and 512 of
# a sector (MS-CFB 2.2); all with the eight bytes that say the length, or without.
BOUNDARIES = [16, 64, 512, 4080, 4088, 4096, 4104, 4200, 8192, 16 * 512, 128 * 512]
SIZES = sorted(
    {
        *(bound + more for bound in BOUNDARIES for more in (-9, -8, -7, -1, 0, 1)),
        *range(1, 4000, 333),
        *range(3996, 4197, 25),
    }
)


@pytest.mark.usefixtures("hasty")
def test_a_document_of_any_size_comes_back_whole(tmp_path: Path) -> None:
    """Down to one byte, which is no Word document, but is proven like one."""
    for size in SIZES:
        content = sized(size) or bytes(size)
        assert len(content) == size
        container, proof = protected(content, tmp_path)
        assert proof.size == len(container)
        if zipfile.is_zipfile(io.BytesIO(content)):  # the library gives back nothing else
            assert opened(container) == content


@pytest.mark.slow
def test_small_and_large_documents_come_back_whole_with_every_round_of_hashing(
    tmp_path: Path,
) -> None:
    for size in (2000, 7_100_000):
        content = sized(size)
        assert content is not None
        container, _ = protected(content, tmp_path)
        assert opened(container) == content


@pytest.mark.parametrize(
    "password", ["", "   ", "caf\u00e9-au-lait-for-two", "a\tb-c-d-e-f-g", "x" * 65]
)
def test_a_password_that_not_everybody_could_type_is_refused(password: str, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="a password") as refused:
        protected(word(p("x")), tmp_path, password)
    assert not password.strip() or password not in str(refused.value)


def test_a_document_that_is_not_the_one_that_was_looked_at_is_refused(tmp_path: Path) -> None:
    looked = findings_of(word(p("as it was")))
    with pytest.raises(DocumentFault, match="changed"):
        protected(word(p("as it is")), tmp_path, found=looked)


def test_a_document_that_has_become_longer_is_told_as_changed(tmp_path: Path) -> None:
    """And not as a copy that failed its proof, which would be as long as the document was."""
    looked = findings_of(word(p("x")))
    with pytest.raises(DocumentFault, match="the document changed") as told:
        protected(word(p("x"), padding=9000), tmp_path, found=looked)
    assert not isinstance(told.value, Unproven)


def test_a_document_that_is_gone_is_refused(tmp_path: Path) -> None:
    with draft(tmp_path) as started, pytest.raises(DocumentFault, match="cannot be read"):
        protect(tmp_path / "gone.docx", findings_of(word(p("x"))), PASSWORD, started)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_document_whose_drive_fails_is_told_as_that_and_not_as_the_copys(tmp_path: Path) -> None:
    """The first page of a process's own memory cannot be read: an input/output error."""
    with draft(tmp_path) as started, pytest.raises(DocumentFault, match="cannot be read") as told:
        protect(Path("/proc/self/mem"), findings_of(word(p("x"))), PASSWORD, started)
    assert not isinstance(told.value, Unproven)


class Spoilt(io.BytesIO):
    """A draft's file on a disk that alters one byte: what is read back is not what was written."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self._at = at

    def flush(self) -> None:
        """Alter it, once all is written."""
        here = self.tell()
        self.seek(self._at)
        byte = self.read(1)[0]
        self.seek(self._at)
        self.write(bytes([byte ^ 1]))
        self.seek(here)


class Rewritten(io.BytesIO):
    """A draft's file on a disk that gives back something else than was written."""

    def __init__(self, rewrite: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._rewrite = rewrite

    def flush(self) -> None:
        """Alter it, once all is written."""
        whole = self._rewrite(self.getvalue())
        self.seek(0)
        self.truncate()
        self.write(whole)


def defect_of(content: bytes, folder: Path, rewrite: Callable[[bytes], bytes]) -> Defect:
    """The name of the proof that finds what the disk did to a protected copy."""
    source = folder / "source.docx"
    source.write_bytes(content)
    with draft(folder) as started, pytest.raises(Unproven, match="did not pass") as unproven:
        protect(source, findings_of(content), PASSWORD, Draft(started.path, Rewritten(rewrite)))
    said = "".join(traceback.format_exception(unproven.value))
    assert PASSWORD not in said
    assert CANARY not in said
    assert unproven.value.defect in str(unproven.value)
    return unproven.value.defect


def flipped(at: Callable[[bytes], int]) -> Callable[[bytes], bytes]:
    """One bit is another."""

    def rewrite(whole: bytes) -> bytes:
        place = at(whole)
        return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]

    return rewrite


def instead(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """One word is another, of the same length."""
    assert len(old) == len(new)

    def rewrite(whole: bytes) -> bytes:
        assert old in whole
        return whole.replace(old, new, 1)

    return rewrite


def made_as(password: str = PASSWORD, rounds: int = 100_000) -> Callable[[bytes], bytes]:
    """The same document, rightly sealed, with another password or fewer rounds."""

    def rewrite(whole: bytes) -> bytes:
        return bytes(ECMA376Agile.encrypt(password, io.BytesIO(opened(whole)), spin_count=rounds))

    return rewrite


def holding(content: bytes) -> Callable[[bytes], bytes]:
    """Another document under the same password, rightly sealed."""

    def rewrite(_whole: bytes) -> bytes:
        return bytes(ECMA376Agile.encrypt(PASSWORD, io.BytesIO(content)))

    return rewrite


def repacked(
    about: Callable[[bytes], bytes] = bytes, package: Callable[[bytes], bytes] = bytes
) -> Callable[[bytes], bytes]:
    """A container with another description of how it is encrypted, or with other contents."""

    def rewrite(whole: bytes) -> bytes:
        container = olefile.OleFileIO(whole)
        said = about(container.openstream("EncryptionInfo").read())
        held = package(container.openstream("EncryptedPackage").read())
        made = io.BytesIO()
        ECMA376Encrypted(held, said).write_to(made)
        return made.getvalue()

    return rewrite


_ENCRYPTOR = re.compile(rb"<keyEncryptor .*</keyEncryptor>", re.DOTALL)


def second_way(about: bytes) -> bytes:
    """Beside the password's key one for the holder of a certificate (MS-OFFCRYPTO 2.3.4.10)."""
    (own,) = _ENCRYPTOR.findall(about)
    return about.replace(
        own, own + own.replace(b"keyEncryptor/password", b"keyEncryptor/certificate")
    )


def empty_way(about: bytes) -> bytes:
    """Room for a certificate's key, with none in it yet."""
    end = b"</keyEncryptors>"
    uri = b"http://schemas.microsoft.com/office/2006/keyEncryptor/certificate"
    return about.replace(end, b'<keyEncryptor uri="%b" />%b' % (uri, end))


def second_key(about: bytes) -> bytes:
    """Two keys in the one encryptor."""
    (key,) = re.findall(rb"<p:encryptedKey .*?/>", about, re.DOTALL)
    return about.replace(key, key + key)


_CIPHER = (
    b'cipherAlgorithm="AES" cipherChaining="ChainingModeCBC" keyBits="256" hashAlgorithm="SHA512"'
)


def without(attribute: bytes) -> Callable[[bytes], bytes]:
    """Noughts where the description has something that was worked out."""

    def rewrite(about: bytes) -> bytes:
        (value,) = re.findall(attribute + rb'="([^"]*)"', about)
        return about.replace(value, base64.b64encode(bytes(len(base64.b64decode(value)))))

    return rewrite


# One column: what is wrong with the file; the other: the one proof that has to find it.
DEFECTS: dict[str, tuple[Callable[[bytes], bytes], Defect]] = {
    "nothing of it is there": (lambda _: b"", Defect.CONTAINER),
    "it is the document itself": (opened, Defect.CONTAINER),
    "a bit of its head is another": (flipped(lambda _: 0), Defect.CONTAINER),
    "its list of parts is looked for elsewhere": (flipped(lambda _: 0x30), Defect.STREAMS),
    "its end is missing": (lambda whole: whole[:4000], Defect.DAMAGED),
    "its description is missing": (
        instead("EncryptionInfo".encode("utf-16-le"), "EncryptionInfp".encode("utf-16-le")),
        Defect.STREAMS,
    ),
    "a part that is never read has another name": (
        instead("Primary".encode("utf-16-le"), "Primarx".encode("utf-16-le")),
        Defect.STREAMS,
    ),
    "its contents have another name": (
        instead(
            "EncryptedPackage\0\0".encode("utf-16-le"), "EncryptedPackagf\0\0".encode("utf-16-le")
        ),
        Defect.STREAMS,
    ),
    "it says that something else is encrypted": (
        instead("EncryptedPackage2".encode("utf-16-le"), "EncryptedPackagf2".encode("utf-16-le")),
        Defect.STREAMS,
    ),
    "it is for programs of another version": (
        instead(bytes([1, 0, 0, 0] * 3 + [0] * 16), bytes([1, 0, 0, 0] * 2 + [2] + [0] * 19)),
        Defect.STREAMS,
    ),
    "it is encrypted in the standard way": (
        instead(struct.pack("<HHI", 4, 4, 0x40), struct.pack("<HHI", 4, 2, 0x24)),
        Defect.REVISION,
    ),
    "its description is no XML": (instead(b"<keyData ", b"<keyData<"), Defect.DAMAGED),
    "a certificate opens it too": (repacked(second_way), Defect.OTHER_WAYS),
    "a certificate may open it once": (repacked(empty_way), Defect.OTHER_WAYS),
    "a second key opens it": (repacked(second_key), Defect.OTHER_WAYS),
    "a certificate alone opens it": (
        repacked(lambda about: about.replace(b'tor/password">', b'tor/certificate">')),
        Defect.OTHER_WAYS,
    ),
    "it says no more than the cipher": (
        repacked(lambda about: re.sub(rb"<keyData [^>]*/>", b"<keyData %b/>" % _CIPHER, about)),
        Defect.DAMAGED,
    ),
    "it says another cipher": (
        instead(b'cipherAlgorithm="AES"', b'cipherAlgorithm="DES"'),
        Defect.CIPHER,
    ),
    "it says shorter keys": (instead(b'keyBits="256"', b'keyBits="128"'), Defect.CIPHER),
    "it says another hash": (
        instead(b'hashAlgorithm="SHA512"', b'hashAlgorithm="SHA384"'),
        Defect.CIPHER,
    ),
    "it says another chaining": (
        instead(b'cipherChaining="ChainingModeCBC"', b'cipherChaining="ChainingModeCFB"'),
        Defect.CIPHER,
    ),
    "its password's key has another cipher": (
        lambda whole: (
            b'"AES"'.join([*whole.split(b'"AES"')[:2]]) + b'"DES"' + whole.split(b'"AES"')[2]
        ),
        Defect.CIPHER,
    ),
    "its password was hashed once too few": (made_as(rounds=99_999), Defect.ROUNDS),
    "its password was hardly hashed": (made_as(rounds=1), Defect.ROUNDS),
    "another password opens it": (made_as("somebody-elses-password"), Defect.LOCKED_OUT),
    "what checks the password is another": (
        repacked(without(b"encryptedVerifierHashValue")),
        Defect.LOCKED_OUT,
    ),
    "it is longer": (holding(word(p(CANARY), {"word/more.xml": "<a/>"})), Defect.LENGTH),
    "it holds another document as long": (holding(word(p(CANARY.swapcase()))), Defect.CONTENT),
    "it holds no document": (holding(bytes(len(word(p(CANARY))))), Defect.CONTENT),
    "its seal is another": (repacked(without(b"encryptedHmacValue")), Defect.SEAL),
    "the first bit of its contents is another": (
        repacked(package=flipped(lambda _: 8)),
        Defect.SEAL,
    ),
    "the last": (repacked(package=flipped(lambda held: len(held) - 1)), Defect.SEAL),
    "their length is another": (repacked(package=flipped(lambda _: 0)), Defect.SEAL),
}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("what", DEFECTS)
def test_each_defect_of_a_copy_is_found_by_the_one_proof_for_it(what: str, tmp_path: Path) -> None:
    rewrite, found = DEFECTS[what]
    assert defect_of(word(p(CANARY)), tmp_path, rewrite) is found


@pytest.mark.usefixtures("hasty")
def test_a_copy_that_was_only_written_anew_is_proven(tmp_path: Path) -> None:
    """The control: what the other tests do to a copy does not spoil it by itself."""
    content = word(p(CANARY))
    source = tmp_path / "source.docx"
    source.write_bytes(content)
    for rewrite in (made_as(), holding(content), repacked()):
        copy = Draft(tmp_path / "draft", Rewritten(rewrite))
        assert protect(source, findings_of(content), PASSWORD, copy).algorithm == ALGORITHM


# What the two libraries raise on what they cannot make sense of; its words are nobody's business.
RAISED: list[Exception] = [
    exceptions.FileFormatError(CANARY),
    exceptions.ParseError(CANARY),
    exceptions.DecryptionError(CANARY),
    struct.error(CANARY),
    EOFError(CANARY),
    KeyError(CANARY),
    IndexError(CANARY),
    ValueError(CANARY),
    OSError(CANARY),  # olefile's own has no number
]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_whatever_a_library_cannot_read_back_is_a_damaged_copy(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(OOXMLFile, "decrypt", fail)
    assert defect_of(word(p(CANARY)), tmp_path, bytes) is Defect.DAMAGED


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("error", [MemoryError(), AssertionError(), TypeError()], ids=repr)
def test_a_mistake_of_the_programs_own_is_none_of_the_copys(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(OOXMLFile, "decrypt", fail)
    with pytest.raises(type(error)):
        protected(word(p(CANARY)), tmp_path)


@pytest.mark.usefixtures("hasty")
def test_a_disk_that_fails_while_a_copy_is_read_back_is_told_as_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(OOXMLFile, "decrypt", fail)
    with pytest.raises(CpconfError, match="input/output error") as told:
        protected(word(p(CANARY)), tmp_path)
    assert not isinstance(told.value, Unproven)


# No container opens with two passwords, but a library may: it is tried as the proof would use it.
CARELESS: dict[str, tuple[Callable[[str], str], Defect]] = {
    "takes no password for the right one": (lambda tried: tried or PASSWORD, Defect.OPEN),
    "does without the last letter": (
        lambda tried: PASSWORD if tried == PASSWORD[:-1] else tried,
        Defect.NEAR_MISS,
    ),
    "does not look at capitals": (str.lower, Defect.NEAR_MISS),
    "leaves off spaces": (str.strip, Defect.NEAR_MISS),
    "takes a space for a hyphen": (lambda tried: tried.replace(" ", "-"), Defect.NEAR_MISS),
}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("how", CARELESS)
def test_a_library_that_is_careless_about_passwords_is_caught(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard, found = CARELESS[how]
    derive = ECMA376Agile._derive_iterated_hash_from_password  # noqa: SLF001 - where all hashing is

    def careless(password: str, *about: object) -> object:
        return derive(heard(password), *about)

    monkeypatch.setattr(ECMA376Agile, "_derive_iterated_hash_from_password", careless)
    assert defect_of(word(p(CANARY)), tmp_path, bytes) is found


@pytest.mark.usefixtures("hasty")
def test_a_document_that_changes_while_it_is_protected_is_told_as_changed(tmp_path: Path) -> None:
    """After it was compared with what was looked at, and before it was encrypted whole."""
    content, other = (word(p(text), deflate=False) for text in (CANARY, CANARY.swapcase()))
    assert len(content) == len(other)
    source = tmp_path / "source.docx"
    source.write_bytes(content)

    def changing(_whole: bytes) -> bytes:
        source.write_bytes(other)
        return holding(other)(b"")

    copy = Draft(tmp_path / "draft", Rewritten(changing))
    with pytest.raises(DocumentFault, match="the document changed") as told:
        protect(source, findings_of(content), PASSWORD, copy)
    assert not isinstance(told.value, Unproven)


class Full(io.BytesIO):
    """A disk with no room left."""

    def write(self, _content: object) -> int:
        """Refuse."""
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_to_be_full(tmp_path: Path) -> None:
    content = word(p("x"))
    source = tmp_path / "source.docx"
    source.write_bytes(content)
    with pytest.raises(CpconfError, match="disk is full"), draft(tmp_path) as started:
        protect(source, findings_of(content), PASSWORD, Draft(started.path, Full()))
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["source.docx"]


def test_a_document_of_another_length_than_was_found_is_told_as_changed(tmp_path: Path) -> None:
    content = word(p("x"))
    with pytest.raises(DocumentFault, match="the document changed"):
        protected(content, tmp_path, found=replace(findings_of(content), size=len(content) + 16))


@pytest.mark.usefixtures("hasty")
def test_stages_are_told(tmp_path: Path) -> None:
    content = word(p("x"))
    (tmp_path / "source.docx").write_bytes(content)
    told: list[str] = []
    with draft(tmp_path) as started:
        protect(
            tmp_path / "source.docx",
            findings_of(content),
            PASSWORD,
            started,
            progress=told.append,
        )
    assert told == ["encrypting", "checking"]
