"""The next step in sharing a document: what to do, and what to type."""

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple, assert_never

from cpconf.core.conferences.filed import FiledTask
from cpconf.core.sharing.sharing import PasswordCare, ShareState, Sharing, Transport
from cpconf.core.sharing.stops import Stop
from cpconf.core.words import DocumentKind, Fact, TaskState


class NextStep(NamedTuple):
    """A next step: what to do, and what to type once that is done."""

    words: str
    command: str | None = None


_RELEASE: Final = "cpconf release {} --how phone --confirmed-by NAME"
_SETTLE: Final = "cpconf sent {}"
_NEXT: Final = {
    ShareState.PREPARING: NextStep("the run that made it was stopped: protect it again"),
    ShareState.PREPARED: NextStep("send {}, ask whether it has arrived, then", _RELEASE),
    ShareState.SENDING: NextStep("ask whether it has arrived; if not, add --not", _SETTLE),
    ShareState.SENT: NextStep("ask whether it has arrived with the right person, then", _RELEASE),
    ShareState.RECEIVED: NextStep("release the password", _RELEASE),
    ShareState.RELEASING: NextStep("the release was stopped: release the password again", _RELEASE),
    ShareState.RELEASED: None,
    ShareState.SHARED: None,
    ShareState.REPLACED: None,
}
_IN_DOUBT: Final = NextStep("ask whether the password has arrived; if not, add --not", _SETTLE)
"""The next step where the program itself was sending the password, and was stopped."""


def next_step(sharing: Sharing, stops: Collection[Stop] = ()) -> NextStep | None:
    """Return what to do next for one recipient's copy; None where nothing is left to do.

    `stops` are those that now keep the copy, or its password, from being sent.
    """
    step = _NEXT[sharing.state]
    if step is None:
        return None
    if Stop.ADDRESS in stops:
        # Somebody else may have it: to ask them whether it arrived would tell them more.
        went = {
            ShareState.PREPARED: "do not send it: it is for",
            ShareState.SENDING: "it may have been sent to",
        }.get(sharing.state, "it was sent to")
        words = f"{went} another address than is on record now. Make it again, for the right one"
        return NextStep(words, anew(sharing))
    if sharing.state is ShareState.RELEASING and sharing.transport is Transport.SMTP:
        step = _IN_DOUBT
    what = "the first message"
    if sharing.person is None:
        is_set = sharing.kind is DocumentKind.SET
        what = f"{'the set' if is_set else 'the first message'} by secure email"
    command = step.command and step.command.format(_shortly(sharing))
    return NextStep(step.words.format(what), command)


def releasing(sharing: Sharing) -> str:
    """Return the command that releases its password, once it has arrived."""
    return _RELEASE.format(_shortly(sharing))


def anew(sharing: Sharing) -> str:
    """Return the command that makes a copy, or the set, again."""
    if sharing.kind is DocumentKind.SET:
        return f"cpconf bundle {sharing.ref} --out DIR"
    return f"cpconf protect-report FILE {sharing.typed} --out DIR"


def _shortly(sharing: Sharing) -> str:
    """Return the shortest options that name it: commands assume a report."""
    is_plain = sharing.kind in {DocumentKind.REPORT, DocumentKind.SET}
    return f"{sharing.ref} --to {sharing.whom}" if is_plain else sharing.typed


def password_words(sharing: Sharing) -> str:
    """Return where the password is, in a few words."""
    match sharing.password:
        case PasswordCare.HELD if sharing.state is ShareState.RELEASED:
            return f"released by {sharing.released_by}" if sharing.released_by else "released"
        case PasswordCare.HELD:
            return "held"
        case PasswordCare.AGREED:
            return "agreed with the family"
        case PasswordCare.NONE:
            return "none"
        case _:
            assert_never(sharing.password)


def calls(tasks: Iterable[FiledTask], person: str) -> list[FiledTask]:
    """Return the calls after an emailed report: did it arrive, how are they, what they say (O-17).

    They are the tasks whose condition is that the report was sent by email.
    """
    waiting = Fact.REPORT_EMAILED.value
    return [
        task
        for task in tasks
        if task.about == person
        and waiting in task.conditions
        and (task.applies or task.state is not TaskState.OPEN)
    ]
