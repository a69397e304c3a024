"""The reports of `fact`, `person list`, `child list` and `history`."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Any, Self

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.words import ConferenceType, Fact, Role
from cpconf.render.conferences import common_keys as keys
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from cpconf.workflow.conferences.past import History, PastEntry


class FactPart(Report):
    """A fact as a question, with its answer."""

    fact: Annotated[Fact, "its name"]
    question: Annotated[str, "the question"]
    answer: Annotated[bool | None, "the answer that counts; `null` while it is not known"]
    answered: Annotated[bool | None, "the answer given for everybody"]
    people: Annotated[Mapping[str, bool | None], "answers for one person, by short id"]
    adds_tasks: Annotated[bool, "whether a yes would add tasks"]


class FactsReport(Report, commands=("fact",)):
    """`fact`: each fact with its answer, and who it is for."""

    ref: keys.Ref
    facts: Annotated[tuple[FactPart, ...], "every fact"] = ()

    @classmethod
    def of(cls, filed: Filed) -> Self:
        """Make one from the facts of a conference."""
        record, questions = filed.record, filed.questions()
        return cls(
            filed.conference.ref,
            tuple(
                FactPart(
                    fact=fact,
                    question=fact.question,
                    answer=record.knows(fact),
                    answered=filed.answers.get((fact, None)),
                    people={
                        about: answer
                        for (of, about), answer in filed.answers.items()
                        if of is fact and about is not None
                    },
                    adds_tasks=fact in questions,
                )
                for fact in Fact
            ),
        )


class NamedPersonPart(Report):
    """Somebody on record."""

    person: keys.PersonId
    role: Annotated[Role, "role"]
    name: Annotated[str, "name, which is in no other document"]
    email: Annotated[str | None, "email address"]
    phone: Annotated[str | None, "telephone number"]
    agency: Annotated[str | None, "agency or school"]


class PeopleReport(Report, commands=("person list",)):
    """`person list`: who is on record."""

    ref: keys.Ref
    people: Annotated[tuple[NamedPersonPart, ...], "everybody, in the order of their ids"] = ()

    @classmethod
    def of(cls, ref: str, people: Iterable[Person]) -> Self:
        """Make one from these people."""
        return cls(ref, tuple(NamedPersonPart.like(p, person=p.id) for p in people))


class ChildPart(Report):
    """A child at a conference."""

    child: Annotated[str, "reference of the child, never a name"]
    stage: Annotated[ConferenceType, "`initial` until a conference about this child was held"]
    strategy_discussion: Annotated[dt.date | None, "date of their own; `null`: none"]
    initial_conference: Annotated[dt.date | None, "date of their own; `null`: none"]
    previous_review: Annotated[dt.date | None, "date of their own; `null`: none"]
    limits: Annotated[tuple[str, ...], "the limits that count from a date of this child"]


class ChildrenReport(Report, commands=("child list",)):
    """`child list`: the children at a conference."""

    ref: keys.Ref
    children: Annotated[tuple[ChildPart, ...], "every child, in the order recorded"] = ()

    @classmethod
    def of(cls, filed: Filed) -> Self:
        """Make one from the children of a conference."""
        return cls(
            filed.conference.ref,
            tuple(
                ChildPart.like(
                    child,
                    child=child.ref,
                    stage=child.stage(filed.conference),
                    limits=tuple(
                        limit.clause
                        for limit in filed.limits
                        if limit.anchored and child.ref in (limit.children or {child.ref})
                    ),
                )
                for child in filed.children
            ),
        )


class EntryPart(Report):
    """One thing on record."""

    recorded_at: Annotated[dt.datetime, "when, by the command's clock"]
    machine_at: Annotated[dt.datetime, "when, by the computer's own clock"]
    clock_differs: Annotated[bool, "whether the two are more than five minutes apart"]
    by: Annotated[str | None, "the account; `null` for a message"]
    kind: Annotated[str, "what kind of entry it is, in a word"]
    what: Annotated[str, "what happened, in words"]
    confirmed_by: Annotated[str | None, "who confirmed a receipt"]
    address_confirmed_by: Annotated[str | None, "who confirmed the address"]
    details: Annotated[Mapping[str, Any], "its details, with short ids for people"]
    note: Annotated[str | None, "the note or the reason, as it was typed"]

    @classmethod
    def of(cls, entry: "PastEntry") -> Self:
        """Make one from an entry."""
        return cls.like(
            entry,
            machine_at=entry.machine_clock,
            confirmed_by=entry.details.get("confirmed_by"),
        )


class HistoryReport(Report, commands=("history",)):
    """`history`: what happened to a conference."""

    ref: keys.Ref
    entries: Annotated[
        tuple[EntryPart, ...], "everything on record, oldest first by the computer's clock"
    ] = ()

    @classmethod
    def of(cls, history: "History") -> Self:
        """Make one from the history of a conference."""
        return cls(history.ref, tuple(map(EntryPart.of, history.entries)))


class WholeRecordReport(HistoryReport, commands=("history",)):
    """`history --record`: the same, and every row that the store keeps of the conference."""

    record: Annotated[
        Mapping[str, Any],
        "for each table of the store a list of rows, by the names of the columns",
    ] = field(default_factory=dict)

    @classmethod
    def of(cls, history: "History") -> Self:
        """Make one from the history of a conference, with its rows."""
        return cls(history.ref, HistoryReport.of(history).entries, history.kept)
