"""The parts that revisions are made of. What they make must not change: older stores have it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem


def table(name: str, *parts: SchemaItem, numbered: bool = True) -> None:
    """Make a table, with a number for each row unless told otherwise."""
    own = [sa.Column("id", sa.Integer, primary_key=True)] if numbered else []
    op.create_table(name, *own, *parts, sqlite_strict=True)


def words(*names: str) -> list[sa.Column[str]]:
    """Return columns of text."""
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def may_lack(name: str) -> sa.Column[str]:
    """Return a column of text that may be missing."""
    return sa.Column(name, sa.Text, nullable=True)


def number(name: str) -> sa.Column[int]:
    """Return a column with a number."""
    return sa.Column(name, sa.Integer, nullable=False)


def link(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a column with the number of another row."""
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{target}.id"), nullable=nullable)


def part_of(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    """Return a column with the number of another row, with which this one is removed."""
    link = sa.ForeignKey(f"{target}.id", ondelete="CASCADE")
    return sa.Column(name, sa.Integer, link, nullable=nullable)


def key(name: str, target: str) -> sa.Column[int]:
    """Return a link that is part of the row's own key."""
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{target}.id"), primary_key=True)


def one_of(name: str, closed: str) -> sa.CheckConstraint:
    """Return the rule that a column holds one of a closed set of words."""
    listed = ", ".join(f"'{word}'" for word in closed.split())
    return sa.CheckConstraint(f"{name} IN ({listed})", name=f"{name}_is_known")


def yes_or_no(name: str) -> sa.CheckConstraint:
    """Return the rule that a column holds 1 or 0."""
    return sa.CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_is_yes_or_no")


def moment(name: str) -> sa.CheckConstraint:
    """Return the rule that a column holds a moment with its offset: 25 to 32 characters."""
    return sa.CheckConstraint(f"length({name}) BETWEEN 25 AND 32", name=f"{name}_is_a_moment")


def date(name: str) -> sa.CheckConstraint:
    """Return the rule that a column holds a date: 10 characters."""
    return sa.CheckConstraint(f"length({name}) = 10", name=f"{name}_is_a_date")


def time(name: str) -> sa.CheckConstraint:
    """Return the rule that a column holds a time of day: 5 characters, as 09:30."""
    return sa.CheckConstraint(f"length({name}) = 5", name=f"{name}_is_a_time")
