"""What has to be settled before anybody is invited: who must not come, and whom to reach."""

from cpconf.core.filed import Filed
from cpconf.core.gates import has_address
from cpconf.core.procedure import Outline, RuleKind
from cpconf.core.words import ConferenceState, Fact, Format
from cpconf.errors import Refused


def refuse_inviting(filed: Filed, outline: Outline) -> None:
    """Raise Refused where nobody can be invited, saying what has to be done before."""
    conference = filed.conference
    ref = conference.ref
    if conference.state is not ConferenceState.SCHEDULED:
        msg = f"{ref} is {conference.state}: there is nothing to invite to"
        raise Refused(msg)
    if conference.format is Format.WRITTEN:
        msg = f"{ref} is held in writing: there is nothing to join"
        raise Refused(msg)
    for fact in (Fact.PARENT_EXCLUDED, Fact.PARENT_CANNOT_JOIN):
        _refuse_unsaid(filed, fact)
    _refuse_without_address(filed, outline)


def _refuse_unsaid(filed: Filed, fact: Fact) -> None:
    """Raise Refused where a fact holds of a parent, and nobody said of which of several."""
    parents = filed.record.parents
    own = {about for of, about in filed.answers if of is fact and about is not None}
    unsaid = [parent.id for parent in parents if parent.id not in own]
    if filed.answers.get((fact, None)) and unsaid and len(parents) > 1:
        ref = filed.conference.ref
        said = " ".join(f"{fact}@{parent}=yes|no" for parent in unsaid)
        msg = (
            f"{fact} holds at {ref}, but it is not said for whom\nSay so: cpconf fact {ref} {said}"
        )
        raise Refused(msg)


def _refuse_without_address(filed: Filed, outline: Outline) -> None:
    """Raise Refused while a gate is shut that asks for a parent's address (O-9r, O-11r)."""
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
