"""`inbox`: nothing is taken twice, by halves or over another; nothing hostile does harm."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli import killing
from tests.cli.mailbox.mailbox_desk import EVENING, Desk
from tests.documents.making import scan
from tests.mail.arriving import put


def test_a_second_run_finds_nothing_new(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    desk.run("--yes")
    before, files = desk.cpconf.contents, desk.files()
    again = desk.run("--yes")
    assert (again["messages"], again["dealt_with"]) == ([], 1)
    assert (desk.cpconf.contents, desk.files()) == (before, files)


def test_the_same_message_twice_is_taken_once(desk: Desk) -> None:
    name = desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    shutil.copy(desk.folder / name, desk.folder / "copy.eml")
    assert len(desk.run("--yes")["messages"]) == 1
    assert len(desk.reports()) == 1


def test_no_file_is_overwritten(desk: Desk) -> None:
    (desk.out / "A-1").mkdir(parents=True)
    (desk.out / "A-1" / "A-1-p2-report-1.pdf").write_bytes(b"somebody else's")
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    (report,) = desk.one("--yes")["taken"]["reports"]
    assert report["file"].endswith("A-1-p2-report-2.pdf")
    assert (desk.out / "A-1" / "A-1-p2-report-1.pdf").read_bytes() == b"somebody else's"


@pytest.mark.skipif(os.name == "nt", reason="a link needs a right there that few have")
def test_a_link_to_nowhere_in_the_place_of_a_file_is_not_followed(desk: Desk) -> None:
    (desk.out / "A-1").mkdir(parents=True)
    (desk.out / "A-1" / "A-1-p2-report-1.pdf").symlink_to(desk.out / "nowhere")
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    assert "such as a link" in desk.one("--yes", code=5)["refused"]
    assert not (desk.out / "nowhere").exists()
    assert desk.files() == ["A-1-p2-report-1.pdf"]
    assert desk.reports() == []


def test_a_draft_for_another_address_is_in_the_way(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf()))
    (desk.out / "A-1").mkdir(parents=True)
    (desk.out / "A-1" / "A-1-p2-report-1-to-p5.eml").write_bytes(b"To: other@example.org\n\n")
    found = desk.one("--yes", code=5)
    assert found["taken"] is None
    assert "exists already" in found["refused"]
    assert desk.reports() == []
    assert desk.files() == ["A-1-p2-report-1-to-p5.eml"]


def test_one_that_is_stopped_does_not_stop_the_next(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", b"%PDF-1.7 cut off"))
    desk.arrive("police", "Report A-1", ("r.pdf", desk.pdf()))
    found = desk.run("--yes", code=6)["messages"]
    assert [m["taken"] is not None for m in found if m["person"] == "p3"] == [True]
    assert [m["refused"] is not None for m in found if m["person"] == "p2"] == [True]
    assert [name for name in desk.files() if "-p2-" in name] == []


@pytest.mark.parametrize(
    ("word", "code"), [("EX-9999 R-1", 5), ("Zuleika father-R-1", 5), ("", 6)], ids=str
)
def test_what_is_refused_leaves_no_file_and_no_folder(desk: Desk, word: str, code: int) -> None:
    content = desk.pdf(word) if word else b"%PDF-1.7 cut off"
    desk.arrive("school", "Report A-1", ("r.pdf", content))
    before = desk.cpconf.contents
    ran = desk.cpconf(*desk.line("--yes"), now=EVENING)
    assert ran.code == code
    assert "not taken for A-1" in ran.err
    assert (desk.cpconf.contents, desk.out.exists()) == (before, False)


def test_beside_one_that_is_refused_the_others_leave_none_either(desk: Desk) -> None:
    desk.arrive(
        *("school", "Report A-1"),
        *(("a.pdf", desk.pdf("one")), ("b.pdf", desk.pdf("Zuleika father-R-1"))),
    )
    desk.run("--yes", code=5)
    assert (desk.reports(), desk.out.exists()) == ([], False)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_at_any_step_a_refused_report_leaves_no_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CPCONF_NOW", EVENING)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "passing"))
    (tmp_path / "passing").mkdir()
    desk.arrive("school", "Report A-1", ("r.pdf", desk.pdf("Zuleika father-R-1")))
    line = desk.line("--yes")
    told = killing.run(0, *line)
    assert told.returncode == 5
    steps = int(told.stderr.splitlines()[-1])
    for step in range(1, steps + 1):
        ran = killing.run(step, *line)
        assert ran.returncode == -signal.SIGKILL, (step, ran)
        assert not desk.out.exists(), step
        assert not list(tmp_path.joinpath("passing").iterdir()), step


def test_all_reports_of_a_message_are_taken_or_none(desk: Desk) -> None:
    damaged = b"%PDF-1.7 cut off"
    desk.arrive("school", "Report A-1", ("a.pdf", desk.pdf()), ("b.pdf", damaged))
    desk.run("--yes", code=6)
    assert (desk.reports(), desk.files()) == ([], [])
    assert desk.one()["outcome"] == "matched"


def test_nothing_of_a_message_is_shown_or_kept(desk: Desk) -> None:
    desk.arrive(*("school", "Canarysubject A-1", ("Canaryname.pdf", desk.pdf())), text="Canarytext")
    desk.arrive("Canarysender", "Canarysubject A-1", ("Canaryname.pdf", desk.pdf("other")))
    seen = []
    for more in ((), ("--json",), ("--yes",), ("--json", "--yes")):
        ran = desk.cpconf.must(*desk.line(*more), now=EVENING)
        seen.append(ran.out + ran.err)
    seen.append(desk.cpconf.must("history", "A-1", "--json", now=EVENING).out)
    assert "Canary" not in "".join(seen)
    assert "@example.org" not in "".join(seen)
    assert b"Canary" not in (desk.cpconf.contents or b"")
    for path in desk.out.rglob("*"):
        assert "Canary" not in path.name
        if path.is_file():
            assert b"Canary" not in path.read_bytes()


def test_hostile_messages_are_listed_or_passed_over_and_stop_nothing(desk: Desk) -> None:
    put(desk.folder, "deep.eml", b"Subject: A-1\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 99)
    put(desk.folder, "empty.eml", b"")
    put(desk.folder, "noise.eml", bytes(range(256)) * 40)
    many = "".join(f"X-{n}: x\r\n" for n in range(500))
    put(desk.folder, "fields.eml", f"Subject: A-1\r\n{many}\r\n".encode())
    desk.arrive("school", "\x1b[2J A-1 \u202e", ("../../\x1b[31mevil.pdf", desk.pdf()))
    ran = desk.cpconf.must(*desk.line("--yes"), now=EVENING)
    assert "\x1b" not in ran.out + ran.err
    assert "\u202e" not in ran.out + ran.err
    assert "10 deep" in ran.out
    assert "200 header fields" in ran.out
    assert len(desk.reports()) == 1
    assert {p.parent for p in desk.out.rglob("*.pdf")} == {desk.out / "A-1"}


@pytest.mark.thorough
@pytest.mark.slow
def test_two_runs_at_once_take_every_report_once(desk: Desk) -> None:
    for number in range(4):
        for sender in ("school", "police"):
            word = f"{sender}{number}"
            desk.arrive(sender, "Report A-1", ("r.pdf", desk.pdf(word)))
    line = [sys.executable, "-m", "cpconf", *desk.line("--yes", "--json")]
    environ = os.environ | {"CPCONF_NOW": EVENING}
    runs = [
        subprocess.Popen(line, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    ended = [(*run.communicate(timeout=120), run.returncode) for run in runs]
    assert [code for *_, code in ended] == [0, 0, 0], ended
    reports = desk.reports()
    assert len(reports) == 8
    assert len({report["sha256"] for report in reports}) == 8
    assert len({report["path"] for report in reports}) == 8
    assert {report["file"] for report in reports} == {"there"}
    assert len([name for name in desk.files() if name.endswith(".pdf")]) == 8
    assert len([name for name in desk.files() if name.endswith(".eml")]) == 16
    assert not [name for name in desk.files() if name.endswith(".part")]


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_killed_at_any_step_it_leaves_nothing_taken_or_everything(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CPCONF_NOW", EVENING)
    desk.cpconf.must("person", "change", "A-1", "social_worker", "--email", "")
    one, two = desk.pdf("one"), desk.pdf("two")
    desk.arrive("school", "Report A-1", ("a.pdf", one), ("b.pdf", two))
    kept = desk.cpconf.keep()
    line = desk.line("--yes")

    def restore() -> None:
        desk.cpconf.restore(kept)
        shutil.rmtree(desk.out, ignore_errors=True)

    def everything() -> None:
        reports = desk.reports()
        assert [(r["number"], r["file"]) for r in reports] == [(1, "there"), (2, "there")]
        assert desk.task("A-1", "submit-reports@p2")["state"] == "done"
        whole = [name for name in desk.files() if not name.endswith(".part")]
        assert len(whole) == 4, whole

    steps = killing.count(*line)
    for step in range(1, steps + 1):
        restore()
        ran = killing.run(step, *line)
        assert ran.returncode == -signal.SIGKILL, (step, ran)
        if desk.reports():
            everything()
        else:
            assert desk.task("A-1", "submit-reports@p2")["state"] == "open", step
            assert len(desk.run()["messages"]) == 1, step
        desk.run("--yes")
        everything()
        assert desk.run()["messages"] == []


def test_what_could_not_be_searched_is_taken_only_where_a_person_names_it(desk: Desk) -> None:
    desk.arrive("school", "Report A-1", ("r.pdf", scan()))
    desk.arrive("police", "Report A-1", ("r.pdf", desk.pdf()))
    assert "--yes takes the 2 that are certain" in desk.cpconf.must(*desk.line(), now=EVENING).err
    (scanned,) = [each for each in desk.run("--yes", code=5)["messages"] if each["refused"]]
    assert (
        "not searched: pages 1 and 2 (mostly a picture), which is all of it" in scanned["refused"]
    )
    assert "takes the one that is certain" in desk.cpconf.must(*desk.line(), now=EVENING).err
    assert [report["person"] for report in desk.reports()] == ["p3"]
    assert not any("p2" in name for name in desk.files())
    named = f"{scanned['id']}=A-1@p2"
    assert desk.one("--yes", "--take", named)["taken"]["reports"]
    assert [report["person"] for report in desk.reports()] == ["p3", "p2"]
