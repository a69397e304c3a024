"""`bundle`: every report for the professionals in one locked file, and its password held."""

import hashlib
import json
import os
import stat
import tempfile
from email import message_from_bytes
from functools import cache
from pathlib import Path

import pypdf
import pytest

from tests.cli.reports.papers import report
from tests.cli.running import Cpconf
from tests.documents.cut.cut_making import deleted_content
from tests.store.looking import look

MORNING = "2026-02-12T08:00"
PASSWORD = "Quartz-7-lantern-orbit"  # noqa: S105 - it protects nothing
STEM = "A-1-professionals-set"
FROM = (("health", "H"), ("school", "S"), ("mother", "M"), ("social_worker", "W"))


@cache
def reports() -> dict[str, bytes]:
    """What each of them wrote, of one page more than the one before."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            letter: Path(
                report(Path(folder), "r.pdf", f"wordof{letter}", pages=number)
            ).read_bytes()
            for number, (_, letter) in enumerate(FROM, start=1)
        }


@pytest.fixture
def submitted(cpconf: Cpconf) -> Cpconf:
    """Hounslow's A-1 with a mother and professionals, of whom the police gave no report."""
    person = ("person", "add", "A-1", "--role")
    for letter, content in reports().items():
        (cpconf.folder / f"canary {letter}.pdf").write_bytes(content)
    cpconf.furnish(
        ("bundle",),
        lambda: [
            cpconf.book(procedure="hounslow"),
            cpconf.must(*person, "mother", "--name", "Zuleika Canary"),
            cpconf.must(*person, "school", "--name", "Robin Canary", "--agency", "Example High"),
            cpconf.must(*person, "health", "--name", "Robin Canary"),
            cpconf.must(*person, "social_worker", "--name", "Robin Canary"),
            cpconf.must(*person, "police", "--name", "Robin Canary"),
            *(
                cpconf.must(
                    *("report", "add", "A-1", str(cpconf.folder / f"canary {letter}.pdf")),
                    *("--from", role),
                    now=f"2026-02-1{day}T10:00",
                )
                for day, (role, letter) in enumerate(FROM)
            ),
        ],
    )
    return cpconf


def bundle(cpconf: Cpconf, *more: str) -> dict[str, object]:
    """The document of a set that was made with a password of ours."""
    line = ("bundle", "A-1", "--password-stdin", "--json", *more)
    return cpconf.must(*line, now=MORNING, stdin=f"{PASSWORD}\n").json


def opened(cpconf: Cpconf, folder: str = "A-1") -> pypdf.PdfReader:
    reader = pypdf.PdfReader(cpconf.folder / folder / "egress" / f"{STEM}.pdf")
    assert reader.decrypt(PASSWORD) == pypdf.PasswordType.USER_PASSWORD
    return reader


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_reports_follow_one_another_behind_their_contents(submitted: Cpconf) -> None:
    made = bundle(submitted)
    pages = [page.extract_text() for page in opened(submitted).pages]
    # Social worker, school, health, family: 4, 2, 1 and 3 pages behind one page of contents.
    whose = [next((x for x in "WSHM" if f"wordof{x}" in text), "") for text in pages]
    assert "".join(whose) == "WWWWSSHMMM"
    assert whose[0] == ""
    assert made["pages"] == 11
    assert "Social worker" in pages[0]
    assert "Example High" in pages[0]
    assert "11 of 11" in pages[10]
    titles = [item.title for item in opened(submitted).outline if not isinstance(item, list)]
    assert titles == ["Social worker (p4)", "School (p2)", "Health (p3)", "Mother (p1)"]


def test_the_file_is_locked_proven_and_known_again(submitted: Cpconf) -> None:
    made = bundle(submitted)
    copy = submitted.folder / "A-1" / "egress" / f"{STEM}.pdf"
    assert made["algorithm"] == "AES-256, PDF revision 6"
    assert made["sha256"] == hashlib.sha256(copy.read_bytes()).hexdigest()
    reader = pypdf.PdfReader(copy)
    assert reader.is_encrypted
    assert reader.decrypt("") == pypdf.PasswordType.NOT_DECRYPTED
    (document,) = submitted.must("verify", str(copy), "--json").json["documents"]
    assert (document["kind"], document["person"]) == ("set", None)


def test_the_files_are_named_by_reference_alone_and_private(submitted: Cpconf) -> None:
    bundle(submitted)
    folder = submitted.folder / "A-1"
    assert files(folder) == {
        *(str(Path("egress") / f"{STEM}{end}") for end in (".pdf", "-manifest.json", "-note.txt")),
        str(Path("held") / f"{STEM}-2-password.eml"),
    }
    if os.name != "nt":
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*.*")} == {0o600}
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o700}


def test_nothing_plain_is_written_anywhere(submitted: Cpconf) -> None:
    bundle(submitted)
    for path in (submitted.folder / "A-1").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"wordof" not in content
            assert b"Canary" not in content
            assert b"canary" not in content
            assert (PASSWORD.encode() in content) is (path.parent.name == "held")
    assert PASSWORD.encode() not in (submitted.contents or b"")


def test_the_manifest_tells_roles_pages_and_hashes_and_no_more(submitted: Cpconf) -> None:
    made = bundle(submitted)
    path = submitted.folder / "A-1" / "egress" / f"{STEM}-manifest.json"
    manifest = json.loads(path.read_text())
    assert manifest["set"]["sha256"] == made["sha256"]
    assert [(r["person"], r["role"], r["first_page"]) for r in manifest["reports"]] == [
        ("p4", "social_worker", 2),
        ("p2", "school", 6),
        ("p3", "health", 8),
        ("p1", "mother", 9),
    ]
    content = (submitted.folder / "canary S.pdf").read_bytes()
    assert manifest["reports"][1]["sha256"] == hashlib.sha256(content).hexdigest()
    assert [r["person"] for r in manifest["recipients"]] == ["p2", "p3", "p4", "p5"]
    assert "Example High" not in path.read_text()


def test_the_note_says_for_whom_it_is_and_never_the_password(submitted: Cpconf) -> None:
    bundle(submitted)
    note = (submitted.folder / "A-1" / "egress" / f"{STEM}-note.txt").read_text()
    assert "To: p2 (school), p3 (health), p4 (social worker), p5 (police)\n" in note
    assert PASSWORD not in note


def test_the_password_is_held_for_nobody_in_particular(submitted: Cpconf) -> None:
    bundle(submitted)
    held = submitted.folder / "A-1" / "held" / f"{STEM}-2-password.eml"
    message = message_from_bytes(held.read_bytes())
    assert message["To"] is None
    assert message["X-Unsent"] == "1"
    assert PASSWORD in str(message.get_payload()).splitlines()


def test_release_lets_the_password_go_once_the_set_has_come(submitted: Cpconf) -> None:
    bundle(submitted)
    submitted.must("sent", "A-1", "--to", "professionals", now=MORNING)
    ran = submitted.must(
        *("release", "A-1", "--to", "professionals", "--how", "email"),
        *("--confirmed-by", "Ann Example", "--json"),
        now=MORNING,
    )
    assert (ran.json["state"], ran.json["person"]) == ("released", None)
    moved = submitted.folder / "A-1" / "password" / f"{STEM}-2-password.eml"
    assert PASSWORD in moved.read_text()
    assert not list((submitted.folder / "A-1" / "held").iterdir())
    (sharing,) = submitted.must("sharing", "A-1", "--json").json["sharings"]
    assert (sharing["person"], sharing["kind"], sharing["state"]) == (None, "set", "released")


def test_the_task_stays_open_and_is_named_and_so_is_who_gave_no_report(submitted: Cpconf) -> None:
    ran = submitted.must("bundle", "A-1", now=MORNING)
    assert "no report from p5 (police)" in ran.err
    assert "cpconf done A-1 send-report-set" in ran.out
    assert submitted.status(now=MORNING).task("H-ICPC-P6")["state"] == "open"
    submitted.must("done", "A-1", "send-report-set", now=MORNING)


def test_the_same_file_as_several_reports_is_warned_of(submitted: Cpconf) -> None:
    again = str(submitted.folder / "canary S.pdf")
    for _ in range(2):
        submitted.must("report", "add", "A-1", again, "--from", "school", now="2026-02-11T10:00")
    told = "reports 2, 5 and 6 are the same file, and it is in the set 3 times: remove one"
    assert told in submitted.must("bundle", "A-1", now=MORNING).err


def test_another_order_can_be_given(submitted: Cpconf) -> None:
    made = bundle(submitted, "--order", "3, 1,2,4")
    assert [each["person"] for each in made["reports"]] == ["p1", "p3", "p2", "p4"]  # type: ignore[attr-defined]


@pytest.mark.parametrize("order", ["1,2", "1,2,3,4,4", "1,2,3,5", "", "a", "1;2", "-1,2,3,4"])
def test_an_order_names_every_report_once(submitted: Cpconf, order: str) -> None:
    ran = submitted("bundle", "A-1", "--order", order, now=MORNING)
    assert ran.code == 2
    assert not (submitted.folder / "A-1").exists()


def test_what_is_withheld_or_taken_back_stays_out(submitted: Cpconf) -> None:
    submitted.must("report", "remove", "A-1", "1", "--reason", "a draft", now=MORNING)
    late = report(submitted.folder, "late.pdf", "wordofL")
    submitted.must(
        *("report", "add", "A-1", late, "--from", "police", "--withhold", "under way"), now=MORNING
    )
    made = bundle(submitted)
    assert [each["number"] for each in made["reports"]] == [4, 2, 3]  # type: ignore[attr-defined]
    text = "".join(page.extract_text() for page in opened(submitted).pages)
    assert "wordofL" not in text
    assert "wordofH" not in text


@pytest.mark.parametrize(("harm", "code"), [("gone", 4), ("changed", 6)])
def test_a_report_that_is_gone_or_changed_is_named_by_its_number(
    submitted: Cpconf, harm: str, code: int
) -> None:
    file = submitted.folder / "canary S.pdf"
    file.unlink() if harm == "gone" else file.write_bytes(file.read_bytes() + b"\n")
    before = submitted.contents
    ran = submitted("bundle", "A-1", now=MORNING)
    assert ran.code == code
    assert "report 2" in ran.err
    assert "canary" not in ran.err
    assert not (submitted.folder / "A-1").exists()
    assert submitted.contents == before


def test_a_report_that_cannot_go_into_the_set_is_named_with_what_to_do_about_it_alone(
    submitted: Cpconf,
) -> None:
    file = deleted_content(Path(report(submitted.folder, "canary P.pdf", pages=2)), 1)
    line = ("report", "add", "A-1", str(file), "--from", "police", "--withhold", "for now")
    submitted.must(*line, now="2026-02-11T12:00")
    # As a version did that looked at less.
    look(submitted.where, "UPDATE submitted SET withheld = NULL")
    before = submitted.contents
    ran = submitted("bundle", "A-1", "--password-stdin", now=MORNING, stdin=f"{PASSWORD}\n")
    assert ran.code == 6
    first, second, *none = ran.err.strip().splitlines()
    assert none == []
    assert first == (
        "cpconf: report 5 (p5 police) cannot go into the set: page 2 would not come out as it is "
        "(it says something else)."
    )
    assert "File > Print" in second
    assert "cpconf report remove A-1 5 --reason TEXT" in second
    assert "cpconf report add A-1 FILE --from p5" in second
    assert not (submitted.folder / "A-1").exists()
    assert submitted.contents == before


def test_the_parents_come_first_unless_somebody_decides(submitted: Cpconf) -> None:
    # O-SHARE is Oxfordshire's: professionals get only what the parents have had.
    submitted.book("B-1")
    person = ("person", "add", "B-1", "--name", "Robin Example", "--role")
    submitted.must(*person, "mother", "--email", "m@example.org")
    submitted.must(*person, "school")
    submitted.must(
        "report", "add", "B-1", report(submitted.folder, "b.pdf", "b"), "--from", "school"
    )
    before = submitted.contents
    ran = submitted("bundle", "B-1")
    assert ran.code == 5
    assert "O-SHARE" in ran.err
    assert "--override parents-first=REASON" in ran.err
    assert submitted.contents == before
    assert not (submitted.folder / "B-1").exists()
    over = submitted.must(
        *("bundle", "B-1", "--override", "parents-first=the chair decided", "--json"),
        *("--authorised-by", "Ann Example"),
    )
    assert over.json["overridden"] == ["parents-first"]
    history = submitted.must("history", "B-1").out
    assert "the chair decided" in history
    assert "Ann Example" in history


def test_a_set_is_never_overwritten_and_a_new_one_replaces_it_on_record(
    submitted: Cpconf,
) -> None:
    bundle(submitted)
    before = {p: p.read_bytes() for p in (submitted.folder / "A-1").rglob("*") if p.is_file()}
    assert submitted("bundle", "A-1", now=MORNING).code == 5
    assert all(path.read_bytes() == content for path, content in before.items())
    ran = submitted.must("bundle", "A-1", "--out", "second", now=MORNING)
    assert "replaced" in ran.err
    states = [s["state"] for s in submitted.must("sharing", "A-1", "--json").json["sharings"]]
    assert states == ["replaced", "prepared"]


def test_a_name_that_is_taken_leaves_nothing_behind(submitted: Cpconf) -> None:
    note = submitted.folder / "A-1" / "egress" / f"{STEM}-note.txt"
    note.parent.mkdir(parents=True)
    note.write_text("somebody's own")
    before = submitted.contents
    assert submitted("bundle", "A-1", now=MORNING).code == 5
    assert files(submitted.folder / "A-1") == {str(Path("egress") / note.name)}
    assert submitted.contents == before


def test_a_run_that_was_stopped_is_taken_back_by_the_next(submitted: Cpconf) -> None:
    bundle(submitted)
    look(submitted.where, "UPDATE sharing SET state = 'preparing'")
    folder = submitted.folder / "A-1"
    (folder / "egress" / f"{STEM}.pdf").unlink()
    again = bundle(submitted)
    assert (
        again["sha256"]
        == hashlib.sha256((folder / "egress" / f"{STEM}.pdf").read_bytes()).hexdigest()
    )
    (sharing,) = submitted.must("sharing", "A-1", "--json").json["sharings"]
    assert sharing["state"] == "prepared"


def test_without_any_report_there_is_no_set(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    ran = cpconf("bundle", "A-1")
    assert ran.code == 4
    assert "cpconf report add A-1" in ran.err
    assert cpconf("bundle", "A-9").code == 4


def test_a_password_that_is_easily_guessed_makes_no_set(submitted: Cpconf) -> None:
    before = submitted.contents
    ran = submitted("bundle", "A-1", "--password-stdin", now=MORNING, stdin="password1234\n")
    assert ran.code == 5
    assert submitted.contents == before
    assert not (submitted.folder / "A-1").exists()


def test_no_name_and_no_path_of_a_report_is_printed_or_kept_in_the_history(
    submitted: Cpconf,
) -> None:
    ran = submitted.must("bundle", "A-1", now=MORNING)
    again = submitted.must("bundle", "A-1", "--out", "b", "--json", now=MORNING)
    told = submitted.must("history", "A-1", "--json").out
    printed = f"{ran.out}{ran.err}{again.out}{again.err}{told}"
    assert "anary" not in printed
    assert "Example High" not in printed
