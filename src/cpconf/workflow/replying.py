"""What people answered to their invitations, from their calendars or as they said it.

The latest answer to the latest date counts. What was answered to an earlier date stays in the
history, and has to be asked again.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpconf.core.choosing import choose_person
from cpconf.core.conference import Person
from cpconf.core.facts import Condition
from cpconf.core.filed import Filed
from cpconf.core.invitation import Answer, Invited
from cpconf.core.inviting import LIVE
from cpconf.core.text import echoed
from cpconf.core.words import PARENTS, ConferenceState, Fact
from cpconf.diaries.replies import Reply
from cpconf.errors import NotFound, Refused, UsageFault

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What is on record of an answer now; one that does not count stays in the history."""

    ref: str
    person: str
    answer: Answer
    counts: bool = True
    remarks: tuple[str, ...] = ()


def read_answer(text: str) -> Answer:
    """An answer as typed. Raises UsageFault with the answers that there are."""
    try:
        return Answer(text.strip().lower())
    except ValueError:
        msg = f"no {echoed('answer', text)}; an answer is {', '.join(Answer)}"
        raise UsageFault(msg) from None


def answer_by_hand(
    store: "Writer", filed: Filed, person: str, answer: Answer, *, at: dt.datetime
) -> Answered:
    """Put on record what somebody answered, by telephone for example; `at` is London's clock.

    Raises NotFound for who is not on record, or was not invited.
    """
    chosen = choose_person(filed.people, person)
    known = store.invited(filed.conference.ref).get(chosen.id)
    if known is None or known.state not in LIVE:
        ref = filed.conference.ref
        msg = f"{chosen.id} is not invited to {ref}: cpconf invite {ref} --to {chosen.id}"
        raise NotFound(msg)
    return _take(store, filed, chosen, known, answer, at=at)


def answer_from_calendar(store: "Writer", reply: Reply, *, now: dt.datetime) -> Answered:
    """Put on record what somebody's calendar answered; `now` is wall-clock Europe/London.

    The entry says which conference it is, the address who it was. Raises NotFound for an entry that
    is none of ours or of nobody invited, Refused where it is not clear who answered.
    """
    ref = store.ref_of_entry(reply.uid)
    if ref is None:
        msg = (
            "the answer is to an entry that is not on record here: it belongs to another calendar, "
            "or to another store"
        )
        raise NotFound(msg)
    filed = store.filed(ref)
    person, known = _who(filed, store.invited(ref), reply)
    at = min(reply.stamped_at or now, now)
    if reply.sequence > known.sequence:
        msg = (
            f"the answer for {ref} is to a later change than {person.id} was ever sent: look at it "
            f"yourself\nTo put it on record: cpconf reply {ref} {person.id} {reply.answer}"
        )
        raise Refused(msg)
    if reply.sequence < known.sequence:
        _note(store, filed, "answer to an earlier date", person, reply.answer)
        said = (
            f"{person.id} answered the invitation before the last change: it is in the history, "
            "and does not count. Ask again, unless an answer to the change comes"
        )
        return Answered(
            ref=ref, person=person.id, answer=reply.answer, counts=False, remarks=(said,)
        )
    if known.answered_at is not None and at < known.answered_at:
        _note(store, filed, "earlier answer", person, reply.answer)
        said = f"{person.id} gave a later answer, which counts: {known.answer}"
        return Answered(
            ref=ref, person=person.id, answer=reply.answer, counts=False, remarks=(said,)
        )
    return _take(store, filed, person, known, reply.answer, at=at)


def _take(
    store: "Writer",
    filed: Filed,
    person: Person,
    known: Invited,
    answer: Answer,
    *,
    at: dt.datetime,
) -> Answered:
    ref = filed.conference.ref
    if (known.answer, known.answered_at) == (answer, at):
        return Answered(
            ref=ref, person=person.id, answer=answer, remarks=("that is on record already",)
        )
    store.change_invited(filed, person.id, answer=answer, answered_at=at)
    _note(store, filed, "answer", person, answer)
    return Answered(
        ref=ref, person=person.id, answer=answer, remarks=_what_follows(filed, person, answer)
    )


def _who(filed: Filed, invited: dict[str, Invited], reply: Reply) -> tuple[Person, Invited]:
    """Who answered, by the address that the invitation went to."""
    ref = filed.conference.ref
    found = [
        (person, known)
        for person in filed.people
        if (known := invited.get(person.id)) is not None
        and (known.address or "").casefold() == reply.attendee.casefold()
    ]
    if len(found) == 1:
        return found[0]
    if found:
        whom = ", ".join(person.id for person, _ in found)
        msg = (
            f"the answer for {ref} comes from an address that several have: {whom}. Ask who it was"
            f"\nThen say so: cpconf reply {ref} PERSON {reply.answer}"
        )
        raise Refused(msg)
    msg = (
        f"the answer for {ref} comes from an address that nobody invited has; answers often come "
        f"from another one\nAsk who it was: cpconf reply {ref} PERSON {reply.answer}"
    )
    raise NotFound(msg)


def _what_follows(filed: Filed, person: Person, answer: Answer) -> tuple[str, ...]:
    """What a parent's refusal makes necessary: the fact, and the tasks that then apply."""
    if filed.conference.state is not ConferenceState.SCHEDULED:
        return (f"{filed.conference.ref} is {filed.conference.state}",)
    fact = Fact.PARENT_CANNOT_JOIN
    if (
        answer is not Answer.DECLINED
        or person.role not in PARENTS
        or filed.record.knows(fact, person.id)
    ):
        return ()
    tasks = [
        task.handle
        for task in filed.tasks
        if not task.applies
        and task.about == person.id
        and Condition(fact) in map(Condition.parse, task.conditions)
    ]
    then = f", which adds {', '.join(tasks)}" if tasks else ""
    said = f"cpconf fact {filed.conference.ref} {fact}@{person.id}=yes"
    return (f"{person.id} is a parent. If they will not take part: {said}{then}",)


def _note(store: "Writer", filed: Filed, what: str, person: Person, answer: Answer) -> None:
    store.note(filed, what, {"person": person.id, "how": answer.value})
