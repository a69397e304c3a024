"""`call`: the points of a talk, the answers, and what follows from them."""

import stat

import docx
import pytest

from tests.cli.running import Cpconf
from tests.procedures.texts import ROOT, SMALL, broken

OXFORDSHIRE = (ROOT / "src/cpconf/procedures/data/oxfordshire.toml").read_text(encoding="utf-8")

ALL = {
    "report": "went through it",
    "views": "they agree",
    "email": "no",
    "joining": "by Teams",
    "wifi": "no, the phone only",
    "interpreter": "none needed",
    "support": "an aunt",
    "children": "yes",
    "afterwards": "ring on Tuesday",
    "concerns": "none",
}
"""An answer to each of the eight points of O-APP1; paragraph 4 adds email and wifi."""


def review(cpconf: Cpconf, *roles: str) -> None:
    cpconf.book(procedure="oxfordshire", type_="review")
    for role in roles or ("mother",):
        cpconf.add("A-1", role)


def answers(*names: str) -> list[str]:
    return [part for name in names for part in ("--answer", f"{name}={ALL[name]}")]


def facts(cpconf: Cpconf) -> dict[str, bool | None]:
    return dict(cpconf.status().json["conference"]["facts"])


def test_each_answer_is_kept_and_the_talk_goes_on_where_it_stopped(cpconf: Cpconf) -> None:
    review(cpconf)
    ran = cpconf.must("call", "A-1", "--kind", "parents", *answers("report", "views"))
    assert "still open: email, joining, wifi, interpreter" in ran.err
    document = cpconf.must("call", "A-1", "--kind", "parents", "--json").json
    kept = {p["point"]: p["note"] for p in document["points"] if p["at"]}
    assert kept == {"report": "went through it", "views": "they agree"}
    assert (document["with"], document["clause"], document["done"]) == ("p1", "O-APP1", False)


def test_a_yes_or_no_answers_the_fact_that_hangs_on_it(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("call", "A-1", "--kind", "parents", *answers("wifi", "children"))
    assert (facts(cpconf)["no_wifi"], facts(cpconf)["children_at_home"]) == (True, True)
    cpconf.must("call", "A-1", "--kind", "parents", "--answer", "wifi=yes")
    assert facts(cpconf)["no_wifi"] is False


def test_a_fact_about_one_parent_is_answered_for_that_parent(cpconf: Cpconf) -> None:
    cpconf.book(procedure="hounslow")
    for role in ("mother", "father"):
        cpconf.add("A-1", role)
    cpconf.must("call", "A-1", "--kind", "chair", "--with", "father", "--answer", "joining=no")
    tasks = {(t["clause"], t["about"]) for t in cpconf.status().json["tasks"]}
    assert ("H-ICPC-C6", "p2") in tasks
    assert ("H-ICPC-C6", "p1") not in tasks


def test_with_the_last_answer_the_task_is_done_for_that_parent_alone(cpconf: Cpconf) -> None:
    review(cpconf, "mother", "father")
    cpconf.must("call", "A-1", "--kind", "parents", "--with", "mother", *answers(*list(ALL)[:-1]))
    assert cpconf.status().task("O-4", "p1")["state"] == "open"
    cpconf.must("call", "A-1", "--kind", "parents", "--with", "mother", *answers("concerns"))
    assert cpconf.status().task("O-4", "p1")["state"] == "done"
    assert cpconf.status().task("O-APP1-7", "p1")["state"] == "open"  # it is for afterwards
    assert cpconf.status().task("O-4", "p2")["state"] == "open"
    assert (
        cpconf.must("call", "A-1", "--kind", "parents", "--with", "p2", "--json").json["points"][0][
            "at"
        ]
        is None
    )


def test_planning_is_with_nobody_of_the_family(cpconf: Cpconf) -> None:
    cpconf.book(procedure="oxfordshire")
    for name in ("best-way", "risk", "support"):
        cpconf.must("call", "A-1", "--kind", "planning", "--answer", f"{name}=talked it over")
    assert cpconf.status().task("O-19")["state"] == "done"


def test_the_history_keeps_the_words_as_a_note(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("call", "A-1", "--kind", "parents", "--answer", "views=-", stdin="they disagree")
    entry = cpconf.must("history", "A-1", "--json").json["entries"][-1]
    assert (entry["kind"], entry["note"]) == ("talked", "they disagree")
    assert "disagree" not in str(entry["details"])


def test_the_points_are_a_word_form_for_the_desk(cpconf: Cpconf) -> None:
    review(cpconf)
    path = cpconf.folder / "call.docx"
    cpconf.must("call", "A-1", "--kind", "parents", *answers("views"))
    cpconf.must("call", "A-1", "--kind", "parents", "--print", str(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    read = docx.Document(str(path))
    headings = [p.text for p in read.paragraphs if p.style and p.style.name == "Heading 2"]
    texts = [paragraph.text for paragraph in read.paragraphs]
    assert len(headings) == len(ALL)
    assert "they agree" in texts
    assert "Robin" not in "".join(texts)
    assert cpconf("call", "A-1", "--kind", "parents", "--print", str(path)).code == 5


@pytest.mark.parametrize("authority", ["hounslow", "oxfordshire"])
@pytest.mark.parametrize("type_", ["initial", "review"])
def test_each_authority_has_the_talks_that_its_document_asks_for(
    cpconf: Cpconf, authority: str, type_: str
) -> None:
    cpconf.book(procedure=authority, type_=type_)
    cpconf.add("A-1", "mother")
    found = {
        kind
        for kind in ("parents", "chair", "planning", "receipt")
        if cpconf("call", "A-1", "--kind", kind).code == 0
    }
    of_both = {"chair", "planning"}
    more = {
        ("oxfordshire", "initial"): {"parents", "receipt"},
        ("oxfordshire", "review"): {"parents"},
    }
    assert found == of_both | more.get((authority, type_), set())


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--kind", "gossip"), 2, "parents, chair, planning, receipt"),
        (("--kind", "receipt"), 4, "it does for: parents, chair, planning"),
        (("--kind", "parents"), 2, "--with p1 or p2"),
        (("--kind", "parents", "--with", "chair"), 2, "with a parent"),
        (("--kind", "planning", "--with", "mother"), 2, "leave out --with"),
        (("--kind", "parents", "--with", "p1", "--answer", "views"), 2, "POINT=TEXT"),
        (("--kind", "parents", "--with", "p1", "--answer", "hopes=x"), 4, "report, views"),
        (
            (
                "--kind",
                "chair",
                "--with",
                "p1",
                "--answer",
                "getting-in=a",
                "--answer",
                "Getting_in=b",
            ),
            *(2, "getting-in is answered twice"),
        ),
        (
            ("--kind", "parents", "--with", "p1", "--answer", "views=-", "--answer", "report=-"),
            *(2, "only one --answer can come from standard input"),
        ),
        (
            *(("--kind", "parents", "--with", "p1", *answers("views"), "--answer", "wifi=maybe"),),
            *(2, "yes or no"),
        ),
        (("--kind", "parents", "--with", "p1", "--print", "x.pdf"), 2, ".docx"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    cpconf: Cpconf, arguments: tuple[str, ...], code: int, said: str
) -> None:
    review(cpconf, "mother", "father", "chair")
    before = cpconf.contents
    ran = cpconf("call", "A-1", *arguments)
    assert (ran.code, said in ran.err) == (code, True), ran
    assert cpconf.contents == before


def test_a_yes_ends_its_line_or_its_first_word(cpconf: Cpconf) -> None:
    review(cpconf)
    for typed, answer, note in (
        ("No", False, None),
        ("yes, the phone", True, "the phone"),
        ("no\nthe phone only", False, "the phone only"),
    ):
        cpconf.must("call", "A-1", "--kind", "parents", "--answer", "wifi=-", stdin=typed)
        points = cpconf.must("call", "A-1", "--kind", "parents", "--json").json["points"]
        (kept,) = [point for point in points if point["point"] == "wifi"]
        assert (kept["answer"], kept["note"]) == (answer, note)


def test_the_latest_answer_to_a_point_counts_and_the_earlier_stays_in_the_history(
    cpconf: Cpconf,
) -> None:
    review(cpconf)
    for said in ("they agree", "they disagree"):
        cpconf.must("call", "A-1", "--kind", "parents", "--answer", f"views={said}")
    points = cpconf.must("call", "A-1", "--kind", "parents", "--json").json["points"]
    assert [point["note"] for point in points if point["at"]] == ["they disagree"]
    entries = cpconf.must("history", "A-1", "--json").json["entries"]
    assert [e["note"] for e in entries if e["kind"] == "talked"] == ["they agree", "they disagree"]


def test_a_parent_with_an_address_gets_the_report_by_email_once_it_is_on_record(
    cpconf: Cpconf,
) -> None:
    review(cpconf)
    assert not cpconf.status().tasks("O-7")
    ran = cpconf.must("call", "A-1", "--kind", "parents", "--answer", "email=yes")
    assert "+ email-abridged-report@p1" in ran.err
    assert "parent_email: the record shows otherwise" in ran.err
    cpconf.must("person", "change", "A-1", "p1", "--email", "mother@example.org")
    ran = cpconf.must("call", "A-1", "--kind", "parents", "--answer", "children=no")
    assert "the record shows otherwise" not in ran.err
    assert [task["about"] for task in cpconf.status().tasks("O-7")] == ["p1"]


def test_an_answer_that_the_record_contradicts_is_warned_of_as_fact_does(cpconf: Cpconf) -> None:
    cpconf.book(procedure="oxfordshire", type_="review")
    cpconf.add("A-1", "mother", "--email", "mother@example.org")
    ran = cpconf.must("call", "A-1", "--kind", "parents", "--answer", "email=no")
    assert "parent_email: the record shows otherwise" in ran.err
    ran = cpconf.must("call", "A-1", "--kind", "parents", *answers("views", "wifi"))
    assert "the record shows otherwise" not in ran.err


def test_a_gate_keeps_the_task_open_and_the_answers_stay(cpconf: Cpconf) -> None:
    """The chair is told of the report once it is authorised: O-14m before O-15."""
    text = broken('tasks = ["plan-with-chair"]', 'tasks = ["O-15"]', OXFORDSHIRE)
    own = cpconf.folder / "own.toml"
    own.write_text(broken('name = "oxfordshire"', 'name = "own"', text), encoding="utf-8")
    cpconf.book(procedure=str(own))
    given = [f"{name}=said" for name in ("best-way", "risk", "support")]
    ran = cpconf.must(
        "call",
        "A-1",
        "--kind",
        "planning",
        *(part for said in given for part in ("--answer", said)),
    )
    assert "warning: tell-chair has to wait" in ran.err
    assert cpconf.status().task("O-15")["state"] == "open"
    assert cpconf.must("call", "A-1", "--kind", "planning", "--json").json["done"] is True
    cpconf.must("done", "A-1", "O-14m")
    cpconf.must("call", "A-1", "--kind", "planning", "--answer", "risk=none")
    assert cpconf.status().task("O-15")["state"] == "done"


def test_an_edition_without_talks_is_still_read_and_has_none(cpconf: Cpconf) -> None:
    own = cpconf.folder / "own.toml"
    own.write_text(SMALL, encoding="utf-8")
    cpconf.book(procedure=str(own))
    ran = cpconf("call", "A-1", "--kind", "planning")
    assert (ran.code, "it does for: none" in ran.err) == (4, True)


def test_a_cancelled_conference_keeps_its_answers_and_takes_no_more(cpconf: Cpconf) -> None:
    review(cpconf)
    cpconf.must("call", "A-1", "--kind", "parents", *answers("views"))
    cpconf.must("cancel", "A-1", "--reason", "moved away", "--authorised-by", "Sam Example")
    before = cpconf.contents
    ran = cpconf("call", "A-1", "--kind", "parents", *answers("report"))
    assert (ran.code, "A-1 is cancelled" in ran.err) == (5, True)
    assert cpconf.contents == before
    ran = cpconf.must("call", "A-1", "--kind", "parents")
    assert ("they agree" in ran.out, "still open" in ran.err) == (True, False)


def test_a_talk_is_that_of_one_person_and_one_kind(cpconf: Cpconf) -> None:
    """Both kinds have a point of the same name at an initial conference: views."""
    cpconf.book(procedure="oxfordshire")
    cpconf.add("A-1", "mother", "--email", "mother@example.org")
    cpconf.must("call", "A-1", "--kind", "receipt", "--answer", "views=they agree")
    points = cpconf.must("call", "A-1", "--kind", "parents", "--json").json["points"]
    assert [point for point in points if point["at"]] == []


def test_without_a_store_there_is_nothing_yet(cpconf: Cpconf) -> None:
    document = cpconf.must("call", "A-1", "--kind", "parents", "--json").json
    assert (document["points"], document["done"]) == ([], False)


def test_without_a_parent_on_record_there_is_nobody_to_call(cpconf: Cpconf) -> None:
    cpconf.book(procedure="oxfordshire")
    assert cpconf("call", "A-1", "--kind", "parents").code == 4
