"""Form 2: documents, with whom they are shared, and what must not be disclosed to whom."""

import sqlalchemy as sa
from alembic import op

from cpconf.store.migrations.parts import link, may_lack, moment, number, one_of, table, words

revision = "0002"
down_revision = "0001"

KINDS = "report plan minutes set abridged submitted"
WAYS = "email telephone letterbox visit"


def upgrade() -> None:
    """Add the tables, all of them empty."""
    documents()
    sharings()
    agreements()
    submissions()


def documents() -> None:
    """Make the table of what identifies each document."""
    table(
        "document",
        link("conference_id", "conference"),
        *words("kind", "sha256"),
        number("size"),
        sa.Column("pages", sa.Integer, nullable=True),
        *words("algorithm"),
        may_lack("source_sha256"),
        *words("made_at", "by", "recorded_at", "machine_at"),
        one_of("kind", KINDS),
        *map(moment, ("made_at", "recorded_at", "machine_at")),
    )
    op.create_index("document_sha256", "document", ["sha256"])
    op.create_index("document_source_sha256", "document", ["source_sha256"])


def sharings() -> None:
    """Make the table of documents on their way to recipients."""
    table(
        "sharing",
        link("conference_id", "conference"),
        link("person_id", "person", nullable=True),
        *words("kind", "way", "state", "transport", "password"),
        link("document_id", "document", nullable=True),
        *words("made_at"),
        *map(may_lack, ("address", "folder", "address_confirmed_by", "sent_at", "received_at")),
        *map(may_lack, ("received_how", "confirmed_by", "released_at", "released_by")),
        one_of("kind", KINDS),
        one_of("way", WAYS),
        one_of(
            "state",
            "preparing prepared sending sent received releasing released shared replaced",
        ),
        one_of("transport", "draft smtp"),
        one_of("password", "held agreed none"),
        one_of("received_how", "phone email visit text"),
        one_of("released_by", "message phone"),
        *map(moment, ("made_at", "sent_at", "received_at", "released_at")),
    )
    op.create_index("sharing_conference", "sharing", ["conference_id"])
    op.create_index("sharing_document", "sharing", ["document_id"])
    standing = "state NOT IN ('preparing', 'replaced')"
    one_standing("sharing_for_one", ["conference_id", "person_id", "kind"], standing)
    one_standing(
        "sharing_for_professionals",
        ["conference_id", "kind"],
        f"person_id IS NULL AND {standing}",
    )


def one_standing(name: str, columns: list[str], where: str) -> None:
    """Make the rule that at most one of these sharings stands."""
    condition = sa.text(where)
    op.create_index(
        name,
        "sharing",
        columns,
        unique=True,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def agreements() -> None:
    """Make the tables of how family members get documents, and what they must not learn."""
    table(
        "agreed_way",
        link("person_id", "person"),
        *words("way"),
        may_lack("note"),
        *words("agreed_at", "by", "recorded_at", "machine_at"),
        sa.UniqueConstraint("person_id"),
        one_of("way", WAYS),
        *map(moment, ("agreed_at", "recorded_at", "machine_at")),
    )
    table(
        "withheld_term",
        link("conference_id", "conference"),
        link("person_id", "person"),
        number("number"),
        *words("kind", "by", "recorded_at", "machine_at", "words"),
        sa.UniqueConstraint("person_id", "number"),
        one_of("kind", "address school phone name other"),
        *map(moment, ("recorded_at", "machine_at")),
    )
    op.create_index("withheld_term_conference", "withheld_term", ["conference_id"])


def submissions() -> None:
    """Make the table of reports that were submitted for conferences."""
    table(
        "submitted",
        link("conference_id", "conference"),
        link("person_id", "person"),
        number("number"),
        *words("path"),
        link("document_id", "document"),
        *words("received_at"),
        *map(may_lack, ("withheld", "removed_at", "removed_reason")),
        sa.UniqueConstraint("conference_id", "number"),
        *map(moment, ("received_at", "removed_at")),
    )
    op.create_index("submitted_document", "submitted", ["document_id"])
