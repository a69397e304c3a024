"""Stops: what a person has to look at before a document goes to somebody."""

import io
import sys

import pikepdf
import pytest

from tests.cli.copies import a_docx, a_pdf, protect, release
from tests.cli.running import Cpconf
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
    assert "page 2" in ran.err
    assert "address" in ran.err
    assert "--override terms=REASON" in ran.err
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
    assert f"warning: {told}" in protect(separated, file).err


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
        "\\t".join(map(str, (5, 1, 1, 1, 1, 1, 100 * at, 100, 80, 30, sure, word)))
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
    assert "pages 2 and 4: do-not-disclose term 1 (address)" in ran.err
    assert "Canary" not in ran.err
    assert "unsearched" not in ran.err


@READ
def test_what_was_recognised_with_doubt_is_said_to_be_unsearched_and_stops(
    separated: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = separated.folder / "mixed.pdf"
    file.write_bytes(mixed())
    recognising(separated, monkeypatch, "She lives at 14 Canary Row, Oxford OX4 9ZZ now", 71)
    ran = protect(separated, file, to="father", code=5)
    assert "pages 2 and 4: do-not-disclose term 1 (address)" in ran.err
    assert (
        "searched: pages 1 and 3; not searched: page 2 (mostly a picture, and read with doubt: "
        "71 % sure), page 4 (no text, and read with doubt: 71 % sure)"
    ) in ran.err
    assert "--override terms=REASON --override unsearched=REASON" in ran.err


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
    assert "a name from conference B-1" in ran.err


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
        "look at these pages yourself, or ask for the document as text; install Tesseract"
    )
    for to, code in (("father", 5), ("mother", 0)):
        ran = protect(separated, file, to=to, code=code)
        assert told in ran.err
        assert ran.err.count("Tesseract") == 1
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


def test_a_family_of_another_conference_in_the_text_stops_it(separated: Cpconf) -> None:
    separated.book("B-77")
    separated.add("B-77", "mother", name="Alex Otherfamily")
    file = a_pdf(separated.folder, "As we heard about Alex Otherfamily in B-77.")
    ran = protect(separated, file, code=5)
    assert "others" in ran.err
    assert "B-77" in ran.err
    assert "Otherfamily" not in ran.err


def test_a_word_document_with_deleted_text_is_stopped(separated: Cpconf) -> None:
    import zipfile

    file = a_docx(separated.folder)
    revised = separated.folder / "revised.docx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(revised, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "word/document.xml":
                deleted = (
                    b'<w:p><w:del w:id="9" w:author="x" w:date="2026-01-01T00:00:00Z"><w:r>'
                    b"<w:delText>gone</w:delText></w:r></w:del></w:p><w:sectPr"
                )
                content = content.replace(b"<w:sectPr", deleted, 1)
            new.writestr(item, content)
    ran = protect(separated, revised, "--as", "minutes", code=5)
    assert "revisions" in ran.err


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
    import docx
    from PIL import Image

    document = docx.Document()
    document.add_paragraph("What was said.")
    picture = io.BytesIO()
    Image.effect_noise((80, 60), 40).save(picture, "PNG")
    picture.seek(0)
    document.add_picture(picture)
    file = separated.folder / "minutes.docx"
    document.save(str(file))
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
