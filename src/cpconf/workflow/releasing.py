"""From a protected copy to a parent who can read it: sent, received, and the password after that.

The password follows only once somebody has confirmed that the first message came to the right
person: both messages to one wrong address would protect nothing.
"""

import contextlib
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.document import FileType
from cpconf.core.sharing import (
    Confirmed,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Sharing,
)
from cpconf.documents.publishing import make_folder, move
from cpconf.errors import CpconfError, Doubtful, NotFound, Refused, StoreBusy, UsageFault
from cpconf.mail.drafts import read_password
from cpconf.workflow.protecting import RELEASED, Begin, Names
from cpconf.workflow.recipients import the_sharing
from cpconf.workflow.recording import Recorded
from cpconf.workflow.ticking import tick_sent

if TYPE_CHECKING:
    from cpconf.store.shared_records import SharedRecords
    from cpconf.store.writing import Writer

_BEFORE_RECEIPT = {
    ShareState.PREPARED,
    ShareState.SENDING,
    ShareState.SENT,
    ShareState.RECEIVED,
    ShareState.RELEASING,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That the first message came to the right person: how that is known, from whom, and when."""

    how: Confirmed
    confirmed_by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A password that was released, and where its message is now, if it is still anywhere."""

    sharing: Sharing
    receipt: Receipt
    by: ReleasedBy
    message: Path | None
    recorded: Recorded


def names_of(sharing: Sharing) -> Names:
    """Where the files of a sharing were put."""
    if sharing.folder is None or sharing.evidence is None:
        msg = "nothing was made for this sharing"
        raise NotFound(msg)
    stem = f"{sharing.ref}-{sharing.person or 'professionals'}-{sharing.kind}"
    return Names.of(stem, type_of(sharing), Path(sharing.folder))


def type_of(sharing: Sharing) -> FileType:
    """The type of the protected file; only Word's have no pages to count."""
    evidence = sharing.evidence
    return FileType.DOCX if evidence is not None and evidence.pages is None else FileType.PDF


def refuse_early(sharing: Sharing, receipt: Receipt) -> None:
    """Raise Refused where there is no password to release (any more), UsageFault for bad times."""
    whom = sharing.person or "professionals"
    if sharing.state is ShareState.SHARED:
        msg = f"{sharing.kind} for {whom}: shared without email, so there is no password"
        raise Refused(msg)
    if sharing.state not in _BEFORE_RECEIPT:
        when = f"{sharing.released_at:%d/%m/%Y %H:%M}" if sharing.released_at else "earlier"
        msg = (
            f"the password of the {sharing.kind} for {whom} was released on {when}, and is kept "
            f"nowhere\nIf it is lost, make a new copy: {_anew(sharing)}"
        )
        raise Refused(msg)
    if receipt.at < sharing.made_at:
        msg = f"--at is before the copy was made: {sharing.made_at:%d/%m/%Y %H:%M}"
        raise UsageFault(msg)


def held_message(sharing: Sharing) -> Path | None:
    """The message with the password, held or already moved on; None where none is needed.

    Raises NotFound where it is lost: it was the only copy of the password.
    """
    if sharing.password is not PasswordCare.HELD:
        return None
    names = names_of(sharing)
    moved = names.folder / RELEASED / names.password
    for path in (names.held, moved):
        if path.is_file() and (path == names.held or sharing.state is ShareState.RELEASING):
            return path
    msg = (
        f"the message with the password is not where it was put ({names.held.parent.name}/"
        f"{names.password}): put it back, or make the {sharing.kind} again with a new password: "
        f"{_anew(sharing)}"
    )
    raise NotFound(msg)


def password_of(message: Path) -> str:
    """The password in a held message. Raises NotFound where the message cannot be read."""
    try:
        return read_password(message.read_bytes())
    except OSError:
        msg = "the message with the password cannot be read: look at the rights of its folder"
        raise NotFound(msg) from None


def release(
    begin: Begin,
    sharing: Sharing,
    receipt: Receipt,
    by: ReleasedBy,
    *,
    now: dt.datetime,
    hand_over: Callable[[Path | None], Path | None],
) -> Released:
    """Put the receipt on record, let the password go, and put that on record too.

    `now` is wall-clock Europe/London. `hand_over` takes the held message, does what was asked with
    it (moves it, sends it, shows its password), and gives where it is afterwards; None once it has
    to be deleted. What it raises leaves the receipt on record and the password held; after
    Doubtful nobody knows whether the password went.
    """
    held = held_message(sharing)
    with begin() as store:
        filed = store.filed(sharing.ref)
        _refuse_changed(store, sharing)
        store.change_sharing(
            filed,
            sharing.id,
            state=ShareState.RELEASING,
            received_at=receipt.at,
            received_how=receipt.how,
            confirmed_by=receipt.confirmed_by,
        )
        said = {"person": sharing.person, "kind": sharing.kind.value, "how": receipt.how.value}
        store.note(filed, "receipt confirmed", said)
    try:
        message = hand_over(held)
    except Doubtful:
        raise
    except CpconfError:
        with begin() as store:
            store.change_sharing(store.filed(sharing.ref), sharing.id, state=ShareState.RECEIVED)
        raise
    with begin() as store:
        recorded = record_released(store, sharing, by, at=now)
    if held is not None and message is None:
        throw_away(held)
    return Released(sharing=sharing, receipt=receipt, by=by, message=message, recorded=recorded)


def record_released(
    store: "Writer", sharing: Sharing, by: ReleasedBy, *, at: dt.datetime
) -> Recorded:
    """Put on record that the password went, and tick off the tasks that asked for just that."""
    filed = store.filed(sharing.ref)
    store.change_sharing(
        filed, sharing.id, state=ShareState.RELEASED, released_at=at, released_by=by
    )
    said = {"person": sharing.person, "kind": sharing.kind.value, "by": by.value}
    store.note(filed, "password released", said)
    if sharing.person is None:
        return Recorded(())
    current = store.filed(sharing.ref)
    return tick_sent(store, current, sharing.person, sharing.kind, type_of(sharing), at=at)


def throw_away(message: Path | None) -> None:
    """Delete a message whose password went; what cannot be deleted stays for its owner alone."""
    if message is not None:
        with contextlib.suppress(OSError):
            message.unlink(missing_ok=True)


def move_on(message: Path | None) -> Path | None:
    """Move a held message to where a person sends it from."""
    if message is None or message.parent.name == RELEASED:
        return message
    folder = message.parent.parent / RELEASED
    make_folder(folder)
    with contextlib.suppress(OSError):
        folder.chmod(0o700)
    return move(message, folder)


def _anew(sharing: Sharing) -> str:
    if sharing.person is None:
        return f"cpconf bundle {sharing.ref} --out DIR"
    return f"cpconf protect-report FILE {sharing.ref} --to {sharing.person} --out DIR"


def _refuse_changed(store: "SharedRecords", sharing: Sharing) -> None:
    current = the_sharing(store.sharings(sharing.ref), sharing.ref, sharing.person, sharing.kind)
    if (current.id, current.state) != (sharing.id, sharing.state):
        msg = f"the {sharing.kind} was worked on meanwhile: see cpconf sharing {sharing.ref}"
        raise StoreBusy(msg)
