import io
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from cpconf.core.words import FileType
from cpconf.documents.inspection.inspecting import Inspection, inspect, start_inspection
from cpconf.documents.inspection.inspector import LookOrder, memory_for
from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.proof import Defect
from cpconf.errors import DocumentFault, NotFound, Refused, UsageFault
from tests.documents import making
from tests.documents.making import text, written

IN_WORD = "open it in Word, then File > Save As > Word Document (*.docx) or PDF (*.pdf)"
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")


def test_the_process_finds_what_looking_finds(tmp_path: Path) -> None:
    path = written(tmp_path, making.everything())

    assert inspect(path, headings=True) == pdf_look.look(path, headings=True)


def _zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in members:
            package.writestr(name, content)
    return packed.getvalue()


ZIPPED_WORD = _zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>"))
# The first member says what it is, and is not packed (OpenDocument 1.3, part 2, 3.3).
OPEN_DOCUMENT = _zipped(
    ("mimetype", b"application/vnd.oasis.opendocument.text"),
    ("content.xml", b"<document/>"),
    ("META-INF/manifest.xml", b"<manifest/>"),
)


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
        ("Canary.doc", f"an old Word document (.doc): {IN_WORD}"),
        ("Canary.dot", f"an old Word template (.dot): {IN_WORD}"),
        ("Canary.docm", f"a Word document with macros (.docm): {IN_WORD}"),
        ("Canary.dotx", f"a Word template (.dotx): {IN_WORD}"),
        ("Canary.dotm", f"a Word template with macros (.dotm): {IN_WORD}"),
        ("Canary.odt", f"an OpenDocument text (.odt): {IN_WORD}"),
        ("Canary.fodt", f"an OpenDocument text (.fodt): {IN_WORD}"),
        ("Canary.RTF", f"a rich text document (.rtf): {IN_WORD}"),
        ("Canary.wps", IN_WORD),
        ("Canary.txt", IN_WORD),
        ("Canary.mht", IN_WORD),
        ("Canary.pages", "a Pages document (.pages): in Pages, File > Export To > Word or > PDF"),
        ("Canary.gdoc", "in Google Docs, File > Download > Microsoft Word (.docx)"),
        ("Canary.xlsx", "must be a .pdf or a .docx"),
        ("Canary", "must be a .pdf or a .docx"),
        (".pdf", "must be a .pdf or a .docx"),
        ("~$Canary.docx", "a temporary file that Word keeps while the document is open: choose"),
    ],
)
def test_another_type_of_file_is_refused_with_what_to_do(
    name: str, advice: str, tmp_path: Path
) -> None:
    with pytest.raises(DocumentFault) as fault:
        inspect(written(tmp_path, b"some content", name))
    assert advice in str(fault.value)
    assert "Canary" not in str(fault.value)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("r.doc", text(1), "a PDF by another name: give it the ending .pdf"),
        ("r.docx", text(1), "a PDF by another name: give it the ending .pdf"),
        ("r.rtf", text(1), "a PDF by another name: give it the ending .pdf"),
        ("r.doc", b"PK\x03\x04rest", "a Word document by another name.*the ending .docx"),
        ("r.rtf", b"PK\x03\x04rest", "a Word document by another name.*the ending .docx"),
        ("r", ZIPPED_WORD, "a Word document by another name.*the ending .docx"),
        ("r.txt", ZIPPED_WORD, "a Word document by another name.*the ending .docx"),
        ("r.pdf", ZIPPED_WORD, "a Word document by another name.*the ending .docx"),
        ("r", text(1), "a PDF by another name: give it the ending .pdf"),
        ("r.docx", OPEN_DOCUMENT, "is an OpenDocument text: open it in Word"),
        ("r.pdf", OPEN_DOCUMENT, "is an OpenDocument text: open it in Word"),
        ("r.doc", b"", "is empty"),
        ("r.odt", b"", "is empty"),
        (
            "photo.png",
            b"\x89PNG picture",
            "is a picture: in a new Word document, Insert > Pictures",
        ),
        ("r.docx", b"\xff\xd8\xff picture", "is a picture: in a new Word document"),
        ("scan.tif", b"II*\0 picture", "is a picture: in a new Word document"),
        ("r.odt", b"PK\x03\x04rest", "an OpenDocument text"),
        ("r.docm", b"PK\x03\x04rest", "a Word document with macros"),
        ("r.doc", b"{\\rtf1 text}", "a rich text document by the name of a .doc: open it in Word"),
        ("r.doc", b"\n<html>", "a web page or XML by the name of a .doc: open it in Word"),
        ("r.doc", b"\xd0\xcf\x11\xe0rest", "an old Word document"),
        ("r.docx", b"\xd0\xcf\x11\xe0rest", "not a Word document"),
        ("r.docx", b"{\\rtf1 text}", "a rich text document, whatever its name says"),
    ],
)
def test_a_name_that_says_another_type_than_the_content_is_told(
    name: str, content: bytes, told: str, tmp_path: Path
) -> None:
    with pytest.raises(DocumentFault, match=told):
        inspect(written(tmp_path, content, name))


@pytest.mark.parametrize(
    ("content", "seems"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04rest", "seems to be a Word document or a zip archive"),
        (b"\xd0\xcf\x11\xe0rest", "seems to be an old or a protected Word document"),
        (b"{\\rtf1 text}", "seems to be a rich text document"),
        (b"\n<!DOCTYPE html><html>", "seems to be a web page or XML"),
        (b"\xff\xd8\xff\xe0 picture", "is a picture"),
        (b"\x89PNG picture", "is a picture"),
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


def order(path: Path, **other: int) -> LookOrder:
    bounds = {"seconds": 60, "memory": memory_for(path.stat().st_size), **other}
    return LookOrder(
        path=str(path),
        type=FileType.PDF,
        headings=False,
        trying=False,
        seconds=bounds["seconds"],
        memory=bounds["memory"],
        room=0,
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
        pytest.raises(DocumentFault, match="checking the document takes too much time or memory"),
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
        "import sys; from cpconf.documents.inspection import inspecting, inspector; "
        "from cpconf.documents.pdf import look; "
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


def bounds_of(inspection: Inspection) -> dict[str, str]:
    """What the kernel allows the process at most, by the kernel's own names."""
    lines = Path(f"/proc/{inspection.process_id}/limits").read_text().splitlines()
    return {line[:26].strip(): line[26:].split()[0] for line in lines[1:]}


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


@linux
def test_the_process_is_bounded_by_the_kernel_in_all_that_a_document_could_make_it_take(
    tmp_path: Path,
) -> None:
    with start_inspection(written(tmp_path, text(1))) as inspection:
        inspection.result()
        bounds = bounds_of(inspection)

    assert bounds["Max core file size"] == "0"  # an image of the memory has the document in it
    assert bounds["Max file size"] == "0"
    assert bounds["Max cpu time"] == "65"
    assert bounds["Max address space"] == str(2**30)


@linux
def test_a_large_document_is_given_more_time(tmp_path: Path) -> None:
    large = written(tmp_path, b"%PDF-1.7\n")
    os.truncate(large, 60_000_000)  # three times the usual, which takes no room on the disk
    bound = ""
    with start_inspection(large) as inspection:
        for _ in range(1000):
            bound = bounds_of(inspection)["Max cpu time"]
            if bound != "unlimited":
                break
            time.sleep(0.01)

    assert bound == "185"


def test_nothing_that_a_parser_says_of_a_document_comes_to_the_screen(tmp_path: Path) -> None:
    content = making.uncompressed(text(2)).replace(b"/Kids [ ", b"/Kids [ null ")
    path = written(tmp_path, content)
    code = "import pikepdf, sys; print(len(pikepdf.open(sys.argv[1]).pages))"
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, check=True)
    assert b"ignoring" in done.stderr  # the control: left to itself, the parser speaks

    ours, theirs = os.pipe()  # the process may write into no file
    before = os.dup(2)
    os.dup2(theirs, 2)
    os.close(theirs)
    try:
        inspection = start_inspection(path)
    finally:
        os.dup2(before, 2)
        os.close(before)
    with inspection, os.fdopen(ours, "rb") as screen:
        with pytest.raises(DocumentFault):
            inspection.result()
        assert screen.read() == b""


def test_the_process_takes_no_code_from_the_surroundings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "planted").mkdir()
    for module in ("sitecustomize", "json", "pikepdf"):
        (tmp_path / "planted" / f"{module}.py").write_text(
            f"open({str(tmp_path / 'ran')!r}, 'w').close()\n"
        )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "planted"))
    monkeypatch.chdir(tmp_path / "planted")

    inspect(written(tmp_path, text(1)))

    assert not (tmp_path / "ran").exists()


@pytest.mark.slow
def test_the_second_opinion_has_its_own_time(tmp_path: Path) -> None:
    """However long somebody thought about a password meanwhile."""
    path = written(tmp_path, text(1))
    copy = written(tmp_path, making.encrypted(text(1), user="a", owner="b"), "copy.pdf")
    with Inspection(order(path, seconds=4), allow_signed=False) as inspection:
        inspection.result()
        time.sleep(4)
        inspection.ask(copy, making.PASSWORD, ("",))
        assert inspection.objection() is Defect.SECOND_LOCKED_OUT
