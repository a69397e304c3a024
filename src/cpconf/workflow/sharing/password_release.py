"""From a protected copy to a parent who can read it: sent, received, and the password after that.

The password follows only once somebody has confirmed that the first message came to the right
person: both messages to one wrong address would protect nothing.
"""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.sharing.giving import GivenDocument
from cpconf.core.sharing.next_steps import anew
from cpconf.core.sharing.sharing import (
    COMPLETE,
    LIVE,
    Confirmed,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Sharing,
)
from cpconf.core.sharing.stops import Decision, Overrides
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import make_folder, move
from cpconf.errors import CpconfError, Doubtful, NotFound, Refused, UsageFault
from cpconf.mail.drafts import read_password
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.sharing import permission
from cpconf.workflow.sharing.copies import Begin, refuse_changed, state_of
from cpconf.workflow.sharing.copy_files import RELEASED, Names, names_of, type_of
from cpconf.workflow.sharing.settlement import tick_given

if TYPE_CHECKING:
    from cpconf.store.questions import Questions
    from cpconf.store.writing import Writer


_LONGEST: Final = 1 << 20
"""The bytes of a held message that are read: what a mail program made of it, and to spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """That the first message came to the right person: how that is known, from whom, and when."""

    how: Confirmed
    confirmed_by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """A password that was released, and where its message is; None where it was deleted."""

    sharing: Sharing
    receipt: Receipt
    by: ReleasedBy
    message: Path | None
    recorded: Recorded
    decision: Decision


def decide_again(
    store: "Questions",
    filed: Filed,
    sharing: Sharing,
    overrides: Overrides,
    *,
    by_email: bool,
) -> Decision:
    """Ask again whether a copy that was made may go on, and go past what somebody decides.

    Raises Refused where something stops it now that nobody has decided on.
    """
    halts = permission.ask_again(store, filed, sharing, by_email=by_email)
    what = f"the {sharing.kind} for {sharing.person or 'the professionals'}"
    return overrides.decide(
        halts, what, otherwise=f"Throw this away, and make another: {anew(sharing)}"
    )


def refuse_early(sharing: Sharing, receipt: Receipt) -> None:
    """Raise Refused where there is no password to release (any more), UsageFault for bad times."""
    whom = sharing.whom
    if sharing.state is ShareState.SHARED:
        msg = f"{sharing.kind} for {whom}: shared without email, so there is no password"
        raise Refused(msg)
    if sharing.state not in LIVE - COMPLETE:
        when = f"{sharing.released_at:%d/%m/%Y %H:%M}" if sharing.released_at else "earlier"
        msg = (
            f"the password of the {sharing.kind} for {whom} was released on {when}, and is kept "
            f"nowhere\nIf it is lost, make a new copy: {anew(sharing)}"
        )
        raise Refused(msg)
    refuse_before_made(sharing, receipt.at)


def refuse_before_made(sharing: Sharing, at: dt.datetime) -> None:
    """Raise UsageFault for a moment before the copy was made; wall-clock Europe/London."""
    if at < sharing.made_at:
        msg = f"--at is before the copy was made: {sharing.made_at:%d/%m/%Y %H:%M}"
        raise UsageFault(msg)


def held_message(sharing: Sharing) -> Path | None:
    """The message with the password, held or already moved on; None where none is needed.

    Raises NotFound where it is lost: it was the only copy of the password.
    """
    if sharing.password is not PasswordCare.HELD:
        return None
    names = names_of(sharing)
    for path in (names.held, names.released):
        waits = path == names.held or sharing.state is ShareState.RELEASING
        if waits and folders.is_there(path):
            _refuse_second_name(names)
            return path
    msg = (
        f"the message with the password is not where it was put ({names.held.parent.name}/"
        f"{names.password}): put it back, or make the {sharing.kind} again with a new password: "
        f"{anew(sharing)}"
    )
    raise NotFound(msg)


def password_of(message: Path) -> str:
    """The password in a held message.

    Raises NotFound where the message cannot be read, Refused where it is no plain file.
    """
    try:
        with folders.read(message) as file:
            return read_password(file.read(_LONGEST))
    except OSError:
        msg = "the message with the password cannot be read: look at the rights of its folder"
        raise NotFound(msg) from None


def release(
    begin: Begin,
    filed: Filed,
    sharing: Sharing,
    receipt: Receipt,
    by: ReleasedBy,
    *,
    now: dt.datetime,
    overrides: Overrides,
    hand_over: Callable[[Path | None], Path | None],
) -> Released:
    """Put the receipt on record, let the password go, and put that on record too.

    `filed` is the conference that `sharing` was read with, `now` wall-clock Europe/London.
    `hand_over` takes the held message, does what was asked with it (moves it, sends it, shows its
    password), and gives where it is afterwards; None once it has to be deleted. What it raises
    leaves the receipt on record and the password held; after Doubtful nobody knows whether the
    password went.
    """
    held = held_message(sharing)
    if held is not None:
        password_of(held)  # a message that lost its password must not go
    with begin() as store:
        refuse_changed(store, filed)
        by_email = by is ReleasedBy.MESSAGE
        decision = decide_again(store, filed, sharing, overrides, by_email=by_email)
        store.change_sharing(
            filed,
            sharing.id,
            state=ShareState.RELEASING,
            received_at=receipt.at,
            received_how=receipt.how,
            confirmed_by=receipt.confirmed_by,
        )
        said = {
            "person": sharing.person,
            "kind": sharing.kind.value,
            "how": receipt.how.value,
            "confirmed_by": receipt.confirmed_by,
        }
        store.note(filed, "receipt confirmed", said | decision.said, decision.note)
    try:
        message = hand_over(held)
    except Doubtful:
        raise
    except CpconfError as error:
        with begin() as store:
            if state_of(store, sharing.ref, sharing.id) is ShareState.RELEASING:
                now_filed = store.filed(sharing.ref)
                store.change_sharing(now_filed, sharing.id, state=ShareState.RECEIVED)
        kept = "The receipt is on record, and the password still held"
        if "\n" not in str(error):
            raise type(error)(f"{error}\n{kept}: release it again") from error
        raise type(error)(f"{error}. {kept}") from error
    with begin() as store:
        recorded = record_released(store, sharing, by, at=now)
    if held is not None and message is None:
        folders.remove(held)  # what cannot be deleted stays for its owner alone
    return Released(
        sharing=sharing,
        receipt=receipt,
        by=by,
        message=message,
        recorded=recorded,
        decision=decision,
    )


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
    current = store.filed(sharing.ref)
    return tick_given(store, current, given_by(store, current, sharing), at=at)


def given_by(store: "Questions", filed: Filed, sharing: Sharing) -> GivenDocument:
    """What somebody has by a copy that went in two messages, or the professionals by the set."""
    if sharing.person is None:
        return GivenDocument(to=None, kind=sharing.kind)
    evidence = sharing.evidence
    source = evidence.source_sha256 if evidence is not None else None
    author = permission.content(store, filed, source).author if source is not None else None
    return GivenDocument(
        to=filed.person(sharing.person),
        kind=sharing.kind,
        type=type_of(sharing),
        author=author.id if author is not None else None,
    )


def move_on(message: Path | None) -> Path | None:
    """Move a held message to where a person sends it from."""
    if message is None or message.parent.name == RELEASED:
        return message
    folder = message.parent.parent / RELEASED
    make_folder(folder)
    return move(message, folder)


def _refuse_second_name(names: Names) -> None:
    """Raise Refused where the held message can also be had by a name elsewhere (a hard link).

    A move that was interrupted half-way leaves it under both of its own names.
    """
    about = [path.lstat() for path in (names.held, names.released) if folders.is_there(path)]
    own = len(about) if all(os.path.samestat(about[0], each) for each in about) else 1
    if any(each.st_nlink > own for each in about):
        msg = (
            f"{names.password} has a second name somewhere (a hard link): whoever can read that "
            "has the password\nDelete the other name (find DIR -samefile FILE lists it), or make "
            "the copy again"
        )
        raise Refused(msg)
