"""Stops: what a person has to look at before a document goes to somebody."""

import io
import sys
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from tests.cli.reports.papers import FULL, paper
from tests.cli.running import Cpconf
from tests.cli.sharing.copies import a_docx, a_pdf, protect, release
from tests.documents.carriers import annotated
from tests.documents.making import changed, text
from tests.documents.test_unsearched import WHOLE, pictured


def mixed() -> bytes:
    """Four pages: text, a scan with a typed header, text, and one with nothing but a line."""

    def add(pdf: pikepdf.Pdf) -> None:
        with pikepdf.open(io.BytesIO(pictured(WHOLE, says="A typed header. " * 4))) as scanned:
            pdf.pages.insert(1, scanned.pages[0])
            pdf.add_blank_page()
            pdf.pages[3].obj.Contents = pikepdf.Stream(pdf, b"9 9 m 20 30 l S")

    return changed(text(2), [add])


def minutes(folder: Path, text: str) -> Path:
    """A Word document with a text and a picture, or with neither."""
    document = docx.Document()
    document.add_paragraph(text)
    if text:
        picture = io.BytesIO()
        Image.effect_noise((80, 60), 40).save(picture, "PNG")
        document.add_picture(picture)
    file = folder / "minutes.docx"
    document.save(str(file))
    return file


@pytest.fixture
def separated(cpconf: Cpconf) -> Cpconf:
    """A-1 with two parents who live apart; the father must not learn where the mother lives."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org", name="Pat Example")
    cpconf.add("A-1", "father", "--email", "f@example.org", name="Sam Example")
    term = ("--kind", "address", "--term", "14 Canary Row, Oxford OX4 9ZZ")
    cpconf.must("do-not-disclose", "add", "A-1", "father", *term)
    return cpconf


def test_a_document_that_says_what_must_not_be_disclosed_goes_no_further(
    separated: Cpconf,
) -> None:
    file = a_pdf(separated.folder, "The first page.", "She lives at 14 Canary Row since May.")
    ran = protect(separated, file, to="father", code=5)
    assert ran.errors == [
        (
            "cpconf: report for p2: this document shows p2 something that must be kept from them: "
            "page 2 (address, number 1 of cpconf do-not-disclose list A-1)"
        ),
        (
            "Take it out of the document, or ask for a document without it. Or, once somebody has "
            "looked at it and decided to go ahead: --override terms=REASON"
        ),
    ]
    assert "Canary" not in ran.err
    assert not (separated.folder / "out").exists()


def test_the_same_document_goes_to_the_other_parent(separated: Cpconf) -> None:
    file = a_pdf(separated.folder, "She lives at 14 Canary Row, OX4 9ZZ.")
    protect(separated, file)


def test_a_stop_is_overridden_by_its_own_name_with_a_reason_on_record(
    separated: Cpconf,
) -> None:
    file = a_pdf(separated.folder, "She lives at 14 Canary Row since May.")
    protect(separated, file, "--override", "others=no matter", to="father", code=5)
    ran = protect(
        separated,
        file,
        *("--override", "terms=he knows it", "--authorised-by", "Kim Example"),
        to="father",
    )
    assert "overridden" in ran.err
    noted = [e["note"] for e in separated.must("history", "A-1", "--json").json["entries"]]
    assert "terms: he knows it (authorised by Kim Example)" in noted


@pytest.mark.parametrize("text", ["terms", "terms=", "everything=why"])
def test_an_override_needs_a_known_stop_and_a_reason(separated: Cpconf, text: str) -> None:
    file = a_pdf(separated.folder)
    protect(separated, file, "--override", text, code=2)


def test_pages_that_cannot_be_searched_stop_it_where_something_is_withheld(
    separated: Cpconf,
) -> None:
    from tests.documents.making import scan

    file = separated.folder / "scan.pdf"
    file.write_bytes(scan())
    ran = protect(separated, file, to="father", code=5)
    assert "unsearched" in ran.err
    protect(separated, file)


def test_what_was_searched_and_what_was_not_is_told_page_by_page(separated: Cpconf) -> None:
    file = separated.folder / "mixed.pdf"
    file.write_bytes(mixed())
    told = (
        "searched: pages 1 and 3; not searched: page 2 (mostly a picture), page 4 (no text): "
        "look at these pages yourself, or ask for the document as text"
    )
    ran = protect(separated, file, to="father", code=5)
    assert told in ran.err
    assert "--override unsearched=REASON" in ran.err
    passed = ("--override", "unsearched=looked at them")
    assert told in protect(separated, file, *passed, to="father").err
    # Nothing is kept from the mother: it goes, and she who sends it knows.
    ran = protect(separated, file, "--json")
    assert ran.err.count(f"warning: {told}") == 1
    assert told in ran.json["remarks"]
    assert handed_over(separated, file).count(f"warning: {told}") == 1


def handed_over(desk: Cpconf, file: Path) -> str:
    """What is said while a document is recorded as shared on a visit to the mother."""
    who = ("--to", "mother", "--how", "visit", "--confirmed-by", "Kim Example")
    return desk.must("shared", "A-1", *who, "--file", str(file)).err


@pytest.mark.parametrize("text", ["", "The minutes of the conference."])
def test_a_word_document_that_is_not_searched_to_its_end_says_so_whoever_gets_it(
    separated: Cpconf, text: str
) -> None:
    file = minutes(separated.folder, text)
    told = (
        "warning: searched: its text; not searched: 1 picture: look at it yourself"
        if text
        else "warning: not searched: a document without any text: look at it yourself"
    )
    separated.add("A-1", "school", name="Westmere School")
    assert protect(separated, file, "--as", "minutes").err.count(told) == 1
    assert handed_over(separated, file).count(told) == 1
    ran = separated.must("report", "add", "A-1", str(file), "--from", "school")
    assert told.removeprefix("warning: ").partition(": look")[0] in ran.err


def test_a_report_says_which_of_its_pages_were_not_searched_for_other_families(
    separated: Cpconf,
) -> None:
    separated.add("A-1", "school", name="Westmere School")
    file = separated.folder / "mixed.pdf"
    file.write_bytes(mixed())
    ran = separated.must("report", "add", "A-1", str(file), "--from", "school")
    assert "not searched: page 2 (mostly a picture), page 4 (no text)" in ran.err


def recognising(desk: Cpconf, monkeypatch: pytest.MonkeyPatch, words: str, sure: int) -> None:
    """Put a program in Tesseract's place that reads these words on every page."""
    table = "\\n".join(
        "\\t".join(map(str, (5, 1, 1, 1, 1, 1, 100 * at, 0, 9999, 9999, sure, word)))
        for at, word in enumerate(words.split())
    )
    path = desk.folder / "tesseract"
    path.write_text(
        f"#!{sys.executable} -IS\nimport sys\nsys.stdin.buffer.read()\nprint('{table}')\n"
    )
    path.chmod(0o700)
    monkeypatch.setenv("CPCONF_TESSERACT", str(path))


READ = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")


@READ
def test_pages_that_were_recognised_are_searched_and_it_is_said_how_sure_that_was(
    separated: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = separated.folder / "mixed.pdf"
    file.write_bytes(mixed())
    recognising(separated, monkeypatch, "What the scan says of them", 93)
    told = "pages 2 and 4 were read by Tesseract (93 % sure): a word that it took for another was"
    ran = protect(separated, file, "--json", to="father")
    assert f"warning: {told}" in ran.err
    assert any(remark.startswith(told) for remark in ran.json["remarks"])
    assert "not searched" not in ran.err
    ran = separated.must(
        "shared",
        "A-1",
        "--to",
        "mother",
        "--how",
        "visit",
        "--confirmed-by",
        "Kim Example",
        "--file",
        str(file),
    )
    assert told in ran.err


@READ
def test_what_was_recognised_stops_as_what_is_typed_does(
    separated: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = separated.folder / "mixed.pdf"
    file.write_bytes(mixed())
    recognising(separated, monkeypatch, "She lives at 14 Canary Row, Oxford OX4 9ZZ now", 93)
    ran = protect(separated, file, to="father", code=5)
    assert "pages 2 and 4 (address, number 1 of cpconf do-not-disclose list A-1)" in ran.err
    assert "Canary" not in ran.err
    assert "unsearched" not in ran.err
    assert "; pages 2 and 4 were read by Tesseract (93 % sure)\n" in ran.err
    passed = ("--override", "terms=she knows", "--authorised-by", "Mo Example")
    protect(separated, file, *passed, to="father")


@READ
def test_what_was_recognised_with_doubt_is_said_to_be_unsearched_and_stops(
    separated: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = separated.folder / "mixed.pdf"
    file.write_bytes(mixed())
    recognising(separated, monkeypatch, "She lives at 14 Canary Row, Oxford OX4 9ZZ now", 71)
    ran = protect(separated, file, to="father", code=5)
    assert "pages 2 and 4 (address, number 1 of cpconf do-not-disclose list A-1)" in ran.err
    assert (
        "searched: pages 1 and 3; not searched: page 2 (mostly a picture, and read with doubt: "
        "71 % sure), page 4 (no text, and read with doubt: 71 % sure)"
    ) in ran.err
    assert "; pages 2 and 4 were read by Tesseract (71 % sure)" in ran.err
    assert "--override terms=REASON --override unsearched=REASON" in ran.err
    # Nothing is kept from the mother, and it is not searched for her either.
    assert "page 2 (mostly a picture, and read with doubt: 71 % sure)" in handed_over(
        separated, file
    )


@READ
def test_a_report_that_was_recognised_is_searched_for_other_families(
    separated: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    separated.add("A-1", "school", name="Westmere School")
    file = separated.folder / "mixed.pdf"
    file.write_bytes(mixed())
    recognising(separated, monkeypatch, "What the scan says of them", 93)
    ran = separated.must("report", "add", "A-1", str(file), "--from", "school")
    assert "pages 2 and 4 were read by Tesseract (93 % sure)" in ran.err
    separated.book("B-1")
    separated.add("B-1", "mother", name="Wilhelmina Canaryname")
    recognising(separated, monkeypatch, "and Wilhelmina Canaryname was there", 93)
    ran = separated("report", "add", "A-1", str(file), "--from", "school")
    assert ran.code == 5
    assert "a name from conference B-1; pages 2 and 4 were read by Tesseract" in ran.err


def test_where_nothing_reads_scans_it_is_said_once_how_to_have_them_read(
    separated: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = separated.folder / "mixed.pdf"
    file.write_bytes(mixed())
    separated.add("A-1", "school", name="Westmere School")
    monkeypatch.delenv("CPCONF_TESSERACT")
    monkeypatch.setenv("PATH", str(separated.folder))
    monkeypatch.setenv("ProgramFiles", str(separated.folder))
    told = (
        "searched: pages 1 and 3; not searched: page 2 (mostly a picture), page 4 (no text): "
        "look at these pages yourself, or ask for the document as text"
    )
    for to, code in (("father", 5), ("mother", 0)):
        ran = protect(separated, file, to=to, code=code)
        assert told in ran.err
        assert ran.err.count("install Tesseract") == ran.err.count("Tesseract") == 1
    ran = separated.must("report", "add", "A-1", str(file), "--from", "school")
    assert ran.err.count("install Tesseract") == 1


def test_a_picture_on_a_searched_page_is_a_warning_where_something_is_withheld(
    separated: Cpconf,
) -> None:
    file = separated.folder / "photo.pdf"
    file.write_bytes(pictured((30, 150, 150, 100), says="What was said of it. " * 40))
    told = "words within the pictures on page 1 were not looked for"
    assert told in protect(separated, file, to="father").err
    assert told not in protect(separated, file).err


@pytest.mark.parametrize(
    ("kind", "entries", "told"),
    [
        ("/Text", {"Contents": "Canary", "T": "Canary"}, "page 1: comments"),
        ("/Redact", {"Contents": "Canary"}, "page 1: marked for redaction"),
    ],
)
def test_comments_and_redactions_that_were_never_applied_stop_a_pdf_for_everybody(
    kind: str, entries: dict[str, str], told: str, separated: Cpconf
) -> None:
    held = {key: (lambda _, __, text=text: pikepdf.String(text)) for key, text in entries.items()}
    file = separated.folder / "marked.pdf"
    file.write_bytes(annotated(kind, **held)(""))
    ran = protect(separated, file, code=5)
    assert told in ran.err
    assert "--override revisions=REASON" in ran.err
    assert "Canary" not in ran.err
    protect(separated, file, "--override", "revisions=they know")

    # The professionals would read it as well, in the set.
    separated.add("A-1", "school")
    ran = separated("report", "add", "A-1", str(file), "--from", "school")
    assert ran.code == 5
    assert told in ran.err
    assert "--override revisions=REASON" in ran.err
    why = ("--override", "revisions=they know", "--authorised-by", "Ann Example")
    separated.must("report", "add", "A-1", str(file), "--from", "school", *why)


def test_a_page_whose_redaction_was_never_applied_is_not_cut(separated: Cpconf) -> None:
    """The cut would be without the mark, and with what is below it."""
    file = separated.folder / "marked.pdf"
    with pikepdf.open(io.BytesIO(annotated("/Redact")(""))) as pdf:
        pdf.pages.extend(pikepdf.open(io.BytesIO(annotated("/Square")(""))).pages)
        pdf.save(file)
    out = ("--yes", "--out", str(separated.folder / "cut.pdf"))
    ran = separated("abridge", "A-1", str(file), "--pages", "1-2", *out)
    assert ran.code == 6
    assert "page 1: marked for redaction" in ran.err
    assert "leave such pages out" in ran.err
    assert not (separated.folder / "cut.pdf").exists()
    separated.must("abridge", "A-1", str(file), "--pages", "2", *out)


def test_a_family_of_another_conference_in_the_text_stops_it(separated: Cpconf) -> None:
    separated.book("B-77")
    separated.add("B-77", "mother", name="Alex Otherfamily")
    file = a_pdf(separated.folder, "As we heard about Alex Otherfamily in B-77.")
    ran = protect(separated, file, code=5)
    assert "others" in ran.err
    assert "B-77" in ran.err
    assert "Otherfamily" not in ran.err


def leave_deleted(document: Document) -> None:
    deleted = "<w:r><w:delText>Canary</w:delText></w:r>"
    change = f'<w:del {nsdecls("w")} w:id="9" w:author="x">{deleted}</w:del>'
    document.add_paragraph()._p.append(parse_xml(change))  # noqa: SLF001 - it has no other way


def leave_commented(document: Document) -> None:
    document.add_comment(document.add_paragraph("x").runs, "Canary", "x", "x")


def leave_hidden(document: Document) -> None:
    document.add_paragraph().add_run("Canary").font.hidden = True


LEFT_IN_WORD = {
    "deleted text or tracked changes": (leave_deleted, "Review > Accept > Accept All Changes"),
    "comments": (leave_commented, "Review > Delete > Delete All Comments in Document"),
    "hidden text": (leave_hidden, "File > Info > Check for Issues > Inspect Document"),
}
"""What can be left in a Word document, and the menus of Word for Microsoft 365 that take it out."""


@pytest.mark.parametrize("what", LEFT_IN_WORD)
def test_what_is_left_in_a_word_document_stops_it_and_says_how_to_take_it_out(
    what: str, separated: Cpconf
) -> None:
    leave, menu = LEFT_IN_WORD[what]
    file = a_docx(separated.folder)
    document = docx.Document(str(file))
    leave(document)
    document.save(str(file))
    ran = protect(separated, file, "--as", "minutes", code=5)
    told = " ".join(ran.err.split())
    assert f"still holds {what}, which everybody can read who opens it: in Word, {menu}" in told
    assert "--override revisions=REASON" in ran.err
    assert "Canary" not in ran.err
    protect(separated, file, "--as", "minutes", "--override", "revisions=they know")


def test_email_is_not_the_way_for_somebody_who_agreed_on_another(separated: Cpconf) -> None:
    separated.must("agree", "A-1", "mother", "--way", "letterbox", "--note", "asked for it")
    ran = protect(separated, a_pdf(separated.folder), code=5)
    assert "letterbox" in ran.err
    separated.must("agree", "A-1", "mother", "--way", "email")
    protect(separated, a_pdf(separated.folder))


def test_one_mailbox_for_two_parents_is_stopped_where_one_must_not_learn_something(
    separated: Cpconf,
) -> None:
    separated.must("person", "change", "A-1", "father", "--email", "m@example.org")
    ran = protect(separated, a_pdf(separated.folder), code=5)
    assert "same-address" in ran.err


# O-SHARE: professionals see only what the parents have been shown.
def test_a_professional_waits_until_every_parent_has_the_report(separated: Cpconf) -> None:
    separated.add("A-1", "school", "--email", "school@example.org", name="Westmere School")
    file = a_pdf(separated.folder)
    ran = protect(separated, file, to="school", code=5)
    assert "O-SHARE" in ran.err
    assert "email-report@p1, email-report@p2" in ran.err
    protect(separated, file)
    release(separated)
    assert "email-report@p2" in protect(separated, file, to="school", code=5).err
    separated.must("skip", "A-1", "O-16a@p2", "--reason", "whereabouts not known")
    # Of him nobody knows which report he had, if any.
    protect(separated, file, to="school", code=5)
    protect(separated, file, "--override", "another-report=he cannot be found", to="school")


@pytest.fixture
def with_school(separated: Cpconf) -> Cpconf:
    """The same conference with a school, of whose report nothing is said here."""
    separated.add("A-1", "school", "--email", "school@example.org", name="Westmere School")
    return separated


PAST = ("--override", "parents-first=the father is abroad")


# O-SHARE, O-6: what the professionals get is what the parents had, as that kind of document.
def test_a_plan_is_another_where_a_parent_was_handed_one_by_hand(with_school: Cpconf) -> None:
    first = a_pdf(with_school.folder, "The plan as it was read to her.", name="first.pdf")
    other = a_pdf(with_school.folder, "The plan as it became.", name="other.pdf")
    handed = ("--as", "plan", "--how", "visit", "--confirmed-by", "Kim Example")
    with_school.must("shared", "A-1", "--to", "mother", *handed, "--file", str(first))
    ran = protect(with_school, other, "--as", "plan", *PAST, to="school", code=5)
    assert "this is not the file of the plan that p1 had" in ran.err
    protect(with_school, first, "--as", "plan", *PAST, to="school")


def test_a_plan_is_compared_with_plans_and_not_with_the_report_that_a_parent_had(
    with_school: Cpconf,
) -> None:
    protect(with_school, a_pdf(with_school.folder))
    release(with_school)
    plan = a_pdf(with_school.folder, "The plan.", name="plan.pdf")
    protect(with_school, plan, "--as", "plan", *PAST, to="school")


def test_a_file_that_is_known_as_a_report_is_compared_with_reports_whatever_it_is_called(
    with_school: Cpconf,
) -> None:
    with_school.add("A-1", "social-worker", name="Noor Example")
    protect(with_school, a_pdf(with_school.folder))
    release(with_school)
    other = a_pdf(with_school.folder, "A later report.", name="later.pdf")
    with_school.must("report", "add", "A-1", str(other), "--from", "social-worker")
    ran = protect(with_school, other, "--as", "plan", *PAST, to="school", code=5)
    assert "this is not the report that p1 had" in ran.err


# O-13b: parents of an initial conference get selected sections of the report.
def test_a_report_whose_titles_show_more_than_parents_get_is_stopped_by_its_sections(
    separated: Cpconf,
) -> None:
    file = paper(separated.folder / "full.pdf", FULL)
    ran = protect(separated, file, code=5)
    assert "it holds other sections than those for parents (O-13b)" in ran.err
    assert "--override sections=REASON" in ran.err
    theirs = [section for section in FULL if section[0] not in {"Background", "Chronology"}]
    assert protect(separated, paper(separated.folder / "theirs.pdf", theirs)).err == ""


def test_nothing_stops_a_copy_any_more_that_somebody_has_and_can_open(separated: Cpconf) -> None:
    protect(separated, a_pdf(separated.folder))
    term = ("--kind", "name", "--term", "Zuleika Canary")
    separated.must("do-not-disclose", "add", "A-1", "mother", *term)
    (copy,) = separated.must("sharing", "A-1", "--json").json["sharings"]
    assert [stop["stop"] for stop in copy["stops"]] == ["terms"]
    release(separated, "--override", "terms=she knows it")
    separated.must("do-not-disclose", "add", "A-1", "mother", *term[:-1], "Mortimer Canary")
    (copy,) = separated.must("sharing", "A-1", "--json").json["sharings"]
    assert copy["stops"] == []


@pytest.mark.parametrize("words", ["x", "12", "Mr"])
def test_a_term_that_could_never_be_found_is_not_taken(separated: Cpconf, words: str) -> None:
    ran = separated(*("do-not-disclose", "add", "A-1", "father", "--kind", "name", "--term", words))
    assert ran.code == 2


def test_what_is_kept_from_whom_can_be_seen_and_taken_away(separated: Cpconf) -> None:
    listed = separated.must("do-not-disclose", "list", "A-1", "--json").json["terms"]
    assert [(t["person"], t["number"], t["kind"]) for t in listed] == [("p2", 1, "address")]
    separated.must("do-not-disclose", "remove", "A-1", "father", "1", "--reason", "she moved")
    file = a_pdf(separated.folder, "She lived at 14 Canary Row.")
    protect(separated, file, to="father")


def test_only_for_the_family_can_something_be_withheld(separated: Cpconf) -> None:
    separated.add("A-1", "chair")
    ran = separated(
        *("do-not-disclose", "add", "A-1", "chair", "--kind", "name", "--term", "Kim Example")
    )
    assert ran.code == 5


def test_a_word_document_with_a_picture_is_stopped_where_something_is_withheld(
    separated: Cpconf,
) -> None:
    file = minutes(separated.folder, "What was said.")
    assert "unsearched" in protect(separated, file, "--as", "minutes", to="father", code=5).err
    protect(separated, file, "--as", "minutes")


def test_a_report_that_is_withheld_is_not_locked_for_a_parent(separated: Cpconf) -> None:
    separated.add("A-1", "police", name="Kim Example")
    file = a_pdf(separated.folder)
    withheld = ("--from", "police", "--withhold", "for the chair alone")
    separated.must("report", "add", "A-1", str(file), *withheld)
    assert "--override withheld=REASON" in protect(separated, file, code=5).err


def test_a_report_for_another_conference_is_stopped_by_its_very_bytes(separated: Cpconf) -> None:
    separated.book("B-77")
    separated.add("B-77", "school", name="Westmere School")
    file = a_pdf(separated.folder)
    separated.must("report", "add", "B-77", str(file), "--from", "school")
    ran = protect(separated, file, code=5)
    assert "submitted for B-77" in ran.err
    assert "--override others=REASON" in ran.err


def test_a_copy_of_the_same_file_for_another_conference_is_remarked_on(
    separated: Cpconf,
) -> None:
    separated.book("B-77", authorised=True)
    separated.add("B-77", "mother", "--email", "o@example.org")
    file = a_pdf(separated.folder)
    out = ("--out", str(separated.folder / "elsewhere"))
    separated.must("protect-report", str(file), "B-77", "--to", "mother", *out)
    assert "a copy of the same file was made for B-77" in protect(separated, file).err


def test_two_parents_with_one_mailbox_are_remarked_on_when_it_is_recorded(
    separated: Cpconf,
) -> None:
    ran = separated.must("person", "change", "A-1", "father", "--email", "M@example.org")
    assert "p2 has the same email address as p1" in ran.err
