"""Protected Word files: they open with the password and nothing else, and give the same bytes.

How the container must be built is MS-OFFCRYPTO 2.3.4 and MS-CFB 2.
"""

import hashlib
import io
import random
import struct
import traceback
import zipfile
from dataclasses import replace
from pathlib import Path

import olefile
import pytest
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from msoffcrypto.method.ecma376_agile import ECMA376Agile

from cpconf.core.document import FileType
from cpconf.documents.findings import Findings
from cpconf.documents.proof import Proof
from cpconf.documents.publishing import Draft, draft
from cpconf.documents.word_protect import ALGORITHM, protect
from cpconf.errors import CpconfError, DocumentFault, Refused
from tests.documents.wording import looked_at, p, part, sized, word

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


def test_what_was_found_in_a_document_is_what_is_protected(tmp_path: Path) -> None:
    content = word(p(CANARY))
    container, _ = protected(content, tmp_path, found=looked_at(content, tmp_path))
    assert opened(container) == content


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


def test_a_protected_document_is_refused_when_it_is_looked_at_again(tmp_path: Path) -> None:
    container, _ = protected(word(p("x")), tmp_path)
    with pytest.raises(DocumentFault, match="protected already"):
        looked_at(container, tmp_path)


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


def test_the_same_document_is_never_encrypted_the_same_way_twice(tmp_path: Path) -> None:
    (one, _), (other, _) = (protected(word(p("x")), tmp_path) for _ in range(2))
    streams = [
        olefile.OleFileIO(each).openstream("EncryptedPackage").read() for each in (one, other)
    ]
    assert streams[0][8:] != streams[1][8:]


SIZES = [
    *range(1, 4400, 220),
    *(4060, 4080, 4081, 4088, 4089, 4096, 4097, 4104, 4105, 4199, 4200, 4201),
    *range(4400, 9001, 460),
]


@pytest.mark.slow
def test_around_the_size_where_the_library_errs_files_are_right_or_refused(tmp_path: Path) -> None:
    taken = []
    for size in SIZES:
        content = sized(size) or bytes(size)
        assert len(content) == size
        try:
            container, _ = protected(content, tmp_path)
        except DocumentFault:
            continue
        assert opened(container) == content
        taken.append(size)
    assert taken == [size for size in SIZES if size >= 4200]


@pytest.mark.slow
def test_larger_files_of_any_size_come_back_whole(tmp_path: Path) -> None:
    dice = random.Random(20260212)  # noqa: S311 - the same sizes every time
    for _ in range(8):
        content = sized(round(10 ** dice.uniform(3.7, 6.3)))
        assert content is not None
        container, _ = protected(content, tmp_path)
        assert opened(container) == content


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "tables"),
    [
        pytest.param(7_000_000, 108, id="the header alone lists the tables"),
        pytest.param(8_400_000, 130, id="one more sector lists tables"),
        pytest.param(15_300_000, 236, id="that sector is full"),
        pytest.param(24_000_000, 370, id="three sectors"),
    ],
)
def test_the_table_of_sectors_of_a_large_file_ends_as_it_must(
    size: int, tables: int, tmp_path: Path
) -> None:
    """MS-CFB 2.5: the free entries are marked free, and the last one ends the chain."""
    content = sized(size)
    assert content is not None
    container, _ = protected(content, tmp_path)
    (count,) = struct.unpack_from("<I", container, 0x2C)
    sector, sectors = struct.unpack_from("<2I", container, 0x44)
    assert count == tables
    listed = list(struct.unpack_from("<109I", container, 0x4C))
    for _ in range(sectors):
        *entries, sector = struct.unpack_from("<128I", container, 512 * (sector + 1))
        listed += entries
    assert sector == 0xFFFFFFFE
    assert len(set(listed[:tables])) == tables
    assert set(listed[tables:]) <= {0xFFFFFFFF}
    assert opened(container) == content


def test_the_library_alone_would_leave_that_table_without_an_end() -> None:
    """The control: who mends this upstream makes `_end_sector_table` superfluous."""
    made = io.BytesIO()
    ECMA376Encrypted(bytes(15_323_136), b"about").write_to(made)
    with pytest.raises(OSError, match="incorrect end of DIFAT"):
        olefile.OleFileIO(made)


def test_the_library_alone_would_damage_a_small_file() -> None:
    """The control: who mends this upstream makes the bound on small files superfluous."""
    content = sized(3000)
    assert content is not None
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(PASSWORD, made)
    file = OOXMLFile(made)
    file.load_key(password=PASSWORD)
    with pytest.raises((InvalidKeyError, ValueError)):
        file.decrypt(io.BytesIO(), verify_integrity=True)


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


def test_a_document_that_is_gone_is_refused(tmp_path: Path) -> None:
    with draft(tmp_path) as started, pytest.raises(DocumentFault, match="cannot be read"):
        protect(tmp_path / "gone.docx", findings_of(word(p("x"))), PASSWORD, started)


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


@pytest.mark.slow
def test_a_copy_that_the_disk_altered_is_not_proven_wherever_it_was(tmp_path: Path) -> None:
    """One bit in the header, in the description or in the contents: none of it passes."""
    content = word(p(CANARY))
    sound, _ = protected(content, tmp_path)
    source = tmp_path / "source.docx"
    about = sound.index(b"<keyData")
    package = len(sound) - 4000
    places = (0, 0x30, about + 3, sound.index(b'spinCount="') + 11, sound.index(b"saltValue") + 14)
    for at in (*places, package, package + 1000):
        with draft(tmp_path) as started:
            altered = Draft(started.path, Spoilt(at))
            with pytest.raises(DocumentFault, match="did not pass") as unproven:
                protect(source, findings_of(content), PASSWORD, altered)
        said = "".join(traceback.format_exception(unproven.value))
        assert PASSWORD not in said
        assert CANARY not in said


@pytest.mark.slow
def test_each_weaker_description_is_not_proven(tmp_path: Path) -> None:
    """Fewer rounds or another cipher would be read back, whatever the library was asked for."""
    weaker = {
        b'spinCount="100000"': b'spinCount="099999"',
        b'cipherAlgorithm="AES"': b'cipherAlgorithm="DES"',
        b'keyBits="256"': b'keyBits="128"',
        b'hashAlgorithm="SHA512"': b'hashAlgorithm="SHA384"',
        b'cipherChaining="ChainingModeCBC"': b'cipherChaining="ChainingModeCFB"',
        b"keyEncryptor/password": b"keyEncryptor/passw0rd",
    }
    content = word(p("x"))
    (tmp_path / "source.docx").write_bytes(content)
    for said, instead in weaker.items():
        assert len(said) == len(instead)
        weakened = Draft(tmp_path / "draft", Weakened(said, instead))
        with pytest.raises(DocumentFault, match="did not pass"):
            protect(tmp_path / "source.docx", findings_of(content), PASSWORD, weakened)


class Weakened(io.BytesIO):
    """A draft's file whose description says something else than the library wrote."""

    def __init__(self, said: bytes, instead: bytes) -> None:
        super().__init__()
        self._words = (said, instead)

    def flush(self) -> None:
        """Say it, once all is written."""
        whole = self.getvalue().replace(*self._words)
        self.seek(0)
        self.write(whole)


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


def test_other_findings_than_the_documents_own_are_not_proven(tmp_path: Path) -> None:
    content = word(p("x"))
    with pytest.raises(DocumentFault, match="did not pass"):
        protected(content, tmp_path, found=replace(findings_of(content), size=len(content) + 16))


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
