"""Sending the two messages by SMTP, at most once each; what is in doubt, a person settles."""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from cpconf.core.conferences.filed import Filed
from cpconf.core.sharing.sharing import ReleasedBy, ShareState, Sharing, Transport
from cpconf.core.sharing.stops import Decision, Overrides
from cpconf.documents.places import folders
from cpconf.errors import CpconfError, Doubtful, Refused, TryAgain, UsageFault
from cpconf.mail.drafts import attachment_sha256
from cpconf.mail.letter import for_sending, new_message_id
from cpconf.mail.sending import Kind, SendingOutcome, send
from cpconf.mail.settings import Settings
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.sharing.copies import BeginCopy, refuse_changed
from cpconf.workflow.sharing.copy_files import names_of
from cpconf.workflow.sharing.password_release import (
    decide_again,
    record_released,
    refuse_before_made,
)

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


def send_report(
    begin: BeginCopy,
    filed: Filed,
    sharing: Sharing,
    address: str,
    settings: Settings,
    *,
    now: dt.datetime,
    overrides: Overrides,
) -> Decision:
    """Send the first message of a copy that was made; `now` is wall-clock Europe/London.

    `filed` is the conference that `sharing` was read with: of two commands that send the same, one
    is too late. Whether it may leave is asked by what is on record now; gives what was gone past.

    Raises TryAgain or Refused where it certainly did not go, Doubtful where nobody can know.
    """
    ref = sharing.ref
    if sharing.state is not ShareState.PREPARED:
        msg = (
            f"the {sharing.kind} for {sharing.person}: {sharing.state.words}. "
            f"See what comes next: cpconf sharing {ref}"
        )
        raise Refused(msg)
    draft = names_of(sharing).folder / names_of(sharing).report
    _refuse_another_file(draft, sharing)
    with begin() as store:
        refuse_changed(store, filed)
        decision = decide_again(store, filed, sharing, overrides, by_email=True)
        if decision.halts:
            store.note(filed, "allowed to be sent", _said(sharing) | decision.said, decision.note)
        state = ShareState.SENDING
        store.change_sharing(filed, sharing.id, state=state, transport=Transport.SMTP)
    outcome = _send(draft, address, settings, now)
    if outcome.kind is Kind.UNKNOWN:
        raise _doubtful("first message", outcome, sharing)
    with begin() as store:
        current = store.filed(ref)
        if outcome.kind is Kind.SENT:
            store.change_sharing(current, sharing.id, state=ShareState.SENT, sent_at=now)
            store.note(current, "message sent", _said(sharing))
            return decision
        # As before: a draft that was to be sent by hand still is.
        state, transport = ShareState.PREPARED, sharing.transport
        store.change_sharing(current, sharing.id, state=state, transport=transport)
    again = f"cpconf send {ref} --to {sharing.person} --as {sharing.kind}"
    raise _not_sent("first message", outcome, again)


def send_password(
    message: Path, address: str, sharing: Sharing, settings: Settings, *, now: dt.datetime
) -> None:
    """Send the second message. Raises as `send_report`."""
    outcome = _send(message, address, settings, now)
    if outcome.kind is Kind.UNKNOWN:
        raise _doubtful("password's message", outcome, sharing)
    if outcome.kind is not Kind.SENT:
        raise _not_sent("password's message", outcome, "give the same command again")


@dataclass(frozen=True, slots=True)
class SettledCopy:
    """What is now on record of a message, and what that ticked off."""

    sharing: Sharing
    state: ShareState
    recorded: Recorded = field(default_factory=lambda: Recorded(()))


def settle(
    store: "Writer", sharing: Sharing, *, went: bool, at: dt.datetime, now: dt.datetime
) -> SettledCopy:
    """Put on record that a message went, or that it did not; both moments Europe/London.

    The first message while the receipt is not confirmed, else the password's where it is doubtful.
    Raises Refused where there is nothing to say.
    """
    refuse_before_made(sharing, at)
    filed = store.filed(sharing.ref)
    match sharing.state:
        case ShareState.PREPARED | ShareState.SENDING if went:
            state = ShareState.SENT
            store.change_sharing(filed, sharing.id, state=state, sent_at=at)
        case ShareState.SENDING | ShareState.SENT if not went:
            state = ShareState.PREPARED
            store.change_sharing(filed, sharing.id, state=state, forget={"sent_at"})
        case ShareState.RELEASING if went:
            recorded = record_released(store, sharing, ReleasedBy.MESSAGE, at=now)
            return SettledCopy(sharing, ShareState.RELEASED, recorded)
        case ShareState.RELEASING:
            state = ShareState.RECEIVED
            store.change_sharing(filed, sharing.id, state=state)
        case (
            ShareState.PREPARING
            | ShareState.PREPARED
            | ShareState.SENDING
            | ShareState.SENT
            | ShareState.RECEIVED
            | ShareState.RELEASED
            | ShareState.SHARED
            | ShareState.REPLACED
        ):
            raise Refused(
                f"the {sharing.kind} for {sharing.person or 'the professionals'}: "
                f"{sharing.state.words}; nothing to settle"
            )
        case _:
            assert_never(sharing.state)
    store.note(filed, "message sent" if went else "message not sent", _said(sharing))
    return SettledCopy(sharing, state)


def _said(sharing: Sharing) -> dict[str, object]:
    return {"person": sharing.person, "kind": sharing.kind.value}


def _refuse_another_file(draft: Path, sharing: Sharing) -> None:
    """Raise Refused unless the draft has the very file attached that was proven."""
    evidence = sharing.evidence
    if evidence is None or attachment_sha256(draft) != evidence.sha256:
        msg = (
            f"the draft of the first message does not have the protected {sharing.kind} attached "
            f"as it was made: make it again, with --out DIR"
        )
        raise Refused(msg)


def _doubtful(which: str, outcome: SendingOutcome, sharing: Sharing) -> Doubtful:
    about = f"{sharing.ref} --to {sharing.person} --as {sharing.kind}"
    return Doubtful(
        f"it is not known whether the {which} went: {outcome.reason}. Ask the recipient before "
        f"anything is sent again\nThen say so: cpconf sent {about}, or with --not"
    )


def _not_sent(which: str, outcome: SendingOutcome, again: str) -> CpconfError:
    text = f"the {which} was not sent: {outcome.reason}"
    if outcome.kind is Kind.LATER:
        return TryAgain(f"{text}\nTry again later: {again}")
    return Refused(f"{text}\nLook at the address, and at [smtp] in the configuration: {again}")


def _send(message: Path, address: str, settings: Settings, now: dt.datetime) -> SendingOutcome:
    """Send a draft; one that cannot be sent at all was certainly not sent."""
    try:
        identity = new_message_id(settings.sender)
        with folders.read(message) as draft:
            return send(settings, for_sending(draft, message_id=identity, date=now), to=address)
    except OSError:
        return SendingOutcome(Kind.REFUSED, "its draft cannot be read")
    except (Refused, UsageFault) as refused:
        return SendingOutcome(Kind.REFUSED, str(refused).splitlines()[0])
    except CpconfError as fault:
        return SendingOutcome(Kind.LATER, str(fault).splitlines()[0])
