"""`abridge`: the parents' copy of a report, cut from the full one or begun on a form."""

import hashlib
import os
import re
import stat
from pathlib import Path
from zipfile import ZipFile

import docx
import pikepdf
import pypdf
import pytest

from cpconf import procedures
from tests.cli.reports.papers import FULL, paper
from tests.cli.running import Cpconf
from tests.documents.cut.cut_making import one_drawing, report
from tests.procedures.texts import SMALL

DATA = Path(procedures.__file__).with_name("data")

KEPT = [3, 4, 5, 9]
"""The pages of `FULL` that O-13b gives to parents: analysis, development, signatures."""
OLD_WORD = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(700) + "WordDocument".encode("utf-16-le")
"""An old file of Office that holds a Word document ([MS-DOC], 2.1.1)."""
GONE = ("backgroundword", "chronologyword")


@pytest.fixture
def booked(cpconf: Cpconf) -> Cpconf:
    """A-1 with two parents, and a full report."""
    person = ("person", "add", "A-1", "--role")
    cpconf.furnish(
        ("abridge",),
        lambda: [
            cpconf.book(),
            cpconf.must(*person, "mother", "--name", "Zuleika Canary"),
            cpconf.must(*person, "father", "--name", "Mortimer Canary"),
            cpconf.must(*person, "school", "--name", "Robin Example", "--agency", "Example High"),
        ],
    )
    paper(cpconf.folder / "full.pdf", FULL)
    return cpconf


def words(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_without_a_choice_the_parents_sections_are_kept(booked: Cpconf) -> None:
    ran = booked.must("abridge", "A-1", "full.pdf", "--yes", "--json")
    made = booked.folder / "A-1" / "A-1-abridged.pdf"
    assert ran.json["file"] == str(Path("A-1") / made.name)
    assert ran.json["kept"] == KEPT
    assert ran.json["left_out"] == [1, 2, 6, 7, 8]
    assert ran.json["missing"] == ["parental capacity", "family and environmental factors"]
    assert ran.json["sha256"] == hashlib.sha256(made.read_bytes()).hexdigest()
    assert len(pypdf.PdfReader(made).pages) == len(KEPT)
    text = words(made)
    assert all(word in text for word in ("analysisword", "developmentword", "signatureword"))
    assert not any(word in text for word in GONE)


def test_no_byte_of_what_was_left_out_is_in_the_file(booked: Cpconf) -> None:
    booked.must("abridge", "A-1", "full.pdf", "--yes")
    with pikepdf.open(booked.folder / "A-1" / "A-1-abridged.pdf") as made:
        streams = b"".join(
            item.read_bytes() for item in made.objects if isinstance(item, pikepdf.Stream)
        )
        titles = [item.title for item in made.open_outline().root]
    assert b"analysisword" in streams
    assert not any(word.encode() in streams for word in GONE)
    assert "Chronology" not in titles


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_its_owner_can_read_it(booked: Cpconf) -> None:
    booked.must("abridge", "A-1", "full.pdf", "--yes")
    made = booked.folder / "A-1" / "A-1-abridged.pdf"
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700


def test_what_is_kept_is_shown_first_and_made_only_on_a_yes(booked: Cpconf) -> None:
    before = booked.contents
    ran = booked("abridge", "A-1", "full.pdf")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert "Chronology" in ran.out
    assert "Chronology" not in ran.err
    assert "p. 6-8  left out" in ran.out
    assert "p. 4-5  kept" in ran.out
    assert not (booked.folder / "A-1").exists()
    assert booked.contents == before


def test_a_dry_run_makes_nothing(booked: Cpconf) -> None:
    before = booked.contents
    document = booked.must("abridge", "A-1", "full.pdf", "--dry-run", "--json").json
    assert document["file"] is None
    assert document["stretches"][1] == {
        "first_page": 3,
        "last_page": 3,
        "kept": True,
        "title": "Analysis and recommendation",
    }
    assert booked.must("abridge", "A-1", "full.pdf", "--dry-run").code == 0
    assert not (booked.folder / "A-1").exists()
    assert booked.contents == before


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        (("--sections",), KEPT),
        (("--pages", "1,8-"), [1, 8, 9]),
        (("--bookmark", "chronology"), [6, 7, 8]),
        (("--bookmark", "Signatures", "--pages", "2"), [2, 9]),
        (("--bookmark", "Signatures", "--bookmark", "background"), [1, 2, 9]),
    ],
)
def test_pages_can_be_chosen_in_several_ways(
    booked: Cpconf, choice: tuple[str, ...], kept: list[int]
) -> None:
    assert (
        booked.must("abridge", "A-1", "full.pdf", "--yes", "--json", *choice).json["kept"] == kept
    )


def test_headings_count_where_there_are_no_bookmarks(booked: Cpconf) -> None:
    paper(booked.folder / "plain.pdf", FULL, bookmarks=False)
    line = ("abridge", "A-1", "plain.pdf", "--heading", "Chronology", "--yes", "--json")
    assert booked.must(*line).json["kept"] == [6, 7, 8]


def test_the_sections_can_be_listed(booked: Cpconf) -> None:
    listed = booked.must("abridge", "A-1", "full.pdf", "--list", "--json").json
    assert listed["pages"] == 9
    assert [(s["title"], s["first_page"], s["last_page"]) for s in listed["sections"]] == [
        ("Background", 1, 2),
        ("Analysis and recommendation", 3, 3),
        ("Child's developmental needs", 4, 5),
        ("Chronology", 6, 8),
        ("Signatures", 9, 9),
    ]
    assert "p. 6-8  Chronology" in booked.must("abridge", "A-1", "full.pdf", "--list").out


def test_no_title_leaves_the_screen(booked: Cpconf) -> None:
    ran = booked("abridge", "A-1", "full.pdf", "--bookmark", "Zuleika's own section", "--yes")
    assert ran.code == 2
    assert "Zuleika" not in ran.err
    made = booked.must("abridge", "A-1", "full.pdf", "--yes", "--json")
    history = booked.must("history", "A-1", "--json").out
    for _, _, word in FULL:
        assert word not in made.out + history
    for title in ("Chronology", "Background"):
        assert title not in made.out + made.err + history


def test_a_report_without_the_parents_sections_says_how_to_choose(booked: Cpconf) -> None:
    paper(booked.folder / "other.pdf", [("One", 1, "a"), ("Two", 1, "b")])
    ran = booked("abridge", "A-1", "other.pdf", "--yes")
    assert ran.code == 2
    assert "--pages" in ran.err
    assert "--list" in ran.err


FAMILY_FIRST = (
    ("Family details", 1, "familyword"),
    ("Chronology", 2, "chronologyword"),
    ("Child/young person's views", 1, "viewsword"),
    ("Social worker's analysis of the current situation and progress made", 1, "progressword"),
    ("Recommendation regarding a new or continuing plan", 1, "recommendword"),
    ("Outline plan", 1, "outlineword"),
    ("Signatures", 1, "signatureword"),
)


def test_a_review_keeps_the_headings_of_appendix_2_and_the_familys_details_first(
    cpconf: Cpconf,
) -> None:
    """O-APP2: six headings, of which the first is the family's details; signatures are none."""
    cpconf.book("R-1", type_="review")
    paper(cpconf.folder / "review.pdf", FAMILY_FIRST)
    made = cpconf.must("abridge", "R-1", "review.pdf", "--yes", "--json").json
    assert made["kept"] == [1, 4, 5, 6, 7]
    assert made["missing"] == []
    cpconf.book("A-1")
    made = cpconf.must("abridge", "A-1", "review.pdf", "--yes", "--json").json
    assert made["kept"] == [5, 6, 8]


def test_the_sections_are_those_of_an_authoritys_own_procedure(cpconf: Cpconf) -> None:
    own = f"""{SMALL}
[[rule]]
clause = "S-9"
section = "9"
types = ["initial"]
title = "Parents get the risks and no more"
kind = "document"
selects_sections = true
sections = [{{ name = "risk", headings = ["Chronology"] }}]
"""
    (cpconf.folder / "own.toml").write_text(own, encoding="utf-8")
    cpconf.book(procedure="own.toml")
    cpconf.must("person", "add", "A-1", "--role", "mother", "--name", "A", "--email", "a@b.example")
    paper(cpconf.folder / "full.pdf", FULL)
    made = cpconf.must("abridge", "A-1", "full.pdf", "--yes", "--json").json
    assert made["kept"] == [6, 7, 8]
    lock = ("protect-report", "full.pdf", "A-1", "--to", "mother", "--out", "out")
    stopped = cpconf(*lock)
    assert stopped.code == 5
    assert "(S-9)" in stopped.err


def test_a_procedure_that_names_no_abridged_report_leaves_the_choice_to_people(
    cpconf: Cpconf,
) -> None:
    cpconf.book(procedure="hounslow")
    paper(cpconf.folder / "full.pdf", FULL)
    before = cpconf.contents
    for line in ((), ("--sections",), ("--dry-run",)):
        ran = cpconf("abridge", "A-1", "full.pdf", "--yes", *line)
        assert ran.code == 2
        assert ran.err.count("\n") == 2
        assert "London Borough of Hounslow names no abridged report" in ran.err
        assert "--pages" in ran.err
    assert cpconf.contents == before
    made = cpconf.must("abridge", "A-1", "full.pdf", "--yes", "--json", "--pages", "3").json
    assert (made["kept"], made["missing"]) == ([3], [])
    assert "Appendix 2" in cpconf.must("abridge", "A-1", "--form", "--out", "out").err


def test_an_edition_from_before_the_key_still_knows_the_five(cpconf: Cpconf) -> None:
    text = (DATA / "oxfordshire.toml").read_text(encoding="utf-8")
    old = re.sub(r"\nsections = \[\n.*?\n\]\n", "\n", text, flags=re.DOTALL)
    assert old.count("selects_sections") == 1
    assert "headings = " not in old
    (cpconf.folder / "old.toml").write_text(old, encoding="utf-8")
    cpconf.book(procedure="old.toml", authorised=True)
    cpconf.must("person", "add", "A-1", "--role", "mother", "--name", "A", "--email", "a@b.example")
    paper(cpconf.folder / "full.pdf", FULL)
    assert cpconf.must("abridge", "A-1", "full.pdf", "--yes", "--json").json["kept"] == KEPT
    stopped = cpconf("protect-report", "full.pdf", "A-1", "--to", "mother", "--out", "out")
    assert (stopped.code, "(O-13b)" in stopped.err) == (5, True)


def test_an_abridged_report_is_never_overwritten(booked: Cpconf) -> None:
    booked.must("abridge", "A-1", "full.pdf", "--yes")
    made = booked.folder / "A-1" / "A-1-abridged.pdf"
    content, before = made.read_bytes(), booked.contents
    assert booked("abridge", "A-1", "full.pdf", "--yes").code == 5
    assert (made.read_bytes(), booked.contents) == (content, before)
    booked.must("abridge", "A-1", "full.pdf", "--yes", "--out", "other")
    assert (booked.folder / "other" / "A-1-abridged.pdf").exists()
    booked.must("abridge", "A-1", "full.pdf", "--yes", "--out", "mine.pdf")
    assert (booked.folder / "mine.pdf").exists()
    assert not list(booked.folder.rglob("*.part"))


def test_it_is_on_record_and_known_with_what_it_was_cut_from(booked: Cpconf) -> None:
    booked.must("abridge", "A-1", "full.pdf", "--yes", "--out", "mine.pdf")
    (document,) = booked.must("verify", "mine.pdf", "--json").json["documents"]
    assert (document["kind"], document["matched"]) == ("abridged", "copy")
    (document,) = booked.must("verify", "full.pdf", "--json").json["documents"]
    assert (document["kind"], document["matched"]) == ("abridged", "source")
    assert "abridged" in booked.must("history", "A-1").out


def test_it_is_not_protected_and_the_next_command_is_there_to_type(booked: Cpconf) -> None:
    ran = booked.must("abridge", "A-1", "full.pdf", "--yes", "--out", "mine.pdf")
    assert "not protected" in ran.out
    for person in ("p1", "p2"):
        assert f"cpconf protect-report mine.pdf A-1 --to {person}" in ran.out
    assert "--to p3" not in ran.out


def test_a_form_is_filled_in_with_what_is_on_record(booked: Cpconf) -> None:
    ran = booked.must("abridge", "A-1", "--form")
    made = booked.folder / "A-1" / "A-1-abridged.docx"
    assert str(Path("A-1") / made.name) in ran.out
    with ZipFile(made) as archive:
        body = archive.read("word/document.xml").decode()
    assert all(name in body for name in ("Zuleika Canary", "Mortimer Canary", "Example High"))
    assert "{{" not in body
    assert "Canary" not in ran.out + ran.err
    assert booked("abridge", "A-1", "--form").code == 5


def test_an_authority_may_bring_its_own_form(booked: Cpconf) -> None:
    form = docx.Document()
    form.add_paragraph("Ours, for {{ ref }}")
    form.save(str(booked.folder / "form.docx"))
    ran = booked.must("abridge", "A-1", "--template", "form.docx", "--out", "out", "--json")
    made = docx.Document(ran.json["file"])
    assert made.paragraphs[0].text == "Ours, for A-1"
    form.add_paragraph("{{ secret }}")
    form.save(str(booked.folder / "form.docx"))
    assert booked("abridge", "A-1", "--template", "form.docx", "--out", "other").code == 2
    assert booked("abridge", "A-1", "--template", "none.docx").code == 4


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("form.doc", OLD_WORD, "the document is an old Word document: open it in Word"),
        ("form.docx", OLD_WORD, "is an old Word document, whatever its name says: open it"),
        ("form.rtf", b"{\\rtf1 text}", "the document is a rich text document: open it in Word"),
        ("form.doc", b"{\\rtf1 text}", "is a rich text document, whatever its name says: open it"),
    ],
)
def test_a_form_of_another_type_is_named_as_its_name_has_it_or_not(
    booked: Cpconf, name: str, content: bytes, told: str
) -> None:
    (booked.folder / name).write_bytes(content)
    ran = booked("abridge", "A-1", "--template", name, "--out", "out")
    assert ran.code == 6
    assert told in " ".join(ran.err.split())


@pytest.mark.parametrize("name", ["mine.docx", "mine.TXT", "mine.odt"])
def test_a_file_of_another_type_is_no_place_for_an_abridged_report(
    booked: Cpconf, name: str
) -> None:
    ran = booked("abridge", "A-1", "full.pdf", "--yes", "--out", name)
    assert ran.code == 2
    assert "abridge makes a PDF: name a folder, or a file that ends in .pdf" in ran.err
    assert not (booked.folder / name).exists()
    (booked.folder / name).mkdir()
    booked.must("abridge", "A-1", "full.pdf", "--yes", "--out", name)
    assert (booked.folder / name / "A-1-abridged.pdf").is_file()


def test_a_pdf_is_no_place_for_a_form(booked: Cpconf) -> None:
    ran = booked("abridge", "A-1", "--form", "--out", "mine.pdf")
    assert ran.code == 2
    assert "the form is a Word document: name a folder, or a file that ends in .docx" in ran.err
    booked.must("abridge", "A-1", "--form", "--out", "mine.v2")
    assert (booked.folder / "mine.v2" / "A-1-abridged.docx").is_file()


def test_a_finished_form_is_checked_for_its_headings(booked: Cpconf) -> None:
    booked.must("abridge", "A-1", "--form", "--out", "out")
    line = ("abridge", "A-1", "out/A-1-abridged.docx", "--check")
    assert booked.must(*line, "--json").json["missing"] == []
    report = docx.Document("out/A-1-abridged.docx")
    for paragraph in report.paragraphs:
        if paragraph.text == "Outline plan":
            paragraph.text = ""
    report.save("out/A-1-abridged.docx")
    ran = booked(*line)
    assert ran.code == 3
    assert "Outline plan" in ran.out
    assert booked(*line, "--json").json["missing"] == ["Outline plan"]


def test_a_word_report_is_not_cut(booked: Cpconf) -> None:
    docx.Document().save("full.docx")
    ran = booked("abridge", "A-1", "full.docx", "--yes")
    assert ran.code == 6
    assert "--form" in ran.err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ((), 2),
        (("full.pdf", "--form"), 2),
        (("full.pdf", "--list", "--pages", "1"), 2),
        (("full.pdf", "--sections", "--pages", "1"), 2),
        (("full.pdf", "--check", "--list"), 2),
        (("full.pdf", "--check"), 6),
        (("full.pdf", "--pages", "10"), 2),
        (("full.pdf", "--pages", "3-1"), 2),
        (("full.pdf", "--bookmark", ""), 2),
        (("none.pdf", "--yes"), 4),
        ((".", "--yes"), 2),
    ],
)
def test_what_cannot_be_meant_makes_nothing(
    booked: Cpconf, line: tuple[str, ...], code: int
) -> None:
    before = booked.contents
    assert booked("abridge", "A-1", *line).code == code
    assert not (booked.folder / "A-1").exists()
    assert booked.contents == before


def test_an_unknown_conference_makes_nothing(booked: Cpconf) -> None:
    assert booked("abridge", "A-9", "full.pdf", "--yes").code == 4
    assert booked("abridge", "A-9", "--form").code == 4
    assert not (booked.folder / "A-9").exists()


def test_pages_may_be_chosen_from_a_report_without_any_section(booked: Cpconf) -> None:
    cover = booked.folder / "cover.pdf"
    with pikepdf.new() as pdf:
        for _ in range(3):
            pdf.add_blank_page(page_size=(595, 842))
        pdf.save(cover)
    ran = booked("abridge", "A-1", str(cover), "--pages", "1", "--dry-run", "--json")
    assert ran.code == 0, ran
    assert "fault" not in ran.err


def test_a_report_that_cannot_be_cut_safely_leaves_no_file_and_no_record(booked: Cpconf) -> None:
    """Its pages are strips of one drawing, which holds the words of them all."""
    report(booked.folder / "strips.pdf", one_drawing)
    before = booked.contents
    ran = booked("abridge", "A-1", "strips.pdf", "--pages", "2", "--yes")
    assert ran.code == 6
    assert "cannot be cut safely" in ran.err
    assert not list((booked.folder / "A-1").rglob("*.*"))
    assert booked.contents == before
