"""`make corpus`: what it prints of a folder of files, and what it keeps."""

import json
import os
import sys
from pathlib import Path

import pytest

from scripts import corpus
from scripts.corpus_kinds import Outcome, Way
from tests.documents import making
from tests.documents.producers import PRODUCERS, ghostscript, print_to_pdf, simple, written

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="it gives each file a process by fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files that are accepted, two that are not, and one of another kind."""
    place = tmp_path / "files" / "below"
    place.mkdir(parents=True)
    making.written(place, print_to_pdf(), "print.pdf")
    making.written(place, ghostscript(), "web.PDF")
    making.written(place, written(simple(catalog=b"/Lang bogus")), "odd.pdf")
    locked = making.encrypted(making.text(1), user="somebody's", owner="another")
    making.written(place, locked, "locked.pdf")
    (place / "notes.txt").write_text("no document")
    return tmp_path / "files"


def run(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> list[str]:
    corpus.main([str(folder), "--no-readers", "--way", "protect-report", *more])
    return capsys.readouterr().out.splitlines()


def test_every_file_is_in_one_row_by_who_made_it_and_every_refusal_has_its_reason(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What qpdf would say of each is in the table; it need not be there for this."""
    judged = {"print.pdf": "yes", "web.PDF": "with remarks", "odd.pdf": "yes", "locked.pdf": "no"}
    kept = folder.parent / "kept.json"
    producers = {"print.pdf": "Microsoft Print To PDF", "web.PDF": "Ghostscript"}
    known = {
        f"below/{name}": {"sound": sound, "producer": producers.get(name, "none is named")}
        for name, sound in judged.items()
    }
    kept.write_text(json.dumps({"files": known, "ways": {}}))

    printed = run(folder, capsys, "--json", str(kept), "--examples", "1")

    rows = {row.split("|")[1].strip(): row.split("|")[2:6] for row in printed if "|" in row}
    assert [cell.strip() for cell in rows["Microsoft Print To PDF"]] == ["1", "1", "0", "100.0"]
    assert [cell.strip() for cell in rows["Ghostscript"]] == ["1", "1", "0", "100.0"]
    assert [cell.strip() for cell in rows["none is named"]] == ["1", "0", "1", "0.0"]
    assert [cell.strip() for cell in rows["**all**"]] == ["3", "2", "1", "66.7"]
    assert any("the document is damaged" in row and row.endswith("| 1 |") for row in printed)
    assert any("the document is protected already" in row for row in printed)
    assert "|     below/odd.pdf | |" in printed
    # No reader was asked, and nothing was said on standard error.
    assert not any("opened by" in row or "something was said" in row for row in printed)

    found = json.loads(kept.read_text())["ways"]["protect-report"]
    assert {name: each["accepted"] for name, each in found.items()} == {
        "below/print.pdf": True,
        "below/web.PDF": True,
        "below/odd.pdf": False,
        "below/locked.pdf": False,
    }
    assert all(each["seconds"] > 0 and each["said"] == "" for each in found.values())

    # What is kept is not run again, unless that is asked for; the row before is compared with.
    monkeypatch.setattr(corpus, "_apart", lambda *_: pytest.fail("it is known"))
    again = run(folder, capsys, "--json", str(kept), "--before", str(kept))
    assert any("before" in row for row in again)
    with pytest.raises(pytest.fail.Exception):
        run(folder, capsys, "--json", str(kept), "--again", "refused")


def test_a_folder_that_is_not_there_is_said_to_be_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="there is no folder"):
        run(folder / "elsewhere", capsys)


@pytest.mark.parametrize(("copies", "said"), [(1, "| 1 copy, opened by |"), (2, "| 2 copies, ")])
def test_the_copies_that_readers_opened_are_counted(copies: int, said: str) -> None:
    opened = {"accepted": True, "readers": {"poppler": "opens"}, "said": "", "sound": "yes"}
    opened |= {"seconds": 1.0, "memory": 0, "why": ""}
    rows = {"Word": [(f"{at}.pdf", opened) for at in range(copies)]}
    printed = corpus.Tables("qpdf", {}, rows, {}).lines(0)
    assert any(line.startswith(said) for line in printed)


def test_what_a_library_does_to_a_file_ends_with_its_process(tmp_path: Path) -> None:
    """A job that is killed, one that takes too long, and one with a fault of our own."""
    job = corpus.Job("a", (tmp_path / "a.pdf",))

    def by(run: object) -> corpus.Kept:
        way = Way(corpus.WAYS["protect-report"].kind, run)  # type: ignore[arg-type]
        return corpus._apart(way, job, 1)  # noqa: SLF001

    assert by(lambda *_: sys.exit(3))["why"].startswith("fault: SystemExit")
    assert by(lambda *_: [].pop())["why"].startswith("fault: IndexError at test_corpus.py")
    assert "its process came to an end" in by(_spin)["why"]
    said = by(_say)
    assert (said["accepted"], said["said"]) == (True, "a library's sentence")


def _spin(*_: object) -> Outcome:
    while True:
        pass


def _say(*_: object) -> Outcome:
    os.write(2, b"a library's sentence")
    return Outcome()


def test_the_shapes_of_producers_are_told_apart() -> None:
    assert len({make() for make in PRODUCERS.values()}) == len(PRODUCERS)
