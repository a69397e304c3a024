"""Pages without text are recognised where Tesseract is installed, searched, and said to be so.

What counts as searched is said with how sure it was; what is doubtful, or came to nothing, stays
said as not searched. Nothing of a page is on the disk, and no failure of the program is ours.
"""

import contextlib
import io
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from PIL import Image

from cpconf.core.disclosure.search import find_terms
from cpconf.core.disclosure.searched_pages import Recognised, Unread, say_recognised, say_searched
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.documents.findings import Findings
from cpconf.documents.inspection import inspecting
from cpconf.documents.inspection.recogniser import RecognisedPage, read, reading
from cpconf.documents.inspection.recogniser import picture as drawn_by_us
from cpconf.documents.inspection.recognition import program, recognise
from cpconf.errors import UsageFault

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
ADDRESS = "27 Orchard Street, Oxford OX1 2AB"
TERM = Term(1, "p1", TermKind.ADDRESS, ADDRESS)
PROSE = "It was said that the family and the school talked about what had gone well. " * 12
WORDS = f"The mother, Robin Example, lives at {ADDRESS} with her son. {PROSE}"
A4 = (1654, 2339)  # 200 dots per inch

# The columns of Tesseract's own table ("TSV"), as its manual page and tsvrenderer.cpp have them.
HEAD = "level page_num block_num par_num line_num word_num left top width height conf text"


def row(
    text: str,
    sure: float,
    *,
    left: int = 100,
    top: int = 100,
    line: int = 1,
    size: tuple[int, int] = (80, 30),
) -> str:
    return "\t".join(map(str, (5, 1, 1, 1, line, 1, left, top, *size, sure, text)))


def table(*rows: str) -> str:
    return "\n".join(["\t".join(HEAD.split()), *rows, ""])


def typed(text: str = WORDS) -> bytes:
    """A page as it is typed."""
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, text=text)
    return bytes(pdf.output())


def drawn(dots: int = 200, text: str = WORDS) -> Image.Image:
    """A page as a scanner sees it, at so many dots per inch."""
    with pdfium.PdfDocument(typed(text)) as document:
        picture: Image.Image = document[0].render(scale=dots / 72, grayscale=True).to_pil()
    return picture


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, expand=degrees % 90 == 0, fillcolor=255)


def scan(folder: Path, *pictures: Image.Image, first: str = "") -> Path:
    """A PDF with a picture on each page, behind one that is typed, where there is a text for it."""
    pdf = FPDF()
    if first:
        pdf.add_page()
        pdf.set_font("helvetica", size=11)
        pdf.multi_cell(0, 6, text=first)
    for picture in pictures:
        wide = picture.width > picture.height
        width, height = (297, 210) if wide else (210, 297)
        stream = io.BytesIO()
        picture.save(stream, "PNG")
        pdf.add_page(orientation="L" if wide else "P")
        pdf.image(stream, x=0, y=0, w=width, h=height)
    path = folder / "scan.pdf"
    path.write_bytes(bytes(pdf.output()))
    return path


def searched(path: Path) -> Findings:
    return inspecting.inspect(path, searching=True)


def pages_with_the_address(found: Findings) -> list[int | None]:
    hits = find_terms([TERM], found.texts, found.beside, again=found.again)
    return [hit.page for hit in hits]


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """A program in Tesseract's place, which does as some lines of Python say."""

    def put(code: str) -> Path:
        path = tmp_path / "bin" / "tesseract"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!{sys.executable} -IS\nimport os, sys, time\n{code}\n")
        path.chmod(stat.S_IRWXU)
        monkeypatch.setenv("CPCONF_TESSERACT", str(path))
        return path

    return put


def answering(*rows: str) -> str:
    return f"sys.stdin.buffer.read(); print({table(*rows)!r})"


def whole(sure: float) -> list[str]:
    """Words that take up all of a page."""
    return [
        row(word, sure, left=100 * at, top=0, size=(9999, 9999))
        for at, word in enumerate(WORDS.split())
    ]


SURE = whole(96)
DOUBTFUL = whole(70)


@POSIX
def test_a_page_that_was_recognised_is_searched_and_its_picture_is_no_reason_to_stop(
    tmp_path: Path, tesseract: Callable[[str], Path]
) -> None:
    tesseract(answering(*SURE))
    path = scan(tmp_path, drawn(60), first="Typed. " * 60)
    before = path.read_bytes()
    found = searched(path)
    assert found.recognised == (Recognised(2, 96, doubtful=False),)
    assert found.unread == ()
    assert pages_with_the_address(found) == [2]
    assert path.read_bytes() == before
    # What proves the copy goes by the pages' own texts, and these are as they were.
    assert found.texts == inspecting.inspect(path).texts


@POSIX
def test_a_page_that_was_recognised_with_doubt_is_searched_and_still_not_relied_upon(
    tmp_path: Path, tesseract: Callable[[str], Path]
) -> None:
    tesseract(answering(*DOUBTFUL))
    found = searched(scan(tmp_path, drawn(60)))
    assert found.recognised == (Recognised(1, 70, doubtful=True),)
    assert found.unread == ((1, Unread.PICTURE),)
    assert pages_with_the_address(found) == [1]


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        pytest.param(answering(), id="it sees nothing"),
        pytest.param("sys.stdin.buffer.read(); print('x' * 99)", id="it writes something else"),
        pytest.param(
            "sys.stdin.buffer.read(); os.write(1, bytes(range(256)))", id="it writes bytes"
        ),
        pytest.param(f"sys.stdin.buffer.read(); print({row('x', 99)!r}[:-5])", id="half"),
        pytest.param(
            "sys.stdin.buffer.read(); open(sys.argv[0] + '.pgm', 'w').write('x')",
            id="it writes a file",
        ),
        pytest.param("time.sleep(60)", id="it takes too long"),
    ],
)
def test_where_nothing_comes_of_it_the_pages_are_not_searched(
    tmp_path: Path, tesseract: Callable[[str], Path], code: str
) -> None:
    tesseract(code)
    path = scan(tmp_path, drawn(40), drawn(40))
    plain = inspecting.inspect(path)
    begun = time.monotonic()
    found = recognise(path, plain, None, page_seconds=3)
    assert time.monotonic() - begun < 30
    assert found.recognised == tuple(Recognised(page, 0, doubtful=True) for page in (1, 2))
    assert say_searched(2, found.unread, found.recognised) == (
        "not searched: pages 1 and 2 (mostly a picture, and Tesseract could read nothing there), "
        "which is all of it"
    )
    assert (found.unread, found.again) == (plain.unread, plain.again)


@POSIX
@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        pytest.param("sys.exit(1)", id="it fails at once"),
        pytest.param("sys.stdin.buffer.read(); sys.exit(1)", id="it fails"),
        pytest.param("sys.stdin.buffer.read(); os.kill(os.getpid(), 9)", id="it is killed"),
        pytest.param("sys.stdin.buffer.read(); b = bytes(1 << 33)", id="it takes too much memory"),
    ],
)
def test_where_the_program_fails_on_every_page_that_is_said(
    tmp_path: Path, tesseract: Callable[[str], Path], code: str
) -> None:
    tesseract(code)
    path = scan(tmp_path, drawn(40), drawn(40))
    plain = inspecting.inspect(path)
    found = recognise(path, plain, None, page_seconds=30)
    assert (found.unread, found.again) == (plain.unread, plain.again)
    assert say_searched(2, found.unread, found.recognised or ()) == (
        "not searched, as Tesseract is there but failed (try tesseract --version, or set "
        "CPCONF_TESSERACT to the path of another): pages 1 and 2 (mostly a picture), which is all "
        "of it"
    )
    assert say_recognised(found.recognised or ()) is None


@POSIX
def test_a_file_that_is_no_program_fails_on_every_page(
    tmp_path: Path, tesseract: Callable[[str], Path]
) -> None:
    tesseract("").write_text("no program")
    found = searched(scan(tmp_path, drawn(40)))
    assert found.recognised == (Recognised(1, 0, doubtful=True, failed=True),)


@POSIX
@pytest.mark.slow
def test_a_program_that_fails_on_one_page_alone_is_not_said_to_fail(
    tmp_path: Path, tesseract: Callable[[str], Path]
) -> None:
    tesseract(
        "wide, high = sys.stdin.buffer.read().split(b'\\n')[0].split()[1:3]\n"
        f"print({table(*SURE)!r})\n"
        "sys.exit(int(wide) > int(high))"
    )
    found = searched(scan(tmp_path, drawn(40), turned(drawn(40), 90)))
    assert found.recognised == (
        Recognised(1, 96, doubtful=False),
        Recognised(2, 0, doubtful=True),
    )
    assert [page for page, _ in found.unread] == [2]


@POSIX
def test_what_hangs_ends_with_who_asked(tmp_path: Path, tesseract: Callable[[str], Path]) -> None:
    # It ends nothing by itself, and takes up no pipe that would tell it.
    tesseract("os.close(0); os.close(1); [time.sleep(1) for _ in range(600)]")
    path = scan(tmp_path, drawn(40))
    recognise(path, inspecting.inspect(path), None, page_seconds=1)
    left = [
        command
        for each in Path("/proc").glob("[0-9]*/cmdline")
        if str(tmp_path).encode() in (command := each.read_bytes())
    ]
    assert left == []


@POSIX
def test_what_hangs_ends_with_who_asked_also_where_that_was_killed(
    tmp_path: Path, tesseract: Callable[[str], Path]
) -> None:
    tesseract("os.close(0); os.close(1); [time.sleep(1) for _ in range(600)]")
    path = scan(tmp_path, drawn(40))
    code = (
        "import sys; from pathlib import Path; "
        "from cpconf.documents.inspection.inspecting import inspect; "
        "inspect(Path(sys.argv[1]), searching=True)"
    )

    def at_work() -> list[bytes]:
        there = str(tmp_path / "bin").encode()
        found = []
        for each in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):  # it has ended meanwhile
                found.append(each.read_bytes())
        return [command for command in found if there in command]

    def wait_for(there: bool) -> None:
        until = time.monotonic() + 30
        while bool(at_work()) is not there and time.monotonic() < until:
            time.sleep(0.02)
        assert bool(at_work()) is there

    with subprocess.Popen([sys.executable, "-c", code, str(path)]) as asking:
        wait_for(there=True)
        asking.kill()
    wait_for(there=False)


@POSIX
def test_no_path_and_no_word_is_among_the_arguments_and_nothing_of_the_surroundings_goes_along(
    tmp_path: Path, tesseract: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPCONF_CANARY", "canary")
    tesseract(
        "head = sys.stdin.buffer.read(2)\n"
        "said = [*sys.argv[1:], *os.environ, head.decode(), 'files', *map(str, "
        "__import__('resource').getrlimit(__import__('resource').RLIMIT_FSIZE))]\n"
        f"row = {row('WORD', 95)!r}\n"
        "print('\\n'.join(row.replace('WORD', word) for word in said))"
    )
    found = searched(scan(tmp_path, drawn(40)))
    ((_, said),) = found.again
    words = said.split()
    assert words[:8] == ["-", "-", "-l", "eng", "--psm", "1", "-c", "tessedit_create_tsv=1"]
    assert set(words[8 : words.index("P5")]) <= {"PATH", "OMP_THREAD_LIMIT", "LC_CTYPE"}
    assert words[words.index("files") :] == ["files", "0", "0"]
    assert list(tmp_path.rglob("*.pgm")) == []


@POSIX
def test_a_file_that_became_another_is_not_recognised(
    tmp_path: Path, tesseract: Callable[[str], Path]
) -> None:
    tesseract(answering(*SURE))
    path = scan(tmp_path, drawn(40))
    found = inspecting.inspect(path)
    path.write_bytes(typed())
    assert recognise(path, found, None).recognised == ()


@POSIX
def test_where_everything_can_be_read_nothing_is_recognised(
    tmp_path: Path, tesseract: Callable[[str], Path]
) -> None:
    tesseract(answering(*SURE))
    path = tmp_path / "typed.pdf"
    path.write_bytes(typed())
    assert searched(path).recognised == ()


def test_where_it_is_not_installed_that_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = scan(tmp_path, drawn(40))
    assert searched(path).recognised == ()  # CPCONF_TESSERACT is empty: nobody wants it
    monkeypatch.delenv("CPCONF_TESSERACT")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ProgramFiles", str(tmp_path))
    assert searched(path).recognised is None
    assert inspecting.inspect(path).recognised == ()


@POSIX
def test_the_program_is_looked_for_by_its_name_and_never_where_somebody_happens_to_work(
    tmp_path: Path, tesseract: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tesseract("")
    monkeypatch.chdir(there.parent)
    assert program({"PATH": str(there.parent)}) == str(there)
    assert program({"PATH": "."}) is None
    assert program({"PATH": "", "CPCONF_TESSERACT": ""}) == ""
    assert program({"CPCONF_TESSERACT": "./tesseract"}) == str(there)
    for other in (tmp_path / "none", tmp_path):
        with pytest.raises(UsageFault, match=r"CPCONF_TESSERACT=\)"):
            program({"CPCONF_TESSERACT": str(other)})


@pytest.mark.skipif(sys.platform != "win32", reason="elsewhere its installer has no such folder")
def test_windows_looks_on_the_path_and_where_the_installer_puts_it(tmp_path: Path) -> None:
    on_path, installed = (
        tmp_path / "tesseract.exe",
        tmp_path / "Tesseract-OCR" / "tesseract.exe",
    )
    installed.parent.mkdir()
    surroundings = {"PATH": str(tmp_path), "ProgramFiles": str(tmp_path)}
    assert program(surroundings) is None
    installed.write_bytes(b"MZ")
    assert program(surroundings) == str(installed)
    on_path.write_bytes(b"MZ")
    assert str(program(surroundings)).casefold() == str(on_path).casefold()


def level(*sure: float) -> list[str]:
    return [row(f"w{at}", each, left=100 * at) for at, each in enumerate(sure)]


@pytest.mark.parametrize(
    ("rows", "sure", "doubtful"),
    [
        pytest.param(level(*[96] * 20), 96, False, id="all sure"),
        pytest.param(level(*[90] * 20), 90, False, id="just sure enough"),
        pytest.param(level(*[90] * 19, 88), 89, True, id="a little less"),
        pytest.param(level(*[98] * 19, 10), 93, False, id="one in twenty is not"),
        pytest.param(level(*[99] * 18, 10, 59), 92, True, id="two in twenty are not"),
        pytest.param(level(*[99] * 18, 60, 60), 95, False, id="two that just are"),
        pytest.param(level(96, 96), 96, True, id="two words"),
        pytest.param(level(96, 96, 96), 96, False, id="three words"),
        pytest.param([], 0, True, id="none"),
        pytest.param(
            [row("w", 96, left=400 * at, top=100 + 20 * at) for at in range(9)],
            *(96, False),
            id="lines that rise by three degrees",
        ),
        pytest.param(
            [row("w", 96, left=400 * at, top=100 + 28 * at) for at in range(9)],
            *(96, True),
            id="lines that rise by four degrees",
        ),
    ],
)
def test_a_page_counts_as_searched_only_where_its_words_are_sure(
    rows: list[str], sure: int, doubtful: bool
) -> None:
    found = reading(table(*rows))
    assert (found.sure, found.doubtful, found.words) == (sure, doubtful, len(rows))


def pgm(*dark: tuple[int, int, int, int]) -> bytes:
    """A white page with dark places: left, top, width and height."""
    page = Image.new("L", (2000, 1000), 255)
    for left, top, width, height in dark:
        page.paste(0, (left, top, left + width, top + height))
    return b"P5 2000 1000 255\n" + page.tobytes()


SEEN = [(100 * at, 100, 80, 30) for at in range(1, 19)]


@pytest.mark.parametrize(
    ("beside", "doubtful"),
    [
        pytest.param([], False, id="nothing else"),
        pytest.param([(90 + 100 * at, 500, 80, 30) for at in range(5)], False, id="a stamp"),
        pytest.param([(90 + 100 * at, 500, 80, 30) for at in range(7)], True, id="half a line"),
        pytest.param([(0, 500, 2000, 90)], False, id="the edge of what lay on the glass"),
    ],
)
def test_a_page_on_which_lines_were_passed_over_does_not_count_as_searched(
    beside: list[tuple[int, int, int, int]], doubtful: bool
) -> None:
    rows = [row("word", 96, left=left, top=top) for left, top, _, _ in SEEN]
    assert reading(table(*rows), pgm(*SEEN, *beside)).doubtful is doubtful


def test_a_page_reads_line_by_line() -> None:
    rows = [row("27", 95, line=1), row("Orchard", 95, line=1), row("Street", 95, line=2)]
    assert reading(table(*rows)).text == "27 Orchard\nStreet"


# What a copier makes of the same page, and whether it counts as searched.
PAGES: dict[str, tuple[Callable[[], Image.Image], bool]] = {
    "300 dots per inch": (lambda: drawn(300), True),
    "200 dots per inch": (lambda: drawn(200), True),
    "100 dots per inch": (lambda: drawn(100), True),
    "50 dots per inch": (lambda: drawn(50), False),
    "turned to the left": (lambda: turned(drawn(), 90), True),
    "upside down": (lambda: turned(drawn(), 180), True),
    "turned to the right": (lambda: turned(drawn(), 270), True),
    "one and a half degrees askew, the other way": (lambda: turned(drawn(), -1.5), True),
    "two degrees askew": (lambda: turned(drawn(), 2), True),
    # Of this page it reads the last line alone, and is sure of that.
    "two degrees askew, the other way": (lambda: turned(drawn(), -2), False),
    "five degrees askew": (lambda: turned(drawn(), 5), False),
    "fifteen degrees askew": (lambda: turned(drawn(), 15), False),
    "grey and noisy": (lambda: Image.blend(drawn(), Image.effect_noise(A4, 90), 0.5), False),
    "a photograph": (lambda: Image.effect_noise(A4, 90), False),
    "a sheet without anything": (lambda: Image.new("L", A4, 250), False),
}


@pytest.mark.system
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
@pytest.mark.parametrize("case", PAGES)
def test_a_scan_is_searched_or_said_not_to_be(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CPCONF_TESSERACT")
    made, sure = PAGES[case]
    found = searched(scan(tmp_path, made()))
    print(case, found.recognised, pages_with_the_address(found))
    assert ([page for page, _ in found.unread] == []) is sure
    if sure:
        assert pages_with_the_address(found) == [1]


@pytest.mark.system
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_each_page_has_its_own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CPCONF_TESSERACT")
    pages = [drawn(150, PROSE), drawn(150), drawn(150, PROSE), drawn(150)]
    found = searched(scan(tmp_path, *pages, first=PROSE))
    assert pages_with_the_address(found) == [3, 5]
    assert [each.page for each in found.recognised or ()] == [2, 3, 4, 5]


def test_a_vast_page_is_drawn_smaller() -> None:
    with pdfium.PdfDocument.new() as document:
        document.new_page(14_400, 14_400)  # ISO 32000-1, annex C: the largest page
        size = drawn_by_us(document, 1).split(b"\n")[0].split()
    assert int(size[1]) * int(size[2]) < 26_000_000


def test_a_program_that_is_not_there_any_more_reads_nothing(tmp_path: Path) -> None:
    assert read(str(tmp_path / "none"), b"P5 1 1 255\n ", 1) == RecognisedPage(
        "", 0, 0, doubtful=True, failed=True
    )
