"""Adding people to a conference, and correcting what is recorded about them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, assert_never

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.references import (
    OF_THE_OFFICE,
    is_name,
    warning,
    words_of_name,
    words_of_ref,
)
from cpconf.core.invitations.invitation import entries_of
from cpconf.core.outbox import OutboxMessage, Outlet
from cpconf.core.sharing.distribution import BETWEEN
from cpconf.core.sharing.next_steps import anew
from cpconf.core.sharing.sharing import LIVE, ShareState, Sharing
from cpconf.core.typed_text import read_name
from cpconf.core.words import FAMILY, ConferenceState, MarkKind, Role, TaskState
from cpconf.errors import Refused, UsageFault
from cpconf.mail.addresses import read_recipient
from cpconf.store.outbox.questions import OPEN
from cpconf.workflow.conferences.marks import Shift, refile
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.conferences.proposals import clash_notices

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


_CORRECTED: Final = ("name", "email", "phone", "agency")


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What is recorded about a person besides their role."""

    name: str
    email: str | None = None
    phone: str | None = None
    agency: str | None = None

    @classmethod
    def read(
        cls, *, name: str, email: str | None, phone: str | None, agency: str | None
    ) -> "PersonDetails":
        """Check what was typed. Raises UsageFault, which never repeats it."""
        return cls(
            name=read_name(name, "the name"),
            email=read_recipient(email) if email else None,
            phone=read_name(phone, "the telephone number") if phone else None,
            agency=read_name(agency, "the agency") if agency else None,
        )


@dataclass(frozen=True, slots=True)
class Put:
    """A person who was added or changed: their short id, and what that changed."""

    id: str
    shift: Shift
    remarks: tuple[str, ...] = field(default=())


def add(
    store: "Writer",
    filed: Filed,
    role: Role,
    details: PersonDetails,
    *,
    now: dt.datetime,
    not_a_name: bool = False,
) -> Put:
    """Add a person, and the tasks that clauses repeat for them.

    Opens a role's done tasks again where their clauses ask for that when somebody takes the role
    over; `now` is wall-clock Europe/London. Raises Refused for a family member whose name is in the
    reference, unless `not_a_name`.
    """
    said = _of_reference(filed.conference.ref, role, details.name, not_a_name=not_a_name)
    short_id = store.conferences.add_person(
        filed,
        role=role,
        name=details.name,
        email=details.email,
        phone=details.phone,
        agency=details.agency,
    )
    store.conferences.note(filed, "person added", {"person": short_id, "role": role.value})
    takes_over = any(person.role is role for person in filed.people)
    again = _owed_again(store, filed, role, now=now) if takes_over else ()
    shift = refile(store, filed)
    current = store.conferences.filed(filed.conference.ref)
    remarks = (
        *said,
        *_remarks(store, current, short_id),
        *denied(filed, current),
        *_no_longer_counting(filed, current),
        *again,
    )
    return Put(short_id, shift, remarks)


def change(
    store: "Writer",
    filed: Filed,
    person: str,
    *,
    name: str | None,
    email: str | None,
    phone: str | None,
    agency: str | None,
    now: dt.datetime,
    not_a_name: bool = False,
) -> Put:
    """Correct what is recorded about a person; an empty address is removed. Raises as `add`.

    A name without a word in common is that of somebody else, who takes over the role.
    """
    chosen = choose_person(filed.people, person)
    if all(value is None for value in (name, email, phone, agency)):
        raise UsageFault("say what to change: --name, --email, --phone or --agency")
    details = PersonDetails.read(
        name=chosen.name if name is None else name,
        email=chosen.email if email is None else email,
        phone=chosen.phone if phone is None else phone,
        agency=chosen.agency if agency is None else agency,
    )
    said = (
        ()
        if name is None
        else _of_reference(filed.conference.ref, chosen.role, details.name, not_a_name=not_a_name)
    )
    changed = replace(
        chosen,
        name=details.name,
        email=details.email,
        phone=details.phone,
        agency=details.agency,
    )
    store.conferences.change_person(filed, changed)
    what = [name for name in _CORRECTED if getattr(chosen, name) != getattr(changed, name)]
    store.conferences.note(filed, "person changed", {"person": chosen.id, "changed": what})
    takes_over = words_of_name(chosen.name).isdisjoint(words_of_name(details.name))
    again = _owed_again(store, filed, chosen.role, now=now) if takes_over else ()
    shift = refile(store, filed)
    current = store.conferences.filed(filed.conference.ref)
    same = tuple(_same_address(current, chosen.id)) if email else ()
    earlier = said_of_earlier(store, current, chosen)
    return Put(chosen.id, shift, (*said, *same, *earlier, *denied(filed, current), *again))


def _owed_again(store: "Writer", filed: Filed, role: Role, *, now: dt.datetime) -> tuple[str, ...]:
    """Open a role's done tasks again where their clauses ask for that when it is taken over."""
    conference = filed.conference
    if conference.state is not ConferenceState.SCHEDULED:
        return ()
    outline = outline_of(store.conferences, filed)
    asked = {task.clause for task in outline.tasks if task.repeat_when_replaced}
    tasks = [
        task
        for task in filed.applying
        if task.clause in asked and task.role is role and task.state is TaskState.DONE
    ]
    store.conferences.mark(tasks, MarkKind.REOPENED, at=now, note=None)
    return tuple(
        f"{task.handle} is open again: another {role.words} takes over ({task.clause}); to "
        f"keep it done: cpconf done {conference.ref} {task.handle}"
        for task in tasks
    )


def _of_reference(ref: str, role: Role, name: str, *, not_a_name: bool) -> tuple[str, ...]:
    """Return a warning where the reference has a word of somebody's name in it.

    Raises Refused for a family member, whom the reference would identify, unless `not_a_name`.
    """
    if not is_name(ref, name):
        return ()
    if role in FAMILY and not not_a_name:
        raise Refused(
            f"a word of {ref} is a word of that name, and a reference is part of file names and of "
            "the subjects of messages: nothing was put on record\n"
            f"Schedule the conference under another reference and cancel {ref}; where it is not "
            "meant as their name: --not-a-name"
        )
    if words_of_ref(ref).intersection(words_of_name(name)) <= OF_THE_OFFICE:
        return ()
    return (warning(ref, "has a word in it that is a word of that name"),)


def denied(before: Filed, after: Filed) -> tuple[str, ...]:
    """Return remarks on answers that contradict the record now, and did not before."""
    known = before.record.contradictions()
    return tuple(
        f"{fact} is answered, but no longer agrees with what is on record: cpconf fact "
        f"{after.conference.ref} {fact}=unknown takes the answer back"
        for fact in after.record.contradictions()
        if fact not in known
    )


def _no_longer_counting(before: Filed, after: Filed) -> list[str]:
    """Return remarks on tasks marked before anybody was on record, now open for each person."""
    applying = {task.id for task in after.applying}
    return [
        f"{task.handle} was {task.state} before anybody was on record for it; now it is open for "
        "each person"
        for task in before.applying
        if task.state is not TaskState.OPEN and task.id not in applying
    ]


def _remarks(store: "Writer", filed: Filed, short_id: str) -> list[str]:
    """Return remarks on a chair's or minute taker's clashes, and on a shared email address."""
    person = next(person for person in filed.people if person.id == short_id)
    remarks = []
    if person.role in {Role.CHAIR, Role.MINUTE_TAKER}:
        at = filed.conference.at
        others = [e for e in store.conferences.diary(person) if e.ref != filed.conference.ref]
        remarks += [n.text for n in clash_notices(at, filed.conference.ends, others)]
    remarks += _same_address(filed, short_id)
    return remarks


def _same_address(filed: Filed, short_id: str) -> list[str]:
    """Return a remark where a family member shares a mailbox with another person."""
    person = next(person for person in filed.people if person.id == short_id)
    same = filed.with_mailbox_of(person) if person.role in FAMILY else []
    if not same:
        return []
    return [f"{short_id} has the same email address as {', '.join(same)}: check that this is right"]


def said_of_earlier(store: "Writer", filed: Filed, before: Person) -> tuple[str, ...]:
    """Return remarks on what went, or will go, to a person's earlier address.

    Never has an address or a name. A change of upper and lower case alone gives none.
    """
    now = filed.person(before.id)
    old = (before.email or "").casefold()
    if now is None or not old or (now.email or "").casefold() == old:
        return ()
    copies = [
        c
        for c in store.sharing.sharings(filed.conference.ref)
        if _is(c.person, c.address, now, old)
    ]
    messages = store.invitations.invitation_messages(filed.conference.ref)
    heard = [m for m in entries_of(messages).get(now.id, ()) if _is(m.person, m.address, now, old)]
    owed = [message for message in store.outbox.messages(OPEN) if message.recipient == old]
    here = (now.id, filed.conference.ref)
    waiting = [message for message in owed if (message.person, message.ref) == here]
    digests = [message for message in owed if message.kind.is_digest]
    lists = [
        c
        for c in store.sharing.sharings(filed.conference.ref)
        if c.person is None and c.state in LIVE and old in _addresses(c)
    ]
    return (
        *(line for copy in copies for line in _of_copy(copy)),
        *(line for each in lists for line in _of_list(each, now.id)),
        *_of_invitations(filed.conference.ref, now.id, heard),
        *_of_waiting(now.id, waiting, digests),
    )


def _addresses(copy: Sharing) -> list[str]:
    return (copy.address or "").casefold().split(BETWEEN)


def _of_list(copy: Sharing, person: str) -> Iterator[str]:
    """Yield the remark on a copy for the professionals that is for somebody's earlier address."""
    went = "is for" if copy.state is ShareState.PREPARED else "was sent to"
    yield (
        f"the {copy.title} {went} the earlier address of {person}, among others. Make it again "
        f"for the addresses on record now: {anew(copy)}"
    )


def _is(person: str | None, address: str | None, whose: Person, old: str) -> bool:
    return person == whose.id and (address or "").casefold() == old


def _of_copy(copy: Sharing) -> Iterator[str]:
    whose = f"the {copy.kind} for {copy.person}"
    again = f"Make it again for the address on record now: {anew(copy)}"
    match copy.state:
        case ShareState.PREPARED:
            yield f"{whose} is prepared for their earlier address: do not send its draft. {again}"
        case ShareState.SENDING | ShareState.SENT | ShareState.RECEIVED:
            went = "may have been sent" if copy.state is ShareState.SENDING else "was sent"
            yield f"{whose} {went} to their earlier address; its password was not. {again}"
        case ShareState.RELEASING | ShareState.RELEASED:
            yield (
                f"{whose} and its password were sent to their earlier address: if somebody else "
                f"reads it, that is a disclosure. {again}"
            )
        case ShareState.REPLACED if copy.sent_at is not None:
            went = "and its password were" if copy.released_at else "was"
            yield f"an earlier copy of {whose} {went} sent to their earlier address"
        case ShareState.PREPARING | ShareState.REPLACED | ShareState.SHARED:
            pass  # nothing was sent to that address
        case _:
            assert_never(copy.state)


def _of_invitations(ref: str, person: str, heard: list[OutboxMessage]) -> Iterator[str]:
    again = f"cpconf invite {ref} --to {person} makes one for the address on record now"
    if any(message.outlet is not Outlet.DRAFT for message in heard):
        yield f"an invitation of {person} was sent to their earlier address: {again}, with --send"
    if any(message.outlet is Outlet.DRAFT for message in heard):
        yield f"a draft invites {person} at their earlier address: do not send it; {again}"


def _of_waiting(
    person: str, waiting: list[OutboxMessage], digests: list[OutboxMessage]
) -> Iterator[str]:
    for what, found in ((f"message for {person}", waiting), ("reminder", digests)):
        for message in found:
            yield (
                f"{what} {message.id} in the outbox is for their earlier address: cpconf outbox "
                f"drop {message.id} withdraws it"
            )
