"""Writing the store: one transaction for a whole command."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from cpconf.store.conferences.pinning import Pinning
from cpconf.store.conferences.values import Booking
from cpconf.store.conferences.writes import ConferenceWrites
from cpconf.store.database.connection import engine_for, said_plainly
from cpconf.store.database.creating import create as create_store
from cpconf.store.database.faults import explained
from cpconf.store.database.opening import NoStore, OlderForm, exposure, locate, opened
from cpconf.store.database.signing import Signature
from cpconf.store.diaries.writes import DiaryWrites
from cpconf.store.invitations.owed_writes import OwedInvitationWrites
from cpconf.store.outbox.questions import OutboxQuestions

__all__ = ["Booking", "Writer", "writing"]


@contextmanager
def writing(
    path_or_url: str | Path,
    *,
    now: dt.datetime,
    machine_now: dt.datetime,
    by: str,
    create: bool,
) -> Iterator["Writer"]:
    """One transaction: kept when the block ends, undone by any exception that leaves it.

    `now` is the command's clock (wall-clock Europe/London), `machine_now` the machine's own
    (aware), `by` who gave the command. Raises NotFound for a missing store unless `create`,
    StoreFault for a file that is not a usable store, StoreBusy, CpconfError.
    """
    path = locate(path_or_url)
    signature = Signature.of(by, now, machine_now)
    _get_ready(path, create=create)
    with said_plainly(path), Session(engine_for(path)) as session:
        session.connection()  # the transaction begins here, before anything is read
        writer = Writer(session, path, now, signature)
        with explained(path):
            writer.warnings += exposure(path)
        yield writer
        session.commit()


def _get_ready(path: Path, *, create: bool) -> None:
    try:
        opened(path).close()
    except NoStore:
        if not create:
            raise
        create_store(path)
    except OlderForm:
        # Late, because Alembic is slow to load and needed once in years.
        from cpconf.store.database.migrating import migrate  # noqa: PLC0415

        migrate(path)


class Writer(DiaryWrites, OwedInvitationWrites, ConferenceWrites, Pinning, OutboxQuestions):
    """All that can be written, inside one transaction in which nobody else can write."""
