"""The JSON documents, key by key as the contract has them."""

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.words import ConferenceState, Fact, Role
from cpconf.render.conferences.booking_reports import NoticesReport, SlotsReport
from cpconf.render.conferences.change_reports import ChangesReport
from cpconf.render.conferences.explanation_report import ExplanationReport
from cpconf.render.conferences.record_reports import FactsReport, PeopleReport
from cpconf.render.conferences.reports import OutstandingReport, StatusReport
from cpconf.render.drawing.json_text import Report, dump
from cpconf.render.procedures.reports import (
    CoverageReport,
    FaultsReport,
    ProcedureReport,
    ProceduresReport,
)
from tests.render.making import CALENDAR, CONFERENCE, FILED, NOW, PEOPLE, a_task, outstanding
from tests.render.ruling import COVERAGE, EXPLANATION, FAULTS, PROCEDURE
from tests.render.showing import CHANGES, NOTICES, SLOTS


def plain(report: Report) -> dict[str, Any]:
    """The document as whoever reads it has it."""
    document = json.loads(dump(report))
    assert isinstance(document, dict)
    return document


def status(filed: Filed, now: dt.datetime = NOW, **chosen: Any) -> dict[str, Any]:  # noqa: ANN401
    return plain(StatusReport.of(filed, CALENDAR, now, **chosen))


DOCUMENTS = {
    "status": status(FILED),
    "outstanding": plain(OutstandingReport.of(outstanding(), CALENDAR, NOW)),
    "explanation": plain(ExplanationReport.of(EXPLANATION, FILED, CALENDAR, NOW)),
    "facts": plain(FactsReport.of(FILED)),
    "people": plain(PeopleReport.of("EX-2026-01", PEOPLE)),
    "changes": plain(ChangesReport.of(CHANGES)),
    "notices": plain(NoticesReport.of(NOTICES)),
    "slots": plain(SlotsReport.of(SLOTS)),
    "procedures": plain(ProceduresReport.of([PROCEDURE])),
    "procedure": plain(ProcedureReport.of(PROCEDURE)),
    "faults": plain(FaultsReport.of(FAULTS)),
    "coverage": plain(CoverageReport.of(COVERAGE)),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_says_its_form_first(name: str) -> None:
    assert next(iter(DOCUMENTS[name].items())) == ("cpconf", 1)


def test_a_value_that_is_no_report_gets_into_no_document() -> None:
    class Unseen(Report):
        people: tuple[Person, ...]

    with pytest.raises(TypeError, match="no form for Person"):
        dump(Unseen(tuple(PEOPLE)))


def test_the_status_of_a_conference_has_the_keys_of_the_contract() -> None:
    document = DOCUMENTS["status"]
    assert list(document) == ["cpconf", "conference", "limits", "tasks", "notices"]
    assert document["conference"] == {
        "ref": "EX-2026-01",
        "type": "initial",
        "format": "video",
        "procedure": "example",
        "procedure_edition": "2026",
        "at": "2026-02-12T10:00:00+00:00",
        "ends": "2026-02-12T11:30:00+00:00",
        "ended": None,
        "state": "scheduled",
        "strategy_discussion": "2026-01-26",
        "initial_conference": None,
        "previous_review": None,
        "facts": {
            "split": None,
            "children_at_home": None,
            "no_second_device": None,
            "full_report_shared": None,
            "parent_cannot_join": None,
            "parent_excluded": None,
            "joins_another_way": None,
            "clarification_needed": None,
            "no_wifi": False,
            "plan_made": None,
            "parent_email": True,
            "school_invited": True,
            "report_emailed": None,
        },
    }
    assert document["limits"][0] == {
        "clause": "X-LIMIT",
        "name": "within-15-working-days",
        "title": "Hold the initial conference within 15 working days",
        "anchor": "strategy-discussion",
        "anchored": "2026-01-26",
        "due": "2026-02-16T17:00:00+00:00",
        "literal": None,
        "met": True,
        "reading": "R8",
        "provisional": False,
        "children": [],
    }
    assert document["limits"][1]["due"] is None
    assert document["limits"][1]["met"] is None


def test_a_task_has_the_keys_of_the_contract() -> None:
    (task,) = [t for t in DOCUMENTS["status"]["tasks"] if t["handle"] == "call-parents@f1"]
    assert task == {
        "task": "call-parents",
        "handle": "call-parents@f1",
        "clause": "X-4",
        "title": "Ring the parent for a one-to-one talk",
        "role": "chair",
        "with": [],
        "person": "h1",
        "about": "f1",
        "due": None,
        "literal": None,
        "needed_by": "2026-02-12T10:00:00+00:00",
        "reading": "R1",
        "applies": True,
        "state": "open",
        "urgency": "soon",
        "phase": "preparation",
        "local": False,
        "provisional": False,
        "late_at_booking": False,
        "marked_at": None,
        "marked_by": None,
        "blocked_by": ["share-reports@w1", "plan-with-chair"],
    }


def test_the_urgency_is_that_of_open_tasks_only() -> None:
    tasks = status(FILED, include_all=True)["tasks"]
    assert {task["handle"]: task["urgency"] for task in tasks} == {
        "send-invitations": None,
        "share-reports@w1": "overdue",
        "share-reports@s1": None,
        "forward-reports": "today",
        "call-parents@m1": "soon",
        "call-parents@f1": "soon",
        "plan-with-chair": "soon",
        "test-the-link": "soon",
        "send-report-set": "soon",
        "arrange-split": None,
        "record-decision": "later",
        "send-minutes": "later",
        "send-plan-to-parents": "undated",
    }


def test_nothing_is_urgent_any_more_once_a_conference_is_cancelled() -> None:
    conference = dataclasses.replace(CONFERENCE, state=ConferenceState.CANCELLED)
    filed = dataclasses.replace(FILED, conference=conference)
    tasks = status(filed)["tasks"]
    assert {task["urgency"] for task in tasks} == {None}


def test_only_the_urgency_derives_from_the_clock() -> None:
    later = status(FILED, NOW + dt.timedelta(days=400))
    earlier = status(FILED, NOW - dt.timedelta(days=400))
    for document in (later, earlier):
        for task in document["tasks"]:
            task.pop("urgency")
    assert later == earlier


def test_tasks_that_do_not_apply_are_listed_only_when_asked_for() -> None:
    every = status(FILED, include_all=True)["tasks"]
    assert [task["task"] for task in every if not task["applies"]] == ["arrange-split"]
    assert all(task["applies"] for task in DOCUMENTS["status"]["tasks"])


def test_one_role_may_be_picked_out() -> None:
    tasks = status(FILED, role=Role.MINUTE_TAKER)["tasks"]
    assert {task["role"] for task in tasks} == {"minute_taker"}


def test_moments_have_the_offset_of_london_on_their_own_day() -> None:
    summer = a_task(1, "x", due=dt.datetime(2026, 3, 30, 10), literal=dt.datetime(2026, 3, 28, 10))
    (task,) = plain(OutstandingReport.of([summer], CALENDAR, NOW))["tasks"]
    assert task["ref"] == "EX-2026-01"
    assert task["due"] == "2026-03-30T10:00:00+01:00"
    assert task["literal"] == "2026-03-28T10:00:00+00:00"


def test_an_explanation_has_the_count_the_anchor_and_the_source() -> None:
    document = DOCUMENTS["explanation"]
    assert document["counted"][1] == {
        "date": "2026-02-11",
        "counts": True,
        "why": "working day 1",
    }
    assert document["anchor"] == "conference"
    assert document["anchored"] == "2026-02-12T10:00:00+00:00"
    assert document["source"].startswith("Example Council: Conferences by video")


def test_the_facts_say_who_was_asked_about() -> None:
    facts = {fact["fact"]: fact for fact in DOCUMENTS["facts"]["facts"]}
    assert list(facts) == [fact.value for fact in Fact]
    assert facts["parent_cannot_join"]["people"] == {"f1": True}
    assert facts["parent_email"]["answer"] is True
    assert facts["parent_email"]["answered"] is None
    assert facts["split"]["adds_tasks"] is True
    assert facts["no_wifi"]["answered"] is False


def test_a_fault_of_a_whole_file_has_no_line() -> None:
    assert [fault["line"] for fault in DOCUMENTS["faults"]["faults"]] == [12, None]


def test_a_long_list_has_one_entry_a_line() -> None:
    tasks = [a_task(number, f"task-{number}") for number in range(300)]
    text = dump(OutstandingReport.of(tasks, CALENDAR, NOW))
    assert [task["task"] for task in json.loads(text)["tasks"]] == [t.task for t in tasks]
    assert len(text.splitlines()) == 300 + 6
