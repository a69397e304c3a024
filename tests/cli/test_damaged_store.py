"""One flipped bit in what the store keeps: found before it is used, or at least never a date.

What is right needs no source but the undamaged store: the same command then says the same.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from tests.cli.running import Cpconf

NOW: Final = "2026-12-01T09:00"

FURNISHING: Final = (
    *(
        f"person add EX-1 --role {role} --name {name} --email {name.lower()}@example.org "
        f"--phone 020-7946-0000 --agency Example"
        for role, name in (
            ("mother", "Alma"),
            ("social_worker", "Bela"),
            ("chair", "Cleo"),
            ("school", "Dara"),
        )
    ),
    "fact EX-1 split=no",
    "agree EX-1 --to mother --way visit --note said",
    "do-not-disclose EX-1 --to mother --name Gwendolen",
    "shared EX-1 --to mother --as report --by visit",
    "reschedule EX-1 --at 2026-12-09T10:00 --reason ill",
    "done EX-1 share-reports@p2 --at 2026-11-30T10:00 --note told",
    "working-days apply",
)

COUNTING: Final = (
    "explain EX-1 send-minutes --json",
    "reschedule EX-1 --at 2026-12-11T10:00 --reason ill --dry-run",
)

READING: Final = (
    "explain EX-1 send-minutes --json",
    "status EX-1 --json",
    "status",
    "history EX-1",
    "sharing EX-1 --json",
    "invited EX-1",
    "person list EX-1 --json",
    "outbox --all",
)

PINNED: Final = {
    *("edition.text", "edition.frame_text", "edition.sha256"),
    *("calendar.source", "calendar.known_until", "calendar.opens", "calendar.closes"),
    *("calendar.sha256", "day_off.date", "day_off.name"),
    *("edition.name", "edition.title", "edition.edition"),
    *("rule.clause", "rule.name", "rule.title", "rule.role", "rule.phase", "rule.due_words"),
    "rule.anchor",
}
"""What a conference was booked by: a date is counted from it, so that no bit of it may differ."""

MOMENTS: Final = {
    *("conference.at", "conference.ends", "conference.ended", "conference.strategy_discussion"),
    *("conference.initial_conference", "conference.previous_review", "task.due", "task.literal"),
    *("task.needed_by", "task.marked_at", "statutory_limit.anchored", "statutory_limit.due"),
    *("statutory_limit.literal", "mark.at", "mark.recorded_at", "mark.machine_at"),
    *("history.details", "history.note", "history.recorded_at", "history.machine_at"),
    *("sharing.made_at", "sharing.received_at", "sharing.sent_at", "sharing.released_at"),
    *("calendar.made_at", "reminder_run.finished_at", "reminder_run.warn_after"),
    *("outbox.dated_at", "outbox.made_at", "outbox.not_before", "outbox.finished_at"),
}
"""What somebody said, or what was worked out: kept as it is, with nothing to compare it with."""

_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d|\b\d{1,2} (?:Jan|Feb|Nov|Dec)[a-z]*(?: \d{4})?")


def at_the_desk(cpconf: Cpconf) -> Cpconf:
    """A store with something of everything that these commands keep."""
    cpconf.book(
        *("EX-1", "--strategy-discussion", "2026-11-20"),
        procedure="hounslow",
        at="2026-12-07T10:00",
        now="2026-11-23T09:00",
    )
    for line in FURNISHING:
        cpconf(*line.split(), now=NOW)
    with closing(sqlite3.connect(cpconf.store)) as store:
        triggers = store.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:  # they keep hands off the logs; a disk asks none
            store.execute(f"DROP TRIGGER {name}")
        store.commit()
    return cpconf


def texts(store: Path) -> Iterator[tuple[str, int, str]]:
    """Every column of text that has something in it: its name, and one row with the longest."""
    with closing(sqlite3.connect(store)) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        ).fetchall()
        for (table,) in tables:
            for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall():
                own = "AND type = 'initial' AND format = 'video'" if table == "rule" else ""
                found = connection.execute(
                    f"SELECT rowid, {column} FROM {table} WHERE {column} <> '' {own} "  # noqa: S608 - names of our own tables
                    f"ORDER BY length({column}) DESC, rowid LIMIT 1"
                ).fetchone()
                if kind == "TEXT" and found is not None and table != "alembic_version":
                    yield f"{table}.{column}", *found


def flipped(text: str, place: int, bit: int) -> bytes:
    """The text in the bytes in which it is kept, with one bit turned."""
    content = bytearray(text.encode())
    content[place % len(content)] ^= 1 << bit
    return bytes(content)


def spoil(store: Path, column: str, row: int, content: bytes) -> None:
    """Put bytes in the place of a text, past every rule of the store."""
    table, name = column.split(".")
    with closing(sqlite3.connect(store, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(
            f"UPDATE {table} SET {name} = CAST(? AS TEXT) WHERE rowid = ?",  # noqa: S608 - as above
            (content, row),
        )


def damage(text: str, column: str) -> Iterator[bytes]:
    """One bit turned: in a letter or digit, in what a reader takes for a number, into no text."""
    middle = len(text.encode()) // 2
    yield flipped(text, middle, 0)
    yield flipped(text, middle, 7)
    number = re.search(r"[2-9] (?:working )?(?:day|month)", text)
    if number is not None and column in {"edition.text", "edition.frame_text"}:
        yield flipped(text, len(text[: number.start()].encode()), 2)


@pytest.mark.file_store("a server keeps no bytes that are no text, and looks after its own pages")
@pytest.mark.thorough
@pytest.mark.slow
def test_one_turned_bit_is_told_with_exit_7_and_never_gives_another_date(cpconf: Cpconf) -> None:
    desk = at_the_desk(cpconf)
    whole = desk.store.read_bytes()
    sound = {line: desk(*line.split(), now=NOW) for line in {*COUNTING, *READING}}
    assert {line: ran.code for line, ran in sound.items() if ran.code} == {}
    told: Counter[str] = Counter()
    kept = list(texts(desk.store))
    assert {column for column, *_ in kept} >= PINNED
    wrong = []
    for column, row, text in kept:
        codes = set()
        for content in damage(text, column):
            spoil(desk.store, column, row, content)
            for line in COUNTING if column in PINNED else READING:
                before, ran = sound[line], desk(*line.split(), now=NOW)
                codes.add(ran.code)
                if ran.code == 7:
                    good = "back" in ran.err
                elif column in PINNED:
                    good = False
                elif column == "conference.ref":  # then it is another conference
                    good = ran.code in {before.code, 4}
                elif column in MOMENTS:
                    good = ran.code == before.code
                else:
                    same = _DATE.findall(ran.out) == _DATE.findall(before.out)
                    good = ran.code == before.code and same
                if not good or "Traceback" in ran.err or "fault inside" in ran.err:
                    wrong.append((column, line, ran.code, ran.err or ran.out[:200]))
            desk.store.write_bytes(whole)
        told["7" if 7 in codes else "as before"] += 1
    assert wrong == []
    print(f"\n{len(kept)} columns of text, one bit turned: {dict(told)}")
    assert told["7"] > len(PINNED)
