"""Mistakes that people make, and how they are noticed or taken back."""

import io
import sys

import pytest

from tests.cli.running import OVER, Cpconf, Ran
from tests.cli.sharing.copies import a_pdf

BEFORE = "2026-01-30T12:00"


def state(cpconf: Cpconf) -> object:
    return cpconf.status().json["conference"]["state"]


def test_a_conference_marked_held_by_mistake_is_scheduled_again(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "12:30", procedure="hounslow")
    before = cpconf.status().json
    cpconf.must("held", "A-1", "--ended", "13:00", now=OVER)
    assert state(cpconf) == "held"
    cpconf.must("held", "A-1", "--undo")
    assert cpconf.status().json == before
    told = cpconf.must("history", "A-1").out
    assert "held, ended" in told
    assert "by mistake" in told


def test_only_what_is_held_can_be_taken_back(cpconf: Cpconf) -> None:
    cpconf.book()
    assert cpconf("held", "A-1", "--undo").code == 5


def test_what_was_done_keeps_its_date_when_the_conference_moves(cpconf: Cpconf) -> None:
    # O-13a, by the readings: 3 days before Thursday 12 February is Monday 9, close of business.
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", now=BEFORE)
    cpconf.must("reschedule", "A-1", "--at", "2026-02-03T10:00", "--reason", "x", now=BEFORE)
    task = cpconf.status().task("O-13a")
    assert task["due"] == "2026-02-09T17:00:00+00:00"
    assert not task["late_at_booking"]


def test_what_is_undone_after_a_move_is_due_by_the_new_date(cpconf: Cpconf) -> None:
    # By hand: 3 working days before Tuesday 3 February is Thursday 29 January.
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", now=BEFORE)
    cpconf.must("reschedule", "A-1", "--at", "2026-02-03T10:00", "--reason", "x", now=BEFORE)
    cpconf.must("undo", "A-1", "O-13a", now=BEFORE)
    assert cpconf.status().task("O-13a")["due"] == "2026-01-29T17:00:00+00:00"


def test_the_count_of_what_was_done_before_a_move_is_not_made_up(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", now=BEFORE)
    cpconf.must("reschedule", "A-1", "--at", "2026-02-03T10:00", "--reason", "x", now=BEFORE)
    document = cpconf.must("explain", "A-1", "O-13a", "--json").json
    # By hand: three working days before Thursday 12 February 2026, as it was then.
    counted = [day["date"] for day in document["counted"] if day["counts"]]
    assert counted == ["2026-02-11", "2026-02-10", "2026-02-09"]
    assert document["anchored"] == "2026-02-12T10:00:00+00:00"


def test_a_task_whose_condition_fell_away_can_still_be_undone(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--fact", "parent_email")
    cpconf.must("done", "A-1", "O-16a")
    cpconf.must("fact", "A-1", "parent_email=no")
    assert cpconf.status().json["conference"]["facts"]["report_emailed"] is not True
    cpconf.must("undo", "A-1", "O-16a")


def test_undoing_what_a_gate_waited_for_warns_of_what_came_after(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-14m", "O-15")
    assert "tell-chair" in cpconf.must("undo", "A-1", "O-14m").err


def test_skipping_twice_for_one_reason_leaves_one_mark(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("skip", "A-1", "O-13a", "--reason", "not needed")
    assert "already" in cpconf.must("skip", "A-1", "O-13a", "--reason", "not needed").err
    assert cpconf.must("history", "A-1").out.count("skipped") == 1


def test_an_override_that_was_not_needed_is_said_to_be_so(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf.must("done", "A-1", "O-13a", "--override", "because")
    assert "nothing stopped it" in ran.err


def test_a_chair_whom_nobody_knows_is_warned_of(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf(
        *("check", "2026-03-02T10:00", "--procedure", "hounslow", "--type", "initial"),
        *("--chair", "Robin Exampel"),
    )
    assert "no chair on record" in ran.err
    assert "Exampel" not in ran.err


def test_a_booking_can_answer_no(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--fact", "children_at_home=no")
    assert cpconf.status().json["conference"]["facts"]["children_at_home"] is False
    assert "children_at_home=no" in cpconf.must("history", "A-1").out


@pytest.mark.parametrize("said", ["split=perhaps", "split="])
def test_a_booking_answers_yes_or_no(cpconf: Cpconf, said: str) -> None:
    ran = cpconf(
        *("schedule", "A-1", "--procedure", "hounslow", "--type", "initial"),
        *("--at", "2026-02-12T10:00", "--fact", said),
    )
    assert ran.code == 2


def test_an_hour_when_nobody_works_is_asked_about(cpconf: Cpconf) -> None:
    cpconf.book(at="2026-02-12T02:00")
    assert "outside the office hours" in cpconf.book("A-2", at="2026-02-12T02:00").out


def test_a_file_with_semicolons_is_read(cpconf: Cpconf) -> None:
    file = cpconf.folder / "c.csv"
    rows = "ref;procedure;type;at\nA-1;hounslow;initial;2026-02-12T10:00\n"
    file.write_text(rows, encoding="utf-8")
    cpconf.must("schedule", "--from", str(file))
    assert cpconf.status().json["conference"]["procedure"] == "hounslow"


def test_a_row_of_the_wrong_length_hides_no_fault_before_it(cpconf: Cpconf) -> None:
    file = cpconf.folder / "c.csv"
    file.write_text(
        "ref,procedure,type,at\n!bad,hounslow,initial,2026-02-12T10:00\nA-2,hounslow\n",
        encoding="utf-8",
    )
    ran = cpconf("schedule", "--from", str(file))
    assert ran.code == 2
    assert ":2:" in ran.err
    assert "1 more line" in ran.err


def test_an_end_that_the_clocks_skip_is_refused(cpconf: Cpconf) -> None:
    # On Sunday 29 March 2026 the clocks go from 1:00 to 2:00.
    ran = cpconf(
        *("schedule", "A-1", "--procedure", "hounslow", "--type", "initial"),
        *("--at", "2026-03-29T00:30", "--ends", "01:30"),
    )
    assert ran.code == 2


def test_a_clock_that_cannot_be_read_is_named(cpconf: Cpconf) -> None:
    def refused() -> None:
        ran = cpconf("status", now="tomorrow")
        assert (ran.code, ran.out) == (2, "")
        assert "CPCONF_NOW" in ran.err

    refused()
    cpconf.book()
    refused()


def test_what_the_calendar_moved_stands_in_the_history(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.configure('[[closure]]\ndate = 2026-02-11\nname = "Training day"\n')
    cpconf.must("working-days", "apply")
    told = cpconf.must("history", "A-1").out
    assert "share-reports from Mon 9 Feb 2026, 17:00 to Fri 6 Feb 2026, 17:00" in told
    assert "Training day" in told


def test_what_a_word_processor_makes_of_quotes_is_understood_round_a_date_and_a_name(
    cpconf: Cpconf,
) -> None:
    ran = cpconf.must(
        *("schedule", "A-1", "--procedure", "hounslow", "--type", "initial"),
        *("--at", "“12 Feb 2026 10am”", "--json"),
    )
    assert ran.json["conference"]["at"] == "2026-02-12T10:00:00+00:00"
    cpconf.must("person", "add", "A-1", "--role", "mother", "--name", "“Maeve O’Brien”")
    assert cpconf.must("person", "list", "A-1", "--json").json["people"][0]["name"] == (
        "Maeve O’Brien"
    )


@pytest.mark.parametrize(("encoding", "shown"), [("utf-8", "“soon"), ("cp850", '"soon')])
def test_a_message_shows_a_sign_and_never_its_number(
    cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch, encoding: str, shown: str
) -> None:
    written = io.BytesIO()
    monkeypatch.setattr("sys.stderr", io.TextIOWrapper(written, encoding=encoding))
    assert cpconf("check", "“soon", "--procedure", "hounslow", "--type", "initial").code == 2
    sys.stderr.flush()
    said = written.getvalue().decode(encoding)
    assert shown in said
    assert "\\u201c" not in said


def test_a_date_that_curly_quotes_did_not_hold_together_is_told_which_quotes_do(
    cpconf: Cpconf,
) -> None:
    """The Windows command line splits what stands between curly quotes."""
    ran = cpconf("check", "“12", "Feb", "2026”", "--procedure", "hounslow", "--type", "initial")
    assert ran.code == 2
    assert "straight ones" in ran.err


@pytest.mark.parametrize(
    ("typed", "shown", "option"),
    [("—type", "—type", "--type"), ("–at=12 Feb 2026", "–at", "--at"), ("–-at", "–-at", "--at")],
)
def test_a_long_dash_before_an_option_is_named(
    cpconf: Cpconf, typed: str, shown: str, option: str
) -> None:
    ran = cpconf("schedule", "A-1", typed, "initial")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (f"cpconf: {shown!r} begins with a long dash: type two hyphens, {option}\n")


def test_a_note_may_begin_with_a_long_dash(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-13a", "--note", "– by first class post")


@pytest.mark.parametrize(
    ("words", "right"),
    [
        (("done", "send-invitations", "A-1"), "cpconf done A-1 send-invitations"),
        (("explain", "O-15", "a-1"), "cpconf explain A-1 O-15"),
        (("fact", "split", "A-1"), "cpconf fact A-1 split"),
        (("skip", "Robin", "A-1", "--reason", "x"), "cpconf skip A-1 TASK"),
    ],
)
def test_words_that_were_turned_round_are_shown_in_their_order(
    cpconf: Cpconf, words: tuple[str, ...], right: str
) -> None:
    cpconf.book()
    ran = cpconf(*words)
    assert ran.code == 4
    assert ran.errors[1:] == [f"Turned round? {right}"]


def test_a_file_and_a_reference_are_understood_in_both_orders(cpconf: Cpconf) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "school")
    file = str(a_pdf(cpconf.folder, name="report.pdf"))
    cpconf.must("protect-report", "A-1", "report.pdf", "--to", "mother", "--out", "out")
    cpconf.must("report", "add", file, "A-1", "--from", "school")
    assert cpconf("protect-report", "A-1", "nothing.pdf", "--to", "mother").code == 4


def person_with(cpconf: Cpconf, role: str) -> Ran:
    return cpconf("person", "add", "A-1", "--role", role, "--name", "Robin Example")


@pytest.mark.parametrize(
    ("typed", "role"),
    [
        ("mum", "mother"),
        ("Mom", "mother"),
        ("dad", "father"),
        ("teacher", "school"),
        ("GP", "health"),
        ("health visitor", "health"),
        ("social-worker", "social_worker"),
        ("SW", "social_worker"),
    ],
)
def test_a_usual_word_for_a_role_is_understood(cpconf: Cpconf, typed: str, role: str) -> None:
    cpconf.book()
    assert person_with(cpconf, typed).code == 0
    assert cpconf.must("person", "list", "A-1", "--json").json["people"][0]["role"] == role
    cpconf.must("person", "change", "A-1", typed, "--email", "r@example.org")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("grandmother", "write carer, parent or supporter"),
        ("charman", "did you mean chair"),
        ("social_wroker", "did you mean social_worker?"),
        ("plumber", "the roles are mother, "),
    ],
)
def test_another_word_for_a_role_is_answered_with_the_right_one(
    cpconf: Cpconf, typed: str, told: str
) -> None:
    cpconf.book()
    ran = person_with(cpconf, typed)
    assert ran.code == 2
    assert told in ran.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("splt",), "did you mean split?"),
        (("children",), "did you mean children_at_home?"),
        (("xyz",), "the facts are split, "),
        (("split", "yes"), "without a space: split=yes"),
        (("no-wifi@mother", "No"), "without a space: no_wifi@mother=no"),
        (("splt", "yes"), "did you mean split?"),
    ],
)
def test_a_fact_that_is_nearly_one_is_answered_with_it(
    cpconf: Cpconf, words: tuple[str, ...], told: str
) -> None:
    cpconf.book()
    ran = cpconf("fact", "A-1", *words)
    assert ran.code == 2
    assert told in ran.err
    assert cpconf.status().json["conference"]["facts"]["split"] is None


@pytest.mark.parametrize("way", ["phone", "telephone", "post", "letterbox"])
def test_a_way_is_called_as_people_call_it_everywhere(cpconf: Cpconf, way: str) -> None:
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother")
    cpconf.must("agree", "A-1", "mother", "--way", way)
    cpconf.must("shared", "A-1", "--to", "mother", "--how", way, "--confirmed-by", "K")
    ran = cpconf("release", "A-1", "--to", "mother", "--how", way, "--confirmed-by", "K")
    assert ran.code == (5 if way in {"phone", "telephone"} else 2)


@pytest.mark.parametrize(("typed", "type_"), [("ICPC", "initial"), ("rcpc", "review")])
def test_a_type_may_be_abbreviated(cpconf: Cpconf, typed: str, type_: str) -> None:
    line = ("schedule", "A-1", "--procedure", "hounslow", "--at", "2026-02-12T10:00")
    assert cpconf.must(*line, "--type", typed, "--json").json["conference"]["type"] == type_
