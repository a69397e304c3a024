"""From the store's rows of invitations, diaries and reports to the values of the subject.

Errors as in `conferences.rows`.
"""

import datetime as dt
from typing import Final

from cpconf.core.dates.london import unstamp
from cpconf.core.invitations.invitation import Answer, Invited, InviteState, Joining, Series
from cpconf.core.outbox import Outlet
from cpconf.core.words import Method
from cpconf.store.conferences.rows import moment
from cpconf.store.database.columns import Given


def series(row: Given) -> Series:
    """The calendar entry of a conference, from ref, uid and sequence."""
    ref, uid, sequence = row
    return Series(ref=ref, uid=uid, sequence=sequence)


def joining(row: Given) -> Joining:
    """How somebody joins, from short id, method, link, number to ring, and times of day."""
    person, method, link, dial_in, *times = row
    dial_at, starts, ends = (dt.time.fromisoformat(time) if time else None for time in times)
    return Joining(
        person=person,
        method=Method(method),
        link=link,
        dial_in=dial_in,
        dial_at=dial_at,
        starts=starts,
        ends=ends,
    )


INVITED: Final = (
    "v.ref, v.person, v.outlet, v.state, v.sequence, v.made_at, v.sent_at, v.answer, "
    "v.answered_at, i.address, i.folder"
)


def invited(row: Given) -> Invited:
    """An invitation, from the columns `INVITED` of the view `invitations_log` and its table."""
    (
        ref, person, outlet, state, sequence, made_at, sent_at, answer, answered_at, address,
        folder,
    ) = row  # fmt: skip
    return Invited(
        ref=ref,
        person=person,
        outlet=Outlet(outlet),
        state=InviteState(state),
        sequence=sequence,
        made_at=unstamp(made_at),
        address=address,
        folder=folder,
        sent_at=moment(sent_at),
        answer=Answer(answer) if answer else None,
        answered_at=moment(answered_at),
    )
