"""What is agreed with a family member: how they get documents, and what they must not learn."""

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.references import OF_THE_OFFICE, warning, words_of_name, words_of_ref
from cpconf.core.disclosure.search import fault, weak
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.giving import GivenDocument, by_telephone_instead
from cpconf.core.sharing.sharing import PasswordCare, ShareState, Transport, Way
from cpconf.core.sharing.stops import Decision
from cpconf.core.typed_text import read_note
from cpconf.core.words import FAMILY
from cpconf.errors import NotFound, Refused, UsageFault
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.sharing import permission
from cpconf.workflow.sharing.recipients import Recipient
from cpconf.workflow.sharing.settlement import marked_agreed, tick_agreed, tick_given

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was put on record of somebody, what it ticked off, and what to know of it."""

    person: str
    remarks: tuple[str, ...] = ()
    recorded: Recorded = field(default_factory=lambda: Recorded(()))


def agree(
    store: "Writer", filed: Filed, person: str, way: Way, *, note: str | None, at: dt.datetime
) -> Agreed:
    """Put on record how somebody of the family gets documents (O-16); `at` is London's clock.

    The task by which just that is agreed with them (O-16c) is ticked off.
    """
    chosen = family_member(filed, person)
    store.agree_way(filed, chosen.id, way, note, at)
    store.note(filed, "way agreed", {"person": chosen.id, "way": way.value}, note)
    remarks = []
    if way is Way.EMAIL and not chosen.email:
        remarks.append(
            f"{chosen.id} has no email address on record: cpconf person change "
            f"{filed.conference.ref} {chosen.id} --email ADDRESS"
        )
    instead = by_telephone_instead(filed, chosen)
    if way is not Way.EMAIL and instead is not None:
        remarks.append(instead)
    recorded = tick_agreed(store, store.filed(filed.conference.ref), chosen.id, at=at)
    return Agreed(chosen.id, tuple(remarks), recorded)


def take_back(store: "Writer", filed: Filed, person: str) -> Agreed:
    """Take back what was agreed with somebody; the task that is done by it is named, not opened.

    Raises NotFound where nothing is agreed with them.
    """
    chosen = family_member(filed, person)
    ref = filed.conference.ref
    if chosen.id not in store.agreed_ways(ref):
        msg = f"nothing is agreed with {chosen.id} at {ref} about how they get documents"
        raise NotFound(msg)
    store.forget_way(filed, chosen.id)
    store.note(filed, "way no longer agreed", {"person": chosen.id})
    remarks = tuple(
        f"{task.handle} is done; if it is owed again: cpconf undo {ref} {task.handle}"
        for task in marked_agreed(filed, chosen.id)
    )
    return Agreed(chosen.id, remarks)


def withhold(
    store: "Writer", filed: Filed, person: str, kind: TermKind, words: str
) -> tuple[Term, str | None]:
    """Put words on record that must not be disclosed to somebody of the family.

    Every document for them is searched for the words. Gives the term, and what keeps the search
    from being a good one, or that the reference tells them. Raises UsageFault for words that cannot
    be searched for.
    """
    chosen = family_member(filed, person)
    plain = " ".join(read_note(words, "what must not be disclosed").split())
    if (why := fault(kind, plain)) is not None:
        raise UsageFault(why)
    term = store.withhold_term(filed, chosen.id, kind, plain)
    said = {"person": chosen.id, "term": term.number, "kind": kind.value}
    store.note(filed, "not to be disclosed", said)
    ref = filed.conference.ref
    if words_of_ref(ref).intersection(words_of_name(plain)) - OF_THE_OFFICE:
        return term, warning(ref, f"has a word in it that must not be disclosed to {chosen.id}")
    return term, weak(kind, plain)


def disclose(store: "Writer", filed: Filed, person: str, number: int, *, reason: str) -> Agreed:
    """Let a term go: documents are no longer searched for it. Raises NotFound."""
    chosen = family_member(filed, person)
    store.forget_term(filed, chosen.id, number)
    store.note(filed, "may be disclosed", {"person": chosen.id, "term": number}, reason)
    return Agreed(chosen.id)


def share_otherwise(
    store: "Writer",
    who: Recipient,
    way: Way,
    *,
    confirmed_by: str,
    at: dt.datetime,
    evidence: Evidence | None,
    decision: Decision,
) -> Agreed:
    """Put on record that a document was shared without email: spoken, posted through, or handed.

    `at` is wall-clock Europe/London; `evidence` is of the very file, where one was given. Tasks
    that ask for just this are ticked off, others that it may settle are named.
    """
    if way is Way.EMAIL:
        msg = (
            "by email a document is shared in two messages: cpconf protect-report FILE "
            f"{who.filed.conference.ref} --to {who.person.id}"
        )
        raise Refused(msg)
    filed = store.filed(who.filed.conference.ref)
    number = store.begin_sharing(
        filed,
        person=who.person.id,
        kind=who.kind,
        way=way,
        transport=Transport.DRAFT,
        password=PasswordCare.NONE,
        state=ShareState.SHARED,
        evidence=evidence,
        address=None,
        folder=None,
        address_confirmed_by=None,
    )
    store.change_sharing(
        filed,
        number,
        received_at=at,
        received_how=way.handed_over,
        confirmed_by=confirmed_by,
    )
    said = {
        "person": who.person.id,
        "kind": who.kind.value,
        "way": way.value,
        "confirmed_by": confirmed_by,
        "sha256": evidence.sha256 if evidence else None,
        **decision.said,
    }
    store.note(filed, "shared without email", said, decision.note)
    current = store.filed(filed.conference.ref)
    author = permission.content(store, current, evidence.sha256).author if evidence else None
    given = GivenDocument(
        to=who.person, kind=who.kind, way=way, author=author.id if author is not None else None
    )
    return Agreed(who.person.id, recorded=tick_given(store, current, given, at=at))


def family_member(filed: Filed, text: str) -> Person:
    """Somebody of the family. Raises NotFound, UsageFault, or Refused for anybody else."""
    person = choose_person(filed.people, text)
    if person.role not in FAMILY:
        msg = f"{person.id} is {person.role.words}: this is for the family"
        raise Refused(msg)
    return person
