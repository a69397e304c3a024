"""The JSON of `status`: its form, and what the values in it mean."""

import datetime as dt
import re
from typing import Any

import pytest

from tests.cli.running import OVER, Cpconf

STAMP = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d")
LONDON_OFFSETS = {"+00:00", "+01:00"}
CONFERENCE_KEYS = {"ref", "type", "format", "procedure", "at", "ends", "state", "facts"}
FACTS = {
    *("split", "children_at_home", "no_second_device", "full_report_shared", "parent_cannot_join"),
    *("parent_excluded", "joins_another_way", "clarification_needed", "no_wifi", "plan_made"),
    *("parent_email", "school_invited", "report_emailed"),
}
LIMIT_KEYS = {"clause", "due", "literal", "met"}
TASK_KEYS = {
    *("task", "clause", "title", "role", "person", "about", "due", "literal", "needed_by"),
    *("reading", "applies", "state", "urgency"),
}


def stamps(document: Any) -> list[str]:  # noqa: ANN401 - whatever JSON holds
    """Every string in a document that looks like a moment."""
    match document:
        case dict():
            return [stamp for value in document.values() for stamp in stamps(value)]
        case list():
            return [stamp for value in document for stamp in stamps(value)]
        case str() if "T" in document and document[:2] == "20":
            return [document]
        case _:
            return []


def without_urgency(document: dict[str, Any]) -> dict[str, Any]:
    for task in document["tasks"]:
        del task["urgency"]
    return document


def test_a_conference_has_the_promised_keys(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "12:00", "--strategy-discussion", "2026-01-26")
    ran = cpconf.status()
    assert ran.json["cpconf"] == 1
    assert set(ran.json) >= {"cpconf", "conference", "limits", "tasks"}
    assert set(ran.json["conference"]) >= CONFERENCE_KEYS
    assert set(ran.json["conference"]["facts"]) == FACTS
    assert all(set(limit) >= LIMIT_KEYS for limit in ran.json["limits"])
    assert all(set(task) >= TASK_KEYS for task in ran.json["tasks"])


def test_a_conference_is_described_as_it_was_booked(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "12:00", "--fact", "no-wifi", type_="review")
    conference = cpconf.status().json["conference"]
    assert {key: conference[key] for key in CONFERENCE_KEYS - {"facts"}} == {
        "ref": "A-1",
        "type": "review",
        "format": "video",
        "procedure": "oxfordshire",
        "at": "2026-02-12T10:00:00+00:00",
        "ends": "2026-02-12T12:00:00+00:00",
        "state": "scheduled",
    }
    assert conference["facts"] == dict.fromkeys(FACTS) | {"no_wifi": True}


def test_what_is_absent_is_null(cpconf: Cpconf) -> None:
    ran = cpconf.book("A-1", "--json")
    assert ran.json["conference"]["ends"] is None
    assert ran.limit("E-ICPC-15")["due"] is None
    assert ran.limit("E-ICPC-15")["met"] is None
    task = ran.task("O-23")
    assert [task[key] for key in ("person", "about", "due", "literal", "needed_by")] == [None] * 5


def test_times_have_the_offset_that_london_has_then(cpconf: Cpconf) -> None:
    # The clocks go forward on 29 March 2026, between the preparation and the minutes.
    cpconf.book("A-1", procedure="hounslow", at="2026-03-24T10:00")
    ran = cpconf.status()
    # By hand: 19 March; and from 25 March 20 days, with Good Friday 3 and Easter Monday 6 April.
    assert ran.task("H-ICPC-P3")["due"] == "2026-03-19T17:00:00+00:00"
    assert ran.task("H-ICPC-A2")["due"] == "2026-04-23T17:00:00+01:00"
    found = stamps(ran.json)
    assert found
    assert all(STAMP.fullmatch(stamp) and stamp[-6:] in LONDON_OFFSETS for stamp in found)


def test_nothing_but_urgency_comes_from_the_clock(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--strategy-discussion", "2026-01-26", "--fact", "plan_made")
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.must("done", "A-1", "O-13a")
    clocks = ["2026-01-05T12:00", "2026-02-09T17:01", "2026-10-25T12:00", "2099-06-01T00:00"]
    for command in (("status", "A-1", "--json", "--all"), ("explain", "A-1", "O-14", "--json")):
        documents = [cpconf.must(*command, now=now).json for now in clocks]
        if command[0] == "status":
            documents = [without_urgency(document) for document in documents]
        for document in documents:
            document.pop("urgency", None)
        assert all(document == documents[0] for document in documents)


def test_clauses_and_roles_are_those_of_the_documents(cpconf: Cpconf) -> None:
    # From the documents: who acts in each of these paragraphs.
    expected = {
        "O-PART-2": "social_worker",
        "O-11i": "administrator",
        "O-14m": "manager",
        "O-18b": "team_administrator",
        "O-21": "chair",
        "O-24": "administrator",
    }
    cpconf.book()
    ran = cpconf.status()
    assert {clause: ran.task(clause)["role"] for clause in expected} == expected


@pytest.mark.parametrize(
    ("command", "state"),
    [
        ((), "scheduled"),
        (("held", "A-1"), "held"),
        (("cancel", "A-1", "--reason", "ill", "--authorised-by", "J Example"), "cancelled"),
    ],
)
def test_a_conference_is_scheduled_held_or_cancelled(
    cpconf: Cpconf, command: tuple[str, ...], state: str
) -> None:
    cpconf.book()
    if command:
        cpconf.must(*command, now=OVER)
    assert cpconf.status().json["conference"]["state"] == state


def test_a_task_is_open_done_or_skipped(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a")
    cpconf.must("skip", "A-1", "O-13c", "--reason", "not needed")
    ran = cpconf.status()
    assert [ran.task(clause)["state"] for clause in ("O-13a", "O-13c", "O-14")] == [
        "done",
        "skipped",
        "open",
    ]
    assert ran.task("O-13a")["urgency"] is None
    assert ran.task("O-13c")["urgency"] is None


def test_tasks_that_do_not_apply_are_left_out_unless_asked_for(cpconf: Cpconf) -> None:
    cpconf.book()
    shown, everything = cpconf.status(), cpconf.status("A-1", "--all")
    assert not shown.tasks("O-12")
    assert all(task["applies"] is True for task in shown.json["tasks"])
    assert everything.task("O-12")["applies"] is False
    assert [t for t in everything.json["tasks"] if t["applies"]] == shown.json["tasks"]


@pytest.mark.parametrize(
    ("facts", "applies"),
    [
        ((), False),
        (("children_at_home",), True),
        (("children_at_home", "no_second_device"), False),
        (("no_second_device",), False),
    ],
)
def test_all_facts_of_a_condition_must_hold(
    cpconf: Cpconf, facts: tuple[str, ...], applies: bool
) -> None:
    cpconf.book("A-1", *(f"--fact={fact}" for fact in facts))
    assert cpconf.status("A-1", "--all").task("O-12")["applies"] is applies


def test_all_outstanding_tasks_come_most_urgent_first(cpconf: Cpconf) -> None:
    cpconf.book("A-1")
    cpconf.book("A-2", procedure="hounslow", at="2026-01-20T10:00")
    cpconf.book("A-3", at="2026-02-10T14:00", type_="review")
    document = cpconf.must("status", "--json").json
    assert document["cpconf"] == 1
    tasks = document["tasks"]
    assert {task["ref"] for task in tasks} == {"A-1", "A-2", "A-3"}
    assert all(set(task) >= TASK_KEYS | {"ref"} for task in tasks)
    moments = [task["due"] or task["needed_by"] for task in tasks]
    dated = [dt.datetime.fromisoformat(moment) for moment in moments if moment]
    assert dated == sorted(dated)
    assert moments[: len(dated)] == [moment for moment in moments if moment]
    ranks = [["overdue", "today", "soon", "later", "undated"].index(t["urgency"]) for t in tasks]
    assert ranks == sorted(ranks)


def test_outstanding_are_open_applying_tasks_of_conferences_not_cancelled(cpconf: Cpconf) -> None:
    for ref in ("A-1", "A-2", "A-3"):
        cpconf.book(ref)
    cpconf.must("cancel", "A-2", "--reason", "ill", "--authorised-by", "J Example")
    cpconf.must("held", "A-3", "--ended", "2026-02-12T12:00", now=OVER)
    cpconf.must("done", "A-1", "O-13a")
    cpconf.must("skip", "A-1", "O-14", "--reason", "not needed")
    tasks = cpconf.must("status", "--json").json["tasks"]
    assert {task["ref"] for task in tasks} == {"A-1", "A-3"}
    assert {(task["state"], task["applies"]) for task in tasks} == {("open", True)}
    of_first = {task["clause"] for task in tasks if task["ref"] == "A-1"}
    assert not of_first & {"O-13a", "O-14", "O-12"}
    assert "O-14m" in of_first


@pytest.mark.parametrize("role", ["social_worker", "social-worker", "Social Worker"])
def test_tasks_of_one_role_can_be_asked_for(cpconf: Cpconf, role: str) -> None:
    cpconf.book()
    for command in (("status", "--json"), ("status", "A-1", "--json")):
        tasks = cpconf.must(*command, "--role", role).json["tasks"]
        assert {task["role"] for task in tasks} == {"social_worker"}


def test_the_exit_code_says_whether_something_is_overdue(cpconf: Cpconf) -> None:
    cpconf.book()
    for command in (
        ("status",),
        ("status", "A-1"),
        ("status", "--json"),
        ("status", "A-1", "--json"),
    ):
        assert cpconf(*command, "--exit-code", now="2026-02-09T17:00").code == 0
        assert cpconf(*command, "--exit-code", now="2026-02-09T17:01").code == 3
        assert cpconf(*command, now="2026-02-09T17:01").code == 0


def test_a_held_conference_is_overdue_only_by_what_follows_it(cpconf: Cpconf) -> None:
    # Held on 12 February; H-ICPC-A1a is due at 10:00 on the 13th, by the reading R4.
    cpconf.book(procedure="hounslow")
    cpconf.must("held", "A-1", now="2026-02-12T12:00")
    assert cpconf("status", "A-1", "--exit-code", now="2026-02-13T09:00").code == 0
    assert cpconf("status", "A-1", "--exit-code", now="2026-02-13T12:00").code == 3


def test_a_cancelled_conference_has_nothing_overdue(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "J Example")
    assert cpconf("status", "A-1", "--exit-code", now="2026-03-01T12:00").code == 0


def test_tasks_of_a_cancelled_conference_have_no_urgency(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "J Example")
    tasks = cpconf.status(now="2026-03-01T12:00").json["tasks"]
    assert {task["urgency"] for task in tasks} == {None}


def test_a_conference_that_is_not_on_record_is_not_found(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf("status", "A-2", "--json")
    assert (ran.code, ran.out) == (4, "")
    assert "A-2" in ran.err


def test_status_asks_the_facts_that_would_add_tasks(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="hounslow")
    asked = cpconf.must("status", "A-1").out
    # From the document: C7, C6 and the first core group hang on these three, nothing on wifi.
    for fact in ("split", "parent_cannot_join", "plan_made"):
        assert f"{fact} " in asked
    assert "no_wifi" not in asked
    cpconf.must("fact", "A-1", "split=no", "plan_made=yes")
    asked = cpconf.must("status", "A-1").out
    assert "parent_cannot_join " in asked
    assert "split " not in asked
    assert "plan_made " not in asked
