"""`report`: what is submitted for a conference, by whom, and whether the file still is that."""

import hashlib
from pathlib import Path

import pytest

from tests.cli.reports.papers import paper, report
from tests.cli.running import Cpconf
from tests.cli.sharing.copies import a_docx
from tests.documents.cut.cut_making import deleted_content

BEFORE = "2026-02-11T12:00"
AFTER = "2026-02-11T18:00"
"""Hounslow, bullet 4: a day before Thursday 12 February is Wednesday 11, close of business."""


@pytest.fixture
def meeting(cpconf: Cpconf) -> Cpconf:
    """Hounslow's A-1 with a mother, a school and a social worker, and A-2 with a mother."""
    person = ("person", "add", "A-1", "--role")
    cpconf.furnish(
        ("meeting",),
        lambda: [
            cpconf.book(procedure="hounslow"),
            cpconf.must(*person, "mother", "--name", "Zuleika Canary"),
            cpconf.must(*person, "school", "--name", "Robin Example", "--agency", "Example High"),
            cpconf.must(*person, "social_worker", "--name", "Robin Example"),
            cpconf.book("A-2", procedure="hounslow"),
            cpconf.must(
                *("person", "add", "A-2", "--role", "mother", "--name", "Wilhelmina Otherwise")
            ),
        ],
    )
    return cpconf


def test_a_report_is_known_by_its_hash_and_stays_where_it_is(meeting: Cpconf) -> None:
    file = report(meeting.folder, "from the school.pdf", pages=3)
    content = Path(file).read_bytes()
    ran = meeting.must(*("report", "add", "A-1", file, "--from", "school", "--json"), now=BEFORE)
    assert ran.json["number"] == 1
    assert (ran.json["person"], ran.json["role"]) == ("p2", "school")
    assert ran.json["sha256"] == hashlib.sha256(content).hexdigest()
    assert (ran.json["pages"], ran.json["size"]) == (3, len(content))
    assert ran.json["received_at"] == "2026-02-11T12:00:00+00:00"
    assert Path(file).read_bytes() == content
    assert [path.name for path in meeting.folder.rglob("*.pdf")] == ["from the school.pdf"]
    assert "from the school" not in ran.out + ran.err
    assert "from the school" not in meeting.must("history", "A-1", "--json").out


def test_the_list_says_what_came_late_and_what_became_of_the_file(meeting: Cpconf) -> None:
    early, late, gone = (
        report(meeting.folder, f"{name}.pdf", name) for name in ("early", "late", "gone")
    )
    meeting.must("report", "add", "A-1", early, "--from", "p2", now=BEFORE)
    meeting.must("report", "add", "A-1", late, "--from", "p3", now=AFTER)
    meeting.must(
        *("report", "add", "A-1", gone, "--from", "p1", "--at", "2026-02-10T09:00"), now=AFTER
    )
    Path(late).write_bytes(b"%PDF-1.4 another")
    Path(gone).unlink()
    listed = meeting.must("report", "list", "A-1", "--json").json["reports"]
    assert [(each["person"], each["late"], each["file"]) for each in listed] == [
        ("p2", False, "there"),
        ("p3", True, "changed"),
        ("p1", None, "gone"),
    ]
    assert listed[0]["path"] == early
    assert listed[2]["received_at"] == "2026-02-10T09:00:00+00:00"
    screen = meeting.must("report", "list", "A-1").out
    assert "late since 17:00" in screen
    assert "changed" in screen
    assert "gone" in screen
    assert early not in screen


def test_a_relative_path_is_kept_whole(meeting: Cpconf) -> None:
    report(meeting.folder, "r.pdf")
    meeting.must("report", "add", "A-1", "r.pdf", "--from", "school")
    (listed,) = meeting.must("report", "list", "A-1", "--json").json["reports"]
    assert listed["path"] == str(meeting.folder / "r.pdf")


def test_a_withheld_report_says_so_and_only_the_history_says_why(meeting: Cpconf) -> None:
    file = report(meeting.folder, "r.pdf")
    meeting.must(
        *("report", "add", "A-1", file, "--from", "mother", "--withhold", "-"), stdin="hercanary"
    )
    listed = meeting.must("report", "list", "A-1", "--json")
    assert listed.json["reports"][0]["withheld"] is True
    screen = meeting.must("report", "list", "A-1")
    assert "withheld" in screen.out
    assert "hercanary" not in listed.out + screen.out
    assert "hercanary" in meeting.must("history", "A-1").out


def test_a_report_that_is_taken_back_leaves_the_list_and_keeps_its_number(meeting: Cpconf) -> None:
    for name in ("a", "b"):
        file = report(meeting.folder, f"{name}.pdf", name)
        meeting.must("report", "add", "A-1", file, "--from", "school")
    meeting.must("report", "remove", "A-1", "1", "--reason", "it was a draft")
    assert [
        r["number"] for r in meeting.must("report", "list", "A-1", "--json").json["reports"]
    ] == [2]
    assert (meeting.folder / "a.pdf").exists()
    ran = meeting("report", "remove", "A-1", "1", "--reason", "again")
    assert ran.code == 4
    assert "1" in ran.err


def test_the_same_file_twice_is_remarked_on(meeting: Cpconf) -> None:
    file = report(meeting.folder, "r.pdf")
    meeting.must("report", "add", "A-1", file, "--from", "school")
    assert "report 1 already" in meeting.must("report", "add", "A-1", file, "--from", "school").err


def test_a_file_of_another_conference_is_stopped_until_somebody_decides(meeting: Cpconf) -> None:
    file = report(meeting.folder, "r.pdf")
    meeting.must("report", "add", "A-1", file, "--from", "school")
    line = ("report", "add", "A-2", file, "--from", "mother")
    before = meeting.contents
    ran = meeting(*line)
    assert ran.code == 5
    assert "on record for A-1" in ran.err
    assert "--override others=REASON" in ran.err
    assert meeting.contents == before
    over = meeting.must(*line, "--override", "others=siblings", "--authorised-by", "Ann Example")
    assert "overridden" in over.err
    history = meeting.must("history", "A-2").out
    assert "siblings" in history
    assert "Ann Example" in history


def test_a_file_taken_back_from_the_wrong_conference_goes_to_the_right_one(
    meeting: Cpconf,
) -> None:
    file = report(meeting.folder, "r.pdf")
    meeting.must("report", "add", "A-2", file, "--from", "mother")
    meeting.must("report", "remove", "A-2", "1", "--reason", "wrong conference")
    meeting.must("report", "add", "A-1", file, "--from", "school")


@pytest.mark.parametrize("words", ["Wilhelmina Otherwise", "our reference LONG-REF-22"])
def test_another_familys_name_or_reference_in_the_text_is_stopped_unrepeated(
    meeting: Cpconf, words: str
) -> None:
    meeting.book("LONG-REF-22", procedure="hounslow")
    file = paper(meeting.folder / "r.pdf", [("Report", 1, "fine"), ("More", 1, words)])
    ran = meeting("report", "add", "A-1", str(file), "--from", "school")
    assert ran.code == 5
    assert "page 2" in ran.err
    assert "Wilhelmina" not in ran.err


def test_the_report_of_this_very_family_is_taken(meeting: Cpconf) -> None:
    file = paper(meeting.folder / "r.pdf", [("Report on A-1", 1, "Zuleika Canary")])
    meeting.must("report", "add", "A-1", str(file), "--from", "school")


def test_a_file_that_could_not_go_into_the_set_is_refused_on_the_day_it_comes(
    meeting: Cpconf,
) -> None:
    file = Path(report(meeting.folder, "r.pdf", pages=2))
    deleted_content(file, 1)
    before = meeting.contents
    ran = meeting("report", "add", "A-1", str(file), "--from", "school")
    assert ran.code == 6
    assert "the document cannot go into the set: page 2 would not come out as it is" in ran.err
    assert "File > Print" in ran.err
    assert meeting.contents == before
    # Nobody puts a report into the set that the professionals do not get.
    meeting.must("report", "add", "A-1", str(file), "--from", "mother", "--withhold", "her wish")


def test_what_is_to_be_marked_is_said(meeting: Cpconf) -> None:
    ran = meeting.must(
        *("report", "add", "A-1", report(meeting.folder, "r.pdf"), "--from", "school")
    )
    assert "cpconf done A-1 submit-reports@p2" in ran.err
    meeting.must("done", "A-1", "submit-reports@p2")


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("r.docx", b"PK\x03\x04", 6, "Open and Repair"),
        ("r.doc", b"\xd0\xcf\x11\xe0", 6, "File > Save As > Word Document (*.docx) or PDF (*.pdf)"),
        ("r.pdf", b"PK\x03\x04 no pdf", 6, "not a PDF"),
        ("r.pdf", b"%PDF-1.7 cut off", 6, "damaged"),
        ("r.pdf", None, 4, "no such document"),
    ],
)
def test_what_is_no_sound_pdf_is_refused(
    meeting: Cpconf, name: str, content: bytes | None, code: int, says: str
) -> None:
    if content is not None:
        (meeting.folder / name).write_bytes(content)
    before = meeting.contents
    ran = meeting("report", "add", "A-1", name, "--from", "school")
    assert (ran.code, meeting.contents) == (code, before)
    assert says in ran.err


NOT_TAKEN = {
    "r.doc": b"\xd0\xcf\x11\xe0",
    "r.docm": b"PK\x03\x04",
    "r.dotx": b"PK\x03\x04",
    "r.odt": b"PK\x03\x04",
    "r.rtf": b"{\\rtf1",
    "r.pages": b"PK\x03\x04",
    "old.docx": b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"),
    "damaged.docx": b"PK\x03\x04",
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_every_command_says_the_same_of_a_document_that_is_not_taken(
    name: str, meeting: Cpconf
) -> None:
    (meeting.folder / name).write_bytes(NOT_TAKEN[name])
    meeting.must("person", "change", "A-1", "mother", "--email", "m@example.org")
    ran = [
        meeting("report", "add", "A-1", name, "--from", "school"),
        meeting("protect-report", name, "A-1", "--to", "mother"),
        meeting("abridge", "A-1", name),
    ]
    assert {each.code for each in ran} == {6}
    (told,) = {" ".join(each.err.split()) for each in ran}
    assert any(way in told for way in ("File > Save As", "File > Export To", "File > Open"))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (("A-9", "r.pdf", "--from", "school"), 4),
        (("A-1", "r.pdf", "--from", "police"), 4),
        (("A-1", "r.pdf", "--from", "school", "--at", "2026-02-13T10:00"), 2),
        (("A-1", "r.pdf", "--from", "school", "--override", "others"), 2),
        (("A-1", "r.pdf", "--from", "school", "--withhold", ""), 2),
        (("A-1", "."), 2),
        (("A-1", ".", "--from", "school"), 2),
    ],
)
def test_what_cannot_be_meant_changes_nothing(
    meeting: Cpconf, line: tuple[str, ...], code: int
) -> None:
    report(meeting.folder, "r.pdf")
    before = meeting.contents
    assert meeting("report", "add", *line).code == code
    assert meeting.contents == before


def test_without_a_store_there_is_nothing_yet(cpconf: Cpconf) -> None:
    assert cpconf.must("report", "list", "A-1", "--json").json["reports"] == []
    assert "nothing yet" in cpconf.must("report", "list", "A-1").out
    file = report(cpconf.folder, "r.pdf")
    assert cpconf("report", "add", "A-1", file, "--from", "school").code == 4
    assert not cpconf.has_store


# O-APP2: the abridged report has a form in Word; O-6b, O-6c and O-7: it goes to the parents and to
# the professionals.
def test_a_report_on_the_form_in_word_goes_to_the_parents_and_to_an_agency(cpconf: Cpconf) -> None:
    cpconf.book(type_="review", authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "team-administrator")
    cpconf.add("A-1", "school", "--email", "s@example.org")
    cpconf.must("abridge", "A-1", "--form", "--out", "form")
    form = "form/A-1-abridged.docx"
    cpconf.must("abridge", "A-1", form, "--check")
    added = cpconf.must("report", "add", "A-1", form, "--from", "team-administrator", "--json").json
    assert (added["pages"], added["number"]) == (None, 1)
    assert "Word" in cpconf.must("report", "list", "A-1").out
    cpconf.must("done", "A-1", "discuss-report@p1", "--at", "2026-01-05T11:00")
    bundle = cpconf("bundle", "A-1", "--out", "set")
    assert bundle.code == 6
    assert "report 1 is a Word document" in bundle.err
    assert "cpconf report remove A-1 1" in bundle.err
    assert "cpconf protect-report FILE A-1 --to PERSON" in bundle.err
    assert not (cpconf.folder / "set").exists()
    lock = ("protect-report", form, "A-1", "--to")
    assert cpconf(*lock, "school", "--out", "early").code == 5  # the parents come first (O-SHARE)
    cpconf.must(*lock, "mother", "--out", "hers")
    ran = cpconf.must(
        *("release", "A-1", "--to", "mother", "--how", "phone", "--confirmed-by", "Kim")
    )
    assert "A-1 email-abridged-report@p1: done" in ran.out
    cpconf.must(*lock, "school", "--out", "theirs")


def test_a_word_report_that_names_another_family_is_stopped(meeting: Cpconf) -> None:
    meeting.book("B-1")
    meeting.must("person", "add", "B-1", "--role", "mother", "--name", "Wilhelmina Canary")
    file = a_docx(meeting.folder, "Her aunt Wilhelmina Canary was there.")
    ran = meeting("report", "add", "A-1", str(file), "--from", "school")
    assert ran.code == 5
    assert "--override others=REASON" in ran.err
    assert "page" not in ran.err
    assert "Wilhelmina" not in ran.err
