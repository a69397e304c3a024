"""Reports in which nothing is that must not be disclosed, but much that is a little like it.

Everything is invented; the sentences are those that reports for conferences are full of: dates,
times, other people's addresses, schools and names, numbers of every kind.
"""

import random
from typing import Final

from fpdf import FPDF

from cpconf.core.disclosure.terms import Term, TermKind

TERMS: Final = tuple(
    Term(number, "m1", kind, words)
    for number, (kind, words) in enumerate(
        [
            (TermKind.ADDRESS, "27 Orchard Street, Westmere WM4 7QP"),
            (TermKind.ADDRESS, "Flat 3, 12 High Street, Oxford OX4 1AB"),
            (TermKind.ADDRESS, "Rose Cottage, Mill Lane, Westmere"),
            (TermKind.NAME, "Gwendolen Featherstone"),
            (TermKind.NAME, "Amy Brown"),
            (TermKind.NAME, "David Jones"),
            (TermKind.SCHOOL, "Hogwickle Primary School"),
            (TermKind.SCHOOL, "Oxford Academy"),
            (TermKind.SCHOOL, "St Mary's C of E Primary School"),
            (TermKind.PHONE, "020 7946 0018"),
            (TermKind.OTHER, "the women's refuge"),
        ],
        start=1,
    )
)
OTHERS: Final = tuple(
    (f"EX-{number}", name)
    for number, name in enumerate(
        ["Peter Williams", "Mary Ann Taylor", "Sarah Evans", "Grace Hope", "Will Young", "Jo Lee"]
    )
)
REFS: Final = ("EX-2026-01", "LA-2026.017", "2026017")

_GIVEN: Final = [
    "Ada",
    "Ben",
    "Cora",
    "Dan",
    "Eve",
    "Finn",
    "Gwen",
    "Hal",
    "Ivy",
    "Jack",
    "Kit",
    "Lena",
    "Amy",
    "David",
    "Mary",
    "Peter",
]
_SURNAMES: Final = [
    "Archer",
    "Bell",
    "Cole",
    "Drew",
    "Ellis",
    "Frost",
    "Green",
    "Hart",
    "Jones",
    "Kerr",
    "Young",
    "Brown",
]
_STREETS: Final = [
    "Orchard Road",
    "High Street",
    "Mill Close",
    "Church Lane",
    "Orchard Avenue",
    "Elm Row",
]
_SCHOOLS: Final = ["Oakfield School", "Castle Primary", "St Mark's", "Westmere High", "St Martin's"]
_SAID: Final = (
    "{given} {surname} (aged {small}) goes to {school}, and missed {small} of {number} sessions.",
    "On {day} {month} {year} {given} was seen at {number} {street}, WM{small} {digit}QR.",
    "Mr and Mrs {surname} live at {number} {street}. {number} {month} {year}: no reply.",
    "The family has moved from {street}. {small} visits were made in {number} weeks.",
    "A brown coat was left in the high street; the house on the corner has a rose garden.",
    "The school said that attendance in Oxford is {number} per cent, and {digit} in Westmere.",
    "Ring 020 7946 00{small} or 07700 9000{small} between 9 and 17.{small}.",
    "{given} and {other} said they will take part; grace, hope and will were spoken of.",
    "{surname}, {given} · {surname}, {other} · Ms {surname} (chair) · Dr {other} {surname}",
    "Reference 2026{number}-{small}, page {digit} of {small}; see https://example.org/?q={number}%20{street}",
    "She spoke to a refuge worker about women's groups, and to the mill lane cottage hospital.",
    "Orchard Street is closed for {number} days. The rose and crown is in Mill Lane, she says.",
    "Strengths: warm, kind, brave. Worries: money, sleep, {small} late bills of {number} pounds.",
    "{given} {surname}, Featherstone Road surgery; {other} met the Featherstone twice.",
)


def page_of(dice: random.Random) -> str:
    """A page of sentences, as chance has it; no given name meets a surname that is kept."""
    said = []
    for chosen in dice.choices(_SAID, k=16):
        template = chosen
        given, other = dice.sample(_GIVEN, 2)
        surname = dice.choice(_SURNAMES)
        if {given, other} & {"Amy", "David"} and surname in {"Brown", "Jones"}:
            surname = "Archer"
        if surname in {"Brown", "Jones"}:
            template = chosen.replace("and Mrs {surname}", "and Mrs Hart")
            template = template.replace("Ms {surname}", "Ms Hart")
        said.append(
            template.format(
                given=given,
                other=other,
                surname=surname,
                street=dice.choice(_STREETS),
                school=dice.choice(_SCHOOLS),
                number=dice.randrange(30, 400),
                small=dice.randrange(30, 60),
                digit=dice.randrange(1, 10),
                day=dice.randrange(1, 29),
                month=dice.choice(["March", "May", "June"]),
                year=dice.randrange(2019, 2027),
            )
        )
    return "\n".join(said)


def report(pages: int, seed: int) -> bytes:
    """A report of so many pages as a PDF, some of it in a table."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    pdf = FPDF()
    pdf.set_font("helvetica", size=10)
    for number in range(1, pages + 1):
        pdf.add_page()
        pdf.multi_cell(0, 5, text=page_of(dice).replace("·", "-"), new_x="LMARGIN", new_y="NEXT")
        with pdf.table() as table:
            for _ in range(4):
                row = table.row()
                for cell in (str(dice.randrange(30, 99)), dice.choice(_STREETS), "2 May 2026"):
                    row.cell(cell)
        pdf.cell(text=f"Page {number} of {pages}")
    return bytes(pdf.output())
