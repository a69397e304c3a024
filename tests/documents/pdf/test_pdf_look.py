import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from fpdf import FPDF
from pikepdf import Array, Dictionary, Name, Stream, String

from cpconf.core.reports import menus
from cpconf.core.words import FileType
from cpconf.documents.findings import Findings
from cpconf.documents.pdf import look as pdf_look
from cpconf.documents.pdf.text import MOST_TEXT
from cpconf.errors import DocumentFault
from tests.documents import making
from tests.documents.making import FEATURES, changed, encrypted, text
from tests.documents.producers import encrypted_by, wrapper

Look = Callable[[bytes], Findings]


@pytest.fixture
def look(tmp_path: Path) -> Look:
    """A function that looks at a document, its headings included."""

    def run(content: bytes) -> Findings:
        return pdf_look.look(making.written(tmp_path, content), headings=True)

    return run


def lines(findings: Findings) -> list[tuple[str, int]]:
    return [(found.text, found.page) for found in findings.headings if not found.bookmark]


def test_the_text_of_every_page_is_found(look: Look) -> None:
    findings = look(text(3))

    assert (findings.type, findings.pages) == (FileType.PDF, 3)
    for number, page in enumerate(findings.texts, start=1):
        assert page.startswith(f"Part {number} of the report")
        assert f"Page {number} says Canarybody" in page.replace("\n", " ")
        assert "\r" not in page
    assert findings.silent_pages == ()
    assert findings.remarks == ()
    assert not findings.signed


def test_text_beyond_the_edge_of_a_page_is_found_because_it_can_be_copied(look: Look) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        far = Stream(pdf, b"BT /F2 12 Tf 5000 5000 Td (Farawayword) Tj ET")
        pdf.pages[0].obj.Contents = Array([pdf.pages[0].obj.Contents, pdf.make_indirect(far)])
        pdf.pages[0].obj.CropBox = Array([0, 0, 200, 200])

    assert "Farawayword" in look(changed(text(1), [add])).texts[0]


def test_text_that_readers_hide_is_found_because_it_can_be_shown(look: Look) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        _layers(pdf)
        page = pdf.pages[0].obj
        page.Resources.Properties = Dictionary(L=pdf.Root.OCProperties.OCGs[0])
        hidden = Stream(
            pdf,
            b"/OC /L BDC BT /F2 12 Tf 50 300 Td (Layerword) Tj ET EMC "
            b"BT 3 Tr /F2 12 Tf 50 200 Td (Invisibleword) Tj ET "
            b"BT 0 Tr 1 1 1 rg /F2 12 Tf 50 100 Td (Whiteword) Tj ET",
        )
        page.Contents = Array([page.Contents, pdf.make_indirect(hidden)])

    assert {"Layerword", "Invisibleword", "Whiteword"} <= set(
        look(changed(text(1), [add])).texts[0].split()
    )


def test_a_word_parted_at_the_end_of_a_line_keeps_its_hyphen(look: Look) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("helvetica", size=11)
    pdf.multi_cell(0, 6, text="They live in Lower Acacia-\nAvenue now")

    assert "Acacia-Avenue" in look(bytes(pdf.output())).texts[0]


@pytest.mark.parametrize(
    ("feature", "words"),
    [
        ("properties", {"Canarytitle", "Canaryauthor", "Canaryxmp"}),
        ("embedded file", {"Canaryfilename.txt", "Canarydescription"}),
        ("pinned file", {"Canaryfilename.bin", "Canarynote"}),
        ("comment", {"Visiblecomment"}),
        ("form", {"Fieldname", "Fieldvalue"}),
        ("xfa", {"Xfavalue"}),
        ("tags", {"Alternativetext"}),
        ("private data", {"Canaryprivate", "Canarypicturexmp"}),
    ],
)
def test_text_that_is_on_no_page_is_found(feature: str, words: set[str], look: Look) -> None:
    beside = look(changed(text(1), [FEATURES[feature]])).beside

    assert words <= {word for found in beside for word in found.split()}


def test_bookmarks_and_the_targets_of_links_are_found_too(look: Look) -> None:
    beside = look(making.with_bookmarks()).beside

    assert {"Background", "Analysis in detail", "https://example.org/"} <= set(beside)


@pytest.mark.parametrize(
    ("features", "count", "remark"),
    [
        (["embedded file"], 1, "1 embedded file is left out"),
        (["pinned file"], 1, "1 embedded file is left out"),
        (["embedded file", "pinned file"], 2, "2 embedded files are left out"),
        (["private data"], 0, None),
    ],
)
def test_embedded_files_are_counted_and_told(
    features: list[str], count: int, remark: str | None, look: Look
) -> None:
    findings = look(changed(text(1), [FEATURES[name] for name in features]))

    assert findings.attachments == count
    assert findings.remarks == (() if remark is None else (remark,))


def _layers(pdf: pikepdf.Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layername")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


def _film(pdf: pikepdf.Pdf) -> None:
    film = Dictionary(Type=Name.Annot, Subtype=Name.Movie, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(film)])


@pytest.mark.parametrize(
    ("feature", "remark"),
    [
        (making.scripts, "scripts are left out"),
        (making.xfa, "XFA form"),
        (_layers, "layers"),
        (_film, "sound, video and 3D scenes are left out"),
    ],
)
def test_what_people_should_hear_of_a_document_is_a_remark(
    feature: making.Feature, remark: str, look: Look
) -> None:
    (told,) = look(changed(text(1), [feature])).remarks

    assert remark in told


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_restrictions_without_a_password_are_no_obstacle_but_told(
    revision: int, look: Look
) -> None:
    findings = look(encrypted(text(2), user="", owner="owner", revision=revision))

    assert "Canarybody" in findings.texts[1]
    assert findings.remarks == ("its restrictions on printing and copying are not carried over",)


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_a_document_that_is_protected_already_is_refused(revision: int, look: Look) -> None:
    with pytest.raises(DocumentFault, match="protected already: open it with its password"):
        look(encrypted(text(1), user="user", owner="owner", revision=revision))


def test_scanned_pages_are_silent_and_blank_ones_are_not(look: Look) -> None:
    def add_blank(pdf: pikepdf.Pdf) -> None:
        pdf.add_blank_page()

    assert look(changed(making.scan(2), [add_blank])).silent_pages == (1, 2)


def test_a_scan_with_a_page_number_stamped_upon_it_is_silent_all_the_same(look: Look) -> None:
    assert look(making.scan(2, stamp="Page 1 of 2")).silent_pages == (1, 2)


def test_a_scan_is_silent_whatever_text_stands_upon_it(look: Look) -> None:
    assert look(making.scan(1, stamp="a sentence " * 8)).silent_pages == (1,)


def test_letters_drawn_as_lines_make_a_page_silent(look: Look) -> None:
    def redraw(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents = Stream(pdf, b"10 10 m 20 30 l 30 10 l S")

    assert look(changed(text(2), [redraw])).silent_pages == (1,)


@pytest.mark.parametrize(
    "feature",
    [
        making.signature,
        making.signature_flag,
        making.nested_signature,
        making.certification,
    ],
)
def test_a_signed_document_is_recognised(feature: making.Feature, look: Look) -> None:
    findings = look(changed(text(1), [feature]))

    assert findings.signed
    assert findings.remarks == ("its signature is left out",)


def test_a_signature_is_recognised_by_what_it_covers(look: Look) -> None:
    def sign(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Stray = pdf.make_indirect(
            Dictionary(ByteRange=Array([0, 1, 2, 3]), Contents=String("Binarywords"))
        )

    findings = look(changed(text(1), [sign]))
    assert findings.signed
    assert "Binarywords" not in findings.beside


def test_a_form_with_a_place_to_sign_is_not_signed_yet(look: Look) -> None:
    def place(pdf: pikepdf.Pdf) -> None:
        field = Dictionary(FT=Name.Sig, T=String("sign here"))
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), SigFlags=0)

    assert not look(changed(text(1), [place])).signed


def test_a_form_that_only_its_own_program_can_show_is_refused(look: Look) -> None:
    with pytest.raises(DocumentFault, match="open it in Adobe Acrobat Reader, then File > Print"):
        look(changed(text(1), [making.dynamic_xfa]))


def test_a_document_without_pages_is_refused(look: Look) -> None:
    empty = pikepdf.new()
    with pytest.raises(DocumentFault, match="no pages: ask its author for it again"):
        look(making.saved(empty))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00" * 5000, b"<html><body>not a PDF</body></html>", b"PK\x03\x04" + b"x" * 900],
    ids=["empty", "zeros", "a web page", "an archive"],
)
def test_what_is_no_pdf_is_refused(content: bytes, look: Look) -> None:
    with pytest.raises(DocumentFault):
        look(content)


@pytest.mark.parametrize("left", [0.1, 0.5, 0.9, 0.99])
def test_a_document_cut_short_is_damaged(left: float, look: Look) -> None:
    content = text(10)

    with pytest.raises(DocumentFault, match="damaged: save it as a PDF again in the program"):
        look(content[: int(left * len(content))])


def test_what_to_do_is_said_in_the_words_of_menus_and_for_no_one_command(look: Look) -> None:
    """The same sentences stand in protect-report, report add, abridge and bundle."""
    bad = {
        "damaged": text(10)[:2000],
        "protected": encrypted(text(1), user="word", owner="word"),
        "protected in another way": encrypted_by(OTHER_WAYS["a bookseller's"]),
        "only Adobe's own program": changed(text(1), [making.dynamic_xfa]),
    }
    for what, content in bad.items():
        with pytest.raises(DocumentFault, match=what) as told:
            look(content)
        assert "File > " in str(told.value)
        assert "protect that" not in str(told.value)


def test_a_hole_in_the_middle_is_damage_although_every_page_is_still_there(look: Look) -> None:
    content = bytearray(text(10))
    start = content.index(b"stream", len(content) // 2) + 20
    content[start : start + 100] = bytes(100)

    with pytest.raises(DocumentFault, match="damaged"):
        look(bytes(content))


# Ways of encrypting that no password opens, and one that the standard may come to have. The names
# are those of ISO 32000-1, 7.6.4 (certificates), and of programs for rights management.
OTHER_WAYS = {
    "a certificate": b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s4 /V 2 /Length 128 "
    b"/Recipients [ <30> ] >>",
    "a certificate, AES": b"<< /Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /Length 128 "
    b"/CF << /DefaultCryptFilter << /CFM /AESV2 /Recipients [ <30> ] >> >> "
    b"/StmF /DefaultCryptFilter /StrF /DefaultCryptFilter >>",
    "Microsoft's rights management": b"<< /Filter /MicrosoftIRMServices /V 1 >>",
    "a bookseller's": b"<< /Filter /EBX_HANDLER /V 4 >>",
    "a later standard's": b"<< /Filter /Standard /V 6 /R 7 /Length 256 /P -4 /O <%b> /U <%b> >>"
    % (b"00" * 48, b"00" * 48),
}


@pytest.mark.parametrize("how", OTHER_WAYS)
def test_a_document_that_is_protected_in_another_way_is_said_to_be(how: str, look: Look) -> None:
    with pytest.raises(DocumentFault, match="protected in another way than by a password") as told:
        look(encrypted_by(OTHER_WAYS[how]))
    assert f"then {menus.TO_PDF}" in str(told.value)
    assert "damaged" not in str(told.value)


def test_the_cover_of_a_protected_document_is_not_taken_for_the_document(look: Look) -> None:
    """ISO 32000-2, 7.6.7: the document itself is an embedded file, which would be left out."""
    with pytest.raises(DocumentFault, match="protected in another way than by a password"):
        look(wrapper())


def test_a_document_that_one_reader_opens_and_another_does_not_is_protected(look: Look) -> None:
    """The owner's password is empty, the user's is not."""
    with pytest.raises(DocumentFault, match="protected already: open it with its password"):
        look(encrypted(text(1), user="somebody's", owner=""))


def test_encryption_that_lacks_what_it_needs_is_damage(look: Look) -> None:
    with pytest.raises(DocumentFault, match="the document is damaged"):
        look(encrypted_by(b"<< /Filter /Standard /V 2 /R 3 >>"))


def test_a_document_with_the_most_common_flaw_of_all_is_sound(look: Look) -> None:
    assert look(making.revised()).pages == 2


def test_more_text_than_anybody_could_search_is_refused(look: Look) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        about = Stream(pdf, b"a" * (MOST_TEXT + 1), Type=Name.Metadata, Subtype=Name.XML)
        pdf.Root.Metadata = pdf.make_indirect(about)

    with pytest.raises(DocumentFault, match="more text than can be searched"):
        look(changed(text(1), [add], fix_metadata_version=False))


def test_bookmarks_are_headings_with_their_pages_and_levels(look: Look) -> None:
    found = [each for each in look(making.with_bookmarks()).headings if each.bookmark]

    assert [(each.text, each.page, each.level) for each in found] == [
        ("Background", 1, 1),
        ("Background in detail", 1, 2),
        ("Family", 2, 1),
        ("Family in detail", 2, 2),
        ("Analysis", 3, 1),
        ("Analysis in detail", 3, 2),
    ]


def test_a_larger_line_is_a_heading_and_a_paragraph_is_none(look: Look) -> None:
    assert lines(look(text(2))) == [("Part 1 of the report", 1), ("Part 2 of the report", 2)]


@pytest.mark.parametrize(
    ("heading", "style"),
    [
        ("Views of the family", "B"),
        ("3.2 Views of the family", ""),
        ("Section 4: The analysis", ""),
        ("APPENDIX", ""),
    ],
)
def test_a_bold_or_numbered_line_or_one_in_capitals_is_a_heading(
    heading: str, style: str, look: Look
) -> None:
    pdf = FPDF()
    pdf.add_page()
    for number in range(2):
        pdf.set_font("helvetica", size=11)
        pdf.multi_cell(0, 5, text=f"A paragraph {number} of some length. " * 12, new_x="LMARGIN")
        if number == 0:
            pdf.set_font("helvetica", style=style, size=11)
            pdf.cell(text=heading, new_x="LMARGIN", new_y="NEXT", h=5)

    assert lines(look(bytes(pdf.output()))) == [(heading, 1)]


def test_a_short_line_that_stands_alone_is_a_heading(look: Look) -> None:
    pdf = FPDF()
    pdf.add_page()
    pdf.set_font("times", size=11)
    for heading in ("Strengths", "Worries"):
        pdf.ln(8)
        pdf.cell(text=heading, new_x="LMARGIN", new_y="NEXT", h=5)
        pdf.ln(8)
        pdf.multi_cell(0, 5, text="A paragraph of some length. " * 12, new_x="LMARGIN")

    assert lines(look(bytes(pdf.output()))) == [("Strengths", 1), ("Worries", 1)]


def test_headings_are_looked_for_only_when_asked(tmp_path: Path) -> None:
    path = making.written(tmp_path, making.with_bookmarks())

    assert pdf_look.look(path, headings=False).headings == ()


def test_no_fault_says_a_word_of_the_document_or_its_name(tmp_path: Path) -> None:
    for content in (text(1)[:-300], b"Canarybody", encrypted(text(1), user="u", owner="o")):
        path = making.written(tmp_path, content, "Canaryname.pdf")
        with pytest.raises(DocumentFault) as fault:
            pdf_look.look(path, headings=True)
        assert "Canary" not in str(fault.value)


@pytest.mark.slow
def test_pages_that_expand_a_thousandfold_are_looked_at_or_refused(look: Look) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        blown = Stream(pdf, zlib.compress(b" " * 100_000_000))
        blown.Filter = Name.FlateDecode
        pdf.pages[0].obj.Contents = pdf.make_indirect(blown)

    content = io.BytesIO(changed(text(1), [add]))
    assert len(content.getvalue()) < 200_000
    assert look(content.getvalue()).pages == 1
