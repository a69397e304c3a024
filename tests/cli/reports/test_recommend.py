"""`recommend`: a review in writing, and who recommended what."""

import email
from email.policy import default

import pytest

from tests.cli.running import Cpconf

AFTER = "2026-02-13T17:00"


def written(cpconf: Cpconf) -> None:
    cpconf.must(
        *("schedule", "A-1", "--procedure", "hounslow", "--type", "review"),
        *("--format", "written", "--at", "2026-02-13T14:00", "--previous-review", "2025-08-24"),
    )
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    cpconf.add("A-1", "school", "--email", "school@example.org")
    cpconf.add("A-1", "health")
    cpconf.add("A-1", "social_worker", "--email", "sw@example.org")


def state(cpconf: Cpconf, person: str) -> str:
    (task,) = [t for t in cpconf.status().tasks("H-RCPC-W4b") if t["person"] == person]
    return str(task["state"])


@pytest.mark.parametrize(
    ("opinion", "after"),
    [("given", "done"), ("stands", "done"), ("changed", "done"), ("none", "open")],
)
def test_a_recommendation_settles_the_task_of_whoever_gave_it(
    cpconf: Cpconf, opinion: str, after: str
) -> None:
    written(cpconf)
    cpconf.must("recommend", "A-1", "school", opinion, now=AFTER)
    assert (state(cpconf, "p2"), state(cpconf, "p3")) == (after, "open")
    said = {
        each["person"]: each["opinion"]
        for each in cpconf.must("recommend", "A-1", "--json").json["recommendations"]
    }
    assert said == {"p2": opinion, "p3": None, "p4": None}


def test_the_last_word_counts_and_what_was_recommended_is_in_the_history_alone(
    cpconf: Cpconf,
) -> None:
    written(cpconf)
    cpconf.must("recommend", "A-1", "p2", "given", "--note", "-", now=AFTER, stdin="keep the plan")
    cpconf.must("recommend", "A-1", "p2", "changed", "--note", "end the plan", now=AFTER)
    shown = cpconf.must("recommend", "A-1").out
    assert "recommendation changed" in shown
    assert "plan" not in shown
    told = cpconf.must("history", "A-1").out
    assert "keep the plan" in told
    assert "end the plan" in told


def test_each_professional_with_an_address_is_asked_in_a_message_of_their_own(
    cpconf: Cpconf,
) -> None:
    written(cpconf)
    cpconf.must("recommend", "A-1", "social_worker", "given", now=AFTER)
    out = cpconf.folder / "asked"
    ran = cpconf.must("recommend", "A-1", "--ask", "--out", str(out), now=AFTER)
    assert "no address on record: p3" in ran.err
    drafts = {
        message["To"]: message
        for path in out.iterdir()
        for message in [email.message_from_bytes(path.read_bytes(), policy=default)]
    }
    assert set(drafts) == {"school@example.org", "sw@example.org"}
    assert {message["Subject"] for message in drafts.values()} == {"A review in writing (ref A-1)"}
    assert "your recommendation." in drafts["school@example.org"].get_content()
    assert "only if you wish to change it" in drafts["sw@example.org"].get_content()


def test_who_was_told_of_the_decision_is_on_record_and_ends_the_task(cpconf: Cpconf) -> None:
    written(cpconf)
    for told in (("--told", "mother"), ("--told", "school", "--told", "health")):
        cpconf.must("outcome", "A-1", "--held", *told, now=AFTER)
    assert cpconf.status().task("H-RCPC-W5")["state"] == "open"
    cpconf.must("outcome", "A-1", "--told", "social_worker", now=AFTER)
    assert cpconf.status().task("H-RCPC-W5")["state"] == "done"
    assert cpconf.must("outcome", "A-1", "--json").json["told"] == ["p1", "p2", "p3", "p4"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("school",), 2, "given, stands, changed, none"),
        (("school", "perhaps"), 2, "perhaps"),
        (("mother", "given"), 5, "the professionals are asked"),
        (("police", "given"), 4, "no such person"),
        (("--ask", "--note", "x"), 2, "leave the others out"),
        (("--out", "x"), 2, "--ask"),
        (("school", "given", "--at", "1 Jan 2027 10am"), 2, "future"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    cpconf: Cpconf, arguments: tuple[str, ...], code: int, said: str
) -> None:
    written(cpconf)
    before = cpconf.contents
    ran = cpconf("recommend", "A-1", *arguments, now=AFTER)
    assert (ran.code, said in ran.err) == (code, True), ran
    assert cpconf.contents == before


def test_for_a_cancelled_conference_nobody_recommends_anything(cpconf: Cpconf) -> None:
    written(cpconf)
    cpconf.must("cancel", "A-1", "--reason", "moved", "--authorised-by", "Jo Example")
    assert cpconf("recommend", "A-1", "school", "given").code == 5
