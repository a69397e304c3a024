"""Writing down a copy that is made: by `sqlite3` alone, as the outbox is written.

All that `protect-report` and `send` write is a document, a sharing and what the history says of
them, and loading the rest of what writes would take longer than making the copy.
"""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpconf.store.database.faults import explained
from cpconf.store.database.opening import exposure, locate
from cpconf.store.database.signing import Signature
from cpconf.store.database.transactions import transaction
from cpconf.store.diaries.questions import DiaryQuestions
from cpconf.store.outbox.questions import OutboxQuestions
from cpconf.store.sharing.writes import SharingWrites


@contextmanager
def writing_copies(
    path_or_url: str | Path, *, now: dt.datetime, machine_now: dt.datetime, by: str
) -> Iterator["CopyWriter"]:
    """One transaction: kept when the block ends, undone by any exception that leaves it.

    The moments and `by` are as `writing.writing` has them. Raises as that does, and NotFound where
    there is no store.
    """
    path = locate(path_or_url)
    signature = Signature.of(by, now, machine_now)
    with transaction(path) as connection:
        writer = CopyWriter(connection, path, now, signature)
        with explained(path):
            writer.warnings += exposure(path)
        yield writer


class CopyWriter(SharingWrites, DiaryQuestions, OutboxQuestions):
    """What can be written of copies, inside one transaction in which nobody else can write."""

    def __init__(
        self, connection: sqlite3.Connection, path: Path, now: dt.datetime, signature: Signature
    ) -> None:
        super().__init__(connection, path, now, signature)
