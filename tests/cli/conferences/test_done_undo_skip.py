"""Marks: tasks done, undone and skipped."""

import pytest

from tests.cli.running import Cpconf


def state(cpconf: Cpconf, clause: str) -> str:
    return str(cpconf.status().task(clause)["state"])


@pytest.mark.parametrize("task", ["write-report", "write_report", "WRITE-REPORT", "O-13a", "o-13A"])
def test_a_task_goes_by_its_name_or_its_clause(cpconf: Cpconf, task: str) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", task)
    assert state(cpconf, "O-13a") == "done"


def test_several_tasks_are_done_at_once(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "O-14", "authorise-report")
    assert {state(cpconf, clause) for clause in ("O-13a", "O-14", "O-14m")} == {"done"}


def test_a_task_named_twice_is_done_once(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "write-report")
    assert cpconf.must("history", "A-1").out.count("write-report done") == 1


@pytest.mark.parametrize(
    ("bad", "code"), [("nothing", 4), ("O-99", 4), ("O-12", 5), ("O-15@p1", 4), ("", 4)]
)
@pytest.mark.parametrize("command", ["done", "undo"])
def test_one_bad_task_keeps_the_others_out(
    cpconf: Cpconf, command: str, bad: str, code: int
) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13c")
    before = cpconf.contents
    ran = cpconf(command, "A-1", "O-13a", "O-13c", bad)
    assert (ran.code, ran.out) == (code, "")
    assert len(ran.errors) <= 2
    assert cpconf.contents == before


def test_a_near_miss_is_pointed_out(cpconf: Cpconf) -> None:
    cpconf.book()
    assert "write-report" in cpconf("done", "A-1", "write-raport").err


def test_a_conference_that_is_not_on_record_is_not_found(cpconf: Cpconf) -> None:
    cpconf.book()
    for command in (("done", "A-2", "O-14"), ("undo", "A-2", "O-14")):
        assert cpconf(*command).code == 4
    assert cpconf("skip", "A-2", "O-14", "--reason", "x").code == 4


def test_a_task_that_does_not_apply_cannot_be_done(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf("done", "A-1", "O-12")
    assert ran.code == 5
    assert "children_at_home" in ran.err
    cpconf.must("fact", "A-1", "children_at_home")
    cpconf.must("done", "A-1", "O-12")


def test_a_mark_says_when_and_by_whom(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "--at", "2 Jan 2026 3pm")
    task = cpconf.status().task("O-13a")
    assert task["marked_at"] == "2026-01-02T15:00:00+00:00"
    assert task["marked_by"]


def test_without_a_moment_it_was_done_now(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", now="2026-07-01T09:30")
    assert cpconf.status().task("O-13a")["marked_at"] == "2026-07-01T09:30:00+01:00"


@pytest.mark.parametrize("at", ["2026-01-05T12:01", "2027-01-01 10:00", "2026-01-02", "soon", ""])
def test_nothing_was_done_at_a_moment_to_come_or_unreadable(cpconf: Cpconf, at: str) -> None:
    cpconf.book()
    before = cpconf.contents
    ran = cpconf("done", "A-1", "O-13a", f"--at={at}")
    assert ran.code == 2
    assert cpconf.contents == before


@pytest.mark.parametrize("given", [("by post",), ("-",)])
def test_a_note_is_an_argument_or_standard_input(cpconf: Cpconf, given: tuple[str]) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "--note", *given, stdin="by post\n")
    (mark,) = [e for e in cpconf.must("history", "A-1", "--json").json["entries"] if e["note"]]
    assert mark["note"] == "by post"


def test_a_note_may_have_several_lines(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "--note", "-", stdin="first\r\nsecond\n")
    notes = [e["note"] for e in cpconf.must("history", "A-1", "--json").json["entries"]]
    assert "first\nsecond" in notes


@pytest.mark.parametrize("note", ["", " \n ", "x" * 4001, "a\x1b[2Jb", "a\x00b", "a\u202eb"])
@pytest.mark.parametrize("given", ["argument", "standard input"])
def test_a_note_that_cannot_be_shown_is_refused_without_repeating_it(
    cpconf: Cpconf, note: str, given: str
) -> None:
    cpconf.book()
    before = cpconf.contents
    argument = note if given == "argument" else "-"
    ran = cpconf("done", "A-1", "O-13a", f"--note={argument}", stdin=note)
    assert ran.code == 2
    assert not note.strip() or note not in ran.err
    assert len(ran.errors) <= 2
    assert cpconf.contents == before


@pytest.mark.parametrize(
    "command",
    [
        ("done", "A-1", "O-13a", "--note", "-"),
        ("skip", "A-1", "O-13a", "--reason", "-"),
        ("person", "add", "A-1", "--role", "mother", "--name", "-"),
    ],
)
def test_bytes_that_are_no_text_are_refused(cpconf: Cpconf, command: tuple[str, ...]) -> None:
    cpconf.book()
    assert cpconf(*command, stdin=b"caf\xe9\n").code == 2


def test_standard_input_cannot_be_two_things(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf("done", "A-1", "O-15", "--note", "-", "--override", "-", stdin="once\n")
    assert ran.code == 2
    assert "standard input" in ran.err


def test_doing_a_done_task_again_changes_nothing_but_says_so(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a")
    before = cpconf.status().json
    ran = cpconf.must("done", "A-1", "O-13a", now="2026-01-06T12:00")
    assert "already" in ran.err
    assert cpconf.status().json == before


def test_undoing_opens_a_done_or_skipped_task_and_keeps_its_marks(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "--note", "by post")
    cpconf.must("skip", "A-1", "O-14", "--reason", "not asked for")
    cpconf.must("undo", "A-1", "O-13a", "request-authorisation")
    assert [state(cpconf, clause) for clause in ("O-13a", "O-14")] == ["open", "open"]
    told = cpconf.must("history", "A-1").out
    assert "by post" in told
    assert "not asked for" in told


def test_undoing_an_open_task_changes_nothing_but_says_so(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.status().json
    assert "already" in cpconf.must("undo", "A-1", "O-13a").err
    assert cpconf.status().json == before


def test_skipping_needs_a_reason_and_keeps_it(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    assert cpconf("skip", "A-1", "O-13a").code == 2
    assert cpconf("skip", "A-1", "O-13a", "--reason", " ").code == 2
    assert cpconf.contents == before
    cpconf.must("skip", "A-1", "O-13a", "--reason", "-", stdin="there is a report already")
    assert state(cpconf, "O-13a") == "skipped"
    assert "there is a report already" in cpconf.must("history", "A-1").out


def test_a_done_task_is_not_skipped_before_it_is_undone(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a")
    before = cpconf.contents
    ran = cpconf("skip", "A-1", "O-13a", "--reason", "x")
    assert ran.code == 5
    assert "cpconf undo A-1 write-report" in ran.err
    assert cpconf.contents == before


def test_a_skipped_task_can_be_done_after_all(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("skip", "A-1", "O-13a", "--reason", "x")
    cpconf.must("done", "A-1", "O-13a")
    assert state(cpconf, "O-13a") == "done"


def test_an_order_that_is_no_gate_warns_and_no_more(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf.must("done", "A-1", "O-14")
    assert "warning" in ran.err
    assert "write-report" in ran.err
    assert state(cpconf, "O-14") == "done"


def test_the_machine_s_own_time_is_kept_beside_the_clock(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", now="2026-01-02T09:00")
    entries = cpconf.must("history", "A-1", "--json").json["entries"]
    (mark,) = [entry for entry in entries if "write-report" in entry["what"]]
    assert mark["recorded_at"].startswith("2026-01-02T09:00:00")
    assert not mark["machine_at"].startswith("2026-01-02T09:00")


def test_doing_one_task_of_an_act_offers_the_others_and_marks_none(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    ran = cpconf.must("done", "A-1", "send-invitations")
    assert (
        "usually done together, still open: send-parents-guide; "
        "cpconf done A-1 send-parents-guide" in " ".join(ran.err.split())
    )
    assert state(cpconf, "H-ICPC-C2") == "open"
    assert "done together" not in cpconf.must("done", "A-1", "send-parents-guide").err


def test_an_act_that_is_marked_whole_offers_nothing(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    ran = cpconf.must("done", "A-1", "send-invitations", "send-parents-guide")
    assert "done together" not in ran.err


def test_an_act_is_offered_for_the_same_parent_and_nobody_else(cpconf: Cpconf) -> None:
    cpconf.book()
    for role in ("mother", "father"):
        cpconf.add("A-1", role)
    ran = cpconf.must("done", "A-1", "call-parents@p1")
    said = next(line for line in ran.errors if "done together" in line)
    assert said.endswith("cpconf done A-1 confirm-participation@p1")


def test_what_is_left_out_or_does_not_apply_is_not_offered(cpconf: Cpconf) -> None:
    cpconf.book(type_="review")
    cpconf.must("fact", "A-1", "joins_another_way=yes")
    assert "done together" not in cpconf.must("done", "A-1", "send-feedback-forms").err
    cpconf.book("A-2", type_="review")
    cpconf.must("skip", "A-2", "send-feedback-forms", "--reason", "none are left")
    assert "done together" not in cpconf.must("done", "A-2", "O-9a", "--override", "x").err


def test_what_is_done_asks_for_nothing_of_what_is_left_of_its_act(cpconf: Cpconf) -> None:
    # By hand: three working days before Thursday 12 February 2026 is Monday the 9th.
    cpconf.book(procedure="hounslow")
    assert cpconf.status().task("H-ICPC-C2")["needed_by"] == "2026-02-09T17:00:00+00:00"
    cpconf.must("done", "A-1", "send-invitations")
    cpconf.must("fact", "A-1", "split")
    assert cpconf.status().task("H-ICPC-C2")["needed_by"] == "2026-02-12T10:00:00+00:00"
