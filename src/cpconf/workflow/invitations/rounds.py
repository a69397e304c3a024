"""One run of `invite`: the parents first, then the others, then what that ticked off."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from cpconf.core.invitations.joining import JoiningDetails
from cpconf.core.sharing.stops import Halt
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.invitations.dispatch import InvitationOffice
from cpconf.workflow.invitations.guests import GuestList
from cpconf.workflow.invitations.host import Host
from cpconf.workflow.invitations.overview import Overview, overview
from cpconf.workflow.invitations.plan import InviteRequest, PlannedInvitations, keep, plan
from cpconf.workflow.invitations.ticks import tick
from cpconf.workflow.outbox import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run came to."""

    overview: Overview
    planned: PlannedInvitations
    result: Result
    passed: tuple[Halt, ...] = ()
    updated: tuple[str, ...] = ()
    recorded: Recorded = field(default_factory=lambda: Recorded(()))
    remarks: tuple[str, ...] = ()


def invite(office: InvitationOffice, request: InviteRequest, host: Host) -> Done:
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
    recorded = Recorded(())
    if request.by_mail:
        with office.invitations.writing() as store:
            people = GuestList.of(store, store.filed(request.ref), host.organiser)
            recorded = tick(store, people, at=office.invitations.now)
    else:
        with office.invitations.reading() as reader:
            people = GuestList.of(reader, reader.filed(request.ref), host.organiser)
    seen = overview(people, made=(*tried, *updated), waiting=planned, marked=recorded.marked)
    return Done(
        overview=seen,
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
