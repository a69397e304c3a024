"""What `invite` does."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.app import App
from cpconf.cli.invitations.office import office, report_ticked
from cpconf.cli.shared.options import confirm, given, one_dash, overrides_of, tell_overridden
from cpconf.cli.shared.so_far import saying
from cpconf.core.conferences.choosing import choose_person
from cpconf.core.dates.phrases import say_count
from cpconf.core.invitations.invitees import Group, Guest
from cpconf.core.invitations.joining import JoiningDetails
from cpconf.core.outbox import OutboxState, Outlet
from cpconf.core.sharing.stops import Halt, Stop, refuse_unless_overridden
from cpconf.documents.places.folders import named
from cpconf.errors import CpconfError, UsageFault
from cpconf.mail.settings import Settings
from cpconf.render.invitations.json import made_document
from cpconf.render.invitations.screens import write_made, write_plan
from cpconf.workflow.invitations import overview, rounds
from cpconf.workflow.invitations.host import Host, feedback_form, guide, letter_template
from cpconf.workflow.invitations.letters import PostalLetter, try_letters, write_letters
from cpconf.workflow.invitations.plan import InviteRequest, PlannedInvitations, plan

if TYPE_CHECKING:
    from cpconf.workflow.invitations.overview import Overview
    from cpconf.workflow.invitations.rounds import Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options of `invite` as they were typed."""

    to: list[str]
    method: str | None
    link: str | None
    dial_in: str | None
    dial_at: str | None
    starts: str | None
    ends: str | None
    whom: str | None
    out: Path | None
    send: bool
    letters: bool
    override: list[str]
    authorised_by: str | None
    dry_run: bool
    as_json: bool


def invite(app: App, ref: str, wanted: Wanted) -> None:
    """Plan, show or ask where that is wanted, make and send, and say what comes next."""
    request = _request(app, ref, wanted)
    host = Host.of(app.config)
    settings = Settings.of(app.config.smtp) if wanted.send else None
    for configured in (feedback_form, guide, letter_template):
        configured(app.config)  # what cannot be used is said before anything is made
    with app.reading_existing() as reader:
        planned = plan(reader, request, host.organiser, now=app.now)
        seen = overview.overview(
            reader, ref, host.organiser, after=planned.joinings, waiting=planned
        )
    due = [guest.person.id for guest in planned.due]
    if wanted.dry_run:
        _show_plan(app, planned, seen, due, wanted)
        return
    if wanted.send and due and app.may_ask:
        app.screen.show(partial(write_plan, seen=seen, due=due, by_mail=True))
        if not confirm(f"Send {say_count(len(due), 'invitation')} for {ref}?"):
            app.screen.tell(f"{ref}: nothing was sent, and nothing kept")
            return
    app.get_ready_to_write()
    if wanted.letters:
        try_letters(seen, planned.folder, app.config, host)
    letters: list[PostalLetter] = []
    fault = None
    with saying(app, ref):
        with office(app, settings) as desk:
            done = rounds.invite(desk, request, host)
        if wanted.letters:
            try:
                _write_letters(app, done, request, host, letters)
            except CpconfError as error:
                fault = error
        try:
            _tell(app, done, letters, wanted)
        finally:
            if fault is not None:  # said last, after all that was done
                raise fault


def _request(app: App, ref: str, wanted: Wanted) -> InviteRequest:
    one_dash(link=wanted.link, dial_in=wanted.dial_in, authorised_by=wanted.authorised_by)
    details = JoiningDetails(
        person=wanted.whom,
        method=wanted.method,
        link=_given(wanted.link),
        dial_in=_given(wanted.dial_in),
        dial_at=wanted.dial_at,
        starts=wanted.starts,
        ends=wanted.ends,
    )
    if wanted.whom is not None and not details.are_given:
        msg = (
            "--for says whom --method, --link, --dial-in, --dial-at, --starts or --ends is for: "
            "give one of them"
        )
        raise UsageFault(msg)
    if wanted.send and wanted.out is not None:
        msg = "--out is for drafts, and --send makes none: leave one out"
        if not wanted.letters:
            raise UsageFault(msg)
    return InviteRequest(
        ref=ref,
        to=wanted.to,
        details=details,
        by_mail=wanted.send,
        folder=None if wanted.out is None else named(wanted.out),
        overrides=overrides_of(app, wanted.override, wanted.authorised_by),
    )


def _given(text: str | None) -> str | None:
    return None if text is None else given(text)


def _write_letters(
    app: App, done: "Done", request: InviteRequest, host: Host, letters: list[PostalLetter]
) -> None:
    """Write the letters, each into the list as soon as it is there."""
    people = done.overview.filed.people
    named = {choose_person(people, text).id for text in request.to}
    folder = done.planned.folder
    try:
        letters.extend(
            write_letters(done.overview, folder, app.config, host, now=app.now, named=named)
        )
    finally:
        made = [letter.person for letter in letters if letter.made]
        if made:
            with app.writing_undated() as store:
                store.note(store.filed(request.ref), "letters made", {"person": ", ".join(made)})


def _show_plan(
    app: App, planned: PlannedInvitations, seen: "Overview", due: list[str], wanted: Wanted
) -> None:
    updated = [guest.person.id for guest in planned.updated]
    if wanted.as_json:
        app.screen.print_json(
            made_document(
                seen,
                letters={},
                updated=updated,
                overridden=[halt.stop.value for halt in planned.passed],
                done=[],
                remarks=planned.remarks,
                due=due,
                dry_run=True,
            )
        )
    else:
        app.screen.show(partial(write_plan, seen=seen, due=due, by_mail=wanted.send))
    for remark in planned.remarks:
        app.screen.warn(remark)
    tell_overridden(app, planned.passed)
    if updated:
        app.screen.tell(f"an update would go to {', '.join(updated)}")
    app.screen.tell(f"{planned.request.ref}: nothing was kept (--dry-run)")


def _tell(app: App, done: "Done", letters: list[PostalLetter], wanted: Wanted) -> None:
    from cpconf.cli.outbox.posting import report

    ref = done.overview.filed.conference.ref
    tell_overridden(app, done.passed, done.planned.request.overrides.reasons)
    made = any(each.made for each in done.overview.people)
    if wanted.as_json:
        app.screen.print_json(
            made_document(
                done.overview,
                letters={letter.person: letter.path for letter in letters},
                updated=done.updated,
                overridden=[halt.stop.value for halt in done.passed],
                done=[task.handle for task in done.recorded.marked],
                remarks=(*done.remarks, *done.recorded.remarks),
            )
        )
    else:
        paths = [letter.path for letter in letters]
        mailed = [m for m in done.result.having(OutboxState.SENT) if m.outlet is not Outlet.DRAFT]
        ticked = [task.handle for task in done.recorded.marked]
        people = list(dict.fromkeys(message.person or "" for message in mailed))
        app.screen.show(
            partial(write_made, seen=done.overview, letters=paths, mailed=people, ticked=ticked)
        )
    report_ticked(app, done.recorded)
    for remark in done.remarks:
        app.screen.warn(remark)
    if done.updated:
        app.screen.tell(f"{ref}: an update was made for {', '.join(done.updated)}")
    _tell_left(app, done, wanted)
    first = done.planned.first
    if not (made or done.updated or letters or done.result.messages or first):
        _refuse_or_rest(app, done)
    if first and (done.result.put_off or done.result.lost):
        app.screen.tell(f"{ref}: the professionals wait: {'; '.join(first[0].lines)}")
    report(app, done.result)
    if first:
        _refuse_waiting(done, first)
    _refuse_meeting(done)


def _refuse_waiting(done: "Done", first: Sequence[Halt]) -> None:
    """Raise Refused: the professionals wait for the parents, whom something stops."""
    ref = done.overview.filed.conference.ref
    family = [each.guest for each in done.overview.of(Group.FAMILY)]
    if any(_attends_apart(guest) for guest in family):
        _refuse_together(done, family, "nobody is invited before the parents")
    own = tuple(dict.fromkeys(halt for guest in family for halt in guest.halts))
    refuse_unless_overridden((*own, *first), {}, f"{ref}: the professionals wait")


def _refuse_meeting(done: "Done") -> None:
    """Raise Refused where parents who attend apart have invitations by which they would meet."""
    family = done.overview.of(Group.FAMILY)
    meeting = [each.guest for each in family if _attends_apart(each.guest)]
    if any(guest.was_invited for guest in meeting):
        _refuse_together(done, meeting, "they have their invitations")


def _refuse_together(done: "Done", guests: Sequence[Guest], what: str) -> None:
    """Raise Refused for parents who would meet, saying how each gets hours of their own."""
    ref = done.overview.filed.conference.ref
    apart = next(guest for guest in guests if _attends_apart(guest)).person.id
    hours = f"cpconf invite {ref} --for {apart} --link URL --starts TIME, or --ends TIME"
    refuse_unless_overridden(
        tuple(dict.fromkeys(halt for guest in guests for halt in guest.halts)),
        {},
        f"{ref}: {what}",
        otherwise=f"Give each parent hours and a link of their own: {hours}",
    )


def _attends_apart(guest: Guest) -> bool:
    return any(halt.stop is Stop.SPLIT for halt in guest.halts)


def _tell_left(app: App, done: "Done", wanted: Wanted) -> None:
    """Say who has nothing by email, and whose draft is not to be found."""
    ref = done.overview.filed.conference.ref
    without = overview.without_address(done.overview)
    if without and not wanted.letters:
        app.screen.tell(
            f"{', '.join(without)}: no email address. Letters for the post: cpconf invite {ref} "
            "--letters"
        )
    drafted = overview.drafted(done.overview) if wanted.send else []
    if drafted:
        app.screen.tell(
            f"{', '.join(drafted)}: a draft was made before; whether it was sent is not known. "
            f"If not, by mail: cpconf invite {ref} --to {drafted[0]} --send"
        )
    lost = overview.gone(done.overview)
    if lost:
        app.screen.tell(
            f"{', '.join(lost)}: the draft is no longer in its folder. If it was not sent: "
            f"cpconf invite {ref} --to {lost[0]} makes it again"
        )


def _refuse_or_rest(app: App, done: "Done") -> None:
    """Raise Refused where everybody left is stopped; else say that nothing is left to do."""
    ref = done.overview.filed.conference.ref
    halts = [halt for each in done.overview.people for halt in each.halts if each.known is None]
    live = any(each.guest.was_invited for each in done.overview.people)
    if halts and not live:
        guests = [each.guest for each in done.overview.people if each.known is None]
        if any(_attends_apart(guest) for guest in guests):
            _refuse_together(done, guests, "nobody was invited")
        refuse_unless_overridden(tuple(dict.fromkeys(halts)), {}, f"{ref}: nobody was invited")
    parents = any(each.guest.is_live for each in done.overview.of(Group.FAMILY))
    who = "everybody who is to be invited is" if live or parents else "there is nobody to invite"
    app.screen.tell(f"{ref}: {who}; nothing was made")
