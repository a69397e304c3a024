"""Writing down what goes with documents: agreed ways, words to withhold, submitted reports.

Every change here raises the version of its conference, and raises StoreBusy when the conference
changed after `filed` was read.
"""

import datetime as dt

from cpconf.core.conferences.filed import Filed
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import Submitted, Way
from cpconf.errors import NotFound
from cpconf.store.sharing.writes import SharingWrites


class FamilyWrites(SharingWrites):
    """What can be written of documents and of all that goes with them."""

    def agree_way(
        self, filed: Filed, person: str, way: Way, note: str | None, at: dt.datetime
    ) -> None:
        """Write down how someone gets documents from now on. Raises NotFound.

        `at`, wall-clock Europe/London, is when it was agreed with them.
        """
        self._hold(filed)
        number = self._person(filed, person)
        agreed = {"way": way, "note": note, "agreed_at": at, **self._signature.columns}
        if not self._update("agreed_way", agreed, {"person_id": number}):
            self._insert("agreed_way", {"person_id": number, **agreed})

    def forget_way(self, filed: Filed, person: str) -> None:
        """Take back how someone gets documents. Raises NotFound."""
        self._hold(filed)
        number = self._person(filed, person)
        if not self.ask("DELETE FROM agreed_way WHERE person_id = ? RETURNING id", [number]):
            msg = f"nothing is agreed with {person} about how they get documents"
            raise NotFound(msg)

    def withhold_term(self, filed: Filed, person: str, kind: TermKind, words: str) -> Term:
        """Write down words that must not be disclosed to someone. Raises NotFound."""
        self._hold(filed)
        person_id = self._person(filed, person)
        number = self._next("withheld_term", "person_id", person_id)
        self._insert(
            "withheld_term",
            {
                "conference_id": filed.id,
                "person_id": person_id,
                "number": number,
                "kind": kind,
                "words": words,
                **self._signature.columns,
            },
        )
        return Term(number, person, kind, words)

    def forget_term(self, filed: Filed, person: str, number: int) -> None:
        """Remove words that need not be withheld from someone any more. Raises NotFound."""
        self._hold(filed)
        found = self.ask(
            "DELETE FROM withheld_term WHERE person_id = ? AND number = ? RETURNING id",
            [self._person(filed, person), number],
        )
        if not found:
            msg = f"nothing with the number {number} is withheld from {person}"
            raise NotFound(msg)

    def submit(
        self,
        filed: Filed,
        person: str,
        path: str,
        evidence: Evidence,
        *,
        received_at: dt.datetime,
        withheld: str | None = None,
    ) -> Submitted:
        """Put a submitted report on record. Raises NotFound.

        `received_at` is wall-clock Europe/London; `withheld` is the reason why the professionals
        do not get it, or None.
        """
        self._hold(filed)
        number = self._next("submitted", "conference_id", filed.id)
        id_ = self._insert(
            "submitted",
            {
                "conference_id": filed.id,
                "person_id": self._person(filed, person),
                "number": number,
                "path": path,
                "document_id": self.add_document(filed, evidence),
                "received_at": received_at,
                "withheld": withheld,
            },
        )
        return Submitted(
            id=id_,
            number=number,
            ref=filed.conference.ref,
            person=person,
            path=path,
            evidence=evidence,
            received_at=received_at,
            withheld=withheld,
        )

    def remove_submitted(self, filed: Filed, number: int, reason: str) -> None:
        """Take a submitted report back, which stays on record as removed. Raises NotFound."""
        self._hold(filed)
        removed = self._update(
            "submitted",
            {"removed_at": self._now, "removed_reason": reason},
            {"conference_id": filed.id, "number": number, "removed_at": None},
        )
        if not removed:
            msg = f"{filed.conference.ref} has no submitted report {number}"
            raise NotFound(msg)

    def _next(self, table: str, of: str, number: int) -> int:
        """The number after the highest in a table of what has that `number` in the column `of`."""
        asked = f"SELECT COALESCE(MAX(number), 0) + 1 FROM {table} WHERE {of} = ?"  # noqa: S608 - our names
        return int(self.ask(asked, [number])[0][0])
