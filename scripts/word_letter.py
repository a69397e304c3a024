"""The letter of invitation: its text, and the place of its address."""

from docx.document import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import Section
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from scripts.word_parts import QUIET, add_page_numbers, add_style, packed, set_style, started

# The window of a long envelope (DL, 220 by 110 mm) is 20 mm from its left, and 53 to 92 mm from its
# top. The folded sheet can slide 10 mm each way: only the address may be between 42 and 92 mm, and
# it is always visible from 53 to 81 mm.
ADDRESS = {"x": Cm(2.5), "y": Cm(5.3), "w": Cm(7.5), "h": Cm(3.9)}
LETTERHEAD = Cm(3.8)
"""The space for a letterhead on the first page, from half an inch below the top."""

LABELS = Cm(3.6)
DETAILS = (
    ("Date", "{{ conference_date }}", "conference_date"),
    ("Time", "{{ conference_time }}", "conference_time"),
    ("How", "{{ method[:1]|upper }}{{ method[1:] }}", "method"),
    ("Telephone", "{{ dial_in }}", "dial_in"),
    ("Ring at", "{{ dial_at }}", "dial_at"),
)


def make() -> bytes:
    """Return the letter as the bytes of a .docx."""
    document = started(
        "Letter of invitation",
        size=12,
        heading=16,
        styles=("Heading 2", "List Bullet"),
        parts=("numbering",),
    )
    _set_styles(document)
    _set_margins(document.sections[0])
    _add_address(document)
    _add_start(document)
    _add_joining(document)
    _add_purpose(document)
    _add_before(document)
    _add_day(document)
    _add_help(document)
    _add_end(document)
    return packed(document)


def _set_styles(document: Document) -> None:
    document.styles["Normal"].paragraph_format.space_after = Pt(6)
    document.styles["Heading 1"].paragraph_format.space_before = Pt(14)
    second = set_style(document, "Heading 2", 14, bold=True)
    second.paragraph_format.space_before = Pt(12)
    second.paragraph_format.space_after = Pt(4)
    bullet = set_style(document, "List Bullet", 12)
    bullet.paragraph_format.space_after = Pt(6)
    detail = add_style(document, "Detail", 12).paragraph_format
    detail.left_indent, detail.first_line_indent = LABELS, -LABELS
    detail.tab_stops.add_tab_stop(LABELS)
    detail.space_after = Pt(3)
    detail.keep_together = True
    add_style(document, "Address", 12).paragraph_format.space_after = Pt(0)
    for name in ("Header", "Footer"):
        set_style(document, name, 12).font.color.rgb = QUIET


def _set_margins(section: Section) -> None:
    section.left_margin, section.right_margin = Cm(2.5), Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(2.0)
    section.different_first_page_header_footer = True
    room = section.first_page_header.paragraphs[0].paragraph_format
    room.line_spacing_rule, room.line_spacing = WD_LINE_SPACING.AT_LEAST, LETTERHEAD
    for footer in (section.first_page_footer, section.footer):
        add_page_numbers(footer, "{% if ref %}{{ ref }}, {% endif %}page ")


def _add_address(document: Document) -> None:
    """Add the address in a frame, so that more lines in it do not move the rest."""
    lines = [
        document.add_paragraph("Private and confidential", style="Address"),
        _add_if(document, "recipient", "{{ recipient }}", style="Address"),
    ]
    place = " ".join(f'w:{key}="{round(length.pt * 20)}"' for key, length in ADDRESS.items())
    for line in lines:
        # LibreOffice ignores a frame in the style.
        line._p.get_or_add_pPr().append(  # noqa: SLF001 - python-docx has no function for it
            parse_xml(
                f'<w:framePr {nsdecls("w")} {place} w:hRule="atLeast" w:wrap="notBeside" '
                'w:vAnchor="page" w:hAnchor="page"/>'
            )
        )


def _add_start(document: Document) -> None:
    _add_if(
        document,
        "today or ref",
        "{{ today }}{% if today and ref %}, {% endif %}"
        "{% if ref %}our reference {{ ref }}{% endif %}",
    )
    document.add_heading("Invitation to a child protection conference", level=1)
    _add_if(document, "recipient", "Dear {{ recipient }}")
    document.add_paragraph(
        "We invite you to a meeting about your family. It is called a child protection "
        "conference. We would like you to take part, because what you think matters."
    )
    document.add_paragraph("If anything in this letter is hard to understand, please ask us.")


def _add_joining(document: Document) -> None:
    document.add_heading("When it is and how to join", level=2)
    for label, value, field in DETAILS:
        document.add_paragraph(f"{{%p if {field} %}}")
        line = document.add_paragraph(style="Detail")
        line.add_run(label).bold = True
        line.add_run(f"\t{value}")
        document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p if joining_link %}")
    line = document.add_paragraph(
        "To join by video, type this link into a web browser, or ask us to email it to you:"
    )
    line.paragraph_format.space_before = Pt(8)
    line.paragraph_format.keep_with_next = True
    document.add_paragraph("{{ joining_link }}")
    document.add_paragraph("{%p endif %}")
    line = document.add_paragraph(
        "You do not have to travel: we do not meet in a room, but by video or by telephone."
    )
    line.paragraph_format.space_before = Pt(8)
    _add_if(
        document,
        "not (joining_link or dial_in or dial_at)",
        "If nobody has told you yet how to join, please ask us.",
    )


def _add_purpose(document: Document) -> None:
    document.add_heading("What the conference is for", level=2)
    _add_if(
        document,
        "type == 'initial'",
        "This is an initial conference. It looks at whether a plan is needed to keep a child safe.",
    )
    _add_if(
        document,
        "type == 'review'",
        "This is a review conference. It looks at what has changed since the last conference, "
        "and at whether the plan is still needed.",
    )
    document.add_paragraph(
        "You meet the people who work with your family. They may come from a school, from health "
        "services or from the police, for example. You all talk about:"
    )
    _add_list(
        document,
        "what is going well in your family",
        "what people are worried about",
        "what needs to change so that every child is safe and well.",
    )
    document.add_paragraph(
        "At the end, a decision is made on whether there should be a child protection plan. A plan "
        "says what is done to keep a child safe, who does it and by when. The enclosed leaflet "
        "tells you more."
    )
    document.add_paragraph(
        "The person who leads the conference is called the chair. The chair makes sure that you "
        "can say what you want to say. Somebody else writes down what is said and decided."
    )


def _add_before(document: Document) -> None:
    document.add_heading("Before the conference", level=2)
    document.add_paragraph(
        "The people who work with your family write reports for the conference. The reports will "
        "reach you first, so that you can read them before we talk about them. If something in "
        "them is wrong or left out, tell your social worker."
    )
    document.add_paragraph(
        "The chair may ring you before the day, to explain how the conference works and to answer "
        "your questions. Tell your social worker if children will be at home with you."
    )
    document.add_heading("Somebody to support you", level=2)
    document.add_paragraph(
        "You can bring somebody to support you, such as a friend, a relative or an advocate. "
        "Please tell us beforehand who it is."
    )


def _add_day(document: Document) -> None:
    document.add_heading("On the day", level=2)
    _add_list(
        document,
        "Find a quiet place where nobody else can listen. What is said is private.",
        "Have this letter, the reports and a pen to hand.",
        "{% if dial_at and not joining_link %}Ring at {{ dial_at }}."
        "{% else %}Join five minutes early.{% endif %} "
        "If you are cut off, join again in the same way.",
        "Say so if you cannot hear, if a word is new to you or if you need a break.",
    )


def _add_help(document: Document) -> None:
    document.add_heading("If you need help or cannot be there", level=2)
    line = document.add_paragraph("Please tell us as soon as you can if you:")
    line.paragraph_format.keep_with_next = True
    _add_list(
        document,
        "need an interpreter, for another language or for sign language",
        "want this letter in another language, in large print or read out to you",
        "have no telephone, computer or internet that you can use",
        "do not feel safe with somebody who may be there",
        "cannot take part on that day or at that time.",
    )
    document.add_paragraph(
        "If you are not there, the conference may go ahead without you. You can still have your "
        "say: tell the chair or your social worker what you think, or write it down and send it "
        "to us."
    )
    _add_if(document, "not contact", "To ask for help, speak to your social worker.")
    document.add_paragraph("{%p if contact %}")
    line = document.add_paragraph(style="Detail")
    line.add_run("Ask us").bold = True
    line.add_run("\t{{ contact }}")
    document.add_paragraph("{%p endif %}")


def _add_end(document: Document) -> None:
    line = document.add_paragraph("Yours sincerely")
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(10), Pt(34)
    line.paragraph_format.keep_with_next = True
    line = document.add_paragraph("The conference team")
    line.paragraph_format.space_after = Pt(0)
    line.paragraph_format.keep_with_next = True
    _add_if(document, "procedure_title", "{{ procedure_title }}")


def _add_if(document: Document, condition: str, text: str, style: str | None = None) -> Paragraph:
    """Add a paragraph that is left out unless the condition holds, and return it."""
    document.add_paragraph(f"{{%p if {condition} %}}")
    line = document.add_paragraph(text, style=style)
    document.add_paragraph("{%p endif %}")
    return line


def _add_list(document: Document, *points: str) -> None:
    for point in points:
        document.add_paragraph(point, style="List Bullet")
