"""Form 3: messages owed, invitations, imported diaries, and mail that came in."""

import sqlalchemy as sa
from alembic import op

from cpconf.store.migrations.parts import (
    date,
    link,
    may_lack,
    moment,
    number,
    one_of,
    part_of,
    table,
    time,
    words,
)

revision = "0003"
down_revision = "0002"

OUTLETS = "stdout smtp maildir draft"


def upgrade() -> None:
    """Add the tables, all of them empty."""
    owed()
    invitations()
    diaries()
    received()


def owed() -> None:
    """Make the tables of the outbox, the reminders in it, and the last run that made any."""
    table(
        "outbox",
        *words("kind"),
        link("conference_id", "conference", nullable=True),
        link("person_id", "person", nullable=True),
        *words("recipient"),
        may_lack("address"),
        *words("care", "outlet"),
        may_lack("folder"),
        *words("state"),
        sa.Column("sequence", sa.Integer, nullable=True),
        *words("message_id", "dated_at", "made_at"),
        number("tries"),
        *map(may_lack, ("not_before", "reason", "claimed_by", "lease_until", "finished_at")),
        *words("machine_at"),
        sa.UniqueConstraint("message_id"),
        one_of("kind", "reminders invitation update cancellation"),
        one_of("care", "staff family"),
        one_of("outlet", OUTLETS),
        one_of("state", "waiting pending claimed sending sent failed unknown withdrawn"),
        *map(moment, ("dated_at", "made_at", "not_before")),
        *map(moment, ("lease_until", "finished_at", "machine_at")),
    )
    is_owed = sa.text("state IN ('waiting', 'pending', 'claimed', 'sending', 'failed', 'unknown')")
    op.create_index(
        "outbox_owed", "outbox", ["state"], sqlite_where=is_owed, postgresql_where=is_owed
    )
    op.create_index("outbox_conference", "outbox", ["conference_id"])
    table(
        "reminder",
        part_of("outbox_id", "outbox"),
        part_of("task_id", "task"),
        *words("recipient", "reason", "wanted"),
        sa.UniqueConstraint("task_id", "recipient", "reason", "wanted"),
        one_of("reason", "soon literal today overdue escalated"),
        moment("wanted"),
    )
    op.create_index("reminder_outbox", "reminder", ["outbox_id"])
    table(
        "reminder_run",
        *words("finished_at", "machine_at", "warn_after"),
        sa.CheckConstraint("id = 1", name="id_is_one"),
        *map(moment, ("finished_at", "machine_at", "warn_after")),
    )


def invitations() -> None:
    """Make the tables of calendar entries, of how people join, and of who is invited."""
    table(
        "invitation_series",
        link("conference_id", "conference"),
        *words("uid"),
        number("sequence"),
        *words("made_at"),
        sa.UniqueConstraint("conference_id"),
        sa.UniqueConstraint("uid"),
        moment("made_at"),
    )
    table(
        "joining",
        link("conference_id", "conference"),
        link("person_id", "person", nullable=True),
        *words("method"),
        *map(may_lack, ("link", "dial_in", "dial_at")),
        one_of("method", "teams skype conference-call whatsapp speakerphone telephone"),
        time("dial_at"),
    )
    everybody = sa.text("person_id IS NULL")
    op.create_index(
        "joining_for_everybody",
        "joining",
        ["conference_id"],
        unique=True,
        sqlite_where=everybody,
        postgresql_where=everybody,
    )
    op.create_index("joining_for_one", "joining", ["conference_id", "person_id"], unique=True)
    table(
        "invited",
        link("conference_id", "conference"),
        link("person_id", "person"),
        *words("outlet", "state"),
        number("sequence"),
        *map(may_lack, ("address", "folder")),
        *words("made_at"),
        *map(may_lack, ("sent_at", "answer", "answered_at")),
        sa.UniqueConstraint("person_id"),
        one_of("outlet", OUTLETS),
        one_of("state", "prepared owed sent unknown failed cancelled"),
        one_of("answer", "accepted declined tentative"),
        *map(moment, ("made_at", "sent_at", "answered_at")),
    )
    op.create_index("invited_conference", "invited", ["conference_id"])


def diaries() -> None:
    """Make the tables of when people are busy, by the diaries that were imported."""
    table(
        "diary",
        *words("name", "read_at", "sha256", "covers_until"),
        sa.UniqueConstraint("name"),
        moment("read_at"),
        date("covers_until"),
    )
    table(
        "busy",
        part_of("diary_id", "diary"),
        *words("whose", "starts", "ends"),
        *map(moment, ("starts", "ends")),
    )
    op.create_index("busy_whose_starts", "busy", ["whose", "starts"])
    op.create_index("busy_diary", "busy", ["diary_id"])


def received() -> None:
    """Make the tables of mail that was dealt with, and of the steps of each report."""
    table(
        "mail_seen",
        link("conference_id", "conference"),
        link("person_id", "person", nullable=True),
        *words("fingerprint", "received_at"),
        link("submitted_id", "submitted", nullable=True),
        *words("by", "recorded_at", "machine_at"),
        sa.UniqueConstraint("fingerprint"),
        *map(moment, ("received_at", "recorded_at", "machine_at")),
    )
    table(
        "report_step",
        link("conference_id", "conference"),
        link("person_id", "person"),
        *words("step", "at", "by", "recorded_at", "machine_at"),
        one_of("step", "requested forwarded"),
        *map(moment, ("at", "recorded_at", "machine_at")),
    )
    op.create_index("report_step_conference", "report_step", ["conference_id"])
