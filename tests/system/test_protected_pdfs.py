"""Protected PDFs, opened by the readers that people have: with the password, and not without it."""

import functools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pikepdf
import pytest

from cpconf.documents.inspection.inspecting import inspect
from cpconf.documents.places.publishing import draft
from cpconf.documents.protecting import protect
from cpconf.errors import DocumentFault
from tests.documents import making
from tests.system import variety
from tests.system.guessing import PASSWORD, SLIPS, wrong_passwords
from tests.system.outside import READERS, by_poppler, password_file, ran

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(
        not all(map(shutil.which, ("pdftotext", "qpdf"))),
        reason="poppler-utils and qpdf are not installed",
    ),
]

SOUND: Final = (
    "one page",
    "bookmarks",
    "pictures",
    "revised",
    "everything",
    "restricted by its owner",
    "restricted long ago",
    *making.FEATURES,
    *making.FORMS_OF_SAVING,
)
VARIED: Final = {
    f"number {number}, {pages} pages": number for number, pages in enumerate(variety.PAGES)
}


@dataclass(frozen=True)
class Copy:
    """A document and its protected copy."""

    source: Path
    path: Path


@pytest.fixture(scope="module")
def sound() -> dict[str, bytes]:
    """Documents of every kind, by what is special about each."""
    kinds = making.sound_kinds()
    assert set(kinds) == set(SOUND)
    return kinds


@pytest.fixture(scope="module", params=[*SOUND, *VARIED])
def copy(
    request: pytest.FixtureRequest,
    sound: dict[str, bytes],
    tmp_path_factory: pytest.TempPathFactory,
) -> Copy:
    """Each of the documents, protected as the program does it."""
    name = request.param
    content = sound[name] if name in sound else variety.document(VARIED[name])
    folder = tmp_path_factory.mktemp("copy")
    return protected(making.written(folder, content, "source.pdf"))


def protected(source: Path) -> Copy:
    """A document's copy, made by the program's own modules."""
    findings = inspect(source)
    with draft(source.parent) as started:
        protect(source, findings, PASSWORD, started)
        return Copy(source, started.publish("copy.pdf"))


def opens(path: Path, password: str | None, *, reader: str) -> bool:
    """Whether a reader shows anything of a document with that password."""
    try:
        READERS[reader](path, password)
    except PermissionError:
        return False
    return True


@pytest.mark.parametrize("reader", READERS)
def test_a_copy_says_to_every_reader_page_by_page_what_its_source_says(
    copy: Copy, reader: str
) -> None:
    read = READERS[reader]
    assert read(copy.path, PASSWORD) == read(copy.source, None)


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_opens_a_copy_without_its_password(copy: Copy, reader: str) -> None:
    assert [slip for slip in SLIPS if opens(copy.path, slip, reader=reader)] == []


def test_qpdf_finds_a_copy_sound_and_says_that_it_needs_its_password(copy: Copy) -> None:
    given = password_file(copy.path, PASSWORD)
    checked = ran("qpdf", *given, "--check", copy.path)
    assert checked.returncode == 0, checked
    assert b"stream encryption method: AESv3" in checked.stdout
    # The exit codes of --requires-password: 0 it does, 2 not encrypted, 3 the right one is given.
    assert ran("qpdf", "--requires-password", copy.path).returncode == 0
    assert ran("qpdf", *given, "--requires-password", copy.path).returncode == 3


def test_poppler_shows_nothing_of_what_a_document_says_of_itself(copy: Copy) -> None:
    without = ran("pdfinfo", copy.path)
    assert without.returncode == 1
    assert not without.stdout
    about = ran("pdfinfo", "-upw", PASSWORD, copy.path).stdout.decode()
    said = {line.partition(":")[0] for line in about.splitlines()}
    assert "Pages" in said
    assert not said & {"Title", "Subject", "Keywords", "Author", "Creator", "Producer"}
    assert not said & {"CreationDate", "ModDate"}
    assert "Metadata Stream: no" in " ".join(about.split())
    attached = ran("pdfdetach", "-list", "-upw", PASSWORD, copy.path)
    assert attached.stdout == b"0 embedded files\n"


def test_poppler_would_show_what_a_document_says_of_itself(tmp_path: Path) -> None:
    source = making.written(tmp_path, making.everything())
    assert "Canarytitle" in ran("pdfinfo", source).stdout.decode()
    assert b"Canaryfilename" in ran("pdfdetach", "-list", source).stdout


# A control: such a file looks locked in a browser, and poppler and others open it all the same.
def test_a_copy_whose_owner_password_is_empty_opens_without_any_and_is_refused_by_the_proof(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless = functools.partial(_without_owner, pikepdf.Encryption)
    source = making.written(tmp_path, making.text(2), "source.pdf")
    with pikepdf.open(source) as pdf:
        open_to_all = making.written(
            tmp_path, making.saved(pdf, encryption=careless(user=PASSWORD, R=6))
        )
    assert making.BODY in by_poppler(open_to_all)[0]
    assert opens(open_to_all, None, reader="qpdf")
    assert not opens(open_to_all, None, reader="PDFium")

    protected(source).path.unlink()
    monkeypatch.setattr(pikepdf, "Encryption", careless)
    with pytest.raises(DocumentFault, match="did not pass its checks"):
        protected(source)
    assert sorted(path.name for path in tmp_path.glob("*.p*")) == ["document.pdf", "source.pdf"]


def _without_owner(
    encryption: Callable[..., pikepdf.Encryption], **how: object
) -> pikepdf.Encryption:
    return encryption(**{**how, "owner": ""})


def test_two_thousand_wrong_passwords_do_not_open_a_copy(tmp_path: Path) -> None:
    copy = protected(making.written(tmp_path, making.text(1), "source.pdf"))
    attempts = list(wrong_passwords(2000))
    assert len(set(attempts)) == 2000
    for attempt in attempts:
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(copy.path, password=attempt)
    pikepdf.open(copy.path, password=PASSWORD).close()
