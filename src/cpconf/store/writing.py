"""Writing the store: one transaction for a whole command."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cpconf.store.conferences.pinning import Pinning
from cpconf.store.conferences.values import Booking
from cpconf.store.conferences.writes import ConferenceWrites
from cpconf.store.database.faults import explained
from cpconf.store.database.opening import exposure, locate
from cpconf.store.database.signing import Signature
from cpconf.store.database.transactions import transaction
from cpconf.store.diaries.writes import DiaryWrites
from cpconf.store.invitations.writes import InvitationWrites
from cpconf.store.mailbox.writes import MailboxWrites
from cpconf.store.questions import Questions
from cpconf.store.sharing.writes import SharingWrites

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
    with transaction(path, create=create) as connection:
        writer = Writer(connection, path, now, signature)
        with explained(path):
            writer.warnings += exposure(path)
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
