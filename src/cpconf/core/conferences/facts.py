"""Facts: the answers given, what the record shows, and where the two disagree."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import assert_never

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Person
from cpconf.core.procedures.procedure import Condition
from cpconf.core.words import PARENTS, Fact, Role

_NOTHING: Mapping[tuple[Fact, str | None], bool] = {}


@dataclass(frozen=True, slots=True)
class Record:
    """The part of a conference's record that decides which tasks and limits apply.

    `answers` maps a fact and a short id (None: everybody) to yes or no. `emailed` holds the short
    ids of people whose report was sent by email (None: not known whose).
    """

    people: tuple[Person, ...] = ()
    answers: Mapping[tuple[Fact, str | None], bool] = field(default_factory=lambda: _NOTHING)
    emailed: AbstractSet[str | None] = frozenset()
    children: tuple[Child, ...] = ()

    @property
    def parents(self) -> tuple[Person, ...]:
        """The parents on record."""
        return tuple(person for person in self.people if person.role in PARENTS)

    def knows(self, fact: Fact, about: str | None = None) -> bool | None:
        """Tell whether a fact holds, for one person or for the conference; None while not known.

        The person's own answer comes first, then the record, then the answer for everybody.
        """
        if about is not None and (own := self.answers.get((fact, about))) is not None:
            return own
        derived = self._derived(fact, about)
        if derived is not None:
            return derived
        return self.answers.get((fact, None))

    def holds(self, condition: Condition, about: str | None = None) -> bool:
        """Tell whether a condition holds; a fact that nobody has answered counts as no."""
        return bool(self.knows(condition.fact, about)) is not condition.negated

    def contradictions(self) -> tuple[Fact, ...]:
        """Return the facts whose answer (for everybody or one person) the record contradicts."""
        denied = {
            fact
            for (fact, about), answer in self.answers.items()
            if (shown := self._shown(fact, about)) is not None and shown is not answer
        }
        return tuple(fact for fact in Fact if fact in denied)

    def _shown(self, fact: Fact, about: str | None) -> bool | None:
        """Return what the record shows. Parents without an address show that there is none."""
        if fact is Fact.PARENT_EMAIL and about is None and self.parents:
            return any(parent.email is not None for parent in self.parents)
        return self._derived(fact, about)

    def _derived(self, fact: Fact, about: str | None) -> bool | None:
        match fact:
            case Fact.PARENT_EMAIL:
                return self._parent_email(about)
            case Fact.SCHOOL_INVITED:
                return True if any(p.role is Role.SCHOOL for p in self.people) else None
            case Fact.REPORT_EMAILED:
                sent = about in self.emailed if about else bool(self.emailed)
                return True if sent else None
            case (
                Fact.SPLIT
                | Fact.CHILDREN_AT_HOME
                | Fact.NO_SECOND_DEVICE
                | Fact.FULL_REPORT_SHARED
                | Fact.PARENT_CANNOT_JOIN
                | Fact.PARENT_EXCLUDED
                | Fact.JOINS_ANOTHER_WAY
                | Fact.CLARIFICATION_NEEDED
                | Fact.NO_WIFI
                | Fact.PLAN_MADE
            ):
                return None
            case _:
                assert_never(fact)

    def _parent_email(self, about: str | None) -> bool | None:
        parents = self.parents
        for parent in parents:
            if parent.id == about:
                return parent.email is not None
        if any(parent.email is not None for parent in parents):
            return True
        return None
