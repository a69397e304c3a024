"""The tables of documents: what was made, with whom it is shared, what must not be disclosed."""

from typing import Any, Final

from sqlalchemy import BigInteger, Index, Integer, UniqueConstraint, text
from sqlmodel import Field

from cpconf.core.disclosure.terms import TermKind
from cpconf.core.sharing.sharing import (
    Confirmed,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Transport,
    Way,
)
from cpconf.core.words import DocumentKind
from cpconf.store.tables.conferences import (
    STRICT,
    TableRow,
    may_lack,
    may_lead_to,
    moments,
    one_of,
    to,
    words,
)

_BYTES: Final[Any] = BigInteger().with_variant(Integer, "sqlite")
"""A number of bytes: INTEGER has 64 bits in a file, but 32 on a server."""
_STANDING = text("state NOT IN ('preparing', 'replaced')")
_STANDING_FOR_ALL = text("person_id IS NULL AND state NOT IN ('preparing', 'replaced')")


class DocumentRow(TableRow, table=True):
    """What identifies a document, and none of its content. Rows are only ever added."""

    __tablename__ = "document"
    __table_args__ = (
        one_of("kind", DocumentKind),
        *moments("made_at", "recorded_at", "machine_at"),
        Index("document_sha256", "sha256"),
        Index("document_source_sha256", "source_sha256"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    kind: str = words()
    sha256: str = words()
    size: int = Field(sa_type=_BYTES)
    pages: int | None = None
    algorithm: str = words()
    source_sha256: str | None = may_lack()
    made_at: str = words()
    by: str = words()
    recorded_at: str = words()
    machine_at: str = words()


class SharingRow(TableRow, table=True):
    """One document for one recipient, or, with no person, for the professionals.

    A recipient has at most one sharing of each kind that stands. One that is `preparing` does not
    stand yet: it replaces the one before it when it leaves that state, and is removed if it comes
    to nothing.
    """

    __tablename__ = "sharing"
    __table_args__ = (
        one_of("kind", DocumentKind),
        one_of("way", Way),
        one_of("state", ShareState),
        one_of("transport", Transport),
        one_of("password", PasswordCare),
        one_of("received_how", Confirmed),
        one_of("released_by", ReleasedBy),
        *moments("made_at", "sent_at", "received_at", "released_at"),
        Index("sharing_conference", "conference_id"),
        Index("sharing_document", "document_id"),
        Index(
            "sharing_for_one",
            "conference_id",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index(
            "sharing_for_professionals",
            "conference_id",
            "kind",
            unique=True,
            sqlite_where=_STANDING_FOR_ALL,
            postgresql_where=_STANDING_FOR_ALL,
        ),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    person_id: int | None = may_lead_to("person")
    kind: str = words()
    way: str = words()
    state: str = words()
    transport: str = words()
    password: str = words()
    document_id: int | None = may_lead_to("document")
    made_at: str = words()
    address: str | None = may_lack()
    folder: str | None = may_lack()
    address_confirmed_by: str | None = may_lack()
    sent_at: str | None = may_lack()
    received_at: str | None = may_lack()
    received_how: str | None = may_lack()
    confirmed_by: str | None = may_lack()
    released_at: str | None = may_lack()
    released_by: str | None = may_lack()


class AgreedWayRow(TableRow, table=True):
    """How one family member gets documents, as last agreed with them."""

    __tablename__ = "agreed_way"
    __table_args__ = (
        UniqueConstraint("person_id"),
        one_of("way", Way),
        *moments("agreed_at", "recorded_at", "machine_at"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    person_id: int = to("person")
    way: str = words()
    note: str | None = may_lack()
    agreed_at: str = words()
    by: str = words()
    recorded_at: str = words()
    machine_at: str = words()


class WithheldTermRow(TableRow, table=True):
    """Words that must not be disclosed to one person; `number` counts from 1 for each."""

    __tablename__ = "withheld_term"
    __table_args__ = (
        UniqueConstraint("person_id", "number"),
        one_of("kind", TermKind),
        *moments("recorded_at", "machine_at"),
        Index("withheld_term_conference", "conference_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    person_id: int = to("person")
    number: int
    kind: str = words()
    by: str = words()
    recorded_at: str = words()
    machine_at: str = words()
    words: str = words()  # last, because it hides the function of that name


class SubmittedRow(TableRow, table=True):
    """A report submitted for a conference; `number` counts from 1 for each, and never changes.

    A removed report stays with the reason, because its document is evidence.
    """

    __tablename__ = "submitted"
    __table_args__ = (
        UniqueConstraint("conference_id", "number"),
        *moments("received_at", "removed_at"),
        Index("submitted_document", "document_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    person_id: int = to("person")
    number: int
    path: str = words()
    document_id: int = to("document")
    received_at: str = words()
    withheld: str | None = may_lack()
    removed_at: str | None = may_lack()
    removed_reason: str | None = may_lack()
