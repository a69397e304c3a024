"""Who still has an earlier invitation hears of the next change, wherever it went."""

import pytest

from tests.cli.invitations.inviting import (
    by_recipient,
    drafts,
    invite,
    people_of,
    states,
    taken,
    use,
)
from tests.cli.running import Cpconf, Ran
from tests.mail.moody import moody_server

MOTHER = "mother@example.org"
NEW = "new@example.org"
REFUSED = {f"RCPT {MOTHER}": "550 no such mailbox"}


def move(ready: Cpconf, day: int, *more: str) -> Ran:
    line = ("--at", f"2026-07-{day:02}T14:00", "--reason", "the chair is ill")
    return ready("reschedule", "A-1", *line, *more)


def cancel(ready: Cpconf) -> Ran:
    return ready.must("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")


def change_address(ready: Cpconf, to: str = NEW) -> None:
    ready.must("person", "change", "A-1", "mother", "--email", to)


def listed(ready: Cpconf) -> list[dict[str, str]]:
    return list(ready.must("outbox", "--all", "--json").json["messages"])


def test_after_an_update_that_was_refused_the_next_one_goes_all_the_same(ready: Cpconf) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--send")
        server.replies = REFUSED
        assert move(ready, 1).code == 75  # the professionals' wait for the parents'
        assert "has an earlier one" in ready.must("invited", "A-1").out
        server.replies = {}
        taken(server)
        assert move(ready, 2).code == 0
    found = by_recipient(taken(server))[MOTHER]
    assert (found.sequence, found.event.dtstart.value.day) == (2, 2)
    assert "what we wrote to you before no longer holds" in found.text


def test_what_still_waits_for_somebody_who_is_left_out_is_withdrawn(ready: Cpconf) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--send")
        server.replies = {"greeting": "421 busy"}
        assert move(ready, 1).code == 75
        ready.must("fact", "A-1", "parent_excluded@father=yes")
        ran = move(ready, 2)
    assert "p2 has an invitation and gets no update: kept away" in ran.err
    waiting = {m["person"] for m in listed(ready) if m["state"] in {"pending", "failed"}}
    assert "p1" in waiting
    assert "p2" not in waiting


@pytest.mark.parametrize("lost", ["refused", "dropped"])
def test_after_an_update_that_never_went_the_cancellation_does(ready: Cpconf, lost: str) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--send")
        server.replies = REFUSED if lost == "refused" else {"greeting": "421 busy"}
        move(ready, 1)
        if lost == "dropped":
            (number,) = (
                m["message"] for m in listed(ready) if (m["person"], m["kind"]) == ("p1", "update")
            )
            ready.must("outbox", "drop", str(number))
        server.replies = {}
        taken(server)
        cancel(ready)
    found = by_recipient(taken(server))
    assert len(found) == 6
    # It speaks of the date that they know.
    assert "Thursday 12 February 2026 at 10:00 in the morning" in found[MOTHER].text
    assert found[MOTHER].event.dtstart.value.isoformat() == "2026-02-12T10:00:00+00:00"
    assert found[MOTHER].method == "CANCEL"
    assert states(ready)["p1"] == "cancelled"


def test_an_update_that_failed_cannot_be_sent_after_the_cancellation(ready: Cpconf) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--send")
        server.replies = REFUSED
        move(ready, 1)
        server.replies = {}
        cancel(ready)
        taken(server)
        (update,) = (m for m in listed(ready) if (m["person"], m["kind"]) == ("p1", "update"))
        assert update["state"] == "withdrawn"
        assert ready("outbox", "retry", str(update["message"])).code == 5
        ready.must("remind")
    assert not taken(server)


def test_whose_invitation_never_went_is_named_when_the_date_changes(ready: Cpconf) -> None:
    with moody_server(REFUSED) as server:
        use(ready, server.port)
        invite(ready, "--to", "mother", "--send", code=1)
        told = move(ready, 1).err
        assert "p1's invitation was not sent: cpconf invite A-1 --to p1" in told
        server.replies = {}
        invite(ready, "nothing", "--to", "mother", "--send")
    assert by_recipient(taken(server))[MOTHER].event.dtstart.value.day == 1


def test_a_draft_whose_name_is_taken_does_not_end_it_for_them(ready: Cpconf) -> None:
    invite(ready)
    mine = ready.folder / "A-1/1-family/A-1-p1-update-1.eml"
    mine.write_text("mine")
    assert move(ready, 1).code == 75  # the professionals' wait for the parents'
    assert "draft not made" in ready.must("invited", "A-1").out
    cancel(ready)
    assert mine.read_text() == "mine"
    mine.unlink()
    assert drafts(ready.folder / "A-1")["A-1-p1-cancellation-2.eml"].method == "CANCEL"


# ---- another address


def test_after_a_change_of_address_the_earlier_one_is_told_and_learns_nothing_new(
    ready: Cpconf,
) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--send")
        taken(server)
        change_address(ready)
        said = move(ready, 1).err
        assert "a cancellation goes to the earlier one" in said
        assert "delete the draft" not in said
        assert "answered for" not in said
    found = by_recipient(taken(server))
    assert (found[NEW].method, found[NEW].event.dtstart.value.month) == ("REQUEST", 7)
    old = found[MOTHER]
    assert (old.method, old.uid, old.sequence) == ("CANCEL", found[NEW].uid, 1)
    assert old.event.dtstart.value.isoformat() == "2026-02-12T10:00:00+00:00"
    assert "July" not in old.readable
    assert NEW not in old.readable
    assert "meetup-join" not in old.readable
    assert "not at this address any more" in old.letter["Subject"]
    assert "does not take place" not in old.text
    assert states(ready)["p1"] == "sent"
    with moody_server() as server:
        use(ready, server.port)
        cancel(ready)
    assert {*by_recipient(taken(server))}.isdisjoint({MOTHER})


def test_inviting_again_at_another_address_takes_the_first_one_back(ready: Cpconf) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--send")
        taken(server)
        change_address(ready)
        ran = invite(ready, "nothing", "--send", "--json")
        assert any(
            "a cancellation goes to the earlier one" in remark for remark in ran.json["remarks"]
        )
        found = by_recipient(taken(server))
        assert {to: each.method for to, each in found.items()} == {
            NEW: "REQUEST",
            MOTHER: "CANCEL",
        }
        assert (people_of(ran)["p1"]["state"], people_of(ran)["p1"]["sequence"]) == ("sent", 1)
        invite(ready, "nothing", "--send")
    assert not taken(server)


def test_a_cancellation_to_the_earlier_address_is_not_forgotten_while_mail_is_away(
    ready: Cpconf,
) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--send")
        taken(server)
        change_address(ready)
        server.replies = {"greeting": "421 busy"}
        assert move(ready, 1).code == 75
        server.replies = {}
        assert move(ready, 2).code == 0
    found = by_recipient(taken(server))
    assert (found[MOTHER].method, found[NEW].method) == ("CANCEL", "REQUEST")
    assert (found[MOTHER].sequence, found[NEW].sequence) == (2, 2)


def test_an_update_that_the_new_address_refuses_leaves_the_cancellation_for_the_earlier_one(
    ready: Cpconf,
) -> None:
    with moody_server() as server:
        use(ready, server.port)
        invite(ready, "--to", "mother", "--send")
        taken(server)
        change_address(ready)
        server.replies = {f"RCPT {NEW}": "550 no", f"RCPT {MOTHER}": "450 later"}
        move(ready, 1)
        server.replies = {}
        cancel(ready)
    (found,) = by_recipient(taken(server)).values()
    assert (found.to, found.method) == (MOTHER, "CANCEL")
    assert "does not take place" in found.text


def test_an_address_that_somebody_else_has_now_is_not_told(ready: Cpconf) -> None:
    with moody_server() as server:
        use(ready, server.port)
        ready.must("skip", "A-1", "invite-parents", "--reason", "the chair rings them")
        invite(ready, "--to", "social-worker", "--send")
        taken(server)
        ready.must("person", "change", "A-1", "social-worker", "--email", NEW)
        ready.must("person", "change", "A-1", "chair", "--email", "worker@example.org")
        move(ready, 1)
    assert [*by_recipient(taken(server))] == [NEW]


def test_of_a_draft_for_the_earlier_address_a_person_is_told(ready: Cpconf) -> None:
    invite(ready)
    change_address(ready)
    assert "delete the draft for the earlier one" in move(ready, 1).err
    assert "p1 had another email address before" in cancel(ready).err
    found = [m.to for m in drafts(ready.folder / "A-1").values() if m.method == "CANCEL"]
    assert (found.count(NEW), found.count(MOTHER)) == (1, 0)
