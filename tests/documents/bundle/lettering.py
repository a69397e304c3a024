"""Letters of invitation as tests fill them in, read them and print them."""

import datetime as dt
import io
import subprocess
from pathlib import Path

import docx
import pytest

from scripts.office import is_installed
from tests.documents.readers import open_by_mupdf

LINK = "https://meet.example.org/join/19%3ameeting?context=%7b%22Tid%22%7d&x=1"
FIELDS: dict[str, object] = {
    "ref": "EX-2026-01",
    "recipient": "Robin Example",
    "conference_date": "Thursday 12 February 2026",
    "conference_time": "10:00",
    "type": "review",
    "method": "Microsoft Teams",
    "joining_link": LINK,
    "dial_in": "020 7946 0000\nConference number 123 456 789#",
    "dial_at": dt.time(9, 50),
    "contact": "020 7946 0001, any weekday\nconferences@example.org",
    "procedure_title": "London Borough of Hounslow",
    "today": "Tuesday 20 January 2026",
}
needs_office = pytest.mark.skipif(
    not is_installed(), reason="libreoffice-writer-nogui and python3-uno are not installed"
)


def lines_of(letter: bytes | Path) -> list[str]:
    document = docx.Document(io.BytesIO(letter) if isinstance(letter, bytes) else str(letter))
    return [paragraph.text for paragraph in document.paragraphs]


def pages(document: bytes, folder: Path) -> list[list[tuple[str, float, float]]]:
    """The words of each page, with mm from the left and from the top."""
    (folder / "document.docx").write_bytes(document)
    subprocess.run(
        [
            *("soffice", "--headless", "--norestore", "--convert-to", "pdf", "document.docx"),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        ],
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=120,
    )
    with open_by_mupdf(folder / "document.pdf") as made:
        return [
            [(word[4], word[0] / 72 * 25.4, word[1] / 72 * 25.4) for word in page.get_text("words")]
            for page in made
        ]
