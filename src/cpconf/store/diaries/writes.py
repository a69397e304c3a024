"""Writing down what comes in: busy times from diaries, messages dealt with, steps of reports."""

import datetime as dt
from collections.abc import Iterable

from cpconf.core.conferences.filed import Filed
from cpconf.core.reports.steps import Step
from cpconf.errors import NotFound
from cpconf.store.database.faults import changed_meanwhile
from cpconf.store.database.signing import storable
from cpconf.store.diaries.questions import DiaryQuestions
from cpconf.store.invitations.writes import InvitationWrites


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
        number = self._insert(
            "diary",
            {"name": name, "read_at": self._now, "sha256": sha256, "covers_until": covers_until},
        )
        times = [
            {"diary_id": number, "whose": whose.lower(), "starts": starts, "ends": ends}
            for whose, starts, ends in entries
        ]
        self._insert_all("busy", times)

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
        self._insert(
            "mail_seen",
            {
                "conference_id": filed.id,
                "person_id": None if person is None else self._person(filed, person),
                "fingerprint": fingerprint,
                "received_at": received_at,
                "submitted_id": submitted_id,
                **self._signature.columns,
            },
        )

    def step_report(self, filed: Filed, person: str, step: Step, at: dt.datetime) -> None:
        """Write down that someone was asked for their report, or that it was passed on.

        `at` is wall-clock Europe/London. Raises NotFound, and StoreBusy as all that changes a
        conference does.
        """
        self._hold(filed)
        self._insert(
            "report_step",
            {
                "conference_id": filed.id,
                "person_id": self._person(filed, person),
                "step": step,
                "at": at,
                **self._signature.columns,
            },
        )

    def _drop_diary(self, name: str) -> bool:
        return bool(self.ask("DELETE FROM diary WHERE name = ? RETURNING id", [storable(name)]))
