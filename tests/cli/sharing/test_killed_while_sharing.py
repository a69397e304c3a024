"""Killed at every step: nothing partial, nothing plain, and what is on record is true."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.cli import killing
from tests.cli.running import NOON, Cpconf
from tests.cli.sharing.copies import STRONG, a_pdf, opens, password_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL"),
]

BODY = "Canarybody"


class Scene:
    """A conference and a report, put back to how they were before each attempt."""

    def __init__(self, cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CPCONF_NOW", NOON)
        self.cpconf = cpconf
        self.out = cpconf.folder / "out"
        cpconf.book(authorised=True)
        cpconf.add("A-1", "mother", "--email", "m@example.org")
        self.source = a_pdf(cpconf.folder, f"It says {BODY}.")
        with pikepdf.open(self.source, allow_overwriting_input=True) as pdf:
            decoded = pikepdf.StreamDecodeLevel.generalized
            pdf.save(
                self.source, compress_streams=False, stream_decode_level=decoded
            )  # so that what is plain can be seen
        assert BODY.encode() in self.source.read_bytes()
        place = ("A-1", "--to", "p1", "--out", str(self.out), "--password-stdin")
        self.protect = ("protect-report", str(self.source), *place)
        self.release = ("release", "A-1", "--to", "p1", "--how", "phone", "--confirmed-by", "Kim")
        self.keep()

    def keep(self) -> None:
        """Remember how things are."""
        self.kept = self.cpconf.keep()
        self.kept_out = self.cpconf.folder / "kept"
        if self.out.exists():
            shutil.copytree(self.out, self.kept_out, dirs_exist_ok=True)

    def restore(self) -> None:
        """Put things back."""
        self.cpconf.restore(self.kept)
        shutil.rmtree(self.out, ignore_errors=True)
        if self.kept_out.exists():
            shutil.copytree(self.kept_out, self.out)
            for held in self.out.rglob("password"):
                shutil.rmtree(held)

    def killed(self, *arguments: str, stdin: str = "") -> Iterator[int]:
        """Each step of a command at which it was killed, from the state that was kept."""
        steps = killing.count(*arguments, stdin=stdin)
        assert steps > 5
        for step in range(1, steps + 1):
            self.restore()
            ran = killing.run(step, *arguments, stdin=stdin)
            assert ran.returncode == -signal.SIGKILL, (step, ran)
            yield step

    @property
    def sharings(self) -> list[dict[str, Any]]:
        ran = self.cpconf.must("sharing", "A-1", "--json")
        return [dict(s) for s in json.loads(ran.out)["sharings"]]

    @property
    def files(self) -> dict[str, Path]:
        """The files with a final name, by what they are."""
        found = [p for p in self.out.rglob("*") if p.is_file() and not p.name.endswith(".part")]
        return {path.name.removeprefix("A-1-p1-report"): path for path in found}

    def nothing_plain(self) -> None:
        """No file holds the text, whatever it is called; what is large enough to open is locked."""
        for path in self.out.rglob("*"):
            if path.is_file():
                assert BODY.encode() not in path.read_bytes(), path
                assert path.stat().st_mode & 0o077 == 0, path

    def whole(self) -> None:
        """What has its final name is whole."""
        for name, path in self.files.items():
            if name == ".pdf":
                assert opens(path, STRONG)
                assert not opens(path, "")
            elif name == "-2-password.eml":
                assert password_in(path) == STRONG
            else:
                assert path.read_bytes().rstrip().endswith(b"--")


@pytest.fixture
def scene(cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch) -> Scene:
    return Scene(cpconf, monkeypatch)


@pytest.mark.thorough
def test_protecting_killed_at_any_step_leaves_nothing_partial_and_a_true_record(
    scene: Scene,
) -> None:
    seen = set()
    for step in scene.killed(*scene.protect, stdin=f"{STRONG}\n"):
        scene.nothing_plain()
        scene.whole()
        states = [s["state"] for s in scene.sharings]
        assert states in ([], ["preparing"], ["prepared"]), step
        if states == ["prepared"]:
            assert set(scene.files) == {".pdf", "-1-report.eml", "-2-password.eml"}, step
        if not states:
            assert not scene.files, step
        again = scene.cpconf(*scene.protect, stdin=f"{STRONG}\n")
        assert again.code == (5 if states == ["prepared"] else 0), (step, again)
        assert [s["state"] for s in scene.sharings if s["state"] != "replaced"] == ["prepared"]
        scene.whole()
        seen.add(tuple(states))
    assert seen == {(), ("preparing",), ("prepared",)}


@pytest.mark.thorough
def test_releasing_killed_at_any_step_loses_no_password_and_lets_it_go_once(
    scene: Scene,
) -> None:
    scene.cpconf.must(*scene.protect, stdin=f"{STRONG}\n")
    scene.keep()
    seen = set()
    for step in scene.killed(*scene.release):
        scene.nothing_plain()
        (state,) = [s["state"] for s in scene.sharings]
        assert state in {"prepared", "releasing", "released"}, step
        held = scene.files["-2-password.eml"]
        assert password_in(held) == STRONG
        if state == "prepared":
            assert held.parent.name == "held", step
        if state == "released":
            assert held.parent.name == "password", step
        ticked = scene.cpconf.status().task("O-16a")["state"]
        assert ticked == ("done" if state == "released" else "open"), step
        again = scene.cpconf(*scene.release)
        assert again.code == (5 if state == "released" else 0), (step, again)
        assert scene.files["-2-password.eml"].parent.name == "password"
        assert scene.cpconf.status().task("O-16a")["state"] == "done"
        seen.add(state)
    assert seen >= {"prepared", "releasing"}


@pytest.mark.thorough
def test_bundling_killed_at_any_step_leaves_nothing_plain_and_can_be_done_again(
    scene: Scene,
) -> None:
    scene.cpconf.add("A-1", "school", name="Westmere School")
    scene.cpconf.must("report", "add", "A-1", str(scene.source), "--from", "school")
    scene.cpconf.must("skip", "A-1", "O-16a@p1", "--reason", "shared on a visit")
    scene.keep()
    bundle = ("bundle", "A-1", "--out", str(scene.out), "--password-stdin")
    seen = set()
    for step in scene.killed(*bundle, stdin=f"{STRONG}\n"):
        scene.nothing_plain()
        for path in scene.out.rglob("*.pdf"):
            assert opens(path, STRONG), step
            assert not opens(path, ""), step
        states = [s["state"] for s in scene.sharings]
        assert states in ([], ["preparing"], ["prepared"]), step
        again = scene.cpconf(*bundle, stdin=f"{STRONG}\n")
        assert again.code == (5 if states == ["prepared"] else 0), (step, again)
        assert [s["state"] for s in scene.sharings] == ["prepared"], step
        assert {p.name.removeprefix("A-1-professionals-set") for p in scene.files.values()} == {
            ".pdf",
            "-manifest.json",
            "-note.txt",
            "-2-password.eml",
        }
        seen.add(tuple(states))
    assert seen == {(), ("preparing",), ("prepared",)}
