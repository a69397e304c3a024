"""Explaining a date: the clause, the reading, and the count day by day."""

from pathlib import Path
from typing import Any

import pytest

from cpconf.procedures.loader import load
from tests.cli.running import Cpconf

WESTMERE = Path(__file__).parents[3] / "examples" / "procedures" / "westmere.toml"


def explain(cpconf: Cpconf, task: str) -> dict[str, Any]:
    return cpconf.must("explain", "A-1", task, "--json").json


def counting(document: dict[str, Any]) -> list[str]:
    return [day["date"] for day in document["counted"] if day["counts"]]


def test_the_json_adds_the_count_the_anchor_and_the_source(cpconf: Cpconf) -> None:
    cpconf.book()
    document = explain(cpconf, "O-13a")
    assert document["cpconf"] == 1
    assert set(document) >= {"counted", "anchor", "source", "due", "literal", "reading", "clause"}
    assert all(set(day) >= {"date", "counts", "why"} for day in document["counted"])
    assert document["due"] == "2026-02-09T17:00:00+00:00"
    assert document["reading"] == "R2"
    assert "paragraph 13" in document["source"]


def test_the_json_adds_to_what_status_has_of_the_task(cpconf: Cpconf) -> None:
    cpconf.book()
    task = cpconf.status().task("O-13a")
    assert set(explain(cpconf, "O-13a")) >= set(task)


# By hand, for Thursday 12 February 2026.
@pytest.mark.parametrize(
    ("procedure", "type_", "clause", "counts"),
    [
        ("hounslow", "initial", "H-ICPC-P3", ["2026-02-11", "2026-02-10", "2026-02-09"]),
        ("hounslow", "initial", "H-ICPC-A1a", ["2026-02-13"]),
        ("oxfordshire", "review", "O-3", ["2026-02-11", "2026-02-10"]),
        ("oxfordshire", "initial", "O-21", ["2026-02-11"]),
    ],
)
def test_the_days_that_count_are_listed(
    cpconf: Cpconf, procedure: str, type_: str, clause: str, counts: list[str]
) -> None:
    cpconf.book(procedure=procedure, type_=type_)
    assert counting(explain(cpconf, clause)) == counts


def test_every_day_passed_over_says_why(cpconf: Cpconf) -> None:
    # By the worked case of E-ICPC-15: Christmas, Boxing Day, New Year's Day and four weekends.
    cpconf.book("A-1", "--strategy-discussion", "2025-12-12", at="2026-01-07T10:00")
    document = explain(cpconf, "E-ICPC-15")
    why = {day["date"]: day["why"] for day in document["counted"] if not day["counts"]}
    assert "Christmas Day" in why["2025-12-25"]
    assert "Boxing Day" in why["2025-12-26"]
    assert "New Year" in why["2026-01-01"]
    assert "Saturday" in why["2025-12-13"]
    assert "Sunday" in why["2025-12-14"]
    assert counting(document)[0] == "2025-12-15"
    assert counting(document)[-1] == "2026-01-07"
    assert len(counting(document)) == 15
    shown = cpconf.must("explain", "A-1", "E-ICPC-15").out
    assert "Boxing Day" in shown


def test_a_closure_says_its_name(cpconf: Cpconf) -> None:
    cpconf.configure('[[closure]]\ndate = 2026-02-10\nname = "Training day"\n')
    cpconf.book()
    document = explain(cpconf, "O-13a")
    assert counting(document) == ["2026-02-11", "2026-02-09", "2026-02-06"]
    assert "Training day" in cpconf.must("explain", "A-1", "O-13a").out


def test_the_count_ends_on_the_due_day(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-26", "--fact", "plan_made")
    for task in cpconf.status().json["tasks"]:
        document = explain(cpconf, task["handle"])
        assert [document[key] for key in ("due", "literal", "needed_by")] == [
            task[key] for key in ("due", "literal", "needed_by")
        ]
        if document["counted"]:
            assert document["counted"][-1]["date"] == task["due"][:10], task["clause"]


def test_what_has_no_time_is_explained_by_what_comes_after_it(cpconf: Cpconf) -> None:
    cpconf.book()
    document = explain(cpconf, "O-15")
    assert (document["due"], document["counted"], document["reading"]) == (None, [], "R6")
    assert document["needed_by"] == "2026-02-10T10:00:00+00:00"
    assert "plan-with-chair" in cpconf.must("explain", "A-1", "O-15").out


@pytest.mark.parametrize("task", ["E-ICPC-15", "e-icpc-15", "initial-within-15-working-days"])
def test_a_limit_is_explained_too(cpconf: Cpconf, task: str) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-26")
    # By hand: Tuesday 27 January is day 1, Monday 16 February day 15.
    assert explain(cpconf, task)["due"] == "2026-02-16T17:00:00+00:00"


def test_a_limit_without_its_start_says_so(cpconf: Cpconf) -> None:
    cpconf.book()
    document = explain(cpconf, "E-ICPC-15")
    assert (document["due"], document["counted"]) == (None, [])
    assert "not on record" in cpconf.must("explain", "A-1", "E-ICPC-15").out


def test_the_literal_moment_is_shown_where_it_differs(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow", at="2026-02-13T14:00")
    document = explain(cpconf, "H-ICPC-A1a")
    assert document["literal"] == "2026-02-14T14:00:00+00:00"
    assert "Sat 14 Feb 2026" in cpconf.must("explain", "A-1", "H-ICPC-A1a").out


def test_a_task_that_does_not_apply_can_be_explained(cpconf: Cpconf) -> None:
    cpconf.book()
    assert explain(cpconf, "O-12")["due"] == "2026-02-09T17:00:00+00:00"
    assert "children_at_home" in cpconf.must("explain", "A-1", "O-12").out


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("A-1", "nothing"), 4),
        (("A-1", ""), 4),
        (("A-1", "O-9r"), 4),
        (("A-2", "O-13a"), 4),
        (("A-1", "O-21@p9"), 4),
        (("A-1",), 2),
        ((), 2),
    ],
)
def test_what_is_not_there_cannot_be_explained(
    cpconf: Cpconf, args: tuple[str, ...], code: int
) -> None:
    cpconf.book()
    ran = cpconf("explain", *args, "--json")
    assert (ran.code, ran.out) == (code, "")


def test_the_file_of_the_procedure_may_change_or_be_gone(cpconf: Cpconf) -> None:
    file = cpconf.folder / "local.toml"
    file.write_bytes(WESTMERE.read_bytes())
    cpconf.book("A-1", procedure="local.toml")
    handles = [task["handle"] for task in cpconf.status().json["tasks"]]
    before = [explain(cpconf, handle) for handle in handles]
    file.write_text("not a procedure any more", "utf-8")
    assert [explain(cpconf, handle) for handle in handles] == before
    file.unlink()
    assert [explain(cpconf, handle) for handle in handles] == before


def test_the_configuration_may_be_broken_or_gone(cpconf: Cpconf) -> None:
    cpconf.book()
    before = explain(cpconf, "O-13a")
    cpconf.configure("not TOML")
    assert explain(cpconf, "O-13a") == before


def test_the_count_of_a_done_task_ends_on_its_due_day_whatever_the_calendar(
    cpconf: Cpconf,
) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.must("done", "A-1", "H-ICPC-P5")
    cpconf.configure('[[closure]]\ndate = 2026-02-11\nname = "Training day"\n')
    cpconf.must("working-days", "apply")
    document = explain(cpconf, "H-ICPC-P5")
    assert document["due"] == "2026-02-11T17:00:00+00:00"
    assert document["counted"][-1]["date"] == "2026-02-11"


# ---- rules


RULES = [
    # clause, type and format, what is on record; kind, how it stands, whether that is as it should
    ("H-ICPC-C4", "initial video", (), "allocated", "no chair and no minute taker", False),
    ("H-ICPC-C4", "review written", ("chair",), "allocated", "no minute taker on record", False),
    ("H-ICPC-C4", "review written", ("chair", "minute-taker"), "allocated", "chair (p1)", True),
    ("h-rcpc-p6a", "review video", ("minute-taker",), "allocated", "minute taker (p1)", True),
    ("H-ICPC-C1", "initial video", (), "note", "not on record yet", None),
    ("O-11r", "initial video", ("father",), "address_first", "cpconf person change A-1 p1", False),
    ("O-9r", "review video", ("mother@",), "address_first", "on record: p1", True),
    ("O-SHARE", "initial video", ("mother@",), "share_first", "email-report@p1", False),
    ("O-CANCEL", "review video", (), "cancellation", "A-1 is not cancelled", None),
    ("O-20", "initial video", (), "note", None, None),
    ("O-CORE", "review video", (), "note", None, None),
    ("O-VALID", "initial video", (), "note", "ask whether the rule still applies", False),
    ("O-VALID", "review video", (), "note", None, None),
    ("O-13b", "initial video", (), "document", None, None),
    ("O-APP2", "review video", (), "document", None, None),
    ("O-PART-4", "review video", (), "note", None, None),
]


@pytest.mark.parametrize(("clause", "held", "people", "kind", "stands", "kept"), RULES)
def test_a_rule_that_governs_the_conference_is_explained(
    cpconf: Cpconf,
    clause: str,
    held: str,
    people: tuple[str, ...],
    kind: str,
    stands: str | None,
    kept: bool | None,
) -> None:
    type_, format_ = held.split()
    procedure = "oxfordshire" if clause.startswith("O") else "hounslow"
    cpconf.book("A-1", "--format", format_, procedure=procedure, type_=type_)
    for role in people:
        email = ("--email", "m@example.org") if role.endswith("@") else ()
        cpconf.add("A-1", role.removesuffix("@"), *email)
    document = explain(cpconf, clause)
    assert (document["clause"].casefold(), document["rule_kind"]) == (clause.casefold(), kind)
    assert document["kept"] is kept
    assert (document["stands"] is None) is (stands is None)
    assert (stands or "") in (document["stands"] or "")
    assert document["source"].endswith(document["section"])
    assert {document[key] for key in ("due", "literal", "needed_by", "reading", "task")} == {None}
    shown = " ".join(cpconf.must("explain", "A-1", clause).out.split())
    for said in (document["title"], document["does"], document["stands"] or ""):
        assert " ".join(said.split()) in shown


def test_a_task_a_limit_and_a_rule_are_explained_with_the_same_keys(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-20")
    rule, task, limit = (set(explain(cpconf, each)) for each in ("O-20", "O-21", "E-ICPC-15"))
    assert rule <= task & limit
    assert explain(cpconf, "O-21")["rule_kind"] is None
    assert explain(cpconf, "O-13b")["sections"][0] == "analysis and recommendation"
    assert explain(cpconf, "O-20")["beside"][0] == "call-excluded-parent (O-20a)"


@pytest.mark.slow
def test_every_clause_of_a_conference_is_explained_and_every_other_says_for_which_it_is(
    cpconf: Cpconf,
) -> None:
    """Of both procedures, every clause by its id: 0 where it governs, 4 where it does not."""
    told = 0
    for name in ("hounslow", "oxfordshire"):
        procedure = load(name).procedure
        for type_, formats in procedure.conferences.items():
            for format_ in formats:
                ref = f"{name[0]}-{type_}-{format_}"
                cpconf.book(ref, "--format", format_, procedure=name, type_=type_)
                outline = procedure.outline(type_, format_)
                here = {c.clause for c in (*outline.tasks, *outline.limits, *outline.rules)}
                clauses = (*procedure.tasks, *procedure.limits, *procedure.rules)
                for clause in sorted({each.clause for each in clauses}):
                    ran = cpconf("explain", ref, clause)
                    told += 1
                    assert ran.code == (0 if clause in here else 4), (ref, clause)
                    assert clause in here or f"{clause} does not govern {ref}" in ran.err
    print(f"{told} clauses of 5 kinds of conference")
    assert told > 200


@pytest.mark.parametrize(
    ("typed", "meant"), [("O-APP4", "O-APP1"), ("o-share1", "O-SHARE"), ("O-13d", "O-13b")]
)
def test_a_clause_that_is_nearly_one_is_asked_about(cpconf: Cpconf, typed: str, meant: str) -> None:
    cpconf.book()
    ran = cpconf("explain", "A-1", typed)
    assert ran.code == 4
    assert meant in ran.err


# The introduction of the guidance: "for an initial period of three weeks from 25.03.2020".
@pytest.mark.parametrize(
    ("type_", "at", "noticed"),
    [
        ("initial", "2020-03-24T10:00", True),
        ("initial", "2020-03-25T10:00", False),
        ("initial", "2020-04-14T10:00", False),
        ("initial", "2020-04-15T10:00", True),
        ("initial", "2026-12-07T10:00", True),
        ("review", "2026-12-07T10:00", False),
    ],
)
def test_a_conference_for_which_the_guidance_was_not_meant_is_noticed(
    cpconf: Cpconf, type_: str, at: str, noticed: bool
) -> None:
    ask = ("--procedure", "oxfordshire", "--type", type_, "--json")
    found = cpconf("check", at, *ask, now="2020-03-02T09:00").json["notices"]
    about = [notice for notice in found if notice["kind"] == "validity"]
    assert len(about) == noticed
    for notice in about:
        assert not notice["serious"]
        assert "O-VALID" in notice["text"]
        assert "Wed 25 Mar 2020 to Tue 14 Apr 2020" in notice["text"]


def test_a_review_in_writing_without_a_chair_is_noticed(cpconf: Cpconf) -> None:
    """W1 to W5 are the chair's: H-ICPC-C4 holds for every conference."""
    held = ("--procedure", "hounslow", "--type", "review", "--format", "written", "--json")
    found = cpconf("check", "2026-02-12T10:00", *held).json["notices"]
    assert any(
        notice["kind"] == "not allocated" and "no chair" in notice["text"] for notice in found
    )


def test_what_is_done_in_one_act_with_a_task_is_named_where_it_sets_its_date(
    cpconf: Cpconf,
) -> None:
    # By hand: O-21 is due one working day before Thursday 12 February 2026.
    cpconf.book()
    cpconf.add("A-1", "mother")
    document = explain(cpconf, "call-parents")
    moment = "2026-02-11T17:00:00+00:00"
    assert document["needed_by"] == moment
    assert document["follows"] == [{"task": "confirm-participation@p1", "wanted": moment}]
    assert document["together"] == ["confirm-participation@p1"]
    shown = cpconf.must("explain", "A-1", "call-parents").out
    assert "Is done in one act with others, and needed by the earliest of:" in shown
    assert "confirm-participation@p1 in the same act" in " ".join(shown.split())


def test_what_is_done_in_one_act_is_named_after_it_is_done(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    cpconf.must("done", "A-1", "confirm-participation@p1")
    assert explain(cpconf, "call-parents")["together"] == ["confirm-participation@p1"]


def test_an_act_and_what_comes_after_are_told_apart(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    document = explain(cpconf, "send-parents-guide")
    assert [each["task"] for each in document["follows"]] == ["send-invitations", "call-parents"]
    assert document["together"] == ["send-invitations"]
    assert explain(cpconf, "share-reports")["together"] == []
