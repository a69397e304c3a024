"""The questions about invitations and reports: who is invited, how they join, who was asked.

As with documents, the commands that list tasks load nothing of what these give back.
"""
# ruff: noqa: PLC0415, S608 - late, as said above; only names of columns are put into statements

from collections.abc import Collection
from typing import TYPE_CHECKING

from cpconf.store.outbox.questions import FROM_OUTBOX, MESSAGE, message
from cpconf.store.sharing.questions import SharingQuestions

if TYPE_CHECKING:
    from cpconf.core.invitations.invitation import Invited, Joining, Series
    from cpconf.core.mailbox import FileHolder
    from cpconf.core.outbox import OutboxMessage
    from cpconf.core.reports.steps import ReportStep


class InvitationQuestions(SharingQuestions):
    """What is on record, of invitations too."""

    def series(self, ref: str) -> "Series | None":
        """The calendar entry of a conference, or None before the first invitation.

        Raises NotFound; StoreFault for one that cannot be read, as a second entry would mislead.
        """
        from cpconf.store.invitations import rows as invitation_rows

        found = self.ask(
            "SELECT c.ref, s.uid, s.sequence FROM invitation_series s "
            "JOIN conference c ON c.id = s.conference_id WHERE s.conference_id = ?",
            [self._number(ref)],
        )
        made = self._made(
            invitation_rows.series, found, lambda _: f"the calendar entry of {ref}", needed=True
        )
        return next(made, None)

    def ref_of_entry(self, uid: str) -> str | None:
        """The conference whose calendar entry has this identifier, or None."""
        found = self.ask(
            "SELECT c.ref FROM invitation_series s JOIN conference c ON c.id = s.conference_id "
            "WHERE s.uid = ?",
            [uid],
        )
        return found[0][0] if found else None

    def joinings(self, ref: str) -> "dict[str | None, Joining]":
        """How people join a conference, by short id; under None, how all the others do.

        Raises NotFound; StoreFault for one that cannot be read, as another way could be unsafe.
        """
        from cpconf.store.invitations import rows as invitation_rows

        found = self.ask(
            "SELECT p.short_id, j.method, j.link, j.dial_in, j.dial_at, j.starts, j.ends "
            "FROM joining j "
            "LEFT JOIN person p ON p.id = j.person_id WHERE j.conference_id = ? "
            "ORDER BY j.person_id IS NOT NULL, j.person_id",
            [self._number(ref)],
        )
        made = self._made(
            invitation_rows.joining,
            found,
            lambda row: f"how {row[0] or 'everybody'} joins {ref}",
            needed=True,
        )
        return {joining.person: joining for joining in made}

    def invited(self, ref: str) -> "dict[str, Invited]":
        """The invitations to a conference, by short id. Raises NotFound.

        The state of one that is owed is what the outbox tells of it.
        """
        from cpconf.store.invitations import rows as invitation_rows

        found = self.ask(
            f"SELECT {invitation_rows.INVITED} FROM invitations_log v "
            "JOIN invited i ON i.id = v.id WHERE i.conference_id = ? ORDER BY i.person_id",
            [self._number(ref)],
        )
        made = self._made(
            invitation_rows.invited, found, lambda row: f"the invitation of {row[1]} to {ref}"
        )
        return {invited.person: invited for invited in made}

    def invitation_messages(self, ref: str) -> "list[OutboxMessage]":
        """All messages about invitations to a conference, oldest first. Raises NotFound.

        StoreFault for one that cannot be read: somebody could be left uninformed.
        """
        found = self.ask(
            f"SELECT {MESSAGE} {FROM_OUTBOX} WHERE o.conference_id = ? ORDER BY o.id",
            [self._number(ref)],
        )
        return list(self._made(message, found, lambda row: f"message {row[0]}", needed=True))

    def report_steps(self, ref: str) -> "list[ReportStep]":
        """Who was asked for a report, and whose was passed on, oldest first. Raises NotFound."""
        from cpconf.store.invitations import rows as invitation_rows

        found = self.ask(
            "SELECT p.short_id, s.step, s.at FROM report_step s "
            "JOIN person p ON p.id = s.person_id WHERE s.conference_id = ? ORDER BY s.id",
            [self._number(ref)],
        )
        return list(
            self._made(
                invitation_rows.report_step,
                found,
                lambda row: f"a step of the report of {row[0]} of {ref}",
            )
        )

    def mail_seen(self, fingerprints: Collection[str]) -> set[str]:
        """Those of the fingerprints whose messages were dealt with."""
        found = self._ask_of(
            fingerprints, "SELECT fingerprint FROM mail_seen WHERE fingerprint IN (?, …)"
        )
        return {fingerprint for (fingerprint,) in found}

    def report_holders(self, files: Collection[str]) -> "dict[str, list[FileHolder]]":
        """Whose reports files are, at any conference, by SHA-256; those taken back too."""
        from cpconf.core.mailbox import FileHolder

        found: dict[str, list[FileHolder]] = {}
        for sha256, ref, person, number, removed in self._ask_of(
            files,
            "SELECT d.sha256, c.ref, p.short_id, u.number, u.removed_at FROM submitted u "
            "JOIN document d ON d.id = u.document_id JOIN person p ON p.id = u.person_id "
            "JOIN conference c ON c.id = u.conference_id WHERE d.sha256 IN (?, …) "
            "ORDER BY u.id DESC",
        ):
            holder = FileHolder(ref, person, number, standing=removed is None)
            found.setdefault(sha256, []).append(holder)
        return found
