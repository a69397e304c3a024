"""Make examples/documents and examples/mailbox: invented reports, and messages with them.

    python scripts/example_documents.py [--check]

Nobody in them exists. The script makes the same bytes every time. `--check` writes nothing, and
exits with 1 if a file is not what the script makes.
"""

import datetime as dt
import sys
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from fpdf import FPDF

FOLDER = Path(__file__).parents[1] / "examples"
MADE = dt.datetime(2026, 12, 2, 9, 0, tzinfo=dt.UTC)

Sections = Sequence[tuple[str, Sequence[str]]]
"""The sections of a report, each with its title and the text of its pages."""

_HOME = "The children live with their mother at 12 Example Street, Westmere WM1 2AB."
_FULL = (
    ("Family and household", (f"{_HOME} Their father lives elsewhere and sees them on Sundays.",)),
    (
        "Background and chronology",
        (
            "The family moved to Westmere in the spring. The health visitor rang in October.",
            "Two visits in November found the children well and the home cold.",
        ),
    ),
    (
        "Child's developmental needs",
        ("Both children are lively. The elder goes to school happily, and reads well.",),
    ),
    (
        "Parenting capacity",
        ("Both parents love their children. They do not agree about bedtimes, and say so loudly.",),
    ),
    (
        "Family and environmental factors",
        (f"{_HOME} The heating fails often. A grandmother helps on most days.",),
    ),
    (
        "Analysis and recommendation",
        ("What works well is plain to see. What worries us is the quarrels at night.",),
    ),
    ("Signatures", ("Signed by the social worker, and authorised by the manager.",)),
)
_PARENTS = _FULL[2:]
_SCHOOL = (
    ("Attendance", ("The elder child missed four days this term.",)),
    ("How the child is at school", ("Friendly, often tired on Mondays, fond of football.",)),
)
_DRAFT = (("Attendance", ("To be written.",)),)
_HEALTH = (("Health", ("Both children have had their injections, and grow as they should.",)),)
_PLAN = (
    ("Outline plan", ("The heating is mended by Christmas. The grandmother comes on Mondays.",)),
)
DOCUMENTS = {
    "full-report.pdf": ("Report for the conference", _FULL),
    "parents-report.pdf": ("Report for the conference", _PARENTS),
    "plan.pdf": ("Child protection plan", _PLAN),
    "school-report.pdf": ("Report of the school", _SCHOOL),
    "school-draft.pdf": ("Report of the school", _DRAFT),
    "health-report.pdf": ("Report of the health visitor", _HEALTH),
}
MESSAGES = {
    "school.eml": ("school@example.org", "EX-2026-01", "school-report.pdf", 41),
    "nurse.eml": ("nurse@example.org", "EX-2026-02", "health-report.pdf", 52),
}
"""For each message: sender, conference, report, and the minute after 9:00 UTC on 4 December."""


def make(title: str, sections: Sections) -> bytes:
    """Return a report: its title, then each section on pages of its own, with a bookmark."""
    pdf = FPDF()
    pdf.set_creation_date(MADE)
    pdf.set_compression(False)  # compressed bytes depend on the library's version
    for number, (heading, pages) in enumerate(sections):
        for place, text in enumerate(pages):
            pdf.add_page()
            if number == place == 0:
                pdf.set_font("helvetica", style="B", size=20)
                pdf.cell(text=title, new_x="LMARGIN", new_y="NEXT", h=14)
            if place == 0:
                pdf.start_section(heading)
                pdf.set_font("helvetica", style="B", size=14)
                pdf.cell(text=heading, new_x="LMARGIN", new_y="NEXT", h=12)
            pdf.set_font("helvetica", size=11)
            pdf.multi_cell(0, 6, text=text)
    return bytes(pdf.output())


def message(sender: str, ref: str, report: bytes, at: dt.datetime) -> bytes:
    """Return a message with a report, as it arrives in the team's mailbox."""
    moment = format_datetime(at)
    arrived = EmailMessage()
    arrived["Received"] = f"from example.org by mail.example.org; {moment}"
    arrived["From"], arrived["To"] = sender, "conferences@example.org"
    arrived["Subject"] = f"Report for {ref}"
    arrived["Date"] = moment
    arrived["Message-ID"] = f"<{ref}-report@example.org>"
    arrived.set_content("Please find our report attached.\n")
    arrived.add_attachment(report, maintype="application", subtype="pdf", filename="report.pdf")
    arrived.set_boundary("report")
    return arrived.as_bytes()


def main() -> int:
    """Write the files, or compare them; return the exit code."""
    code = 0
    files = {f"documents/{name}": make(*what) for name, what in DOCUMENTS.items()}
    for name, (sender, ref, report, minute) in MESSAGES.items():
        at = dt.datetime(2026, 12, 4, 9, minute, tzinfo=dt.UTC)
        files[f"mailbox/{name}"] = message(sender, ref, files[f"documents/{report}"], at)
    for name, made in files.items():
        file = FOLDER / name
        if "--check" not in sys.argv[1:]:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(made)
        elif not file.is_file() or file.read_bytes() != made:
            print(f"{name} is not what scripts/example_documents.py makes: run the script")
            code = 1
    return code


if __name__ == "__main__":
    raise SystemExit(main())
