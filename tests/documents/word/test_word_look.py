"""What is found in Word files, and which of them are refused.

Where the layout of a part is not obvious, it is that of ECMA-376, part 1 (2016), chapter 17.
"""

import hashlib
import io
import random
import struct
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpconf.core.words import FileType
from cpconf.documents.word.look import MOST_MEMBERS, look
from cpconf.errors import DocumentFault
from tests.documents.word.wording import (
    MAIN,
    STRICT,
    link,
    looked_at,
    p,
    part,
    r,
    relationships,
    word,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
AUTHOR = 'w:author="Robin Example"'


def test_a_document_that_python_docx_made_is_read_with_its_tables_and_headers(
    tmp_path: Path,
) -> None:
    document = docx.Document()
    document.add_heading("Report")
    document.add_table(1, 2).cell(0, 1).text = "in a cell"
    document.sections[0].header.paragraphs[0].text = "at the top"
    document.core_properties.author = "Robin Example"
    document.save(str(tmp_path / "made.docx"))
    found = look(tmp_path / "made.docx")
    assert found.texts == ("Report\nin a cell", "at the top")
    assert "Robin Example" in found.beside
    assert (found.type, found.pages, found.revised) == (FileType.DOCX, None, False)
    assert found.size == (tmp_path / "made.docx").stat().st_size


def test_a_name_that_is_split_over_runs_is_whole(tmp_path: Path) -> None:
    body = p("Kit Ex", r("am", "<w:b/>"), '<w:proofErr w:type="spellStart"/>', "ple")
    assert looked_at(word(body), tmp_path).texts == ("Kit Example",)


def test_tabs_breaks_and_hyphens_are_kept_and_tab_stops_are_none(tmp_path: Path) -> None:
    body = (
        '<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr><w:r><w:t>a</w:t>'
        "<w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r></w:p>"
    )
    assert looked_at(word(body), tmp_path).texts == ("a\tb\nc-d",)


def test_parts_come_in_order_and_header_ten_after_header_two(tmp_path: Path) -> None:
    parts = {
        "word/endnotes.xml": part("endnotes", p("end")),
        "word/footnotes.xml": part("footnotes", p("foot")),
        "word/header10.xml": part("hdr", p("ten")),
        "word/header2.xml": part("hdr", p("two")),
        "word/footer1.xml": part("ftr", p("below")),
    }
    found = looked_at(word(p("body"), parts), tmp_path)
    assert found.texts == ("body", "two", "ten", "below", "foot", "end")


def test_a_text_box_is_read_once_and_apart_from_the_paragraph_around_it(tmp_path: Path) -> None:
    box = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:docPr id='1' "
        f"name='Box' descr='a photo of Kit'/><wps:txbx><w:txbxContent>{p('in the box')}"
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>"
        f"<w:txbxContent>{p('in the box')}{p('only older')}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    found = looked_at(word(p("Kit ", box, "Example")), tmp_path)
    assert found.texts == ("in the box\nKit Example",)
    assert set(found.beside) == {"only older", "a photo of Kit", "Box"}


def test_strict_open_xml_is_read_as_well(tmp_path: Path) -> None:
    document = f'<w:document xmlns:w="{STRICT}"><w:body>{p("strict")}</w:body></w:document>'
    assert looked_at(word(document=document), tmp_path).texts == ("strict",)


@pytest.mark.parametrize(
    ("body", "text", "beside"),
    [
        pytest.param(
            p("at Mill ", f"<w:ins {AUTHOR}>{r('Road')}</w:ins>",
              f"<w:del {AUTHOR}>{r('Lane', tag='delText')}</w:del>"),
            "at Mill Road", {"at Mill Lane", "Robin Example"}, id="inserted and deleted",
        ),
        pytest.param(
            p("a ", f"<w:moveFrom>{r('gone')}</w:moveFrom>")
            + p(f"<w:moveTo>{r('here')}</w:moveTo>"),
            "a \nhere", {"a gone"}, id="moved",
        ),
        pytest.param(
            "<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>one</w:t></w:r></w:p>",
            "one", set(), id="a paragraph mark deleted",
        ),
    ],
)  # fmt: skip
def test_tracked_changes_are_read_as_accepted_with_the_old_text_beside(
    body: str, text: str, beside: set[str], tmp_path: Path
) -> None:
    found = looked_at(word(body), tmp_path)
    assert found.texts == (text,)
    assert set(found.beside) == beside
    assert found.revised


def test_comments_are_beside_with_their_authors(tmp_path: Path) -> None:
    comments = f'<w:comment w:id="0" {AUTHOR} w:initials="RE">{p("see ", "Kit")}</w:comment>'
    found = looked_at(word(p("x"), {"word/comments.xml": part("comments", comments)}), tmp_path)
    assert found.texts == ("x",)
    assert found.beside == ("see Kit", "Robin Example", "RE")
    assert (found.commented, found.revised) == (True, False)


def test_an_empty_list_of_comments_is_no_comment(tmp_path: Path) -> None:
    found = looked_at(word(p("x"), {"word/comments.xml": part("comments", "")}), tmp_path)
    assert (found.commented, found.revised) == (False, False)


# ECMA-376, part 1 (2016), 17.13.5: what is tracked, in the order of that chapter.
TRACKED = [
    *("cellDel", "cellIns", "cellMerge", "del", "ins", "moveFrom", "moveTo", "numberingChange"),
    *("pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "tcPrChange"),
    "trPrChange",
]


@pytest.mark.parametrize("change", TRACKED)
def test_whatever_somebody_can_still_accept_is_a_tracked_change(
    change: str, tmp_path: Path
) -> None:
    found = looked_at(word(p("x") + f'<w:{change} w:id="1" {AUTHOR}/>'), tmp_path)
    assert found.revised
    own = {"customXml/item1.xml": f"<case><{change}>x</{change}></case>"}
    assert not looked_at(word(p("x"), own), tmp_path).revised


def test_hidden_text_is_beside_with_its_paragraph_and_said(tmp_path: Path) -> None:
    body = p("at ", r("12 Mill Lane", "<w:vanish/>"), " now") + p(
        r("not hidden", '<w:vanish w:val="0"/>')
    )
    found = looked_at(word(body), tmp_path)
    assert found.texts == ("at  now\nnot hidden",)
    assert found.beside == ("at 12 Mill Lane now",)
    assert found.hidden


def test_a_hidden_paragraph_mark_hides_no_text(tmp_path: Path) -> None:
    body = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>seen</w:t></w:r></w:p>"
    found = looked_at(word(body), tmp_path)
    assert (found.texts, found.hidden) == (("seen",), False)


def test_entries_of_an_index_are_no_hidden_text(tmp_path: Path) -> None:
    """Word hides the field that marks one (ECMA-376, part 1, 17.16.5.74)."""
    entry = r(' XE "Example" ', "<w:vanish/>", tag="instrText")
    assert not looked_at(word(p("x", entry)), tmp_path).hidden


def test_field_codes_link_targets_and_descriptions_are_beside(tmp_path: Path) -> None:
    body = (
        p(r(' HYPERLINK "mailto:', tag="instrText"), r('kit@example.org"', tag="instrText"), "mail")
        + '<w:sdt><w:sdtPr><w:alias w:val="Child"/></w:sdtPr></w:sdt>'
        + '<w:p><w:bookmarkStart w:name="Kit_Example"/><w:fldSimple w:instr="AUTHOR"/></w:p>'
        + "<w:p><w:r><w:pict><v:shape alt='a face'><v:textpath string='DRAFT'/></v:shape>"
        "</w:pict></w:r></w:p>"
    )
    links = link("hyperlink", "https://example.org/kit", outside=True)
    found = looked_at(word(body, links=links), tmp_path)
    assert found.texts == ("mail",)
    assert set(found.beside) == {
        *('HYPERLINK "mailto:kit@example.org"', "https://example.org/kit", "AUTHOR", "Child"),
        *("Kit_Example", "a face", "DRAFT"),
    }
    assert found.remarks == ()


def test_properties_custom_xml_and_building_blocks_are_beside(tmp_path: Path) -> None:
    parts = {
        "docProps/core.xml": "<c xmlns:dc='d'><dc:title>About Kit</dc:title></c>",
        "docProps/custom.xml": "<P><property name='Child'><v>Ash</v></property></P>",
        "customXml/item1.xml": "<case child='Kit Example'>open<!-- not yet --></case>",
        "word/glossary/document.xml": part("glossaryDocument", p("a ", "block")),
        "word/settings.xml": part(
            "settings", '<w:zoom w:percent="100"/><w:docVar w:name="school" w:val="Westmere"/>'
        ),
    }
    found = looked_at(word(p("x"), parts), tmp_path)
    assert {
        *("About Kit", "Child", "Ash", "Kit Example", "open", "not yet", "a block"),
        *("school", "Westmere"),
    } == set(found.beside)


def test_embedded_files_pictures_and_outside_links_are_counted_and_said(tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {
        "word/embeddings/Kit.xlsx": b"a workbook",
        "word/embeddings/oleObject1.bin": b"an object",
        "word/media/image1.jpeg": b"a picture",
        "word/media/film.mp4": b"a film",
    }
    links = link("attachedTemplate", "file:///templates/report.dotx", outside=True)
    found = looked_at(word(p("x"), parts, links=links), tmp_path)
    assert found.attachments == 3
    assert {"Kit.xlsx", "file:///templates/report.dotx"} <= set(found.beside)
    assert found.remarks == (
        "3 embedded files stay in it",
        "it points to 1 file outside itself, such as a template or a linked picture",
    )


def test_a_part_that_is_another_file_is_not_searched_and_counts_as_one(tmp_path: Path) -> None:
    """altChunk (ECMA-376, part 1, 17.17.2.1): Word shows it as if it were the document's own."""
    chunk = word(p("x"), {"word/a.html": b"<p>"}, links=link("aFChunk", "a.html"))
    found = looked_at(chunk, tmp_path)
    assert (found.attachments, found.unsearchable) == (1, True)


@pytest.mark.parametrize(
    ("name", "kind", "target"),
    [
        ("word/a.odttf", "application/vnd.openxmlformats-officedocument.obfuscatedFont", "a.odttf"),
        ("word/Font.bin", "application/x-font-ttf", "/word/font.bin"),
        ("chunks/a.png", "image/png", "..\\chunks\\a.png"),
        ("word/a.svg", "image/svg+xml", "a.svg"),
        ("word/a.xhtml", "application/xhtml+xml", "a.xhtml"),
    ],
)
def test_a_part_that_is_another_file_counts_as_one_whatever_its_type_is_said_to_be(
    tmp_path: Path, name: str, kind: str, target: str
) -> None:
    parts = {name: b"<p>Canary</p>"}
    chunk = word(p("x"), parts, types={name: kind}, links=link("aFChunk", target))
    found = looked_at(chunk, tmp_path)
    assert (found.attachments, found.unsearchable) == (1, True)
    assert found.remarks == ("1 embedded file stays in it",)


def test_a_font_is_neither_a_picture_nor_an_embedded_file(tmp_path: Path) -> None:
    name, kind = (
        "word/fonts/a.odttf",
        "application/vnd.openxmlformats-officedocument.obfuscatedFont",
    )
    found = looked_at(
        word(p("x"), {name: b"a font"}, types={name: kind}, links=link("font", "fonts/a.odttf")),
        tmp_path,
    )
    assert (found.attachments, found.pictures, found.unsearchable) == (0, 0, False)


def test_a_workbook_with_macros_in_a_document_is_an_embedded_file(tmp_path: Path) -> None:
    """Below a chart, say; the document has no macros for that."""
    kind = "application/vnd.ms-excel.sheet.macroEnabled.12"
    name = "word/embeddings/chart.xlsm"
    found = looked_at(word(p("x"), {name: b"a workbook"}, types={name: kind}), tmp_path)
    assert found.attachments == 1


def test_a_kind_of_part_that_is_only_spoken_of_is_none(tmp_path: Path) -> None:
    """Programs list content types of parts that are not there."""
    types = {"word/vbaProject.bin": "application/vnd.ms-office.vbaProject"}
    assert looked_at(word(p("x"), types=types), tmp_path).texts == ("x",)


def test_a_document_without_any_text_cannot_be_searched(tmp_path: Path) -> None:
    found = looked_at(word(p("")), tmp_path)
    assert (found.texts, found.unsearchable, found.remarks) == ((), True, ())


def test_a_signature_is_found(tmp_path: Path) -> None:
    signature = {"_xmlsignatures/sig1.xml": "<Signature><KeyInfo/></Signature>"}
    assert looked_at(word(p("x"), signature), tmp_path).signed


@pytest.mark.parametrize(("content", "files"), [(b"", 0), (b"a file", 1)])
def test_where_signatures_begin_is_no_embedded_file_unless_there_is_something_in_it(
    tmp_path: Path, content: bytes, files: int
) -> None:
    name = "_xmlsignatures/origin.sigs"
    kind = "application/vnd.openxmlformats-package.digital-signature-origin"
    found = looked_at(word(p("x"), {name: content}, types={name: kind}), tmp_path)
    assert (found.signed, found.attachments, found.unsearchable) == (True, files, files > 0)


def zipped(**members: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        for name, content in members.items():
            package.writestr(name, content)
    return packed.getvalue()


def types_only(kind: str) -> bytes:
    return word(p("x"), types={"word/document.xml": kind})


SAVE_AS = r".*open it in Word, then File > Save As > Word Document \(\*\.docx\) or PDF"
MACROS = f"has macros{SAVE_AS}"
PROTECTED = "protected already, with a password: in Word, File > Info > Protect Document"
NOT_WORD = f"not a Word document{SAVE_AS}"


def ole(*streams: str) -> bytes:
    """The beginning of an older file of Office, with the names of its streams somewhere in it."""
    return OLE + bytes(700) + "".join(f"{name}\0\0" for name in streams).encode("utf-16-le")


def xml(namespace: str) -> bytes:
    return f'<?xml version="1.0"?>\n<?mso-application progid="{namespace}"?><a/>'.encode()


REFUSED = {
    "an encrypted Word file": (ole("EncryptionInfo", "EncryptedPackage"), PROTECTED),
    "a Word file that only certain people can open": (
        ole("EncryptedPackage", "DRMEncryptedDataSpace"), "only certain people.*Restrict Access"),
    "an old Word file": (ole("1Table", "WordDocument"), f"an old Word document{SAVE_AS}"),
    "an old workbook": (ole("Workbook"), NOT_WORD),
    "rich text": (rb"{\rtf1\ansi text}", f"rich text document, whatever its name{SAVE_AS}"),
    "Word 2003's XML": (xml("Word.Document"), f"is a document as XML{SAVE_AS}"),
    "a package as one XML file": (
        b'\xef\xbb\xbf<?xml version="1.0"?><p xmlns="http://example.org/2006/xmlPackage"/>',
        f"is a document as XML{SAVE_AS}"),
    "a web page": (b" <!DOCTYPE html><html>", f"is a web page, whatever{SAVE_AS}"),
    "a web page in one file": (b"MIME-Version: 1.0\r\n", f"is a web page in one file{SAVE_AS}"),
    "a Pages document": (
        zipped(**{"Index/Document.iwa": "x"}), "is a Pages document.*in Pages, File > Export To"),
    "a workbook with parts": (
        word(p("x"), {"xl/workbook.xml": "<a/>"}, document="<a/>",
             types={"word/document.xml": "application/vnd.openxmlformats-officedocument."
                                         "spreadsheetml.sheet.main+xml"}),
        "is a workbook.*in Excel, then File > Save As"),
    "a presentation": (zipped(**{"ppt/presentation.xml": "x"}), "is a presentation.*PowerPoint"),
    "text": (b"not a zip at all" * 600, NOT_WORD),
    "nothing": (b"", NOT_WORD),
    "a zip of other things": (zipped(a="x" * 9000), NOT_WORD),
    "OpenDocument": (
        zipped(**{"mimetype": "application/vnd.oasis.opendocument.text",
                  "META-INF/manifest.xml": "<a/>"}), f"is an OpenDocument text{SAVE_AS}"),
    "a workbook": (types_only(MAIN.replace("wordprocessingml.document", "spreadsheetml.sheet")),
                   NOT_WORD),
    "a template": (
        types_only(MAIN.replace("document.main", "template.main")), f"is a Word template{SAVE_AS}"),
    "a .docm": (types_only("application/vnd.ms-word.document.macroEnabled.main+xml"), MACROS),
    "a macro project": (word(p("x"), {"word/vbaProject.bin": b"vba"}), MACROS),
    "a macro project by another name": (
        word(p("x"), {"word/x.bin": b"vba"}, links=link("vbaProject", "x.bin")), MACROS),
    "a macro project by its content type": (
        word(p("x"), {"word/x.bin": b"vba"},
             types={"word/x.bin": "application/vnd.ms-office.vbaProject"}), MACROS),
    "a template with macros": (
        types_only("application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), MACROS),
    "no part where the package points": (
        word(p("x"), {"_rels/.rels": relationships(link("officeDocument", "word/other.xml"))}),
        NOT_WORD),
    "a body that is missing": (
        word(p("x"), {"_rels/.rels": relationships(link("officeDocument", "word/gone.xml"))},
             types={"word/gone.xml": MAIN}), "damaged"),
    "no relationships": (word(p("x"), {"_rels/.rels": relationships("")}), NOT_WORD),
    "a part that is not well-formed": (word(document="<w:document>"), "damaged"),
    "an empty part": (word(document=""), "damaged"),
    "content types that are not well-formed": (
        word(p("x"), {"[Content_Types].xml": "<Types"}), "damaged"),
    "a footnote that is not well-formed": (
        word(p("x"), {"word/footnotes.xml": "<a>&nbsp;</a>"}), "damaged"),
    "half a document": (word(p("x"))[:3000], "damaged"),
    "parts nested too deep": (word("<w:sdt>" * 5000 + "</w:sdt>" * 5000), "nested too deep"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_word_document_is_refused_and_named(name: str, tmp_path: Path) -> None:
    content, said = REFUSED[name]
    with pytest.raises(DocumentFault, match=said):
        looked_at(content, tmp_path)


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE d [<!ENTITY % x SYSTEM "https://example.org/x"> %x;]>',
        "<!DOCTYPE d>",
    ],
)
@pytest.mark.parametrize("where", ["word/document.xml", "[Content_Types].xml", "word/footer1.xml"])
def test_a_part_that_declares_entities_is_refused(
    declared: str, where: str, tmp_path: Path
) -> None:
    content = f"{declared}<d>&b;</d>"
    with pytest.raises(DocumentFault, match="entities"):
        looked_at(word(p("x"), {where: content}), tmp_path)


def test_a_zip_that_unpacks_to_far_more_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = word(p("x"), {"word/media/image1.jpeg": bytes(70 * 1024**2)})
    assert len(bomb) < 1024**2
    with pytest.raises(DocumentFault, match="unpacks to more"):
        looked_at(bomb, tmp_path)


def test_a_zip_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    content = bytearray(word(p("x" * 5000)))
    at = content.rindex(b"word/document.xml") - 46 + 24
    content[at : at + 4] = struct.pack("<I", 50)
    with pytest.raises(DocumentFault, match="damaged"):
        looked_at(bytes(content), tmp_path)


def test_more_members_than_word_would_make_are_refused(tmp_path: Path) -> None:
    parts = {f"word/media/{number}.jpeg": "" for number in range(MOST_MEMBERS)}
    with pytest.raises(DocumentFault, match="unpacks to more"):
        looked_at(word(p("x"), parts), tmp_path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path: Path) -> None:
    packed = io.BytesIO(word(p("x")))
    with zipfile.ZipFile(packed, "a") as package:
        package.writestr("WORD/document.xml", part("document", p("y")))
    with pytest.raises(DocumentFault, match="damaged"):
        looked_at(packed.getvalue(), tmp_path)


def test_a_member_encrypted_by_zip_itself_is_refused(tmp_path: Path) -> None:
    content = bytearray(word(p("x")))
    content[content.rindex(b"word/document.xml") - 46 + 8] |= 1
    with pytest.raises(DocumentFault, match=PROTECTED):
        looked_at(bytes(content), tmp_path)


def test_one_bit_changed_in_a_picture_is_found(tmp_path: Path) -> None:
    content = bytearray(word(p("x"), {"word/media/image1.jpeg": b"PICTURE" * 9}, deflate=False))
    content[content.index(b"PICTURE")] ^= 1
    with pytest.raises(DocumentFault, match="damaged"):
        looked_at(bytes(content), tmp_path)


def test_a_folder_in_the_package_is_no_part(tmp_path: Path) -> None:
    assert looked_at(word(p("x"), {"word/": ""}), tmp_path).texts == ("x",)


def test_a_document_of_any_size_is_taken(tmp_path: Path) -> None:
    """Word's own have over 10,000 bytes; those that other programs write can have under 2,000."""
    smallest = word(p("x"), padding=0)
    assert len(smallest) < 2000
    assert looked_at(smallest, tmp_path).texts == ("x",)


@pytest.mark.slow
def test_damaged_documents_are_refused_or_read_whole_and_never_end_otherwise(
    tmp_path: Path,
) -> None:
    """By hundreds: cut, zeroed, flipped, swapped; whatever is taken reads as the sound one."""
    dice = random.Random(20260212)  # noqa: S311 - the same damage every time
    sound = word(
        "".join(p(f"line {number}") for number in range(200)),
        {
            "word/comments.xml": part("comments", p("a comment")),
            "word/footer1.xml": part("ftr", p("below")),
        },
        links=link("hyperlink", "https://example.org", outside=True),
        padding=3000,
    )
    expected = looked_at(sound, tmp_path)
    faults = set()
    refused = 0
    for number in range(600):
        damaged = bytearray(sound)
        at = dice.randrange(len(damaged))
        match number % 4:
            case 0:
                del damaged[at:]
            case 1:
                damaged[at : at + 64] = bytes(min(64, len(damaged) - at))
            case 2:
                damaged[at] ^= 1 << dice.randrange(8)
            case _:
                other = dice.randrange(len(damaged))
                damaged[at], damaged[other] = damaged[other], damaged[at]
        try:
            found = looked_at(bytes(damaged), tmp_path)
        except DocumentFault as fault:
            refused += 1
            faults.add(str(fault))
        else:
            assert found.texts == expected.texts, number
    assert refused > 400
    assert not any("line" in fault for fault in faults)


@given(st.binary(max_size=300))
def test_any_xml_like_bytes_give_findings_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any", numbered=True)
    file = word(document=content)
    try:
        found = looked_at(file, folder)
    except DocumentFault as fault:
        assert "the document is damaged" in str(fault)  # noqa: PT017 - it need not be one
    else:
        assert found.sha256 == hashlib.sha256(file).hexdigest()


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"],
                              exclude_characters="<>&"), min_size=1, max_size=20)  # fmt: skip


@given(st.lists(st.lists(WORDS, min_size=1, max_size=4), min_size=1, max_size=6))
def test_every_paragraph_is_found_however_its_runs_are_cut(
    tmp_path_factory: pytest.TempPathFactory, paragraphs: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("runs", numbered=True)
    found = looked_at(word("".join(p(*map(r, runs)) for runs in paragraphs)), folder)
    whole = ["".join(runs) for runs in paragraphs]
    assert "\n".join(found.texts) == "\n".join(line for line in whole if line.strip())
