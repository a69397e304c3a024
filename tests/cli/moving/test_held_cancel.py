"""That a conference took place, or is cancelled: the clocks after it, and what is left then."""

import pytest

from tests.cli.running import OVER, Cpconf


def cancel(cpconf: Cpconf, ref: str = "A-1") -> None:
    cpconf.must("cancel", ref, "--reason", "all are ill", "--authorised-by", "Jo Example")


# By hand, for Friday 13 February 2026: 24 hours are Monday 16 at the hour when it ended; from
# another day's end the count starts there. Twenty days after the 13th or 14th is Friday 13 March.
@pytest.mark.parametrize(
    ("ended", "due", "literal"),
    [
        ("2026-02-13T15:45", "2026-02-16T15:45:00+00:00", "2026-02-14T15:45:00+00:00"),
        ("13 Feb 2026 3.45pm", "2026-02-16T15:45:00+00:00", "2026-02-14T15:45:00+00:00"),
        ("15:45", "2026-02-16T15:45:00+00:00", "2026-02-14T15:45:00+00:00"),
        ("2026-02-14T00:30", "2026-02-16T00:30:00+00:00", "2026-02-15T00:30:00+00:00"),
    ],
)
def test_later_dates_count_from_when_it_really_ended(
    cpconf: Cpconf, ended: str, due: str, literal: str
) -> None:
    cpconf.book("A-1", "--ends", "15:00", procedure="hounslow", at="2026-02-13T14:00")
    cpconf.must("held", "A-1", "--ended", ended, now="2026-02-14T09:00")
    ran = cpconf.status()
    assert ran.json["conference"]["state"] == "held"
    assert (ran.task("H-ICPC-A1a")["due"], ran.task("H-ICPC-A1a")["literal"]) == (due, literal)
    assert ran.task("H-ICPC-A2")["due"] == "2026-03-13T17:00:00+00:00"


def test_an_end_after_midnight_counts_from_its_own_day(cpconf: Cpconf) -> None:
    # By hand: ended on Friday 13 at 00:15, so 24 hours are Monday 16 at 00:15; Monday is day 1 of
    # the twenty, which end on Friday 13 March.
    cpconf.book("A-1", procedure="hounslow", at="2026-02-12T22:00")
    assert cpconf.status().task("H-ICPC-A2")["due"] == "2026-03-12T17:00:00+00:00"
    cpconf.must("held", "A-1", "--ended", "2026-02-13T00:15", now=OVER)
    ran = cpconf.status()
    assert ran.task("H-ICPC-A1a")["due"] == "2026-02-16T00:15:00+00:00"
    assert ran.task("H-ICPC-A2")["due"] == "2026-03-13T17:00:00+00:00"


@pytest.mark.parametrize(
    ("more", "due"),
    [
        ((), "2026-02-16T14:00:00+00:00"),
        (("--ends", "15:30"), "2026-02-16T15:30:00+00:00"),
    ],
)
def test_without_an_actual_end_the_planned_one_counts_else_the_start(
    cpconf: Cpconf, more: tuple[str, ...], due: str
) -> None:
    cpconf.book("A-1", *more, procedure="hounslow", at="2026-02-13T14:00")
    assert cpconf.status().task("H-ICPC-A1a")["due"] == due
    cpconf.must("held", "A-1", now=OVER)
    assert cpconf.status().task("H-ICPC-A1a")["due"] == due


def test_the_dates_before_it_stay(cpconf: Cpconf) -> None:
    cpconf.book()
    before = {t["clause"]: (t["due"], t["needed_by"]) for t in cpconf.status().json["tasks"]}
    cpconf.must("held", "A-1", "--ended", "2026-02-12T23:00", now=OVER)
    after = {t["clause"]: (t["due"], t["needed_by"]) for t in cpconf.status().json["tasks"]}
    assert {clause: after[clause] for clause in before} == before


def test_the_limits_go_by_the_day_it_started(cpconf: Cpconf) -> None:
    # By the worked case of E-ICPC-15: from 12 December 2025 the last day is 7 January 2026.
    cpconf.book("A-1", "--strategy-discussion", "2025-12-12", at="2026-01-07T22:00")
    cpconf.must("held", "A-1", "--ended", "2026-01-08T00:30", now=OVER)
    assert cpconf.status().limit("E-ICPC-15")["met"] is True


@pytest.mark.parametrize(
    "ended",
    ["2026-02-12T09:59", "9am", "2026-02-11T12:00", "2026-02-12", "2026-02-20T10:00", "later", ""],
)
def test_an_end_before_the_start_or_without_a_time_is_refused(cpconf: Cpconf, ended: str) -> None:
    cpconf.book()
    before = cpconf.contents
    ran = cpconf("held", "A-1", f"--ended={ended}")
    assert ran.code == 2
    assert cpconf.contents == before


def test_an_end_can_be_corrected(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.must("held", "A-1", "--ended", "2026-02-12T12:00", now=OVER)
    cpconf.must("held", "A-1", "--ended", "2026-02-12T13:00", now=OVER)
    assert cpconf.status().task("H-ICPC-A1a")["due"] == "2026-02-13T13:00:00+00:00"


@pytest.mark.parametrize(
    ("more", "now"),
    [
        ((), "2026-02-12T09:59"),
        ((), "2026-01-05T12:00"),
        (("--ended", "12:00"), "2026-02-12T09:59"),
        (("--ended", "12:00"), "2026-02-12T11:59"),
    ],
)
def test_what_is_still_to_come_has_not_taken_place(
    cpconf: Cpconf, more: tuple[str, ...], now: str
) -> None:
    cpconf.book()
    before = cpconf.contents
    ran = cpconf("held", "A-1", *more, now=now)
    assert ran.code == 5
    assert "still to come" in ran.err
    assert cpconf.contents == before


def test_an_end_that_is_only_planned_is_recorded_with_the_way_back(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "12:00")
    ran = cpconf.must("held", "A-1", now="2026-02-12T10:00")
    assert "cpconf held A-1 --undo" in ran.err
    assert "--undo" not in cpconf.must("held", "A-1", now="2026-02-12T12:00").err


def test_what_was_done_before_stays_done(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a")
    cpconf.must("held", "A-1", now=OVER)
    assert cpconf.status().task("O-13a")["state"] == "done"
    cpconf.must("done", "A-1", "O-14")
    cpconf.must("undo", "A-1", "O-13a")


def test_cancelling_needs_a_reason_and_who_authorised_it(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    incomplete: list[tuple[str, ...]] = [
        (),
        ("--reason", "ill"),
        ("--authorised-by", "Jo Example"),
        ("--reason", "", "--authorised-by", "Jo Example"),
        ("--reason", "ill", "--authorised-by", " "),
        ("--reason", "-", "--authorised-by", "-"),
    ]
    for more in incomplete:
        assert cpconf("cancel", "A-1", *more, stdin="x").code == 2, more
    assert cpconf.contents == before


@pytest.mark.parametrize("which", ["--reason", "--authorised-by"])
def test_either_may_come_from_standard_input(cpconf: Cpconf, which: str) -> None:
    cpconf.book()
    given = {"--reason": "all are ill", "--authorised-by": "Jo Example"}
    typed = given | {which: "-"}
    options = [part for pair in typed.items() for part in pair]
    cpconf.must("cancel", "A-1", *options, stdin=given[which] + "\n")
    told = cpconf.must("history", "A-1").out
    assert all(text in told for text in given.values())


def test_a_cancelled_conference_has_nothing_outstanding(cpconf: Cpconf) -> None:
    cpconf.book()
    cancel(cpconf)
    assert cpconf.must("status", "--json").json["tasks"] == []
    assert cpconf.status().json["conference"]["state"] == "cancelled"


@pytest.mark.parametrize(
    "command",
    [
        ("done", "A-1", "O-14"),
        ("undo", "A-1", "O-13a"),
        ("skip", "A-1", "O-14", "--reason", "x"),
        ("held", "A-1"),
        ("reschedule", "A-1", "--at", "2026-03-05T10:00", "--reason", "x"),
        ("reschedule", "A-1", "--at", "2026-03-05T10:00", "--reason", "x", "--dry-run"),
        ("cancel", "A-1", "--reason", "x", "--authorised-by", "Jo Example"),
        ("schedule", "A-1", "--procedure", "hounslow", "--type", "review", "--at", "1/6/2026 10am"),
    ],
    ids=" ".join,
)
def test_what_is_cancelled_is_over(cpconf: Cpconf, command: tuple[str, ...]) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a")
    cancel(cpconf)
    before = cpconf.contents
    ran = cpconf(*command)
    assert (ran.code, ran.out) == (5, "")
    assert "A-1" in ran.err
    assert len(ran.errors) <= 2
    assert cpconf.contents == before


@pytest.mark.parametrize(
    "command",
    [
        ("status", "A-1"),
        ("status", "A-1", "--json"),
        ("explain", "A-1", "O-14"),
        ("history", "A-1"),
        ("fact", "A-1"),
        ("person", "list", "A-1"),
        ("working-days", "check"),
    ],
    ids=" ".join,
)
def test_what_is_cancelled_can_still_be_read(cpconf: Cpconf, command: tuple[str, ...]) -> None:
    cpconf.book()
    cancel(cpconf)
    cpconf.must(*command)


@pytest.mark.parametrize(
    "command",
    [
        ("cancel", "A-1", "--reason", "x", "--authorised-by", "Jo Example"),
        ("reschedule", "A-1", "--at", "2026-03-05T10:00", "--reason", "x"),
    ],
    ids=" ".join,
)
def test_what_was_held_is_neither_moved_nor_cancelled(
    cpconf: Cpconf, command: tuple[str, ...]
) -> None:
    cpconf.book()
    cpconf.must("held", "A-1", now=OVER)
    before = cpconf.contents
    assert cpconf(*command).code == 5
    assert cpconf.contents == before


def test_a_conference_that_is_not_on_record_is_not_found(cpconf: Cpconf) -> None:
    cpconf.book()
    assert cpconf("held", "A-2").code == 4
    assert cpconf("cancel", "A-2", "--reason", "x", "--authorised-by", "Jo Example").code == 4


def test_a_procedure_that_allows_it_exceptionally_asks_what_it_rests_on(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="oxfordshire")
    ran = cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example")
    asked = "cpconf cancel A-1 --decided-as ROLE --exceptional --tried TEXT"
    assert "O-CANCEL allows this in exceptional circumstances only" in ran.err
    assert asked in ran.err
    cpconf.must(
        *("cancel", "A-1", "--decided-as", "service manager", "--exceptional"),
        *("--tried", "a call"),
    )
    told = " ".join(cpconf.must("history", "A-1").out.split())
    assert "decided as service manager, in exceptional circumstances: a call" in told


def test_what_it_rests_on_can_be_said_at_once_and_nothing_is_asked_then(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="oxfordshire")
    ran = cpconf.must(
        *("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example"),
        *("--decided-as", "service manager", "--exceptional", "--tried", "a call"),
    )
    assert "O-CANCEL" not in ran.err


def test_a_procedure_without_such_a_rule_asks_nothing_more(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="hounslow")
    ran = cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "Jo Example")
    assert "exceptional" not in ran.err


def test_grounds_are_those_of_a_cancellation(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="oxfordshire")
    ran = cpconf("cancel", "A-1", "--exceptional")
    assert (ran.code, "give --reason as well" in ran.err) == (5, True)
