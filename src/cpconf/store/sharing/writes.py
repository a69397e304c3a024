"""Recording documents: copies and how far each has got, and what goes with them.

That is agreed ways, words to withhold and submitted reports. Every change increases the version of
its conference, and raises StoreBusy if the conference changed after `filed` was read.
"""

import datetime as dt
from dataclasses import replace
from typing import Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import LIVE, ShareState, Sharing, Submitted, Way
from cpconf.errors import NotFound, Refused
from cpconf.store.conferences.ledger import Ledger
from cpconf.store.database.columns import fields_of
from cpconf.store.sharing.questions import SharingQuestions

_FOR_GOOD: Final = frozenset({"id", "ref", "person", "evidence", "made_at"})
"""The fields of a sharing that are written once, when it is new."""


class SharingWrites(SharingQuestions):
    """The writes for documents, and for all that goes with them."""

    _db: Ledger

    def __init__(self, store: Ledger) -> None:
        super().__init__(store)

    def add_document(self, filed: Filed, evidence: Evidence) -> int:
        """Put a document on record for good, and return its number."""
        self._db.hold(filed)
        about = {
            "conference_id": filed.id,
            "made_at": self._db.now,
            **self._db.signature.columns,
        }
        return self._db.insert("document", fields_of(evidence) | about)

    def put_sharing(self, filed: Filed, sharing: Sharing) -> Sharing:
        """Record how far a sharing has got; a new one gets its number and the moment it was made.

        A sharing that leaves `preparing` replaces the one that stood before it, and attempts begun
        before it. A later attempt that another command is making stays. A replaced sharing stays
        replaced, but what happens to it is recorded. Raises NotFound.
        """
        self._db.hold(filed)
        is_new = sharing.id == 0
        before = (
            self._begun(filed, sharing)
            if is_new
            else self.sharing(filed.conference.ref, sharing.id)
        )
        state = before.state if before.state is ShareState.REPLACED else sharing.state
        stands = replace(sharing, id=before.id, made_at=before.made_at, state=state)
        if before.state is ShareState.PREPARING and state in LIVE:
            self._db.ask(
                "UPDATE sharing SET state = 'replaced' FROM sharing mine WHERE mine.id = ? "
                "AND sharing.conference_id = mine.conference_id "
                "AND COALESCE(sharing.person_id, 0) = COALESCE(mine.person_id, 0) "
                "AND sharing.kind = mine.kind "
                "AND sharing.id <> mine.id AND sharing.state <> 'replaced' "
                "AND (sharing.state <> 'preparing' OR sharing.id < mine.id)",
                [stands.id],
            )
        had, has = fields_of(before, leave=_FOR_GOOD), fields_of(stands, leave=_FOR_GOOD)
        if changed := {name: value for name, value in has.items() if value != had[name]}:
            self._db.update("sharing", changed, {"id": stands.id})
        return stands

    def drop_sharing(self, filed: Filed, sharing: Sharing) -> None:
        """Remove an attempt that came to nothing; the sharing before it still stands.

        Its document stays on record, and so does an attempt that a later copy has replaced. Raises
        NotFound, and Refused for one that got further than `preparing`.
        """
        self._db.hold(filed)
        had = self.sharing(filed.conference.ref, sharing.id).state
        if had is ShareState.PREPARING:
            self._db.ask("DELETE FROM sharing WHERE id = ?", [sharing.id])
        elif had is not ShareState.REPLACED:
            raise Refused(
                f"the document of {filed.conference.ref} was made and stays on record: "
                f"cpconf sharing {filed.conference.ref} tells how far it has come"
            )

    def agree_way(
        self, filed: Filed, person: str, way: Way, note: str | None, at: dt.datetime
    ) -> None:
        """Record how someone gets documents from now on. Raises NotFound.

        `at`, wall-clock Europe/London, is when it was agreed with them.
        """
        self._db.hold(filed)
        number = self._db.person(filed, person)
        agreed = {"way": way, "note": note, "agreed_at": at, **self._db.signature.columns}
        self._db.put("agreed_way", agreed, {"person_id": number})

    def forget_way(self, filed: Filed, person: str) -> None:
        """Remove the agreement on how someone gets documents. Raises NotFound."""
        self._db.hold(filed)
        number = self._db.person(filed, person)
        if not self._db.ask("DELETE FROM agreed_way WHERE person_id = ? RETURNING id", [number]):
            raise NotFound(f"nothing is agreed with {person} about how they get documents")

    def withhold_term(self, filed: Filed, person: str, kind: TermKind, words: str) -> Term:
        """Record words that must not be disclosed to someone. Raises NotFound."""
        self._db.hold(filed)
        person_id = self._db.person(filed, person)
        number = self._next("withheld_term", "person_id", person_id)
        self._db.insert(
            "withheld_term",
            {
                "conference_id": filed.id,
                "person_id": person_id,
                "number": number,
                "kind": kind,
                "words": words,
                **self._db.signature.columns,
            },
        )
        return Term(number, person, kind, words)

    def forget_term(self, filed: Filed, person: str, number: int) -> None:
        """Remove words that need not be withheld from someone any more. Raises NotFound."""
        self._db.hold(filed)
        found = self._db.ask(
            "DELETE FROM withheld_term WHERE person_id = ? AND number = ? RETURNING id",
            [self._db.person(filed, person), number],
        )
        if not found:
            raise NotFound(f"nothing with the number {number} is withheld from {person}")

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
        self._db.hold(filed)
        number = self._next("submitted", "conference_id", filed.id)
        id_ = self._db.insert(
            "submitted",
            {
                "conference_id": filed.id,
                "person_id": self._db.person(filed, person),
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
        """Mark a submitted report as removed; it stays on record. Raises NotFound."""
        self._db.hold(filed)
        removed = self._db.update(
            "submitted",
            {"removed_at": self._db.now, "removed_reason": reason},
            {"conference_id": filed.id, "number": number, "removed_at": None},
        )
        if not removed:
            raise NotFound(f"{filed.conference.ref} has no submitted report {number}")

    def _begun(self, filed: Filed, sharing: Sharing) -> Sharing:
        """Put a new sharing on record as an attempt, and return it."""
        begun = replace(sharing, state=ShareState.PREPARING, made_at=self._db.now)
        person, evidence = begun.person, begun.evidence
        number = self._db.insert(
            "sharing",
            fields_of(begun, leave=_FOR_GOOD)
            | {
                "conference_id": filed.id,
                "person_id": None if person is None else self._db.person(filed, person),
                "document_id": None if evidence is None else self.add_document(filed, evidence),
                "made_at": begun.made_at,
            },
        )
        return replace(begun, id=number)

    def _next(self, table: str, of: str, number: int) -> int:
        """Return the next number in a table, among rows with `number` in the column `of`."""
        asked = f"SELECT COALESCE(MAX(number), 0) + 1 FROM {table} WHERE {of} = ?"  # noqa: S608 - our names
        return int(self._db.ask(asked, [number])[0][0])
