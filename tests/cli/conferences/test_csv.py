"""Scheduling from a CSV file: every row or none."""

from pathlib import Path

import pytest

from tests.cli.running import Cpconf, Ran

HEADER = "ref,procedure,type,at"
GOOD = "oxfordshire,initial,2026-02-12T10:00"
EXAMPLES = Path(__file__).parents[3] / "examples" / "conferences.csv"


def load(cpconf: Cpconf, text: str | bytes, *more: str) -> Ran:
    """Schedule from a file with that content."""
    raw = text if isinstance(text, bytes) else text.encode()
    (cpconf.folder / "rows.csv").write_bytes(raw)
    return cpconf("schedule", "--from", "rows.csv", *more)


def refs(cpconf: Cpconf) -> set[str]:
    return {task["ref"] for task in cpconf.must("status", "--json").json["tasks"]}


def test_every_row_becomes_a_conference(cpconf: Cpconf) -> None:
    ran = load(cpconf, f"{HEADER}\nA-1,{GOOD}\nA-2,hounslow,review,12 Feb 2026 10am\n")
    assert ran.code == 0
    assert "2 conferences" in ran.out
    assert refs(cpconf) == {"A-1", "A-2"}


def test_a_row_gives_what_the_command_line_would(cpconf: Cpconf) -> None:
    options = "ends,format,fact,strategy-discussion,initial-conference,previous-review"
    row = "2026-02-12T12:30,video,no-wifi children_at_home,,2025-12-01,"
    text = f"{HEADER},{options}\nA-1,oxfordshire,review,2026-02-12T10:00,{row}\n"
    assert load(cpconf, text).code == 0
    cpconf.must(
        *("schedule", "A-2", "--procedure", "oxfordshire", "--type", "review"),
        *("--at", "2026-02-12T10:00", "--ends", "2026-02-12T12:30", "--format", "video"),
        *("--fact", "no-wifi", "--fact", "children_at_home", "--initial-conference", "2025-12-01"),
    )
    by_row, by_hand = cpconf.status("A-1").json, cpconf.status("A-2").json
    by_row["conference"]["ref"] = "A-2"
    assert by_row == by_hand


def test_an_empty_cell_means_not_given(cpconf: Cpconf) -> None:
    ran = load(
        cpconf,
        f"{HEADER},ends,format,fact,previous-review\nA-1,{GOOD},,,,\n",
    )
    assert ran.code == 0
    conference = cpconf.status().json["conference"]
    assert (conference["ends"], conference["format"]) == (None, "video")
    assert set(conference["facts"].values()) == {None}


def test_several_facts_in_a_cell_are_separated_by_spaces(cpconf: Cpconf) -> None:
    assert load(cpconf, f"{HEADER},fact\nA-1,{GOOD},split  no-wifi plan_made\n").code == 0
    facts = cpconf.status().json["conference"]["facts"]
    assert {name for name, answer in facts.items() if answer} == {"split", "no_wifi", "plan_made"}


def test_an_empty_procedure_is_the_configured_one(cpconf: Cpconf) -> None:
    cpconf.configure('[authority]\nprocedure = "hounslow"\n')
    assert load(cpconf, "ref,type,at\nA-1,initial,2026-02-12T10:00\n").code == 0
    assert cpconf.status().json["conference"]["procedure"] == "hounslow"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"\xef\xbb\xbf" + f"{HEADER}\nA-1,{GOOD}\n".encode(), id="byte order mark"),
        pytest.param(f"{HEADER}\r\nA-1,{GOOD}\r\n", id="lines of Windows"),
        pytest.param(f"{HEADER}\nA-1,{GOOD}", id="no last line break"),
        pytest.param(f"{HEADER}\n\nA-1,{GOOD}\n,,,\n\n", id="empty lines"),
        pytest.param(f'{HEADER}\n"A-1","oxfordshire","initial","12/02/2026 10:00"\n', id="quotes"),
        pytest.param(f"Ref,PROCEDURE, type ,At\nA-1 , {GOOD} \n", id="spaces and capitals"),
        pytest.param(
            "type,at,procedure,ref\ninitial,2026-02-12T10:00,oxfordshire,A-1\n", id="another order"
        ),
    ],
)
def test_spreadsheets_differ_and_all_are_read(cpconf: Cpconf, text: str | bytes) -> None:
    assert load(cpconf, text).code == 0
    assert refs(cpconf) == {"A-1"}


MORE = "ref,procedure,type,at,strategy-discussion,fact"
ROW = ("A-1", "oxfordshire", "initial", "2026-02-12T10:00", "2026-02-02", "no_wifi split")


def table(*, header: str = MORE, row: tuple[str, ...] = ROW, between: str = ",") -> str:
    """One conference as a spreadsheet would save it."""
    return f"{header.replace(',', between)}\r\n{between.join(row)}\r\n"


@pytest.mark.parametrize(
    "text",
    [
        # What Excel, LibreOffice Calc and Google Sheets write, as they were seen to.
        pytest.param(table(between=";"), id="semicolons, as where the comma is decimal"),
        pytest.param(table(between="\t"), id="tabs"),
        pytest.param(table(between="\t").encode("utf-16"), id="Excel's Unicode text"),
        pytest.param(table().encode("utf-16-be").join([b"\xfe\xff", b""]), id="UTF-16, big end"),
        pytest.param(b"\xef\xbb\xbf" + table().encode(), id="CSV UTF-8 of Excel"),
        pytest.param(f"sep=,\r\n{table()}", id="sep comma"),
        pytest.param(f"SEP=;\n{table(between=';')}", id="sep semicolon"),
        pytest.param(f'"sep=;"\n{table(between=";")}', id="sep in quotes"),
        pytest.param(f"sep=\t\r\n{table(between=chr(9))}", id="sep tab"),
        pytest.param(
            "\ufeffsep=;\r\n".encode() + table(between=";").encode(), id="sep behind a mark"
        ),
        pytest.param(table(header=f"{MORE},,", row=(*ROW, "", "")), id="columns without a name"),
        pytest.param(table(header=f"{MORE},, ", row=ROW), id="names of nothing, no cells"),
        pytest.param(table(row=(*ROW, "", "", " ")), id="empty cells at the end"),
        pytest.param(table(header=f"{MORE},ends,format", row=ROW), id="cells left out at the end"),
        pytest.param(
            table(header=MORE.replace("type", ",type", 1), row=(*ROW[:2], "", *ROW[2:])),
            id="an empty column between",
        ),
        pytest.param(table(header=MORE.replace("-", " ").title()), id="Strategy Discussion"),
        pytest.param(table(header=MORE.replace("-", " ").capitalize()), id="strategy discussion"),
        pytest.param(table(header=MORE.replace("-", "_").upper()), id="STRATEGY_DISCUSSION"),
        pytest.param(table(header=MORE.replace("-d", "D")), id="strategyDiscussion"),
        pytest.param(table(header=MORE.replace("-", "  ")), id="two spaces"),
        pytest.param(table(header=MORE.replace("ref", "--ref")), id="with its dashes"),
        pytest.param(
            table(header=MORE.replace("strategy-discussion", '"Strategy\ndiscussion"')),
            id="a name in two lines",
        ),
        pytest.param(table(row=(ROW[0], "Oxfordshire", "Initial", *ROW[3:])), id="capitals"),
        pytest.param(table(row=(ROW[0], "OXFORDSHIRE ", " INITIAL", *ROW[3:])), id="all capitals"),
        pytest.param(table(row=(*ROW[:5], '"No_WiFi\r\nSplit"')), id="facts in two lines"),
        pytest.param(table(row=(*ROW[:5], "No-Wifi  SPLIT")), id="facts in capitals"),
        pytest.param(table(row=(*ROW[:5], '"no_wifi, split"')), id="facts between commas"),
        pytest.param(
            table(row=(*ROW[:3], '"12 Feb 2026\n10am"', *ROW[4:])), id="date in two lines"
        ),
        pytest.param(table(row=(*ROW[:3], "12/02/2026 10:00:00", *ROW[4:])), id="with its seconds"),
        pytest.param(f"\r\n,,,\r\n{table()}\r\n,,,,,\r\n\r\n", id="empty lines"),
        pytest.param(table().replace("\r\n", "\r"), id="lines of the old Macintosh"),
    ],
)
def test_what_spreadsheets_write_is_read(cpconf: Cpconf, text: str | bytes) -> None:
    assert load(cpconf, table().replace("A-1", "B-1")).code == 0
    ran = load(cpconf, text)
    assert (ran.code, ran.errors) == (0, [])
    got, wanted = cpconf.status("A-1").json, cpconf.status("B-1").json
    got["conference"]["ref"] = "B-1"
    assert got == wanted
    assert got["conference"]["facts"]["no_wifi"]
    assert got["conference"]["facts"]["split"]


@pytest.mark.parametrize(
    ("row", "where"),
    [
        pytest.param((*ROW[:3], "soon", *ROW[4:]), "rows.csv:2: at: ", id="at"),
        pytest.param((*ROW[:2], "first", *ROW[3:]), "rows.csv:2: type: ", id="type"),
        pytest.param((*ROW[:4], "20/11", ROW[5]), "rows.csv:2: strategy-discussion: ", id="date"),
        pytest.param((*ROW[:5], "twins"), "rows.csv:2: fact: ", id="fact"),
        pytest.param(("A 1", *ROW[1:]), "rows.csv:2: ref: ", id="ref"),
    ],
)
def test_a_fault_names_its_row_and_its_column(
    cpconf: Cpconf, row: tuple[str, ...], where: str
) -> None:
    ran = load(cpconf, table(row=row))
    assert ran.code == 2
    assert where in ran.err
    assert not cpconf.has_store


def test_lines_are_counted_as_they_stand_in_the_file(cpconf: Cpconf) -> None:
    rows = 'A-1,oxfordshire,initial,"12 Feb 2026\n10am",,\n\nA-2,oxfordshire,first,,,\n'
    ran = load(cpconf, f"sep=,\n\n{MORE}\n{rows}")
    assert "rows.csv:7: " in ran.err


def test_a_cell_under_no_name_is_not_passed_over(cpconf: Cpconf) -> None:
    header, row = MORE.replace("type", ",type", 1), (*ROW[:2], "x", *ROW[2:])
    ran = load(cpconf, table(header=header, row=row))
    assert ran.code == 2
    assert "column 3 has no column name" in ran.err


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        pytest.param(f"A-1,{GOOD}\nA-2,oxfordshire,initial,2026-02-32T10:00", 3, id="date"),
        pytest.param(f"A-1,{GOOD}\nA-2,oxfordshire,initial,2026-02-12", 3, id="no time"),
        pytest.param("A-2,oxfordshire,first,2026-02-12T10:00", 2, id="type"),
        pytest.param(f"A-1,{GOOD}\nA 2,{GOOD}", 3, id="reference"),
        pytest.param(f"A-1,{GOOD}\n,{GOOD}", 3, id="no reference"),
        pytest.param(f"A-1,{GOOD}\nA-2,oxfordshire", 3, id="too few cells"),
        pytest.param(f"A-1,{GOOD}\nA-2,{GOOD},,x", 3, id="too many cells"),
        pytest.param(f'A-1,{GOOD}\n"A-2\n",oxfordshire,first,2026-02-12T10:00', 3, id="two lines"),
        pytest.param(f"A-1,{GOOD}\nA-2,{GOOD}\nA-1,{GOOD}", 4, id="a reference twice"),
        pytest.param(f'A-1,{GOOD}\nA-2,oxfordshire,"initial,', 3, id="quotes"),
        pytest.param(f"A-1,{GOOD}\nA-2,,initial,2026-02-12T10:00", 3, id="no procedure"),
        pytest.param(f"A-1,{GOOD}\nA-2,oxfordshire,initial,\0", 3, id="control character"),
        pytest.param(f"A-1,{GOOD}\nA-2,oxfordshire,initial,{'9' * 200_000}", 3, id="huge cell"),
    ],
)
def test_one_bad_row_keeps_all_others_out(cpconf: Cpconf, rows: str, line: int) -> None:
    cpconf.book("B-1")
    before = cpconf.contents
    ran = load(cpconf, f"{HEADER}\n{rows}\n")
    assert ran.code == 2
    assert f"rows.csv:{line}" in ran.err
    assert "nothing was scheduled" in ran.err
    assert len(ran.errors) <= 2
    assert ran.out == ""
    assert cpconf.contents == before


def test_one_bad_row_among_a_thousand_is_named(cpconf: Cpconf) -> None:
    rows = [f"A-{number},{GOOD}" for number in range(1000)]
    rows[700] = "A-700,oxfordshire,initial,yesterday"
    ran = load(cpconf, "\n".join([HEADER, *rows]))
    assert ran.code == 2
    assert "rows.csv:702" in ran.err
    assert not cpconf.has_store


def test_many_bad_rows_are_counted_not_listed(cpconf: Cpconf) -> None:
    ran = load(cpconf, HEADER + "\n" + "A-1,oxfordshire,initial,soon\n" * 500)
    assert ran.code == 2
    assert len(ran.errors) <= 2
    assert "499" in ran.err


def test_a_reference_on_record_keeps_all_rows_out(cpconf: Cpconf) -> None:
    cpconf.book("A-2")
    before = cpconf.contents
    ran = load(cpconf, f"{HEADER}\nA-1,{GOOD}\nA-2,{GOOD}\n")
    assert ran.code == 5
    assert "A-2" in ran.err
    assert cpconf.contents == before


# These faults show only once a row is dated.
UNDATEABLE = [
    pytest.param("format", "A-2,oxfordshire,review,2026-02-12T10:00,written", id="format"),
    pytest.param("ends", f"A-2,{GOOD},2026-02-12T09:00", id="ends before it starts"),
]


@pytest.mark.parametrize(("column", "row"), UNDATEABLE)
def test_a_row_that_cannot_be_dated_keeps_all_others_out(
    cpconf: Cpconf, column: str, row: str
) -> None:
    cpconf.book("B-1")
    before = cpconf.contents
    ran = load(cpconf, f"{HEADER},{column}\nA-1,{GOOD},\n{row}\n")
    assert ran.code == 2
    assert "rows.csv:3" in ran.err
    assert cpconf.contents == before


@pytest.mark.parametrize(("column", "row"), UNDATEABLE)
def test_a_row_that_cannot_be_dated_makes_no_store(cpconf: Cpconf, column: str, row: str) -> None:
    assert load(cpconf, f"{HEADER},{column}\nA-1,{GOOD},\n{row}\n").code == 2
    assert not cpconf.has_store


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "ref", id="empty"),
        pytest.param("\n\n", "ref", id="empty lines"),
        pytest.param(f"{HEADER}\n", "no rows", id="header alone"),
        pytest.param("procedure,type,at\n", "ref", id="no reference"),
        pytest.param(f"{HEADER},child\nA-1,{GOOD},x\n", "child", id="unknown column"),
        pytest.param(f"{HEADER},at\nA-1,{GOOD},x\n", "twice", id="column twice"),
        pytest.param("ref|procedure|type|at\nA-1|oxfordshire\n", "the columns are", id="bars"),
        pytest.param("ref;procedure;type\nA-1;oxfordshire;initial\n", "no column at", id="lacking"),
        pytest.param("sep=;\n", "no column ref", id="separator alone"),
        pytest.param(f"{HEADER}\nA-1\xe9,{GOOD}\n".encode("cp1252"), "UTF-8", id="cp1252"),
        pytest.param(f"{HEADER}\nA-1,{GOOD}\n".encode("utf-16-le"), "UTF-8", id="no mark"),
        pytest.param(f"{HEADER}\nA-1,{GOOD}\n".encode("utf-16")[:-1], "UTF-8", id="half a sign"),
        pytest.param(b"PK\x03\x04\xff\xfe", "UTF-8", id="spreadsheet itself"),
    ],
)
def test_a_file_that_is_no_list_of_conferences_is_refused(
    cpconf: Cpconf, text: str | bytes, said: str
) -> None:
    ran = load(cpconf, text)
    assert ran.code == 2
    assert said in ran.err
    assert len(ran.errors) <= 2
    assert not cpconf.has_store


def test_a_file_that_is_not_there_is_not_found(cpconf: Cpconf) -> None:
    ran = cpconf("schedule", "--from", "nowhere.csv")
    assert ran.code == 4
    assert "nowhere.csv" in ran.err


def test_a_folder_is_no_file(cpconf: Cpconf) -> None:
    ran = cpconf("schedule", "--from", str(cpconf.folder))
    assert ran.code == 2
    assert len(ran.errors) == 1


def test_a_reference_and_a_file_exclude_each_other(cpconf: Cpconf) -> None:
    ran = load(cpconf, f"{HEADER}\nA-1,{GOOD}\n", "A-2")
    assert ran.code == 2
    assert not cpconf.has_store


@pytest.mark.parametrize(
    "more",
    [
        ("--at", "2026-03-03T10:00"),
        ("--type", "review"),
        ("--fact", "split"),
        ("--ends", "12:00"),
        ("--previous-review", "2025-12-01"),
    ],
)
def test_an_option_that_the_file_overrules_is_refused(
    cpconf: Cpconf, more: tuple[str, ...]
) -> None:
    assert load(cpconf, f"{HEADER}\nA-1,{GOOD}\n", *more).code == 2


def test_the_procedure_given_holds_for_rows_without_one(cpconf: Cpconf) -> None:
    text = "ref,type,at\nA-1,initial,2026-02-12T10:00\n"
    assert load(cpconf, text, "--procedure", "hounslow").code == 0


def test_the_end_may_be_a_time_of_day_as_for_the_option(cpconf: Cpconf) -> None:
    assert load(cpconf, f"{HEADER},ends\nA-1,{GOOD},12:30\n").code == 0
    assert cpconf.status().json["conference"]["ends"] == "2026-02-12T12:30:00+00:00"


@pytest.mark.parametrize("name", ["camden", "camden.toml"])
def test_a_row_with_an_unknown_procedure_is_not_found(cpconf: Cpconf, name: str) -> None:
    ran = load(cpconf, f"{HEADER}\nA-1,{GOOD}\nA-2,{name},initial,2026-02-12T10:00\n")
    assert ran.code == 4
    assert not cpconf.has_store


def test_a_row_with_an_unknown_procedure_is_named(cpconf: Cpconf) -> None:
    ran = load(cpconf, f"{HEADER}\nA-1,{GOOD}\nA-2,camden,initial,2026-02-12T10:00\n")
    assert "rows.csv:3" in ran.err


def test_a_dry_run_reads_every_row_and_keeps_none(cpconf: Cpconf) -> None:
    ran = load(cpconf, f"{HEADER}\nA-1,{GOOD}\n", "--dry-run", "--json")
    assert ran.code == 0
    assert ran.json["kept"] is False
    assert not cpconf.has_store
    assert load(cpconf, f"{HEADER}\nA-1,{GOOD}\nA-2,x\n", "--dry-run").code == 2


def test_late_and_over_limit_rows_are_taken_with_a_warning(cpconf: Cpconf) -> None:
    # By the worked case of E-ICPC-15: from 12 December 2025 the last day is 7 January 2026.
    text = f"{HEADER},strategy-discussion\n"
    text += "A-1,oxfordshire,initial,2026-01-06T10:00,\n"
    text += "A-2,oxfordshire,initial,2026-02-12T10:00,2025-12-12\n"
    text += "A-3,oxfordshire,initial,2026-02-12T10:00,2026-02-02\n"
    ran = load(cpconf, text, "--json")
    assert ran.code == 0
    assert "A-1, A-2" in ran.err


def test_the_example_file_can_be_scheduled(cpconf: Cpconf) -> None:
    ran = cpconf.must("schedule", "--from", str(EXAMPLES), "--json")
    assert len(ran.json["scheduled"]) == len(EXAMPLES.read_text("utf-8").splitlines()) - 1


def test_json_says_which_are_late_or_over_a_limit(cpconf: Cpconf) -> None:
    # E-ICPC-15, by hand: 15 working days from Monday 5 January 2026 end on Monday 26 January.
    header = f"{HEADER},strategy-discussion"
    rows = f"A-1,{GOOD},2026-01-05\nA-2,{GOOD},2026-02-02\n"
    text = f"{header}\n{rows}A-3,hounslow,initial,2026-01-06T10:00,\n"
    for more in (("--dry-run",), ()):
        ran = load(cpconf, text, *more, "--json")
        assert ran.json["late"] == ["A-1", "A-3"]
        assert ran.json["kept"] is not bool(more)
