"""Facts: answered, asked, derived from the record, and contradicted by it."""

import pytest

from tests.cli.running import Cpconf


def fact(cpconf: Cpconf, name: str) -> bool | None:
    answer: bool | None = cpconf.status().json["conference"]["facts"][name]
    return answer


def test_without_names_the_facts_are_shown_as_questions(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--fact", "children_at_home")
    cpconf.must("fact", "A-1", "no_wifi=no")
    before = cpconf.contents
    shown = cpconf.must("fact", "A-1").out
    assert "Will children be at home" in shown
    assert shown.count("?") >= 13
    listed = {each["fact"]: each for each in cpconf.must("fact", "A-1", "--json").json["facts"]}
    assert len(listed) == 13
    assert listed["children_at_home"]["answer"] is True
    assert listed["no_wifi"]["answer"] is False
    assert listed["split"]["answer"] is None
    assert cpconf.contents == before


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("split", True),
        ("split=yes", True),
        ("split=no", False),
        ("SPLIT=Yes", True),
        ("split=unknown", None),
    ],
)
def test_a_fact_is_answered_yes_or_no(cpconf: Cpconf, said: str, answer: bool | None) -> None:
    cpconf.book()
    cpconf.must("fact", "A-1", said)
    assert fact(cpconf, "split") is answer


@pytest.mark.parametrize("name", ["no_wifi", "no-wifi", "No-Wifi"])
def test_a_fact_may_be_written_with_either_dash(cpconf: Cpconf, name: str) -> None:
    cpconf.book()
    cpconf.must("fact", "A-1", f"{name}=no")
    assert fact(cpconf, "no_wifi") is False


def test_several_facts_are_answered_at_once(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("fact", "A-1", "split", "no_wifi=no", "plan_made=yes")
    assert [fact(cpconf, name) for name in ("split", "no_wifi", "plan_made")] == [True, False, True]


@pytest.mark.parametrize(
    "said",
    [
        *("twins", "", "=yes", "split=", "split=maybe", "split=true", "split=1", "split=yes=no"),
        *("spl it", "split\x1b[2J", "x" * 5000),
    ],
)
def test_one_bad_answer_keeps_the_others_out(cpconf: Cpconf, said: str) -> None:
    cpconf.book()
    before = cpconf.contents
    ran = cpconf("fact", "A-1", "no_wifi", said)
    assert ran.code == 2
    assert len(ran.errors) == 1
    assert len(ran.err) < 500
    assert cpconf.contents == before


def test_two_answers_to_one_fact_are_no_answer(cpconf: Cpconf) -> None:
    cpconf.book()
    ran = cpconf("fact", "A-1", "split=yes", "split=no")
    assert ran.code == 2
    assert "split is answered twice" in ran.err
    assert fact(cpconf, "split") is None


def test_a_fact_of_no_conference_is_not_found(cpconf: Cpconf) -> None:
    cpconf.book()
    assert cpconf("fact", "A-2").code == 4
    assert cpconf("fact", "A-2", "split").code == 4


def test_until_answered_a_fact_counts_as_no(cpconf: Cpconf) -> None:
    cpconf.book(type_="review")
    assert fact(cpconf, "full_report_shared") is None
    ran = cpconf.status()
    assert ran.tasks("O-6a")  # "!full_report_shared"
    assert not ran.tasks("O-6d")  # "full_report_shared"


# From the conditions of the register: which clauses a yes brings and takes away.
@pytest.mark.parametrize(
    ("procedure", "type_", "said", "come", "left"),
    [
        ("oxfordshire", "review", "full_report_shared", "O-6d O-6e", "O-6a O-6b O-6c"),
        ("oxfordshire", "review", "joins_another_way", "O-9b", "O-9a"),
        ("oxfordshire", "review", "children_at_home", "O-1 O-1b O-1c", ""),
        ("oxfordshire", "review", "no_wifi", "O-4b", ""),
        ("oxfordshire", "review", "parent_email", "O-5 O-7", ""),
        ("oxfordshire", "review", "school_invited", "O-PART-5", ""),
        ("oxfordshire", "review", "parent_cannot_join", "O-POST", ""),
        ("oxfordshire", "initial", "children_at_home", "O-12 O-12b O-12c", ""),
        ("oxfordshire", "initial", "parent_email", "O-16a", "O-16b"),
        ("oxfordshire", "initial", "report_emailed", "O-17", ""),
        ("oxfordshire", "initial", "parent_excluded", "O-20a O-20b", ""),
        ("oxfordshire", "initial", "plan_made", "E-CORE-10", ""),
        ("hounslow", "initial", "split", "H-ICPC-C7", ""),
        ("hounslow", "review", "split", "H-ICPC-C7", ""),
        ("hounslow", "initial", "parent_cannot_join", "H-ICPC-C6 H-ICPC-C6b", ""),
        ("hounslow", "initial", "plan_made", "E-CORE-10", ""),
    ],
)
def test_a_fact_brings_tasks_and_takes_tasks_away(
    cpconf: Cpconf, procedure: str, type_: str, said: str, come: str, left: str
) -> None:
    cpconf.book(procedure=procedure, type_=type_)
    before = set(cpconf.status().clauses)
    cpconf.must("fact", "A-1", said)
    after = set(cpconf.status().clauses)
    assert after - before == set(come.split())
    assert before - after == set(left.split())
    cpconf.must("fact", "A-1", f"{said}=no")
    assert set(cpconf.status().clauses) == before


def test_clarification_brings_a_task_to_a_written_review(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--format", "written", procedure="hounslow", type_="review")
    before = set(cpconf.status().clauses)
    cpconf.must("fact", "A-1", "clarification_needed")
    assert set(cpconf.status().clauses) - before == {"H-RCPC-W3"}


def test_a_fact_can_be_answered_for_one_parent(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "mother")
    cpconf.add("A-1", "father")
    cpconf.must("fact", "A-1", "parent_cannot_join@father")
    assert [task["about"] for task in cpconf.status().tasks("H-ICPC-C6")] == ["p2"]


def test_an_answer_for_one_parent_comes_before_that_for_all(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "mother")
    cpconf.add("A-1", "father")
    cpconf.must("fact", "A-1", "parent_cannot_join", "parent_cannot_join@p1=no")
    assert [task["about"] for task in cpconf.status().tasks("H-ICPC-C6")] == ["p2"]


def test_a_fact_about_somebody_who_is_not_there_is_refused(cpconf: Cpconf) -> None:
    cpconf.book()
    before = cpconf.contents
    assert cpconf("fact", "A-1", "parent_cannot_join@father").code == 4
    assert cpconf.contents == before


@pytest.mark.parametrize("said", ["parent_cannot_join@school", "split@mother"])
def test_a_fact_about_somebody_whom_it_cannot_concern_is_refused(cpconf: Cpconf, said: str) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "school")
    cpconf.add("A-1", "mother")
    before = cpconf.contents
    ran = cpconf("fact", "A-1", said)
    assert ran.code == 2
    assert said.partition("@")[0] in ran.err
    assert cpconf.contents == before


def test_an_address_on_record_answers_parent_email(cpconf: Cpconf) -> None:
    cpconf.book()
    assert fact(cpconf, "parent_email") is None
    cpconf.add("A-1", "supporter", "--email", "s@example.org")
    assert fact(cpconf, "parent_email") is None
    cpconf.add("A-1", "carer", "--email", "c@example.org")
    assert fact(cpconf, "parent_email") is True


def test_a_school_on_record_answers_school_invited(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "school")
    assert fact(cpconf, "school_invited") is True


def test_a_report_sent_answers_report_emailed(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--fact", "parent_email")
    cpconf.must("done", "A-1", "O-16a")
    assert fact(cpconf, "report_emailed") is True


def test_the_call_after_the_report_comes_with_it_and_goes_with_it(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "father", "--email", "f@example.org")
    cpconf.must("done", "A-1", "O-16a@father")
    assert [task["about"] for task in cpconf.status().tasks("O-17")] == ["p2"]
    ran = cpconf.must("undo", "A-1", "O-16a@father")
    assert "check-report-arrived" in ran.err
    assert not cpconf.status().tasks("O-17")
    assert fact(cpconf, "report_emailed") is None


def test_a_call_made_stays_on_record_when_the_report_is_undone(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.must("done", "A-1", "O-16a")
    cpconf.must("done", "A-1", "O-17", "--note", "arrived")
    cpconf.must("undo", "A-1", "O-16a")
    assert not cpconf.status().tasks("O-17")
    assert cpconf.status("A-1", "--all").task("O-17")["state"] == "done"
    assert "arrived" in cpconf.must("history", "A-1").out


@pytest.mark.parametrize(
    ("said", "role", "more"),
    [
        ("parent_email=no", "mother", ("--email", "m@example.org")),
        ("school_invited=no", "school", ()),
    ],
)
def test_an_answer_that_the_record_denies_is_warned_of_and_the_record_decides(
    cpconf: Cpconf, said: str, role: str, more: tuple[str, ...]
) -> None:
    name = said.partition("=")[0]
    cpconf.book()
    cpconf.add("A-1", role, *more)
    ran = cpconf.must("fact", "A-1", said)
    assert "warning" in ran.err
    assert name in ran.err
    assert fact(cpconf, name) is True


@pytest.mark.parametrize(
    ("said", "role", "more"),
    [
        ("parent_email=no", "mother", ("--email", "m@example.org")),
        ("school_invited=no", "school", ()),
    ],
)
def test_a_person_who_denies_an_earlier_answer_is_warned_of(
    cpconf: Cpconf, said: str, role: str, more: tuple[str, ...]
) -> None:
    cpconf.book()
    cpconf.must("fact", "A-1", said)
    ran = cpconf.must("person", "add", "A-1", "--role", role, "--name", "Robin Example", *more)
    assert "warning" in ran.err


def test_an_answer_for_one_parent_that_the_record_denies_is_warned_of(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    assert "warning" in cpconf.must("fact", "A-1", "parent_email@mother=no").err


@pytest.mark.parametrize("name", ["parent_email", "school_invited", "report_emailed"])
def test_a_derived_fact_is_settable_too(cpconf: Cpconf, name: str) -> None:
    cpconf.book()
    cpconf.must("fact", "A-1", name)
    assert fact(cpconf, name) is True
    cpconf.must("fact", "A-1", f"{name}=no")
    assert fact(cpconf, name) is False


def test_answering_moves_no_date(cpconf: Cpconf) -> None:
    cpconf.book()
    before = {task["handle"]: task for task in cpconf.status().json["tasks"]}
    cpconf.must("fact", "A-1", "children_at_home")
    after = {task["handle"]: task for task in cpconf.status().json["tasks"]}
    assert {handle: after[handle] for handle in before} == before


def test_a_cancelled_conference_may_still_be_corrected(cpconf: Cpconf) -> None:
    for ref in ("A-1", "A-2"):
        cpconf.book(ref, procedure="hounslow")
    cpconf.must("cancel", "A-1", "--reason", "ill", "--authorised-by", "J Example")
    open_, over = (cpconf.must("fact", ref, "split") for ref in ("A-2", "A-1"))
    assert "arrange-split" in open_.out + open_.err
    assert "arrange-split" not in over.out + over.err  # its tasks are closed
    assert {task["ref"] for task in cpconf.must("status", "--json").json["tasks"]} == {"A-2"}
