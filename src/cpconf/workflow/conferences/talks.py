"""Going through the points of a talk: what is asked, what was answered, what follows from it.

Each answer is an entry of the conference's history as soon as it is given; the latest for a point
and a person counts. So a talk that was broken off goes on where it stopped.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.procedures.procedure import Talk, TalkPoint
from cpconf.core.words import PARENTS, ConferenceState, Fact, Role, TalkKind
from cpconf.errors import NotFound, Refused, UsageFault
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.workflow.conferences import marks
from cpconf.workflow.conferences.marks import Recorded, Shift
from cpconf.workflow.conferences.pinned import procedure_of

if TYPE_CHECKING:
    from cpconf.store.writing import Writer

ENTRY: Final = "talked"
"""The kind of the history's entry that keeps an answer."""


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """What was answered to a point: yes or no where it has a fact, the text, and when."""

    yes: bool | None
    text: str | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class TalkInHand:
    """A talk with one person, or with nobody of the family, and the answers so far."""

    filed: Filed
    talk: Talk
    person: Person | None
    answers: Mapping[str, PointAnswer]

    @property
    def is_over(self) -> bool:
        """Whether nothing can be answered any more: the conference is cancelled."""
        return self.filed.conference.state is ConferenceState.CANCELLED

    @property
    def open_points(self) -> tuple[TalkPoint, ...]:
        """The points without an answer, in order."""
        return tuple(point for point in self.talk.points if point.name not in self.answers)

    @property
    def points_to_ask(self) -> tuple[TalkPoint, ...]:
        """The open points, unless the talk is over."""
        return () if self.is_over else self.open_points

    def point(self, name: str) -> TalkPoint:
        """Return the point with that name. Raises NotFound with the points."""
        wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
        for point in self.talk.points:
            if point.name == wanted:
                return point
        known = ", ".join(point.name for point in self.talk.points)
        raise NotFound(f"the talk has no point {name.strip()[:40]!r}; its points are {known}")


@dataclass(frozen=True, slots=True)
class PointTaken:
    """What an answer changed: the checklist, by a fact, and the tasks that ended with the talk.

    `talk` has the answer, and those that others gave meanwhile. `facts` are those that it
    answered.
    """

    talk: TalkInHand
    facts: tuple[Fact, ...]
    shift: Shift = field(default_factory=Shift)
    ticked: Recorded | None = None
    remark: str | None = None


def talk_of(
    store: ConferenceQuestions, filed: Filed, kind: TalkKind, who: str | None
) -> TalkInHand:
    """Return a talk around a conference, with the answers so far.

    Raises NotFound for a kind that its procedure does not have, and UsageFault where it is not said
    with which parent, or a person is given for a talk among the team.
    """
    procedure, meeting = procedure_of(store, filed), filed.conference
    talks = procedure.talks_at(meeting.type, meeting.format)
    talk = next((talk for talk in talks if talk.kind is kind), None)
    if talk is None:
        known = ", ".join(talk.kind for talk in talks) or "none"
        raise NotFound(
            f"{procedure.title} gives no points for {kind.words} at {meeting.ref}; it does for: "
            f"{known}"
        )
    person = _with(filed, kind, who)
    whose = person.id if person else None
    answers = {
        str(entry.details["point"]): PointAnswer(
            None if entry.details["yes"] is None else bool(entry.details["yes"]),
            entry.note,
            entry.recorded_at,
        )
        for entry in store.history(meeting.ref)
        if entry.kind == ENTRY
        and (entry.details["talk"], entry.details["person"]) == (kind.value, whose)
    }
    return TalkInHand(filed, talk, person, answers)


def answer_point(
    store: "Writer",
    talk: TalkInHand,
    point: TalkPoint,
    *,
    yes: bool | None,
    text: str | None,
    now: dt.datetime,
) -> PointTaken:
    """Record an answer; set its fact, and end the talk's tasks once every point has one.

    Raises Refused for a conference that is cancelled. A gate that keeps a task open is a remark:
    the answer stays.
    """
    ref, kind = talk.filed.conference.ref, talk.talk.kind
    person = talk.person.id if talk.person else None
    talk = talk_of(store.conferences, store.conferences.filed(ref), kind, person)
    if talk.is_over:
        raise Refused(f"{ref} is cancelled: its talks are over")
    said = {"talk": kind.value, "person": person, "point": point.name, "yes": yes}
    store.conferences.note(talk.filed, ENTRY, said, text)
    answers = _fact_answers(talk, point, yes=yes)
    shift = marks.answer(store, talk.filed, answers) if answers else Shift()
    talk = talk_of(store.conferences, store.conferences.filed(ref), kind, person)
    taken = PointTaken(talk, tuple(fact for fact, _, _ in answers), shift)
    if talk.open_points:
        return taken
    tasks = [
        task
        for task in talk.filed.applying
        if task.is_outstanding
        and {task.task, task.clause} & {*talk.talk.tasks}
        and task.about in {None, person}
    ]
    try:
        ticked = marks.do(store, talk.filed, tasks, now=now) if tasks else None
    except Refused as refused:
        return replace(taken, remark=refused.headline)
    return replace(taken, ticked=ticked)


def _fact_answers(
    talk: TalkInHand, point: TalkPoint, *, yes: bool | None
) -> list[tuple[Fact, str | None, bool | None]]:
    """Return the fact that a point answers, for the parent where it can be; none if known so."""
    if point.fact is None or yes is None:
        return []
    fact, holds = point.fact.fact, yes is not point.fact.negated
    about = talk.person.id if talk.person and talk.person.role in fact.concerns else None
    return [] if talk.filed.answers.get((fact, about)) is holds else [(fact, about, holds)]


def _with(filed: Filed, kind: TalkKind, who: str | None) -> Person | None:
    """Return the person with whom a talk is held; the only parent where nobody is named."""
    if not kind.is_with_a_parent:
        if who is not None:
            raise UsageFault(f"{kind.words} is with nobody of the family: leave out --with")
        return None
    if who is not None:
        person = choose_person(filed.people, who)
        if person.role not in PARENTS | {Role.YOUNG_PERSON}:
            raise UsageFault(f"{person.id} is {person.role.words}: the talk is with a parent")
        return person
    parents = [person for person in filed.people if person.role in PARENTS]
    if len(parents) == 1:
        return parents[0]
    if not parents:
        raise NotFound(f"no parent is on record at {filed.conference.ref}: put one there first")
    raise UsageFault(f"with whom? --with {' or '.join(person.id for person in parents)}")
