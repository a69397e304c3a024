"""A new date, or the end of it, for those who are invited: updates and cancellations."""

from tests.cli.invitations.inviting import (
    by_recipient,
    drafts,
    invite,
    nobody_listens,
    states,
    use,
)
from tests.cli.running import Cpconf
from tests.mail.servers import mail_server

PARENTS = ["mother@example.org", "father@example.org"]
OTHERS = ["worker@example.org", "chair@example.org", "health@example.org", "voice@example.org"]


def move(ready: Cpconf, *more: str, code: int = 0) -> str:
    line = ("reschedule", "A-1", "--at", "2026-07-01T14:00", "--reason", "the chair is ill")
    ran = ready(*line, *more)
    assert ran.code == code, ran
    return ran.out + ran.err


def test_a_new_date_goes_to_everybody_who_is_invited(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        first = by_recipient(inbox.messages)
        ready.must("reply", "A-1", "mother", "accepted")
        move(ready)
    updates = by_recipient(inbox.messages[6:])
    assert {*updates} == {*first}
    for to, update in updates.items():
        assert update.uid == first[to].uid
        assert (first[to].sequence, update.sequence) == (0, 1)
        assert update.event.dtstart.value.isoformat() == "2026-07-01T13:00:00+00:00"
        assert "Wednesday 1 July 2026 at 2:00 in the afternoon" in update.text
        assert update.letter["Message-ID"] != first[to].letter["Message-ID"]
    known = ready.must("invited", "A-1", "--json").json
    assert {each["answer"] for each in known["people"]} == {None}
    assert ready.status().task("O-9c")["state"] == "done"


def test_an_update_that_cannot_be_sent_keeps_the_move_and_stays_owed(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
    use(ready, nobody_listens())
    assert "6 messages not sent" in move(ready, code=75)
    assert ready.status().json["conference"]["at"].startswith("2026-07-01T14:00")
    assert set(states(ready).values()) == {"owed", None}
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind")
    assert {each.sequence for each in by_recipient(inbox.messages).values()} == {1}


def test_a_move_without_an_organiser_any_more_is_kept_and_says_so(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
    ready.configure("")
    told = move(ready, code=75)
    assert "[invite]" in told
    assert ready.status().json["conference"]["at"].startswith("2026-07-01T14:00")
    assert states(ready)["p1"] == "owed"


def test_a_second_move_before_the_first_update_went_sends_one(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
    use(ready, nobody_listens())
    move(ready, code=75)
    line = ("reschedule", "A-1", "--at", "2026-07-02T14:00", "--reason", "again")
    assert ready(*line).code == 75
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind")
    found = by_recipient(inbox.messages)
    assert {each.sequence for each in found.values()} == {2}


def test_whoever_never_had_the_first_one_is_invited_and_not_updated(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--send", code=75)
    move(ready, code=75)
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind")
    for each in by_recipient(inbox.messages).values():
        assert "We invite you to a meeting." in each.text
        assert each.sequence == 1


def test_drafts_are_followed_by_drafts_in_the_same_folder(ready: Cpconf) -> None:
    invite(ready, "--out", "mine")
    told = move(ready)
    found = drafts(ready.folder / "mine")
    first, update = found["A-1-p1-invitation-0.eml"], found["A-1-p1-update-1.eml"]
    assert (update.uid, update.sequence) == (first.uid, 1)
    assert update.letter["X-Unsent"] == "1"
    assert len([name for name in found if "update-1" in name]) == 6
    assert (ready.folder / "mine/1-family/A-1-p1-update-1.ics").is_file()
    assert "delete those that were not sent" in told


def test_the_time_to_ring_moves_with_the_start(ready: Cpconf) -> None:
    invite(ready, "--dial-in", "0161 496 0000", "--dial-at", "9:50")
    assert "13:50" in move(ready)
    text = drafts(ready.folder / "A-1")["A-1-p1-update-1.eml"].text
    assert "at 1:50 in the afternoon:" in text


def test_a_dry_run_says_for_whom_there_would_be_an_update(ready: Cpconf) -> None:
    invite(ready)
    before = ready.contents
    assert "p1, p2, p4, p5, p6, p7" in move(ready, "--dry-run")
    assert ready.contents == before


def test_whoever_is_kept_away_since_gets_no_update(ready: Cpconf) -> None:
    invite(ready)
    ready.must("fact", "A-1", "parent_excluded@father=yes")
    assert "p2 has an invitation and gets no update: kept away" in move(ready)
    assert "A-1-p2-update-1.eml" not in drafts(ready.folder / "A-1")


def test_nobody_invited_means_nothing_to_send(ready: Cpconf) -> None:
    assert "update" not in move(ready)
    assert not (ready.folder / "A-1").exists()


def test_a_cancellation_takes_the_entry_out_again(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
        first = by_recipient(inbox.messages)
        ready.must("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")
    found = by_recipient(inbox.messages[6:])
    assert {*found} == {*first}
    for to, each in found.items():
        assert (each.uid, each.sequence, each.method) == (first[to].uid, 1, "CANCEL")
        assert each.event.status.value == "CANCELLED"
        assert "does not take place" in each.text
        assert [part.get_filename() for part in each.letter.iter_attachments()] == ["invite.ics"]
        assert "Sam" not in each.readable
    assert set(states(ready).values()) == {"cancelled", None}


def test_a_cancellation_of_drafts_is_a_draft(ready: Cpconf) -> None:
    invite(ready)
    ready.must("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")
    found = drafts(ready.folder / "A-1")["A-1-p1-cancellation-1.eml"]
    assert found.method == "CANCEL"


def test_whoever_was_never_told_is_not_told_that_it_is_cancelled(ready: Cpconf) -> None:
    use(ready, nobody_listens())
    invite(ready, "--send", code=75)
    ready.must("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind")
    assert not inbox.messages
    assert states(ready)["p1"] == "cancelled"


def test_a_cancellation_that_cannot_be_sent_keeps_it_cancelled(ready: Cpconf) -> None:
    with mail_server() as inbox:
        use(ready, inbox.port)
        invite(ready, "--send")
    use(ready, nobody_listens())
    line = ("cancel", "A-1", "--reason", "x", "--authorised-by", "Sam Example")
    assert ready(*line).code == 75
    assert ready.status().json["conference"]["state"] == "cancelled"
    with mail_server() as inbox:
        use(ready, inbox.port)
        ready("remind")
    assert len(inbox.messages) == 6
