"""Answers to invitations, from people's calendars or as they said them.

The latest answer to the latest date counts. A calendar gives the date by SEQUENCE, and of two
answers to one change the later DTSTAMP counts (RFC 5546, sections 2.1.4 and 3.2.3). A spoken answer
is for the date at that time. An answer to an earlier date stays in the history, and the person has
to be asked again.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp, unstamp
from cpconf.core.invitations.invitation import Answer, Invited
from cpconf.core.procedures.procedure import Condition
from cpconf.core.typed_text import echoed
from cpconf.core.words import PARENTS, ConferenceState, Fact
from cpconf.errors import NotFound, Refused, UsageFault
from cpconf.workflow.invitations.guests import INVITED, UPDATED

if TYPE_CHECKING:
    from cpconf.diaries.replies import Reply
    from cpconf.store.conferences.values import HistoryEntry
    from cpconf.store.writing import Writer

_GIVEN: Final = "answer"
_TO_EARLIER_DATE: Final = "answer to an earlier date"
_REPLACED: Final = "earlier answer"
"""Kinds of history entries: an answer that counted, and two that did not when they came."""
_KNOWN: Final = frozenset(map(str, Answer))


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """An answer that somebody gave.

    `at` is when it was given, `start` the start of the conference that it was given for, None where
    unknown: both wall-clock Europe/London. `change` is the SEQUENCE of the calendar entry that it
    answers, None for a spoken answer.
    """

    answer: Answer
    at: dt.datetime
    start: dt.datetime | None = None
    change: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers to a conference's invitations, by short id.

    `moved_at` is when the conference got its latest date, by the command's clock; None if never
    moved. `first` is the SEQUENCE of the first calendar entry with that date, None if there is
    none. `earlier` has the last answers for an earlier date, `latest` the last that counted for
    this one. `told` has the start for each SEQUENCE: every new start gives a new one.
    """

    moved_at: dt.datetime | None = None
    first: int | None = None
    earlier: Mapping[str, GivenAnswer]
    latest: Mapping[str, GivenAnswer]
    told: Mapping[int, dt.datetime]

    def is_for_earlier(self, given: GivenAnswer, known: Invited) -> bool:
        """Tell whether an answer was to an earlier date than the current one.

        `known` is the invitation last sent to the person.
        """
        if given.change is None:
            return self.moved_at is not None and given.at < self.moved_at
        told_first = known.sequence if self.first is None else min(known.sequence, self.first)
        return given.change < told_first

    def has_later(self, given: GivenAnswer, known: Invited) -> bool:
        """Tell whether the person has answered later than this, to the same date."""
        latest = self.latest.get(known.person)
        is_older = known.answered_at is not None and given.at < known.answered_at
        if given.change is None or latest is None or latest.change is None:
            return is_older
        to_later_change = given.change > latest.change
        return given.change < latest.change or (is_older and not to_later_change)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An answer on record; one that does not count is in the history only.

    `earlier` is the start that it was given for, where that has changed since (wall-clock
    Europe/London).
    """

    ref: str
    person: str
    answer: Answer
    counts: bool = True
    earlier: dt.datetime | None = None
    remarks: tuple[str, ...] = ()


def answers_in(history: Iterable["HistoryEntry"]) -> Answers:
    """Return the answers in a conference's history, which is oldest first."""
    starts: list[tuple[dt.datetime, dt.datetime]] = []
    told: dict[int, dt.datetime] = {}
    moved_at, first = None, None
    earlier: dict[str, GivenAnswer] = {}
    latest: dict[str, GivenAnswer] = {}
    for entry in history:
        match entry.kind, entry.details:
            case "scheduled", {"at": str(at)}:
                starts.append((entry.recorded_at, unstamp(at)))
            case "rescheduled", {"to": str(at)}:
                starts.append((entry.recorded_at, unstamp(at)))
                moved_at, first = entry.recorded_at, None
                earlier.update(latest)
                latest.clear()
            case kind, {"number": int(number)} if kind in {INVITED, UPDATED}:
                first = number if first is None else first
                if starts:
                    told[number] = starts[-1][1]
            case _, {"how": str(how)} if how not in _KNOWN:
                continue
            case kind, {"person": str(person), "how": str(how), **more} if kind == _GIVEN:
                latest[person] = _given(entry, how, more, starts, told)
            case kind, {"person": str(person), "how": str(how), **more} if kind == _TO_EARLIER_DATE:
                given = _given(entry, how, more, starts, told)
                before = earlier.get(person)
                if before is None or before.at <= given.at:
                    earlier[person] = given
    return Answers(moved_at=moved_at, first=first, earlier=earlier, latest=latest, told=told)


def read_answer(text: str) -> Answer:
    """Read a typed answer. Raises UsageFault with the possible answers."""
    try:
        return Answer(text.strip().lower())
    except ValueError:
        raise UsageFault(f"no {echoed('answer', text)}; an answer is {', '.join(Answer)}") from None


def answer_by_hand(
    store: "Writer", ref: str, person: str, answer: Answer, *, at: dt.datetime
) -> Answered:
    """Record a spoken answer, such as by telephone; `at` is wall-clock Europe/London.

    Raises NotFound for a person who is not on record or was not invited.
    """
    filed = store.conferences.filed(ref)
    chosen = choose_person(filed.people, person)
    known = store.invitations.invited(ref).get(chosen.id)
    if known is None or not known.is_live:
        raise NotFound(f"{chosen.id} is not invited to {ref}: cpconf invite {ref} --to {chosen.id}")
    return _keep(store, filed, known, GivenAnswer(answer=answer, at=at))


def answer_from_calendar(store: "Writer", reply: "Reply", *, now: dt.datetime) -> Answered:
    """Record an answer from somebody's calendar; `now` is wall-clock Europe/London.

    Finds the conference by the entry's UID, the person by the address. Raises NotFound for an
    unknown entry or address, Refused where it is not clear who answered.
    """
    ref = store.invitations.ref_of_entry(reply.uid)
    if ref is None:
        raise NotFound(
            "the answer is to an invitation that is not on record here: it belongs to another "
            "calendar, or to another store"
        )
    filed = store.conferences.filed(ref)
    known = _invitation_answered(store.invitations.invited(ref).values(), ref, reply)
    if reply.sequence > known.sequence:
        raise Refused(
            f"the answer for {ref} is to a later change than {known.person} was ever sent: look at "
            f"it yourself\nTo record it: cpconf reply {ref} {known.person} {reply.answer}"
        )
    given = GivenAnswer(
        answer=reply.answer, at=min(reply.stamped_at or now, now), change=reply.sequence
    )
    return _keep(store, filed, known, given, day=reply.day)


def _keep(
    store: "Writer",
    filed: Filed,
    known: Invited,
    given: GivenAnswer,
    *,
    day: dt.date | None = None,
) -> Answered:
    """Record an answer, as the one that counts or as one that does not.

    `day` is the day that a calendar's answer names.
    """
    ref, whom, answer = filed.conference.ref, known.person, given.answer
    answers = answers_in(store.conferences.history(ref))
    said = {
        "person": whom, "how": answer.value, "at": stamp(given.at), "change": given.change,
    }  # fmt: skip
    if day not in {None, filed.conference.at.date()} or answers.is_for_earlier(given, known):
        store.conferences.note(filed, _TO_EARLIER_DATE, said)
        start = answers_in(store.conferences.history(ref)).earlier[whom].start
        remark = (
            f"{whom} answered for an earlier date: it is kept for that one, and does not count "
            "now. Ask again, unless an answer for the new date comes"
        )
        return Answered(
            ref=ref, person=whom, answer=answer, counts=False, earlier=start, remarks=(remark,)
        )
    if answers.has_later(given, known):
        store.conferences.note(filed, _REPLACED, said)
        remark = f"{whom} gave a later answer, which counts: {known.answer}"
        return Answered(ref=ref, person=whom, answer=answer, counts=False, remarks=(remark,))
    if (known.answer, known.answered_at) == (answer, given.at):
        remarks: Sequence[str] = ("that is on record already",)
    else:
        store.invitations.put_answer(filed, whom, answer, given.at)
        store.conferences.note(filed, _GIVEN, said)
        remarks = _what_follows(filed, whom, answer)
    return Answered(ref=ref, person=whom, answer=answer, remarks=tuple(remarks))


def _invitation_answered(invited: Iterable[Invited], ref: str, reply: "Reply") -> Invited:
    """Return the invitation that was answered, by the address that it went to."""
    found = [known for known in invited if known.mailbox == reply.attendee.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        whom = ", ".join(known.person for known in found)
        raise Refused(
            f"the answer for {ref} comes from an address that {whom} share. Ask who it was"
            f"\nThen record it: cpconf reply {ref} PERSON {reply.answer}"
        )
    raise NotFound(
        f"the answer for {ref} comes from an address that was not invited: people often "
        f"answer from another one\nAsk who it was: cpconf reply {ref} PERSON {reply.answer}"
    )


def _what_follows(filed: Filed, whom: str, answer: Answer) -> Sequence[str]:
    """Return what to do after a parent declined: the fact to answer, and the tasks it adds."""
    ref, fact = filed.conference.ref, Fact.PARENT_CANNOT_JOIN
    if filed.conference.state is not ConferenceState.SCHEDULED:
        return [f"{ref} is {filed.conference.state}"]
    person = filed.person(whom)
    is_parent = isinstance(person, Person) and person.role in PARENTS
    if answer is not Answer.DECLINED or not is_parent or filed.record.knows(fact, whom):
        return []
    tasks = [
        task.handle
        for task in filed.tasks
        if not task.applies
        and task.about == whom
        and Condition(fact) in map(Condition.parse, task.conditions)
    ]
    then = f", which adds {', '.join(tasks)}" if tasks else ""
    said = f"cpconf fact {ref} {fact}@{whom}=yes"
    return [f"{whom} is a parent. If they will not take part: {said}{then}"]


def _given(
    entry: "HistoryEntry",
    how: str,
    more: Mapping[str, object],
    starts: Sequence[tuple[dt.datetime, dt.datetime]],
    told: Mapping[int, dt.datetime],
) -> GivenAnswer:
    change = more.get("change")
    try:
        at = unstamp(str(more["at"]))
    except (KeyError, ValueError):  # recorded by an earlier version, without a moment
        at = entry.recorded_at
    by_then = [start for since, start in starts if since <= at] or [s for _, s in starts[:1]]
    of_change = told.get(change) if isinstance(change, int) else None
    return GivenAnswer(
        answer=Answer(how),
        at=at,
        start=of_change or (by_then[-1] if by_then else None),
        change=change if isinstance(change, int) else None,
    )
