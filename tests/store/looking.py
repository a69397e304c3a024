"""A store looked at past the program: a file with SQLite, a database with PostgreSQL's driver.

What a database says when it refuses something is told in SQLite's words, whichever it is.
"""
# ruff: noqa: S608 - the statements are the tests' own

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import errors

from cpconf.store.database.schema import tables
from cpconf.store.database.statements import Statements
from cpconf.store.postgresql.placeholders import numbered
from cpconf.store.postgresql.server import LOCK
from cpconf.store.reading import Reader
from cpconf.store.writing import Writer
from tests.postgresql import OWNER

Where = Path | str
"""Where a store is: the path of a file, or the address of a database."""
Row = tuple[Any, ...]
_OPTIONS: Final = "-c search_path=cpconf"


class Refusal(Exception):
    """A database refused a statement for a rule of its tables."""


def kinds_of_parts(store: Reader | Writer) -> list[type]:
    """The class of each part of an open store, with those that it is made from."""
    parts = [
        name for name, value in vars(type(store)).items() if isinstance(value, cached_property)
    ]
    return [each for part in parts for each in type(getattr(store, part)).__mro__]


class Look:
    """A connection of a test's own; each statement is kept at once."""

    def __init__(self, connection: "sqlite3.Connection | psycopg.Connection[Row]") -> None:
        self.connection = connection

    def columns(self, statement: str) -> list[str]:
        """The names of what a statement gives."""
        if isinstance(self.connection, sqlite3.Connection):
            description: Sequence[Sequence[Any]] = self.connection.execute(statement).description
        else:
            description = self.connection.execute(statement.encode()).description or ()
        return [column[0] for column in description]

    def ask(self, statement: str, values: Sequence[object] = ()) -> list[Row]:
        """Carry out a statement and return its rows. Raises Refusal."""
        try:
            if isinstance(self.connection, sqlite3.Connection):
                return self.connection.execute(statement, values).fetchall()
            cursor = psycopg.RawCursor(self.connection).execute(numbered(statement), values)
            return cursor.fetchall() if cursor.description else []
        except (sqlite3.IntegrityError, psycopg.Error) as error:
            raise Refusal(_words(error)) from None


@contextmanager
def looking(store: Where) -> Iterator[Look]:
    """A look at a store, with the rules of its tables in force."""
    if isinstance(store, Path):
        with closing(sqlite3.connect(store, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA trusted_schema=OFF")
            yield Look(connection)
    else:
        with psycopg.connect(store, autocommit=True, options=_OPTIONS) as connection:
            yield Look(connection)


def look(store: Where, statement: str, values: Sequence[object] = ()) -> list[Row]:
    """The rows that one statement gives."""
    with looking(store) as sql:
        return sql.ask(statement, values)


def refused(store: Where, statement: str, rule: str) -> None:
    """Check that the database itself refuses a statement for that rule."""
    with looking(store) as sql, pytest.raises(Refusal, match=rule):
        sql.ask(statement)


def spoil(store: Where, *statements: str) -> None:
    """Change a store as no command does, past the rules of its tables."""
    with looking(store) as sql:
        if isinstance(store, Path):
            for (trigger,) in sql.ask("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
                sql.ask(f"DROP TRIGGER {trigger}")
            sql.ask("PRAGMA ignore_check_constraints=ON")
            sql.ask("PRAGMA foreign_keys=OFF")
        else:
            sql.ask("SET lock_timeout = '5s'")
            for (without,) in sql.ask(_WITHOUT_CHECKS):
                sql.ask(without)
            sql.ask("SET session_replication_role = replica")
        for statement in statements:
            sql.ask(statement)


@contextmanager
def another_writing(store: Where) -> Iterator[None]:
    """Another program writes to a store meanwhile."""
    with looking(store) as sql:
        if isinstance(store, Path):
            sql.ask("BEGIN IMMEDIATE")
        else:
            sql.ask("BEGIN")
            sql.ask(LOCK)
        yield
        sql.ask("ROLLBACK")


@contextmanager
def another_alone(store: Where) -> Iterator[None]:
    """Another program keeps a store to itself meanwhile, as one that upgrades it does."""
    with looking(store) as sql:
        if isinstance(store, Path):
            sql.ask("BEGIN EXCLUSIVE")
        else:
            sql.ask("BEGIN")
            sql.ask(LOCK)
            sql.ask(f"LOCK TABLE {', '.join(tables())} IN ACCESS EXCLUSIVE MODE")
        yield
        sql.ask("ROLLBACK")


_WITHOUT_CHECKS: Final = """\
SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', c.relname, k.conname)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'c' AND k.connamespace = 'cpconf'::regnamespace"""


def contents(store: Where) -> dict[str, list[Row]]:
    """All that is on record, by its table."""
    with looking(store) as sql:
        return {
            table: sql.ask(f"SELECT {_listed(columns)} FROM {table} ORDER BY 1")
            for table, columns in tables().items()
        }


def check_sound(store: Where) -> None:
    """Check that the database finds no fault with itself."""
    with looking(store) as sql:
        if isinstance(store, Path):
            assert sql.ask("PRAGMA integrity_check") == [("ok",)]
            assert sql.ask("PRAGMA foreign_key_check") == []
            return
        for statement, constraint in sql.ask(_ORPHANS):
            assert sql.ask(statement) == [(0,)], constraint


_ORPHANS: Final = """\
SELECT format(
  'SELECT COUNT(*) FROM %s c LEFT JOIN %s p ON p.%I = c.%I WHERE c.%I IS NOT NULL AND p.%I IS NULL',
  k.conrelid::regclass, k.confrelid::regclass, p.attname, c.attname, c.attname, p.attname
), k.conname
FROM pg_constraint k
JOIN pg_attribute c ON c.attrelid = k.conrelid AND c.attnum = k.conkey[1]
JOIN pg_attribute p ON p.attrelid = k.confrelid AND p.attnum = k.confkey[1]
WHERE k.contype = 'f' AND k.connamespace = 'cpconf'::regnamespace"""
"""What counts the rows that lead to none, for each foreign key; all of ours have one column."""


def plan(store: Where, statement: str, values: Sequence[object] = ()) -> list[str]:
    """The steps in which the database would find what a statement asks for.

    PostgreSQL reads a small table whole: it says how it would if it could not.
    """
    with looking(store) as sql:
        if isinstance(store, Path):
            return [step[3] for step in sql.ask(f"EXPLAIN QUERY PLAN {statement}", values)]
        sql.ask("SET enable_seqscan = off")
        return [step for (step,) in sql.ask(f"EXPLAIN {statement}", values)]


def found_by(store: Where, statement: str, values: Sequence[object] = ()) -> set[str]:
    """The indexes by which the database finds what a statement asks for, reading none whole."""
    steps = "\n".join(plan(store, statement, values))
    if isinstance(store, Path):
        assert not re.search(r"^SCAN (?!.* INDEX )", steps, re.MULTILINE), steps
        return set(re.findall(r"INDEX (\w+)", steps))
    assert "Seq Scan" not in steps
    return set(re.findall(r"Index (?:Only )?Scan (?:Backward )?(?:on|using) (\w+)", steps))


def definition(store: Where, index: str) -> str:
    """The statement that made an index, as the database tells it."""
    asked = (
        "SELECT sql FROM sqlite_master WHERE name = ?"
        if isinstance(store, Path)
        else "SELECT indexdef FROM pg_indexes WHERE indexname = ?"
    )
    ((told,),) = look(store, asked, [index])
    return str(told)


@contextmanager
def listening(to: Statements) -> Iterator[list[tuple[str, Sequence[object]]]]:
    """The statements that are asked meanwhile, each with its values."""
    asked: list[tuple[str, Sequence[object]]] = []
    with pytest.MonkeyPatch.context() as patch:
        ask = to.database.ask

        def heard(statement: str, values: Sequence[object] = ()) -> list[Row]:
            asked.append((statement, values))
            return ask(statement, values)

        patch.setattr(to.database, "ask", heard)
        yield asked


def signed(store: Where, account: str) -> str:
    """What is kept as signature of an account: on a server with the role that it came with."""
    return account if isinstance(store, Path) else f"{account} as {OWNER}"


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _words(error: sqlite3.Error | psycopg.Error) -> str:
    """What SQLite says of a rule that was broken."""
    if isinstance(error, sqlite3.Error):
        return str(error)
    said = error.diag
    match error:
        case errors.UniqueViolation():
            # Key (conference_id, person_id)=(1, 1) already exists.
            found = re.match(r"Key \((.*)\)=", said.message_detail or "")
            columns = found[1].split(", ") if found else []
            return "UNIQUE constraint failed: " + ", ".join(
                f"{said.table_name}.{column}" for column in columns
            )
        case errors.ForeignKeyViolation():
            return "FOREIGN KEY constraint failed"
        case errors.NotNullViolation():
            return f"NOT NULL constraint failed: {said.table_name}.{said.column_name}"
        case errors.CheckViolation():
            return f"CHECK constraint failed: {said.constraint_name}"
        case _:
            return str(error)
