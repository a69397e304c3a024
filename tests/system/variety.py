"""PDFs that differ in everything that a report may differ in, the same for a number at any time."""

import datetime as dt
import io
import random
from collections.abc import Callable
from typing import Final

import pypdf
from fpdf import FPDF
from PIL import Image
from pypdf.generic import DecodedStreamObject, NameObject

from tests.documents import making

PAGES: Final = (*range(1, 37), 55, 120, 300)
"""How many pages each document has."""

WORDS: Final = (
    "assessment background Canarybody chronology concern daily £40 family health home naïve "
    "observed plan progress risk school session strength support visit week wishes (café) café's"
)
_FONTS: Final = ("helvetica", "times", "courier")
_FORMATS: Final = ("a3", "a4", "letter", (148.0, 210.0), (90.0, 400.0))


def document(number: int) -> bytes:
    """The document of that number: made by fpdf2, and changed as other programs would change it."""
    chance = random.Random(number)  # noqa: S311 - the same every time is what is wanted
    made = _written(chance, PAGES[number])
    features = chance.sample(sorted(making.FEATURES), chance.randint(0, 5))
    saving = making.FORMS_OF_SAVING[chance.choice(sorted(making.FORMS_OF_SAVING))]
    made = making.changed(made, [making.FEATURES[name] for name in features], **saving)
    ending = chance.choice(("as it is", "as it is", "revised", "restricted"))
    if ending == "revised":
        return _revised(made, chance)
    if ending == "restricted":
        return making.encrypted(made, user="", owner="owner", revision=chance.choice((3, 4, 6)))
    return made


def _written(chance: random.Random, pages: int) -> bytes:
    pdf = FPDF()
    pdf.set_creation_date(dt.datetime(2026, 1, 5, 9, 30))
    pdf.set_auto_page_break(auto=False)
    pdf.set_compression(chance.random() < 0.8)
    pdf.set_title("Canarytitle")
    pdf.set_author("Canaryauthor")
    pdf.set_producer("Canaryproducer")
    pdf.set_creator("Canarycreator")
    sections = chance.random() < 0.5
    for number in range(1, pages + 1):
        pdf.add_page(
            orientation=chance.choice(("portrait", "landscape")), format=chance.choice(_FORMATS)
        )
        pdf.set_font(chance.choice(_FONTS), style=chance.choice(("", "B", "I")), size=10)
        if sections and chance.random() < 0.5:
            pdf.start_section(f"Section on page {number}")
        pdf.multi_cell(0, 5, text=f"{number}: {_words(chance)}", new_x="LMARGIN", new_y="NEXT")
        for add in chance.sample(_ADDITIONS, chance.randint(0, 2)):
            add(pdf, chance)
    if chance.random() < 0.3:
        pdf.embed_file(basename="Canaryfilename.txt", bytes=b"Canaryattached")
    return bytes(pdf.output())


def _words(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS.split(), k=chance.randint(1, 60)))


def _picture(pdf: FPDF, chance: random.Random) -> None:
    mode, bands = chance.choice((("RGB", 3), ("L", 1), ("RGBA", 4)))
    picture = Image.frombytes(mode, (40, 30), chance.randbytes(40 * 30 * bands))
    packed = io.BytesIO()
    picture.save(packed, "PNG" if mode == "RGBA" else chance.choice(("PNG", "JPEG")))
    pdf.image(packed, w=40)


def _table(pdf: FPDF, chance: random.Random) -> None:
    with pdf.table(width=60) as table:
        for _ in range(3):
            row = table.row()
            for _ in range(2):
                row.cell(chance.choice(WORDS.split()))


def _link(pdf: FPDF, _: random.Random) -> None:
    pdf.cell(text="further reading", link="https://example.org/", new_x="LMARGIN", new_y="NEXT")


def _note(pdf: FPDF, _: random.Random) -> None:
    pdf.text_annotation(x=20, y=20, text="Visiblenote")


def _turned(pdf: FPDF, chance: random.Random) -> None:
    with pdf.rotation(angle=chance.choice((90, 180, 270)), x=60, y=60):
        pdf.text(60, 60, "sideways")


_ADDITIONS: Final[list[Callable[[FPDF, random.Random], None]]] = [
    _picture,
    _table,
    _link,
    _note,
    _turned,
]


def _revised(pdf: bytes, chance: random.Random) -> bytes:
    """The document, one of its pages replaced by an appended revision; the old text stays in it."""
    writer = pypdf.PdfWriter(io.BytesIO(pdf), incremental=True)
    content = DecodedStreamObject()
    content.set_data(b"BT /F1 12 Tf 20 20 Td (Written anew, later) Tj ET")
    page = chance.choice(list(writer.pages))
    page[NameObject("/Contents")] = writer._add_object(content)  # noqa: SLF001 - has no other way
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
