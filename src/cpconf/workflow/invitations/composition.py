"""Composing a message about an invitation from the record, at the moment when it is sent.

So nobody is sent what has changed since it was owed: an exclusion, an address, a date.
"""

import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, assert_never

from cpconf.config import Config
from cpconf.core.conferences.conference import Person
from cpconf.core.invitations.invitees import Group, Guest
from cpconf.core.invitations.preconditions import parents_first, refuse_unsettled
from cpconf.core.outbox import Entry, OutboxMessage, Outlet
from cpconf.core.words import FAMILY, PARENTS, ConferenceState, Enclosure
from cpconf.diaries.entries import CalendarEntry, cancellation, request
from cpconf.errors import Refused
from cpconf.mail.invitations.invitation_words import (
    Invitation,
    Readership,
    description,
    message,
    summary,
)
from cpconf.mail.invitations.message import Attachment, invitation_message
from cpconf.workflow.conferences.proposals import ASSUMED_LENGTH
from cpconf.workflow.invitations.guest_list import GuestList
from cpconf.workflow.invitations.guests import elsewhere
from cpconf.workflow.invitations.host import Host, feedback_form, guide

if TYPE_CHECKING:
    from cpconf.store.writing import Store


def compose(
    store: "Store", owed: OutboxMessage, config: Config, *, now: dt.datetime
) -> bytes | None:
    """Return the message that the outbox owes, or None where it is no longer needed.

    Every stop that holds now stops an owed invitation or update too, unless it was overridden when
    the person was invited. Nothing is needed after the start. `now` is wall-clock Europe/London;
    the same record gives the same bytes. Raises UsageFault and NotFound for a faulty configuration,
    NotFound for an unknown conference, Refused where the message has to wait.
    """
    if owed.ref is None or owed.person is None or owed.address is None:
        return None
    filed, host = store.conferences.filed(owed.ref), Host.of(config)
    if filed.conference.at <= now or host.organiser.casefold() == owed.mailbox:
        return None
    seen = GuestList.of(store, filed, host.organiser)
    series, guest, entry = seen.series, seen.find(owed.person), owed.kind.entry
    if series is None or guest is None or guest.invited is None:
        return None
    match entry:
        case Entry.TAKEN_AWAY:
            attachments: list[Attachment] = []
            invitation = _cancelled(seen, guest, owed, host)
        case Entry.GIVEN | Entry.CHANGED:
            _refuse_out_of_turn(seen, guest, owed)
            attachments = _attachments(guest.person, config, seen.outline.encloses)
            invitation = _invited(seen, guest, owed, host, attachments)
        case None:
            return None
        case _:
            assert_never(entry)
    if invitation is None:
        return None
    calendar = CalendarEntry(
        uid=series.uid,
        sequence=invitation.sequence,
        at=invitation.at,
        ends=invitation.ends or invitation.at + ASSUMED_LENGTH,
        organiser=host.organiser,
        attendee=owed.address,
        summary=summary(owed.ref),
        location=invitation.way.link if invitation.way else None,
        description=description(invitation),
    )
    text, calls_off = message(invitation), entry is Entry.TAKEN_AWAY
    return invitation_message(
        to=owed.address,
        sender=host.organiser,
        subject=text.subject,
        body=text.body,
        calendar=(cancellation if calls_off else request)(calendar, now=owed.made_at),
        method="CANCEL" if calls_off else "REQUEST",
        attachments=attachments,
        draft=owed.outlet is Outlet.DRAFT,
    )


def _refuse_out_of_turn(seen: GuestList, guest: Guest, owed: OutboxMessage) -> None:
    """Raise Refused where nobody may be invited now, or a professional only after a parent (O-9c).

    The message then waits. This was checked when the message was first owed, but a parent may have
    been added since, the date moved, or a parent's message not sent.
    """
    if seen.filed.conference.state is ConferenceState.SCHEDULED:
        refuse_unsettled(seen.filed, seen.outline)
    if guest.group is not Group.PROFESSIONALS:
        return
    by_mail = owed.outlet is not Outlet.DRAFT
    halt = parents_first(seen.filed, seen.outline, seen.guests, by_mail=by_mail, going=())
    if halt is not None and not halt.is_past(guest.decided):
        line = f"cpconf invite {owed.ref}{' --send' if by_mail else ''}"
        past = f"To send it all the same: {line} --override {halt.stop}=REASON"
        raise Refused(f"{'; '.join(halt.lines)}. Invite them first: {line}. {past}")


def _invited(
    seen: GuestList,
    guest: Guest,
    owed: OutboxMessage,
    host: Host,
    attachments: list[Attachment],
) -> Invitation | None:
    """Return the content of an invitation or update; None where it must not go to that address."""
    conference, known, way = seen.filed.conference, guest.invited, guest.way
    if (
        conference.state is not ConferenceState.SCHEDULED
        or not guest.may_be_asked
        or known is None
        or known.sequence != owed.sequence
        or guest.person.mailbox != owed.mailbox
        or owed.kind.entry is None
    ):
        return None
    return Invitation(
        ref=conference.ref,
        entry=owed.kind.entry,
        reader=_reader(guest.person),
        at=way.at if way else conference.at,
        ends=way.ends if way else conference.ends,
        way=way,
        sequence=known.sequence,
        contact=host.contact,
        has_form=any(each.name.startswith("feedback") for each in attachments),
        has_guide=any(each.name.startswith("joining") for each in attachments),
    )


def _cancelled(seen: GuestList, guest: Guest, owed: OutboxMessage, host: Host) -> Invitation | None:
    """Return the content of a cancellation: with the date last sent to that address.

    While the conference is not cancelled, it is for an address that nobody there has any more.
    """
    conference = seen.filed.conference
    entry = next((each for each in guest.entries if each.mailbox == owed.mailbox), None)
    if entry is None or entry.sequence is None or owed.sequence is None:
        return None
    over = conference.state is ConferenceState.CANCELLED
    if not over and entry not in elsewhere(seen.filed, guest):
        return None
    start = seen.answers.told.get(entry.sequence, conference.at if over else None)
    if start is None:
        return None
    if guest.way is not None and start == conference.at:
        start = guest.way.at  # the person's own start, which they were sent
    return Invitation(
        ref=conference.ref,
        entry=Entry.TAKEN_AWAY,
        reader=_reader(guest.person),
        at=start,
        ends=conference.ends and start + (conference.ends - conference.at),
        sequence=owed.sequence,
        contact=host.contact,
        takes_place=not over,
    )


def _reader(person: Person) -> Readership:
    if person.role in PARENTS:
        return Readership.PARENT
    return Readership.FAMILY if person.role in FAMILY else Readership.PROFESSIONAL


def _attachments(person: Person, config: Config, asked: Collection[Enclosure]) -> list[Attachment]:
    """Return the feedback form (O-10), and for a parent the guide (H-ICPC-C2).

    Those that come with the program are attached only where the procedure has them `asked` for.
    """
    form = feedback_form(config, asked=Enclosure.FEEDBACK in asked)
    theirs = person.role in PARENTS
    own = guide(config, asked=Enclosure.GUIDE in asked) if theirs else None
    return [each for each in (own, form) if each is not None]
