"""What `scripts.corpus` runs over: kinds of files, ways through the program, and what comes out."""

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

import pikepdf

from cpconf.documents.pdf.objects import QPDF_RAISES


class Sound(StrEnum):
    """Whether a file is in order, by a program that has no part in cpconf."""

    YES = "yes"
    REMARKS = "with remarks"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Kind:
    """Files of one kind: how their names end, who made one, and whether it is sound."""

    suffixes: frozenset[str]
    producer: Callable[[Path], str]
    sound: Callable[[Path], Sound]
    judge: str
    """The program that says whether one is sound, for the heading of the table."""
    ready: Callable[[], object] = bool
    """Called before each job, outside the process that does it: what its check needs to run."""


@dataclass(slots=True)
class Outcome:
    """What became of the files: accepted, or refused with a message that leads on.

    `readers` has a word for each program that opened what was made: "opens" where it opens with
    the password and with nothing else, otherwise what was wrong. `left_out` are files that what was
    made goes without, by their place among the job's, each with the reason.
    """

    why: str = ""
    accepted: bool = True
    readers: dict[str, str] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)


Run = Callable[[tuple[Path, ...], Path], Outcome]
"""Takes the files, and an empty folder to work in. A CpconfError is a refusal."""
Check = Callable[[tuple[Path, ...], Path, Outcome], None]
"""Looks at what was made, once the clock has stopped, and writes into the outcome what it finds."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way through the program, for `at_once` files of a kind together."""

    kind: Kind
    run: Run
    check: Check | None = None
    at_once: int = 1


_GROUPS: Final = tuple(
    (group, re.compile(pattern, re.IGNORECASE))
    for group, pattern in (
        ("Microsoft Print To PDF", "print to pdf"),
        ("Acrobat Distiller", "distiller"),
        ("Word, by Acrobat's PDFMaker", "pdfmaker"),
        ("Adobe Acrobat", "acrobat|adobe pdf library|paper capture|adobe livecycle"),
        ("Other programs of Adobe", "adobe|indesign|illustrator|photoshop"),
        ("Microsoft Word", r"microsoft.*(word|office)"),
        ("Other programs of Microsoft", "microsoft"),
        ("Quartz (macOS, iOS)", "quartz|mac os x"),
        ("LibreOffice, OpenOffice", "libreoffice|openoffice|staroffice|neooffice"),
        ("Ghostscript", "ghostscript"),
        ("pdfTeX, LuaTeX, XeTeX", "tex|dvipdfm"),
        ("iText", "itext|lowagie"),
        ("cairo", "cairo"),
        ("Chrome, Skia", "skia|chrom"),
        ("PDFium", "pdfium"),
        ("Qt, wkhtmltopdf", r"\bqt\b|wkhtmltopdf"),
        ("Apache FOP, PDFBox", "fop|pdfbox"),
        ("FPDF, TCPDF, mPDF", "fpdf|tcpdf|mpdf"),
        ("ReportLab", "reportlab"),
        ("PDFlib", "pdflib"),
        ("Prince, WeasyPrint", "prince|weasyprint"),
        ("img2pdf, pikepdf, OCRmyPDF", "img2pdf|pikepdf|ocrmypdf"),
        (
            "Scanners and copiers",
            "scan|xerox|canon|ricoh|konica|kyocera|lexmark|epson|brother|abbyy",
        ),
        ("qpdf's and pikepdf's tests", "qpdf"),
    )
)
NOBODY: Final = "none is named"


def group_of(producer: str, creator: str = "") -> str:
    """The program that made a file, by what the file says of itself.

    >>> group_of("Microsoft: Print To PDF")
    'Microsoft Print To PDF'
    >>> group_of("Acrobat Distiller 9.0", "PScript5.dll Version 5.2")
    'Acrobat Distiller'
    >>> group_of("A tool of one's own"), group_of("")
    ('others', 'none is named')
    """
    for said in (producer, creator):
        for group, pattern in _GROUPS:
            if pattern.search(said):
                return group
    return "others" if (producer + creator).strip() else NOBODY


def _pdf_producer(path: Path) -> str:
    try:
        with pikepdf.open(path) as pdf:
            about = pdf.trailer.get("/Info")
            if not isinstance(about, pikepdf.Dictionary):
                return NOBODY
            said = [about.get(key) for key in ("/Producer", "/Creator")]
            return group_of(
                *(str(each) if isinstance(each, pikepdf.String) else "" for each in said)
            )
    except QPDF_RAISES:
        return "not known, as it cannot be opened"


def _pdf_sound(path: Path) -> Sound:
    """What `qpdf --check` says: it leaves with 3 where it has remarks, and with 2 for errors."""
    try:
        checked = subprocess.run(
            ["qpdf", "--check", "--", path], capture_output=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return Sound.NO
    return {0: Sound.YES, 3: Sound.REMARKS}.get(checked.returncode, Sound.NO)


PDF: Final = Kind(frozenset({".pdf"}), _pdf_producer, _pdf_sound, "qpdf --check")


def shell(*command: str | os.PathLike[str]) -> tuple[int, str]:
    """Run another program: the code that it leaves with, and the last line that it says."""
    with tempfile.TemporaryFile() as said:
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=60, check=False
            )
        except subprocess.TimeoutExpired:
            return 124, "it takes more than a minute"
        said.seek(0)
        *_, last = ("", *said.read().decode("utf-8", "replace").splitlines())
        return done.returncode, last


def worst(readers: Mapping[str, str]) -> str:
    """What the first reader says that is not content with a copy; nothing where all are."""
    return next((f"{name}: {said}" for name, said in readers.items() if said != "opens"), "")
