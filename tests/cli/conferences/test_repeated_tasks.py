"""Who owes a task and whom it is about: repeated for each, and told apart by PERSON."""

import pytest

from tests.cli.running import Cpconf

FAMILY = ["mother", "father", "parent", "carer", "young_person", "supporter"]
AGENCIES = [
    *("school", "health", "police", "probation", "housing", "other_professional"),
]


def test_whoever_holds_a_role_alone_owes_its_tasks(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    chair = cpconf.add("A-1", "chair")
    ran = cpconf.status()
    assert ran.task("O-21")["person"] == chair
    assert ran.task("O-14")["person"] is None


def test_of_several_who_hold_a_role_nobody_is_picked(cpconf: Cpconf) -> None:
    cpconf.book()
    for _ in range(2):
        cpconf.add("A-1", "social_worker")
    assert cpconf.status().task("O-14")["person"] is None


def test_a_professional_task_appears_once_where_none_is_on_record(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "mother")
    cpconf.add("A-1", "chair")
    (task,) = cpconf.status().tasks("H-ICPC-P3")
    assert (task["person"], task["about"], task["role"]) == (None, None, "professional")


def test_a_professional_task_appears_for_every_agency_and_social_worker(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    for role in FAMILY:
        cpconf.add("A-1", role)
    owing = [cpconf.add("A-1", role) for role in [*AGENCIES, "social_worker", "social_worker"]]
    for role in ("manager", "chair", "minute_taker", "administrator", "early_help"):
        cpconf.add("A-1", role)
    for role in ("advocate", "interpreter"):
        cpconf.add("A-1", role)
    ran = cpconf.status()
    for clause in ("H-ICPC-P3", "H-ICPC-P4"):
        assert {task["person"] for task in ran.tasks(clause)} == set(owing)
        assert {task["role"] for task in ran.tasks(clause)} == {"professional"}
        assert len(ran.tasks(clause)) == len(owing)


def test_a_task_for_each_parent_appears_for_each_on_record(cpconf: Cpconf) -> None:
    cpconf.book()
    assert [task["about"] for task in cpconf.status().tasks("O-21")] == [None]
    for role in ("chair", "young_person", "supporter"):
        cpconf.add("A-1", role)
    assert [task["about"] for task in cpconf.status().tasks("O-21")] == [None]
    parents = [cpconf.add("A-1", role) for role in ("mother", "father", "parent", "carer")]
    assert [task["about"] for task in cpconf.status().tasks("O-21")] == parents


def test_a_task_for_each_school_appears_for_each_on_record(cpconf: Cpconf) -> None:
    cpconf.book()
    assert not cpconf.status().tasks("O-PART-5")
    schools = [cpconf.add("A-1", "school") for _ in range(3)]
    assert [task["about"] for task in cpconf.status().tasks("O-PART-5")] == schools


def test_a_condition_is_judged_for_each_parent(cpconf: Cpconf) -> None:
    cpconf.book()
    with_address = cpconf.add("A-1", "mother", "--email", "m@example.org")
    without = cpconf.add("A-1", "father")
    ran = cpconf.status()
    assert [task["about"] for task in ran.tasks("O-16a")] == [with_address]
    assert [task["about"] for task in ran.tasks("O-16b")] == [without]
    hidden = cpconf.status("A-1", "--all")
    assert hidden.task("O-16a", without)["applies"] is False


def test_before_anyone_is_on_record_a_condition_comes_from_the_fact(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--fact", "parent_email")
    ran = cpconf.status()
    assert [task["about"] for task in ran.tasks("O-16a")] == [None]
    assert not ran.tasks("O-16b")


def test_an_address_that_comes_later_changes_how_the_report_goes(cpconf: Cpconf) -> None:
    cpconf.book()
    mother = cpconf.add("A-1", "mother")
    assert cpconf.status().tasks("O-16b")
    cpconf.must("person", "change", "A-1", mother, "--email", "m@example.org")
    assert not cpconf.status().tasks("O-16b")
    assert cpconf.status().tasks("O-16a")
    cpconf.must("person", "change", "A-1", "mother", "--email", "")
    assert cpconf.status().tasks("O-16b")


def test_a_task_done_for_nobody_in_particular_is_open_for_the_first_parent(
    cpconf: Cpconf,
) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-16c")
    mother = cpconf.add("A-1", "mother")
    assert [(t["about"], t["state"]) for t in cpconf.status().tasks("O-16c")] == [(mother, "open")]


def test_adding_the_first_parent_says_that_a_mark_no_longer_counts(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-16c")
    ran = cpconf.must("person", "add", "A-1", "--role", "mother", "--name", "Robin Example")
    assert "agree-delivery" in ran.err


def test_the_mark_for_nobody_in_particular_stays_on_record(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.must("done", "A-1", "O-16c", "--note", "by letter")
    cpconf.add("A-1", "mother")
    assert "by letter" in cpconf.must("history", "A-1").out
    states = [
        (task["about"], task["state"]) for task in cpconf.status("A-1", "--all").tasks("O-16c")
    ]
    assert states == [(None, "done"), ("p1", "open")]


def test_people_added_later_take_over_no_marks_of_others(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    cpconf.must("done", "A-1", "O-16c@mother")
    cpconf.add("A-1", "father")
    states = {task["about"]: task["state"] for task in cpconf.status().tasks("O-16c")}
    assert states == {"p1": "done", "p2": "open"}


# `@PERSON` takes a short id, or a role if nobody else at the conference has it.
@pytest.mark.parametrize("whom", ["p2", "P2", "father", "Father"])
def test_a_task_is_told_apart_by_whom_it_is_about(cpconf: Cpconf, whom: str) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    cpconf.add("A-1", "father")
    cpconf.must("done", "A-1", f"O-21@{whom}")
    states = {task["about"]: task["state"] for task in cpconf.status().tasks("O-21")}
    assert states == {"p1": "open", "p2": "done"}


@pytest.mark.parametrize("whom", ["p3", "school", "social_worker", "social-worker", "health"])
def test_a_professional_s_task_is_told_apart_by_who_owes_it(cpconf: Cpconf, whom: str) -> None:
    cpconf.book(procedure="hounslow")
    ids = {role: cpconf.add("A-1", role) for role in ("health", "social_worker", "school")}
    cpconf.must("done", "A-1", f"share-reports@{whom}")
    wanted = ids.get(whom.replace("-", "_"), whom)
    done = [t["person"] for t in cpconf.status().tasks("H-ICPC-P3") if t["state"] == "done"]
    assert done == [wanted]


@pytest.mark.parametrize("command", ["done", "undo", "explain"])
def test_a_task_of_several_is_ambiguous_and_the_choices_are_listed(
    cpconf: Cpconf, command: str
) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    cpconf.add("A-1", "father")
    before = cpconf.contents
    ran = cpconf(command, "A-1", "O-21")
    assert ran.code == 2
    assert "confirm-participation@p1, confirm-participation@p2" in ran.err
    assert cpconf.contents == before


def test_a_role_of_several_people_is_ambiguous_and_the_choices_are_listed(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    for role in ("school", "health", "school"):
        cpconf.add("A-1", role)
    ran = cpconf("done", "A-1", "share-reports@school")
    assert ran.code == 2
    assert "p1, p3" in ran.err


@pytest.mark.parametrize("whom", ["p9", "father", "parent", "nobody", "p1p1", "1", "x" * 2000])
def test_a_person_who_is_not_there_is_not_found(cpconf: Cpconf, whom: str) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    ran = cpconf("done", "A-1", f"O-21@{whom}")
    assert ran.code == 4
    assert "p1 (mother)" in ran.err
    assert len(ran.err) < 400


def test_a_task_is_not_found_for_somebody_whom_it_is_not_about(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother")
    cpconf.add("A-1", "school")
    ran = cpconf("done", "A-1", "O-21@school")
    assert ran.code == 4
    assert "confirm-participation@p1" in ran.err
