"""`procedure`: listing, showing, checking and covering."""

from pathlib import Path

import pytest

from tests.cli.running import Cpconf

EXAMPLES = Path(__file__).parents[3] / "examples"
WESTMERE = EXAMPLES / "procedures" / "westmere.toml"
SMALL = """\
format = 1
name = "local"
title = "Local"
edition = "1"
[source]
document = "A protocol"
publisher = "Local"
[conferences]
initial = ["video"]
[[task]]
name = "write"
clause = "L-1"
section = "1"
role = "social_worker"
title = "Write"
due = "3 working days before conference"
reading = "R1"
"""


def test_both_authorities_are_listed(cpconf: Cpconf) -> None:
    ran = cpconf.must("procedure", "list", "--json")
    assert ran.json["cpconf"] == 1
    assert [each["name"] for each in ran.json["procedures"]] == ["hounslow", "oxfordshire"]
    shown = cpconf.must("procedure", "list").out
    assert "hounslow" in shown
    assert "oxfordshire" in shown


@pytest.mark.parametrize("name", ["hounslow", "oxfordshire", str(WESTMERE)])
def test_a_procedure_is_shown_with_every_clause(cpconf: Cpconf, name: str) -> None:
    document = cpconf.must("procedure", "show", name, "--json").json
    assert document["cpconf"] == 1
    clauses = {task["clause"] for task in document["tasks"]}
    assert "E-CORE-10" in clauses
    assert {limit["clause"] for limit in document["limits"]} >= {"E-ICPC-15", "E-RCPC-3M"}
    shown = cpconf.must("procedure", "show", name).out
    assert all(clause in shown for clause in clauses)


def test_the_json_has_what_the_program_makes_of_a_clause(cpconf: Cpconf) -> None:
    document = cpconf.must("procedure", "show", str(WESTMERE), "--json").json
    tasks = {task["clause"]: task for task in document["tasks"]}
    rules = {rule["clause"]: rule for rule in document["rules"]}
    nothing = {
        "together": [],
        "shares_with_parent": False,
        "sends": None,
        "sends_as": None,
        "invites": None,
        "authorises": None,
        "answers": None,
        "repeat_when_moved": False,
    }
    said: dict[str, dict[str, object]] = {
        "W-1a": {"together": ["send-leaflet"], "invites": "parents", "repeat_when_moved": True},
        "W-1c": {"together": ["invite-family"]},
        "W-4": {"authorises": "report"},
        "W-5a": {
            "shares_with_parent": True,
            "sends": "report",
            "sends_as": "pdf",
            "answers": "report_emailed",
        },
        "W-12": {},
    }
    for clause, expected in said.items():
        found = {key: tasks[clause][key] for key in nothing}
        assert found == {**nothing, **expected}, clause
    assert (rules["W-15"]["selects_sections"], rules["W-15"]["methods"]) == (True, [])
    assert rules["W-17"]["methods"] == ["teams", "conference-call"]
    assert not rules["W-17"]["selects_sections"]


def test_an_act_of_one_type_of_conference_is_shown_with_that_type(cpconf: Cpconf) -> None:
    line = ("procedure", "show", "oxfordshire")
    for type_, partners in (("initial", ["confirm-participation"]), ("review", [])):
        document = cpconf.must(*line, "--type", type_, "--json").json
        (call,) = [task for task in document["tasks"] if task["clause"] == "O-PLAN-1"]
        assert call["together"] == partners
        shown = cpconf.must(*line, "--type", type_).out
        assert ("in one act with confirm-participation" in shown) == bool(partners)


def test_a_show_can_be_narrowed(cpconf: Cpconf) -> None:
    narrowed = ("--type", "review", "--format", "written")
    shown = cpconf.must("procedure", "show", "hounslow", *narrowed).out
    assert "H-RCPC-W1" in shown
    assert "H-ICPC-P3" not in shown


def test_json_is_narrowed_too(cpconf: Cpconf) -> None:
    narrowed = ("--type", "review", "--format", "written")
    document = cpconf.must("procedure", "show", "hounslow", *narrowed, "--json").json
    assert "H-ICPC-P3" not in {task["clause"] for task in document["tasks"]}


@pytest.mark.parametrize("verb", ["show", "check", "cover"])
@pytest.mark.parametrize("name", ["camden", "none.toml", "./none.toml", ""])
def test_a_procedure_that_is_not_there_is_not_found(cpconf: Cpconf, verb: str, name: str) -> None:
    ran = cpconf("procedure", verb, name, "--json")
    assert (ran.code, ran.out) == (4, "")
    assert len(ran.errors) == 1


@pytest.mark.parametrize("name", ["hounslow", "oxfordshire", "england", str(WESTMERE)])
def test_a_good_file_has_no_faults(cpconf: Cpconf, name: str) -> None:
    assert cpconf.must("procedure", "check", name, "--json").json["faults"] == []


# Each fault with the line where it stands and what is allowed there.
@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('due = "3', 'duo = "3', 16, "duo"),
        ("working days before", "working daze before", 16, "daze"),
        ('"social_worker"', '"butler"', 14, "butler"),
        ('reading = "R1"', 'reading = "R8"', 17, "R8"),
        ('["video"]', '["radio"]', 9, "radio"),
        ("format = 1", "format = 2", 1, "form"),
        ('title = "Write"', 'title = "Write"\nfacts = ["twins"]', 16, "twins"),
        ('title = "Write"', 'title = "Write"\nbefore = ["read"]', 16, "read"),
    ],
)
def test_a_fault_is_found_with_its_line(
    cpconf: Cpconf, old: str, new: str, line: int, said: str
) -> None:
    (cpconf.folder / "local.toml").write_text(SMALL.replace(old, new), "utf-8")
    ran = cpconf("procedure", "check", "local.toml")
    assert ran.code == 3
    assert f"local.toml:{line}:" in ran.out
    assert said in ran.out
    faults = cpconf("procedure", "check", "local.toml", "--json")
    assert faults.code == 3
    assert {fault["line"] for fault in faults.json["faults"]} >= {line}


def test_a_worked_example_that_comes_out_otherwise_is_a_fault(cpconf: Cpconf) -> None:
    example = (
        '[[example]]\ntask = "write"\ntype = "initial"\nat = "2026-02-12T10:00"\n'
        'due = "{due}"\nwhy = "a plain week"\nsource = "by hand"\n'
    )
    file = cpconf.folder / "local.toml"
    file.write_text(SMALL + example.format(due="2026-02-09T17:00"), "utf-8")
    assert cpconf("procedure", "check", "local.toml").code == 0
    file.write_text(SMALL + example.format(due="2026-02-10T17:00"), "utf-8")
    ran = cpconf("procedure", "check", "local.toml")
    assert ran.code == 3
    assert "local.toml:" in ran.out


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00",
        b"\xff\xfe",
        b"not toml",
        b"format = 1\n",
        b"a = " + b"[" * 5000,
        b"[[task]]\n" * 10000,
        b'format = "1"\nname = 3\n',
    ],
    ids=["empty", "nul", "utf-16", "text", "nearly empty", "deep", "many tasks", "wrong types"],
)
def test_what_is_no_procedure_is_told_so(cpconf: Cpconf, raw: bytes) -> None:
    (cpconf.folder / "local.toml").write_bytes(raw)
    ran = cpconf("procedure", "check", "local.toml")
    assert ran.code == 3
    assert "local.toml" in ran.out + ran.err
    wanted = ("--type", "initial", "--at", "2026-02-12T10:00")
    ran = cpconf("schedule", "A-1", "--procedure", "local.toml", *wanted)
    assert (ran.code, ran.out) == (2, "")
    assert 1 <= len(ran.errors) <= 2
    assert "fault inside" not in ran.err
    assert not cpconf.has_store


@pytest.mark.parametrize("name", ["hounslow", "oxfordshire"])
def test_both_authorities_cover_their_registers(cpconf: Cpconf, name: str) -> None:
    document = cpconf.must("procedure", "cover", name, "--json").json
    assert {clause["verdict"] for clause in document["clauses"]} == {"covered"}


def test_a_clause_that_is_missing_is_found(cpconf: Cpconf) -> None:
    text = WESTMERE.read_text("utf-8")
    (cpconf.folder / "less.toml").write_text(text.replace('"W-2"', '"W-2x"'), "utf-8")
    register = ("--register", str(EXAMPLES / "registers" / "westmere.toml"))
    assert cpconf("procedure", "cover", str(WESTMERE), *register).code == 0
    ran = cpconf("procedure", "cover", "less.toml", *register)
    assert ran.code == 3
    assert "W-2" in ran.out


def test_a_register_that_is_not_there_is_not_found(cpconf: Cpconf) -> None:
    assert cpconf("procedure", "cover", "hounslow", "--register", "none.toml").code == 4
