"""Recording what comes in: messages dealt with, and the steps of reports."""

import datetime as dt

from cpconf.core.conferences.filed import Filed
from cpconf.core.reports.steps import Step
from cpconf.store.conferences.ledger import Ledger
from cpconf.store.database.faults import changed_meanwhile
from cpconf.store.mailbox.questions import MailboxQuestions


class MailboxWrites(MailboxQuestions):
    """The writes for what the mailbox brings."""

    _db: Ledger

    def __init__(self, store: Ledger) -> None:
        super().__init__(store)

    def see_mail(
        self,
        filed: Filed,
        person: str | None,
        fingerprint: str,
        received_at: dt.datetime,
        submitted_id: int | None,
    ) -> None:
        """Record that a message of the mailbox was dealt with, so that it is not dealt with again.

        `received_at` is wall-clock Europe/London; `submitted_id` is the number of the report that
        came in it. Raises NotFound, and StoreBusy for a message that another command dealt with.
        """
        self._db.hold(filed)
        if self.mail_seen([fingerprint]):
            raise changed_meanwhile()
        self._db.insert(
            "mail_seen",
            {
                "conference_id": filed.id,
                "person_id": None if person is None else self._db.person(filed, person),
                "fingerprint": fingerprint,
                "received_at": received_at,
                "submitted_id": submitted_id,
                **self._db.signature.columns,
            },
        )

    def step_report(self, filed: Filed, person: str, step: Step, at: dt.datetime) -> None:
        """Record that someone was asked for their report, or that it was passed on.

        `at` is wall-clock Europe/London. Raises NotFound, and StoreBusy if the conference changed
        after `filed` was read.
        """
        self._db.hold(filed)
        self._db.insert(
            "report_step",
            {
                "conference_id": filed.id,
                "person_id": self._db.person(filed, person),
                "step": step,
                "at": at,
                **self._db.signature.columns,
            },
        )
