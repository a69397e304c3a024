"""Writing down what comes in: busy times from diaries, messages dealt with, steps of reports."""

import datetime as dt
from collections.abc import Iterable
from typing import cast

from sqlmodel import col, delete, insert, select

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp
from cpconf.core.reports.steps import Step
from cpconf.errors import NotFound
from cpconf.store.database.faults import changed_meanwhile
from cpconf.store.database.signing import storable
from cpconf.store.diaries.questions import DiaryQuestions
from cpconf.store.invitations.writes import InvitationWrites
from cpconf.store.tables.diaries import BusyRow, DiaryRow
from cpconf.store.tables.mailbox import MailSeenRow, ReportStepRow


class DiaryWrites(InvitationWrites, DiaryQuestions):
    """What can be written of diaries and of what the mailbox brings."""

    def import_diary(
        self,
        name: str,
        sha256: str,
        covers_until: dt.date,
        entries: Iterable[tuple[str, dt.datetime, dt.datetime]],
    ) -> None:
        """Keep when people are busy, in place of what was read in under that name before.

        Each of the `entries` has an address, or none for the whole team, and the start and end of
        a time, wall-clock Europe/London. `sha256` is that of the file. No conference changes.
        """
        self._drop_diary(name)
        row = DiaryRow(
            name=storable(name),
            read_at=stamp(self._now),
            sha256=storable(sha256),
            covers_until=covers_until.isoformat(),
        )
        self._session.add(row)
        self._session.flush()
        number = cast("int", row.id)
        times = [
            {
                "diary_id": number,
                "whose": storable(whose.lower()),
                "starts": stamp(starts),
                "ends": stamp(ends),
            }
            for whose, starts, ends in entries
        ]
        if times:
            self._session_connection.execute(insert(BusyRow), times)

    def forget_diary(self, name: str) -> None:
        """Forget all that was read in under a name. Raises NotFound. No conference changes."""
        if not self._drop_diary(name):
            # What is no diary's name may be somebody's.
            msg = "no diary was read in under that name; cpconf diary list tells which were"
            raise NotFound(msg)

    def see_mail(
        self,
        filed: Filed,
        person: str | None,
        fingerprint: str,
        received_at: dt.datetime,
        submitted_id: int | None,
    ) -> None:
        """Write down that a message of the mailbox was dealt with, so that it is not again.

        `received_at` is wall-clock Europe/London; `submitted_id` is the number of the report that
        came in it. Raises NotFound, and StoreBusy for a message that another command dealt with.
        """
        self._hold(filed)
        if self.mail_seen([fingerprint]):
            raise changed_meanwhile()
        row = MailSeenRow(
            conference_id=filed.id,
            person_id=None if person is None else self._person(filed, person),
            fingerprint=storable(fingerprint),
            received_at=stamp(received_at),
            submitted_id=submitted_id,
            **self._signature.columns,
        )
        self._session.add(row)

    def step_report(self, filed: Filed, person: str, step: Step, at: dt.datetime) -> None:
        """Write down that someone was asked for their report, or that it was passed on.

        `at` is wall-clock Europe/London. Raises NotFound, and StoreBusy as all that changes a
        conference does.
        """
        self._hold(filed)
        row = ReportStepRow(
            conference_id=filed.id,
            person_id=self._person(filed, person),
            step=step.value,
            at=stamp(at),
            **self._signature.columns,
        )
        self._session.add(row)

    def _drop_diary(self, name: str) -> bool:
        self._session.flush()
        found = self._session.exec(select(DiaryRow.id).where(DiaryRow.name == storable(name)))
        number = found.first()
        if number is None:
            return False
        self._session.exec(delete(DiaryRow).where(col(DiaryRow.id) == number))
        return True
