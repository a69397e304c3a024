"""Writing the store: one transaction for a whole command."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpconf.store.conferences.pinning import Pinning
from cpconf.store.conferences.values import Booking
from cpconf.store.conferences.writes import ConferenceWrites
from cpconf.store.database.database import Location
from cpconf.store.database.signing import Signature
from cpconf.store.diaries.writes import DiaryWrites
from cpconf.store.invitations.writes import InvitationWrites
from cpconf.store.locations import locate
from cpconf.store.mailbox.writes import MailboxWrites
from cpconf.store.questions import Questions
from cpconf.store.sharing.writes import SharingWrites

__all__ = ["Booking", "Writer", "writing"]


@contextmanager
def writing(
    where: str | Path | Location,
    *,
    now: dt.datetime,
    machine_now: dt.datetime,
    by: str,
    create: bool,
) -> Iterator["Writer"]:
    """One transaction: kept when the block ends, undone by any exception that leaves it.

    `now` is the command's clock (wall-clock Europe/London), `machine_now` the machine's own
    (aware), `by` who gave the command. Raises NotFound for a missing store unless `create`,
    StoreFault for a file that is not a usable store, StoreBusy, TryAgain where a server is away,
    CpconfError.
    """
    place = locate(where)
    with place.transaction(create=create) as database:
        signature = Signature.of(database.signs_as(by), now, machine_now)
        writer = Writer(database, now, signature)
        writer.warnings += place.exposure()
        yield writer


class Writer(
    ConferenceWrites,
    Pinning,
    SharingWrites,
    InvitationWrites,
    MailboxWrites,
    DiaryWrites,
    Questions,
):
    """All that can be written, inside one transaction in which nobody else can write."""
