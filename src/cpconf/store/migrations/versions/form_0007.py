"""Form 7: the children at a conference, each with dates of their own."""

import sqlalchemy as sa

from cpconf.store.migrations.parts import date, link, may_lack, table, words

revision = "0007"
down_revision = "0006"

DATES = ("strategy_discussion", "initial_conference", "previous_review")


def upgrade() -> None:
    """Make the table."""
    table(
        "child",
        link("conference_id", "conference"),
        *words("ref"),
        *map(may_lack, DATES),
        sa.UniqueConstraint("conference_id", "ref"),
        *map(date, DATES),
    )
