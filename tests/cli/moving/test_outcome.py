"""`outcome`: what a conference came to, the chair's return, and the conference after it."""

import hashlib
import stat
from pathlib import Path

import docx
import pytest

from tests.cli.running import Cpconf

AFTER = "2026-02-13T17:00"
WESTMERE = Path(__file__).parents[3] / "examples" / "procedures" / "westmere.toml"


def review(cpconf: Cpconf, *more: str) -> None:
    """A review by Hounslow's procedure on Friday 13 February 2026 at 14:00, with three people."""
    cpconf.book(
        *("A-1", "--previous-review", "2025-08-24", *more),
        procedure="hounslow",
        type_="review",
        at="2026-02-13T14:00",
    )
    for role in ("mother", "school", "chair"):
        cpconf.add("A-1", role)


def told(cpconf: Cpconf, *more: str) -> None:
    cpconf.must("outcome", "A-1", *more, now=AFTER)


def test_the_outcome_holds_the_conference_and_starts_the_clocks_from_its_real_end(
    cpconf: Cpconf,
) -> None:
    """24 hours from Friday 15:45 are Monday 16 February, 15:45: by hand, as in test_held_cancel."""
    review(cpconf)
    told(cpconf, "--held", "--ended", "15:45", "--child", "C1=continues:neglect")
    status = cpconf.status()
    assert status.json["conference"]["state"] == "held"
    assert status.json["conference"]["facts"]["plan_made"] is True
    assert status.task("H-RCPC-A1a")["due"] == "2026-02-16T15:45:00+00:00"


def test_the_chairs_return_has_six_items_and_its_task_is_done(cpconf: Cpconf) -> None:
    review(cpconf)
    summary = cpconf.folder / "summary.docx"
    summary.write_bytes(b"what the chair wrote")
    ran = cpconf.must(
        *("outcome", "A-1", "--held", "--child", "C1=continues:neglect+emotional"),
        *("--child", "C2=ends", "--attended", "mother", "--absent", "school"),
        *("--next", "5 Aug 2026 10am", "--summary", str(summary)),
        now=AFTER,
    )
    headings = [line.rstrip(" ─") for line in ran.out.splitlines() if line.endswith("─")]
    assert headings == [
        *("Outcome", "Who attended", "Reports submitted", "Next conference"),
        *("Chair's summary", "Plan or outcomes"),
    ]
    assert "C1: the plan continues, for neglect and emotional abuse" in ran.out
    assert "not on record yet: the plan or outcomes" in ran.err
    assert cpconf.status().task("H-RCPC-A1d")["state"] == "done"
    document = cpconf.must("outcome", "A-1", "--json").json
    assert document["children"] == [
        {"child": "C1", "decision": "continues", "categories": ["neglect", "emotional"]},
        {"child": "C2", "decision": "ends", "categories": []},
    ]
    assert (document["attended"], document["absent"]) == (["p1"], ["p2"])
    assert document["next"] == "2026-08-05T10:00:00+01:00"
    assert document["summary"] == hashlib.sha256(b"what the chair wrote").hexdigest()
    assert document["missing"] == ["the plan or outcomes"]


def test_later_commands_add_to_what_is_on_record_or_correct_it(cpconf: Cpconf) -> None:
    review(cpconf)
    told(cpconf, "--held", "--child", "C1=plan", "--attended", "mother", "--attended", "school")
    told(cpconf, "--absent", "school", "--child", "C1=no-plan")
    document = cpconf.must("outcome", "A-1", "--json").json
    assert (document["attended"], document["absent"]) == (["p1"], ["p2"])
    assert document["children"][0]["decision"] == "no-plan"
    assert cpconf.status().json["conference"]["facts"]["plan_made"] is False


def test_the_return_is_a_word_document_for_its_owner_alone(cpconf: Cpconf) -> None:
    review(cpconf)
    path = cpconf.folder / "return.docx"
    told(cpconf, "--held", "--child", "C1=ends", "--return", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = docx.Document(str(path))
    texts = [paragraph.text for paragraph in read.paragraphs]
    assert texts[:2] == ["Chair's return: A-1", "Review conference of Fri 13 Feb 2026, 14:00"]
    assert "C1: the plan ends" in texts
    headings = [p.text for p in read.paragraphs if p.style and p.style.name == "Heading 2"]
    assert len(headings) == 6
    assert "Robin" not in "".join(texts)
    again = cpconf("outcome", "A-1", "--return", str(path), now=AFTER)
    assert again.code == 5


def test_a_plan_for_a_child_at_an_initial_conference_dates_the_core_group(cpconf: Cpconf) -> None:
    """Ten working days after Friday 13 February 2026 are Friday 27 February: by hand."""
    cpconf.book("A-1", procedure="hounslow", at="2026-02-13T14:00")
    told(cpconf, "--held", "--child", "C1=plan:neglect")
    assert cpconf.status().task("E-CORE-10")["due"] == "2026-02-27T17:00:00+00:00"


def test_a_first_plan_in_a_review_is_told_its_core_group_too(cpconf: Cpconf) -> None:
    review(cpconf)
    for child in (("C1",), ("C2", "--strategy-discussion", "2026-02-02")):
        cpconf.must("child", "add", "A-1", *child)
    ran = cpconf.must(
        *("outcome", "A-1", "--held", "--child", "C1=continues:neglect"),
        *("--child", "C2=plan:neglect"),
        now=AFTER,
    )
    (said,) = [line for line in ran.err.splitlines() if "E-CORE-10" in line]
    assert said.startswith("warning: C2: ")
    assert "Fri 27 Feb 2026" in said


def test_whoever_records_a_plan_is_shown_what_the_plan_must_be(cpconf: Cpconf) -> None:
    cpconf.book("A-1", procedure="oxfordshire", at="2026-02-13T14:00")
    ran = cpconf.must("outcome", "A-1", "--held", "--child", "C1=no-plan", now=AFTER)
    assert "O-SMART" not in ran.err
    ran = cpconf.must("outcome", "A-1", "--child", "C1=plan:neglect", now=AFTER)
    assert "O-SMART: A SMART plan" in ran.err
    assert "O-CORE: Between reviews" in ran.err


def test_dates_for_the_next_conference_are_suggested_while_none_is_on_record(
    cpconf: Cpconf,
) -> None:
    review(cpconf)
    ran = cpconf.must("outcome", "A-1", "--held", "--child", "C1=continues:neglect", now=AFTER)
    assert "for the next conference: " in ran.err
    assert "cpconf suggest --after A-1" in ran.err
    ran = cpconf.must("outcome", "A-1", "--next", "5 Aug 2026 10am", now=AFTER)
    assert "for the next conference" not in ran.err


@pytest.mark.parametrize(
    ("how", "by"),
    [
        # Counted by hand from Friday 13 February 2026; there is no bank holiday before April.
        ("adjourned", "2026-02-27"),
        ("inquorate", "2026-02-20"),
    ],
)
def test_a_conference_without_a_decision_has_to_be_held_again_within_the_procedures_time(
    cpconf: Cpconf, how: str, by: str
) -> None:
    cpconf.must(
        *("schedule", "A-1", "--procedure", str(WESTMERE), "--type", "review"),
        *("--at", "2026-02-13T14:00", "--previous-review", "2025-12-01"),
    )
    ran = cpconf.must("outcome", "A-1", f"--{how}", "--reason", "no interpreter", now=AFTER)
    words = {"adjourned": "adjourned", "inquorate": "not quorate"}[how]
    assert f"A-1 is {words}; another has to be held by" in ran.err
    (notice,) = cpconf.must("status", "--json", now=AFTER).json["notices"]
    assert (notice["kind"], notice["due"][:10]) == ("book_again", by)
    assert cpconf.must("outcome", "A-1", "--json").json["again_by"].startswith(by)
    assert words.upper() in cpconf.must("status", "A-1").out
    cpconf.must(
        *("schedule", "A-2", "--follows", "A-1", "--procedure", str(WESTMERE)),
        *("--at", "2026-02-18T14:00"),
        now=AFTER,
    )
    assert cpconf.must("status", "--json", now=AFTER).json["notices"] == []


def test_where_the_limit_ends_earlier_it_is_the_date(cpconf: Cpconf) -> None:
    """The limit: six months after Sunday 24 August 2025 are Tuesday 24 February 2026."""
    cpconf.must(
        *("schedule", "A-1", "--procedure", "oxfordshire", "--type", "review"),
        *("--at", "2026-02-13T14:00", "--previous-review", "2025-08-24"),
    )
    told(cpconf, "--adjourned", "--reason", "the father was ill")
    (notice,) = cpconf.must("status", "--json", now=AFTER).json["notices"]
    assert notice["due"].startswith("2026-02-24")


def test_an_outcome_recorded_by_mistake_is_taken_back(cpconf: Cpconf) -> None:
    review(cpconf)
    before = cpconf.status().json
    told(cpconf, "--adjourned", "--reason", "too few")
    assert cpconf.status().json["conference"]["state"] == "cancelled"
    told(cpconf, "--undo")
    assert cpconf.status().json == before
    assert cpconf.must("outcome", "A-1", "--json").json["outcome"] is None


def test_taking_back_says_what_stays(cpconf: Cpconf) -> None:
    review(cpconf)
    told(cpconf, "--held", "--child", "C1=continues:neglect")
    ran = cpconf.must("outcome", "A-1", "--undo", now=AFTER)
    assert "cpconf fact A-1 plan_made=unknown" in ran.err
    assert "cpconf undo A-1 give-return" in ran.err
    assert cpconf.status().json["conference"]["state"] == "held"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--held", "--adjourned"), 2, "one of"),
        (("--adjourned",), 2, "--reason"),
        (("--adjourned", "--reason", "x", "--child", "C1=plan"), 2, "no decisions"),
        (("--held", "--child", "C1"), 2, "ID=DECISION"),
        (("--held", "--child", "C1=perhaps"), 2, "perhaps"),
        (("--held", "--child", "Jo Example=plan"), 2, "a child's reference"),
        (("--held", "--child", "C1=plan", "--child", "C1=ends"), 2, "twice"),
        (("--held", "--attended", "police"), 4, "no such person"),
        (("--held", "--attended", "p1", "--absent", "mother"), 2, "not both"),
        (("--held", "--next", "2026-02-13T14:00"), 2, "later"),
        (("--held", "--ended", "2026-02-13T18:00"), 5, "still to come"),
        (("--held", "--summary", "nowhere.docx"), 4, "nowhere.docx"),
        (("--held", "--return", "return.pdf"), 2, ".docx"),
        (("--return", "return.docx"), 2, "no outcome"),
        (("--undo",), 5, "no outcome"),
        (("--undo", "--held"), 2, "leave the other options out"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    cpconf: Cpconf, arguments: tuple[str, ...], code: int, said: str
) -> None:
    review(cpconf)
    before = cpconf.contents
    ran = cpconf("outcome", "A-1", *arguments, now=AFTER)
    assert (ran.code, said in ran.err) == (code, True), ran
    assert cpconf.contents == before


def test_before_it_has_begun_there_is_no_outcome(cpconf: Cpconf) -> None:
    review(cpconf)
    for how in (("--held",), ("--adjourned", "--reason", "x")):
        ran = cpconf("outcome", "A-1", *how, now="2026-02-13T13:59")
        assert (ran.code, "still to come" in ran.err) == (5, True)


def test_what_was_held_is_not_adjourned_and_what_was_cancelled_has_no_outcome(
    cpconf: Cpconf,
) -> None:
    review(cpconf)
    told(cpconf, "--held")
    assert cpconf("outcome", "A-1", "--adjourned", "--reason", "x", now=AFTER).code == 5
    cpconf.book("B-1", procedure="hounslow", at="2026-02-13T14:00")
    cpconf.must("cancel", "B-1", "--reason", "ill", "--authorised-by", "Jo Example")
    ran = cpconf("outcome", "B-1", "--held", now=AFTER)
    assert (ran.code, "cancelled" in ran.err) == (5, True)


def test_a_child_that_is_not_on_record_is_not_put_there_beside_others(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("child", "add", "A-1", "C1")
    ran = cpconf("outcome", "A-1", "--held", "--child", "C2=ends", now=AFTER)
    assert (ran.code, "those on record: C1" in ran.err) == (4, True)


def test_the_history_tells_what_was_decided(cpconf: Cpconf) -> None:
    review(cpconf)
    told(cpconf, "--held", "--child", "C1=continues:neglect", "--reason", "a note")
    out = " ".join(cpconf.must("history", "A-1").out.split())
    assert "held; C1: continues:neglect" in out


def test_the_next_conference_knows_the_family_already(cpconf: Cpconf) -> None:
    cpconf.must(
        *("schedule", "A-1", "--procedure", "oxfordshire", "--type", "initial"),
        *("--at", "2026-02-13T14:00", "--fact", "children_at_home", "--fact", "full_report_shared"),
    )
    for role, more in (("mother", ("--email", "m@example.org")), ("father", ()), ("chair", ())):
        cpconf.add("A-1", role, *more)
    cpconf.must("agree", "A-1", "father", "--way", "visit", "--note", "evenings")
    cpconf.must(
        *("do-not-disclose", "add", "A-1", "father", "--kind", "address", "--term", "1 Elm Row")
    )
    cpconf.must(
        *("takes-part", "A-1", "father", "--how", "not", "--decided-by", "C. Chair"),
        *("--reason", "threats", "--weighed", "trust"),
    )
    for child in ("C1", "C2"):
        cpconf.must("child", "add", "A-1", child)
    told(cpconf, "--held", "--child", "C1=plan:neglect", "--child", "C2=no-plan")
    ran = cpconf.must(
        *("schedule", "A-2", "--procedure", "oxfordshire", "--follows", "A-1"),
        *("--at", "2026-05-06T14:00"),
        now=AFTER,
    )
    assert "carried over from A-1: 3 people, 1 agreed way, 1 thing not to disclose" in ran.err
    assert "p2 was kept away from A-1: decide that again" in ran.err
    people = cpconf.must("person", "list", "A-2", "--json").json["people"]
    assert [(p["person"], p["role"]) for p in people] == [
        ("p1", "mother"),
        ("p2", "father"),
        ("p3", "chair"),
    ]
    facts = cpconf.status("A-2").json["conference"]["facts"]
    assert (facts["children_at_home"], facts["full_report_shared"], facts["plan_made"]) == (
        *(True, None, None),
    )
    assert (
        cpconf.must("do-not-disclose", "list", "A-2", "--json").json["terms"][0]["person"] == "p2"
    )
    parts = cpconf.must("takes-part", "A-2", "--json").json["people"]
    assert [part["how"] for part in parts if part["person"] == "p2"] == ["not"]
    (child,) = cpconf.must("child", "list", "A-2", "--json").json["children"]
    assert child["child"] == "C1"
    assert cpconf.status("A-2").limit("E-RCPC-3M")["due"].startswith("2026-05-13")


def test_each_child_goes_on_from_where_it_is(cpconf: Cpconf) -> None:
    """Three months after Friday 13 February are Wednesday 13 May; six are Thursday 13 August."""
    review(cpconf)
    cpconf.must("child", "add", "A-1", "C1")
    cpconf.must("child", "add", "A-1", "C2", "--strategy-discussion", "2026-02-02")
    told(cpconf, "--held", "--child", "C1=continues:neglect", "--child", "C2=plan:neglect")
    cpconf.must(
        *("schedule", "A-2", "--procedure", "hounslow", "--follows", "A-1"),
        *("--at", "2026-05-06T14:00"),
        now=AFTER,
    )
    limits = {
        limit["clause"]: (limit["due"][:10], limit["children"])
        for limit in cpconf.status("A-2").json["limits"]
        if limit["due"]
    }
    assert limits == {
        "E-RCPC-3M": ("2026-05-13", ["C2"]),
        "E-RCPC-6M": ("2026-08-13", ["C1"]),
    }
