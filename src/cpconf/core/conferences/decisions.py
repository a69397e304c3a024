"""The outcome of a conference: whether it could be held, what was decided, and who was there.

These are the items of the chair's return to the minute taker (Hounslow, H-RCPC-A4).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Self, TypeVar, assert_never

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Conference
from cpconf.core.dates.london import stamp_or_none, unstamp
from cpconf.core.words import ConferenceType, OutcomeKind
from cpconf.errors import UsageFault

Word = TypeVar("Word", bound=StrEnum)

ENTRY: Final = "outcome"
"""The kind of the history's entry that keeps an outcome."""

RETURN_TASK: Final = "give-return"
"""The name of the task that is done once the outcome of a conference that was held is on record."""


TELLING_TASK: Final = "decide-and-tell"
"""The name of the task that is done once everybody on record was told of the decision."""


class PlanDecision(StrEnum):
    """What was decided for one child."""

    PLAN = "plan"
    NO_PLAN = "no-plan"
    CONTINUES = "continues"
    ENDS = "ends"

    @property
    def has_plan(self) -> bool:
        """Whether the child has a child protection plan from then on."""
        match self:
            case PlanDecision.PLAN | PlanDecision.CONTINUES:
                return True
            case PlanDecision.NO_PLAN | PlanDecision.ENDS:
                return False
            case _:
                assert_never(self)

    @property
    def words(self) -> str:
        """The decision in words."""
        match self:
            case PlanDecision.PLAN:
                return "child protection plan"
            case PlanDecision.NO_PLAN:
                return "no child protection plan"
            case PlanDecision.CONTINUES:
                return "the plan continues"
            case PlanDecision.ENDS:
                return "the plan ends"
            case _:
                assert_never(self)


class Category(StrEnum):
    """The categories of abuse for which a plan is made (Working Together, 2023, glossary)."""

    NEGLECT = "neglect"
    PHYSICAL = "physical"
    EMOTIONAL = "emotional"
    SEXUAL = "sexual"

    @property
    def words(self) -> str:
        """The category in words."""
        return self.value if self is Category.NEGLECT else f"{self} abuse"


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided for one child, and for a plan its categories."""

    decision: PlanDecision
    categories: tuple[Category, ...] = ()

    def __str__(self) -> str:
        """Return it as it is typed: `plan:neglect+emotional`."""
        kinds = "+".join(self.categories)
        return f"{self.decision}:{kinds}" if kinds else self.decision.value

    @property
    def words(self) -> str:
        """The decision and its categories in words."""
        kinds = " and ".join(category.words for category in self.categories)
        return f"{self.decision.words}, for {kinds}" if kinds else self.decision.words

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `plan`, `plan:neglect`, `continues:physical+neglect`. Raises UsageFault."""
        word, _, kinds = text.strip().lower().replace("_", "-").partition(":")
        decision = _word(word.strip(), PlanDecision, "a decision")
        typed = (kind.strip().removesuffix("abuse").strip(" -") for kind in kinds.split("+"))
        found = [_word(kind, Category, "a category") for kind in typed if kind]
        if found and not decision.has_plan:
            raise UsageFault(f"{decision} has no category: leave out what comes after the colon")
        return cls(decision, tuple(dict.fromkeys(found)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The outcome on record. People are short ids, children references, files their SHA-256.

    `told` are those who were told of the decision. `next` (wall-clock Europe/London) is when the
    next conference is; `again_by` when another has to be held at the latest, by the procedure,
    after one that was adjourned or not quorate.
    """

    kind: OutcomeKind = OutcomeKind.HELD
    decided: Mapping[str, Decided] = field(default_factory=dict)
    attended: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    next: dt.datetime | None = None
    again_by: dt.datetime | None = None
    summary: str | None = None
    plan: str | None = None

    @property
    def plan_made(self) -> bool | None:
        """Whether a child has a plan from then on; None while nothing is decided."""
        if not self.decided:
            return None
        return any(decided.decision.has_plan for decided in self.decided.values())

    @property
    def lacks_next(self) -> bool:
        """Whether another conference follows, and its date is not on record."""
        held = not self.kind.ends_without_decision
        return held and self.next is None and self.plan_made is not False

    def missing(self, children: Sequence[Child]) -> tuple[str, ...]:
        """Return the items of the return that are not on record yet, in words."""
        if self.kind.ends_without_decision:
            return ()
        undecided = [child.ref for child in children if child.ref not in self.decided]
        named = f"the decision for {', '.join(undecided)}" if undecided else ""
        items = {
            "what was decided" if not children and not self.decided else named: True,
            "who attended": not self.attended,
            "the date of the next conference": self.lacks_next,
            "the chair's summary": self.summary is None,
            "the plan or outcomes": self.plan is None,
        }
        return tuple(item for item, lacks in items.items() if item and lacks)

    @property
    def details(self) -> dict[str, object]:
        """The outcome as the history keeps it."""
        return {
            "outcome": self.kind.value,
            "children": {ref: str(decided) for ref, decided in self.decided.items()},
            "attended": list(self.attended),
            "absent": list(self.absent),
            "told": list(self.told),
            "next": stamp_or_none(self.next),
            "again-by": stamp_or_none(self.again_by),
            "summary": self.summary,
            "plan": self.plan,
        }

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> Self:
        """Return the outcome that an entry of the history keeps.

        Raises KeyError, TypeError, ValueError or UsageFault for one the program never writes.
        """
        return cls(
            kind=OutcomeKind(details["outcome"]),
            decided={ref: Decided.read(text) for ref, text in details["children"].items()},
            attended=tuple(details["attended"]),
            absent=tuple(details["absent"]),
            told=tuple(details["told"]),
            next=unstamp(details["next"]) if details["next"] else None,
            again_by=unstamp(details["again-by"]) if details["again-by"] else None,
            summary=details["summary"],
            plan=details["plan"],
        )


def refuse_wrong_stage(
    decided: Mapping[str, Decided], children: Iterable[Child], conference: Conference
) -> None:
    """Raise UsageFault for a plan that continues or ends although none was made before."""
    stages = {child.ref: child.stage(conference) for child in children}
    for ref, each in decided.items():
        earlier = each.decision in {PlanDecision.CONTINUES, PlanDecision.ENDS}
        if earlier and stages.get(ref, conference.type) is ConferenceType.INITIAL:
            raise UsageFault(
                f"{ref} is at the initial stage, so no plan can have been made before: the "
                f"decision is {PlanDecision.PLAN} or {PlanDecision.NO_PLAN}"
            )


def _word(text: str, words: type[Word], what: str) -> Word:
    try:
        return words(text)
    except ValueError:
        raise UsageFault(f"{text[:40]!r} is not {what}; it is {', '.join(words)}") from None
