"""`call`: the points of a talk, the answers, and what follows from them."""

import stat

import docx
import pytest

from tests.cli.running import Cpconf

ALL = {
    "report": "went through it",
    "views": "they agree",
    "joining": "by Teams",
    "wifi": "no, the phone only",
    "interpreter": "none needed",
    "support": "an aunt",
    "children": "yes",
    "afterwards": "ring on Tuesday",
    "concerns": "none",
}
"""An answer to each of the eight points of O-APP1; wifi is asked beside the third."""


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
    assert "still open: joining, wifi, interpreter" in ran.err
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


def test_without_a_parent_on_record_there_is_nobody_to_call(cpconf: Cpconf) -> None:
    cpconf.book(procedure="oxfordshire")
    assert cpconf("call", "A-1", "--kind", "parents").code == 4
