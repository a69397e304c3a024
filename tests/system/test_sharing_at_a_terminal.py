"""Sharing a document at a real terminal: what is asked, what is shown, and what is shown once."""

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pypdf
import pytest

from tests.cli.sharing.copies import password_in
from tests.documents.readers import by_pdfium
from tests.system import canaries
from tests.system.desk import ADDRESS, Desk, protecting
from tests.system.guessing import PASSWORD
from tests.system.test_terminal import CPCONF, Terminal

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed"),
]

PROTECT: Final = f"protect-report {canaries.STEM}.pdf A-1 --to mother --out out"
RELEASE: Final = "release A-1 --to mother --how phone --confirmed-by Kim --by phone --spell"
SIZE: Final = 300_000_000
SPELT: Final = {
    "Violet": "capital Victor, India, Oscar, Lima, Echo, Tango",
    "Harbour": "capital Hotel, Alfa, Romeo, Bravo, Oscar, Uniform, Romeo",
    "Tram": "capital Tango, Romeo, Alfa, Mike",
    "91": "nine one",
    "-": "hyphen",
}
"""The password, said letter by letter (ICAO Annex 10, Volume II, figure 5-1)."""


@pytest.fixture
def terminal(desk: Desk, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal with a shell in it, at the desk."""
    surroundings = desk.environ | {"TERM": "xterm-256color"}
    pane = Terminal(tmp_path / "socket", 100, surroundings)
    pane.type(f"cd {desk.folder}")
    yield pane
    pane.tmux("kill-server")


def everything_shown(terminal: Terminal) -> str:
    """The screen, and what has gone off its upper end."""
    return terminal.screen("-S", "-")


def test_at_a_terminal_it_asks_whether_the_address_is_theirs(
    desk: Desk, terminal: Terminal
) -> None:
    canaries.pdf(desk.folder)
    terminal.type(f"clear; {CPCONF} {PROTECT}; echo left with $?")
    asked = terminal.wait(r"right one\?")
    assert ADDRESS in asked
    assert "mother" in asked
    assert not desk.out.exists()
    terminal.type("y")
    terminal.wait("left with 0")
    assert len(desk.left()) == 3
    assert "confirmed" in desk.run("sharing", "A-1").stdout
    password = password_in(desk.out / "held" / "A-1-p1-report-2-password.eml")
    assert password not in everything_shown(terminal)


@pytest.mark.parametrize(("answer", "code"), [("n", 5), ("", 5), ("C-c", 130)])
def test_without_a_yes_nothing_is_made(
    desk: Desk, terminal: Terminal, answer: str, code: int
) -> None:
    canaries.pdf(desk.folder)
    terminal.type(f"clear; {CPCONF} {PROTECT}; echo left with $?")
    terminal.wait(r"right one\?")
    if answer == "C-c":
        terminal.tmux("send-keys", "-t", "desk", answer)
    else:
        terminal.type(answer)
    terminal.wait(f"left with {code}")
    assert not desk.out.exists()
    assert '"sharings": []' in " ".join(desk.run("sharing", "A-1", "--json").stdout.split())


def test_a_password_for_the_telephone_is_shown_once_with_its_spelling_and_is_then_gone(
    desk: Desk, terminal: Terminal
) -> None:
    desk.run(*protecting(canaries.pdf(desk.folder)), stdin=f"{PASSWORD}\n")
    terminal.type(f"clear; {CPCONF} {RELEASE}; echo left with $?")
    terminal.wait("Press Enter once they have it")
    terminal.type("")
    screen = terminal.wait("left with 0")
    assert everything_shown(terminal).count(PASSWORD) == 1
    assert re.search(rf"^ *{PASSWORD}$", screen, re.MULTILINE)
    spelt = re.findall(r"^  (\S+) +(\S.*)$", screen, re.MULTILINE)
    parts = ["Violet", "-", "Harbour", "-", "Tram", "-", "91"]
    assert [(part, said) for part, said in spelt if part in SPELT] == [
        (part, SPELT[part]) for part in parts
    ]
    assert desk.left() == ["A-1-p1-report-1-report.eml", "A-1-p1-report.pdf"]
    assert not canaries.below([PASSWORD], desk.folder, desk.home, desk.temporary)

    terminal.type(f"clear; {CPCONF} {RELEASE}; echo left with $?")
    assert PASSWORD not in terminal.wait("left with 5")
    opened = pypdf.PdfReader(desk.out / "A-1-p1-report.pdf", password=PASSWORD)
    assert "Canarybody" in opened.pages[0].extract_text()


@pytest.fixture(scope="module")
def large_scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A PDF of pictures, made once."""
    return canaries.scans(tmp_path_factory.mktemp("scans"), SIZE)


def test_a_large_file_shows_how_far_it_is_and_takes_less_than_three_times_the_memory(
    desk: Desk, terminal: Terminal, large_scan: Path, tmp_path: Path
) -> None:
    source = Path(shutil.copy(large_scan, desk.folder))
    size = source.stat().st_size
    assert size > SIZE
    script, taken = Path(__file__).with_name("measured.py"), tmp_path / "taken"
    measured = f"{sys.executable} {script} {taken} {CPCONF}"
    terminal.type(f"clear; {measured} {PROTECT} --address-confirmed-by Kim; echo left with $?")
    for stage in ("encrypting", "checking"):
        terminal.wait(rf"{stage} .*\d+%")
    terminal.wait("left with 0")
    assert int(taken.read_text()) < 3 * size
    password = password_in(desk.out / "held" / "A-1-p1-report-2-password.eml")
    copy = (desk.out / "A-1-p1-report.pdf").read_bytes()
    assert by_pdfium(copy, password) == by_pdfium(source.read_bytes())


def test_ctrl_c_in_the_midst_of_it_leaves_nothing_but_folders(
    desk: Desk, terminal: Terminal, large_scan: Path
) -> None:
    shutil.copy(large_scan, desk.folder)
    terminal.type(f"clear; {CPCONF} {PROTECT} --address-confirmed-by Kim; echo left with $?")
    terminal.wait(r"encrypting .*\d+%")
    terminal.tmux("send-keys", "-t", "desk", "C-c")
    assert "Traceback" not in terminal.wait("left with 130")
    assert desk.left() == []
    assert '"sharings": []' in " ".join(desk.run("sharing", "A-1", "--json").stdout.split())
