"""Recording how a family member gets documents, what came without email, what to withhold.

Ticks off the tasks that ask for exactly what was done, and names those that ask for more.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.conferences.references import OF_THE_OFFICE, warning, words_of_name, words_of_ref
from cpconf.core.disclosure.search import fault, weak
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.clearance import Content
from cpconf.core.sharing.giving import by_telephone_instead, settled_by
from cpconf.core.sharing.sharing import PasswordCare, ShareState, Sharing, Way
from cpconf.core.sharing.stops import Decision
from cpconf.core.typed_text import read_note
from cpconf.core.words import FAMILY, ConferenceState, TaskState
from cpconf.documents.findings import Findings
from cpconf.errors import NotFound, Refused, UsageFault
from cpconf.workflow.conferences.marks import Recorded, do
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.sharing.recipients import Recipient

if TYPE_CHECKING:
    from cpconf.store.writing import Writer

AGREEING: Final = "agree-delivery"
"""The task, for each parent, to agree how they get documents."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was recorded about a person, with the tasks ticked off and remarks."""

    person: str
    remarks: tuple[str, ...] = ()
    recorded: Recorded = field(default_factory=lambda: Recorded(()))


def agree(
    store: "Writer", filed: Filed, person: str, way: Way, *, note: str | None, at: dt.datetime
) -> Agreed:
    """Record how a family member gets documents (O-16); `at` is wall-clock Europe/London.

    Ticks off the task to agree that with them (O-16c).
    """
    chosen = family_member(filed, person)
    store.sharing.agree_way(filed, chosen.id, way, note, at)
    store.conferences.note(filed, "way agreed", {"person": chosen.id, "way": way}, note)
    remarks = []
    if way is Way.EMAIL and not chosen.email:
        remarks.append(
            f"{chosen.id} has no email address on record: cpconf person change "
            f"{filed.conference.ref} {chosen.id} --email ADDRESS"
        )
    instead = by_telephone_instead(filed, chosen)
    if way is not Way.EMAIL and instead is not None:
        remarks.append(instead)
    filed = store.conferences.filed(filed.conference.ref)
    if filed.conference.state is ConferenceState.CANCELLED:
        return Agreed(chosen.id, tuple(remarks))
    tasks = [t for t in _agreeing(filed, chosen.id) if t.state is not TaskState.SKIPPED]
    return Agreed(chosen.id, tuple(remarks), _tick(store, filed, tasks, (), at=at))


def take_back(store: "Writer", filed: Filed, person: str) -> Agreed:
    """Remove what was agreed with a person; names the task that it had done, but keeps it done.

    Raises NotFound where nothing is agreed with them.
    """
    chosen = family_member(filed, person)
    ref = filed.conference.ref
    if chosen.id not in store.sharing.agreed_ways(ref):
        raise NotFound(f"nothing is agreed with {chosen.id} at {ref} about how they get documents")
    store.sharing.forget_way(filed, chosen.id)
    store.conferences.note(filed, "way no longer agreed", {"person": chosen.id})
    remarks = tuple(
        f"{task.handle} is done; if it is owed again: cpconf undo {ref} {task.handle}"
        for task in _agreeing(filed, chosen.id)
        if task.state is TaskState.DONE
    )
    return Agreed(chosen.id, remarks)


def withhold(
    store: "Writer", filed: Filed, person: str, kind: TermKind, words: str
) -> tuple[Term, str | None]:
    """Record words that must not be disclosed to a family member.

    Every document for them is searched for the words. Returns the term, and a warning where
    searches for it are poor or the reference contains it. Raises UsageFault for words that cannot
    be searched for.
    """
    chosen = family_member(filed, person)
    plain = " ".join(read_note(words, "what must not be disclosed").split())
    if (why := fault(kind, plain)) is not None:
        raise UsageFault(why)
    term = store.sharing.withhold_term(filed, chosen.id, kind, plain)
    said = {"person": chosen.id, "term": term.number, "kind": kind}
    store.conferences.note(filed, "not to be disclosed", said)
    ref = filed.conference.ref
    if words_of_ref(ref).intersection(words_of_name(plain)) - OF_THE_OFFICE:
        return term, warning(ref, f"has a word in it that must not be disclosed to {chosen.id}")
    return term, weak(kind, plain)


def disclose(store: "Writer", filed: Filed, person: str, number: int, *, reason: str) -> Person:
    """Remove a term, so that documents are no longer searched for it; return the person.

    Raises NotFound.
    """
    chosen = family_member(filed, person)
    store.sharing.forget_term(filed, chosen.id, number)
    store.conferences.note(filed, "may be disclosed", {"person": chosen.id, "term": number}, reason)
    return chosen


def share_otherwise(
    store: "Writer",
    who: Recipient,
    way: Way,
    findings: Findings | None,
    *,
    confirmed_by: str,
    at: dt.datetime,
    decision: Decision,
) -> tuple[Sharing, Recorded]:
    """Record that a document was shared without email: by telephone, letterbox or visit.

    `at` is wall-clock Europe/London; `findings` are those of the file, if given. Ticks off the
    tasks that ask for exactly this, and names others that it may settle. Raises Refused for email.
    """
    if who.person is None:
        raise Refused(
            "a document is shared without email with one person at a time: give --to PERSON"
        )
    if way is Way.EMAIL:
        raise Refused(
            "to share a document by email, send two messages: cpconf protect-report FILE "
            f"{who.filed.conference.ref} --to {who.copy.whom}"
        )
    shared = replace(
        who.copy,
        way=way,
        state=ShareState.SHARED,
        password=PasswordCare.NONE,
        evidence=findings.evidence(who.kind) if findings else None,
        received_at=at,
        received_how=way.handed_over,
        confirmed_by=confirmed_by,
    )
    shared = store.sharing.put_sharing(who.filed, shared)
    said = {
        **shared.said,
        "way": way,
        "confirmed_by": confirmed_by,
        "sha256": findings.sha256 if findings else None,
        **decision.said,
    }
    store.conferences.note(who.filed, "shared without email", said, decision.note)
    return shared, tick_given(store, shared, at=at)


def tick_given(store: "Writer", sharing: Sharing, *, at: dt.datetime) -> Recorded:
    """Mark the tasks done that ask for exactly this document, person and way.

    O-7, O-16a, O-22, O-24, H-ICPC-A1c, H-RCPC-A1c; `at` is wall-clock Europe/London. The remarks
    name tasks that stay open, with what to type: a task of several acts, one that asks for another
    way or type of file, or one behind a shut gate.
    """
    filed = store.conferences.filed(sharing.ref)
    if filed.conference.state is ConferenceState.CANCELLED:
        return Recorded(())
    evidence = sharing.evidence
    reports = store.sharing.submitted(sharing.ref) if evidence is not None else []
    author = Content.of(filed, reports, evidence.original).author if evidence is not None else None
    done, said = settled_by(sharing, author, filed, outline_of(store.conferences, filed))
    return _tick(store, filed, done, said, at=at)


def family_member(filed: Filed, text: str) -> Person:
    """Return a family member. Raises NotFound, UsageFault, or Refused for anybody else."""
    person = choose_person(filed.people, text)
    if person.role not in FAMILY:
        raise Refused(f"{person.id} is {person.role.words}: this is for the family")
    return person


def _agreeing(filed: Filed, person: str) -> list[FiledTask]:
    """Return the tasks to agree with this person how they get documents."""
    return [task for task in filed.applying if task.task == AGREEING and task.about == person]


def _tick(
    store: "Writer",
    filed: Filed,
    tasks: Sequence[FiledTask],
    said: Sequence[str],
    *,
    at: dt.datetime,
) -> Recorded:
    if not tasks:
        return Recorded((), remarks=tuple(said))
    try:
        recorded = do(store, filed, tasks, now=at)
    except Refused as refused:
        return Recorded((), remarks=(*said, str(refused).splitlines()[0]))
    return replace(recorded, remarks=(*said, *recorded.remarks))
