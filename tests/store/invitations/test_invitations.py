"""Invitations: one calendar entry for each conference, how people join, and what they answered."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from cpconf.core.invitations.invitation import Answer, Invited, InviteState, Joining, Series
from cpconf.core.outbox import Care, OutboxKind, Outlet
from cpconf.core.words import Method
from cpconf.errors import NotFound, StoreBusy, StoreFault
from cpconf.store.reading import Reader, reading
from cpconf.store.writing import Writer
from tests.store.examples import invite, put, schedule, written
from tests.store.looking import Where, refused, spoil

SENT = dt.datetime(2026, 1, 30, 10)
ANSWERED = dt.datetime(2026, 7, 1, 9)
UID = "a1b2c3@example.org"
DRAFTED = Invited(
    ref="C-1",
    person="p2",
    outlet=Outlet.DRAFT,
    state=InviteState.PREPARED,
    sequence=3,
    made_at=SENT,
    address="two@example.org",
    folder="/drafts",
)


def read(store: Where) -> Reader:
    reader = reading(store)
    assert reader
    return reader


def test_a_conference_has_no_calendar_entry_before_the_first_invitation(family: Where) -> None:
    with read(family) as reader:
        assert reader.invitations.series("C-1") is None
        assert (reader.invitations.joinings("C-1"), reader.invitations.invited("C-1")) == ({}, {})


def test_the_calendar_entry_keeps_its_identifier_and_counts_its_changes(family: Where) -> None:
    with written(family) as writer:
        schedule(writer, "C-2")
        first, other = writer.conferences.filed("C-1"), writer.conferences.filed("C-2")
        assert writer.invitations.start_series(first, UID) == Series(ref="C-1", uid=UID, sequence=0)
        assert writer.invitations.start_series(other, "other@example.org").sequence == 0
        assert writer.invitations.raise_sequence(first).sequence == 1
        assert writer.invitations.raise_sequence(first) == Series(ref="C-1", uid=UID, sequence=2)
    with written(family) as writer:
        again = writer.invitations.start_series(writer.conferences.filed("C-1"), "new@example.org")
    assert again == Series(ref="C-1", uid=UID, sequence=2)
    with read(family) as reader:
        assert reader.invitations.series("C-1") == again
        assert reader.invitations.series("C-2") == Series(
            ref="C-2", uid="other@example.org", sequence=0
        )


def test_what_was_never_begun_cannot_change(family: Where) -> None:
    with pytest.raises(NotFound, match="cpconf invite C-1"), written(family) as writer:
        writer.invitations.raise_sequence(writer.conferences.filed("C-1"))


def test_an_invitation_comes_back_as_it_was_put_on_record(family: Where) -> None:
    with written(family) as writer:
        writer.invitations.put_invited(writer.conferences.filed("C-1"), DRAFTED)
    with read(family) as reader:
        assert reader.invitations.invited("C-1") == {"p2": DRAFTED}


def test_what_happens_to_an_invitation_is_written_down_bit_by_bit(family: Where) -> None:
    with written(family) as writer:
        invite(writer, "p1")
        begun = writer.invitations.invited("C-1")["p1"]
        put(writer, "p1", state=InviteState.SENT, sent_at=SENT)
        writer.invitations.put_answer(
            writer.conferences.filed("C-1"), "p1", Answer.TENTATIVE, ANSWERED
        )
        put(writer, "p1", sequence=1)
        told = writer.invitations.invited("C-1")["p1"]
    assert told == replace(
        begun,
        state=InviteState.SENT,
        sent_at=SENT,
        answer=Answer.TENTATIVE,
        answered_at=ANSWERED,
        sequence=1,
    )


def test_what_turns_out_not_to_be_so_is_forgotten_and_the_rest_stays(family: Where) -> None:
    with written(family) as writer:
        invite(writer, "p1", InviteState.SENT)
        put(writer, "p1", sent_at=SENT, answer=Answer.ACCEPTED, answered_at=ANSWERED)
        put(writer, "p1", answer=None, answered_at=None)
        found = writer.invitations.invited("C-1")["p1"]
    assert (found.answer, found.answered_at, found.sent_at) == (None, None, SENT)


def test_a_new_invitation_takes_the_place_of_the_old_one_and_of_its_answer(family: Where) -> None:
    with written(family) as writer:
        invite(writer, "p1", InviteState.SENT)
        invite(writer, "p2")
        put(writer, "p1", sent_at=SENT, answer=Answer.DECLINED, answered_at=ANSWERED)
        invite(writer, "p1", sequence=1)
    with read(family) as reader:
        invited = reader.invitations.invited("C-1")
    assert list(invited) == ["p1", "p2"]
    again = invited["p1"]
    assert (again.state, again.sequence) == (InviteState.PREPARED, 1)
    assert (again.sent_at, again.answer, again.answered_at) == (None, None, None)


CHANGES: dict[str, Callable[[Writer], object]] = {
    "series": lambda w: w.invitations.start_series(w.conferences.filed("C-1"), UID),
    "joining": lambda w: w.invitations.set_joining(
        w.conferences.filed("C-1"), Joining(person=None, method=Method.TEAMS)
    ),
    "invitation": lambda w: invite(w, "p1"),
    "answer": lambda w: w.invitations.put_answer(
        w.conferences.filed("C-1"), "p2", Answer.ACCEPTED, ANSWERED
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_each_change_raises_the_version_of_its_conference(
    family: Where, change: Callable[[Writer], object]
) -> None:
    with written(family) as writer:
        invite(writer, "p2")
        before = writer.conferences.filed("C-1").version
    with written(family) as writer:
        change(writer)
        change(writer)
    with read(family) as reader:
        assert reader.conferences.filed("C-1").version == before + 1


def test_a_conference_changed_after_reading_is_not_written_to(family: Where) -> None:
    with written(family) as writer:
        writer.invitations.start_series(writer.conferences.filed("C-1"), UID)
        invite(writer, "p1")
        stale = writer.conferences.filed("C-1")
    with written(family) as writer:
        invite(writer, "p2")
    changes: tuple[Callable[[Writer], object], ...] = (
        lambda w: w.invitations.start_series(stale, UID),
        lambda w: w.invitations.raise_sequence(stale),
        lambda w: w.invitations.set_joining(stale, Joining(person=None, method=Method.TEAMS)),
        lambda w: w.invitations.put_answer(stale, "p1", Answer.ACCEPTED, ANSWERED),
        lambda w: invite(w, "p3", filed=stale),
    )
    for change in changes:
        with pytest.raises(StoreBusy, match="meanwhile"), written(family) as writer:
            change(writer)
    with read(family) as reader:
        assert set(reader.invitations.invited("C-1")) == {"p1", "p2"}
        assert reader.invitations.series("C-1") == Series(ref="C-1", uid=UID, sequence=0)


NOBODY: dict[str, Callable[[Writer], object]] = {
    "invitation of nobody": lambda w: invite(w, "p9"),
    "answer of nobody": lambda w: w.invitations.put_answer(
        w.conferences.filed("C-1"), "p9", Answer.ACCEPTED, ANSWERED
    ),
    "answer of p3": lambda w: w.invitations.put_answer(
        w.conferences.filed("C-1"), "p3", Answer.ACCEPTED, ANSWERED
    ),
    "joining": lambda w: w.invitations.set_joining(
        w.conferences.filed("C-1"), Joining(person="p9", method=Method.TEAMS)
    ),
}


@pytest.mark.parametrize("change", NOBODY.values(), ids=NOBODY)
def test_nobody_who_is_not_there_or_not_invited_is_written_about(
    family: Where, change: Callable[[Writer], object]
) -> None:
    with pytest.raises(NotFound, match=r"C-1"), written(family) as writer:
        change(writer)


def test_a_command_that_fails_leaves_no_half_of_an_invitation(family: Where) -> None:
    def fail(writer: Writer) -> None:
        filed = writer.conferences.filed("C-1")
        writer.invitations.start_series(filed, UID)
        writer.invitations.set_joining(filed, Joining(person=None, method=Method.TEAMS))
        invite(writer, "p1", InviteState.OWED)
        assert writer.invitations.invited("C-1")["p1"].state is InviteState.OWED
        invite(writer, "p9")

    with pytest.raises(NotFound), written(family) as writer:
        fail(writer)
    with read(family) as reader:
        assert reader.invitations.series("C-1") is None
        assert (reader.invitations.joinings("C-1"), reader.invitations.invited("C-1")) == ({}, {})


@pytest.mark.parametrize("ask", ["series", "joinings", "invited", "report_steps"])
def test_a_question_about_no_conference_is_not_answered_with_nothing(
    family: Where, ask: str
) -> None:
    with read(family) as reader, pytest.raises(NotFound, match="C-9"):
        getattr(reader.mailbox if ask == "report_steps" else reader.invitations, ask)("C-9")


def test_an_invitation_that_cannot_be_read_does_not_hide_the_others(family: Where) -> None:
    with written(family) as writer:
        invite(writer, "p1")
        invite(writer, "p2")
    spoil(family, "UPDATE invited SET outlet = 'pigeon' WHERE person_id = 1")
    with read(family) as reader:
        assert list(reader.invitations.invited("C-1")) == ["p2"]
        assert reader.common.warnings == [
            "the invitation of p1 to C-1 cannot be read and is left out"
        ]


def test_a_message_that_cannot_be_read_is_not_passed_over(family: Where) -> None:
    with written(family) as writer:
        invitation, whose = OutboxKind.INVITATION, Care.FAMILY
        writer.invitations.owe(
            writer.conferences.filed("C-1"),
            DRAFTED,
            invitation,
            whose,
            message_id="<1@example.org>",
        )
    spoil(family, "UPDATE outbox SET state = 'lost'")
    with read(family) as reader, pytest.raises(StoreFault):
        reader.invitations.invitation_messages("C-1")


INVITED_AGAIN = (
    "INSERT INTO invited (conference_id, person_id, outlet, state, sequence, made_at) "
    "SELECT conference_id, person_id, outlet, state, sequence, made_at FROM invited"
)
SERIES_AGAIN = (
    "INSERT INTO invitation_series (conference_id, uid, sequence, made_at) "
    "SELECT {}, 0, made_at FROM invitation_series"
)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE invited SET state = 'lost'", "invited_state_is_known"),
        ("UPDATE invited SET outlet = 'pigeon'", "invited_outlet_is_known"),
        ("UPDATE invited SET answer = 'maybe'", "invited_answer_is_known"),
        ("UPDATE invited SET sent_at = '2026-01-30'", "invited_sent_at_is_a_moment"),
        ("UPDATE joining SET method = 'pigeon'", "joining_method_is_known"),
        ("UPDATE joining SET dial_at = '9:55'", "joining_dial_at_is_a_time"),
        ("UPDATE invitation_series SET made_at = 'now'", "invitation_series_made_at_is_a_moment"),
        (
            "INSERT INTO joining (conference_id, method) VALUES (1, 'teams')",
            r"joining\.conference_id",
        ),
        (
            "INSERT INTO joining (conference_id, person_id, method) VALUES (1, 1, 'teams')",
            r"joining\.conference_id, joining\.person_id",
        ),
        (INVITED_AGAIN, r"invited\.person_id"),
        (SERIES_AGAIN.format("conference_id, 'other'"), r"invitation_series\.conference_id"),
        (SERIES_AGAIN.format("2, uid"), r"invitation_series\.uid"),
    ],
)
def test_the_store_itself_refuses_what_cannot_be(family: Where, statement: str, rule: str) -> None:
    with written(family) as writer:
        filed = writer.conferences.filed("C-1")
        writer.invitations.start_series(filed, UID)
        writer.invitations.set_joining(filed, Joining(person=None, method=Method.TEAMS))
        writer.invitations.set_joining(filed, Joining(person="p1", method=Method.TEAMS))
        invite(writer, "p1")
    refused(family, statement, rule)
