"""Two processes that read a document give what one gives, and neither outlives the other."""

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fpdf import FPDF
from hypothesis import given
from hypothesis import strategies as st

from cpconf.documents.inspection.inspecting import Inspection, inspect, start_inspection
from cpconf.documents.pdf import look as pdf_look
from cpconf.errors import DocumentFault
from cpconf.processes import in_two
from cpconf.processes.worker import Worker

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="split on Linux only")
BEGIN = "from cpconf.processes.in_two import *; allow(); shares = may_split(WORTH_IT)\n"


def in_a_process_of_its_own(code: str) -> subprocess.CompletedProcess[str]:
    """The code, in a process that may be split."""
    return subprocess.run(
        [sys.executable, "-c", f"{BEGIN}{code}"], capture_output=True, text=True, check=False
    )


def long_report(path: Path, *, least: int) -> Path:
    """A report of pages of all kinds, of at least so many bytes."""
    pdf = FPDF()
    pdf.set_compression(False)
    for page in range(70):
        pdf.add_page()
        if page % 7 == 3:
            pdf.rect(10, 10, 50, 50)  # a page without a letter
            continue
        pdf.set_font("helvetica", style="B", size=16)
        pdf.cell(text=f"{page}. What was seen on the visit", new_x="LMARGIN", new_y="NEXT")
        pdf.set_font("helvetica", size=10)
        for line in range(60):
            pdf.cell(
                text=f"{page}.{line} what was said and seen that day, and by whom, and when",
                new_x="LMARGIN",
                new_y="NEXT",
            )
    path.write_bytes(bytes(pdf.output()))
    assert path.stat().st_size >= least
    return path


def test_what_two_processes_read_is_what_one_reads(tmp_path: Path) -> None:
    path = long_report(tmp_path / "long.pdf", least=in_two.WORTH_IT)
    alone = pdf_look.look(path, headings=True)
    assert not in_two.may_split(alone.size).split  # this process has threads, and is never split
    assert inspect(path, headings=True) == alone
    assert alone.silent_pages == tuple(range(4, 71, 7))
    assert {heading.page for heading in alone.headings} == set(range(1, 71)) - set(
        alone.silent_pages
    )


def test_a_small_document_is_read_by_one_process() -> None:
    said = in_a_process_of_its_own(
        "import os; print(*in_two(os.getpid, os.getpid, may_split(WORTH_IT - 1)))"
    ).stdout
    first, second = said.split()
    assert first == second


def test_the_second_half_is_done_by_another_process() -> None:
    said = in_a_process_of_its_own("import os; print(*in_two(os.getpid, os.getpid, shares))").stdout
    first, second = said.split()
    assert first != second


@pytest.mark.parametrize("pages", [0, 1, 2, 39, 200])
@pytest.mark.parametrize("split", [True, False])
def test_each_page_is_in_one_half(pages: int, split: bool) -> None:
    shares = in_two.Shares(split)
    assert [*shares.mine(pages), *shares.others(pages)] == list(range(1, pages + 1))
    assert split or not shares.others(pages)


@pytest.mark.parametrize("fault", ["os._exit(3)", "1 / 0", "sys.exit()", "(lambda: None)"], ids=str)
def test_what_comes_to_nothing_there_is_done_here(fault: str) -> None:
    """The other process crashes, fails, leaves, or gives what cannot be passed on."""
    code = f"""
import os, sys
here = os.getpid()
print(in_two(lambda: "mine", lambda: "done here" if os.getpid() == here else {fault}, shares))
"""
    assert in_a_process_of_its_own(code).stdout == "('mine', 'done here')\n"


def test_what_fails_here_ends_the_other_process() -> None:
    code = """
import os, time
try:
    in_two(lambda: 1 / 0, lambda: time.sleep(60), shares)
except ZeroDivisionError:
    try:
        os.waitpid(-1, 0)
    except ChildProcessError:
        print("nobody is left")
"""
    begun = time.monotonic()
    assert in_a_process_of_its_own(code).stdout == "nobody is left\n"
    assert time.monotonic() - begun < 30


def started_by(process: int) -> list[int]:
    """The processes that a process has started, and that are there."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            about = stat.read_text("utf-8").rpartition(")")[2].split()
            is_there = about[0] != "Z"  # it has not ended
            found += [int(stat.parent.name)] if is_there and int(about[1]) == process else []
    return found


@contextlib.contextmanager
def split(path: Path) -> Iterator[tuple[Inspection, list[int]]]:
    """An inspection held up while it is split, and the copies of its process.

    The copy's answer does not go into a pipe that nobody reads. On a busy machine it may take some
    tries to come in time.
    """
    for _ in range(50):
        with start_inspection(path) as inspection:
            copies: list[int] = []
            while not copies and not inspection.ended and inspection.waited < 20:
                copies = started_by(inspection.process_id)
            os.kill(inspection.process_id, signal.SIGSTOP)
            time.sleep(0.2)
            if started_by(inspection.process_id):
                yield inspection, copies
                return
    raise AssertionError("it was never seen while it was split")


def test_the_other_half_ends_with_the_process_that_was_split(tmp_path: Path) -> None:
    """It holds the pipe of the answer open as well, for which somebody waits."""
    path = long_report(tmp_path / "long.pdf", least=in_two.WORTH_IT)
    with split(path) as (inspection, copies):
        os.kill(inspection.process_id, signal.SIGKILL)
        begun = time.monotonic()
        with pytest.raises(DocumentFault, match="takes too much time or memory"):
            inspection.result()
        assert time.monotonic() - begun < 30
    until = time.monotonic() + 20
    while Path(f"/proc/{copies[0]}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{copies[0]}").exists()


def test_what_a_process_has_started_is_ended_with_it_where_it_came_to_an_end_before() -> None:
    with Worker("cpconf.documents.inspection.inspector", seconds=60) as child:
        os.kill(child.process_id, signal.SIGSTOP)
        beside = subprocess.Popen(["sleep", "600"], process_group=child.process_id)
        os.kill(child.process_id, signal.SIGKILL)
        while not child.ended:
            time.sleep(0.01)
    assert beside.wait(timeout=20) == -signal.SIGKILL


@given(
    content=st.binary(max_size=60),
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("read"), st.integers(-1, 70)),
            st.tuples(st.just("seek"), st.integers(0, 70)),
            st.tuples(st.just("end"), st.just(0)),
            st.tuples(st.just("into"), st.integers(0, 70)),
        )
    ),
)
def test_a_file_that_is_read_apart_reads_as_a_file_does(
    content: bytes, steps: list[tuple[str, int]]
) -> None:
    with os.fdopen(os.memfd_create("apart"), "w+b") as file:
        file.write(content)
        file.flush()
        file.seek(7)
        apart, plain = in_two.Apart(file), io.BytesIO(content)
        for step, number in steps:
            match step:
                case "read":
                    assert apart.read(number) == plain.read(number)
                case "seek":
                    assert apart.seek(number) == plain.seek(number)
                case "end":
                    assert apart.seek(0, os.SEEK_END) == plain.seek(0, os.SEEK_END)
                case _:
                    one, other = bytearray(number), bytearray(number)
                    assert apart.readinto(one) == plain.readinto(other)
                    assert one == other
            assert apart.tell() == plain.tell()
        assert file.tell() == 7  # the other half finds its place as it was


def test_a_command_that_is_refused_leaves_no_process_that_was_got_ready(tmp_path: Path) -> None:
    sign = f"CANARY={tmp_path}"
    environ = os.environ | {"CANARY": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "cpconf", "protect-report", "no.pdf", "A-1", "--no-such-option"],
        capture_output=True,
        env=environ,
        check=False,
    )
    assert done.returncode == 2

    def left() -> list[str]:
        return [each.parent.name for each in Path("/proc").glob("[0-9]*/environ") if holds(each)]

    def holds(environ: Path) -> bool:
        try:
            return sign.encode() in environ.read_bytes()
        except OSError:
            return False  # it ended, or is not ours

    until = time.monotonic() + 20
    while left() and time.monotonic() < until:
        time.sleep(0.05)
    assert left() == []
