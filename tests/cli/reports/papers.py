"""Documents for the tests of the command line, by a library that the program does not use."""

from collections.abc import Sequence
from pathlib import Path

from fpdf import FPDF

FULL = (
    ("Background", 2, "backgroundword"),
    ("Analysis and recommendation", 1, "analysisword"),
    ("Child's developmental needs", 2, "developmentword"),
    ("Chronology", 3, "chronologyword"),
    ("Signatures", 1, "signatureword"),
)
"""A report's sections: title, number of pages, and the word that stands on each of them."""


def paper(path: Path, sections: Sequence[tuple[str, int, str]], *, bookmarks: bool = True) -> Path:
    """A PDF with those sections."""
    pdf = FPDF()
    for title, pages, word in sections:
        for number in range(pages):
            pdf.add_page()
            if number == 0:
                if bookmarks:
                    pdf.start_section(title)
                pdf.set_font("helvetica", style="B", size=16)
                pdf.cell(text=title, new_x="LMARGIN", new_y="NEXT")
            pdf.set_font("helvetica", size=11)
            pdf.multi_cell(0, 6, text=f"What there is to say, {word} among it. " * 20)
    pdf.output(str(path))
    return path


def report(folder: Path, name: str, word: str = "reportword", *, pages: int = 1) -> str:
    """A submitted report of one section; its path."""
    return str(paper(folder / name, [("Report", pages, word)]))
