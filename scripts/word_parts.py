"""The common parts of the Word documents made here: fonts, page, tables, and fixed bytes."""

import io
import zipfile
from collections.abc import Collection
from typing import Final

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

LANGUAGE: Final = "en-GB"
FONT: Final = "Arial"
INK: Final = RGBColor(0x1F, 0x2A, 0x44)
QUIET: Final = RGBColor(0x55, 0x55, 0x55)
_RULE, _SHADE = "8A93A6", "E9ECF2"
_KEPT_STYLES = {
    *("Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"),
    *("Title", "Heading 1", "Table Grid"),
}
_UNUSED_PARTS = {
    *("customXml", "stylesWithEffects", "thumbnail", "webSettings", "extended-properties"),
    "numbering",
}


def started(
    title: str,
    *,
    size: int,
    heading: int,
    styles: Collection[str] = (),
    parts: Collection[str] = (),
) -> Document:
    """Return an empty A4 document without an author, in our fonts; sizes are in points.

    `styles` and `parts` of python-docx's own document are kept in addition to the usual ones.
    """
    document = docx.Document()
    _drop_unused(document, parts)
    for style in list(document.styles):
        if style.name not in _KEPT_STYLES and style.name not in styles:
            style.delete()
    _set_language(document)
    set_style(document, "Normal", size).paragraph_format.space_after = Pt(6)
    top = set_style(document, "Title", 22, bold=True)
    top.paragraph_format.space_after = Pt(10)
    for border in top.element.iter(qn("w:pBdr")):
        border.getparent().remove(border)
    first = set_style(document, "Heading 1", heading, bold=True)
    first.paragraph_format.space_before = Pt(20)
    first.paragraph_format.space_after = Pt(6)
    _set_page(document)
    _set_properties(document, title)
    return document


def add_style(document: Document, name: str, size: int) -> ParagraphStyle:
    """Add a style based on Normal; the size is in points."""
    added = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    added.base_style = document.styles["Normal"]
    return set_style(document, name, size)


def set_style(document: Document, name: str, size: int, *, bold: bool = False) -> ParagraphStyle:
    """Set a style's font, colour and size, in points, and return it."""
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = INK if bold else RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.rFonts
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]  # a theme's font would override ours
    for key in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)
    for key in ("w:spacing", "w:kern"):
        for element in properties.findall(qn(key)):
            properties.remove(element)
    return style


def add_page_numbers(footer: _Footer, before: str) -> None:
    """Add "page of pages" at the right of a footer, after this text."""
    line = footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.add_run(before)
    _add_field(line, "PAGE")
    line.add_run(" of ")
    _add_field(line, "NUMPAGES")


def label_cell(cell: _Cell, text: str) -> None:
    """Make a cell a label: bold text on a shaded background."""
    cell.paragraphs[0].add_run(text).bold = True
    cell._tc.get_or_add_tcPr().append(  # noqa: SLF001 - python-docx has no function for it
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{_SHADE}"/>')
    )


def repeat_first_row(table: Table) -> None:
    """Make the first row the table's header, repeated on every page."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001


def finish(table: Table, widths: tuple[int, ...], description: str) -> None:
    """Set a table's widths and margins, keep its rows whole, and describe it to screen readers."""
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
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"/>'
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


def packed(document: Document) -> bytes:
    """Return the package without times, and without compression, which depends on the library."""
    saved, made = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            about = zipfile.ZipInfo(name)
            about.create_system = 0
            target.writestr(about, source.read(name))
    return made.getvalue()


def _set_language(document: Document) -> None:
    language = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    for key in ("val", "eastAsia"):
        language.set(qn(f"w:{key}"), LANGUAGE)


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.2)


def _add_field(paragraph: Paragraph, code: str) -> None:
    paragraph._p.append(  # noqa: SLF001
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )


def _set_properties(document: Document, title: str) -> None:
    """Set title and language as the only properties: no author, no dates."""
    properties = document.core_properties
    root = properties._element  # noqa: SLF001
    for element in list(root):
        root.remove(element)
    properties.title = title
    properties.language = LANGUAGE
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    # Without it Word opens the document in its compatibility mode.
    mode = parse_xml(
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    settings.find(qn("w:rsids")).addprevious(mode)


def _drop_unused(document: Document, kept: Collection[str]) -> None:
    package = document.part.package
    for part in (package, document.part):
        for rid, relation in list(part.rels.items()):
            kind = relation.reltype.rpartition("/")[2]
            if kind in _UNUSED_PARTS and kind not in kept:
                del part.rels[rid]
