"""Make the Word documents in src/cpconf/documents/word/forms.

    python scripts/word_forms.py [--check]

They are the abridged report, the letter of invitation, the feedback form, the guide to joining and
the leaflet. docxtpl fills in the first two: `{{ … }}` becomes a value, and `{%tr … %}` repeats a
table's row.
The script makes the same bytes every time. `--check` writes nothing, and exits with 1 if a document
is not what the script makes.
"""

import sys
from pathlib import Path

from docx.document import Document
from docx.shared import Cm, Pt

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT))

from cpconf.documents.word.invitation_letter import (  # noqa: E402
    FEEDBACK,
    GUIDE,
    INVITATION,
    LEAFLET,
)
from cpconf.documents.word.report_form import ABRIDGED, HEADINGS  # noqa: E402
from scripts import word_feedback, word_guide, word_letter  # noqa: E402 - scripts is not a package
from scripts.word_parts import (  # noqa: E402
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


def abridged() -> bytes:
    """Return the form of an abridged report as the bytes of a .docx."""
    document = started("Abridged report {{ ref }}", size=11, heading=14)
    add_style(document, "Cell", 10).paragraph_format.space_after = Pt(0)
    prompt = add_style(document, "Prompt", 10)
    prompt.font.color.rgb = QUIET
    prompt.paragraph_format.space_before = Pt(4)
    for name in ("Header", "Footer"):
        set_style(document, name, 9).font.color.rgb = QUIET
    section = document.sections[0]
    section.header.paragraphs[0].text = "Confidential"
    add_page_numbers(section.footer, "{{ ref }}, page ")
    document.add_paragraph("Abridged report", style="Title")
    _add_conference(document)
    for heading, prompt_words in zip(HEADINGS, PROMPTS, strict=True):
        document.add_heading(heading, level=1)
        if prompt_words:
            document.add_paragraph(prompt_words, style="Prompt")
        else:
            _add_family(document)
    return packed(document)


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
        label_cell(cells[0], label)
        cells[1].text = value
    cells = table.add_row().cells
    label_cell(cells[0], "Professionals")
    cells[1].text = "{%p for person in professionals %}"
    cells[1].add_paragraph(
        "{{ person.name }}, {{ person.role }}{% if person.agency %}, {{ person.agency }}{% endif %}"
    )
    cells[1].add_paragraph("{%p endfor %}")
    # Word does not accept a cell without a paragraph: this one is for a list without people.
    cells[1].add_paragraph("{%p if not professionals %}")
    cells[1].add_paragraph("[Nobody on record]")
    cells[1].add_paragraph("{%p endif %}")
    finish(table, (Cm(3.5), Cm(13.5)), "Which conference the report is for")


def _add_family(document: Document) -> None:
    table = document.add_table(rows=0, cols=len(FAMILY), style="Table Grid")
    for cell, (title, _, _) in zip(table.add_row().cells, FAMILY, strict=True):
        label_cell(cell, title)
    repeat_first_row(table)
    for before, values, after in (
        ("{%tr for person in family %}", [value for _, _, value in FAMILY], "{%tr endfor %}"),
        ("{%tr if not family %}", ["[Name]", *[""] * (len(FAMILY) - 1)], "{%tr endif %}"),
    ):
        table.add_row().cells[0].text = before
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
        table.add_row().cells[0].text = after
    finish(table, tuple(width for _, width, _ in FAMILY), "The family, a row for each person")
    document.add_paragraph(
        "[Fill in what is blank; add a row for whoever is missing]", style="Prompt"
    )


FORMS = {
    ABRIDGED: abridged,
    INVITATION: word_letter.make,
    FEEDBACK: word_feedback.make,
    GUIDE: word_guide.make_guide,
    LEAFLET: word_guide.make_leaflet,
}


def main() -> int:
    """Write the documents, or compare them; return the exit code."""
    stale = []
    for path, make in FORMS.items():
        made = make()
        if "--check" not in sys.argv[1:]:
            path.write_bytes(made)
        elif not path.is_file() or path.read_bytes() != made:
            stale.append(path.name)
    if stale:
        print(f"not what scripts/word_forms.py makes: {', '.join(stale)}. Run it, and look at them")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
