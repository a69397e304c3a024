"""What went to an address that was corrected since, or lies ready for it.

A correction stops what is still to leave; what has left, somebody has to know of.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, assert_never

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitation import entries_of
from cpconf.core.outbox import OutboxMessage, Outlet
from cpconf.core.sharing.next_steps import anew
from cpconf.core.sharing.sharing import ShareState, Sharing
from cpconf.store.outbox.questions import OPEN

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


def said_of_earlier(store: "Writer", filed: Filed, before: Person) -> tuple[str, ...]:
    """What to say once `before` has another address: never the address itself, nor a name.

    Of one that only another spelling replaces there is nothing to say.
    """
    now = filed.person(before.id)
    old = (before.email or "").casefold()
    if now is None or not old or (now.email or "").casefold() == old:
        return ()
    copies = [c for c in store.sharings(filed.conference.ref) if _is(c.person, c.address, now, old)]
    messages = store.invitation_messages(filed.conference.ref)
    heard = [m for m in entries_of(messages).get(now.id, ()) if _is(m.person, m.address, now, old)]
    owed = [message for message in store.outbox(OPEN) if message.recipient == old]
    here = (now.id, filed.conference.ref)
    waiting = [message for message in owed if (message.person, message.ref) == here]
    digests = [message for message in owed if message.kind.is_digest]
    return (
        *(line for copy in copies for line in _of_copy(copy)),
        *_of_invitations(filed.conference.ref, now.id, heard),
        *_of_waiting(now.id, waiting, digests),
    )


def _is(person: str | None, address: str | None, whose: Person, old: str) -> bool:
    return person == whose.id and (address or "").casefold() == old


def _of_copy(copy: Sharing) -> Iterator[str]:
    whose = f"the {copy.kind} for {copy.person}"
    again = f"Make it again for the address on record now: {anew(copy)}"
    match copy.state:
        case ShareState.PREPARED:
            yield f"{whose} lies prepared for the address before: do not send its draft. {again}"
        case ShareState.SENDING | ShareState.SENT | ShareState.RECEIVED:
            went = "may have gone" if copy.state is ShareState.SENDING else "went"
            yield f"{whose} {went} to the address before; its password has not. {again}"
        case ShareState.RELEASING | ShareState.RELEASED:
            yield (
                f"{whose} and its password went to the address before: if somebody else reads "
                f"it, that is a disclosure. {again}"
            )
        case ShareState.REPLACED if copy.sent_at is not None:
            and_password = " and its password" if copy.released_at else ""
            yield f"an earlier copy of {whose}{and_password} went to the address before"
        case ShareState.PREPARING | ShareState.REPLACED | ShareState.SHARED:
            pass  # nothing went there
        case _:
            assert_never(copy.state)


def _of_invitations(ref: str, person: str, heard: list[OutboxMessage]) -> Iterator[str]:
    again = f"cpconf invite {ref} --to {person} makes one for the address on record now"
    if any(message.outlet is not Outlet.DRAFT for message in heard):
        yield f"an invitation of {person} went to the address before: {again}, with --send"
    if any(message.outlet is Outlet.DRAFT for message in heard):
        yield f"a draft invites {person} at the address before: do not send it; {again}"


def _of_waiting(
    person: str, waiting: list[OutboxMessage], digests: list[OutboxMessage]
) -> Iterator[str]:
    for what, found in ((f"message for {person}", waiting), ("reminder", digests)):
        for message in found:
            yield (
                f"{what} {message.id} in the outbox is for the address before: cpconf outbox drop "
                f"{message.id} withdraws it"
            )
