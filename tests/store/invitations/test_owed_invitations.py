"""Invitations that are owed: they stand as their messages in the outbox do."""

import datetime as dt
import secrets

import pytest

from cpconf.core.dates.london import stamp
from cpconf.core.invitations.invitation import InviteState
from cpconf.core.outbox import Care, OutboxKind, OutboxState, Outlet
from cpconf.store.reading import reading
from cpconf.store.writing import Writer
from tests.store.examples import MACHINE_NOW, NOW, invite, written
from tests.store.looking import Where

SENT = dt.datetime(2026, 1, 30, 10)


def owe(
    writer: Writer,
    state: OutboxState,
    *,
    kind: OutboxKind = OutboxKind.INVITATION,
    outlet: Outlet = Outlet.SMTP,
    care: Care = Care.FAMILY,
    sequence: int = 0,
    address: str = "p1@example.org",
) -> None:
    """Put a message to p1 of C-1 into the outbox, as it stands after a run."""
    over = state in {OutboxState.SENT, OutboxState.FAILED, OutboxState.WITHDRAWN}
    writer.common.ask(
        "INSERT INTO outbox (kind, conference_id, person_id, recipient, address, care, outlet, "
        "state, sequence, message_id, dated_at, made_at, tries, finished_at, machine_at) "
        "VALUES (?, 1, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
        [
            *(kind.value, address, address, care.value, outlet.value, state.value, sequence),
            *(secrets.token_hex(8), stamp(NOW), stamp(NOW)),
            *(stamp(SENT) if over else None, MACHINE_NOW.isoformat(timespec="microseconds")),
        ],
    )


# What the outbox tells of an invitation that is owed: the table of the agreed states.
STANDS = [
    (OutboxState.WAITING, {}, InviteState.OWED),
    (OutboxState.PENDING, {}, InviteState.OWED),
    (OutboxState.CLAIMED, {}, InviteState.OWED),
    (OutboxState.SENDING, {}, InviteState.UNKNOWN),
    (OutboxState.SENDING, {"care": Care.STAFF}, InviteState.OWED),
    (OutboxState.UNKNOWN, {}, InviteState.UNKNOWN),
    (OutboxState.FAILED, {}, InviteState.FAILED),
    (OutboxState.WITHDRAWN, {}, InviteState.FAILED),
    (OutboxState.SENT, {}, InviteState.SENT),
    (OutboxState.SENT, {"kind": OutboxKind.UPDATE}, InviteState.SENT),
    (OutboxState.SENT, {"kind": OutboxKind.CANCELLATION}, InviteState.CANCELLED),
    (OutboxState.SENT, {"outlet": Outlet.DRAFT}, InviteState.PREPARED),
]


@pytest.mark.parametrize(("state", "more", "told"), STANDS)
def test_an_invitation_that_is_owed_stands_as_its_message_does(
    family: Where, state: OutboxState, more: dict[str, Care], told: InviteState
) -> None:
    with written(family) as writer:
        invite(writer, "p1", InviteState.OWED)
        owe(writer, state, **more)  # type: ignore[arg-type]
    reader = reading(family)
    assert reader
    with reader:
        found = reader.invitations.invited("C-1")["p1"]
    assert found.state is told
    assert found.sent_at == (SENT if told in {InviteState.SENT, InviteState.CANCELLED} else None)


def test_an_invitation_that_is_owed_and_has_no_message_yet_is_owed(family: Where) -> None:
    with written(family) as writer:
        invite(writer, "p1", InviteState.OWED)
        invite(writer, "p2", InviteState.OWED)
        owe(writer, OutboxState.SENT)
        states = {
            person: found.state for person, found in writer.invitations.invited("C-1").items()
        }
    assert states == {"p1": InviteState.SENT, "p2": InviteState.OWED}


def test_an_update_that_is_owed_does_not_count_as_sent_because_the_invitation_was(
    family: Where,
) -> None:
    with written(family) as writer:
        invite(writer, "p1", InviteState.OWED)
        owe(writer, OutboxState.SENT)
        invite(writer, "p1", InviteState.OWED, sequence=1)
        assert writer.invitations.invited("C-1")["p1"].state is InviteState.OWED
        owe(writer, OutboxState.WITHDRAWN, kind=OutboxKind.UPDATE, sequence=1)
        assert writer.invitations.invited("C-1")["p1"].state is InviteState.FAILED
        owe(writer, OutboxState.PENDING, kind=OutboxKind.UPDATE, sequence=1)
        assert writer.invitations.invited("C-1")["p1"].state is InviteState.OWED


def test_a_second_copy_that_was_withdrawn_leaves_the_first_as_it_went(family: Where) -> None:
    with written(family) as writer:
        invite(writer, "p1", InviteState.OWED)
        owe(writer, OutboxState.SENT)
        owe(writer, OutboxState.WITHDRAWN)
        assert writer.invitations.invited("C-1")["p1"].state is InviteState.SENT


def test_a_cancellation_to_an_earlier_address_tells_nothing_of_the_new_invitation(
    family: Where,
) -> None:
    with written(family) as writer:
        invite(writer, "p1", InviteState.OWED, sequence=1)
        owe(writer, OutboxState.PENDING, sequence=1)
        cancellation = OutboxKind.CANCELLATION
        owe(writer, OutboxState.SENT, kind=cancellation, sequence=1, address="old@example.org")
        assert writer.invitations.invited("C-1")["p1"].state is InviteState.OWED
        owe(writer, OutboxState.SENT, sequence=1)
        assert writer.invitations.invited("C-1")["p1"].state is InviteState.SENT
        found = [(m.kind, m.address) for m in writer.invitations.invitation_messages("C-1")]
    assert found[1] == (cancellation, "old@example.org")


@pytest.mark.parametrize("state", sorted(set(InviteState) - {InviteState.OWED}))
def test_what_a_person_has_said_of_an_invitation_counts_whatever_the_outbox_holds(
    family: Where, state: InviteState
) -> None:
    with written(family) as writer:
        invite(writer, "p1", state)
        owe(writer, OutboxState.FAILED)
        assert writer.invitations.invited("C-1")["p1"].state is state
