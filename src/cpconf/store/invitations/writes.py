"""Writing down invitations: the calendar entry, how people join, and how far each one has come.

Every change here raises the version of its conference, and raises StoreBusy when the conference
changed after `filed` was read.
"""

import datetime as dt
from collections.abc import Collection
from typing import Literal

from sqlmodel import col, select

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.core.invitations.invitation import Answer, InviteState, Joining, Series
from cpconf.core.outbox import Outlet
from cpconf.errors import NotFound
from cpconf.store.database.signing import storable, storable_or_none
from cpconf.store.invitations.questions import InvitationQuestions
from cpconf.store.sharing.family_writes import FamilyWrites
from cpconf.store.tables.invitations import InvitationSeriesRow, InvitedRow, JoiningRow

Retractable = Literal["sent_at", "answer", "answered_at"]
"""What of an invitation can turn out not to be so."""


class InvitationWrites(FamilyWrites, InvitationQuestions):
    """What can be written of invitations."""

    def start_series(self, filed: Filed, uid: str) -> Series:
        """The calendar entry of a conference, made with `uid` when it has none; it then stays."""
        self._hold(filed)
        row = self._series_row(filed)
        if row is None:
            row = InvitationSeriesRow(
                conference_id=filed.id, uid=storable(uid), sequence=0, made_at=stamp(self._now)
            )
            self._session.add(row)
        return Series(ref=filed.conference.ref, uid=row.uid, sequence=row.sequence)

    def raise_sequence(self, filed: Filed) -> Series:
        """The calendar entry after one more change of it. Raises NotFound before the first."""
        self._hold(filed)
        row = self._series_row(filed)
        if row is None:
            ref = filed.conference.ref
            msg = f"nobody has been invited to {ref} yet: cpconf invite {ref}"
            raise NotFound(msg)
        row.sequence += 1
        self._session.add(row)
        return Series(ref=filed.conference.ref, uid=row.uid, sequence=row.sequence)

    def set_joining(self, filed: Filed, joining: Joining) -> None:
        """Write down how somebody joins, or everybody who has no way of their own.

        Raises NotFound for a short id that nobody has.
        """
        self._hold(filed)
        person_id = None if joining.person is None else self._person(filed, joining.person)
        row = self._session.exec(
            select(JoiningRow)
            .where(JoiningRow.conference_id == filed.id)
            .where(col(JoiningRow.person_id).is_not_distinct_from(person_id))
        ).first() or JoiningRow(conference_id=filed.id, person_id=person_id)
        row.method = joining.method.value
        row.link = storable_or_none(joining.link)
        row.dial_in = storable_or_none(joining.dial_in)
        for name in ("dial_at", "starts", "ends"):
            time = getattr(joining, name)
            setattr(row, name, None if time is None else time.isoformat(timespec="minutes"))
        self._session.add(row)

    def put_invited(
        self,
        filed: Filed,
        person: str,
        *,
        outlet: Outlet,
        state: InviteState,
        sequence: int,
        address: str | None,
        folder: str | None,
        at: dt.datetime,
    ) -> None:
        """Put someone's invitation on record, in place of an earlier one and its answer.

        `at`, wall-clock Europe/London, is when it was made. One that is `owed` stands as the
        message of that sequence in the outbox does. Raises NotFound.
        """
        self._hold(filed)
        number = self._person(filed, person)
        row = self._invited_row(number) or InvitedRow(
            conference_id=filed.id, person_id=number, sequence=sequence
        )
        columns = {
            "outlet": outlet.value,
            "state": state.value,
            "sequence": sequence,
            "address": storable_or_none(address),
            "folder": storable_or_none(folder),
            "made_at": stamp(at),
            "sent_at": None,
            "answer": None,
            "answered_at": None,
        }
        for name, value in columns.items():
            setattr(row, name, value)
        self._session.add(row)

    def change_invited(
        self,
        filed: Filed,
        person: str,
        *,
        state: InviteState | None = None,
        sent_at: dt.datetime | None = None,
        sequence: int | None = None,
        answer: Answer | None = None,
        answered_at: dt.datetime | None = None,
        forget: Collection[Retractable] = (),
    ) -> None:
        """Write down how far an invitation has come; None leaves a thing, `forget` empties it.

        Moments are wall-clock Europe/London. Raises NotFound for who was not invited.
        """
        self._hold(filed)
        row = self._invited_row(self._person(filed, person))
        if row is None:
            msg = f"{person} was not invited to {filed.conference.ref}"
            raise NotFound(msg)
        changes: dict[str, str | int | None] = {
            "state": state and state.value,
            "sent_at": stamp(sent_at) if sent_at else None,
            "sequence": sequence,
            "answer": answer and answer.value,
            "answered_at": stamp(answered_at) if answered_at else None,
        }
        for mistaken in forget:
            setattr(row, mistaken, None)
        for name, value in changes.items():
            if value is not None:
                setattr(row, name, value)
        self._session.add(row)

    def _series_row(self, filed: Filed) -> InvitationSeriesRow | None:
        return self._session.exec(
            select(InvitationSeriesRow).where(InvitationSeriesRow.conference_id == filed.id)
        ).first()

    def _invited_row(self, person_id: int) -> InvitedRow | None:
        return self._session.exec(
            select(InvitedRow).where(InvitedRow.person_id == person_id)
        ).first()
