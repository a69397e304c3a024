"""The tables of messages owed: the outbox, the reminders in it, and the last run."""

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from cpconf.core.outbox import Care, OutboxState, Outlet, Reason
from cpconf.store.tables.conferences import (
    STRICT,
    TableRow,
    may_lack,
    may_lead_to,
    moments,
    one_of,
    part_of,
    words,
)

_OWED = text("state IN ('waiting', 'pending', 'claimed', 'sending', 'failed', 'unknown')")


class OutboxRow(TableRow, table=True):
    """A message that is owed, and what became of it; a digest belongs to no single conference.

    The run in `claimed_by` has it until `lease_until`, by the machine's own clock.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("message_id"),
        one_of("care", Care),
        one_of("outlet", Outlet),
        one_of("state", OutboxState),
        *moments("dated_at", "made_at", "not_before", "lease_until", "finished_at", "machine_at"),
        # What was sent or withdrawn soon outnumbers what is owed.
        Index("outbox_owed", "state", sqlite_where=_OWED, postgresql_where=_OWED),
        Index("outbox_conference", "conference_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str = words()
    conference_id: int | None = may_lead_to("conference")
    person_id: int | None = may_lead_to("person")
    recipient: str = words()
    address: str | None = may_lack()
    care: str = words()
    outlet: str = words()
    folder: str | None = may_lack()
    state: str = words()
    sequence: int | None = None
    message_id: str = words()
    dated_at: str = words()
    made_at: str = words()
    tries: int
    not_before: str | None = may_lack()
    reason: str | None = may_lack()
    claimed_by: str | None = may_lack()
    lease_until: str | None = may_lack()
    finished_at: str | None = may_lack()
    machine_at: str = words()


class ReminderRow(TableRow, table=True):
    """What a message tells somebody of a task or a conference, once for each reason and date.

    It is removed with its task and with its message.
    """

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("task_id", "recipient", "reason", "wanted"),
        one_of("reason", Reason),
        *moments("wanted"),
        CheckConstraint("(task_id IS NULL) <> (conference_id IS NULL)", name="is_of_one_thing"),
        Index(
            "reminder_of_a_conference",
            "conference_id",
            "recipient",
            "reason",
            "wanted",
            unique=True,
            sqlite_where=text("conference_id IS NOT NULL"),
            postgresql_where=text("conference_id IS NOT NULL"),
        ),
        Index("reminder_outbox", "outbox_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    outbox_id: int = part_of("outbox")
    task_id: int | None = part_of("task", may_lack=True)
    conference_id: int | None = may_lead_to("conference")
    recipient: str = words()
    reason: str = words()
    wanted: str = words()


class ReminderRunRow(TableRow, table=True):
    """The last successful run of reminders, in one row, and when to warn that none followed."""

    __tablename__ = "reminder_run"
    __table_args__ = (
        CheckConstraint("id = 1", name="id_is_one"),
        *moments("finished_at", "machine_at", "warn_after"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    finished_at: str = words()
    machine_at: str = words()
    warn_after: str = words()
