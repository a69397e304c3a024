"""Writing down documents: copies and how far each has come, and what goes with them.

That is agreed ways, words to withhold and submitted reports. Every change here raises the version
of its conference, and raises StoreBusy when the conference changed after `filed` was read.
"""
# ruff: noqa: S608 - every value is bound; only names of columns are put into statements

import datetime as dt
from collections.abc import Collection
from typing import Literal

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import (
    LIVE,
    Confirmed,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Submitted,
    Transport,
    Way,
)
from cpconf.core.words import DocumentKind
from cpconf.errors import NotFound, Refused
from cpconf.store.conferences.holding import Holding
from cpconf.store.database.signing import storable, storable_or_none

Forgettable = Literal[
    "sent_at", "received_at", "received_how", "confirmed_by", "released_at", "released_by"
]
"""What of a sharing can turn out not to be so."""


class SharingWrites(Holding):
    """What can be written of documents and of all that goes with them."""

    def add_document(self, filed: Filed, evidence: Evidence) -> int:
        """Put a document on record, for good; its number."""
        self._hold(filed)
        return self._insert(
            "document",
            {
                "conference_id": filed.id,
                "kind": evidence.kind.value,
                "sha256": storable(evidence.sha256),
                "size": evidence.size,
                "pages": evidence.pages,
                "algorithm": storable(evidence.algorithm),
                "source_sha256": storable_or_none(evidence.source_sha256),
                "made_at": stamp(self._now),
                **self._signature.columns,
            },
        )

    def begin_sharing(
        self,
        filed: Filed,
        *,
        person: str | None,
        kind: DocumentKind,
        way: Way,
        transport: Transport,
        password: PasswordCare,
        state: ShareState,
        evidence: Evidence | None = None,
        address: str | None = None,
        folder: str | None = None,
        address_confirmed_by: str | None = None,
    ) -> int:
        """Put a document for one recipient on record; the number of the sharing.

        `person` is a short id, or None for the professionals. One that is `preparing` leaves the
        one before it as it stands; in any other state it replaces it. Raises NotFound.
        """
        self._hold(filed)
        person_id = None if person is None else self._person(filed, person)
        number = self._insert(
            "sharing",
            {
                "conference_id": filed.id,
                "person_id": person_id,
                "kind": kind.value,
                "way": way.value,
                "state": ShareState.PREPARING.value,
                "transport": transport.value,
                "password": password.value,
                "document_id": None if evidence is None else self.add_document(filed, evidence),
                "made_at": stamp(self._now),
                "address": storable_or_none(address),
                "folder": storable_or_none(folder),
                "address_confirmed_by": storable_or_none(address_confirmed_by),
            },
        )
        self._enter(filed, number, state)
        return number

    def change_sharing(
        self,
        filed: Filed,
        sharing_id: int,
        *,
        state: ShareState | None = None,
        sent_at: dt.datetime | None = None,
        received_at: dt.datetime | None = None,
        received_how: Confirmed | None = None,
        confirmed_by: str | None = None,
        released_at: dt.datetime | None = None,
        released_by: ReleasedBy | None = None,
        password: PasswordCare | None = None,
        transport: Transport | None = None,
        folder: str | None = None,
        evidence: Evidence | None = None,
        forget: Collection[Forgettable] = (),
    ) -> None:
        """Write down how far a sharing has come; None leaves a thing as it is, `forget` empties it.

        Moments are wall-clock Europe/London. A sharing that leaves `preparing` replaces the one
        that stood before it, and attempts begun before it. One that is replaced stays so, whatever
        `state` says, but what happened to it is written down. Raises NotFound.
        """
        self._hold(filed)
        had = self._state_of(filed, sharing_id)
        changes: dict[str, str | int | None] = {
            "sent_at": stamp(sent_at) if sent_at else None,
            "received_at": stamp(received_at) if received_at else None,
            "received_how": received_how and received_how.value,
            "confirmed_by": storable_or_none(confirmed_by),
            "released_at": stamp(released_at) if released_at else None,
            "released_by": released_by and released_by.value,
            "password": password and password.value,
            "transport": transport and transport.value,
            "folder": storable_or_none(folder),
            "document_id": None if evidence is None else self.add_document(filed, evidence),
        }
        values: dict[str, str | int | None] = dict.fromkeys(forget)
        values |= {name: value for name, value in changes.items() if value is not None}
        if values:
            columns = ", ".join(f"{name} = ?" for name in values)
            self.ask(f"UPDATE sharing SET {columns} WHERE id = ?", [*values.values(), sharing_id])
        if state is not None and had != ShareState.REPLACED:
            self._enter(filed, sharing_id, state)

    def drop_sharing(self, filed: Filed, sharing_id: int) -> None:
        """Remove an attempt of which nothing came; what stood before it stands as it did.

        Its document stays on record. One that a later copy has replaced meanwhile stays, too.
        Raises NotFound, and Refused for one that got further than `preparing`.
        """
        self._hold(filed)
        had = self._state_of(filed, sharing_id)
        if had == ShareState.PREPARING:
            self.ask("DELETE FROM sharing WHERE id = ?", [sharing_id])
        elif had != ShareState.REPLACED:
            msg = (
                f"the document of {filed.conference.ref} was made and stays on record: "
                f"cpconf sharing {filed.conference.ref} tells how far it has come"
            )
            raise Refused(msg)

    def agree_way(
        self, filed: Filed, person: str, way: Way, note: str | None, at: dt.datetime
    ) -> None:
        """Write down how someone gets documents from now on. Raises NotFound.

        `at`, wall-clock Europe/London, is when it was agreed with them.
        """
        self._hold(filed)
        number = self._person(filed, person)
        agreed = {"way": way, "note": note, "agreed_at": at, **self._signature.columns}
        self._put("agreed_way", agreed, {"person_id": number})

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
        asked = f"SELECT COALESCE(MAX(number), 0) + 1 FROM {table} WHERE {of} = ?"
        return int(self.ask(asked, [number])[0][0])

    def _state_of(self, filed: Filed, sharing_id: int) -> str:
        """Where a sharing stands. Raises NotFound."""
        found = self.ask(
            "SELECT state FROM sharing WHERE id = ? AND conference_id = ?", [sharing_id, filed.id]
        )
        if not found:
            msg = f"{filed.conference.ref} has no sharing {sharing_id}"
            raise NotFound(msg)
        return str(found[0][0])

    def _enter(self, filed: Filed, number: int, state: ShareState) -> None:
        """Give a sharing its state; on leaving `preparing` it replaces those before it.

        A later attempt that is under way in another command stays.
        """
        if self._state_of(filed, number) == ShareState.PREPARING and state in LIVE:
            self.ask(
                "UPDATE sharing SET state = 'replaced' FROM sharing mine WHERE mine.id = ? "
                "AND sharing.conference_id = mine.conference_id "
                "AND sharing.person_id IS mine.person_id AND sharing.kind = mine.kind "
                "AND sharing.id <> mine.id AND sharing.state <> 'replaced' "
                "AND (sharing.state <> 'preparing' OR sharing.id < mine.id)",
                [number],
            )
        self.ask("UPDATE sharing SET state = ? WHERE id = ?", [state.value, number])
