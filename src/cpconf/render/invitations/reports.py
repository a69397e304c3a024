"""The JSON documents about invitations: never an address, a name, a link or a number to ring."""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.dates.london import stamp_or_none
from cpconf.core.invitations.invitation import Joining
from cpconf.core.invitations.invitees import Group, Guest
from cpconf.render.drawing.json_text import FORM, Document

if TYPE_CHECKING:
    from cpconf.workflow.invitations.answers import GivenAnswer
    from cpconf.workflow.invitations.dispatch import InviteRun
    from cpconf.workflow.invitations.guest_list import GuestList


def invited_document(seen: "GuestList", made: Collection[str] = ()) -> Document:
    """`invited --json`: everybody on record, with their invitations and answers.

    `made` are the short ids of those for whom this run made something.
    """
    return {
        "cpconf": FORM,
        "ref": seen.filed.conference.ref,
        "sequence": seen.series.sequence if seen.series else None,
        "joining": _joinings(seen.joinings),
        "people": [
            _person(guest, seen.earlier(guest), seen.drafts.get(guest.person.id), made)
            for group in Group
            for guest in seen.of_group(group)
        ],
    }


def nobody_invited(ref: str) -> Document:
    """`invited --json` while there is no store."""
    return {"cpconf": FORM, "ref": ref, "sequence": None, "joining": [], "people": []}


def made_document(
    run: "InviteRun", letters: Mapping[str, Path] | None = None, *, dry_run: bool = False
) -> Document:
    """`invite --json`: the same, and what this run made, sent and ticked off, or would make."""
    document = invited_document(run.seen, run.due if dry_run else run.made)
    for each in document["people"]:
        letter = (letters or {}).get(each["person"])
        each["letter"] = str(letter) if letter else None
        each["updated"] = each["person"] in run.updated
    return {
        **document,
        "overridden": [halt.stop.value for halt in run.passed],
        "done": [task.handle for task in run.recorded.marked],
        "remarks": [*run.remarks, *run.recorded.remarks],
        "dry_run": dry_run,
    }


def _person(
    guest: Guest, given: "GivenAnswer | None", draft: Path | None, made: Collection[str]
) -> Document:
    known = guest.invited
    return {
        "person": guest.person.id,
        "role": guest.person.role.value,
        "group": guest.group.value,
        "how": known.outlet.value if known else None,
        "state": known.state.value if known else None,
        "sequence": known.sequence if known else None,
        "made": guest.person.id in made,
        "draft": str(draft) if draft else None,
        "made_at": stamp_or_none(known.made_at) if known else None,
        "sent_at": stamp_or_none(known.sent_at) if known else None,
        "answer": known.answer.value if known and known.answer else None,
        "answered_at": stamp_or_none(known.answered_at) if known else None,
        "earlier_answer": given.answer.value if given else None,
        "earlier_answered_at": stamp_or_none(given.at) if given else None,
        "earlier_at": stamp_or_none(given.start) if given else None,
        "absence": guest.absence.value if guest.absence and guest.why else None,
        "why": guest.why,
    }


def _joinings(joinings: Mapping[str | None, Joining]) -> list[Document]:
    return [
        {
            "person": joining.person,
            "method": joining.method.value,
            "link": joining.link is not None,
            "dial_in": joining.dial_in is not None,
            **{name: _time(getattr(joining, name)) for name in ("dial_at", "starts", "ends")},
        }
        for joining in joinings.values()
    ]


def _time(time: dt.time | None) -> str | None:
    return None if time is None else time.isoformat(timespec="minutes")
