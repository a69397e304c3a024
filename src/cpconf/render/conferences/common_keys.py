"""Keys that the JSON documents of several rooms share, each with one meaning."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Self

from cpconf.core.conferences.conference import Person
from cpconf.core.words import Role
from cpconf.render.drawing.json_text import Report

Ref = Annotated[str, "reference of the conference"]
Clause = Annotated[str, "clause id"]
PersonId = Annotated[str, "short id"]
PersonRole = Annotated[Role, "role of that person"]
Owner = Annotated[str | None, "short id of whoever owes it"]
About = Annotated[str | None, "short id of the parent or school it concerns"]
Due = Annotated[dt.datetime | None, "due moment, where the clause states a time"]
Literal = Annotated[dt.datetime | None, "what the words give if read literally, where that differs"]
NeededBy = Annotated[
    dt.datetime | None, "where there is no `due`: the moment by which others need it"
]
Sha256 = Annotated[str | None, "SHA-256 of the document, once there is one"]
Size = Annotated[int | None, "its size in bytes"]
Pages = Annotated[int | None, "its pages; `null` for a Word document"]
Algorithm = Annotated[str | None, "how it is locked; `null` where it is not"]
Done = Annotated[tuple[str, ...], "handles of the tasks that this ticked off"]
Remarks = Annotated[tuple[str, ...], "remarks, one sentence each"]


class RefPart(Report):
    """A report that begins with the reference of its conference."""

    ref: Ref


class PersonPart(Report):
    """Somebody on record, without their name."""

    person: PersonId
    role: PersonRole

    @classmethod
    def of(cls, person: Person) -> Self:
        """Make one from a person."""
        return cls(person.id, person.role)


class DraftPart(Report):
    """A draft for somebody."""

    person: PersonId
    role: PersonRole
    file: Annotated[Path, "the draft"]

    @classmethod
    def of(cls, person: Person, file: Path) -> Self:
        """Make one from a draft for a person."""
        return cls(person.id, person.role, file)
