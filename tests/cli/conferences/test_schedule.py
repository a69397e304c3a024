"""Scheduling: what it accepts, and what it warns of."""

from pathlib import Path

import pytest

from tests.cli.running import Cpconf

OXFORDSHIRE = ("--procedure", "oxfordshire")
HOUNSLOW = ("--procedure", "hounslow")
THURSDAY = "2026-02-12T10:00"
WESTMERE = Path(__file__).parents[3] / "examples" / "procedures" / "westmere.toml"


@pytest.mark.parametrize("ref", ["A", "7", "LA-2026.017_x", "a" * 32])
def test_a_reference_of_letters_digits_and_three_signs_is_taken(cpconf: Cpconf, ref: str) -> None:
    cpconf.book(ref)
    assert cpconf.status(ref).json["conference"]["ref"] == ref


@pytest.mark.parametrize(
    "ref",
    ["a" * 33, ".a", "-a", "_a", "a b", "a/b", "a\\b", "a\n", "é1", "a:b", "..", "A\x001", "😀"],
)
def test_any_other_reference_is_refused_without_repeating_it(cpconf: Cpconf, ref: str) -> None:
    booked = ("schedule", *OXFORDSHIRE, "--type", "initial", "--at", THURSDAY, "--", ref)
    ran = cpconf(*booked)
    assert ran.code == 2
    assert "never a name" in ran.err
    assert ref not in ran.err.replace("a reference has", "").replace("starts with a letter", "")
    assert not cpconf.has_store


def test_a_reference_on_record_is_refused_and_nothing_changes(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    ran = cpconf("schedule", "A-1", *HOUNSLOW, "--type", "review", "--at", THURSDAY)
    assert ran.code == 5
    assert "reschedule" in ran.err
    assert cpconf.contents == before


def test_the_format_is_video_unless_said(cpconf: Cpconf) -> None:
    cpconf.book()
    assert cpconf.status().json["conference"]["format"] == "video"


def test_a_hounslow_review_may_be_written(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--format", "written", procedure="hounslow", type_="review")
    ran = cpconf.status()
    assert ran.json["conference"]["format"] == "written"
    assert ran.tasks("H-RCPC-W1")
    assert not ran.tasks("H-ICPC-C5")


@pytest.mark.parametrize(
    ("procedure", "type_"),
    [("hounslow", "initial"), ("oxfordshire", "initial"), ("oxfordshire", "review")],
)
def test_no_other_conference_may_be_written(cpconf: Cpconf, procedure: str, type_: str) -> None:
    ran = cpconf(
        *("schedule", "A-1", "--procedure", procedure, "--type", type_),
        *("--at", THURSDAY, "--format", "written"),
    )
    assert ran.code == 2
    assert "written" in ran.err


@pytest.mark.parametrize("ends", ["2026-02-12T12:30", "12 Feb 2026 12.30pm", "12:30", "12.30pm"])
def test_the_planned_end_may_be_a_moment_or_a_time_of_day(cpconf: Cpconf, ends: str) -> None:
    cpconf.book("A-1", "--ends", ends)
    assert cpconf.status().json["conference"]["ends"] == "2026-02-12T12:30:00+00:00"


@pytest.mark.parametrize(
    ("ends", "told"),
    [
        ("2026-02-12T09:59", "ends before it starts"),
        ("9am", "ends before it starts"),
        (THURSDAY, "ends before it starts"),
        ("2026-02-12", "--ends needs a time of day"),
        ("later", "cannot read the date 'later'"),
        ("", "cannot read the date ''"),
    ],
)
def test_an_end_before_the_start_or_without_a_time_is_refused(
    cpconf: Cpconf, ends: str, told: str
) -> None:
    ran = cpconf(
        *("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", "--at", THURSDAY),
        f"--ends={ends}",
    )
    assert ran.code == 2
    assert told in ran.err
    assert not cpconf.has_store


def test_a_review_has_one_conference_before_it_not_two(cpconf: Cpconf) -> None:
    ran = cpconf(
        *("schedule", "A-1", *OXFORDSHIRE, "--type", "review", "--at", THURSDAY),
        *("--initial-conference", "2025-12-01", "--previous-review", "2025-11-03"),
    )
    assert ran.code == 2
    assert "not both" in ran.err


@pytest.mark.parametrize("name", ["no_wifi", "no-wifi", "No-WiFi"])
def test_a_fact_may_be_written_with_either_dash(cpconf: Cpconf, name: str) -> None:
    cpconf.book("A-1", "--fact", name)
    assert cpconf.status().json["conference"]["facts"]["no_wifi"] is True


# Oxfordshire has nothing that hangs on a split, Hounslow nothing on a second device.
@pytest.mark.parametrize(
    ("procedure", "fact"), [("oxfordshire", "split"), ("hounslow", "no_second_device")]
)
def test_any_fact_is_accepted_for_any_procedure(cpconf: Cpconf, procedure: str, fact: str) -> None:
    cpconf.book("A-1", "--fact", fact, procedure=procedure)
    assert cpconf.status().json["conference"]["facts"][fact] is True


def test_an_unknown_fact_is_refused_with_the_known_ones(cpconf: Cpconf) -> None:
    ran = cpconf(
        *("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", "--at", THURSDAY),
        *("--fact", "twins"),
    )
    assert ran.code == 2
    assert "children_at_home" in ran.err


def test_a_past_conference_is_taken_with_a_warning(cpconf: Cpconf) -> None:
    ran = cpconf.book("A-1", "--json", at="2025-12-01T10:00")
    assert ran.json["conference"]["state"] == "scheduled"
    assert "late" in ran.err


def test_a_past_conference_is_outstanding_while_a_task_is_unsettled(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="hounslow", at="2025-11-03T10:00")
    left = cpconf.must("status", "--json").json["tasks"]
    assert left
    for count, task in enumerate(left):
        if count % 2:
            cpconf.must("skip", "A-1", task["handle"], "--reason", "long ago")
        else:
            cpconf.must("done", "A-1", task["handle"])
    assert cpconf.must("status", "--json").json["tasks"] == []


def test_a_past_conference_stays_outstanding_until_it_is_cancelled(cpconf: Cpconf) -> None:
    cpconf.book("A-1", at="2025-11-03T10:00")
    assert cpconf("status", "--exit-code").code == 3
    cpconf.must("cancel", "A-1", "--reason", "never held", "--authorised-by", "J Example")
    assert cpconf.must("status", "--json", "--exit-code").json["tasks"] == []


def test_a_late_booking_is_taken_with_a_warning_and_its_true_dates(cpconf: Cpconf) -> None:
    # By hand: three working days before Tuesday 6 January 2026 are 5 and 2 January and 31 December.
    ran = cpconf.book("A-1", "--json", procedure="hounslow", at="2026-01-06T10:00")
    assert "late" in ran.err
    task = ran.task("H-ICPC-P3")
    assert (task["due"], task["urgency"]) == ("2025-12-31T17:00:00+00:00", "overdue")


def test_an_over_limit_booking_is_taken_with_a_warning(cpconf: Cpconf) -> None:
    # By the worked case of E-ICPC-15: from 12 December 2025 the last day is 7 January 2026.
    ran = cpconf.book("A-1", "--strategy-discussion", "2025-12-12", "--json", at="2026-01-08T10:00")
    assert ran.limit("E-ICPC-15")["met"] is False
    assert "E-ICPC-15" in ran.err


def test_a_dry_run_shows_the_same_checklist_and_keeps_nothing(cpconf: Cpconf) -> None:
    wanted = ("schedule", "A-1", *OXFORDSHIRE, "--type", "initial", "--at", THURSDAY, "--json")
    tried = cpconf.must(*wanted, "--dry-run")
    assert not cpconf.has_store
    assert cpconf.must(*wanted).json == tried.json


def test_a_dry_run_leaves_a_store_as_it_was(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    cpconf.must(
        *("schedule", "A-2", *HOUNSLOW, "--type", "initial", "--at", THURSDAY, "--dry-run"),
    )
    assert cpconf.contents == before


def test_a_dry_run_sees_that_a_reference_is_taken(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf(
        *("schedule", "A-1", *HOUNSLOW, "--type", "initial", "--at", THURSDAY, "--dry-run"),
    )
    assert ran.code == 5


@pytest.mark.parametrize(
    "more",
    [
        ("oxfordshire", "initial", "--fact", "children_at_home", "--fact", "plan_made"),
        ("oxfordshire", "review", "--ends", "12:00", "--initial-conference", "2025-12-01"),
        ("hounslow", "initial", "--strategy-discussion", "2026-01-22"),
        ("hounslow", "review", "--format", "written"),
    ],
    ids=" ".join,
)
def test_scheduling_prints_the_json_that_status_would(
    cpconf: Cpconf, more: tuple[str, ...]
) -> None:
    procedure, type_, *options = more
    booked = cpconf.book("A-1", *options, "--json", procedure=procedure, type_=type_)
    assert booked.json == cpconf.status().json


@pytest.mark.parametrize(("procedure", "clause"), [("hounslow", "H-"), ("oxfordshire", "O-")])
def test_every_initial_conference_includes_the_national_frame(
    cpconf: Cpconf, procedure: str, clause: str
) -> None:
    ran = cpconf.book("A-1", "--fact", "plan_made", "--json", procedure=procedure)
    assert {limit["clause"] for limit in ran.json["limits"]} == {"E-ICPC-15"}
    assert ran.tasks("E-CORE-10")
    assert any(found.startswith(clause) for found in ran.clauses)


@pytest.mark.parametrize("procedure", ["hounslow", "oxfordshire"])
def test_every_review_includes_the_national_frame(cpconf: Cpconf, procedure: str) -> None:
    ran = cpconf.book("A-1", "--fact", "plan_made", "--json", procedure=procedure, type_="review")
    assert {limit["clause"] for limit in ran.json["limits"]} == {"E-RCPC-3M", "E-RCPC-6M"}
    assert not ran.tasks("E-CORE-10")


@pytest.mark.parametrize("path", [str(WESTMERE), "local.toml", "./local.toml"])
def test_a_procedure_may_be_a_file(cpconf: Cpconf, path: str) -> None:
    (cpconf.folder / "local.toml").write_bytes(WESTMERE.read_bytes())
    ran = cpconf.book("A-1", "--json", procedure=path)
    assert ran.json["conference"]["procedure"] == "westmere"
    assert {limit["clause"] for limit in ran.json["limits"]} >= {"E-ICPC-15"}


@pytest.mark.parametrize("name", ["camden", "./camden.toml", "camden.toml"])
def test_a_procedure_that_is_not_there_is_not_found(cpconf: Cpconf, name: str) -> None:
    ran = cpconf(
        *("schedule", "A-1", "--procedure", name, "--type", "initial", "--at", THURSDAY),
    )
    assert ran.code == 4
    assert not cpconf.has_store


def test_a_changed_procedure_file_moves_nothing_that_is_on_record(cpconf: Cpconf) -> None:
    file = cpconf.folder / "local.toml"
    file.write_bytes(WESTMERE.read_bytes())
    cpconf.book("A-1", procedure="local.toml")
    before = cpconf.status().json
    text = file.read_text("utf-8")
    changed = text.replace(' working days before conference"', '0 working days before conference"')
    file.write_text(changed, "utf-8")
    assert changed != text
    cpconf.must("fact", "A-1", "split")
    cpconf.must("fact", "A-1", "split=unknown")
    assert cpconf.status().json == before
    file.unlink()
    assert cpconf.status().json == before
    assert cpconf("working-days", "check").code == 0


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (("--type", "initial", "--at", THURSDAY), "--procedure"),
        ((*OXFORDSHIRE, "--at", THURSDAY), "--type"),
        ((*OXFORDSHIRE, "--type", "initial"), "--at"),
    ],
)
def test_what_is_missing_is_named(cpconf: Cpconf, missing: tuple[str, ...], said: str) -> None:
    ran = cpconf("schedule", "A-1", *missing)
    assert ran.code == 2
    assert said in ran.err
