"""`takes-part`: how each family member takes part, and what follows from it."""

import pytest

from tests.cli.running import Cpconf

LINK = "https://meet.example.org/1"
KEPT_AWAY = ("--how", "not", "--decided-by", "C. Chair", "--reason", "threats on record")


def family(cpconf: Cpconf) -> None:
    cpconf.book("A-1", "--ends", "12:00", procedure="oxfordshire", at="2026-02-12T10:00")
    cpconf.add("A-1", "mother", "--email", "mother@example.org")
    cpconf.add("A-1", "father", "--email", "father@example.org")
    cpconf.add("A-1", "supporter")
    cpconf.add("A-1", "school")


def applying(cpconf: Cpconf, clause: str) -> list[str | None]:
    return [task["about"] for task in cpconf.status().json["tasks"] if task["clause"] == clause]


def test_a_parent_who_is_kept_away_is_rung_before_and_after(cpconf: Cpconf) -> None:
    family(cpconf)
    ran = cpconf.must("takes-part", "A-1", "father", *KEPT_AWAY)
    assert "what was weighed" in ran.err
    assert applying(cpconf, "O-20a") == applying(cpconf, "O-20b") == ["p2"]
    cpconf.must("takes-part", "A-1", "father", "--how", "video", "--decided-by", "C. Chair")
    assert applying(cpconf, "O-20a") == []


def test_the_history_keeps_who_decided_on_what_evidence_and_what_was_weighed(
    cpconf: Cpconf,
) -> None:
    family(cpconf)
    ran = cpconf.must("takes-part", "A-1", "father", *KEPT_AWAY, "--weighed", "trust is at stake")
    assert "what was weighed" not in ran.err
    told = " ".join(cpconf.must("history", "A-1").out.split())
    assert "p2 takes part: not; decided by C. Chair: threats on record; weighed: trust is" in told


def test_somebody_is_kept_away_only_on_evidence(cpconf: Cpconf) -> None:
    family(cpconf)
    before = cpconf.contents
    ran = cpconf("takes-part", "A-1", "father", "--how", "not", "--decided-by", "C. Chair")
    assert (ran.code, "direct risk to the child" in ran.err) == (5, True)
    assert cpconf.contents == before


@pytest.mark.parametrize("how", ["not", "through-chair"])
def test_a_parent_who_cannot_join_is_updated_afterwards(cpconf: Cpconf, how: str) -> None:
    family(cpconf)
    cpconf.must("takes-part", "A-1", "mother", "--how", how)
    assert applying(cpconf, "O-POST") == ["p1"]
    assert applying(cpconf, "O-20a") == []


def test_a_split_conference_is_times_and_links_of_each(cpconf: Cpconf) -> None:
    family(cpconf)
    cpconf.must("takes-part", "A-1", "mother", "--how", "video", "--until", "10:45")
    cpconf.must(
        *("takes-part", "A-1", "father", "--how", "video", "--from", "11:00"),
        *("--link", "https://meet.example.org/2"),
    )
    assert cpconf.status().json["conference"]["facts"]["split"] is True
    people = cpconf.must("takes-part", "A-1", "--json").json["people"]
    hours = {p["person"]: (p["starts"][11:16], p["ends"][11:16]) for p in people}
    assert hours == {
        "p1": ("10:00", "10:45"),
        "p2": ("11:00", "12:00"),
        "p3": ("10:00", "12:00"),
    }
    shown = cpconf.must("takes-part", "A-1").out
    assert shown.index("10:00 to 10:45") < shown.index("11:00 to 12:00")


def test_an_invited_parent_gets_an_update_with_their_own_hours(cpconf: Cpconf) -> None:
    family(cpconf)
    cpconf.configure('[invite]\norganiser = "conferences@example.org"\n')
    out = cpconf.folder / "out"
    cpconf.must("invite", "A-1", "--to", "mother", "--link", LINK, "--out", str(out))
    ran = cpconf.must("takes-part", "A-1", "mother", "--how", "video", "--until", "10:45")
    assert "send the update to p1" in ran.err
    messages = cpconf.must("outbox", "--all", "--json").json["messages"]
    assert [(m["kind"], m["person"]) for m in messages] == [("invitation", "p1"), ("update", "p1")]


def test_by_telephone_they_are_rung_and_have_no_link(cpconf: Cpconf) -> None:
    family(cpconf)
    by = ("--how", "telephone", "--decided-by", "C. Chair")
    ran = cpconf.must("takes-part", "A-1", "mother", *by)
    assert "cpconf invite A-1 --for p1 --dial-in TEXT" in ran.err
    ran = cpconf("takes-part", "A-1", "mother", "--link", LINK)
    assert (ran.code, "need no link" in ran.err) == (2, True)


def test_means_answer_the_facts_and_stay_when_the_way_changes(cpconf: Cpconf) -> None:
    family(cpconf)
    cpconf.must("takes-part", "A-1", "mother", "--means", "wifi=no", "--means", "teams")
    assert cpconf.status().json["conference"]["facts"]["no_wifi"] is True
    cpconf.must("takes-part", "A-1", "mother", "--how", "telephone")
    (mother,) = cpconf.must("takes-part", "A-1", "mother", "--json").json["people"]
    assert mother["means"] == {"wifi": False, "teams": True}
    assert mother["how"] == "telephone"


def test_an_interpreter_who_is_missing_is_said_and_a_supporter_is_named(cpconf: Cpconf) -> None:
    family(cpconf)
    ran = cpconf.must(
        *("takes-part", "A-1", "mother", "--how", "video", "--decided-by", "C. Chair"),
        *("--interpreter", "Polish", "--supporter", "supporter"),
    )
    assert "no interpreter is on record" in ran.err
    cpconf.add("A-1", "interpreter")
    ran = cpconf.must("takes-part", "A-1", "mother", "--interpreter", "Urdu")
    assert "no interpreter" not in ran.err
    (mother,) = cpconf.must("takes-part", "A-1", "mother", "--json").json["people"]
    assert (mother["interpreter"], mother["supporter"]) == ("Urdu", "p3")


def test_who_decided_is_asked_for(cpconf: Cpconf) -> None:
    family(cpconf)
    ran = cpconf.must("takes-part", "A-1", "mother", "--how", "video")
    assert "who decided is not on record" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--how", "video"), 2, "who?"),
        (("mother", "--how", "carrier pigeon"), 2, "through-chair"),
        (("school", "--how", "video"), 5, "for the family"),
        (("police", "--how", "video"), 4, "no such person"),
        (("mother", "--how", "not", "--from", "10:30"), 2, "no time and no link"),
        (("mother", "--how", "video", "--from", "11:00", "--until", "10:30"), 2, "again"),
        (("mother", "--supporter", "school"), 2, "not somebody in support"),
        (("mother", "--means", "fax"), 2, "wifi"),
        (("mother", "--link", "https://zoom.us/j/1"), 5, "Zoom"),
    ],
)
def test_what_is_wrong_is_said_and_changes_nothing(
    cpconf: Cpconf, arguments: tuple[str, ...], code: int, said: str
) -> None:
    family(cpconf)
    before = cpconf.contents
    ran = cpconf("takes-part", "A-1", *arguments)
    assert (ran.code, said in ran.err) == (code, True), ran
    assert cpconf.contents == before


def test_once_it_is_over_nothing_is_settled_any_more(cpconf: Cpconf) -> None:
    family(cpconf)
    cpconf.must("held", "A-1", now="2026-02-13T09:00")
    ran = cpconf("takes-part", "A-1", "mother", "--how", "video", now="2026-02-13T09:00")
    assert (ran.code, "held" in ran.err) == (5, True)
