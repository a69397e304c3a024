"""One run of `invite`: the parents first, then the others, then what that ticked off."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from cpconf.core.invitations.invitees import Group, Guest
from cpconf.core.invitations.joining import JoiningDetails
from cpconf.core.sharing.stops import Halt, refuse_unless_overridden
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.invitations.dispatch import InvitationOffice
from cpconf.workflow.invitations.guest_list import GuestList
from cpconf.workflow.invitations.host import Host
from cpconf.workflow.invitations.plan import InviteRequest, PlannedInvitations, keep, plan
from cpconf.workflow.outbox import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteRun:
    """What a run came to: the people as they stand then, and for whom it made something."""

    seen: GuestList
    made: frozenset[str]
    planned: PlannedInvitations
    result: Result
    passed: tuple[Halt, ...] = ()
    updated: tuple[str, ...] = ()
    recorded: Recorded = field(default_factory=lambda: Recorded(()))
    remarks: tuple[str, ...] = ()


def invite(office: InvitationOffice, request: InviteRequest, host: Host) -> InviteRun:
    """Invite whoever is to be invited now, parents first, and tick off what that does.

    By mail, the professionals' invitations are owed only once the parents' have gone.
    """
    planned, result = _round(office, request, host)
    updated = tuple(guest.person.id for guest in planned.updated)
    tried = {guest.person.id: None for guest in planned.due}
    passed = dict.fromkeys(planned.passed)
    remarks = dict.fromkeys(planned.remarks)
    if planned.waiting and result.messages:
        # The parents' have gone now, or have not: it is asked anew.
        again = replace(request, details=JoiningDetails())
        numbers = [message.id for message in result.messages]
        planned, more = _round(office, again, host, tried, sent=numbers)
        result = result.with_(more)
        tried.update(dict.fromkeys(guest.person.id for guest in planned.due))
        passed.update(dict.fromkeys(planned.passed))
        remarks.update(dict.fromkeys(planned.remarks))
    people = office.invitations.seen(request.ref)
    recorded = office.invitations.tick(people) if request.by_mail else Recorded(())
    return InviteRun(
        seen=people.marked(recorded.marked).kept_back(planned.waiting, planned.first),
        made=frozenset((*tried, *updated)),
        planned=planned,
        result=result,
        passed=tuple(passed),
        updated=updated,
        recorded=recorded,
        remarks=tuple(remarks),
    )


def _round(
    office: InvitationOffice,
    request: InviteRequest,
    host: Host,
    tried: Collection[str] = (),
    *,
    sent: Collection[int] = (),
) -> tuple[PlannedInvitations, Result]:
    """Owe what can be owed now, and deliver it; not those `tried`, nor the messages `sent`."""
    with office.invitations.writing() as store:
        now = office.invitations.now
        planned = plan(store, request, host.organiser, now=now, tried=tried)
        numbers = keep(store, planned, host.organiser, now=now)
    return planned, office.deliver(request.ref, numbers, tried=sent)


def why_nothing(run: InviteRun) -> str:
    """Why a run had nothing to make. Raises Refused where everybody left is stopped."""
    seen = run.seen
    left = [guest for guest in seen.guests if guest.invited is None]
    halts = [halt for guest in left for halt in guest.halts]
    live = any(guest.was_invited for guest in seen.guests)
    if halts and not live:
        _refuse_together(seen, left, "nobody was invited")
        ref = seen.filed.conference.ref
        refuse_unless_overridden(tuple(dict.fromkeys(halts)), {}, f"{ref}: nobody was invited")
    parents = any(guest.is_live for guest in seen.of_group(Group.FAMILY))
    return "everybody who is to be invited is" if live or parents else "there is nobody to invite"


def refuse_what_stands(run: InviteRun) -> None:
    """Raise Refused for what a run left stopped, whatever it made.

    Professionals may wait for parents whom something stops; and parents who attend apart may have
    invitations by which they would meet.
    """
    first, seen = run.planned.first, run.seen
    family = seen.of_group(Group.FAMILY)
    if first:
        _refuse_together(seen, family, "nobody is invited before the parents")
        own = tuple(dict.fromkeys(halt for guest in family for halt in guest.halts))
        ref = seen.filed.conference.ref
        refuse_unless_overridden((*own, *first), {}, f"{ref}: the professionals wait")
    meeting = [guest for guest in family if guest.attends_apart]
    if any(guest.was_invited for guest in meeting):
        _refuse_together(seen, meeting, "they have their invitations")


def _refuse_together(seen: GuestList, guests: Sequence[Guest], what: str) -> None:
    """Raise Refused for parents who would meet, saying how each gets hours of their own."""
    apart = next((guest.person.id for guest in guests if guest.attends_apart), None)
    if apart is None:
        return
    ref = seen.filed.conference.ref
    hours = f"cpconf invite {ref} --for {apart} --link URL --starts TIME, or --ends TIME"
    refuse_unless_overridden(
        tuple(dict.fromkeys(halt for guest in guests for halt in guest.halts)),
        {},
        f"{ref}: {what}",
        otherwise=f"Give each parent hours and a link of their own: {hours}",
    )
