"""The feedback form: its questions, and boxes that can be ticked on paper and on a screen.

It goes by email without protection, so it does not say what kind of meeting it is about.
"""

from itertools import count

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from scripts.word_parts import (
    QUIET,
    add_page_numbers,
    add_style,
    finish,
    label_cell,
    packed,
    repeat_first_row,
    set_style,
    started,
)

BOXES = "http://schemas.microsoft.com/office/word/2010/wordml"
BOX_FONT = "MS Gothic"

WHO = ("a family member, or somebody who supports one", "a professional")
HOW = ("by video", "by telephone", "in another way", "not at all")
SCALE = ("Yes", "Mostly", "Not really", "No", "Does not apply")
STATEMENTS = (
    "I was told in good time when the meeting was and how to join it.",
    "The reports reached me in time to read them.",
    "I understood what the meeting was for.",
    "Joining by video or telephone worked well.",
    "I could say what I wanted to say, and I was listened to.",
    "I know what was decided and what happens next.",
)
OPEN_QUESTIONS = ("What went well?", "What should we do differently another time?")


def make() -> bytes:
    """Return the form as the bytes of a .docx."""
    document = started("Feedback form", size=12, heading=18, styles=("Heading 2",))
    _set_styles(document)
    document.add_heading("How was the meeting for you?", level=1)
    document.add_paragraph(
        "You were invited to a meeting. Please tell us how it was. Your answers help us to do it "
        "better. They change nothing about what was decided."
    )
    document.add_paragraph(
        "Please write no names: not your own and nobody else's. You may leave out any question."
    )
    ids = count(1)
    document.add_heading("About you", level=2)
    _add_choice(document, "I am:", WHO, ids)
    _add_choice(document, "I took part:", HOW, ids)
    document.add_heading("How it was", level=2)
    line = document.add_paragraph("Please tick one box in each row.")
    line.paragraph_format.keep_with_next = True
    _add_scales(document, ids)
    document.add_heading("In your own words", level=2).paragraph_format.page_break_before = True
    for number, question in enumerate(OPEN_QUESTIONS, len(STATEMENTS) + 1):
        _add_room(document, number, question)
    document.add_heading("How to send it back", level=2)
    document.add_paragraph(
        "Send this form to the team that invited you. The invitation says how to reach us. An "
        "email shows who it comes from: if you would rather not be known, post the form to us."
    )
    document.add_paragraph("Thank you.")
    add_page_numbers(document.sections[0].footer, "Feedback form, page ")
    return packed(document)


def _set_styles(document: Document) -> None:
    document.styles["Heading 1"].paragraph_format.space_before = Pt(0)
    second = set_style(document, "Heading 2", 14, bold=True)
    second.paragraph_format.space_before = Pt(14)
    second.paragraph_format.space_after = Pt(4)
    add_style(document, "Cell", 12).paragraph_format.space_after = Pt(0)
    set_style(document, "Footer", 12).font.color.rgb = QUIET


def _add_choice(
    document: Document, start: str, answers: tuple[str, ...], ids: "count[int]"
) -> None:
    line = document.add_paragraph()
    line.add_run(start).bold = True
    for answer in answers:
        line.add_run("   ")
        _add_box(line, f"{start.rstrip(':')} {answer}", next(ids))
        line.add_run(f"\u00a0{answer}")


def _add_scales(document: Document, ids: "count[int]") -> None:
    table = document.add_table(rows=0, cols=1 + len(SCALE), style="Table Grid")
    for cell, title in zip(table.add_row().cells, ("The meeting", *SCALE), strict=True):
        label_cell(cell, title)
    repeat_first_row(table)
    for number, statement in enumerate(STATEMENTS, 1):
        cells = table.add_row().cells
        cells[0].text = f"{number}. {statement}"
        for cell, answer in zip(cells[1:], SCALE, strict=True):
            _add_box(cell.paragraphs[0], f"{number}: {answer}", next(ids))
    for row in table.rows:
        row.height, row.height_rule = Cm(1.6), WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        for cell in row.cells[1:]:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    finish(
        table,
        (Cm(7.8), *[Cm(1.84)] * len(SCALE)),
        "A question in each row, an answer in each column",
    )


def _add_room(document: Document, number: int, question: str) -> None:
    line = document.add_paragraph(f"{number}. {question}")
    line.paragraph_format.space_before = Pt(12)
    line.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=1, style="Table Grid")
    table.rows[0].height, table.rows[0].height_rule = Cm(7), WD_ROW_HEIGHT_RULE.AT_LEAST
    finish(table, (Cm(17.0),), f"Room for your answer to question {number}")


def _add_box(paragraph: Paragraph, name: str, number: int) -> None:
    """Add a tick box; a screen reader says its name."""
    fonts = " ".join(f'w:{key}="{BOX_FONT}"' for key in ("ascii", "hAnsi", "eastAsia"))
    paragraph._p.append(  # noqa: SLF001 - python-docx has no function for it
        parse_xml(
            f'<w:sdt {nsdecls("w")} xmlns:w14="{BOXES}"><w:sdtPr><w:alias w:val="{name}"/>'
            f'<w:id w:val="{number}"/><w14:checkbox><w14:checked w14:val="0"/>'
            f'<w14:checkedState w14:val="2612" w14:font="{BOX_FONT}"/>'
            f'<w14:uncheckedState w14:val="2610" w14:font="{BOX_FONT}"/></w14:checkbox></w:sdtPr>'
            f'<w:sdtContent><w:r><w:rPr><w:rFonts {fonts} w:hint="eastAsia"/>'
            '<w:sz w:val="32"/></w:rPr>'
            "<w:t>\u2610</w:t></w:r></w:sdtContent></w:sdt>"
        )
    )
