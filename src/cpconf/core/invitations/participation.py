"""How each family member takes part in a conference: who decided that, and with what means.

Full attendance is the rule. Calls take its place only on clear evidence of a direct risk to the
child, and the decision keeps who made it, that evidence, and what was weighed (O-PART-1, O-20).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, Self, assert_never

from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.invitations.invitation import Joining
from cpconf.core.words import PARENTS, Fact, Method
from cpconf.errors import UsageFault

ENTRY: Final = "takes part"
"""The kind of the history's entry that keeps how somebody takes part."""

Answers = Mapping[tuple[Fact, str | None], bool]


class TakesPart(StrEnum):
    """How somebody takes part."""

    VIDEO = "video"
    TELEPHONE = "telephone"
    IN_PERSON = "in-person"
    THROUGH_CHAIR = "through-chair"
    NOT = "not"

    @property
    def words(self) -> str:
        """The way in words, after the person's role."""
        match self:
            case TakesPart.VIDEO | TakesPart.TELEPHONE:
                return f"by {self.value}"
            case TakesPart.IN_PERSON:
                return "in person"
            case TakesPart.THROUGH_CHAIR:
                return "through the chair"
            case TakesPart.NOT:
                return "does not take part"
            case _:
                assert_never(self)

    @property
    def joins(self) -> bool:
        """Whether they are there while the conference is held."""
        match self:
            case TakesPart.VIDEO | TakesPart.TELEPHONE | TakesPart.IN_PERSON:
                return True
            case TakesPart.THROUGH_CHAIR | TakesPart.NOT:
                return False
            case _:
                assert_never(self)

    @property
    def method(self) -> Method | None:
        """The method of joining that it fixes; None where it fixes none."""
        return Method.TELEPHONE if self is TakesPart.TELEPHONE else None


class Means(StrEnum):
    """What somebody has, or has not, to join with (O-4)."""

    WIFI = "wifi"
    PHONE_DATA = "phone-data"
    SECOND_DEVICE = "second-device"
    TEAMS = "teams"
    SKYPE = "skype"
    WHATSAPP = "whatsapp"
    CONFERENCE_CALL = "conference-call"


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """How one person takes part. `person` and `supporter` are short ids.

    `kept_away`: it was decided that they do not attend; otherwise somebody who does not attend
    cannot or will not. `interpreter` is a language.
    """

    person: str
    how: TakesPart | None = None
    decided_by: tuple[str, ...] = ()
    kept_away: bool = False
    interpreter: str | None = None
    supporter: str | None = None
    means: Mapping[Means, bool] = field(default_factory=dict)

    @property
    def details(self) -> dict[str, object]:
        """What the history keeps of it; the reason is the entry's note."""
        return {
            "person": self.person,
            "how": self.how.value if self.how else None,
            "decided-by": list(self.decided_by),
            "kept-away": self.kept_away,
            "interpreter": self.interpreter,
            "supporter": self.supporter,
            "means": {means.value: has for means, has in self.means.items()},
        }

    @classmethod
    def of(cls, details: Mapping[str, Any]) -> Self:
        """Return what an entry keeps. Raises KeyError or ValueError for one never written."""
        return cls(
            person=details["person"],
            how=TakesPart(details["how"]) if details["how"] else None,
            decided_by=tuple(details["decided-by"]),
            kept_away=details["kept-away"] is True,
            interpreter=details["interpreter"],
            supporter=details["supporter"],
            means={Means(name): has is True for name, has in details["means"].items()},
        )


def read_means(texts: Iterable[str]) -> dict[Means, bool]:
    """Read what somebody has: NAME, or NAME=no. Raises UsageFault.

    >>> read_means(["wifi=no", "Phone data"])[Means.WIFI]
    False
    """
    found: dict[Means, bool] = {}
    for text in texts:
        name, _, said = text.partition("=")
        answer = {"yes": True, "": True, "no": False}.get(said.strip().lower())
        try:
            means = Means(name.strip().lower().replace(" ", "-").replace("_", "-"))
        except ValueError:
            raise UsageFault(f"{name[:40]!r} is no means; it is {', '.join(Means)}") from None
        if answer is None:
            raise UsageFault(f"{means} is yes or no, not {said[:40]!r}")
        if found.setdefault(means, answer) is not answer:
            raise UsageFault(f"{means} is given twice: give one answer")
    return found


def facts_of(
    known: Mapping[str, Participation],
    people: Sequence[Person],
    joinings: Iterable[Joining],
    conference: Conference,
    answers: Answers,
) -> list[tuple[Fact, str | None, bool]]:
    """Return the facts that follow from how the parents take part, and are not answered so yet.

    `known` has each person's participation by short id.
    """
    parents = [p for p in people if p.role in PARENTS]
    found: dict[tuple[Fact, str | None], bool | None] = {}
    for parent in parents:
        part = known.get(parent.id)
        if part is None or part.how is None:
            continue
        away = not part.how.joins
        found[Fact.PARENT_EXCLUDED, parent.id] = (away and part.kept_away) or None
        found[Fact.PARENT_CANNOT_JOIN, parent.id] = (away and not part.kept_away) or None
    ways = [known[p.id].how if p.id in known else None for p in parents]
    if parents and None not in ways:
        found[Fact.JOINS_ANOTHER_WAY, None] = TakesPart.VIDEO not in ways or None
    for means, fact in ((Means.WIFI, Fact.NO_WIFI), (Means.SECOND_DEVICE, Fact.NO_SECOND_DEVICE)):
        said = [part.means[means] for part in known.values() if means in part.means]
        if said:
            found[fact, None] = not all(said) if fact is Fact.NO_WIFI else not any(said)
    if _is_split(parents, joinings, conference):
        found[Fact.SPLIT, None] = True
    # A no is recorded only where a yes was answered before: unanswered counts as no.
    return [
        (fact, about, bool(yes))
        for (fact, about), yes in found.items()
        if answers.get((fact, about)) is not yes
        and (yes is not None or answers.get((fact, about)) is True)
    ]


def _is_split(
    parents: Sequence[Person], joinings: Iterable[Joining], conference: Conference
) -> bool:
    """Tell whether two parents have hours of their own that do not overlap."""
    ids = {parent.id for parent in parents}
    last = conference.ends.time() if conference.ends else dt.time.max
    hours = sorted(
        (own.starts or conference.at.time(), own.ends or last)
        for own in joinings
        if own.person in ids and (own.starts or own.ends)
    )
    return any(ends <= starts for (_, ends), (starts, _) in pairwise(hours))
