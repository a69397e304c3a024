"""What a new date, or the end of it, means for those who are invited: updates, cancellations.

They are owed in the same transaction as the change itself, so that none is ever forgotten.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpconf.core.conference import Conference
from cpconf.core.filed import Filed
from cpconf.core.invitation import Invited, InviteState
from cpconf.core.inviting import LIVE
from cpconf.core.joining import moved
from cpconf.core.outbox import INVITING, OutboxKind, OutboxState
from cpconf.core.words import PARENTS, Fact
from cpconf.workflow.inviting_owing import Owing

if TYPE_CHECKING:
    from cpconf.store.diary_records import DiaryRecords
    from cpconf.store.outbox_records import OutboxRecords
    from cpconf.store.writing import Writer

_HEARD = (OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.SENDING, OutboxState.CLAIMED)


@dataclass(frozen=True, slots=True)
class Called:
    """The messages that a change made necessary, for whom they are, and what to know of it."""

    numbers: tuple[int, ...] = ()
    people: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def to_update(store: "DiaryRecords", filed: Filed) -> tuple[list[Invited], list[str]]:
    """Those who have to hear of a new date, and what to say of those who do not."""
    ref = filed.conference.ref
    found, said = [], []
    for known in store.invited(ref).values():
        person = filed.person(known.person)
        if known.state not in LIVE or person is None:
            continue
        if person.role in PARENTS and filed.record.knows(Fact.PARENT_EXCLUDED, person.id):
            said.append(f"{person.id} was invited and is kept away now: no update is made for them")
        elif not person.email:
            said.append(f"{person.id} was invited and has no email address any more: no update")
        else:
            found.append(known)
    return found, said


def after_move(
    store: "Writer", filed: Filed, after: Conference, organiser: str, *, now: dt.datetime
) -> Called:
    """Owe an update to everybody who is invited, and forget their answers to the old date.

    Who rings, rings as long before the start as ever. Gives nothing where nobody is invited.
    """
    ref, before = filed.conference.ref, filed.conference
    remarks = []
    for joining in moved(store.joinings(ref), before.at, after.at):
        store.set_joining(filed, joining)
        remarks.append(
            f"the time to ring{f' of {joining.person}' if joining.person else ''} moves too: "
            f"{joining.dial_at:%H:%M}"
        )
    known, said = to_update(store, filed)
    if store.series(ref) is None or not known:
        return Called(remarks=(*remarks, *said))
    owing = Owing(
        store=store,
        filed=filed,
        series=store.raise_sequence(filed),
        organiser=organiser,
        now=now,
    )
    heard = _heard(store, ref)
    numbers = tuple(
        owing.again(each, OutboxKind.UPDATE if each.person in heard else OutboxKind.INVITATION)
        for each in known
    )
    people = tuple(each.person for each in known)
    owing.note("invitation updated", people)
    return Called(numbers, people, (*remarks, *said))


def after_cancelling(store: "Writer", filed: Filed, organiser: str, *, now: dt.datetime) -> Called:
    """Owe a cancellation to everybody who may have an invitation.

    Of those whose invitation never left, nobody is told: it is withdrawn.
    """
    ref = filed.conference.ref
    known = [each for each in store.invited(ref).values() if each.state in LIVE]
    if store.series(ref) is None or not known:
        return Called()
    heard = _heard(store, ref)
    owing = Owing(
        store=store,
        filed=filed,
        series=store.raise_sequence(filed),
        organiser=organiser,
        now=now,
    )
    numbers, people = [], []
    for each in known:
        if each.state is InviteState.OWED and each.person not in heard:
            store.change_invited(filed, each.person, state=InviteState.CANCELLED)
            continue
        numbers.append(owing.again(each, OutboxKind.CANCELLATION))
        people.append(each.person)
    owing.note("invitation cancelled", people)
    return Called(tuple(numbers), tuple(people))


def _heard(store: "OutboxRecords", ref: str) -> set[str]:
    """Those to whom a message about their invitation went, or may have gone."""
    return {
        message.person
        for message in store.outbox(_HEARD)
        if message.ref == ref and message.kind in INVITING and message.person is not None
    }
