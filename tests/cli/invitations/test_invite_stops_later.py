"""What would stop an invitation now stops what was owed before, and updates; nothing comes late."""

import pytest

from tests.cli.invitations.inviting import (
    LINK,
    by_recipient,
    drafts,
    invite,
    message,
    nobody_listens,
    people_of,
    states,
    use,
)
from tests.cli.running import Cpconf, Ran
from tests.mail.servers import mail_server

MOTHER, FATHER = "mother@example.org", "father@example.org"
WORKER = "worker@example.org"
CARER = ("--role", "carer", "--name", "Kit Example", "--email", "c@example.org")
ADDED = ("person", "add", "A-1")
CHANGES = {
    "mailbox": (*ADDED, "--role", "supporter", "--name", "Pat Example", "--email", MOTHER),
    "same-address": ("person", "change", "A-1", "mother", "--email", FATHER),
    "cannot": ("fact", "A-1", "parent_cannot_join@mother=yes"),
    "another way": ("fact", "A-1", "joins_another_way=yes"),
    "away": ("fact", "A-1", "parent_excluded@mother=yes"),
}
"""What stops an invitation to the mother."""


def move(ready: Cpconf, *more: str, at: str = "2026-07-01T14:00") -> Ran:
    return ready("reschedule", "A-1", "--at", at, "--reason", "the chair is ill", *more)


def sent_to(messages: list[bytes]) -> set[str]:
    return {*by_recipient(messages)}


@pytest.mark.parametrize("change", CHANGES)
def test_what_came_between_stops_an_invitation_that_is_owed(ready: Cpconf, change: str) -> None:
    use(ready, nobody_listens())
    invite(ready, "--send", code=75)
    ready.must(*CHANGES[change])
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready.must("remind")
    assert MOTHER not in sent_to(inbox.messages)
    assert sum(to == [FATHER] for to in inbox.recipients) == (
        change not in {"another way", "same-address"}
    )
    person = people_of(ready.must("invited", "A-1", "--json"))["p1"]
    assert (person["state"], person["sent_at"]) == ("failed", None)
    assert person["why"]


@pytest.mark.parametrize("change", CHANGES)
def test_what_came_between_stops_an_update_and_is_said(ready: Cpconf, change: str) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        ready.must(*CHANGES[change])
        preview = move(ready, "--dry-run")
        ran = move(ready)
    updates = sent_to(inbox.messages[6:])
    assert MOTHER not in updates
    assert (FATHER in updates) == (change not in {"another way", "same-address"})
    # The parents come first (O-9c): also with a new date, unless they are not to be invited at all.
    waits = change in {"mailbox", "same-address"}
    assert (WORKER in updates) == (not waits)
    assert ran.code == (75 if waits else 0)
    assert ("--override parents-first=REASON" in ran.err) == waits
    for told in (preview.err, ran.err):
        assert "p1 has an invitation and gets no update: " in told
        assert ("Tell them yourself" in told) == (change in {"mailbox", "same-address"})
        assert "example.org" not in told
    assert "has an earlier one" in " ".join(ready.must("invited", "A-1").out.split())


@pytest.mark.parametrize("change", CHANGES)
def test_what_came_between_stops_a_new_link_and_is_said(ready: Cpconf, change: str) -> None:
    invite(ready)
    ready.must(*CHANGES[change])
    waits = change in {"mailbox", "same-address"}
    told = invite(ready, "--link", f"{LINK}2", code=75 if waits else 0).err
    assert "p1 has an invitation and gets no update: " in told
    made = drafts(ready.folder / "A-1")
    assert "A-1-p1-update-1.eml" not in made
    assert ("A-1-p4-update-1.eml" not in made) == waits
    if not waits:
        assert f"{LINK}2" in made["A-1-p4-update-1.eml"].text


@pytest.mark.parametrize("settled", ["skipped", "override", "told"])
def test_a_professional_hears_of_a_new_date_once_the_parents_are_settled(
    ready: Cpconf, settled: str
) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        ready.must(*CHANGES["mailbox"])
        move(ready)
        assert [WORKER] not in inbox.recipients[6:]
        ready("remind")
        assert [WORKER] not in inbox.recipients[6:]
        if settled == "skipped":
            ready.must("skip", "A-1", "invite-parents", "--reason", "rung by the chair")
            ready.must("remind")
        elif settled == "override":
            reason = "parents-first=the chair rang her"
            line = ("--send", "--override", reason, "--authorised-by", "Kim Example")
            invite(ready, "nothing", *line)
            notes = [e["note"] for e in ready.must("history", "A-1", "--json").json["entries"]]
            assert f"{reason.replace('=', ': ')} (authorised by Kim Example)" in notes
        else:
            invite(
                ready, "nothing", "--to", "p1", "--override", "same-address=asked for it", "--send"
            )
    assert inbox.recipients[6:].count([WORKER]) == 1


def test_what_was_decided_for_one_date_is_not_decided_for_the_next(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        ready.must(*CHANGES["mailbox"])
        move(ready)
        invite(ready, "nothing", "--send", "--override", "parents-first=she was rung")
        assert inbox.recipients[6:].count([WORKER]) == 1
        assert move(ready, at="2026-07-02T14:00").code == 75
    assert inbox.recipients[6:].count([WORKER]) == 1


def test_nobody_hears_of_a_new_date_while_it_is_not_said_who_is_kept_away(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        ready.must("fact", "A-1", "parent_excluded=yes")
        ran = move(ready)
        assert ran.code == 75
        assert "it is not on record for whom" in ran.err
    assert len(inbox.recipients) == 6


def test_a_withdrawn_message_to_the_family_is_said(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--send", code=75)
    ready.must(*CHANGES["mailbox"])
    with mail_server() as inbox:
        use(ready, inbox.port)
        told = ready("remind").err
    assert "A-1: 1 message to the family withdrawn: see cpconf invited A-1" in told


def test_a_parent_who_came_since_keeps_an_owed_invitation_back(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--send", "--override", "parents-first=the chair decided it", code=75)
    with mail_server() as inbox:
        use(ready, inbox.port)
        # Somebody decided on these two parents, and not on a third.
        ready.must("person", "add", "A-1", *CARER)
        assert ready("remind").code == 75
        assert [WORKER] not in inbox.recipients
        assert [MOTHER] in inbox.recipients
        invite(ready, "nothing", "--send")
    assert [WORKER] in inbox.recipients


def test_who_was_left_out_gets_it_once_somebody_decides_so(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        ready.must(*CHANGES["mailbox"])
        told = move(ready).err
        assert "cpconf invite A-1 --to p1 --override same-address=REASON" in told
        invite(ready, "nothing", "--to", "p1", "--override", "same-address=asked for it", "--send")
        move(ready, at="2026-07-02T14:00")
    found = [m for m in inbox.recipients[6:] if m == [MOTHER]]
    assert len(found) == 2


def test_what_somebody_went_past_stays_so_until_it_is_another_thing(ready: Cpconf) -> None:
    ready.must(*CHANGES["mailbox"])
    use(ready, nobody_listens())
    line = ("--to", "mother", "--to", "father", "--override", "same-address=asked for it", "--send")
    invite(ready, *line, code=75)
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready.must("remind")
        move(ready)
        assert sum(to == [MOTHER] for to in inbox.recipients) == 2
        ready.must(*ADDED, "--role", "young-person", "--name", "Jo Example", "--email", MOTHER)
        move(ready, at="2026-07-02T14:00")
    assert sum(to == [MOTHER] for to in inbox.recipients) == 2


def test_a_parent_named_although_she_cannot_join_hears_of_changes_too(ready: Cpconf) -> None:
    ready.must(*CHANGES["cannot"])
    invite(ready, "--to", "mother")
    assert move(ready).code == 0
    assert "A-1-p1-update-1.eml" in drafts(ready.folder / "A-1")


def test_a_cancellation_goes_wherever_an_invitation_is(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        ready.must(*CHANGES["mailbox"])
        move(ready)
        ready.must("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")
    found = [m for to, m in zip(inbox.recipients, inbox.messages, strict=True) if to == [MOTHER]]
    first, last = (message(content) for content in found)
    assert (first.method, last.method) == ("REQUEST", "CANCEL")
    assert "July" not in last.readable


# ---- too late


@pytest.mark.parametrize("held", [True, False])
def test_to_yesterdays_meeting_nobody_is_invited(ready: Cpconf, held: bool) -> None:
    use(ready, nobody_listens())
    invite(ready, "--send", code=75)
    if held:
        ready.must("held", "A-1", now="2026-02-12T13:00")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind", now="2026-02-13T08:00")
    assert not [to for to in inbox.recipients if to in ([MOTHER], [FATHER])]


def test_once_it_has_begun_nobody_is_invited_and_a_minute_before_they_are(ready: Cpconf) -> None:
    ran = ready("invite", "A-1", "--link", LINK, now="2026-02-12T10:00")
    assert (ran.code, ran.out) == (5, "")
    assert "was to start on Thu 12 Feb 2026, 10:00" in ran.err
    assert ready("invite", "A-1", "--link", LINK, now="2026-02-12T09:59").code == 0
    assert states(ready)["p1"] == "prepared"


def test_a_cancellation_after_the_date_is_not_sent(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        line = ("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")
        told = ready.must(*line, now="2026-02-12T10:00")
    assert len(inbox.messages) == 6
    assert "nobody is sent a cancellation" in told.err


def test_a_cancellation_that_is_owed_is_not_sent_after_the_date(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
    use(ready, nobody_listens())
    line = ("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")
    assert ready(*line).code == 75
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind", now="2026-02-12T10:00")
    assert not inbox.messages


def test_a_new_date_that_has_passed_is_told_to_nobody(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        told = ready.must(
            *("reschedule", "A-1", "--at", "2026-02-11T10:00", "--reason", "it was then"),
            now="2026-02-11T12:00",
        )
    assert len(inbox.messages) == 6
    assert "nobody is sent an update" in told.err


def test_a_school_that_was_not_reached_waits_for_its_arrangement_at_the_new_date(
    ready: Cpconf,
) -> None:
    # O-PART-5: what was settled was a place at the old date.
    school = ready.add("A-1", "school", "--email", "school@example.org")
    ready.must("done", "A-1", f"arrange-school-invitation@{school}")
    use(ready, nobody_listens())
    invite(ready, "--to", "school", "--send", "--override", "parents-first=x", code=75)
    with mail_server() as inbox:
        use(ready, inbox.port)
        told = move(ready).err
    assert not inbox.messages
    assert f"{school} was to be invited and gets no update: arrange-school-invitation" in told
