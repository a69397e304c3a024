"""A procedure: one authority's published rules, one edition, as values."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Final, assert_never

from cpconf.core.dates.readings import Reading, Switches, Timing
from cpconf.core.words import (
    PARENTS,
    PROFESSIONALS,
    ConferenceType,
    DocumentKind,
    Each,
    Enclosure,
    Fact,
    FileType,
    Format,
    Method,
    Occasion,
    OutcomeKind,
    Phase,
    Role,
    TalkKind,
)

_FEEDBACK: Final = "send-feedback-forms"


@dataclass(frozen=True, slots=True)
class Condition:
    """A fact that must hold, or with `negated` must not, for a task to apply."""

    fact: Fact
    negated: bool = False

    @classmethod
    def parse(cls, text: str) -> "Condition":
        """Read `fact` or `!fact`; raises ValueError for a fact that does not exist."""
        return cls(Fact(text.removeprefix("!")), negated=text.startswith("!"))

    def __str__(self) -> str:
        """Return the condition as procedures write it."""
        return f"{'!' * self.negated}{self.fact}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The place in a document that obliges, and the conferences that it governs.

    `source` cites the document where it is not the procedure's own (the national frame).
    """

    clause: str
    section: str
    title: str
    types: frozenset[ConferenceType]
    formats: frozenset[Format]
    detail: str = ""
    source: str = ""

    def governs(self, type_: ConferenceType, format_: Format) -> bool:
        """Tell whether it governs conferences of this type held in this format."""
        return type_ in self.types and format_ in self.formats


class Audience(StrEnum):
    """Whose invitations a task asks for."""

    PARENTS = "parents"
    PROFESSIONALS = "professionals"
    EVERYONE = "everyone"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the people it means."""
        match self:
            case Audience.PARENTS:
                return PARENTS
            case Audience.PROFESSIONALS:
                return PROFESSIONALS
            case Audience.EVERYONE:
                return PARENTS | PROFESSIONALS
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskClause(Clause):
    """A clause that requires something of a role.

    `before` and `only_after` name other tasks: the first is an order, for needed-by dates and
    warnings, the second a gate. `gated_by` names rules of the procedure. `answers` is the fact that
    becomes true once the task is done. `sends` is the document to send to a parent in two messages,
    `sends_as` its type of file where the clause names one. `invites` is whose invitations to send.
    Both are done once the program has sent just that. `authorises` is the document that may be sent
    only once the task is done. `gives` is a document that the task gives to `gives_to`, in any way.
    `repeat_when_replaced`: the task is owed again when somebody else takes over the role. `subject`
    is the subject line of the message that it asks for, where the document fixes one.
    """

    name: str
    role: Role
    role_assumed: bool = False
    joint: tuple[Role, ...] = ()
    each: Each | None = None
    timing: Timing | None = None
    local: bool = False
    conditions: tuple[Condition, ...] = ()
    phase: Phase = Phase.PREPARATION
    before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    gated_by: tuple[str, ...] = ()
    shares_with_parent: bool = False
    sends: DocumentKind | None = None
    sends_as: FileType | None = None
    invites: Audience | None = None
    authorises: DocumentKind | None = None
    repeat_when_moved: bool = False
    answers: Fact | None = None
    repeat_when_replaced: bool = False
    encloses: tuple[Enclosure, ...] = ()
    gives: DocumentKind | None = None
    gives_to: Audience = Audience.PARENTS
    subject: str | None = None

    @property
    def reading(self) -> Reading:
        """The reading of its words of time; R6 where it states no time."""
        return self.timing.reading if self.timing else Reading.R6


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitClause(Clause):
    """The latest date, by law, for holding the conference."""

    name: str
    timing: Timing


class RuleKind(StrEnum):
    """What the program does about a clause that is not a task."""

    ALLOCATED = "allocated"
    ADDRESS_FIRST = "address_first"
    SHARE_FIRST = "share_first"
    CANCELLATION = "cancellation"
    DOCUMENT = "document"
    NOTE = "note"


GATES = frozenset({RuleKind.ADDRESS_FIRST, RuleKind.SHARE_FIRST})


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A section of the social worker's report, and the headings by which it is found."""

    name: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleClause(Clause):
    """A clause that the program enforces, warns about or shows.

    `methods` are the ways to join that it names: any other draws a warning. `sections` are those
    that the abridged report keeps; `selects_sections`: parents get selected sections only. With
    `valid_from` or `valid_until`, it holds for conferences from, or up to, that day.
    """

    kind: RuleKind
    roles: tuple[Role, ...] = ()
    methods: tuple[Method, ...] = ()
    selects_sections: bool = False
    sections: tuple[ReportSection, ...] = ()
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    shown_with: Occasion | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether it holds for a conference on that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Tasks that are done in one act at conferences of these types; by names or clause ids.

    Each is needed by the earliest moment of any of them.
    """

    tasks: tuple[str, ...]
    types: frozenset[ConferenceType]
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked example: a conference, and the date that a task or limit must then have."""

    task: str
    type: ConferenceType
    format: Format
    at: dt.datetime
    ends: dt.datetime | None = None
    ended: dt.datetime | None = None
    facts: frozenset[Fact] = frozenset()
    strategy_discussion: dt.date | None = None
    initial_conference: dt.date | None = None
    previous_review: dt.date | None = None
    due: dt.datetime | None = None
    literal: dt.datetime | None = None
    needed_by: dt.datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class TalkPoint:
    """A point of a talk: what to ask, and the fact that a yes answers, if any."""

    name: str
    question: str
    fact: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """The points of a talk, and the tasks that are done once each has an answer."""

    kind: TalkKind
    clause: str
    section: str
    types: frozenset[ConferenceType]
    formats: frozenset[Format]
    tasks: tuple[str, ...]
    points: tuple[TalkPoint, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Procedure:
    """One edition of an authority's rules, with the national frame."""

    name: str
    title: str
    edition: str
    document: str
    publisher: str
    dated: dt.date | None
    note: str
    conferences: Mapping[ConferenceType, tuple[Format, ...]]
    switches: Switches
    tasks: tuple[TaskClause, ...]
    limits: tuple[LimitClause, ...]
    rules: tuple[RuleClause, ...]
    examples: tuple[Example, ...]
    together: tuple[Together, ...] = ()
    book_again: Mapping[OutcomeKind, Timing] = field(default_factory=dict)
    talks: tuple[Talk, ...] = ()

    @property
    def citation(self) -> str:
        """The document that the procedure follows, with its publisher and date."""
        dated = f" ({self.dated.day} {self.dated:%B %Y})" if self.dated else ""
        return f"{self.publisher}: {self.document}{dated}"

    def narrowed(self, type_: ConferenceType | None, format_: Format | None) -> "Procedure":
        """Return the procedure with only the clauses for that type or format of conference."""

        def kept(clause: Clause) -> bool:
            return type_ in {None, *clause.types} and format_ in {None, *clause.formats}

        return replace(
            self,
            tasks=tuple(filter(kept, self.tasks)),
            limits=tuple(filter(kept, self.limits)),
            rules=tuple(filter(kept, self.rules)),
            talks=tuple(
                talk
                for talk in self.talks
                if type_ in {None, *talk.types} and format_ in {None, *talk.formats}
            ),
        )

    def talks_at(self, type_: ConferenceType, format_: Format) -> tuple[Talk, ...]:
        """Return the talks around conferences of this type and format."""
        return tuple(t for t in self.talks if type_ in t.types and format_ in t.formats)

    def partners(self, task: TaskClause) -> tuple[str, ...]:
        """Return the names of tasks that are done in one act with this one at some conference."""
        found: dict[str, None] = {}
        for type_, formats in self.conferences.items():
            for outline in (self.outline(type_, format_) for format_ in formats):
                for place, other in enumerate(outline.tasks):
                    if other == task:
                        found |= {outline.tasks[p].name: None for p in outline.together[place]}
        return tuple(found)

    def outline(self, type_: ConferenceType, format_: Format) -> "Outline":
        """Return what governs conferences of this type and format."""
        if (type_, format_) not in self._outlines:
            self._outlines[type_, format_] = Outline(
                tasks=tuple(t for t in self.tasks if t.governs(type_, format_)),
                limits=tuple(limit for limit in self.limits if limit.governs(type_, format_)),
                rules=tuple(rule for rule in self.rules if rule.governs(type_, format_)),
                acts=tuple(act.tasks for act in self.together if type_ in act.types),
            )
        return self._outlines[type_, format_]

    @cached_property
    def _outlines(self) -> dict[tuple[ConferenceType, Format], "Outline"]:
        return {}


@dataclass(frozen=True, eq=False)
class Outline:
    """The tasks, limits and rules of one type and format, and the order of the tasks.

    Tasks are referred to by their place in `tasks`. `acts` are the names of tasks done in one act.
    """

    tasks: tuple[TaskClause, ...]
    limits: tuple[LimitClause, ...]
    rules: tuple[RuleClause, ...]
    acts: tuple[tuple[str, ...], ...] = ()

    def find(self, name_or_clause: str) -> tuple[int, ...]:
        """Return the places of the tasks with this name or clause id."""
        return tuple(
            place
            for place, task in enumerate(self.tasks)
            if name_or_clause in {task.name, task.clause}
        )

    @cached_property
    def after(self) -> tuple[tuple[int, ...], ...]:
        """For each task, the places of those that come after it."""
        following: list[set[int]] = [set() for _ in self.tasks]
        for place, task in enumerate(self.tasks):
            following[place].update(self._places(task.before))
            for earlier in self._places(task.only_after):
                following[earlier].add(place)
        return tuple(tuple(sorted(places)) for places in following)

    @cached_property
    def together(self) -> tuple[tuple[int, ...], ...]:
        """For each task, the places of those that are done in one act with it."""
        partners: list[set[int]] = [set() for _ in self.tasks]
        for act in self.acts:
            places = self._places(act)
            for place in places:
                partners[place] |= places - {place}
        return tuple(tuple(sorted(places)) for places in partners)

    @cached_property
    def encloses(self) -> frozenset[Enclosure]:
        """What goes in with the invitations.

        Editions without the key have only the name of the task that sends feedback forms.
        """
        asked = {each for task in self.tasks for each in task.encloses}
        by_name = any(task.name == _FEEDBACK for task in self.tasks)
        return frozenset(asked | ({Enclosure.FEEDBACK} if by_name else set()))

    @cached_property
    def asking(self) -> tuple[tuple[int, ...], ...]:
        """For each task, the places of those that ask for it: after it, or in one act with it."""
        return tuple(
            tuple(sorted({*after, *partners}))
            for after, partners in zip(self.after, self.together, strict=True)
        )

    @cached_property
    def gates(self) -> tuple[tuple[int, ...], ...]:
        """For each task, the places of those that must be done before it."""
        return tuple(tuple(sorted(self._places(task.only_after))) for task in self.tasks)

    @cached_property
    def backwards(self) -> tuple[int, ...]:
        """The places, last task first: each task is listed after all that follow it.

        Raises ValueError with the names if tasks form a cycle.
        """
        done: list[int] = []
        state: dict[int, bool] = {}

        def visit(place: int, path: tuple[int, ...]) -> None:
            if state.get(place):
                return
            if place in path:
                cycle = [*path[path.index(place) :], place]
                raise ValueError(" before ".join(self.tasks[p].name for p in cycle))
            for later in self.after[place]:
                visit(later, (*path, place))
            state[place] = True
            done.append(place)

        for place in range(len(self.tasks)):
            visit(place, ())
        return tuple(done)

    def _places(self, names: Iterable[str]) -> set[int]:
        return {place for name in names for place in self.find(name)}
