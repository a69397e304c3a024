"""Documents to protect, and readers for what the program makes of them."""

import email
import email.policy
from email.message import EmailMessage
from pathlib import Path

import docx
import pypdf
from fpdf import FPDF

from tests.cli.running import Cpconf, Ran

STRONG = "Violet-Harbour-Tram-91"
"""A password that was given, and is strong enough."""


def a_pdf(folder: Path, *pages: str, name: str = "full report.pdf") -> Path:
    """A PDF of one text a page."""
    pdf = FPDF()
    pdf.set_title("Canarytitle")
    pdf.set_font("helvetica", size=11)
    for text in pages or ("The assessment of this family says Canarybody.",):
        pdf.add_page()
        pdf.multi_cell(0, 6, text=text)
    path = folder / name
    path.write_bytes(bytes(pdf.output()))
    return path


def a_docx(folder: Path, text: str = "The record of the conference says Canarybody.") -> Path:
    """A Word document."""
    document = docx.Document()
    document.add_heading("Minutes", 1)
    document.add_paragraph(text)
    path = folder / "minutes.docx"
    document.save(str(path))
    return path


def message(path: Path) -> EmailMessage:
    """An .eml file as the standard library reads it."""
    found = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def words(letter: EmailMessage) -> str:
    """The plain text of a message."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def password_in(path: Path) -> str:
    """The password of the second message: the one line that could be words with hyphens."""
    lines = [line for line in words(message(path)).splitlines() if line.count("-") >= 3]
    passwords = [line for line in lines if " " not in line]
    assert len(passwords) == 1
    return passwords[0]


def read(path: Path, password: str) -> str:
    """The text of a protected PDF, by another library than the one that protected it."""
    reader = pypdf.PdfReader(path, password=password)
    return "\n".join(page.extract_text() for page in reader.pages)


def opens(path: Path, password: str) -> bool:
    """Whether a PDF opens with that password, for that library."""
    return bool(pypdf.PdfReader(path).decrypt(password))


def protect(cpconf: Cpconf, file: Path, *more: str, to: str = "mother", code: int = 0) -> Ran:
    """Protect a document for somebody at A-1, into `out`."""
    out = () if "--out" in more else ("--out", str(cpconf.folder / "out"))
    ran = cpconf("protect-report", str(file), "A-1", "--to", to, *out, *more)
    assert ran.code == code, ran
    return ran


def release(cpconf: Cpconf, *more: str, to: str = "mother", code: int = 0) -> Ran:
    """Release the password, after a telephone call."""
    known = () if "--how" in more else ("--how", "phone")
    line = ("release", "A-1", "--to", to, *known, "--confirmed-by", "Sam Example")
    ran = cpconf(*line, *more)
    assert ran.code == code, ran
    return ran
