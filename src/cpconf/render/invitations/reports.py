"""The reports of invitations: without addresses, names, links and numbers to ring."""

import datetime as dt
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.invitations.invitation import Answer, InviteState
from cpconf.core.invitations.invitees import Absence, Group, Guest
from cpconf.core.outbox import Outlet
from cpconf.core.words import Method, Role
from cpconf.render.conferences import common_keys as keys
from cpconf.render.drawing.json_text import Report
from cpconf.render.sharing.reports import Overridden, overridden

if TYPE_CHECKING:
    from cpconf.workflow.invitations.answers import Answered
    from cpconf.workflow.invitations.dispatch import InviteRun
    from cpconf.workflow.invitations.guest_list import GuestList


class JoiningPart(Report):
    """A way to join, without its link and number, which are in no document."""

    person: Annotated[str | None, "short id; `null` for everybody without a way of their own"]
    method: Annotated[Method, "one of the [methods](invitations.md#methods)"]
    link: Annotated[bool, "whether there is a link"]
    dial_in: Annotated[bool, "whether there is a number to ring"]
    dial_at: Annotated[dt.time | None, "time of day to ring at, `09:20`; `null`: the start"]
    starts: Annotated[
        dt.time | None, "time of day at which it starts for them; `null`: as for everybody"
    ]
    ends: Annotated[
        dt.time | None, "time of day at which it ends for them; `null`: as for everybody"
    ]


class GuestPart(Report):
    """Somebody on record."""

    person: keys.PersonId
    role: Annotated[Role, "role"]
    group: Annotated[Group, "`family` or `professionals`"]
    how: Annotated[Outlet | None, "`draft`: a person sends it; `smtp`: the program does"]
    state: Annotated[
        InviteState | None,
        "one of the [states](invitations.md#states); `null` where there is no invitation",
    ]
    sequence: Annotated[int | None, "number of the change of the calendar entry that they have"]
    made: Annotated[bool, "whether this run made it, or with `--dry-run` would"]
    draft: Annotated[Path | None, "path of the draft, while it is in its folder"]
    made_at: Annotated[dt.datetime | None, "when it was made"]
    sent_at: Annotated[dt.datetime | None, "when it was sent, where that is known"]
    answer: Annotated[Answer | None, "`accepted`, `declined` or `tentative`"]
    answered_at: Annotated[dt.datetime | None, "when they answered"]
    earlier_answer: Annotated[
        Answer | None, "what they answered for an earlier date; `null` once they answer again"
    ]
    earlier_answered_at: Annotated[dt.datetime | None, "when they gave that answer"]
    earlier_at: Annotated[dt.datetime | None, "the start that the earlier answer was given for"]
    absence: Annotated[
        Absence | None,
        "why they are not invited: one of the [reasons](invitations.md#who-is-invited)",
    ]
    why: Annotated[str | None, "why nothing was made for them, in words, such as a stop"]

    @classmethod
    def of(cls, guest: Guest, seen: "GuestList", made: Collection[str]) -> Self:
        """Make one for a person; `made` are the short ids of people with a new message."""
        known, given = guest.invited, seen.earlier(guest)
        return cls(
            person=guest.person.id,
            role=guest.person.role,
            group=guest.group,
            how=known.outlet if known else None,
            state=known.state if known else None,
            sequence=known.sequence if known else None,
            made=guest.person.id in made,
            draft=seen.drafts.get(guest.person.id),
            made_at=known.made_at if known else None,
            sent_at=known.sent_at if known else None,
            answer=known.answer if known else None,
            answered_at=known.answered_at if known else None,
            earlier_answer=given.answer if given else None,
            earlier_answered_at=given.at if given else None,
            earlier_at=given.start if given else None,
            absence=guest.absence if guest.why else None,
            why=guest.why,
        )


class _SeriesKeys(Report):
    ref: keys.Ref
    sequence: Annotated[
        int | None, "number of the calendar entry's last change; `null` while nobody is invited"
    ]
    joining: Annotated[tuple[JoiningPart, ...], "how people join"]


class InvitedReport(_SeriesKeys, commands=("invited",)):
    """`invited`: everybody on record, with their invitations and answers."""

    people: Annotated[tuple[GuestPart, ...], "everybody on record, parents first"]

    @classmethod
    def of(cls, seen: "GuestList", made: Collection[str] = ()) -> Self:
        """Make one from everybody on record; `made` are those for whom this run made something."""
        return cls(
            ref=seen.ref,
            sequence=seen.series.sequence if seen.series else None,
            joining=tuple(
                JoiningPart.like(
                    joining,
                    link=joining.link is not None,
                    dial_in=joining.dial_in is not None,
                )
                for joining in seen.joinings.values()
            ),
            people=tuple(
                GuestPart.of(guest, seen, made) for group in Group for guest in seen.of_group(group)
            ),
        )


class AskedGuestPart(GuestPart):
    """Somebody on record, with the letter and the update that this run made for them."""

    letter: Annotated[Path | None, "path of the letter by post"]
    updated: Annotated[bool, "whether an update was made"]


class InviteReport(_SeriesKeys, commands=("invite",)):
    """`invite`: the same as `invited`, and what this run made and ticked off, or would."""

    people: Annotated[tuple[AskedGuestPart, ...], "everybody on record, parents first"]
    overridden: Overridden
    done: keys.Done
    remarks: keys.Remarks
    dry_run: Annotated[bool, "whether it was given with `--dry-run`"]

    @classmethod
    def of(cls, run: "InviteRun", letters: Mapping[str, Path], *, dry_run: bool = False) -> Self:
        """Make one from the result of a run, with the letters by short id."""
        invited = InvitedReport.of(run.seen, run.due if dry_run else run.made)
        return cls.like(
            invited,
            people=tuple(
                AskedGuestPart.like(
                    guest, letter=letters.get(guest.person), updated=guest.person in run.updated
                )
                for guest in invited.people
            ),
            overridden=overridden(run.passed),
            done=run.recorded.handles,
            remarks=(*run.remarks, *run.recorded.remarks),
            dry_run=dry_run,
        )


class AnswerReport(Report, commands=("reply",)):
    """`reply`: the answer now on record."""

    ref: keys.Ref
    person: Annotated[str, "short id of whoever answered"]
    answer: Annotated[Answer, "`accepted`, `declined` or `tentative`"]
    counts: Annotated[
        bool, "`false` for an answer for an earlier date, or one that a later one has replaced"
    ]
    earlier_at: Annotated[
        dt.datetime | None, "the start that it was given for, where that has changed since"
    ]
    remarks: Annotated[tuple[str, ...], "what to do now, one sentence each"]

    @classmethod
    def of(cls, answered: "Answered") -> Self:
        """Make one from an answer."""
        return cls.like(answered, earlier_at=answered.earlier)
