"""Finding new messages in the mailbox, and which are reports to take (P5, P6b).

Messages dealt with before are recognised by fingerprint and not read again. Every run reads the
text of the others, to find references, and keeps none of it.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.mailbox import (
    AUTHORS,
    AttachmentKind,
    FileHolder,
    Match,
    MatchKind,
    Meetings,
    Place,
    holder_of,
    match,
    same_file,
)
from cpconf.core.words import ConferenceState
from cpconf.errors import DocumentFault, NotFound, Refused, UsageFault
from cpconf.mail.mailbox.folder import Mailbox, MailboxEntry
from cpconf.workflow.reports.submissions import SUBMITTING

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from cpconf.store.writing import Store, Writer

OLDEST: Final = dt.timedelta(days=90)
"""How far back a mailbox is read by default."""

_SHORTEST_ID: Final = 6

Look = Callable[[], "AbstractContextManager[Store]"]
"""Opens the store for reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingMessage:
    """A message not dealt with yet: how it was matched, and what is attached.

    `id` names it on the command line: the shortest beginning of its fingerprint that is unique.
    `received_at` is wall-clock Europe/London. `reason` says why it could not be read. `files` are
    the SHA-256 of its reports; `holder` is whose report one of them is already.
    """

    id: str
    entry: MailboxEntry
    fingerprint: str
    received_at: dt.datetime
    match: Match
    kinds: tuple[AttachmentKind, ...] = ()
    doubted: bool = False
    reason: str | None = None
    sender: str | None = field(default=None, repr=False)
    files: tuple[str, ...] = ()
    holder: FileHolder | None = None

    @property
    def outcome(self) -> MatchKind:
        """How the message was matched."""
        return self.match.outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The messages of the mailbox that concern conferences, oldest first, and counts.

    `seen` were dealt with before, `unrelated` concern no conference on record.
    """

    since: dt.date
    items: tuple[WaitingMessage, ...]
    meetings: Meetings = field(repr=False)
    seen: int
    unrelated: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A message to take as a report for a conference, from the person with that short id."""

    item: WaitingMessage
    ref: str
    person: str


def survey(
    look: Look,
    mailbox: Mailbox,
    since: dt.date,
    progress: Callable[[str, float], None] | None = None,
) -> Survey:
    """Read the new messages of a mailbox since a date. Raises the mailbox's errors.

    The store is closed while the mailbox is read, which may take long.
    """
    entries = list(mailbox.listed(since))
    with look() as store:
        meetings = _meetings(store)
        seen = store.mailbox.mail_seen(
            [entry.fingerprint for entry in entries if entry.fingerprint]
        )
    met: dict[str, WaitingMessage] = {}
    for number, entry in enumerate(entries):
        if progress is not None:
            progress("reading the mailbox", number / len(entries))
        if entry.fingerprint in seen or entry.fingerprint in met:
            continue
        item = _look(mailbox, entry, meetings)
        if item is not None and item.received_at.date() >= since:
            met[item.fingerprint] = item
    with look() as store:
        done = store.mailbox.mail_seen(met)
        holders = store.mailbox.report_holders(
            {file for item in met.values() for file in item.files}
        )
    waiting = [item for item in met.values() if item.fingerprint not in done]
    concerning = [item for item in waiting if item.outcome is not MatchKind.UNRELATED]
    concerning.sort(key=lambda item: (item.received_at, item.fingerprint))
    return Survey(
        since=since,
        items=tuple(_named(list(_held(concerning, holders)))),
        meetings=meetings,
        seen=len(seen | done),
        unrelated=len(waiting) - len(concerning),
        remarks=mailbox.remarks,
    )


def matched(survey: Survey) -> tuple[Claim, ...]:
    """Return the messages whose conference and person are certain."""
    return tuple(
        Claim(item, item.match.ref, item.match.person.id)
        for item in survey.items
        if item.outcome is MatchKind.MATCHED and item.match.ref and item.match.person
    )


def claim(store: "Store", survey: Survey, text: str) -> Claim:
    """Read ID=REF or ID=REF@PERSON: a message, and the conference it is for.

    Raises UsageFault, NotFound, or Refused for a conference that is cancelled.
    """
    name, equals, where = text.partition("=")
    if not equals:
        raise UsageFault("--take needs ID=REF or ID=REF@PERSON, with the ID from the list")
    item = find(survey, name)
    ref, _, whom = where.strip().partition("@")
    filed = store.conferences.filed(ref)
    ref = filed.conference.ref
    if filed.conference.state is ConferenceState.CANCELLED:
        raise Refused(f"{ref} is cancelled: no report is taken for it")
    if whom:
        return Claim(item, ref, choose_person(filed.people, whom).id)
    theirs = [place.person for place in survey.meetings.places_of(item.sender) if place.ref == ref]
    authors = [person for person in theirs if person.role in AUTHORS]
    if len(authors) != 1:
        choices = ", ".join(_say(person) for person in authors or _authors(filed)) or "nobody yet"
        raise UsageFault(f"say whose report it is, --take {item.id}={ref}@PERSON: {choices}")
    return Claim(item, ref, authors[0].id)


def set_aside(store: "Writer", survey: Survey, name: str) -> WaitingMessage:
    """Record that somebody has dealt with a message, so that it is not listed again.

    Adds it to the history of each conference that it names. Where it names none, it may concern any
    of its sender's, and is added to none. Raises UsageFault, NotFound, or Refused where it concerns
    no conference on record.
    """
    item = find(survey, name)
    refs = [ref for ref in item.match.refs if ref in survey.meetings.open] or item.match.refs
    if not refs:
        raise Refused(f"{item.id} concerns no conference on record: move it out of the mailbox")
    filed = store.conferences.filed(refs[0])
    sure = item.match.named and item.match.ref == refs[0]
    person = item.match.person.id if item.match.person and sure else None
    store.mailbox.see_mail(filed, person, item.fingerprint, item.received_at, None)
    for ref in item.match.refs if item.match.named else ():
        about = person if ref == refs[0] else None
        store.conferences.note(store.conferences.filed(ref), "message set aside", {"person": about})
    return item


def find(survey: Survey, name: str) -> WaitingMessage:
    """Return the message with that id, or beginning of it. Raises NotFound, UsageFault."""
    wanted = name.strip().lower()
    found = [item for item in survey.items if wanted and item.fingerprint.startswith(wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageFault(f"several messages begin so: {', '.join(item.id for item in found)}")
    known = ", ".join(item.id for item in survey.items) or "none"
    raise NotFound(f"no such message; the waiting ones are: {known}")


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 of a file's content, as it is recorded for reports."""
    return hashlib.sha256(content).hexdigest()


def expected_from(filed: Filed, person: Person) -> bool:
    """Tell whether the procedure asks this person for a report that has not come yet."""
    return any(
        task.is_outstanding and task.person == person.id
        for task in filed.applying
        if task.task == SUBMITTING
    )


def _meetings(store: "Store") -> Meetings:
    conferences = list(store.conferences.open_conferences())
    refs = [filed.conference.ref for filed in conferences]
    return Meetings(
        (
            Place(filed.conference.ref, person, expected_from(filed, person))
            for filed in conferences
            for person in filed.people
        ),
        refs,
        store.sharing.other_refs(refs[0]) if refs else (),
    )


def _look(mailbox: Mailbox, entry: MailboxEntry, meetings: Meetings) -> WaitingMessage | None:
    """Read and match a message; None where it has gone meanwhile."""
    try:
        incoming = mailbox.read(entry)
    except NotFound:
        return None
    except DocumentFault as fault:
        return WaitingMessage(
            id="",
            entry=entry,
            fingerprint=entry.fingerprint or hashlib.sha256(entry.key.encode()).hexdigest(),
            received_at=entry.arrived,
            match=Match(MatchKind.UNREADABLE),
            reason=str(fault),
        )
    found = match(incoming.clues, meetings)
    concerns = found.outcome is not MatchKind.UNRELATED
    return WaitingMessage(
        id="",
        entry=entry,
        fingerprint=incoming.fingerprint,
        received_at=incoming.received_at,
        match=found,
        kinds=incoming.kinds,
        doubted=incoming.doubted,
        sender=incoming.sender,
        files=tuple(sha256_of(each.content()) for each in incoming.reports) if concerns else (),
    )


def _held(
    items: Iterable[WaitingMessage], holders: dict[str, list[FileHolder]]
) -> Iterator[WaitingMessage]:
    """Yield the messages; those with a file that somebody else sent first are marked as such."""
    for item in items:
        holder = holder_of(item.match, item.files, holders)
        if holder is not None:
            yield replace(item, match=same_file(item.match), holder=holder)
            continue
        person = item.match.person
        if item.outcome is MatchKind.MATCHED and item.match.ref and person:
            for file in item.files:
                came = FileHolder(item.match.ref, person.id, None)
                holders[file] = [came, *(h for h in holders.get(file, ()) if h.standing)]
        yield item


def _named(items: Sequence[WaitingMessage]) -> Iterator[WaitingMessage]:
    """Yield the messages with ids: the shortest unique beginnings of their fingerprints."""
    length = _SHORTEST_ID
    while len({item.fingerprint[:length] for item in items}) < len(items):
        length += 1
    for item in items:
        yield replace(item, id=item.fingerprint[:length])


def _authors(filed: Filed) -> Iterable[Person]:
    return (person for person in filed.people if person.role in AUTHORS)


def _say(person: Person) -> str:
    return f"{person.id} ({person.role.words})"
