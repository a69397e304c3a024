"""To whom one copy for the professionals goes (H-ICPC-A1b, H-RCPC-A1b, O-23, O-25, O-6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from cpconf.core.conferences.conference import Person
from cpconf.core.words import AGENCIES, Role

COPIED: Final = frozenset({Role.SOCIAL_WORKER, Role.CHAIR})
"""The roles that are copied in: they know the document, and see to whom it went (O-6)."""

BETWEEN: Final = ", "
"""What stands between the addresses of a copy on record."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Who gets a copy for the professionals: `to` first, then those who are `copied` in.

    `missing` are those without an address, whom it does not reach by email.
    """

    to: tuple[Person, ...]
    copied: tuple[Person, ...]
    missing: tuple[Person, ...]

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody whom it reaches."""
        return (*self.to, *self.copied)

    @property
    def address(self) -> str:
        """The addresses as the record keeps them: each once, those it is for first."""
        return BETWEEN.join(dict.fromkeys(person.email or "" for person in self.people))


def distribution(people: Sequence[Person], without: Collection[str] = ()) -> Distribution:
    """Return to whom a copy for the professionals goes, but for the short ids in `without`."""
    meant = [person for person in people if person.id not in without]
    agencies = [person for person in meant if person.role in AGENCIES]
    copied = [person for person in meant if person.role in COPIED]
    return Distribution(
        to=tuple(person for person in agencies if person.email),
        copied=tuple(person for person in copied if person.email),
        missing=tuple(person for person in (*agencies, *copied) if not person.email),
    )


def reached(address: str, people: Sequence[Person]) -> tuple[Person, ...]:
    """Return those of the professionals whom a copy for these addresses reaches."""
    to = address.casefold().split(BETWEEN)
    return tuple(each for each in distribution(people).people if each.mailbox in to)


def gone(address: str, people: Sequence[Person]) -> int:
    """Return how many of a copy's addresses nobody on its list has on record any more."""
    now = {person.mailbox for person in distribution(people).people}
    return sum(each.casefold() not in now for each in address.split(BETWEEN))
