"""The questions about invitations and reports: who is invited, how they join, who was asked.

As with documents, the commands that list tasks load nothing of what these give back.
"""
# ruff: noqa: PLC0415, S608 - late, as said above; only names of columns are put into statements

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from cpconf.store.conferences.questions import BATCH
from cpconf.store.database.columns import columns, made
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
        from cpconf.core.invitations.invitation import Series

        found = self.ask(
            f"SELECT {columns(Series, 's', ref='c.ref')} FROM invitation_series s "
            "JOIN conference c ON c.id = s.conference_id WHERE s.conference_id = ?",
            [self._number(ref)],
        )
        what = f"the calendar entry of {ref}"
        return next(self._made(partial(made, Series), found, lambda _: what, needed=True), None)

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
        from cpconf.core.invitations.invitation import Joining

        found = self.ask(
            f"SELECT {columns(Joining, 'j', person='p.short_id')} FROM joining j "
            "LEFT JOIN person p ON p.id = j.person_id WHERE j.conference_id = ? "
            "ORDER BY j.person_id IS NOT NULL, j.person_id",
            [self._number(ref)],
        )
        joinings = self._made(
            partial(made, Joining),
            found,
            lambda row: f"how {row[0] or 'everybody'} joins {ref}",
            needed=True,
        )
        return {joining.person: joining for joining in joinings}

    def invited(self, ref: str) -> "dict[str, Invited]":
        """The invitations to a conference, by short id. Raises NotFound.

        The state of one that is owed is what the outbox tells of it.
        """
        from cpconf.core.invitations.invitation import Invited

        named = columns(Invited, "v", address="i.address", folder="i.folder")
        found = self.ask(
            f"SELECT {named} FROM invitations_log v JOIN invited i ON i.id = v.id "
            "WHERE i.conference_id = ? ORDER BY i.person_id",
            [self._number(ref)],
        )
        invited = self._made(
            partial(made, Invited), found, lambda row: f"the invitation of {row[1]} to {ref}"
        )
        return {one.person: one for one in invited}

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
        from cpconf.core.reports.steps import ReportStep

        found = self.ask(
            "SELECT p.short_id, s.step, s.at FROM report_step s "
            "JOIN person p ON p.id = s.person_id WHERE s.conference_id = ? ORDER BY s.id",
            [self._number(ref)],
        )
        steps = self._made(
            partial(made, ReportStep),
            found,
            lambda row: f"a step of the report of {row[0]} of {ref}",
        )
        return list(steps)

    def mail_seen(self, fingerprints: Collection[str]) -> set[str]:
        """Those of the fingerprints whose messages were dealt with."""
        found: set[str] = set()
        asked = sorted(fingerprints)
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            marks = ", ".join("?" * len(batch))
            found.update(
                fingerprint
                for (fingerprint,) in self.ask(
                    f"SELECT fingerprint FROM mail_seen WHERE fingerprint IN ({marks})", batch
                )
            )
        return found

    def report_holders(self, files: Collection[str]) -> "dict[str, list[FileHolder]]":
        """Whose reports files are, at any conference, by SHA-256; those taken back too."""
        from cpconf.core.mailbox import FileHolder

        found: dict[str, list[FileHolder]] = {}
        asked = sorted(files)
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            marks = ", ".join("?" * len(batch))
            for sha256, ref, person, number, removed in self.ask(
                "SELECT d.sha256, c.ref, p.short_id, u.number, u.removed_at FROM submitted u "
                "JOIN document d ON d.id = u.document_id JOIN person p ON p.id = u.person_id "
                f"JOIN conference c ON c.id = u.conference_id WHERE d.sha256 IN ({marks}) "
                "ORDER BY u.id DESC",
                batch,
            ):
                holder = FileHolder(ref, person, number, standing=removed is None)
                found.setdefault(sha256, []).append(holder)
        return found
