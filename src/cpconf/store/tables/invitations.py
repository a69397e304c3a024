"""The tables of invitations: the calendar entry, how people join, and who is invited."""

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from cpconf.core.invitations.invitation import Answer, InviteState
from cpconf.core.outbox import Outlet
from cpconf.core.words import Method
from cpconf.store.tables.conferences import (
    STRICT,
    TableRow,
    may_lack,
    may_lead_to,
    moments,
    one_of,
    times,
    to,
    words,
)

_EVERYBODY = text("person_id IS NULL")


class InvitationSeriesRow(TableRow, table=True):
    """The calendar entry of a conference: its `uid` stays, its `sequence` rises."""

    __tablename__ = "invitation_series"
    __table_args__ = (
        UniqueConstraint("conference_id"),
        UniqueConstraint("uid"),
        *moments("made_at"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    uid: str = words()
    sequence: int
    made_at: str = words()


class JoiningRow(TableRow, table=True):
    """How one person joins, or, with no person, everybody who has no way of their own."""

    __tablename__ = "joining"
    __table_args__ = (
        one_of("method", Method),
        *times("dial_at", "starts", "ends"),
        Index(
            "joining_for_everybody",
            "conference_id",
            unique=True,
            sqlite_where=_EVERYBODY,
            postgresql_where=_EVERYBODY,
        ),
        Index("joining_for_one", "conference_id", "person_id", unique=True),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    person_id: int | None = may_lead_to("person")
    method: str = words()
    link: str | None = may_lack()
    dial_in: str | None = may_lack()
    dial_at: str | None = may_lack()
    starts: str | None = may_lack()
    ends: str | None = may_lack()


class InvitedRow(TableRow, table=True):
    """One person's invitation, and what they answered.

    If it is `owed`, the outbox knows how far it has got: see the view `invitations_log`.
    """

    __tablename__ = "invited"
    __table_args__ = (
        UniqueConstraint("person_id"),
        one_of("outlet", Outlet),
        one_of("state", InviteState),
        one_of("answer", Answer),
        *moments("made_at", "sent_at", "answered_at"),
        Index("invited_conference", "conference_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    person_id: int = to("person")
    outlet: str = words()
    state: str = words()
    sequence: int
    address: str | None = may_lack()
    folder: str | None = may_lack()
    made_at: str = words()
    sent_at: str | None = may_lack()
    answer: str | None = may_lack()
    answered_at: str | None = may_lack()
