"""The tables of conferences: what is recorded for one conference and its checklist.

They are declared here, and read when a store is made or upgraded. No row is ever made from a class:
questions and writes are SQL. Moments are TEXT as `london.stamp` writes them, dates are TEXT, yes
and no are 1 and 0, and lists of words are separated by spaces, because SQLite and PostgreSQL keep
all of these alike.
"""

from enum import StrEnum
from typing import Any, ClassVar, Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, MetaData, Text, UniqueConstraint, text
from sqlalchemy.dialects import postgresql
from sqlmodel import Field, SQLModel

from cpconf.core.words import (
    PERSON_ROLES,
    ConferenceState,
    ConferenceType,
    Fact,
    Format,
    MarkKind,
    TaskState,
)

METADATA: Final = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "ck": "%(table_name)s_%(constraint_name)s",
    }
)
STRICT: Final = {"sqlite_strict": True}
_TEXT: Final[Any] = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Text that is compared letter by letter, as SQLite does, whatever the server's language is."""


class TableRow(SQLModel):
    """The base class of every table."""

    metadata: ClassVar[MetaData] = METADATA


def words(*, primary_key: bool = False) -> Any:  # noqa: ANN401 - as Field itself says
    """Declare a column of text."""
    return Field(sa_type=_TEXT, primary_key=primary_key)


def may_lack() -> Any:  # noqa: ANN401 - as Field itself says
    """Declare a column of text that may be missing."""
    return Field(default=None, sa_type=_TEXT)


def to(target: str, *, primary_key: bool = False) -> Any:  # noqa: ANN401 - as Field itself says
    """Declare a column with the number of another row."""
    return Field(sa_column_args=(ForeignKey(f"{target}.id"),), primary_key=primary_key)


def part_of(target: str, *, may_lack: bool = False) -> Any:  # noqa: ANN401 - as Field itself says
    """Declare a column with the number of another row, with which this one is removed."""
    leads = (ForeignKey(f"{target}.id", ondelete="CASCADE"),)
    return Field(default=None, sa_column_args=leads) if may_lack else Field(sa_column_args=leads)


def may_lead_to(target: str) -> Any:  # noqa: ANN401 - as Field itself says
    """Declare a column with the number of another row, or with none."""
    return Field(default=None, sa_column_args=(ForeignKey(f"{target}.id"),))


def one_of(column: str, closed: type[StrEnum] | tuple[StrEnum, ...]) -> CheckConstraint:
    """Declare that a column holds one of a closed set of words."""
    listed = ", ".join(f"'{word.value}'" for word in closed)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_is_known")


def yes_or_no(*columns: str) -> tuple[CheckConstraint, ...]:
    """Declare that columns hold 1 or 0."""
    return tuple(CheckConstraint(f"{c} IN (0, 1)", name=f"{c}_is_yes_or_no") for c in columns)


def moments(*columns: str) -> tuple[CheckConstraint, ...]:
    """Declare that columns hold a moment: 25 characters as `london.stamp` writes it.

    A moment of the machine's own clock has 32: the microseconds show in which order things
    happened.
    """
    return tuple(
        CheckConstraint(f"length({c}) BETWEEN 25 AND 32", name=f"{c}_is_a_moment") for c in columns
    )


def dates(*columns: str) -> tuple[CheckConstraint, ...]:
    """Declare that columns hold a date: 10 characters."""
    return tuple(CheckConstraint(f"length({c}) = 10", name=f"{c}_is_a_date") for c in columns)


def times(*columns: str) -> tuple[CheckConstraint, ...]:
    """Declare that columns hold a time of day: 5 characters, as 09:30."""
    return tuple(CheckConstraint(f"length({c}) = 5", name=f"{c}_is_a_time") for c in columns)


class ConferenceRow(TableRow, table=True):
    """One conference. `version` goes up with every change, so that no change goes unnoticed."""

    __tablename__ = "conference"
    __table_args__ = (
        UniqueConstraint("ref"),
        one_of("type", ConferenceType),
        one_of("format", Format),
        one_of("state", ConferenceState),
        *moments("at", "ends", "ended"),
        *dates("strategy_discussion", "initial_conference", "previous_review"),
        Index("conference_at", "at"),
        Index("conference_ref_lower", text("lower(ref)")),
        # Conferences that were held give no notice, and soon outnumber the others.
        Index(
            "conference_not_held",
            "state",
            "at",
            sqlite_where=text("state <> 'held'"),
            postgresql_where=text("state <> 'held'"),
        ),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    ref: str = words()
    type: str = words()
    format: str = words()
    edition_id: int = to("edition")
    calendar_id: int = to("calendar")
    at: str = words()
    ends: str | None = may_lack()
    ended: str | None = may_lack()
    state: str = words()
    strategy_discussion: str | None = may_lack()
    initial_conference: str | None = may_lack()
    previous_review: str | None = may_lack()
    version: int


class PersonRow(TableRow, table=True):
    """Someone taking part in one conference."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("conference_id", "short_id"),
        one_of("role", PERSON_ROLES),
        *moments("added_at"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    short_id: str = words()
    role: str = words()
    name: str = words()
    email: str | None = may_lack()
    phone: str | None = may_lack()
    agency: str | None = may_lack()
    added_at: str = words()


class ChildRow(TableRow, table=True):
    """A child at one conference, and the dates that limits of their own count from."""

    __tablename__ = "child"
    __table_args__ = (
        UniqueConstraint("conference_id", "ref"),
        *dates("strategy_discussion", "initial_conference", "previous_review"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    ref: str = words()
    strategy_discussion: str | None = may_lack()
    initial_conference: str | None = may_lack()
    previous_review: str | None = may_lack()


class AnswerRow(TableRow, table=True):
    """The answer to a fact for one person, or for everybody if it has no person."""

    __tablename__ = "answer"
    __table_args__ = (
        one_of("fact", Fact),
        *yes_or_no("yes"),
        Index(
            "answer_for_everybody",
            "conference_id",
            "fact",
            unique=True,
            sqlite_where=text("person_id IS NULL"),
            postgresql_where=text("person_id IS NULL"),
        ),
        Index("answer_for_one", "conference_id", "fact", "person_id", unique=True),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    fact: str = words()
    person_id: int | None = may_lead_to("person")
    yes: int


class TaskRow(TableRow, table=True):
    """One task of one conference, with its dates and its latest mark.

    `person_id` owes it; `about_id` is whom it concerns. `outstanding` repeats what follows from
    `applies`, `state`, the phase and the conference's state, so that the few open tasks are found
    among a million old ones; only `filing.Filing` writes it.
    """

    __tablename__ = "task"
    __table_args__ = (
        one_of("state", TaskState),
        *moments("due", "literal", "needed_by", "marked_at"),
        *yes_or_no("provisional", "applies", "outstanding", "late_at_booking"),
        Index("task_conference", "conference_id"),
        Index(
            "task_outstanding",
            "outstanding",
            sqlite_where=text("outstanding = 1"),
            postgresql_where=text("outstanding = 1"),
        ),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    rule_id: int = to("rule")
    person_id: int | None = may_lead_to("person")
    about_id: int | None = may_lead_to("person")
    due: str | None = may_lack()
    literal: str | None = may_lack()
    needed_by: str | None = may_lack()
    provisional: int
    applies: int
    state: str = words()
    outstanding: int
    late_at_booking: int
    marked_at: str | None = may_lack()
    marked_by: str | None = may_lack()


class StatutoryLimitRow(TableRow, table=True):
    """A limit on one conference; `due` and `met` are empty if the anchor's date is not known."""

    __tablename__ = "statutory_limit"
    __table_args__ = (
        *dates("anchored"),
        *moments("due", "literal"),
        *yes_or_no("met", "provisional"),
        Index("statutory_limit_conference", "conference_id"),
        Index(
            "statutory_limit_not_met",
            "conference_id",
            sqlite_where=text("met = 0"),
            postgresql_where=text("met = 0"),
        ),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    rule_id: int = to("rule")
    anchored: str | None = may_lack()
    due: str | None = may_lack()
    literal: str | None = may_lack()
    met: int | None = None
    provisional: int


class MarkRow(TableRow, table=True):
    """A mark: a task was done, undone, skipped or reopened. Rows are only ever added."""

    __tablename__ = "mark"
    __table_args__ = (
        one_of("kind", MarkKind),
        *moments("at", "recorded_at", "machine_at"),
        Index("mark_task", "task_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    task_id: int = to("task")
    kind: str = words()
    at: str = words()
    note: str | None = may_lack()
    by: str = words()
    recorded_at: str = words()
    machine_at: str = words()


class HistoryRow(TableRow, table=True):
    """Something that happened to a conference. Rows are only ever added.

    `details` is JSON, with no names except of those who confirmed or authorised something.
    """

    __tablename__ = "history"
    __table_args__ = (
        *moments("recorded_at", "machine_at"),
        Index("history_conference", "conference_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    conference_id: int = to("conference")
    kind: str = words()
    details: str = words()
    note: str | None = may_lack()
    by: str = words()
    recorded_at: str = words()
    machine_at: str = words()
