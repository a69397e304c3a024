"""A split conference, and an interpreter: who would meet, or join by a way that is not for them."""

import datetime as dt

import pytest

from tests.cli.invitations.inviting import (
    LINK,
    NUMBER,
    drafts,
    invite,
    nobody_listens,
    people_of,
    peopled,
    use,
)
from tests.cli.running import Cpconf, Ran
from tests.mail.servers import mail_server

MOTHER, FATHER = "mother@example.org", "father@example.org"
REASON = ("--override", "split=they asked for it", "--authorised-by", "Kim Example")


@pytest.fixture
def split(ready: Cpconf) -> Cpconf:
    """A conference from 10:00 to 12:00 that the parents attend apart."""
    ready.must("fact", "A-1", "split")
    return ready


def own(cpconf: Cpconf, person: str, *hours: str, link: str = "") -> Ran:
    """Give a parent hours, and a link, of their own."""
    given = ("--link", f"{LINK}{link}") if link else ()
    return cpconf("invite", "A-1", "--for", person, *given, *hours)


# H-ICPC-C7: how parents attend a split conference apart is settled before anybody is invited.
APART = [
    # hours and links of mother and father, and what the two would share
    ((), "", (), "", "at the same time and by the same link"),
    ((), "m", (), "f", "at the same time"),
    (("--ends", "10:50"), "", ("--starts", "11:00"), "", "by the same link"),
    (("--ends", "11:10"), "m", ("--starts", "11:00"), "f", "at the same time"),
    ((), "m", ("--starts", "11:00"), "f", "at the same time"),
    (("--ends", "11:00"), "m", ("--starts", "11:00"), "f", None),
    (("--starts", "11:00"), "m", ("--ends", "10:45"), "f", None),
]


@pytest.mark.parametrize(("hers", "her_link", "his", "his_link", "shared"), APART)
def test_parents_who_attend_apart_are_invited_once_they_would_not_meet(
    split: Cpconf,
    hers: tuple[str, ...],
    her_link: str,
    his: tuple[str, ...],
    his_link: str,
    shared: str | None,
) -> None:
    invite(split, "--link", LINK, code=5)
    if hers or her_link:
        own(split, "mother", *hers, link=her_link)
    if his or his_link:
        own(split, "father", *his, link=his_link)
    ran = split("invite", "A-1")
    made = drafts(split.folder / "A-1")
    if shared is None:
        assert ran.code == 0
        assert {"A-1-p1-invitation-0.eml", "A-1-p2-invitation-0.eml"} <= set(made)
    else:
        assert ran.code == 5
        assert f"p1 and p2 attend apart, and would join {shared}" in " ".join(ran.err.split())
        assert "--override split=REASON" in ran.err
        assert "--starts TIME" in ran.err
        assert not made


def test_each_is_told_the_hours_and_the_link_of_their_own(split: Cpconf) -> None:
    invite(split, "--link", LINK, code=5)
    own(split, "mother", "--ends", "10:50", link="m")
    own(split, "father", "--starts", "11:00", link="f")
    made = drafts(split.folder / "A-1")
    hers, his = made["A-1-p1-invitation-0.eml"], made["A-1-p2-invitation-0.eml"]
    assert (hers.event.dtstart.value, hers.event.dtend.value) == (
        dt.datetime(2026, 2, 12, 10, tzinfo=dt.UTC),
        dt.datetime(2026, 2, 12, 10, 50, tzinfo=dt.UTC),
    )
    assert (his.event.dtstart.value, his.event.dtend.value) == (
        dt.datetime(2026, 2, 12, 11, tzinfo=dt.UTC),
        dt.datetime(2026, 2, 12, 12, tzinfo=dt.UTC),
    )
    assert "at 11:00 in the morning" in his.text
    assert f"{LINK}f" in his.text
    assert f"{LINK}m" not in his.readable
    others = made["A-1-p4-invitation-0.eml"]
    assert others.event.dtstart.value == dt.datetime(2026, 2, 12, 10, tzinfo=dt.UTC)


def test_going_past_it_is_on_record_with_who_decided(split: Cpconf) -> None:
    ran = invite(split, "--link", LINK, *REASON)
    assert "overridden (split)" in ran.err
    notes = [e["note"] for e in split.must("history", "A-1", "--json").json["entries"]]
    assert "split: they asked for it (authorised by Kim Example)" in notes
    # It was decided on: a new date asks it again no more.
    line = ("reschedule", "A-1", "--at", "2026-02-19T10:00", "--reason", "the chair is ill")
    split.must(*line)
    assert "A-1-p1-update-1.eml" in drafts(split.folder / "A-1")


@pytest.mark.parametrize("fact", ["parent_excluded@father=yes", "parent_cannot_join@father=yes"])
def test_who_does_not_attend_meets_nobody(split: Cpconf, fact: str) -> None:
    split.must("fact", "A-1", fact)
    invite(split, "--link", LINK)
    assert "A-1-p1-invitation-0.eml" in drafts(split.folder / "A-1")


def test_what_is_owed_when_it_is_split_does_not_leave(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--link", LINK, "--send", code=75)
    ready.must("fact", "A-1", "split")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind")
        assert not [to for to in inbox.recipients if {MOTHER, FATHER} & set(to)]


def test_an_update_after_a_move_does_not_leave_once_it_is_split(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--link", LINK, "--send")
        ready.must("fact", "A-1", "split")
        told = ready(
            *("reschedule", "A-1", "--at", "2026-02-19T10:00", "--reason", "the chair is ill")
        )
        # Neither of them, and so nobody of the professionals.
        assert len(inbox.recipients) == 5
    assert "p1 has an invitation and gets no update: p1 and p2 attend apart" in told.err


def test_hours_of_ones_own_move_with_the_conference_and_are_told(ready: Cpconf) -> None:
    invite(ready, "--link", LINK)
    own(ready, "mother", "--starts", "10:30", "--ends", "11:00")
    ran = ready.must(
        *("reschedule", "A-1", "--at", "2026-02-19T14:00", "--reason", "the chair is ill")
    )
    assert "the start of p1 moves too: 14:30" in ran.err
    assert "the end of p1 moves too: 15:00" in ran.err
    event = drafts(ready.folder / "A-1")["A-1-p1-update-2.eml"].event
    assert event.dtstart.value == dt.datetime(2026, 2, 19, 14, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize("hours", [("--ends", "1:00"), ("--ends", "10:00"), ("--starts", "12:00")])
def test_hours_that_end_before_they_start_are_not_taken(
    ready: Cpconf, hours: tuple[str, ...]
) -> None:
    invite(ready, "--link", LINK)
    ran = own(ready, "mother", *hours)
    assert ran.code == 2
    assert "but their part ends at" in ran.err


@pytest.mark.parametrize("fact", ["split", "parent_excluded@father=yes"])
def test_who_has_an_invitation_that_they_must_not_join_by_is_named(
    ready: Cpconf, fact: str
) -> None:
    invite(ready, "--link", LINK)
    told = ready.must("fact", "A-1", fact).err
    assert "p2 has an invitation" in told
    assert people_of(ready.must("invited", "A-1", "--json"))["p2"]["why"]
    ran = ready("invite", "A-1")
    if fact == "split":
        assert ran.code == 5
        assert "--starts TIME" in ran.err
        own(ready, "mother", "--ends", "10:50", link="m")
        assert own(ready, "father", "--starts", "11:00", link="f").code == 0
        assert people_of(ready.must("invited", "A-1", "--json"))["p2"]["why"] is None
    assert (
        "p2 has an invitation"
        not in ready.must("fact", "A-1", fact.split("=", maxsplit=1)[0] + "=no").err
    )


def test_a_letter_without_an_address_obeys_the_split_and_tells_the_hours(cpconf: Cpconf) -> None:
    peopled(cpconf)
    for parent in ("mother", "father"):
        cpconf.must("person", "change", "A-1", parent, "--email", "")
    cpconf.must("fact", "A-1", "split")
    cpconf.must("fact", "A-1", "joins_another_way=yes")
    cpconf("invite", "A-1", "--link", LINK, "--letters")
    assert not list(cpconf.folder.rglob("*letter*.docx"))
    own(cpconf, "mother", "--ends", "10:50", link="m")
    own(cpconf, "father", "--starts", "11:00", "--letters", link="f")
    letters = sorted(path.name for path in cpconf.folder.rglob("*letter*.docx"))
    assert [name[:6] for name in letters] == ["A-1-p1", "A-1-p2"]
    # One that tells another hour than now is not offered again.
    ran = own(cpconf, "father", "--starts", "11:15", "--letters")
    assert ran.code == 5
    assert "gives another date, time or way to join" in ran.err


def test_an_override_that_stopped_nothing_is_said_to_be_none(ready: Cpconf) -> None:
    ran = invite(ready, "--link", LINK, "--override", "split=just in case")
    assert "--override split: it stopped nothing" in ran.err


def test_no_letter_tells_both_parents_the_same_hour(split: Cpconf) -> None:
    ran = invite(split, "--link", LINK, "--letters", code=5)
    assert not list(split.folder.rglob("*letter*.docx"))
    assert "attend apart" in ran.err


# O-PART-4: an interpreter can be had by telephone or speakerphone alone.
@pytest.mark.parametrize("given", [("--method", "teams"), ("--link", LINK), ("--method", "skype")])
def test_an_interpreter_is_not_invited_by_a_link_without_a_decision(
    ready: Cpconf, given: tuple[str, ...]
) -> None:
    invite(ready, "--link", LINK)
    before = people_of(ready.must("invited", "A-1", "--json"))
    ran = ready("invite", "A-1", "--for", "interpreter", *given)
    assert ran.code == 5
    assert "O-PART-4" in ran.err
    assert "--method telephone --dial-in" in ran.err
    assert people_of(ready.must("invited", "A-1", "--json")) == before
    assert ready.must("invited", "A-1", "--json").json["joining"][1:] == []


def test_somebody_can_decide_that_the_interpreter_joins_by_a_link(ready: Cpconf) -> None:
    invite(ready, "--link", LINK)
    past = ("--override", "interpreter=signs, and has to be seen", "--authorised-by", "Kim Example")
    ready.must("invite", "A-1", "--for", "interpreter", "--link", f"{LINK}i", *past)
    made = drafts(ready.folder / "A-1")["A-1-p7-invitation-0.eml"]
    assert f"{LINK}i" in made.text
    notes = [e["note"] for e in ready.must("history", "A-1", "--json").json["entries"]]
    assert "interpreter: signs, and has to be seen (authorised by Kim Example)" in notes
    ready.must("reschedule", "A-1", "--at", "2026-02-19T10:00", "--reason", "the chair is ill")
    assert f"{LINK}i" in drafts(ready.folder / "A-1")["A-1-p7-update-1.eml"].text


def test_an_interpreter_rings_and_others_may_have_links_of_their_own(ready: Cpconf) -> None:
    invite(ready, "--link", LINK)
    ready.must("invite", "A-1", "--for", "interpreter", "--dial-in", NUMBER)
    ready.must("invite", "A-1", "--for", "health", "--link", f"{LINK}h")
    made = drafts(ready.folder / "A-1")
    (rings,) = (each for name, each in made.items() if name.startswith("A-1-p7"))
    assert NUMBER in rings.text
    assert "teams.microsoft.com" not in rings.readable
    assert any(f"{LINK}h" in each.text for name, each in made.items() if name.startswith("A-1-p6"))
