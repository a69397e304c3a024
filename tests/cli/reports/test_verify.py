"""`verify`: which document on record a file is, whatever its name."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.reports.papers import FULL, paper, report
from tests.cli.running import Cpconf

FULL_ALLOWED = ("--out", "out", "--override", "sections=the family has it")


@pytest.fixture
def shared(cpconf: Cpconf) -> Cpconf:
    """Oxfordshire's A-1 with a mother, a report of hers made ready, and one submitted."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org", name="Zuleika Canary")
    cpconf.add("A-1", "school")
    paper(cpconf.folder / "full.pdf", FULL)
    report(cpconf.folder, "school.pdf")
    cpconf.must("protect-report", "full.pdf", "A-1", "--to", "mother", *FULL_ALLOWED)
    cpconf.must("report", "add", "A-1", "school.pdf", "--from", "school")
    return cpconf


def test_a_protected_copy_is_known_under_any_name(shared: Cpconf) -> None:
    copy = (shared.folder / "out" / "A-1-p1-report.pdf").rename(shared.folder / "other.bin")
    ran = shared.must("verify", str(copy), "--json")
    assert ran.json["known"] is True
    assert ran.json["sha256"] == hashlib.sha256(copy.read_bytes()).hexdigest()
    (document,) = ran.json["documents"]
    assert (document["ref"], document["kind"], document["person"]) == ("A-1", "report", "p1")
    assert (document["matched"], document["state"]) == ("copy", "prepared")
    assert document["algorithm"] == "AES-256, PDF revision 6"
    assert "warning" not in ran.err
    screen = shared.must("verify", str(copy))
    assert "protected report of A-1 for p1" in screen.out
    assert "Canary" not in screen.out + ran.out


def test_the_unprotected_original_is_warned_of(shared: Cpconf) -> None:
    ran = shared.must("verify", "full.pdf")
    assert "unprotected original of the protected report of A-1" in ran.out
    assert "unprotected original" in ran.err
    (document,) = shared.must("verify", "full.pdf", "--json").json["documents"]
    assert document["matched"] == "source"


def test_a_submitted_report_is_known_and_not_protected(shared: Cpconf) -> None:
    ran = shared.must("verify", "school.pdf")
    assert "report submitted for A-1 by p2" in ran.out
    assert "not protected" in ran.err


def test_a_submitted_report_that_was_protected_too_is_above_all_an_original(
    shared: Cpconf,
) -> None:
    shared.must("protect-report", "school.pdf", "A-1", "--to", "mother", "--as", "plan")
    ran = shared.must("verify", "school.pdf")
    assert "report submitted for A-1 by p2" in ran.out
    assert "unprotected original: do not send it" in ran.err


def test_any_other_file_is_not_on_record(shared: Cpconf) -> None:
    other = shared.folder / "Zuleika.txt"
    other.write_bytes(b"anything")
    ran = shared("verify", str(other))
    assert (ran.code, ran.out) == (4, "")
    assert "not a document on record" in ran.err
    assert "Zuleika" not in ran.err
    as_json = shared("verify", str(other), "--json")
    assert as_json.code == 4
    assert as_json.json == {
        "cpconf": 1,
        "sha256": hashlib.sha256(b"anything").hexdigest(),
        "known": False,
        "documents": [],
    }


def test_one_byte_more_makes_another_file(shared: Cpconf) -> None:
    copy = shared.folder / "out" / "A-1-p1-report.pdf"
    copy.write_bytes(copy.read_bytes() + b"\n")
    assert shared("verify", str(copy)).code == 4


def test_a_missing_file_and_a_folder_are_no_files(cpconf: Cpconf) -> None:
    assert cpconf("verify", "none.pdf").code == 4
    assert cpconf("verify", str(cpconf.folder)).code == 2


def test_without_a_store_nothing_is_known(cpconf: Cpconf, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    ran = cpconf("verify", "a", "--json")
    assert (ran.code, ran.json["known"]) == (4, False)
    assert not cpconf.has_store
