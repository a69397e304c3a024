"""Facts: what was answered, what the record itself knows, and what is still to be asked."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import assert_never

from cpconf.core.conferences.conference import Person
from cpconf.core.procedures.procedure import Condition
from cpconf.core.words import PARENTS, Fact, Role

_NOTHING: Mapping[tuple[Fact, str | None], bool] = {}


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record for one conference that decides which tasks apply.

    `answers` maps a fact, and the short id of a person or None for everybody, to yes or no.
    `emailed` holds the people (None: not said who) whose report went out by email.
    """

    people: tuple[Person, ...] = ()
    answers: Mapping[tuple[Fact, str | None], bool] = field(default_factory=lambda: _NOTHING)
    emailed: AbstractSet[str | None] = frozenset()

    @property
    def parents(self) -> tuple[Person, ...]:
        """The parents on record."""
        return tuple(person for person in self.people if person.role in PARENTS)

    def knows(self, fact: Fact, about: str | None = None) -> bool | None:
        """Whether a fact holds, for one person or for the conference; None while nobody knows.

        What the record shows comes before what was answered for everybody; an answer for one
        person comes before both.
        """
        if about is not None and (own := self.answers.get((fact, about))) is not None:
            return own
        derived = self._derived(fact, about)
        if derived is not None:
            return derived
        return self.answers.get((fact, None))

    def holds(self, condition: Condition, about: str | None = None) -> bool:
        """Whether a condition holds; a fact that nobody has answered counts as no."""
        return bool(self.knows(condition.fact, about)) is not condition.negated

    def contradictions(self) -> tuple[Fact, ...]:
        """Facts answered, for everybody or for one person, in a way that the record denies."""
        denied = {
            fact
            for (fact, about), answer in self.answers.items()
            if (shown := self._shown(fact, about)) is not None and shown is not answer
        }
        return tuple(fact for fact in Fact if fact in denied)

    def _shown(self, fact: Fact, about: str | None) -> bool | None:
        """What the record shows; parents without an address show that there is none."""
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
