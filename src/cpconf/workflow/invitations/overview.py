"""Who is invited to a conference, how that stands, and why others are not."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.invitations.invitation import Invited, InviteState, Series
from cpconf.core.invitations.invitees import Absence, Group, Guest, asking
from cpconf.core.invitations.joining import Joinings
from cpconf.core.procedures.procedure import Audience
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import PARENTS, TaskState
from cpconf.workflow.invitations.answers import GivenAnswer, answers_in
from cpconf.workflow.invitations.draft_places import draft_of, is_there
from cpconf.workflow.invitations.guests import GuestList

if TYPE_CHECKING:
    from cpconf.workflow.invitations.plan import PlannedInvitations


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where somebody's invitation stands, or why they have none.

    `made`: this run made it. `draft` is the file to send, where there is one. `earlier` is what
    they last answered for an earlier date, unless they have answered for this one.
    """

    guest: Guest
    halts: tuple[Halt, ...] = ()
    made: bool = False
    draft: Path | None = None
    earlier: GivenAnswer | None = None

    @property
    def known(self) -> Invited | None:
        """The invitation on record."""
        return self.guest.invited

    @property
    def why(self) -> str | None:
        """Why nothing was made for them, or None."""
        if self.guest.holds_in_error:
            return self.guest.why_not
        if self.guest.was_invited and not self.guest.has_moved:
            return None
        if any(halt.stop is Stop.PARENTS_FIRST for halt in self.halts):
            return "waits for the parents' invitations"
        if not self.guest.may_be_asked:
            return self.guest.why_not
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


def overview(
    seen: GuestList,
    *,
    made: Iterable[str] = (),
    waiting: "PlannedInvitations | None" = None,
    marked: Collection[FiledTask] = (),
) -> Overview:
    """Who is invited to a conference and how that stands, and why others are not.

    `made` are the short ids of those whom this run has dealt with, `waiting` what it left waiting,
    `marked` the tasks that it ticked off.
    """
    first = waiting.first if waiting else ()
    behind = {guest.person.id for guest in waiting.waiting} if waiting else set()
    new = set(made)
    earlier = answers_in(seen.history).earlier
    ticked = {task.id for task in marked}
    people = tuple(
        Standing(
            guest=guest,
            halts=(*guest.halts, *(first if guest.person.id in behind else ())),
            made=guest.person.id in new,
            draft=draft_of(guest.invited),
            earlier=None if _has_answered(guest) else earlier.get(guest.person.id),
        )
        for guest in seen.guests
    )
    parents, others = (
        tuple(
            task.handle
            for audience in audiences
            for task in asking(seen.filed, seen.outline, audience)
            if task.state is TaskState.OPEN and task.id not in ticked
        )
        for audiences in ((Audience.PARENTS,), (Audience.PROFESSIONALS, Audience.EVERYONE))
    )
    return Overview(
        filed=seen.filed,
        series=seen.series,
        joinings=seen.joinings,
        people=people,
        open_tasks=(parents, others),
    )


def _has_answered(guest: Guest) -> bool:
    return guest.invited is not None and guest.invited.answer is not None


def without_address(seen: Overview) -> list[str]:
    """The parents who are to hear of the conference, and have no email address."""
    return [
        each.guest.person.id
        for each in seen.people
        if each.guest.person.role in PARENTS and each.guest.absence is Absence.NO_ADDRESS
    ]


def drafted(seen: Overview) -> list[str]:
    """Those whose invitation is a draft of an earlier run, of which nobody knows if it was sent."""
    return [
        each.guest.person.id
        for each in seen.people
        if each.known is not None and each.known.state is InviteState.PREPARED and not each.made
    ]


def gone(seen: Overview) -> list[str]:
    """Those whose drafts are no longer in their folders: sent perhaps, or lost."""
    return [
        each.guest.person.id
        for each in seen.people
        if each.known is not None
        and each.known.state is InviteState.PREPARED
        and not is_there(each.known)
    ]
