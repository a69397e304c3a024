"""The tables of what conferences are pinned to: editions of procedures, and working calendars."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from cpconf.core.words import ConferenceType, Format, PinnedKind
from cpconf.store.tables.conferences import (
    STRICT,
    TableRow,
    dates,
    may_lack,
    moments,
    one_of,
    to,
    words,
    yes_or_no,
)


class EditionRow(TableRow, table=True):
    """One edition of a procedure, with the whole text that it was read from."""

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("sha256"), *moments("first_used_at"), STRICT)
    id: int | None = Field(default=None, primary_key=True)
    name: str = words()
    title: str = words()
    edition: str = words()
    sha256: str = words()
    text: str = words()
    frame_text: str = words()
    first_used_at: str = words()


class RuleRow(TableRow, table=True):
    """A task or limit of an edition, as it governs one type and format of conference."""

    __tablename__ = "rule"
    __table_args__ = (
        UniqueConstraint("edition_id", "type", "format", "kind", "place"),
        one_of("type", ConferenceType),
        one_of("format", Format),
        one_of("kind", PinnedKind),
        *yes_or_no("local"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = to("edition")
    type: str = words()
    format: str = words()
    kind: str = words()
    place: int
    clause: str = words()
    name: str = words()
    title: str = words()
    role: str | None = may_lack()
    joint: str = words()
    each: str | None = may_lack()
    phase: str | None = may_lack()
    due_words: str | None = may_lack()
    anchor: str | None = may_lack()
    reading: str = words()
    local: int
    conditions: str = words()
    section: str = words()
    detail: str = words()
    only_after: str = words()
    gated_by: str = words()
    answers: str | None = may_lack()


class RuleOrderRow(TableRow, table=True):
    """An order of two tasks of an outline: one comes before the other."""

    __tablename__ = "rule_order"
    __table_args__ = (STRICT,)
    before_rule: int = to("rule", primary_key=True)
    after_rule: int = to("rule", primary_key=True)


class CalendarRow(TableRow, table=True):
    """A working calendar. The one with the highest `adopted` is the current one."""

    __tablename__ = "calendar"
    __table_args__ = (
        UniqueConstraint("sha256"),
        UniqueConstraint("adopted"),
        *dates("known_until"),
        *moments("made_at"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    sha256: str = words()
    source: str = words()
    known_until: str = words()
    opens: str = words()
    closes: str = words()
    adopted: int
    made_at: str = words()


class DayOffRow(TableRow, table=True):
    """A weekday on which nobody works by one calendar."""

    __tablename__ = "day_off"
    __table_args__ = (*dates("date"), *yes_or_no("local"), STRICT)
    calendar_id: int = to("calendar", primary_key=True)
    date: str = words(primary_key=True)
    name: str = words()
    local: int
