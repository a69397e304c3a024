"""The tables of imported diaries: when people are busy, never with what or where."""

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from cpconf.store.tables.conferences import STRICT, TableRow, dates, moments, part_of, words


class DiaryRow(TableRow, table=True):
    """An imported diary, by the name that it was given."""

    __tablename__ = "diary"
    __table_args__ = (
        UniqueConstraint("name"),
        *moments("read_at"),
        *dates("covers_until"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    name: str = words()
    read_at: str = words()
    sha256: str = words()
    covers_until: str = words()


class BusyRow(TableRow, table=True):
    """A time in which an address (in lower case) or the whole team (empty) is busy."""

    __tablename__ = "busy"
    __table_args__ = (
        *moments("starts", "ends"),
        Index("busy_whose_starts", "whose", "starts"),
        Index("busy_diary", "diary_id"),
        STRICT,
    )
    id: int | None = Field(default=None, primary_key=True)
    diary_id: int = part_of("diary")
    whose: str = words()
    starts: str = words()
    ends: str = words()
