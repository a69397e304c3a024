"""Form 5: reminders of conferences, one more role in support, and missed tasks no longer owed."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

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
    """Allow one more role. Other tables keep referring to this one by its name."""
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
            "probation housing advocate interpreter parent_representative other_professional",
        ),
        moment("added_at"),
    )
    op.execute(f"INSERT INTO person ({PEOPLE}) SELECT {PEOPLE} FROM person_before")  # noqa: S608 - names of columns
    op.drop_table("person_before")


def reminders() -> None:
    """Let a reminder be of a conference instead of a task."""
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
    """Add indexes: for references in any case, and for notices without reading every conference."""
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
    """Clear the tasks that nobody owes any more.

    These are reports by advocates and interpreters, and preparation for conferences that were held.
    """
    theirs = (
        "state = 'open' AND applies = 1 "
        "AND rule_id IN (SELECT id FROM rule WHERE role = 'professional') "
        "AND person_id IN (SELECT id FROM person WHERE role IN ('advocate', 'interpreter'))"
    )
    columns = "conference_id, rule_id, due, literal, needed_by, provisional, late_at_booking"
    op.execute(
        # If nobody else owed the task, it is there once more without a person.
        f"INSERT INTO task ({columns}, applies, state, outstanding) "  # noqa: S608 - names of columns
        f"SELECT {columns}, 1, 'open', MAX(outstanding) FROM task WHERE {theirs} "
        "AND NOT EXISTS (SELECT 1 FROM task o JOIN person p ON p.id = o.person_id "
        "WHERE o.conference_id = task.conference_id AND o.rule_id = task.rule_id "
        "AND p.role NOT IN ('advocate', 'interpreter')) GROUP BY conference_id, rule_id"
    )
    op.execute(f"UPDATE task SET applies = 0, outstanding = 0 WHERE {theirs}")  # noqa: S608 - the same
    op.execute(
        "UPDATE task SET outstanding = 0 WHERE outstanding = 1 "
        "AND conference_id IN (SELECT id FROM conference WHERE state = 'held') "
        "AND rule_id IN (SELECT id FROM rule WHERE phase = 'preparation')"
    )
    needed()


def needed() -> None:
    """Work out anew when open tasks without a time are needed, where others are done or skipped.

    A done task asks for nothing any more: the earliest of the open tasks after a task counts, and
    for preparation the conference's start. Repeated until nothing changes.
    """
    run = op.get_bind().exec_driver_sql
    settled = run(
        "SELECT DISTINCT c.id, c.at FROM conference c JOIN task t ON t.conference_id = c.id "
        "WHERE c.state = 'scheduled' AND t.state <> 'open'"
    ).fetchall()
    for number, start in settled:
        rows = run(
            "SELECT t.id, t.rule_id, t.due, t.needed_by, r.phase, r.each, COALESCE(t.about_id, "
            "CASE r.role WHEN 'professional' THEN t.person_id END) FROM task t "
            "JOIN rule r ON r.id = t.rule_id WHERE t.conference_id = ? AND t.applies = 1 "
            "AND t.state = 'open'",
            (number,),
        ).fetchall()
        orders = run(
            "SELECT before_rule, after_rule FROM rule_order WHERE before_rule IN "
            "(SELECT rule_id FROM task WHERE conference_id = ?)",
            (number,),
        ).fetchall()
        for task, needed_by in _needed(rows, set(map(tuple, orders)), start).items():
            run("UPDATE task SET needed_by = ? WHERE id = ?", (needed_by, task))


def _needed(
    rows: Sequence[Any], orders: AbstractSet[tuple[int, int]], start: str
) -> dict[int, str | None]:
    """Return the moments that differ from those on record, by the number of the task."""
    wanted = {row[0]: row[2] or (start if row[4] == "preparation" else None) for row in rows}
    moved = True
    while moved:
        moved = False
        for task, rule, due, _, _, each, subject in rows:
            asked = [
                wanted[other]
                for other, later, _, _, _, every, whom in rows
                if (rule, later) in orders
                and (each != every or subject is None or whom is None or subject == whom)
            ]
            earliest = min(filter(None, [wanted[task], *asked]), default=None)
            if due is None and earliest != wanted[task]:
                wanted[task], moved = earliest, True
    return {row[0]: wanted[row[0]] for row in rows if row[2] is None and wanted[row[0]] != row[3]}
