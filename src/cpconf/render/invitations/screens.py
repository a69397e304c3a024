"""The screens of `invite` and `invited`: who is invited, in which state, and what comes next."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.dates.phrases import say_clock
from cpconf.core.invitations.invitation import Invited, InviteState, Joining
from cpconf.core.invitations.invitees import Group, Guest
from cpconf.core.outbox import OutboxState, Outlet
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, widths_of

if TYPE_CHECKING:
    from cpconf.workflow.invitations.answers import GivenAnswer
    from cpconf.workflow.invitations.dispatch import InviteRun
    from cpconf.workflow.invitations.guest_list import GuestList


_TABLE_FROM: Final = 72
_INKS: Final = {
    InviteState.SENT: Ink.GOOD,
    InviteState.PREPARED: Ink.WARNING,
    InviteState.OWED: Ink.WARNING,
    InviteState.UNKNOWN: Ink.ALARM,
    InviteState.FAILED: Ink.ALARM,
    InviteState.CANCELLED: Ink.FAINT,
}
_OF_DRAFTS: Final = {
    InviteState.PREPARED: "draft made",
    InviteState.OWED: "draft not made yet",
    InviteState.FAILED: "draft not made",
}
_WHOSE: Final = {Group.FAMILY: "the family's", Group.PROFESSIONALS: "the professionals'"}
_HEADINGS: Final = {Group.FAMILY: "1. the family", Group.PROFESSIONALS: "2. the professionals"}


def write_invited(page: Page, seen: "GuestList") -> None:
    """Write who is invited, in which state, with which answer: no names, addresses or links."""
    _write_head(page, seen)
    _write_people(page, seen, {})
    if seen.series is None:
        page.blank()
        page.write("Nobody has been invited yet.", Ink.FAINT)


def write_made(page: Page, run: "InviteRun", letters: Collection[Path] = ()) -> None:
    """Write what a run made and sent, and the next steps."""
    seen = run.seen
    _write_head(page, seen)
    _write_people(page, seen, {}, run.made)
    if letters:
        page.heading("letters for the post")
        for letter in letters:
            page.write(str(letter), indent=2, hang=4)
    drafts = {
        group: [
            draft
            for guest in seen.of_group(group)
            if guest.person.id in run.made
            and (draft := seen.drafts.get(guest.person.id)) is not None
        ]
        for group in Group
    }
    if any(drafts.values()):
        _write_steps(page, run, drafts)


def write_plan(page: Page, seen: "GuestList", due: Collection[str], *, by_mail: bool) -> None:
    """Write whom a run would invite, for `--dry-run` and before the question."""
    would = "would be sent" if by_mail else "a draft would be made"
    _write_head(page, seen)
    _write_people(page, seen, dict.fromkeys(due, would))


def _write_people(
    page: Page, seen: "GuestList", said: Mapping[str, str], made: Collection[str] = ()
) -> None:
    """Write both groups in columns of one width; `said` replaces a person's state, by short id."""
    rows = {
        group: [
            [*_who(guest), (said[whom], None), ("", None)]
            if (whom := guest.person.id) in said
            else _row(guest, seen.earlier(guest), seen.drafts.get(whom) if whom in made else None)
            for guest in seen.of_group(group)
        ]
        for group in Group
    }
    every = [row for group in Group for row in rows[group]]
    widths = widths_of(every, page.width - 2) if every else []
    for group in Group:
        if rows[group]:
            page.heading(_HEADINGS[group])
        for row in rows[group]:
            if page.width < _TABLE_FROM:
                page.flow([cell for cell in row if cell[0]], indent=2, hang=4, gap="  ")
            else:
                page.columns(row, widths, indent=2)


def _write_head(page: Page, seen: "GuestList") -> None:
    conference = seen.filed.conference
    parts: list[Run] = [
        (f"{conference.ref} invitations", Ink.STRONG),
        (say_clock(conference.at), None),
    ]
    everybody = seen.joinings.get(None)
    if everybody is not None:
        parts.append((_say_joining(everybody), None))
    if seen.series is not None and seen.series.sequence:
        parts.append((f"change {seen.series.sequence}", Ink.FAINT))
    page.flow(parts)
    for person, joining in seen.joinings.items():
        if person is not None:
            page.write(f"{person}: {_say_joining(joining)}", Ink.FAINT, indent=2, hang=4)


def _say_joining(joining: Joining) -> str:
    said = [f"by {joining.method.words}"]
    if joining.link is not None:
        said.append("link")
    if joining.dial_in is not None:
        at = f" at {joining.dial_at:%H:%M}" if joining.dial_at else ""
        said.append(f"number to ring{at}")
    if joining.starts is not None:
        said.append(f"from {joining.starts:%H:%M}")
    if joining.ends is not None:
        said.append(f"until {joining.ends:%H:%M}")
    return ", ".join(said)


def _who(guest: Guest) -> list[Run]:
    person = guest.person
    return [(person.id, Ink.STRONG), (person.role.words, None)]


def _row(guest: Guest, given: "GivenAnswer | None", draft: Path | None) -> list[Run]:
    """Return short id, role, state, and details of the state.

    `given` is what they answered for an earlier date, `draft` the file that this run made.
    """
    if guest.why is not None:
        stopped = guest.absence is None
        state: Run = ("stopped", Ink.WARNING) if stopped else ("not invited", Ink.FAINT)
        said = ", ".join([guest.why, *_answered_before(given), *_earlier(guest)])
        return [*_who(guest), state, (said, Ink.WARNING if stopped else Ink.FAINT)]
    known = guest.invited
    if known is None:
        return [*_who(guest), ("not invited yet", Ink.WARNING), ("", None)]
    words = known.state.words
    if known.outlet is Outlet.DRAFT:
        words = _OF_DRAFTS.get(known.state, words)
    said = _details(guest, known, given, draft)
    return [*_who(guest), (words, _INKS[known.state]), (said, Ink.FAINT)]


def _details(guest: Guest, known: Invited, given: "GivenAnswer | None", draft: Path | None) -> str:
    if draft is not None:
        return f"{draft.parent.name}/{draft.name}"
    parts = []
    if known.answer is not None:
        parts.append(known.answer.words)
        if known.answered_at is not None:
            parts[-1] += f" {say_clock(known.answered_at)}"
    parts += _answered_before(given)
    if known.sent_at is not None:
        parts.append(f"sent {say_clock(known.sent_at)}")
    elif known.outlet is Outlet.DRAFT:
        parts.append(f"made {say_clock(known.made_at)}")
    if known.sequence:
        parts.append(f"change {known.sequence}")
    parts += _earlier(guest)
    return "; ".join(parts)


def _answered_before(given: "GivenAnswer | None") -> list[str]:
    """Return what somebody answered for an earlier date, marked as such."""
    if given is None:
        return []
    when = f" ({say_clock(given.start)})" if given.start else ""
    return [f"{given.answer.words} {say_clock(given.at)} for the earlier date{when}"]


def _earlier(guest: Guest) -> list[str]:
    """Return which earlier invitations somebody has that no longer hold."""
    elsewhere = any(entry.mailbox != guest.person.mailbox for entry in guest.entries)
    return [
        *(["has an earlier one"] if guest.entries and not guest.was_invited else []),
        *(["another address has one, too"] if elsewhere and guest.is_live else []),
    ]


def _write_steps(page: Page, run: "InviteRun", drafts: Mapping[Group, Sequence[Path]]) -> None:
    seen = run.seen
    steps = [(group, drafts[group][0].parent) for group in Group if drafts[group]]
    page.blank()
    for number, (group, folder) in enumerate(steps, start=1):
        when = "Only then" if number > 1 else "First" if len(steps) > 1 else "Now"
        page.write(f"{number}. {when} open {_WHOSE[group]} drafts and send them:", hang=3)
        page.write(str(folder), indent=3, hang=5)
        tasks = seen.open_tasks(group)
        if tasks:
            page.write(f"cpconf done {seen.ref} {' '.join(tasks)}", indent=3, hang=5)
    page.blank()
    sent = (m for m in run.result.having(OutboxState.SENT) if m.outlet is not Outlet.DRAFT)
    mailed = ", ".join(dict.fromkeys(message.person or "" for message in sent))
    ticked = ", ".join(run.recorded.handles)
    said = (
        f"{f'Sent by mail: {mailed}; no draft was' if mailed else 'Nothing was sent'}, and "
        f"{f'ticked off: {ticked}' if ticked else 'no task was ticked off'}. Beside each message "
        "is its calendar entry (.ics), for people who can open only that."
    )
    if seen.series is not None and seen.series.sequence:
        said += " Earlier drafts for the same people are out of date: delete those not sent."
    page.write(said, Ink.FAINT)
