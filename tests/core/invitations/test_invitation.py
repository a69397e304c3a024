"""What people have in their calendars, by the messages that went or may have gone."""

import datetime as dt

import pytest

from cpconf.core.invitations.invitation import draft_name, entries_of
from cpconf.core.outbox import Care, OutboxKind, OutboxMessage, OutboxState, Outlet

MADE = dt.datetime(2026, 1, 5, 12)
HEARD = {OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.SENDING}


def message(
    number: int,
    whom: str = "m1",
    state: OutboxState = OutboxState.SENT,
    kind: OutboxKind = OutboxKind.INVITATION,
    address: str = "m1@example.org",
) -> OutboxMessage:
    return OutboxMessage(
        id=number,
        kind=kind,
        recipient=address.lower(),
        address=address,
        care=Care.FAMILY,
        outlet=Outlet.SMTP,
        state=state,
        message_id=f"<{number}@example.org>",
        dated_at=MADE,
        made_at=MADE,
        ref="C-1",
        person=whom,
        sequence=number,
    )


def held(*messages: OutboxMessage) -> dict[str, list[int]]:
    return {who: [each.id for each in found] for who, found in entries_of(messages).items()}


@pytest.mark.parametrize("state", sorted(HEARD))
def test_whatever_went_or_may_have_gone_is_in_somebodys_calendar(state: OutboxState) -> None:
    assert held(message(1, state=state)) == {"m1": [1]}


@pytest.mark.parametrize("state", sorted(set(OutboxState) - HEARD))
def test_what_became_of_a_later_message_takes_nothing_out_of_it(state: OutboxState) -> None:
    cancellation = OutboxKind.CANCELLATION
    assert held(message(1, state=state)) == {}
    assert held(message(1), message(2, state=state, kind=OutboxKind.UPDATE)) == {"m1": [1]}
    assert held(message(1), message(2, state=state, kind=cancellation)) == {"m1": [1]}


def test_each_address_has_the_last_one_until_a_cancellation_goes_there() -> None:
    cancellation, new = OutboxKind.CANCELLATION, "new@example.org"
    upper = "M1@example.org"
    assert held(message(1), message(2, address=upper, kind=OutboxKind.UPDATE)) == {"m1": [2]}
    assert held(message(1), message(2, address=new)) == {"m1": [1, 2]}
    gone = message(3, kind=cancellation)
    assert held(message(1), message(2, address=new), gone) == {"m1": [2]}
    doubtful = message(3, state=OutboxState.UNKNOWN, kind=cancellation)
    assert held(message(1), doubtful) == {"m1": [1]}


def test_a_draft_is_called_by_nothing_that_names_anybody() -> None:
    assert draft_name("A-1", "p1", OutboxKind.UPDATE, 2) == "A-1-p1-update-2.eml"
