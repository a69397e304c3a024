"""One run of `invite`: the parents first, then the others, then what that ticked off."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.filed import Filed
from cpconf.core.invitation import Invited, InviteState, Series
from cpconf.core.inviting import Absence, Group, Guest, asking, line_up
from cpconf.core.joining import Details, Joinings
from cpconf.core.outbox import OutboxKind, Outlet
from cpconf.core.procedure import Audience
from cpconf.core.stops import Halt, Stop
from cpconf.core.words import PARENTS, TaskState
from cpconf.workflow.delivering import Result
from cpconf.workflow.inviting_host import Host
from cpconf.workflow.inviting_owing import file_name, is_there
from cpconf.workflow.inviting_plan import Planned, Request, keep, plan
from cpconf.workflow.inviting_post import Office
from cpconf.workflow.pinned import procedure_of
from cpconf.workflow.recording import Recorded

if TYPE_CHECKING:
    from cpconf.store.diary_records import DiaryRecords


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody's invitation stands, or why they have none.

    `made`: this run made it. `draft` is the file to send, where there is one.
    """

    guest: Guest
    halts: tuple[Halt, ...] = ()
    made: bool = False
    draft: Path | None = None

    @property
    def known(self) -> Invited | None:
        """The invitation on record."""
        return self.guest.invited

    @property
    def why(self) -> str | None:
        """Why nothing was made for them, or None."""
        if self.guest.was_invited and not self.guest.has_moved:
            return None
        if self.guest.absence is not None:
            return self.guest.absence.words
        if any(halt.stop is Stop.PARENTS_FIRST for halt in self.halts):
            return "waits for the parents' invitations"
        if self.halts:
            return "; ".join(line for halt in self.halts for line in halt.lines)
        if self.guest.has_moved:
            return "has another email address now: invite again"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everybody on record at a conference, with their invitations; parents first.

    `open_tasks` are the handles of the tasks that ask for invitations and are not done: the
    parents' first, then the others.
    """

    filed: Filed
    series: Series | None
    joinings: Joinings
    people: tuple[Standing, ...]
    open_tasks: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def of(self, group: Group) -> tuple[Standing, ...]:
        """Those of one group."""
        return tuple(each for each in self.people if each.guest.group is group)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a run came to."""

    overview: Overview
    planned: Planned
    result: Result
    passed: tuple[Halt, ...] = ()
    updated: tuple[str, ...] = ()
    recorded: Recorded = field(default_factory=lambda: Recorded(()))
    remarks: tuple[str, ...] = ()


def invite(office: Office, request: Request, host: Host) -> Done:
    """Invite whoever is to be invited now, parents first, and tick off what that does.

    By mail, the professionals' invitations are owed only once the parents' have gone.
    """
    planned, result = _round(office, request, host)
    updated = tuple(guest.person.id for guest in planned.updated)
    tried = {guest.person.id: None for guest in planned.due}
    passed = dict.fromkeys(planned.passed)
    if request.by_mail and planned.waiting:
        # The parents' have gone now, or have not: it is asked anew.
        again = replace(request, details=Details())
        numbers = [message.id for message in result.messages]
        planned, more = _round(office, again, host, tried, sent=numbers)
        result = result.with_(more)
        tried.update(dict.fromkeys(guest.person.id for guest in planned.due))
        passed.update(dict.fromkeys(planned.passed))
    recorded = office.tick(request.ref, host.organiser) if request.by_mail else Recorded(())
    with office.reading() as reader:
        seen = overview(
            reader, request.ref, host.organiser, made=(*tried, *updated), waiting=planned
        )
    return Done(
        overview=seen,
        planned=planned,
        result=result,
        passed=tuple(passed),
        updated=updated,
        recorded=recorded,
        remarks=planned.remarks,
    )


def _round(
    office: Office,
    request: Request,
    host: Host,
    tried: Collection[str] = (),
    *,
    sent: Collection[int] = (),
) -> tuple[Planned, Result]:
    """Owe what can be owed now, and deliver it; not those `tried`, nor the messages `sent`."""
    with office.writing() as store:
        planned = plan(store, request, host.organiser, tried=tried)
        numbers = keep(store, planned, host.organiser, now=office.now)
    return planned, office.deliver(request.ref, numbers, tried=sent)


def overview(
    store: "DiaryRecords",
    ref: str,
    organiser: str | None,
    *,
    made: Iterable[str] = (),
    waiting: Planned | None = None,
    after: Joinings | None = None,
) -> Overview:
    """Who is invited to a conference and how that stands, and why others are not.

    `made` are the short ids of those whom this run has dealt with, `waiting` what it left waiting;
    `after` is how people would join, where that is not on record yet.
    """
    filed = store.filed(ref)
    conference = filed.conference
    outline = procedure_of(store, filed).outline(conference.type, conference.format)
    joinings = store.joinings(ref) if after is None else after
    guests = line_up(
        filed,
        outline,
        joinings=joinings,
        ways=store.agreed_ways(ref),
        invited=store.invited(ref),
        organiser=organiser,
    )
    first = waiting.first if waiting else ()
    behind = {guest.person.id for guest in waiting.waiting} if waiting else set()
    new = set(made)
    people = tuple(
        Standing(
            guest=guest,
            halts=(*guest.halts, *(first if guest.person.id in behind else ())),
            made=guest.person.id in new,
            draft=_draft(guest.invited),
        )
        for guest in guests
    )
    parents, others = (
        tuple(
            task.handle
            for audience in audiences
            for task in asking(filed, outline, audience)
            if task.state is TaskState.OPEN
        )
        for audiences in ((Audience.PARENTS,), (Audience.PROFESSIONALS, Audience.EVERYONE))
    )
    return Overview(
        filed=filed,
        series=store.series(ref),
        joinings=joinings,
        people=people,
        open_tasks=(parents, others),
    )


def without_address(seen: Overview) -> list[str]:
    """The parents who are to hear of the conference, and have no email address."""
    return [
        each.guest.person.id
        for each in seen.people
        if each.guest.person.role in PARENTS and each.guest.absence is Absence.NO_ADDRESS
    ]


def gone(seen: Overview) -> list[str]:
    """Those whose drafts are no longer in their folders: sent perhaps, or lost."""
    return [
        each.guest.person.id
        for each in seen.people
        if each.known is not None
        and each.known.state is InviteState.PREPARED
        and not each.made
        and not is_there(each.known)
    ]


def _draft(known: Invited | None) -> Path | None:
    """The draft that was made for somebody, while it is in its folder."""
    if known is None or known.outlet is not Outlet.DRAFT or known.folder is None:
        return None
    for kind in (OutboxKind.CANCELLATION, OutboxKind.UPDATE, OutboxKind.INVITATION):
        path = Path(known.folder) / file_name(known.ref, known.person, kind, known.sequence)
        if path.is_file():
            return path
    return None
