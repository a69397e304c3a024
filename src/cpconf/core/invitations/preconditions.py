"""Checks before people are invited: who must not come, who can be reached, who comes first."""

import datetime as dt
from collections.abc import Collection, Sequence

from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.gates import has_address
from cpconf.core.dates.phrases import say_clock
from cpconf.core.invitations.invitation import InviteState
from cpconf.core.invitations.invitees import Absence, Guest, asking
from cpconf.core.procedures.procedure import Audience, Outline, RuleKind
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import PARENTS, ConferenceState, Fact, Format, TaskState
from cpconf.errors import Refused


def lies_ahead(conference: Conference, now: dt.datetime) -> bool:
    """Tell whether a conference is still to come; `now` is wall-clock Europe/London."""
    return conference.state is ConferenceState.SCHEDULED and conference.at > now


def refuse_inviting(filed: Filed, outline: Outline, *, now: dt.datetime) -> None:
    """Raise Refused where nobody can be invited, and say what to do first.

    `now` is wall-clock Europe/London.
    """
    conference = filed.conference
    ref = conference.ref
    if conference.state is not ConferenceState.SCHEDULED:
        raise Refused(f"{ref} is {conference.state}: nobody can be invited to it")
    if not lies_ahead(conference, now):
        raise Refused(
            f"{ref} was to start on {say_clock(conference.at)}: it is too late to invite "
            f"anybody\nIf it has another date: cpconf reschedule {ref} --at WHEN --reason TEXT"
        )
    if conference.format is Format.WRITTEN:
        raise Refused(f"{ref} is held in writing: there is nothing to join")
    refuse_unsettled(filed, outline)


def refuse_unsettled(filed: Filed, outline: Outline) -> None:
    """Raise Refused until it is on record who must not come and how to reach the family.

    This is for every message about an invitation, also for the update after a new date.
    """
    for fact in (Fact.PARENT_EXCLUDED, Fact.PARENT_CANNOT_JOIN):
        _refuse_unsaid(filed, fact)
    _refuse_without_address(filed, outline)


def parents_first(
    filed: Filed,
    outline: Outline,
    guests: Sequence[Guest],
    *,
    by_mail: bool,
    going: Collection[str],
) -> Halt | None:
    """Return the stop on professionals' invitations while parents lack theirs (O-9c).

    `going` are the people whose invitations are made in this run. For drafts that is enough, since
    they are sent in order; a message `by_mail` must have been sent. A parent without an address,
    who is not to be invited or whose task is marked keeps nobody waiting.
    """
    lines = [
        f"{guest.person.id}: {why}"
        for guest in guests
        if guest.person.role in PARENTS
        and guest.absence in {None, Absence.NO_WAY_IN}
        and (why := _not_yet(filed, outline, guest, by_mail=by_mail, going=going))
    ]
    if not lines:
        return None
    text = f"the parents come first; {'; '.join(lines)}"
    # The grounds have the date: an override for one date does not count for the next.
    at = f"{filed.conference.at:%Y-%m-%dT%H:%M}"
    return Halt(Stop.PARENTS_FIRST, (text,), tuple(f"{at} before {line}" for line in lines))


def _refuse_unsaid(filed: Filed, fact: Fact) -> None:
    """Raise Refused where a fact is yes, but not on record for which of several parents."""
    parents = filed.record.parents
    own = {about for of, about in filed.answers if of is fact and about is not None}
    unsaid = [parent.id for parent in parents if parent.id not in own]
    if filed.answers.get((fact, None)) and unsaid and len(parents) > 1:
        ref = filed.conference.ref
        said = " ".join(f"{fact}@{parent}=yes|no" for parent in unsaid)
        raise Refused(
            f"{fact} is yes at {ref}, but it is not on record for whom\n"
            f"Record it: cpconf fact {ref} {said}"
        )


def _refuse_without_address(filed: Filed, outline: Outline) -> None:
    """Raise Refused while a gate waits for a parent's address (O-9r, O-11r)."""
    rules = {rule.clause for rule in outline.rules if rule.kind is RuleKind.ADDRESS_FIRST}
    gated = {task.clause: task for task in outline.tasks}
    shut = [
        (task, gate)
        for task in filed.applying
        if task.is_outstanding and task.clause in gated
        for gate in gated[task.clause].gated_by
        if gate in rules
    ]
    if not shut or has_address(filed.record):
        return
    ref = filed.conference.ref
    task, gate = shut[0]
    parents = filed.record.parents
    change = f"cpconf person change {ref} {parents[0].id if parents else 'PERSON'} --email ADDRESS"
    msg = (
        f"nobody is invited to {ref} while no email address of a parent is on record ({gate})\n"
        f"Put it on record: {change}"
    )
    if f"!{Fact.JOINS_ANOTHER_WAY}" in task.conditions:
        fact = f"cpconf fact {ref} {Fact.JOINS_ANOTHER_WAY}=yes"
        msg += f". If the family takes part in another way: {fact}"
    raise Refused(msg)


def _not_yet(
    filed: Filed, outline: Outline, guest: Guest, *, by_mail: bool, going: Collection[str]
) -> str | None:
    """Return why a parent does not count as invited yet; None where they do."""
    whom = guest.person.id
    marks = {
        task.state
        for audience in (Audience.PARENTS, Audience.EVERYONE)
        for task in asking(filed, outline, audience)
        if task.subject in {None, whom}
    }
    state = guest.invited.state if guest.invited and guest.is_live else None
    if TaskState.SKIPPED in marks or state is InviteState.SENT:
        return None
    if state is InviteState.PREPARED:
        drafted = "the invitation is a draft, not known to be sent"
        return drafted if by_mail and TaskState.DONE not in marks else None
    if state is not None:
        return f"the invitation is {state.words}" if state is InviteState.OWED else state.words
    if guest.absence is not None:
        return guest.absence.words
    if guest.halts:
        return "; ".join(line for halt in guest.halts for line in halt.lines)
    return None if whom in going and not by_mail else "the invitation has not gone yet"
