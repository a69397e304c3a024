"""The report of `takes-part`: how each family member takes part."""

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.conferences.filed import Filed
from cpconf.core.invitations.joining import Joinings, way_in
from cpconf.core.invitations.participation import Means, Participation, TakesPart
from cpconf.core.words import FAMILY, Role
from cpconf.render.conferences import common_keys as keys
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from cpconf.core.conferences.conference import Person


class PartPart(Report):
    """How one family member takes part."""

    person: keys.PersonId
    role: Annotated[Role, "role"]
    how: Annotated[
        TakesPart | None,
        "`video`, `telephone`, `in-person`, `through-chair` or `not`; `null`: not settled",
    ]
    starts: Annotated[dt.datetime | None, "when it begins for them; `null`: they do not attend"]
    ends: Annotated[dt.datetime | None, "when it ends for them; `null`: not on record"]
    decided_by: Annotated[tuple[str, ...], "names of those who decided"]
    kept_away: Annotated[bool, "whether it was decided that they do not attend"]
    interpreter: Annotated[str | None, "the language to interpret"]
    supporter: Annotated[str | None, "short id of who supports them"]
    means: Annotated[Mapping[Means, bool], "what they have, and have not, to join with"]

    @classmethod
    def of_person(
        cls, person: "Person", part: Participation, filed: Filed, joinings: Joinings
    ) -> Self:
        """Make one from how a person takes part; hours are those of their way to join."""
        away = part.how is not None and not part.how.joins
        way = None if away else way_in(person, joinings, filed.conference)
        usual = None if away else filed.conference.at
        return cls.like(
            part,
            person=person.id,
            role=person.role,
            starts=way.at if way else usual,
            ends=way.ends if way else None if away else filed.conference.ends,
        )


class ParticipationReport(Report, commands=("takes-part",)):
    """`takes-part`: how each family member takes part."""

    ref: keys.Ref
    people: Annotated[tuple[PartPart, ...], "the family, by when it begins for them"] = ()

    @classmethod
    def of(
        cls,
        filed: Filed,
        parts: Mapping[str, Participation],
        joinings: Joinings,
        *,
        only: str | None = None,
    ) -> Self:
        """Make one from a conference and how people take part; `only` one, by short id."""
        found = [
            PartPart.of_person(
                person, parts.get(person.id) or Participation(person=person.id), filed, joinings
            )
            for person in filed.people
            if person.role in FAMILY and only in {None, person.id}
        ]
        last = dt.datetime.max
        return cls(
            filed.conference.ref,
            tuple(sorted(found, key=lambda part: part.starts or last)),
        )
