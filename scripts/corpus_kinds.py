"""The kinds of files, ways through the program, and outcomes of `scripts.corpus`."""

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
    """Whether a file is sound, by the judgement of a program outside cpconf."""

    YES = "yes"
    REMARKS = "with remarks"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its suffixes, and functions for a file's maker and soundness."""

    suffixes: frozenset[str]
    producer: Callable[[Path], str]
    sound: Callable[[Path], Sound]
    judge: str
    """The program that judges whether a file is sound, for the table's heading."""
    ready: Callable[[], object] = bool
    """Called before each job, in the main process, to start what the job's check needs."""


@dataclass(slots=True)
class Outcome:
    """The outcome of a job: accepted, or refused for the reason `why`.

    `readers` has an entry for each program that opened the result: "opens" if it opens with the
    password and with nothing else, otherwise what was wrong. `left_out` has the reason for each of
    the job's files that is not in the result, by its place from 0.
    """

    why: str = ""
    accepted: bool = True
    readers: dict[str, str] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)


Run = Callable[[tuple[Path, ...], Path], Outcome]
"""A function of the files and an empty folder to work in. It raises CpconfError to refuse."""
Check = Callable[[tuple[Path, ...], Path, Outcome], None]
"""A function that checks the result, untimed, and writes its findings to the outcome."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way through the program, for jobs of `at_once` files of a kind."""

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
    """Return the program that made a file, as named in the file's properties.

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
    """Return the verdict of `qpdf --check`, which exits with 3 for remarks and 2 for errors."""
    try:
        checked = subprocess.run(
            ["qpdf", "--check", "--", path], capture_output=True, timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return Sound.NO
    return {0: Sound.YES, 3: Sound.REMARKS}.get(checked.returncode, Sound.NO)


PDF: Final = Kind(frozenset({".pdf"}), _pdf_producer, _pdf_sound, "qpdf --check")


def shell(*command: str | os.PathLike[str]) -> tuple[int, str]:
    """Run another program; return its exit code and the last line that it prints."""
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
    """Return the first reader's complaint about a copy; empty if there is none."""
    return next((f"{name}: {said}" for name, said in readers.items() if said != "opens"), "")
