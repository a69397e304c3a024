"""The form of an abridged report: six headings (clause O-APP2), filled in and in order."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpconf.core.procedures.procedure import ReportSection
from cpconf.documents.word.look import look
from cpconf.documents.word.report_form import ABRIDGED, FIELDS, fill, headings, missing_headings
from cpconf.errors import CpconfError, DocumentFault, UsageFault
from cpconf.procedures.loader import load
from tests.documents.word.wording import looked_at, p, word

ROOT = Path(__file__).parents[3]
# The six of the clause, in its own words but for the brackets of the first.
SIX = [
    "Family details",
    "Social worker's analysis",
    "Child's or young person's views",
    "Social worker's analysis of the current situation and progress made",
    "Recommendation on a new or continuing plan",
    "Outline plan",
]
VALUES: dict[str, object] = {
    "ref": "EX-2026-01",
    "type": "review",
    "conference_date": "Thursday 12 February 2026, 10:00",
    "procedure_title": "Oxfordshire",
    "family": [
        {"role": "mother", "name": "Robin Example"},
        {"role": "child", "name": "Kit Example"},
    ],
    "professionals": [
        {"role": "social worker", "name": "Alex Sample", "agency": "Children's services"},
        {"role": "health visitor", "name": "Jo Specimen", "agency": ""},
    ],
}


def form_of(*paragraphs: str, folder: Path) -> Path:
    """An authority's own form, as Word would have it: a heap of styles, so not tiny."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    path = folder / "form.docx"
    document.save(str(path))
    return path


def text_of(report: bytes) -> str:
    document = docx.Document(io.BytesIO(report))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_form_is_what_its_script_makes() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/word_forms.py", "--check"], cwd=ROOT, check=False
    )
    assert made.returncode == 0


def test_the_report_has_its_six_headings_once_each_in_order() -> None:
    report = fill(VALUES)
    assert headings(report) == SIX
    assert missing_headings(report) == ()


def test_names_roles_agencies_and_the_conference_are_filled_in(tmp_path: Path) -> None:
    (body, *_margins) = looked_at(fill(VALUES), tmp_path).texts
    assert "Conference\nReview child protection conference\nReference\nEX-2026-01\n" in body
    assert "Date and time\nThursday 12 February 2026, 10:00\nProcedure\nOxfordshire\n" in body
    assert "Alex Sample, social worker, Children's services\nJo Specimen, health visitor\n" in body
    family = docx.Document(io.BytesIO(fill(VALUES))).tables[1]
    assert [[cell.text for cell in row.cells] for row in family.rows] == [
        ["Name", "Role", "Date of birth", "Ethnicity", "Gender", "Address"],
        ["Robin Example", "mother", "", "", "", ""],
        ["Kit Example", "child", "", "", "", ""],
    ]


def test_where_nobody_is_on_record_there_is_a_prompt(tmp_path: Path) -> None:
    report = fill(VALUES | {"family": [], "professionals": []})
    tables = docx.Document(io.BytesIO(report)).tables
    assert tables[0].rows[-1].cells[1].text == "[Nobody on record]"
    assert [row.cells[0].text for row in tables[1].rows] == ["Name", "[Name]"]
    assert missing_headings(report) == ()


def test_the_report_is_sound_word_of_no_author_in_british_english(tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(fill(VALUES))
    found = look(tmp_path / "report.docx")
    assert (found.remarks, found.attachments, found.revised) == ((), 0, False)
    document = docx.Document(str(tmp_path / "report.docx"))
    about = document.core_properties
    assert (about.title, about.language) == ("Abridged report EX-2026-01", "en-GB")
    assert (about.author, about.last_modified_by, about.comments) == ("", "", "")
    assert about.created is None
    assert {table.rows[0].cells[0].text for table in document.tables} == {"Conference", "Name"}
    with zipfile.ZipFile(tmp_path / "report.docx") as package:
        styles = package.read("word/styles.xml").decode()
        margins = package.read("word/header1.xml") + package.read("word/footer1.xml")
    assert 'w:val="en-GB"' in styles
    assert "en-US" not in styles
    assert b"Robin" not in margins


@pytest.mark.parametrize(
    "name",
    [
        *("Smith & Jones", "<b>Kit</b>", "Kit </w:t> Example", '"Kit"', "O\u2019Neil"),
        *("{{ 7*7 }}", "{% if %}", "\u6f22\u5b57", "\U0001f600", "]]>"),
        *("&amp;", "{{r x}}", "{#", "}}", "%}"),
    ],
)
def test_a_name_stays_as_it_is_on_record(name: str) -> None:
    report = fill(VALUES | {"family": [{"role": "child", "name": name}]})
    family = docx.Document(io.BytesIO(report)).tables[1]
    assert family.rows[1].cells[0].text == name


@pytest.mark.slow
@settings(max_examples=40)
@given(st.text(st.characters(exclude_characters="{}"), max_size=40))
def test_no_name_breaks_the_report_or_is_cut_short(name: str) -> None:
    report = fill(VALUES | {"family": [{"role": "child", "name": f"({name})"}]})
    assert headings(report) == SIX
    shown = docx.Document(io.BytesIO(report)).tables[1].rows[1].cells[0].text
    assert shown.startswith("(")
    assert shown.endswith(")")
    assert len(shown) == len(name) + 2


def test_an_authoritys_own_form_is_filled_in_with_the_same_fields(tmp_path: Path) -> None:
    form = form_of(
        "{{ ref }} {{ type }} {{ conference_date }} {{ procedure_title }}",
        "{% for each in family %}{{ each.name }} ({{ each.role }}). {% endfor %}",
        "{{ professionals|length }}",
        folder=tmp_path,
    )
    assert text_of(fill(VALUES, form)) == (
        "EX-2026-01 review Thursday 12 February 2026, 10:00 Oxfordshire\n"
        "Robin Example (mother). Kit Example (child). \n2"
    )


@pytest.mark.parametrize(
    ("asks", "named"),
    [
        ("{{ adress }}", "adress"),
        ("{% for each in family %}{{ each.birthday }}{% endfor %}", "birthday"),
        ("{% for each in children %}{{ each.name }}{% endfor %}", "children"),
        ("{% if secret %}x{% endif %}", "secret"),
    ],
)
def test_a_field_that_there_is_not_is_named_with_those_that_there_are(
    asks: str, named: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageFault) as fault:
        fill(VALUES, form_of(asks, folder=tmp_path))
    assert f"({named})" in str(fault.value)
    assert all(field in str(fault.value) for field in FIELDS)
    assert "Robin" not in str(fault.value)


@pytest.mark.parametrize(
    "asks",
    [
        *("{{ ref", "{% for each in family %}", "{% endfor %}", "{{ ref + 1 }}", "{{ 1 / 0 }}"),
        *("{% include 'x' %}", "{{ family[9].name }}", "{{ ref|nosuchfilter }}"),
        *("{{ ref.__class__.__mro__ }}", "{{ ''.__class__ }}", "{{ family.append(1) }}"),
        *("{{ range(10**9)|list }}", "{{ self.__init__ }}", "{{ lipsum.__globals__ }}"),
        *("{% set x = namespace() %}{{ x.y }}", "{{ cycler }}{{ joiner.x }}"),
    ],
)
def test_a_form_that_cannot_be_filled_in_or_does_more_is_refused(asks: str, tmp_path: Path) -> None:
    with pytest.raises(CpconfError) as fault:
        fill(VALUES, form_of(asks, folder=tmp_path))
    assert "Robin" not in str(fault.value)
    assert len(str(fault.value)) < 300


def test_a_form_whose_table_would_come_apart_is_refused_and_no_text_lost(tmp_path: Path) -> None:
    """The library by itself mends such a report, and drops what it cannot place."""
    document = docx.Document()
    document.add_paragraph("{% if family %}")
    document.add_table(1, 1).cell(0, 0).text = "{% endif %}"
    document.add_paragraph("{{ ref }}")
    document.save(str(tmp_path / "form.docx"))
    assert "EX-2026-01" in text_of(fill(VALUES, tmp_path / "form.docx"))
    with pytest.raises(UsageFault, match="cannot be filled in"):
        fill(VALUES | {"family": []}, tmp_path / "form.docx")


def test_a_form_that_is_no_sound_word_document_is_refused(tmp_path: Path) -> None:
    (tmp_path / "form.docx").write_bytes(word(p("x"), {"word/vbaProject.bin": b"vba"}))
    with pytest.raises(DocumentFault, match="macros"):
        fill(VALUES, tmp_path / "form.docx")


def test_missing_headings_and_headings_out_of_place_are_told(tmp_path: Path) -> None:
    def report(*titles: str) -> bytes:
        document = docx.Document()
        for title in titles:
            document.add_heading(title, 1)
            document.add_paragraph("The family's views, our analysis and the outline of a plan")
        saved = io.BytesIO()
        document.save(saved)
        return saved.getvalue()

    assert missing_headings(report(*SIX)) == ()
    assert missing_headings(report()) == tuple(SIX)
    assert missing_headings(report(*SIX[:2], *SIX[3:])) == (SIX[2],)
    assert missing_headings(report(*SIX[1:], SIX[0])) == (SIX[0],)
    assert missing_headings(report(SIX[0], SIX[2], SIX[1], *SIX[3:])) == (SIX[1],)
    assert missing_headings(report("Front page", *SIX, "Signatures")) == ()
    own = ("1. Family Details", "2. Social worker\u2019s analysis:", "3. Views of the child",
           "4. Current situation", "5. Recommendations", "6. OUTLINE PLAN")  # fmt: skip
    assert missing_headings(report(*own)) == ()


def test_the_form_has_the_headings_that_the_procedure_names() -> None:
    rules = load("oxfordshire").procedure.rules
    (six,) = (rule.sections for rule in rules if rule.clause == "O-APP2")
    assert [section.name for section in six] == SIX


def test_a_procedure_with_other_headings_has_those_looked_for() -> None:
    wanted = (ReportSection("Risk", ("risk", "danger")), ReportSection("What next", ("next",)))
    document = docx.Document()
    document.add_heading("Dangers", 1)
    document.add_heading("1. The danger", 1)
    document.add_paragraph("What next")
    saved = io.BytesIO()
    document.save(saved)
    assert missing_headings(saved.getvalue(), wanted) == ()
    assert len(missing_headings(saved.getvalue(), wanted[::-1])) == 1
    assert missing_headings(saved.getvalue()) == tuple(SIX)


def test_headings_that_are_only_bold_count_if_they_are_the_clauses_own(tmp_path: Path) -> None:
    document = docx.Document()
    for title in SIX:
        document.add_paragraph().add_run(title).bold = True
    document.save(str(tmp_path / "report.docx"))
    assert missing_headings(tmp_path / "report.docx") == ()


@pytest.mark.parametrize("content", [b"", b"text", ABRIDGED.read_bytes()[:9000]])
def test_headings_of_what_is_no_word_document_cannot_be_read(content: bytes) -> None:
    with pytest.raises(DocumentFault, match="not a Word document"):
        headings(content)
