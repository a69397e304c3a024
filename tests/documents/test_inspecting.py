import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cpconf.core.document import FileType
from cpconf.documents import pdf_look
from cpconf.documents.inspecting import Inspection, inspect, start_inspection
from cpconf.documents.inspector import Order, memory_for
from cpconf.errors import DocumentFault, NotFound, Refused, UsageFault
from tests.documents import making
from tests.documents.making import text, written

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


def test_the_process_finds_what_looking_finds(tmp_path: Path) -> None:
    path = written(tmp_path, making.everything())

    assert inspect(path, headings=True) == pdf_look.look(path, headings=True)


@pytest.mark.parametrize("name", ["report.PDF", "a report.pdf", "réport – ﬁnal.pdf", "-rf.pdf"])
def test_a_file_may_have_any_name(name: str, tmp_path: Path) -> None:
    assert inspect(written(tmp_path, text(1), name)).pages == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names are not any bytes elsewhere")
def test_a_file_may_have_a_name_that_is_no_text(tmp_path: Path) -> None:
    assert inspect(written(tmp_path, text(1), os.fsdecode(b"caf\xe9.pdf"))).pages == 1


def test_a_file_may_be_named_from_where_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, text(1), "report.pdf")

    assert inspect(Path("report.pdf")).pages == 1


def test_a_file_that_is_not_there_is_told_without_its_name(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as error:
        inspect(tmp_path / "Canaryname.pdf")
    assert "Canary" not in str(error.value)


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="folder"):
        inspect(tmp_path)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("Canary.doc", "save it as .docx or as a PDF"),
        ("Canary.docm", "save it as .docx without them, or as a PDF"),
        ("Canary.odt", "save it as .docx or as a PDF"),
        ("Canary.RTF", "save it as .docx or as a PDF"),
        ("Canary.pages", "export it as Word"),
        ("Canary.txt", "must be a .pdf or a .docx"),
        ("Canary", "must be a .pdf or a .docx"),
        (".pdf", "must be a .pdf or a .docx"),
    ],
)
def test_another_type_of_file_is_refused_with_what_to_do(
    name: str, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(DocumentFault) as fault:
        inspect(written(tmp_path, text(1), name))
    assert advice in str(fault.value)
    assert "Canary" not in str(fault.value)


@pytest.mark.parametrize(
    ("content", "seems"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "seems to be a Word document or a zip archive"),
        (b"\xd0\xcf\x11\xe0rest", "seems to be an old or a protected Word document"),
        (b"{\\rtf1 text}", "seems to be a rich text document"),
        (b"\n<!DOCTYPE html><html>", "seems to be a web page"),
        (b"\xff\xd8\xff\xe0 picture", "seems to be a picture"),
        (b"\x89PNG picture", "seems to be a picture"),
        (b"only words", "is not a PDF, whatever its name says: save it"),
        (b"x" * 2000 + b"%PDF-1.7", "is not a PDF"),
    ],
)
def test_a_pdf_by_name_only_is_refused_with_what_it_seems_to_be(
    content: bytes, seems: str, tmp_path: Path
) -> None:
    with pytest.raises(DocumentFault) as fault:
        inspect(written(tmp_path, content, "Canary.pdf"))
    assert seems in str(fault.value)
    assert "Canary" not in str(fault.value)


def test_a_pdf_named_as_a_word_document_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentFault, match="a PDF by another name"):
        inspect(written(tmp_path, text(1), "report.docx"))


def test_a_fault_that_the_process_finds_is_the_same_fault_here(tmp_path: Path) -> None:
    for content in (text(3)[:-900], making.encrypted(text(1), user="u", owner="o")):
        path = written(tmp_path, content)
        with pytest.raises(DocumentFault) as expected:
            pdf_look.look(path, headings=False)
        with pytest.raises(DocumentFault) as fault:
            inspect(path)
        assert str(fault.value) == str(expected.value)


def test_a_signed_document_is_refused_unless_that_is_allowed_for(tmp_path: Path) -> None:
    path = written(tmp_path, making.changed(text(1), [making.certification]))

    with pytest.raises(Refused, match="--allow-signed"):
        inspect(path)
    assert inspect(path, allow_signed=True).signed


def test_the_result_can_be_fetched_while_other_things_are_done(tmp_path: Path) -> None:
    with start_inspection(written(tmp_path, text(2))) as inspection:
        time.sleep(0.01)
        told: list[tuple[str, float]] = []
        assert inspection.result(lambda *said: told.append(said)).pages == 2
    assert told == [("checking the document", 0.0), ("checking the document", 1.0)]


def order(path: Path, **other: int) -> Order:
    bounds = {"seconds": 60, "memory": memory_for(path.stat().st_size), **other}
    return Order(
        path=str(path),
        type=FileType.PDF,
        headings=False,
        seconds=bounds["seconds"],
        memory=bounds["memory"],
    )


def test_a_document_that_takes_too_long_is_refused_and_its_process_ended(tmp_path: Path) -> None:
    inspection = Inspection(order(written(tmp_path, text(1)), seconds=0), allow_signed=False)

    with pytest.raises(DocumentFault, match="within 0 seconds"):
        inspection.result()
    assert inspection.ended


@posix
@pytest.mark.slow
def test_a_document_that_takes_too_much_memory_is_refused(tmp_path: Path) -> None:
    scarce = order(written(tmp_path, making.bomb()), memory=200_000_000)

    with Inspection(scarce, allow_signed=False) as inspection, pytest.raises(DocumentFault):
        inspection.result()


@posix
def test_a_process_that_cannot_even_start_is_a_document_that_cannot_be_checked(
    tmp_path: Path,
) -> None:
    scarce = order(written(tmp_path, text(1)), memory=1_000_000)

    with (
        Inspection(scarce, allow_signed=False) as inspection,
        pytest.raises(DocumentFault, match="cannot be checked within bounds"),
    ):
        inspection.result()


def test_the_process_is_ended_where_its_result_is_not_fetched(tmp_path: Path) -> None:
    with start_inspection(written(tmp_path, text(60))) as inspection:
        pass

    assert inspection.ended


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_nobody_sees_the_name_of_the_document_among_the_processes(tmp_path: Path) -> None:
    with start_inspection(written(tmp_path, text(60), "Canaryname.pdf")) as inspection:
        seen = b""
        while not seen:  # for a moment a new process has none
            seen = Path(f"/proc/{inspection.process_id}/cmdline").read_bytes()

    assert b"cpconf" in seen
    assert b"Canaryname" not in seen


def test_a_large_document_is_given_more_memory() -> None:
    assert memory_for(1_000_000) == 2**30
    assert memory_for(400_000_000) == 3 * 400_000_000 + 2**29


def test_the_process_imports_no_more_than_it_needs() -> None:
    code = (
        "import sys; from cpconf.documents import inspecting, inspector, pdf_look; "
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    heavy = {"typer", "rich", "sqlalchemy", "sqlmodel", "pydantic", "pypdf", "lxml", "holidays"}
    assert not heavy & set(done.stdout.split())


@posix
def test_the_process_writes_no_file(tmp_path: Path) -> None:
    path = written(tmp_path, making.everything())
    before = sorted(tmp_path.rglob("*"))
    inspect(path)

    assert sorted(tmp_path.rglob("*")) == before
