"""Writing down what goes with documents: agreed ways, words to withhold, submitted reports.

Every change here raises the version of its conference, and raises StoreBusy when the conference
changed after `filed` was read.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from sqlmodel import Session, col, func, select

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import Submitted, Way
from cpconf.errors import NotFound
from cpconf.store.conferences.holding import Holding
from cpconf.store.database.columns import Given
from cpconf.store.database.signing import Signature, storable, storable_or_none
from cpconf.store.sharing.writes import SharingWrites
from cpconf.store.tables.sharing import AgreedWayRow, SubmittedRow, WithheldTermRow

if TYPE_CHECKING:
    import sqlite3


class InSession(Holding):
    """The same transaction, of which a session keeps rows that are still to be written."""

    def __init__(
        self, session: Session, path: Path, now: dt.datetime, signature: Signature
    ) -> None:
        self._session = session
        self._session_connection = session.connection()
        driver = self._session_connection.connection.driver_connection
        super().__init__(cast("sqlite3.Connection", driver), path, now, signature)

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Given]:
        """All rows that a statement gives, the changes of this transaction included."""
        self._session.flush()
        return super().ask(statement, values)


class FamilyWrites(SharingWrites, InSession):
    """What can be written of documents and of all that goes with them."""

    def agree_way(
        self, filed: Filed, person: str, way: Way, note: str | None, at: dt.datetime
    ) -> None:
        """Write down how someone gets documents from now on. Raises NotFound.

        `at`, wall-clock Europe/London, is when it was agreed with them.
        """
        self._hold(filed)
        number = self._person(filed, person)
        row = self._session.exec(
            select(AgreedWayRow).where(AgreedWayRow.person_id == number)
        ).first() or AgreedWayRow(person_id=number)
        agreed = {
            "way": way.value,
            "note": storable_or_none(note),
            "agreed_at": stamp(at),
            **self._signature.columns,
        }
        for name, value in agreed.items():
            setattr(row, name, value)
        self._session.add(row)

    def forget_way(self, filed: Filed, person: str) -> None:
        """Take back how someone gets documents. Raises NotFound."""
        self._hold(filed)
        number = self._person(filed, person)
        row = self._session.exec(
            select(AgreedWayRow).where(AgreedWayRow.person_id == number)
        ).one_or_none()
        if row is None:
            msg = f"nothing is agreed with {person} about how they get documents"
            raise NotFound(msg)
        self._session.delete(row)

    def withhold_term(self, filed: Filed, person: str, kind: TermKind, words: str) -> Term:
        """Write down words that must not be disclosed to someone. Raises NotFound."""
        self._hold(filed)
        person_id = self._person(filed, person)
        highest = self._session.exec(
            select(func.max(WithheldTermRow.number)).where(WithheldTermRow.person_id == person_id)
        ).one()
        row = WithheldTermRow(
            conference_id=filed.id,
            person_id=person_id,
            number=(highest or 0) + 1,
            kind=kind.value,
            words=storable(words),
            **self._signature.columns,
        )
        self._session.add(row)
        return Term(row.number, person, kind, words)

    def forget_term(self, filed: Filed, person: str, number: int) -> None:
        """Remove words that need not be withheld from someone any more. Raises NotFound."""
        self._hold(filed)
        row = self._session.exec(
            select(WithheldTermRow).where(
                WithheldTermRow.person_id == self._person(filed, person),
                WithheldTermRow.number == number,
            )
        ).first()
        if row is None:
            msg = f"nothing with the number {number} is withheld from {person}"
            raise NotFound(msg)
        self._session.delete(row)

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
        highest = self._session.exec(
            select(func.max(SubmittedRow.number)).where(SubmittedRow.conference_id == filed.id)
        ).one()
        row = SubmittedRow(
            conference_id=filed.id,
            person_id=self._person(filed, person),
            number=(highest or 0) + 1,
            path=storable(path),
            document_id=self.add_document(filed, evidence),
            received_at=stamp(received_at),
            withheld=storable_or_none(withheld),
        )
        self._session.add(row)
        self._session.flush()
        return Submitted(
            id=cast("int", row.id),
            number=row.number,
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
        row = self._session.exec(
            select(SubmittedRow).where(
                SubmittedRow.conference_id == filed.id,
                SubmittedRow.number == number,
                col(SubmittedRow.removed_at).is_(None),
            )
        ).first()
        if row is None:
            msg = f"{filed.conference.ref} has no submitted report {number}"
            raise NotFound(msg)
        row.removed_at = stamp(self._now)
        row.removed_reason = storable(reason)
        self._session.add(row)
