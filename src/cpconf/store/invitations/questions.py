"""Questions about invitations: who is invited, how they join, what they were sent.

The values they return are imported late, because commands that list tasks need none of them.
"""
# ruff: noqa: PLC0415, S608 - late, as said above; only names of columns are put into statements

from functools import partial
from typing import TYPE_CHECKING

from cpconf.store.conferences.lookup import Lookup
from cpconf.store.database.columns import columns, made
from cpconf.store.outbox.questions import FROM_OUTBOX, MESSAGE, message

if TYPE_CHECKING:
    from cpconf.core.invitations.invitation import Invited, Joining, Series
    from cpconf.core.outbox import OutboxMessage


class InvitationQuestions:
    """The questions about invitations."""

    def __init__(self, store: Lookup) -> None:
        self._db = store

    def series(self, ref: str) -> "Series | None":
        """Return the calendar entry of a conference, or None before the first invitation.

        Raises NotFound, and StoreFault for an entry that cannot be read, as a second one would
        mislead.
        """
        from cpconf.core.invitations.invitation import Series

        found = self._db.ask(
            f"SELECT {columns(Series, 's', ref='c.ref')} FROM invitation_series s "
            "JOIN conference c ON c.id = s.conference_id WHERE s.conference_id = ?",
            [self._db.number(ref)],
        )
        what = f"the calendar entry of {ref}"
        return next(self._db.made(partial(made, Series), found, lambda _: what, needed=True), None)

    def ref_of_entry(self, uid: str) -> str | None:
        """Return the reference of the conference whose calendar entry has this `uid`, or None."""
        found = self._db.ask(
            "SELECT c.ref FROM invitation_series s JOIN conference c ON c.id = s.conference_id "
            "WHERE s.uid = ?",
            [uid],
        )
        return found[0][0] if found else None

    def joinings(self, ref: str) -> "dict[str | None, Joining]":
        """Return how people join a conference, by short id, and under None how all others do.

        Raises NotFound, and StoreFault for one that cannot be read, as another way could be unsafe.
        """
        from cpconf.core.invitations.invitation import Joining

        found = self._db.ask(
            f"SELECT {columns(Joining, 'j', person='p.short_id')} FROM joining j "
            "LEFT JOIN person p ON p.id = j.person_id WHERE j.conference_id = ? "
            "ORDER BY j.person_id IS NOT NULL, j.person_id",
            [self._db.number(ref)],
        )
        joinings = self._db.made(
            partial(made, Joining),
            found,
            lambda row: f"how {row[0] or 'everybody'} joins {ref}",
            needed=True,
        )
        return {joining.person: joining for joining in joinings}

    def invited(self, ref: str) -> "dict[str, Invited]":
        """Return the invitations to a conference, by short id. Raises NotFound.

        The state of one that is owed comes from the outbox.
        """
        from cpconf.core.invitations.invitation import Invited

        named = columns(Invited, "v", address="i.address", folder="i.folder")
        found = self._db.ask(
            f"SELECT {named} FROM invitations_log v JOIN invited i ON i.id = v.id "
            "WHERE i.conference_id = ? ORDER BY i.person_id",
            [self._db.number(ref)],
        )
        invited = self._db.made(
            partial(made, Invited), found, lambda row: f"the invitation of {row[1]} to {ref}"
        )
        return {one.person: one for one in invited}

    def invitation_messages(self, ref: str) -> "list[OutboxMessage]":
        """Return all messages about invitations to a conference, oldest first.

        Raises NotFound, and StoreFault for one that cannot be read: somebody could be left
        uninformed.
        """
        found = self._db.ask(
            f"SELECT {MESSAGE} {FROM_OUTBOX} WHERE o.conference_id = ? ORDER BY o.id",
            [self._db.number(ref)],
        )
        return list(self._db.made(message, found, lambda row: f"message {row[0]}", needed=True))
