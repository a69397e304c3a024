"""Make src/cpconf/documents/forms/abridged.docx, the form of an abridged report.

    python scripts/word_forms.py [--check]

The form is what docxtpl fills in: `{{ … }}` becomes a value, and `{%tr … %}` repeats a table's row.
The same script makes the same bytes every time. With `--check` nothing is written, and a form that
is no longer what the script makes leaves with 1.
"""

import io
import sys
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from cpconf.documents.word_forms import HEADINGS

FORM = Path(__file__).parents[1] / "src/cpconf/documents/forms/abridged.docx"
LANGUAGE = "en-GB"
FONT = "Arial"
INK, QUIET, RULE, SHADE = RGBColor(0x1F, 0x2A, 0x44), RGBColor(0x55, 0x55, 0x55), "8A93A6", "E9ECF2"
KEPT_STYLES = {
    *("Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"),
    *("Title", "Heading 1", "Table Grid"),
}
UNUSED_PARTS = (
    "customXml",
    "stylesWithEffects",
    "thumbnail",
    "webSettings",
    "numbering",
    "extended-properties",
)

PROMPTS = (
    "",
    "[The analysis, in brief: what works well, and what is worrying]",
    "[What each child has said, in their own words if possible]",
    "[How things stand now, and what has changed]",
    "[Whether a plan is needed, and why]",
    "[What is to be done, by whom and by when]",
)
FAMILY = (
    ("Name", Cm(3.7), "{{ person.name }}"),
    ("Role", Cm(2.5), "{{ person.role }}"),
    ("Date of birth", Cm(2.3), ""),
    ("Ethnicity", Cm(2.5), ""),
    ("Gender", Cm(2.0), ""),
    ("Address", Cm(4.0), ""),
)


def make() -> bytes:
    """The form, as the bytes of a .docx."""
    document = docx.Document()
    _drop_unused(document)
    _set_styles(document)
    _set_page(document)
    _set_properties(document)
    document.add_paragraph("Abridged report", style="Title")
    _add_conference(document)
    for heading, prompt in zip(HEADINGS, PROMPTS, strict=True):
        document.add_heading(heading, level=1)
        if prompt:
            document.add_paragraph(prompt, style="Prompt")
        else:
            _add_family(document)
    return _packed(document)


def _add_conference(document: Document) -> None:
    rows = (
        ("Conference", "{{ type|capitalize }} child protection conference"),
        ("Reference", "{{ ref }}"),
        ("Date and time", "{{ conference_date }}"),
        ("Procedure", "{{ procedure_title }}"),
    )
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for label, value in rows:
        cells = table.add_row().cells
        _label(cells[0], label)
        cells[1].text = value
    cells = table.add_row().cells
    _label(cells[0], "Professionals")
    cells[1].text = "{%p for person in professionals %}"
    cells[1].add_paragraph(
        "{{ person.name }}, {{ person.role }}{% if person.agency %}, {{ person.agency }}{% endif %}"
    )
    cells[1].add_paragraph("{%p endfor %}")
    # A cell without a paragraph is no sound Word: this one stands where there is nobody.
    cells[1].add_paragraph("{%p if not professionals %}")
    cells[1].add_paragraph("[Nobody on record]")
    cells[1].add_paragraph("{%p endif %}")
    _finish(table, (Cm(3.5), Cm(13.5)), "Which conference the report is for")


def _add_family(document: Document) -> None:
    table = document.add_table(rows=0, cols=len(FAMILY), style="Table Grid")
    for cell, (title, _, _) in zip(table.add_row().cells, FAMILY, strict=True):
        _label(cell, title)
    header = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no word for it
    header.append(OxmlElement("w:tblHeader"))
    for before, values, after in (
        ("{%tr for person in family %}", [value for _, _, value in FAMILY], "{%tr endfor %}"),
        ("{%tr if not family %}", ["[Name]", *[""] * (len(FAMILY) - 1)], "{%tr endif %}"),
    ):
        table.add_row().cells[0].text = before
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
        table.add_row().cells[0].text = after
    _finish(table, tuple(width for _, width, _ in FAMILY), "The family, a row for each person")
    document.add_paragraph(
        "[Fill in what is blank; add a row for whoever is missing]", style="Prompt"
    )


def _label(cell: _Cell, text: str) -> None:
    cell.paragraphs[0].add_run(text).bold = True
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{SHADE}"/>')
    )


def _finish(table: Table, widths: tuple[int, ...], description: str) -> None:
    """Fixed widths, room in the cells, whole rows on one page, and words for a screen reader."""
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))  # noqa: SLF001
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            for paragraph in cell.paragraphs:
                if paragraph.style.name == "Normal":
                    paragraph.style = "Cell"
    about = table._tbl.tblPr  # noqa: SLF001
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    about.find(qn("w:tblLayout")).addprevious(
        parse_xml(f"<w:tblBorders {nsdecls('w')}>{lines}</w:tblBorders>")
    )
    about.append(
        parse_xml(
            f"<w:tblCellMar {nsdecls('w')}>"
            '<w:top w:w="60" w:type="dxa"/><w:left w:w="100" w:type="dxa"/>'
            '<w:bottom w:w="60" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar>'
        )
    )
    look = about.find(qn("w:tblLook"))
    about.remove(look)
    about.append(look)
    about.append(parse_xml(f'<w:tblDescription {nsdecls("w")} w:val="{description}"/>'))


def _set_styles(document: Document) -> None:
    styles = document.styles
    for style in list(styles):
        if style.name not in KEPT_STYLES:
            style.delete()
    language = styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    for key in ("val", "eastAsia"):
        language.set(qn(f"w:{key}"), LANGUAGE)
    normal = _style(document, "Normal", 11)
    normal.paragraph_format.space_after = Pt(6)
    title = _style(document, "Title", 22, bold=True)
    title.paragraph_format.space_after = Pt(10)
    for border in title.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    heading = _style(document, "Heading 1", 14, bold=True)
    heading.paragraph_format.space_before = Pt(20)
    heading.paragraph_format.space_after = Pt(6)
    cell = styles.add_style("Cell", WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style = normal
    _style(document, "Cell", 10).paragraph_format.space_after = Pt(0)
    prompt = styles.add_style("Prompt", WD_STYLE_TYPE.PARAGRAPH)
    prompt.base_style = normal
    _style(document, "Prompt", 10).font.color.rgb = QUIET
    prompt.paragraph_format.space_before = Pt(4)
    for name in ("Header", "Footer"):
        _style(document, name, 9).font.color.rgb = QUIET


def _style(document: Document, name: str, size: int, *, bold: bool = False) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = INK if bold else RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]  # a theme's font would win over the one that is named
    for key in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)
    for key in ("w:spacing", "w:kern"):
        for element in properties.findall(qn(key)):
            properties.remove(element)
    return style


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.2)
    header = section.header.paragraphs[0]
    header.text = "Confidential"
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    footer.add_run("{{ ref }}, page ")
    _add_field(footer, "PAGE")
    footer.add_run(" of ")
    _add_field(footer, "NUMPAGES")


def _add_field(paragraph: Paragraph, code: str) -> None:
    paragraph._p.append(  # noqa: SLF001
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )


def _set_properties(document: Document) -> None:
    """A title and a language; no author, and no dates."""
    properties = document.core_properties
    root = properties._element  # noqa: SLF001
    for element in list(root):
        root.remove(element)
    properties.title = "Abridged report {{ ref }}"
    properties.language = LANGUAGE
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    # Without it Word opens the report in its compatibility mode.
    mode = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    settings.find(qn("w:rsids")).addprevious(mode)


def _drop_unused(document: Document) -> None:
    package = document.part.package
    for part in (package, document.part):
        for rid, relation in list(part.rels.items()):
            if relation.reltype.rpartition("/")[2] in UNUSED_PARTS:
                del part.rels[rid]


def _packed(document: Document) -> bytes:
    """The package without times and without compression, whose result depends on the library."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            about = zipfile.ZipInfo(name)
            about.create_system = 0
            target.writestr(about, source.read(name))
    return packed.getvalue()


def main() -> int:
    """Write the form, or compare."""
    made = make()
    if "--check" not in sys.argv[1:]:
        FORM.write_bytes(made)
    elif not FORM.is_file() or FORM.read_bytes() != made:
        print("scripts/word_forms.py makes another form: run it, and look at what comes of it")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
