"""Form 4: start and end for people who take part in only a part of a conference."""

import sqlalchemy as sa
from alembic import op

from cpconf.store.migrations.parts import link, may_lack, one_of, table, time, words

revision = "0004"
down_revision = "0003"

KEPT = "id, conference_id, person_id, method, link, dial_in, dial_at"


def upgrade() -> None:
    """Make the table of joinings anew, with two more columns, and put every row back."""
    for index in ("joining_for_everybody", "joining_for_one"):
        op.drop_index(index, "joining")
    op.rename_table("joining", "joining_before")
    table(
        "joining",
        link("conference_id", "conference"),
        link("person_id", "person", nullable=True),
        *words("method"),
        *map(may_lack, ("link", "dial_in", "dial_at", "starts", "ends")),
        one_of("method", "teams skype conference-call whatsapp speakerphone telephone"),
        *map(time, ("dial_at", "starts", "ends")),
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
    op.execute(f"INSERT INTO joining ({KEPT}) SELECT {KEPT} FROM joining_before")  # noqa: S608 - names of columns
    op.drop_table("joining_before")
