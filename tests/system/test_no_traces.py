"""No word of a document comes to rest on the disk, and its password only where it is held."""

import base64
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.system import canaries
from tests.system.canaries import IN_PDF, IN_WORD, STEM, below, found
from tests.system.desk import ADDRESS, NAME, PROGRAM, Desk, protecting
from tests.system.guessing import PASSWORD
from tests.system.traced import Trace, can_trace, traced

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not can_trace(), reason="strace is not installed, or may not look on"),
]

LIMIT: Final = 600
"""Kilobytes that no file may pass, where the disk is to be full: more than the store has."""
RELEASE: Final = ("release", "A-1", "--to", "mother", "--how", "phone", "--confirmed-by", "Kim")
DRAFT: Final = re.compile(r"\.cpconf-[0-9a-f]{16}\.part")


def left_only_where_it_belongs(desk: Desk, trace: Trace, words: tuple[str, ...]) -> None:
    """What holds of every command, whether it came to its end or not."""
    # Files: the store and its journal, drafts in the output folder, and none beside them.
    places = {desk.store: None, desk.out: DRAFT, desk.out / "held": DRAFT}
    for path in trace.opened - {Path("/dev/null")}:
        assert path.parent in places, path
        pattern = places[path.parent]
        assert pattern is None or pattern.fullmatch(path.name), path
    # The document: in no file, in no argument, and in no environment.
    for path, content in trace.to_files.items():
        assert not found(words, content), path
        if path.parent != desk.out / "held":
            assert not found([PASSWORD], content), path
    for program in trace.started:
        assert not found([*words, PASSWORD], program)
    # Its name is an argument of the command that was typed, and of nothing that this one started.
    own = [program for program in trace.started if b"protect-report" in program]
    for program in trace.started:
        assert program in own or not found([STEM], program)
    assert not found([*words, PASSWORD], trace.said)
    assert not [*desk.temporary.iterdir()]
    assert [path.name for path in desk.home.iterdir()] == ["data"]
    assert not below([*words, STEM], desk.home, desk.out)
    assert not below([PASSWORD], desk.home)


@pytest.mark.parametrize(
    ("make", "words", "more"),
    [
        (canaries.pdf, IN_PDF, ()),
        (canaries.pdf, IN_PDF, ("--print",)),
        (canaries.word, IN_WORD, ("--json",)),
    ],
)
def test_a_document_is_protected_and_its_password_released_without_a_trace(
    desk: Desk, make: Callable[[Path], Path], words: tuple[str, ...], more: tuple[str, ...]
) -> None:
    source = make(desk.folder)
    trace = traced(desk, *protecting(source, *more), stdin=f"{PASSWORD}\n")
    assert trace.code == 0, trace.said
    left_only_where_it_belongs(desk, trace, words)
    copy = f"A-1-p1-report{source.suffix}"
    assert desk.left() == [
        "A-1-p1-report-1-report.eml",
        copy,
        "held/A-1-p1-report-2-password.eml",
    ]
    # What a document says goes through a pipe, from the process that reads it.
    between = b"".join(trace.written.values())
    assert found(words, between)
    assert len(trace.started) >= 2
    held = [path for path, content in trace.to_files.items() if found([PASSWORD], content)]
    assert len(held) == 1
    assert DRAFT.fullmatch(held[0].name)
    assert below([PASSWORD], desk.folder) == {"A-1-p1-report-2-password.eml": [PASSWORD]}
    assert below(words, desk.folder) == {source.name: list(words)}

    trace = traced(desk, *RELEASE)
    assert trace.code == 0, trace.said
    left_only_where_it_belongs(desk, trace, words)
    assert not found([PASSWORD], b"".join(trace.written.values()))
    assert desk.left()[-1] == "password/A-1-p1-report-2-password.eml"
    for command in ("sharing", "history", "status"):
        said = desk.run(command, "A-1", "--json").stdout.encode()
        assert not found([*words, STEM, PASSWORD], said)
    assert below([PASSWORD], desk.folder) == {"A-1-p1-report-2-password.eml": [PASSWORD]}


def test_the_search_sees_what_is_written_opened_started_and_said(desk: Desk) -> None:
    desk.environ["CANARY"] = "Canaryenviron"
    leak = "import pathlib; pathlib.Path('leak.txt').write_text('Canary' + 'body'); print('Canary')"
    trace = traced(desk, program=(sys.executable, "-c", leak))
    assert trace.to_files == {desk.folder / "leak.txt": b"Canarybody"}
    assert trace.opened == {desk.folder / "leak.txt"}
    assert trace.said == b"Canary\n"
    assert found(["Canaryenviron", "leak.txt"], trace.started[0]) == ["Canaryenviron", "leak.txt"]
    with pytest.raises(AssertionError):
        left_only_where_it_belongs(desk, trace, ("Canarybody",))


@pytest.mark.parametrize("text", ["a Canarybody.", "Canarybody", "xyCanarybody", "xyzCanarybody!"])
@pytest.mark.parametrize("write", ["utf-8", "utf-16-le", "utf-16-be", "base64", "hex", "upper"])
def test_the_search_finds_a_word_however_it_is_written(text: str, write: str) -> None:
    written = {
        "base64": base64.b64encode(text.encode()),
        "hex": text.encode().hex().encode(),
        "upper": text.upper().encode(),
    }
    content = written[write] if write in written else text.encode(write)
    assert found(["Canarybody"], content) == ["Canarybody"]


def wrong_type(desk: Desk) -> Path:
    """A PDF by a Word document's name."""
    return canaries.pdf(desk.folder, name=f"{STEM}.docx")


def protected_already(desk: Desk) -> Path:
    """A PDF that needs another password to be opened."""
    return canaries.locked(desk.folder)


def made_before(desk: Desk) -> Path:
    """A PDF, of which there is a copy already."""
    source = canaries.pdf(desk.folder)
    desk.run(*protecting(source), stdin="Copper-Lantern-Meadow-27\n")
    return source


def larger_than_there_is_room_for(desk: Desk) -> Path:
    """A PDF of 900 KB."""
    return canaries.large(desk.folder, 900)


def sound(desk: Desk) -> Path:
    """A PDF with which nothing is wrong."""
    return canaries.pdf(desk.folder)


@pytest.mark.parametrize(
    ("make", "password", "code", "told"),
    [
        (wrong_type, PASSWORD, 6, b"by another name"),
        (protected_already, PASSWORD, 6, b"protected already"),
        (made_before, PASSWORD, 5, b"exists already"),
        (larger_than_there_is_room_for, PASSWORD, 1, b"cannot be written"),
        (sound, "Canaryname-2026-report", 5, b"a name"),
        (sound, "Canaryshort", 5, b"shorter"),
        (sound, "Canary-secret\nCanary-secret", 2, b"one line"),
    ],
)
def test_a_failure_says_nothing_of_the_document_the_password_or_the_person(
    desk: Desk,
    make: Callable[[Desk], Path],
    password: str,
    code: int,
    told: bytes,
) -> None:
    source = make(desk)
    before = desk.left()
    trace = traced(desk, *protecting(source), stdin=f"{password}\n", limit=LIMIT)
    assert trace.code == code, trace.said
    as_json = desk.run(*protecting(source, "--json"), stdin=f"{password}\n", code=code, limit=LIMIT)
    for said in (trace.said, as_json.stdout.encode() + as_json.stderr.encode()):
        assert told in said
        assert b"Traceback" not in said
        assert not found([password, "Canary", *NAME.split(), ADDRESS, STEM], said)
    left_only_where_it_belongs(desk, trace, (*IN_PDF, password))
    assert desk.left() == before


def test_a_crash_while_a_document_is_protected_leaves_no_image_of_the_memory(desk: Desk) -> None:
    source = canaries.scans(desk.folder, 20_000_000)
    unbounded = ("sh", "-c", 'ulimit -c "$(ulimit -H -c)"; exec "$@"', "sh")
    with subprocess.Popen(
        [*unbounded, *PROGRAM, *protecting(source)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=desk.folder,
        env=desk.environ,
    ) as running:
        assert running.stdin is not None
        running.stdin.write(f"{PASSWORD}\n".encode())
        running.stdin.close()
        while not any(path.stat().st_size for path in desk.out.glob("*.part")):
            assert running.poll() is None
            time.sleep(0.01)
        limits = Path(f"/proc/{running.pid}/limits").read_text(encoding="ascii")
        running.send_signal(signal.SIGABRT)
    assert running.returncode == -signal.SIGABRT
    assert re.search(r"Max core file size +0 ", limits)
    assert all(map(DRAFT.fullmatch, below([PASSWORD], desk.folder)))
    assert {path.name for path in desk.folder.iterdir()} == {source.name, "out"}
