"""The tables of what comes in: mail that was dealt with, and the steps of each report."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from cpconf.core.reports.steps import Step
from cpconf.store.tables.conferences import (
    STRICT,
    TableRow,
    may_lead_to,
    moments,
    one_of,
    to,
    words,
)


class MailSeenRow(TableRow, table=True):
    """A message of the mailbox that was dealt with, by a fingerprint that reveals nothing."""

    __tablename__ = "mail_seen"
    __table_args__ = (
        UniqueConstraint("fingerprint"),
        *moments("received_at", "recorded_at", "machine_at"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    person_id: int | None = may_lead_to("person")
    fingerprint: str = words()
    received_at: str = words()
    submitted_id: int | None = may_lead_to("submitted")
    by: str = words()
    recorded_at: str = words()
    machine_at: str = words()


class ReportStepRow(TableRow, table=True):
    """A step of a report: somebody was asked for it, or it was passed on."""

    __tablename__ = "report_step"
    __table_args__ = (
        one_of("step", Step),
        *moments("at", "recorded_at", "machine_at"),
        Index("report_step_conference", "conference_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    person_id: int = to("person")
    step: str = words()
    at: str = words()
    by: str = words()
    recorded_at: str = words()
    machine_at: str = words()
