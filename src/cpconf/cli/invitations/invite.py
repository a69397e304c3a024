"""`invite`: invite people to a conference, and record how they join."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import (
    BY_HAND,
    app_of,
    confirm,
    given,
    one_dash,
    overrides_of,
    tell_overridden,
)
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.workflow.invitations.dispatch import InviteRun
    from cpconf.workflow.invitations.host import Host
    from cpconf.workflow.invitations.letters import PostalLetter


def invite(
    ctx: typer.Context,
    ref: options.Ref,
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PERSON",
            help="Invite only this person (short id or role). Repeat it for several.",
        ),
    ] = None,
    method: Annotated[
        str | None,
        typer.Option(
            metavar="METHOD",
            help="teams, skype, conference-call, whatsapp, speakerphone or telephone.",
        ),
    ] = None,
    link: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help='Joining link. "-" reads it from standard input; "none" removes it.'
        ),
    ] = None,
    dial_in: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help='Number to ring, with its PIN. "-" reads it from standard input.'
        ),
    ] = None,
    dial_at: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="When to ring. Default: when it starts."),
    ] = None,
    starts: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="With --for: when they join, if later than the others."),
    ] = None,
    ends: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="With --for: when they leave, if before the others."),
    ] = None,
    for_: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="PERSON",
            help="Who the link, number or hours are for. Default: everyone.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False, metavar="DIR", help="Where drafts go. Default: a folder named REF here."
        ),
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Send the messages by the configured mail server.")
    ] = False,
    letters: Annotated[
        bool, typer.Option("--letters", help="Also write the parents' letters for the post.")
    ] = False,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Invite people to a conference, parents first.

    Each person gets one message with a calendar entry, and with what the procedure puts in, such
    as a feedback form. Without --send, the messages are drafts for you to send. Run it again to
    make what is missing. A new link goes to everyone who is invited.

    Example: cpconf invite EX-1 --link https://meet.example.org/1 --dry-run
    """
    from functools import partial

    from cpconf.cli.invitations.office import office
    from cpconf.cli.shared.so_far import saying
    from cpconf.core.dates.phrases import say_count
    from cpconf.core.invitations.joining import JoiningDetails
    from cpconf.documents.places.folders import named
    from cpconf.mail.settings import Settings
    from cpconf.render.invitations.screens import write_plan
    from cpconf.workflow.invitations.dispatch import InviteRun
    from cpconf.workflow.invitations.host import Host, feedback_form, guide, letter_template
    from cpconf.workflow.invitations.letters import try_letters
    from cpconf.workflow.invitations.plan import InviteRequest, plan

    app = app_of(ctx, as_json=as_json)
    one_dash(link=link, dial_in=dial_in, authorised_by=authorised_by)
    details = JoiningDetails(
        person=for_,
        method=method,
        link=given(link) if link is not None else None,
        dial_in=given(dial_in) if dial_in is not None else None,
        dial_at=dial_at,
        starts=starts,
        ends=ends,
    )
    if for_ is not None and not details.are_given:
        raise UsageFault(
            "--for says whom --method, --link, --dial-in, --dial-at, --starts or --ends is for: "
            "give one of them"
        )
    if send and out is not None and not letters:
        raise UsageFault("--out is for drafts, and --send makes none: leave one out")
    request = InviteRequest(
        ref=ref,
        to=to or [],
        details=details,
        by_mail=send,
        folder=None if out is None else named(out),
        overrides=overrides_of(app, override, authorised_by),
    )
    host = Host.of(app.config)
    settings = Settings.of(app.config, instead=BY_HAND) if send else None
    for configured in (feedback_form, guide, letter_template):
        configured(app.config)  # refuse an unusable file before anything is made
    with app.reading_existing() as reader:
        planned = plan(reader, request, host.organiser, now=app.now)
    would = InviteRun(seen=planned.seen, rounds=(planned,))
    if dry_run:
        _show_plan(app, would)
        return
    if send and planned.due and app.may_ask:
        if not app.as_json:
            app.screen.show(partial(write_plan, seen=planned.seen, due=would.due, by_mail=True))
        if not confirm(f"Send {say_count(len(planned.due), 'invitation')} for {ref}?"):
            app.screen.tell(f"{ref}: nothing was sent or recorded")
            return
    if letters:
        try_letters(planned.seen, planned.folder, app.config, host)
    with saying(app, ref):
        with office(app, settings) as desk:
            done = desk.invite(request, host)
        made: list[PostalLetter] = []
        try:
            if letters:
                _write_letters(app, done, host, made)
        finally:  # an error is printed last
            _tell(app, done, made, post=letters)


def _write_letters(
    app: "App", done: "InviteRun", host: "Host", letters: "list[PostalLetter]"
) -> None:
    """Write the letters, and add each to `letters` as soon as it is written."""
    from cpconf.workflow.invitations.letters import write_letters

    try:
        letters.extend(write_letters(done, app.config, host, now=app.now))
    finally:
        made = [letter.person for letter in letters if letter.made]
        if made:
            with app.writing_undated() as store:
                said = {"person": ", ".join(made)}
                store.conferences.note(store.conferences.filed(done.seen.ref), "letters made", said)


def _show_plan(app: "App", would: "InviteRun") -> None:
    """Show what would be made, and what would stop it, for --dry-run."""
    from functools import partial

    from cpconf.render.invitations.reports import InviteReport
    from cpconf.render.invitations.screens import write_plan

    by_mail = would.last.request.by_mail
    app.show(
        InviteReport.of(would, {}, dry_run=True),
        partial(write_plan, seen=would.seen, due=would.due, by_mail=by_mail),
    )
    for remark in would.remarks:
        app.screen.warn(remark)
    tell_overridden(app, would.passed)
    if would.updated:
        app.screen.tell(f"an update would go to {', '.join(would.updated)}")
    app.screen.tell(f"{would.seen.ref}: nothing was kept (--dry-run)")


def _tell(app: "App", done: "InviteRun", letters: "list[PostalLetter]", *, post: bool) -> None:
    """Report what was made, what was left and why, and what comes next."""
    from functools import partial

    from cpconf.cli.invitations.office import report_ticked
    from cpconf.cli.outbox.posting import report
    from cpconf.render.invitations.reports import InviteReport
    from cpconf.render.invitations.screens import write_made

    ref, first = done.seen.ref, done.last.first
    tell_overridden(app, done.passed, done.last.request.overrides.reasons)
    paths = {letter.person: letter.path for letter in letters}
    envelopes = [path for letter in letters for path in letter.paths]
    app.show(InviteReport.of(done, paths), partial(write_made, run=done, letters=envelopes))
    report_ticked(app, done.recorded)
    for remark in done.remarks:
        app.screen.warn(remark)
    if done.updated:
        app.screen.tell(f"{ref}: an update was made for {', '.join(done.updated)}")
    _tell_left(app, done, post=post)
    if not (done.made or letters or done.result.messages or first):
        app.screen.tell(f"{ref}: {done.why_nothing}; nothing was made")
    if first and (done.result.put_off or done.result.lost):
        app.screen.tell(f"{ref}: the professionals wait: {'; '.join(first.lines)}")
    report(app, done.result)
    done.refuse_what_stands()


def _tell_left(app: "App", done: "InviteRun", *, post: bool) -> None:
    """Report who has no email address, and whose draft may not have been sent or is missing."""
    ref, without, lost = done.seen.ref, done.seen.without_address, done.seen.lost
    if without and not post:
        app.screen.tell(
            f"{', '.join(without)}: no email address. Letters for the post: cpconf invite {ref} "
            "--letters"
        )
    by_mail = done.last.request.by_mail
    drafted = [whom for whom in done.seen.drafted if by_mail and whom not in done.made]
    if drafted:
        app.screen.tell(
            f"{', '.join(drafted)}: a draft was made before; whether it was sent is not recorded. "
            f"If it was not: cpconf invite {ref} --to {drafted[0]} --send"
        )
    if lost:
        app.screen.tell(
            f"{', '.join(lost)}: the draft is no longer in its folder. If it was not sent: "
            f"cpconf invite {ref} --to {lost[0]} makes it again"
        )
