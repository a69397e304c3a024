"""The parents' guide to joining, and the leaflet about conferences (Hounslow, H-ICPC-C2).

The guide goes by email without protection, so it does not say what kind of meeting it is about. The
leaflet goes by post, in the envelope with the letter.
"""

from docx.document import Document

from scripts.word_parts import QUIET, add_page_numbers, packed, set_style, started

JOINING = (
    "A little before the time in your invitation, open the invitation and press the link.",
    "Choose to open it in the Teams app, or to join in your browser. You need no account.",
    "Type your name as you wish to be called, and press Join.",
    "You may wait a moment until somebody lets you in.",
    "Switch your microphone off while others speak, and on when you speak.",
)
READY = (
    "a quiet room where nobody else can hear you, and headphones if you have them",
    "your phone, tablet or computer, charged, and with enough data if you have no wifi",
    "somebody to look after the children while it lasts",
)
HELP = (
    "If it does not work, ring the number in your invitation. You can also join by telephone: tell "
    "us, and we give you a number to ring."
)
WHAT = (
    (
        "What a conference is",
        (
            "Everybody who knows your family well meets to talk about whether your child is "
            "safe, and what would help. You are invited, and what you say counts."
        ),
    ),
    (
        "Who is there",
        (
            "A chair who has not worked with you before, somebody who takes the minutes, your "
            "social worker, and others who know your child, such as the school or the health "
            "visitor."
        ),
    ),
    (
        "Before it",
        (
            "The chair rings you. Each of those who write a report goes through it with you "
            "first. Say if something in it is wrong. Tell us if you need an interpreter, or "
            "somebody beside you."
        ),
    ),
    (
        "On the day",
        (
            "The chair explains how it goes and sees that everybody is heard. You may ask for a "
            "break. For a short time the professionals may speak alone."
        ),
    ),
    (
        "What is decided",
        (
            "Whether your child needs a child protection plan. If so, you hear what is in it, "
            "who does what, and when the plan is looked at again. You get it in writing, and "
            "later the minutes."
        ),
    ),
    (
        "If you cannot or do not want to come",
        (
            "Tell the chair what you want to say when they ring. You are told afterwards what "
            "was decided."
        ),
    ),
)


def make_guide() -> bytes:
    """Return the guide as the bytes of a .docx."""
    document = _started("Joining guide")
    document.add_heading("How to join the meeting", level=1)
    document.add_heading("Have ready", level=2)
    for point in READY:
        document.add_paragraph(f"\u2022  {point}")
    document.add_heading("Join", level=2)
    for number, step in enumerate(JOINING, 1):
        document.add_paragraph(f"{number}.  {step}")
    document.add_heading("If it does not work", level=2)
    document.add_paragraph(HELP)
    return _finished(document, "Joining guide, page ")


def make_leaflet() -> bytes:
    """Return the leaflet as the bytes of a .docx."""
    document = _started("About the conference")
    document.add_heading("About the child protection conference", level=1)
    for heading, text in WHAT:
        document.add_heading(heading, level=2)
        document.add_paragraph(text)
    return _finished(document, "About the conference, page ")


def _started(title: str) -> Document:
    document = started(title, size=12, heading=18, styles=("Heading 2",))
    set_style(document, "Heading 2", 14, bold=True)
    set_style(document, "Footer", 12).font.color.rgb = QUIET
    return document


def _finished(document: Document, footer: str) -> bytes:
    add_page_numbers(document.sections[0].footer, footer)
    return packed(document)
