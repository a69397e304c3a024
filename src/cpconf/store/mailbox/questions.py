"""Questions about what comes in: mail that was dealt with, and the steps of each report.

The values they return are imported late, because commands that list tasks need none of them.
"""
# ruff: noqa: PLC0415 - late, as said above

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from cpconf.store.conferences.lookup import Lookup
from cpconf.store.database.columns import made

if TYPE_CHECKING:
    from cpconf.core.mailbox import FileHolder
    from cpconf.core.reports.steps import ReportStep


class MailboxQuestions:
    """The questions about what comes in."""

    def __init__(self, store: Lookup) -> None:
        self._db = store

    def report_steps(self, ref: str) -> "list[ReportStep]":
        """Return whose report was asked for or passed on, oldest first. Raises NotFound."""
        from cpconf.core.reports.steps import ReportStep

        found = self._db.ask(
            "SELECT p.short_id, s.step, s.at FROM report_step s "
            "JOIN person p ON p.id = s.person_id WHERE s.conference_id = ? ORDER BY s.id",
            [self._db.number(ref)],
        )
        return list(
            self._db.made(
                partial(made, ReportStep),
                found,
                lambda row: f"a step of the report of {row[0]} of {ref}",
            )
        )

    def mail_seen(self, fingerprints: Collection[str]) -> set[str]:
        """Return those of the fingerprints whose messages were dealt with."""
        found = self._db.ask_of(
            fingerprints, "SELECT fingerprint FROM mail_seen WHERE fingerprint IN (?, …)"
        )
        return {fingerprint for (fingerprint,) in found}

    def report_holders(self, files: Collection[str]) -> "dict[str, list[FileHolder]]":
        """Return whose reports files are, at any conference, by SHA-256; removed ones too."""
        from cpconf.core.mailbox import FileHolder

        found: dict[str, list[FileHolder]] = {}
        for sha256, ref, person, number, removed in self._db.ask_of(
            files,
            "SELECT d.sha256, c.ref, p.short_id, u.number, u.removed_at FROM submitted u "
            "JOIN document d ON d.id = u.document_id JOIN person p ON p.id = u.person_id "
            "JOIN conference c ON c.id = u.conference_id WHERE d.sha256 IN (?, …) "
            "ORDER BY u.id DESC",
        ):
            holder = FileHolder(ref, person, number, standing=removed is None)
            found.setdefault(sha256, []).append(holder)
        return found
