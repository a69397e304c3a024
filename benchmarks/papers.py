"""Making documents to protect: usual reports, and the largest ones."""

import io
from pathlib import Path

from fpdf import FPDF
from PIL import Image

PAGES = 200
_LINES = 38
_WORDS = "what was said and seen on the visit of that day, and by whom it was written down"


def report(path: Path) -> Path:
    """Make 200 pages of text, each with a photograph: some 19 MB."""
    if not path.exists():
        _write(path, PAGES, _photograph(960, 720, quality=85), width=110)
    return path


def scans(path: Path) -> Path:
    """Make 80 pages as from a scanner: some 100 MB."""
    if not path.exists():
        _write(path, 80, _photograph(2000, 2828, quality=92), width=190)
    return path


def one_page(path: Path) -> Path:
    """Make one page of text."""
    if not path.exists():
        pdf = FPDF()
        pdf.add_page()
        pdf.set_font("helvetica", size=10)
        for line in range(_LINES):
            pdf.cell(text=f"{line} {_WORDS}", new_x="LMARGIN", new_y="NEXT")
        path.write_bytes(bytes(pdf.output()))
    return path


def picture(path: Path, width: int) -> Path:
    """Make one page with one picture; a width of 4,350 pixels gives 21 MB, 9,500 gives 100 MB."""
    if not path.exists():
        _write(path, 1, _photograph(width, width * 297 // 210, quality=92), width=190)
    return path


def _write(path: Path, pages: int, photograph: Image.Image, *, width: int) -> None:
    pdf = FPDF()
    for number in range(1, pages + 1):
        pdf.add_page()
        pdf.set_font("helvetica", size=10)
        for line in range(_LINES):
            pdf.cell(text=f"{number}.{line} {_WORDS}", new_x="LMARGIN", new_y="NEXT")
        # A different picture on each page: equal ones would be stored once.
        photograph.putpixel((0, 0), (number % 256, number // 256, 7))
        stream = io.BytesIO()
        photograph.save(stream, "JPEG", quality=photograph.info["quality"])
        pdf.image(stream, x=10, y=20, w=width)
    path.write_bytes(bytes(pdf.output()))


def _photograph(width: int, height: int, *, quality: int) -> Image.Image:
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    picture.info["quality"] = quality
    return picture
