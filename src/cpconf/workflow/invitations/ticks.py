"""Ticking off the tasks that ask for invitations, once the program has sent them all.

A draft ticks off nothing, as a person sends it (O-9a, O-9c, O-10, O-11i).
"""

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.conferences.gates import obstacles
from cpconf.core.invitations.invitation import InviteState
from cpconf.core.invitations.invitees import Absence, Guest, asking
from cpconf.core.outbox import Outlet
from cpconf.core.procedures.procedure import Audience, Procedure
from cpconf.core.words import ConferenceState, TaskState
from cpconf.workflow.conferences.marks import Recorded, do
from cpconf.workflow.invitations.guest_list import GuestList

if TYPE_CHECKING:
    from cpconf.store.writing import Writer

_NOT_COUNTED = frozenset(
    {
        Absence.KEPT_AWAY,
        Absence.ANOTHER_WAY,
        Absence.CANNOT_JOIN,
        Absence.SAME_MAILBOX,
        Absence.ORGANISER,
    }
)
"""Tasks do not wait for people who are not invited for one of these reasons."""


def settled(seen: GuestList) -> tuple[FiledTask, ...]:
    """Return the open tasks that are done by the invitations sent by email."""
    filed = seen.filed
    if filed.conference.state is not ConferenceState.SCHEDULED:
        return ()
    done = [
        task
        for audience in (Audience.PARENTS, Audience.PROFESSIONALS, Audience.EVERYONE)
        for task in asking(filed, seen.outline, audience)
        if task.state is TaskState.OPEN
        and _all_have_theirs([g for g in seen.guests if _belongs(g, audience, task.subject)])
    ]
    return tuple(_not_shut(filed, done, seen.procedure))


def tick(store: "Writer", seen: GuestList, *, at: dt.datetime) -> Recorded:
    """Mark the tasks done that the invitations have done; `at` is wall-clock Europe/London."""
    done = settled(seen)
    return do(store, seen.filed, done, now=at) if done else Recorded(())


def _belongs(guest: Guest, audience: Audience, subject: str | None) -> bool:
    """Tell whether the task asks for this person's invitation."""
    if subject is not None:
        return guest.person.id == subject
    return guest.person.role in audience.roles


def _all_have_theirs(guests: Sequence[Guest]) -> bool:
    """Tell whether everybody to wait for was sent an invitation, and there is somebody."""
    waited = [guest for guest in guests if guest.was_invited or guest.absence not in _NOT_COUNTED]
    sent = (Outlet.SMTP, InviteState.SENT)
    return bool(waited) and all(
        guest.invited is not None
        and (guest.invited.outlet, guest.invited.state) == sent
        and not guest.has_moved
        for guest in waited
    )


def _not_shut(
    filed: Filed, tasks: Collection[FiledTask], procedure: Procedure
) -> Iterator[FiledTask]:
    """Yield the tasks that no gate keeps shut; each may open the gate of the next."""
    standing = filed
    for task in tasks:
        if not obstacles(standing, task, procedure):
            yield task
            standing = standing.once_done([task])
