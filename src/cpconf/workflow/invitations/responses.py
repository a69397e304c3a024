"""What people answered to their invitations, from their calendars or as they said it.

The latest answer to the latest date counts. What was answered to an earlier date is kept for that
date, and has to be asked again.
"""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.invitation import Answer, Invited
from cpconf.core.invitations.invitees import LIVE
from cpconf.core.procedures.procedure import Condition
from cpconf.core.typed_text import echoed
from cpconf.core.words import PARENTS, ConferenceState, Fact
from cpconf.diaries.replies import Reply
from cpconf.errors import NotFound, Refused, UsageFault
from cpconf.workflow.invitations.answers import (
    GIVEN,
    REPLACED,
    TO_EARLIER_DATE,
    answers_in,
    said_of,
)

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What is on record of an answer now; one that does not count stays in the history.

    `earlier` is the start that it was given for where that is not the one now, wall-clock
    Europe/London.
    """

    ref: str
    person: str
    answer: Answer
    counts: bool = True
    earlier: dt.datetime | None = None
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
    answers = answers_in(store.history(filed.conference.ref))
    if answers.is_for_earlier(at):
        return _keep_earlier(store, filed, chosen, answer, at=at)
    if known.answered_at is not None and at < known.answered_at:
        return _keep_replaced(store, filed, chosen, known, answer, at=at)
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
    answers = answers_in(store.history(ref))
    change = reply.sequence
    is_now = answers.is_to_this_date(change, known.sequence)
    if not is_now or reply.day not in {None, filed.conference.at.date()}:
        return _keep_earlier(store, filed, person, reply.answer, at=at, change=change)
    latest = answers.latest.get(person.id)
    to_later_change = latest is not None and latest.change is not None and change > latest.change
    to_earlier_change = latest is not None and latest.change is not None and change < latest.change
    is_older = known.answered_at is not None and at < known.answered_at
    if to_earlier_change or (is_older and not to_later_change):
        return _keep_replaced(store, filed, person, known, reply.answer, at=at, change=change)
    return _take(store, filed, person, known, reply.answer, at=at, change=change)


def _keep_earlier(
    store: "Writer",
    filed: Filed,
    person: Person,
    answer: Answer,
    *,
    at: dt.datetime,
    change: int | None = None,
) -> Answered:
    """Keep an answer for the earlier date that it was given for."""
    ref = filed.conference.ref
    store.note(filed, TO_EARLIER_DATE, said_of(person.id, answer, at, change))
    said = (
        f"{person.id} answered for an earlier date: it is kept for that one, and does not count "
        "now. Ask again, unless an answer for the new date comes"
    )
    given = answers_in(store.history(ref)).earlier.get(person.id)
    return Answered(
        ref=ref,
        person=person.id,
        answer=answer,
        counts=False,
        earlier=given.start if given else None,
        remarks=(said,),
    )


def _keep_replaced(
    store: "Writer",
    filed: Filed,
    person: Person,
    known: Invited,
    answer: Answer,
    *,
    at: dt.datetime,
    change: int | None = None,
) -> Answered:
    """Keep an answer that somebody took the place of with a later one."""
    store.note(filed, REPLACED, said_of(person.id, answer, at, change))
    said = f"{person.id} gave a later answer, which counts: {known.answer}"
    return Answered(
        ref=filed.conference.ref,
        person=person.id,
        answer=answer,
        counts=False,
        remarks=(said,),
    )


def _take(
    store: "Writer",
    filed: Filed,
    person: Person,
    known: Invited,
    answer: Answer,
    *,
    at: dt.datetime,
    change: int | None = None,
) -> Answered:
    ref = filed.conference.ref
    if (known.answer, known.answered_at) == (answer, at):
        return Answered(
            ref=ref, person=person.id, answer=answer, remarks=("that is on record already",)
        )
    store.change_invited(filed, person.id, answer=answer, answered_at=at)
    store.note(filed, GIVEN, said_of(person.id, answer, at, change))
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
