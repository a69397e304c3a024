"""The message of an invitation, written from the record at the moment when it leaves.

What the record says then decides: whoever is kept away meanwhile, has another address, or was given
a later date, is not sent what was true before.
"""

from typing import TYPE_CHECKING

from cpconf.config import Config
from cpconf.core.conference import Person
from cpconf.core.filed import Filed
from cpconf.core.joining import way_in
from cpconf.core.outbox import OutboxKind, OutboxMessage, Outlet
from cpconf.core.words import FAMILY, PARENTS, ConferenceState, Fact
from cpconf.diaries.entries import Entry, cancellation, request
from cpconf.mail.invitation_wording import Invitation, Reader, description, message, summary
from cpconf.mail.invitations import Attachment, invitation_message
from cpconf.workflow.asking import ASSUMED_LENGTH
from cpconf.workflow.inviting_host import Host, feedback_form, guide

if TYPE_CHECKING:
    from cpconf.store.invitation_records import InvitationRecords


def compose(store: "InvitationRecords", owed: OutboxMessage, config: Config) -> bytes | None:
    """The message that the outbox owes, or None where it is no longer needed.

    The same record gives the same bytes. Raises UsageFault and NotFound for what is configured
    wrongly, and NotFound for a conference that is not on record.
    """
    if owed.ref is None or owed.person is None or owed.address is None:
        return None
    filed = store.filed(owed.ref)
    person = filed.person(owed.person)
    series = store.series(owed.ref)
    known = store.invited(owed.ref).get(owed.person)
    if person is None or series is None or known is None or known.sequence != owed.sequence:
        return None
    calls_off = owed.kind is OutboxKind.CANCELLATION
    way = None if calls_off else way_in(person, store.joinings(owed.ref), filed.conference.at)
    if calls_off != (filed.conference.state is ConferenceState.CANCELLED):
        return None
    if not calls_off and (
        way is None or not way.is_open or not _may_be_asked(filed, person, owed.address)
    ):
        return None
    host = Host.of(config)
    if owed.address.casefold() == host.organiser.casefold():
        return None  # they organise it now, and have it
    attachments = [] if calls_off else _attachments(person, config)
    invitation = Invitation(
        ref=owed.ref,
        kind=owed.kind,
        reader=_reader(person),
        at=filed.conference.at,
        ends=filed.conference.ends,
        way=way,
        sequence=known.sequence,
        contact=host.contact,
        has_form=any(a.name.startswith("feedback") for a in attachments),
        has_guide=any(a.name.startswith("joining") for a in attachments),
    )
    entry = Entry(
        uid=series.uid,
        sequence=known.sequence,
        at=filed.conference.at,
        ends=filed.conference.ends or filed.conference.at + ASSUMED_LENGTH,
        organiser=host.organiser,
        attendee=owed.address,
        summary=summary(owed.ref),
        location=way.link if way else None,
        description=description(invitation),
    )
    text = message(invitation)
    return invitation_message(
        to=owed.address,
        sender=host.organiser,
        subject=text.subject,
        body=text.body,
        calendar=(cancellation if calls_off else request)(entry, now=owed.made_at),
        method="CANCEL" if calls_off else "REQUEST",
        attachments=attachments,
        draft=owed.outlet is Outlet.DRAFT,
    )


def _may_be_asked(filed: Filed, person: Person, address: str) -> bool:
    """Whether somebody may still be invited, and at that address."""
    away = person.role in PARENTS and filed.record.knows(Fact.PARENT_EXCLUDED, person.id)
    return not away and (person.email or "").casefold() == address.casefold()


def _reader(person: Person) -> Reader:
    if person.role in PARENTS:
        return Reader.PARENT
    return Reader.FAMILY if person.role in FAMILY else Reader.PROFESSIONAL


def _attachments(person: Person, config: Config) -> list[Attachment]:
    """The form for feedback for everybody (O-10), and a parent's guide (H-ICPC-C2)."""
    own = guide(config) if person.role in PARENTS else None
    return [*([own] if own else []), feedback_form(config)]
