"""Form 5: reminders of conferences, people in support, and what is missed is owed no more."""

import sqlalchemy as sa
from alembic import op

from cpconf.store.migrations.parts import link, moment, one_of, part_of, table, words
from cpconf.store.migrations.parts import may_lack as lacking

revision = "0005"
down_revision = "0004"

REMINDED = "id, outbox_id, task_id, recipient, reason, wanted"
PEOPLE = "id, conference_id, short_id, role, name, email, phone, agency, added_at"


def upgrade() -> None:
    """Make two tables anew, add three indexes, and settle which tasks are outstanding."""
    people()
    reminders()
    indexes()
    outstanding()


def people() -> None:
    """One role more. The tables that lead to this one lead to it by its name, as before."""
    op.execute("PRAGMA legacy_alter_table=ON")
    op.rename_table("person", "person_before")
    op.execute("PRAGMA legacy_alter_table=OFF")
    table(
        "person",
        link("conference_id", "conference"),
        *words("short_id", "role", "name"),
        *map(lacking, ("email", "phone", "agency")),
        *words("added_at"),
        sa.UniqueConstraint("conference_id", "short_id"),
        one_of(
            "role",
            "mother father parent carer young_person supporter social_worker manager chair "
            "minute_taker administrator team_administrator early_help school health police "
            "probation housing other_professional advocate interpreter parent_representative",
        ),
        moment("added_at"),
    )
    op.execute(f"INSERT INTO person ({PEOPLE}) SELECT {PEOPLE} FROM person_before")  # noqa: S608 - names of columns
    op.drop_table("person_before")


def reminders() -> None:
    """A reminder may be of a conference instead of a task."""
    op.drop_index("reminder_outbox", "reminder")
    op.rename_table("reminder", "reminder_before")
    table(
        "reminder",
        part_of("outbox_id", "outbox"),
        part_of("task_id", "task", nullable=True),
        link("conference_id", "conference", nullable=True),
        *words("recipient", "reason", "wanted"),
        sa.UniqueConstraint("task_id", "recipient", "reason", "wanted"),
        one_of(
            "reason",
            "soon literal today overdue escalated limit_passed not_recorded_as_held book_again",
        ),
        moment("wanted"),
        sa.CheckConstraint("(task_id IS NULL) <> (conference_id IS NULL)", name="is_of_one_thing"),
    )
    op.create_index("reminder_outbox", "reminder", ["outbox_id"])
    of_one = sa.text("conference_id IS NOT NULL")
    op.create_index(
        "reminder_of_a_conference",
        "reminder",
        ["conference_id", "recipient", "reason", "wanted"],
        unique=True,
        sqlite_where=of_one,
        postgresql_where=of_one,
    )
    op.execute(f"INSERT INTO reminder ({REMINDED}) SELECT {REMINDED} FROM reminder_before")  # noqa: S608 - names of columns
    op.drop_table("reminder_before")


def indexes() -> None:
    """A reference is found however it is written, and a notice without a look at every meeting."""
    op.create_index("conference_ref_lower", "conference", [sa.text("lower(ref)")])
    not_held = sa.text("state <> 'held'")
    op.create_index(
        "conference_not_held",
        "conference",
        ["state", "at"],
        sqlite_where=not_held,
        postgresql_where=not_held,
    )
    not_met = sa.text("met = 0")
    op.create_index(
        "statutory_limit_not_met",
        "statutory_limit",
        ["conference_id"],
        sqlite_where=not_met,
        postgresql_where=not_met,
    )


def outstanding() -> None:
    """What prepared a conference that was held is owed no more, nor a report by an interpreter."""
    op.execute(
        "UPDATE task SET outstanding = 0 WHERE outstanding = 1 "
        "AND conference_id IN (SELECT id FROM conference WHERE state = 'held') "
        "AND rule_id IN (SELECT id FROM rule WHERE phase = 'preparation')"
    )
    op.execute(
        "UPDATE task SET applies = 0, outstanding = 0 WHERE outstanding = 1 "
        "AND rule_id IN (SELECT id FROM rule WHERE role = 'professional') "
        "AND person_id IN (SELECT id FROM person WHERE role IN ('advocate', 'interpreter'))"
    )
