"""Inviting by drafts: for whom, in which order, with what in them, and nothing of anybody else."""

import stat

import pytest

from tests.cli.invitations.inviting import (
    CONFIGURED,
    LINK,
    NUMBER,
    PEOPLE,
    drafts,
    invite,
    message,
    people_of,
)
from tests.cli.running import Cpconf

ADDRESSES = [address for _, address in PEOPLE.values()]
CANARIES = [name.split()[1] for name, _ in PEOPLE.values()]
ZOOM = "https://us02web.zoom.us/j/123"


# ---- what is made


def test_the_familys_drafts_stand_before_the_professionals(ready: Cpconf) -> None:
    ran = invite(ready)
    folder = ready.folder / "A-1"
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.eml")) == [
        "1-family/A-1-p1-invitation-0.eml",
        "1-family/A-1-p2-invitation-0.eml",
        "2-professionals/A-1-p4-invitation-0.eml",
        "2-professionals/A-1-p5-invitation-0.eml",
        "2-professionals/A-1-p6-invitation-0.eml",
        "2-professionals/A-1-p7-invitation-0.eml",
    ]
    assert "invited only by name" in ran.out
    first, then = ran.out.index("1. First open the family's"), ran.out.index("2. Only then")
    assert first < then
    # O-9a asks for the family's, O-9c for the professionals', O-10 for everybody's form.
    assert "cpconf done A-1 invite-parents" in ran.out[first:then]
    assert "cpconf done A-1 invite-professionals send-feedback-forms" in ran.out[then:]


def test_each_message_is_for_one_person_and_names_nobody_else(ready: Cpconf) -> None:
    invite(ready, "--to", "supporter")
    invite(ready, "nothing")
    found = drafts(ready.folder / "A-1")
    assert len(found) == 7
    assert {each.to for each in found.values()} == {*ADDRESSES}
    for each in found.values():
        others = {*ADDRESSES} - {each.to}
        assert not any(address in each.readable for address in others)
        assert not any(canary in each.readable for canary in CANARIES)
        assert len(each.event.contents["attendee"]) == 1
        assert each.event.attendee.value == f"mailto:{each.to}"
        assert each.event.organizer.value == "mailto:desk@example.org"
        assert (each.method, each.sequence) == ("REQUEST", 0)
    assert len({each.uid for each in found.values()}) == 1
    for path in (ready.folder / "A-1").rglob("*"):
        raw = path.read_bytes() if path.is_file() else path.name.encode()
        assert not any(canary.encode() in raw for canary in CANARIES)


def test_the_entry_says_when_it_is_and_hardly_more(ready: Cpconf) -> None:
    invite(ready)
    event = drafts(ready.folder / "A-1")["A-1-p1-invitation-0.eml"].event
    assert event.dtstart.value.isoformat() == "2026-02-12T10:00:00+00:00"
    assert event.dtend.value.isoformat() == "2026-02-12T12:00:00+00:00"
    assert event.summary.value == "Meeting (ref A-1)"
    assert event.contents["class"][0].value == "PRIVATE"
    assert event.location.value == LINK
    assert NUMBER in event.description.value


def test_a_conference_in_summer_is_at_the_right_hour(ready: Cpconf) -> None:
    ready.must("reschedule", "A-1", "--at", "2026-07-01T10:00", "--reason", "x")
    invite(ready)
    event = drafts(ready.folder / "A-1")["A-1-p1-invitation-0.eml"].event
    assert event.dtstart.value.isoformat() == "2026-07-01T09:00:00+00:00"


def test_the_entry_alone_lies_beside_each_draft(ready: Cpconf) -> None:
    invite(ready)
    for path in (ready.folder / "A-1").rglob("*.eml"):
        entry = path.with_suffix(".ics").read_bytes()
        assert entry.startswith(b"BEGIN:VCALENDAR\r\n")
        (attached,) = (
            part.get_payload(decode=True)
            for part in message(path.read_bytes()).letter.walk()
            if part.get_content_type() == "application/ics"
        )
        assert attached == entry


def test_an_interpreter_gets_the_number_and_never_the_link(ready: Cpconf) -> None:
    # O-PART-4.
    invite(ready)
    found = drafts(ready.folder / "A-1")["A-1-p7-invitation-0.eml"]
    assert NUMBER in found.text
    assert "meetup-join" not in found.readable


def test_without_a_number_the_interpreter_is_not_invited_until_there_is_one(ready: Cpconf) -> None:
    ran = invite(ready, "--link", LINK)
    assert "p7  interpreter    not invited" in ran.out
    told = invite(ready, "nothing", "--to", "interpreter", code=5).err
    assert "--for p7 --dial-in" in told
    invite(ready, "--for", "interpreter", "--dial-in", NUMBER)
    found = drafts(ready.folder / "A-1")
    assert LINK not in found["A-1-p7-invitation-0.eml"].readable
    assert NUMBER not in found["A-1-p1-invitation-0.eml"].readable


def test_everybody_gets_a_form_for_feedback_and_parents_a_guide(ready: Cpconf) -> None:
    # O-10 and H-ICPC-C2.
    own = ready.folder / "guide.pdf"
    own.write_bytes(b"%PDF-guide")
    ready.configure(f'{CONFIGURED}guide = "{own.as_posix()}"\ncontact = "Team, 0161 496 0001"\n')
    invite(ready)
    for name, each in drafts(ready.folder / "A-1").items():
        attached = {part.get_filename(): part for part in each.letter.iter_attachments()}
        assert "feedback-form.docx" in attached
        assert ("joining-guide.pdf" in attached) is ("-p1-" in name or "-p2-" in name)
        assert ("A short guide:" in each.text) is ("-p1-" in name or "-p2-" in name)
        said = "A longer guide to joining is attached." in each.text
        assert said is ("joining-guide.pdf" in attached)
        assert "0161 496 0001" in each.text


def test_what_is_made_is_for_its_owner_alone(ready: Cpconf) -> None:
    invite(ready, "--letters", "--out", "kept/out")
    for path in (ready.folder / "kept").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_json_says_what_was_made_and_no_address_link_or_name(ready: Cpconf) -> None:
    ran = invite(ready, "--json")
    found = people_of(ran)
    assert (found["p1"]["state"], found["p1"]["made"]) == ("prepared", True)
    assert found["p1"]["draft"].endswith("1-family/A-1-p1-invitation-0.eml")
    assert found["p3"]["absence"] == "not-named"
    assert ran.json["joining"] == [
        {
            "person": None,
            "method": "teams",
            "link": True,
            "dial_in": True,
            **dict.fromkeys(("dial_at", "starts", "ends")),
        }
    ]
    for secret in (*ADDRESSES, *CANARIES, "meetup-join", "496"):
        assert secret not in ran.out + ran.err


# ---- again


def test_a_second_run_makes_nothing_twice(ready: Cpconf) -> None:
    invite(ready)
    before = {path: path.read_bytes() for path in (ready.folder / "A-1").rglob("*.*")}
    ran = invite(ready, "nothing")
    assert "nothing was made" in ran.err
    assert {path: path.read_bytes() for path in (ready.folder / "A-1").rglob("*.*")} == before


def test_the_same_details_again_change_nothing(ready: Cpconf) -> None:
    invite(ready)
    invite(ready)
    assert ready.must("invited", "A-1", "--json").json["sequence"] == 0


def test_somebody_new_is_invited_into_the_same_folder(ready: Cpconf) -> None:
    invite(ready, "--out", "first")
    ready.add("A-1", "police", "--email", "pol@example.org")
    invite(ready, "nothing")
    assert (ready.folder / "first/2-professionals/A-1-p8-invitation-0.eml").is_file()


def test_a_new_link_is_an_update_for_everybody_who_is_invited(ready: Cpconf) -> None:
    invite(ready)
    ran = invite(ready, "--link", f"{LINK}2", "--json")
    found = people_of(ran)
    assert [p for p, each in found.items() if each["updated"]] == ["p1", "p2", "p4", "p5", "p6"]
    assert ran.json["sequence"] == 1
    made = drafts(ready.folder / "A-1")
    first, update = made["A-1-p1-invitation-0.eml"], made["A-1-p1-update-1.eml"]
    assert (first.uid, first.sequence) == (update.uid, 0)
    assert update.sequence == 1
    assert f"{LINK}2" in update.text
    assert "no longer holds" in update.text
    # The interpreter has no link, so that nothing changed for them.
    assert "A-1-p7-update-1.eml" not in made


def test_one_persons_way_of_joining_is_an_update_for_them_alone(ready: Cpconf) -> None:
    # O-PART-1: how each takes part is decided one by one.
    invite(ready)
    invite(ready, "--for", "father", "--method", "conference-call")
    made = drafts(ready.folder / "A-1")
    assert {name for name in made if "update" in name} == {"A-1-p2-update-1.eml"}
    assert "meetup-join" not in made["A-1-p2-update-1.eml"].readable
    assert NUMBER in made["A-1-p2-update-1.eml"].text


def test_a_draft_that_is_gone_is_made_again_for_who_is_named(ready: Cpconf) -> None:
    invite(ready)
    draft = ready.folder / "A-1/1-family/A-1-p1-invitation-0.eml"
    draft.unlink()
    ran = invite(ready, "nothing")
    assert "p1: the draft is no longer in its folder" in ran.err
    assert not draft.exists()
    invite(ready, "nothing", "--to", "p1")
    assert drafts(ready.folder / "A-1")[draft.name].to == "mother@example.org"


def test_another_address_means_another_invitation(ready: Cpconf) -> None:
    invite(ready)
    ready.must("person", "change", "A-1", "mother", "--email", "new@example.org")
    invite(ready, "nothing", code=5)
    invite(ready, "nothing", "--out", "again")
    (found,) = drafts(ready.folder / "again").values()
    assert found.to == "new@example.org"


@pytest.mark.parametrize("name", ["A-1-p1-invitation-0.eml", "A-1-p4-invitation-0.eml"])
def test_a_file_that_is_there_is_never_overwritten(ready: Cpconf, name: str) -> None:
    group = "1-family" if "p1" in name else "2-professionals"
    taken = ready.folder / "A-1" / group / name
    taken.parent.mkdir(parents=True)
    taken.write_text("mine")
    before = ready.contents
    assert name in invite(ready, code=5).err
    assert taken.read_text() == "mine"
    assert ready.contents == before


def test_a_dry_run_keeps_and_makes_nothing(ready: Cpconf) -> None:
    before = ready.contents
    ran = invite(ready, "--dry-run")
    assert ran.out.count("a draft would be made") == 6
    found = people_of(invite(ready, "--dry-run", "--json"))
    assert [p for p, each in found.items() if each["made"]] == ["p1", "p2", "p4", "p5", "p6", "p7"]
    assert ready.contents == before
    assert not (ready.folder / "A-1").exists()
