"""Carrying what is known of a family over to the conference that follows."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_count
from cpconf.core.invitations.participation import ENTRY
from cpconf.core.words import ConferenceState, Fact
from cpconf.workflow.conferences import marks
from cpconf.workflow.invitations.arrangements import participations

if TYPE_CHECKING:
    from cpconf.store.writing import Writer

LASTING: Final = frozenset(
    {
        *(Fact.SPLIT, Fact.CHILDREN_AT_HOME, Fact.NO_SECOND_DEVICE, Fact.NO_WIFI),
        *(Fact.PARENT_CANNOT_JOIN, Fact.PARENT_EXCLUDED, Fact.JOINS_ANOTHER_WAY),
    }
)
"""The facts about a family, which hold for its next conference until somebody says otherwise.

The others are about one conference: what was shared for it, what was decided at it.
"""


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What went over to the next conference, by number, and what has to be settled anew."""

    people: int
    ways: int
    terms: int
    facts: int
    remarks: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What went over, in words; empty where there was nothing."""
        counts = (
            (self.people, "person", "people"),
            (self.ways, "agreed way", "agreed ways"),
            (self.terms, "thing not to disclose", "things not to disclose"),
            (self.facts, "answer", "answers"),
        )
        return ", ".join(
            say_count(number, one) if number == 1 else f"{number} {several}"
            for number, one, several in counts
            if number
        )


def carry(store: "Writer", earlier: Filed, ref: str, *, now: dt.datetime) -> CarriedOver:
    """Put the people of an earlier conference on record at the one that follows it.

    With them go how they get documents, what must not be disclosed to them, how they take part,
    and the lasting facts that the booking does not answer. `now` is wall-clock Europe/London.
    """
    before = earlier.conference.ref
    ids: dict[str | None, str | None] = {None: None}
    for person in earlier.people:
        filed = store.conferences.filed(ref)
        ids[person.id] = store.conferences.add_person(
            filed,
            role=person.role,
            name=person.name,
            email=person.email,
            phone=person.phone,
            agency=person.agency,
        )
        said = {"person": ids[person.id], "role": person.role.value, "from": before}
        store.conferences.note(filed, "person added", said)
    ways, terms = store.sharing.agreed_ways(before), store.sharing.terms(before)
    for person_id, way in ways.items():
        note = store.sharing.agreed_note(before, person_id)
        filed = store.conferences.filed(ref)
        store.sharing.agree_way(filed, str(ids[person_id]), way, note, now)
        agreed = {"person": ids[person_id], "way": way.value, "from": before}
        store.conferences.note(filed, "way agreed", agreed, note)
    for term in terms:
        filed = store.conferences.filed(ref)
        kept = store.sharing.withhold_term(filed, str(ids[term.person]), term.kind, term.words)
        withheld = {"person": kept.person, "term": kept.number, "kind": kept.kind, "from": before}
        store.conferences.note(filed, "not to be disclosed", withheld)
    for person_id, part in participations(store.conferences, before).items():
        details = {
            **part.details,
            "person": ids.get(person_id),
            "supporter": ids.get(part.supporter),
        }
        store.conferences.note(store.conferences.filed(ref), ENTRY, details)
    filed = store.conferences.filed(ref)
    replaces = earlier.conference.state is ConferenceState.CANCELLED
    answers = [
        (fact, ids[about], yes)
        for (fact, about), yes in earlier.answers.items()
        if (replaces or fact in LASTING) and (fact, ids[about]) not in filed.answers
    ]
    marks.answer(store, filed, answers)
    return CarriedOver(
        len(earlier.people), len(ways), len(terms), len(answers), tuple(_remarks(earlier, ids))
    )


def _remarks(earlier: Filed, ids: dict[str | None, str | None]) -> Iterator[str]:
    """Yield what was decided for one conference alone, and went over all the same."""
    away = [
        str(ids[about])
        for (fact, about), yes in earlier.answers.items()
        if fact is Fact.PARENT_EXCLUDED and yes and about is not None
    ]
    if away and earlier.conference.state is not ConferenceState.CANCELLED:
        yield (
            f"{', '.join(away)} was kept away from {earlier.conference.ref}: decide that again "
            "for this conference, with cpconf takes-part"
        )
