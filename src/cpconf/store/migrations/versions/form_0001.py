"""Form 1: the first tables.

Views and triggers are not part of a revision: they are made anew after each upgrade.
"""

import sqlalchemy as sa
from alembic import op

from cpconf.store.migrations.parts import (
    date,
    key,
    link,
    may_lack,
    moment,
    number,
    one_of,
    table,
    words,
    yes_or_no,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables in an empty database."""
    pinned()
    conferences()
    tasks()
    logs()


def pinned() -> None:
    """Make the tables of editions with their rules, and of calendars with their days off."""
    table(
        "edition",
        *words("name", "title", "edition", "sha256", "text", "frame_text", "first_used_at"),
        sa.UniqueConstraint("sha256"),
        moment("first_used_at"),
    )
    table(
        "rule",
        link("edition_id", "edition"),
        *words("type", "format", "kind"),
        number("place"),
        *words("clause", "name", "title"),
        may_lack("role"),
        *words("joint"),
        *map(may_lack, ("each", "phase", "due_words", "anchor")),
        *words("reading"),
        number("local"),
        *words("conditions", "section", "detail", "only_after", "gated_by"),
        may_lack("answers"),
        sa.UniqueConstraint("edition_id", "type", "format", "kind", "place"),
        one_of("type", "initial review"),
        one_of("format", "video written"),
        one_of("kind", "task limit"),
        one_of("reading", "R1 R2 R3 R4 R5 R6 R7 R8"),
        yes_or_no("local"),
    )
    table("rule_order", key("before_rule", "rule"), key("after_rule", "rule"), numbered=False)
    table(
        "calendar",
        *words("sha256", "source", "known_until", "opens", "closes"),
        number("adopted"),
        *words("made_at"),
        sa.UniqueConstraint("sha256"),
        sa.UniqueConstraint("adopted"),
        date("known_until"),
        moment("made_at"),
    )
    table(
        "day_off",
        key("calendar_id", "calendar"),
        sa.Column("date", sa.Text, primary_key=True, nullable=False),
        *words("name"),
        number("local"),
        date("date"),
        yes_or_no("local"),
        numbered=False,
    )


def conferences() -> None:
    """Make the tables of conferences, the people at them and the facts about them."""
    table(
        "conference",
        *words("ref", "type", "format"),
        link("edition_id", "edition"),
        link("calendar_id", "calendar"),
        *words("at"),
        *map(may_lack, ("ends", "ended")),
        *words("state"),
        *map(may_lack, ("strategy_discussion", "initial_conference", "previous_review")),
        number("version"),
        sa.UniqueConstraint("ref"),
        one_of("type", "initial review"),
        one_of("format", "video written"),
        one_of("state", "scheduled held cancelled"),
        *map(moment, ("at", "ends", "ended")),
        *map(date, ("strategy_discussion", "initial_conference", "previous_review")),
    )
    op.create_index("conference_at", "conference", ["at"])
    table(
        "person",
        link("conference_id", "conference"),
        *words("short_id", "role", "name"),
        *map(may_lack, ("email", "phone", "agency")),
        *words("added_at"),
        sa.UniqueConstraint("conference_id", "short_id"),
        one_of(
            "role",
            "mother father parent carer young_person supporter social_worker manager chair "
            "minute_taker administrator team_administrator early_help school health police "
            "probation housing advocate interpreter other_professional",
        ),
        moment("added_at"),
    )
    table(
        "answer",
        link("conference_id", "conference"),
        *words("fact"),
        link("person_id", "person", nullable=True),
        number("yes"),
        one_of(
            "fact",
            "split children_at_home no_second_device full_report_shared parent_cannot_join "
            "parent_excluded joins_another_way clarification_needed no_wifi plan_made "
            "parent_email school_invited report_emailed",
        ),
        yes_or_no("yes"),
    )
    everybody = sa.text("person_id IS NULL")
    op.create_index(
        "answer_for_everybody",
        "answer",
        ["conference_id", "fact"],
        unique=True,
        sqlite_where=everybody,
        postgresql_where=everybody,
    )
    op.create_index("answer_for_one", "answer", ["conference_id", "fact", "person_id"], unique=True)


def tasks() -> None:
    """Make the tables of conferences' tasks and of the limits on them."""
    table(
        "task",
        link("conference_id", "conference"),
        link("rule_id", "rule"),
        link("person_id", "person", nullable=True),
        link("about_id", "person", nullable=True),
        *map(may_lack, ("due", "literal", "needed_by")),
        *map(number, ("provisional", "applies")),
        *words("state"),
        *map(number, ("outstanding", "late_at_booking")),
        *map(may_lack, ("marked_at", "marked_by")),
        one_of("state", "open done skipped"),
        *map(moment, ("due", "literal", "needed_by", "marked_at")),
        *map(yes_or_no, ("provisional", "applies", "outstanding", "late_at_booking")),
    )
    op.create_index("task_conference", "task", ["conference_id"])
    outstanding = sa.text("outstanding = 1")
    op.create_index(
        "task_outstanding",
        "task",
        ["outstanding"],
        sqlite_where=outstanding,
        postgresql_where=outstanding,
    )
    table(
        "statutory_limit",
        link("conference_id", "conference"),
        link("rule_id", "rule"),
        *map(may_lack, ("anchored", "due", "literal")),
        sa.Column("met", sa.Integer, nullable=True),
        number("provisional"),
        date("anchored"),
        *map(moment, ("due", "literal")),
        *map(yes_or_no, ("met", "provisional")),
    )
    op.create_index("statutory_limit_conference", "statutory_limit", ["conference_id"])


def logs() -> None:
    """Make the tables that rows are only ever added to: marks and history."""
    table(
        "mark",
        link("task_id", "task"),
        *words("kind", "at"),
        may_lack("note"),
        *words("by", "recorded_at", "machine_at"),
        one_of("kind", "done undone skipped reopened"),
        *map(moment, ("at", "recorded_at", "machine_at")),
    )
    op.create_index("mark_task", "mark", ["task_id"])
    table(
        "history",
        link("conference_id", "conference"),
        *words("kind", "details"),
        may_lack("note"),
        *words("by", "recorded_at", "machine_at"),
        *map(moment, ("recorded_at", "machine_at")),
    )
    op.create_index("history_conference", "history", ["conference_id"])
