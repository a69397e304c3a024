"""Sending the first message of a copy, recording its receipt, and releasing the password.

The password is released only once somebody has confirmed that the first message reached the right
person: both messages to one wrong address would protect nothing. The program sends each message at
most once; a person settles what is in doubt.
"""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_clock
from cpconf.core.sharing.next_steps import anew
from cpconf.core.sharing.sharing import (
    COMPLETE,
    LIVE,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Sharing,
    Transport,
)
from cpconf.core.sharing.stops import Decision, Halt, Overrides
from cpconf.documents.places import folders
from cpconf.documents.places.publishing import make_folder, move
from cpconf.errors import CpconfError, Doubtful, NotFound, Refused, TryAgain, UsageFault
from cpconf.mail.drafts import attachment_sha256, read_password
from cpconf.mail.letter import for_sending, new_message_id
from cpconf.mail.sending import Kind, SendingOutcome, send
from cpconf.mail.settings import Settings
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.sharing.agreements import tick_given
from cpconf.workflow.sharing.copies import (
    HELD,
    RELEASED,
    Begin,
    Names,
    names_of,
    refuse_changed,
)
from cpconf.workflow.sharing.permission import Papers
from cpconf.workflow.sharing.recipients import sharing_named

if TYPE_CHECKING:
    from cpconf.store.writing import Store, Writer

_LONGEST: Final = 1 << 20
"""Bytes of a held message that are read: more than a mail program makes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A copy in its new state, and the tasks ticked off.

    `halts` are the overridden stops. `message` is the released message with the password; None
    where it was deleted, or is still held.
    """

    sharing: Sharing
    halts: tuple[Halt, ...] = ()
    recorded: Recorded = field(default_factory=lambda: Recorded(()))
    message: Path | None = None


def send_report(
    begin: Begin,
    filed: Filed,
    sharing: Sharing,
    settings: Settings,
    *,
    now: dt.datetime,
    overrides: Overrides,
) -> Delivery:
    """Send the first message of a copy; `now` is wall-clock Europe/London.

    `filed` is the conference that `sharing` was read with, so that of two commands that send the
    same message one fails. The current record decides whether it may leave. Raises TryAgain or
    Refused where it was certainly not sent, Doubtful where that is unknown.
    """
    if sharing.person is None:
        raise Refused(
            f"cpconf does not send the {sharing.title}: send it by secure email, as your procedure "
            f"says\nThen record it: cpconf sent {sharing.typed}"
        )
    if sharing.state is not ShareState.PREPARED:
        raise Refused(
            f"the {sharing.title}: {sharing.state.words}. "
            f"See what comes next: cpconf sharing {sharing.ref}"
        )
    draft = names_of(sharing).report
    if sharing.evidence is None or attachment_sha256(draft) != sharing.evidence.sha256:
        raise Refused(
            f"the draft of the first message does not have the protected {sharing.kind} attached "
            "as it was made: make it again, with --out DIR"
        )
    with begin() as store:
        decision = _decide_again(store, filed, sharing, overrides, by_email=True)
        if decision.halts:
            said = sharing.said | decision.said
            store.conferences.note(filed, "allowed to be sent", said, decision.note)
        sending = replace(sharing, state=ShareState.SENDING, transport=Transport.SMTP)
        store.sharing.put_sharing(filed, sending)
    try:
        again = f"cpconf send {sharing.typed}"
        _send("first message", draft, sharing, settings, now=now, again=again)
    except (Refused, TryAgain):
        with begin() as store:
            current, stands = _as_it_stands(store, sharing)
            # As before: a draft to be sent by hand stays one.
            before = replace(stands, state=ShareState.PREPARED, transport=sharing.transport)
            store.sharing.put_sharing(current, before)
        raise
    with begin() as store:
        current, stands = _as_it_stands(store, sharing)
        sent = store.sharing.put_sharing(
            current, replace(stands, state=ShareState.SENT, sent_at=now)
        )
        store.conferences.note(current, "message sent", sharing.said)
    return Delivery(sharing=sent, halts=decision.halts)


def settle(
    begin: Begin, ref: str, to: str, kind: str, *, went: bool, at: dt.datetime, now: dt.datetime
) -> Delivery:
    """Record that a message was sent, or that it was not; moments are wall-clock Europe/London.

    Finds the copy as `sharing_named` does. `halts` of the result are the stops that hold now,
    although it was sent. Raises Refused where there is nothing to record.
    """
    with begin() as store:
        filed, sharing = sharing_named(store, ref, to, kind)
        halts = Papers(store, filed).ask_again(sharing, by_email=True) if went else ()
        _refuse_before_made(sharing, at)
        state = sharing.state.settled(went=went)
        if state is None:
            raise Refused(f"the {sharing.title}: {sharing.state.words}; there is nothing to record")
        if state is ShareState.RELEASED:
            settled, recorded = _record_released(store, sharing, ReleasedBy.MESSAGE, at=now)
        else:
            # `sent_at` belongs to the first message only.
            of_first = state is not ShareState.RECEIVED
            sent_at = (at if went else None) if of_first else sharing.sent_at
            settled = store.sharing.put_sharing(
                filed, replace(sharing, state=state, sent_at=sent_at)
            )
            recorded = Recorded(())
            store.conferences.note(
                filed, "message sent" if went else "message not sent", sharing.said
            )
    if state is ShareState.RELEASED:
        folders.remove(names_of(sharing).held)  # only once that is on record
    return Delivery(sharing=settled, halts=halts, recorded=recorded)


def release(
    begin: Begin,
    filed: Filed,
    received: Sharing,
    by: ReleasedBy,
    *,
    now: dt.datetime,
    overrides: Overrides,
    server: Callable[[], Settings],
    terminal: Callable[[], Callable[[str], None]],
) -> Delivery:
    """Record the receipt, release the password, and record that too.

    `filed` is the conference that the copy was read with, `received` the copy with its receipt;
    `now` is wall-clock Europe/London. Shows the password on a `terminal`, sends it by a `server`,
    or moves its message to where a person sends it from; `terminal` and `server` are called only
    where needed. After a failure the receipt is on record and the password held; after Doubtful it
    is unknown whether the password was sent.
    """
    _refuse_early(received, received.received_at or now)
    is_shown = by is ReleasedBy.PHONE and received.password is PasswordCare.HELD
    show = terminal() if is_shown else None
    settings = server() if _is_mailed(received, by) else None
    held = _held_message(received)
    if held is not None:
        _password_of(held)  # refuse a message without its password
    with begin() as store:
        by_email = by is ReleasedBy.MESSAGE
        decision = _decide_again(store, filed, received, overrides, by_email=by_email)
        store.sharing.put_sharing(filed, replace(received, state=ShareState.RELEASING))
        receipt = {"how": received.received_how, "confirmed_by": received.confirmed_by}
        said = received.said | receipt | decision.said
        store.conferences.note(filed, "receipt confirmed", said, decision.note)
    try:
        message = None
        if held is not None and show is not None:
            show(_password_of(held))
        elif held is not None and settings is not None:
            again = "give the same command again"
            _send("message with the password", held, received, settings, now=now, again=again)
        elif held is not None:
            message = _move_on(held)
    except Doubtful:
        raise
    except CpconfError as error:
        with begin() as store:
            current, stands = _as_it_stands(store, received)
            if stands.state is ShareState.RELEASING:
                store.sharing.put_sharing(current, replace(stands, state=ShareState.RECEIVED))
        kept = "The receipt is on record; the password is not released"
        if "\n" not in str(error):
            raise type(error)(f"{error}\n{kept}: release it again") from error
        raise type(error)(f"{error}. {kept}") from error
    with begin() as store:
        released, recorded = _record_released(store, received, by, at=now)
    if held is not None and message is None:
        folders.remove(held)  # a file that cannot be deleted is readable for its owner only
    return Delivery(sharing=released, halts=decision.halts, recorded=recorded, message=message)


def _refuse_early(sharing: Sharing, at: dt.datetime) -> None:
    """Raise Refused where no password is left to release, UsageFault for a wrong time."""
    if sharing.state is ShareState.SHARED:
        raise Refused(f"{sharing.title}: shared without email, so there is no password")
    if sharing.state not in LIVE - COMPLETE:
        when = say_clock(sharing.released_at) if sharing.released_at else "earlier"
        raise Refused(
            f"the password of the {sharing.kind} for {sharing.whom} was released on {when}, and is "
            f"kept nowhere\nIf it is lost, make a new copy: {anew(sharing)}"
        )
    _refuse_before_made(sharing, at)


def _is_mailed(sharing: Sharing, by: ReleasedBy) -> bool:
    """Tell whether the program sends the password. Raises Refused where it may have already."""
    by_mail = by is ReleasedBy.MESSAGE and sharing.transport is Transport.SMTP
    if by_mail and sharing.address and sharing.state is ShareState.RELEASING:
        raise Refused(
            "it is not known whether the message with the password was sent: ask the recipient\n"
            f"Then record it: cpconf sent {sharing.typed}, or with --not"
        )
    return by_mail and bool(sharing.address)


def _decide_again(
    store: "Store",
    filed: Filed,
    sharing: Sharing,
    overrides: Overrides,
    *,
    by_email: bool,
) -> Decision:
    """Check again whether a copy may leave, with these overrides; return the decision.

    Raises StoreBusy where the conference changed since, and Refused where a stop holds that is not
    overridden.
    """
    refuse_changed(store, filed)
    halts = Papers(store, filed).ask_again(sharing, by_email=by_email)
    otherwise = f"Make a new copy instead: {anew(sharing)}"
    return overrides.decide(halts, f"the {sharing.title}", otherwise=otherwise)


def _as_it_stands(store: "Store", sharing: Sharing) -> tuple[Filed, Sharing]:
    """Return the conference and the copy from the current record."""
    return store.conferences.filed(sharing.ref), store.sharing.sharing(sharing.ref, sharing.id)


def _record_released(
    store: "Writer", sharing: Sharing, by: ReleasedBy, *, at: dt.datetime
) -> tuple[Sharing, Recorded]:
    """Record that the password was released, and tick off the tasks that asked for that."""
    filed, stands = _as_it_stands(store, sharing)
    released = replace(stands, state=ShareState.RELEASED, released_at=at, released_by=by)
    released = store.sharing.put_sharing(filed, released)
    store.conferences.note(filed, "password released", sharing.said | {"by": by})
    return released, tick_given(store, released, at=at)


def _refuse_before_made(sharing: Sharing, at: dt.datetime) -> None:
    """Raise UsageFault for a moment before the copy was made; wall-clock Europe/London."""
    if at < sharing.made_at:
        raise UsageFault(f"--at is before the copy was made: {say_clock(sharing.made_at)}")


def _held_message(sharing: Sharing) -> Path | None:
    """Return the message with the password, held or already moved; None where none is needed.

    Raises NotFound where it is lost, and the only copy of the password with it.
    """
    if sharing.password is not PasswordCare.HELD:
        return None
    names = names_of(sharing)
    for path in (names.held, names.released):
        waits = path == names.held or sharing.state is ShareState.RELEASING
        if waits and folders.is_there(path):
            _refuse_second_name(names)
            return path
    raise NotFound(
        f"the message with the password is not where it was put ({HELD}/{names.held.name}): put it "
        f"back, or make the {sharing.kind} again with a new password: {anew(sharing)}"
    )


def _password_of(message: Path) -> str:
    """Return the password in a held message.

    Raises NotFound where the message cannot be read, Refused where it is not a plain file.
    """
    try:
        with folders.read(message) as file:
            return read_password(file.read(_LONGEST))
    except OSError:
        raise NotFound(
            "the message with the password cannot be read: look at the rights of its folder"
        ) from None


def _move_on(message: Path) -> Path:
    """Move a held message to where a person sends it from."""
    if message.parent.name == RELEASED:
        return message
    folder = message.parent.parent / RELEASED
    make_folder(folder)
    return move(message, folder)


def _refuse_second_name(names: Names) -> None:
    """Raise Refused where the held message has another name elsewhere (a hard link).

    An interrupted move leaves it under both of its own names, which is allowed.
    """
    about = [path.lstat() for path in (names.held, names.released) if folders.is_there(path)]
    own = len(about) if all(os.path.samestat(about[0], each) for each in about) else 1
    if any(each.st_nlink > own for each in about):
        raise Refused(
            f"{names.held.name} has a second name somewhere (a hard link): whoever can read that "
            "has the password\nDelete the other name (find DIR -samefile FILE lists it), or make "
            "the copy again"
        )


def _send(
    which: str,
    message: Path,
    sharing: Sharing,
    settings: Settings,
    *,
    now: dt.datetime,
    again: str,
) -> None:
    """Send a draft. Raises as `send_report`.

    `again` is what to do where it was not sent.
    """
    try:
        identity = new_message_id(settings.sender)
        with folders.read(message) as draft:
            letter = for_sending(draft, message_id=identity, date=now)
            outcome = send(settings, letter, to=sharing.address or "")
    except OSError:
        outcome = SendingOutcome(Kind.REFUSED, "its draft cannot be read")
    except (Refused, UsageFault) as refused:
        outcome = SendingOutcome(Kind.REFUSED, str(refused).splitlines()[0])
    except CpconfError as fault:
        outcome = SendingOutcome(Kind.LATER, str(fault).splitlines()[0])
    text = f"the {which} was not sent: {outcome.reason}"
    match outcome.kind:
        case Kind.SENT:
            pass
        case Kind.UNKNOWN:
            raise Doubtful(
                f"it is not known whether the {which} was sent: {outcome.reason}. Ask the "
                "recipient before anything is sent again\n"
                f"Then record it: cpconf sent {sharing.typed}, or with --not"
            )
        case Kind.LATER:
            raise TryAgain(f"{text}\nTry again later: {again}")
        case Kind.REFUSED:
            raise Refused(
                f"{text}\nLook at the address, and at [smtp] in the configuration: {again}"
            )
        case _:
            assert_never(outcome.kind)
