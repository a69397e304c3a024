"""`invite`, `invited` and `reply`: who is asked to a conference, how, and what they answer."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of

ToSome = Annotated[
    list[str] | None,
    typer.Option(
        metavar="PERSON", help="Only them, by short id or role; may be given again for another."
    ),
]


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    for command in (invite, invited, reply):
        program.command()(command)


def invite(
    ctx: typer.Context,
    ref: options.Ref,
    to: ToSome = None,
    method: Annotated[
        str | None,
        typer.Option(
            metavar="METHOD",
            help="teams, skype, conference-call, whatsapp, speakerphone or telephone.",
        ),
    ] = None,
    link: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The link to join by; - reads it, none takes it away."),
    ] = None,
    dial_in: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The number to ring, with its PIN; - reads it."),
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
        typer.Option("--for", metavar="PERSON", help="Whom link, number, hours and so on are for."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False, metavar="DIR", help="Where drafts go. Default: a folder named REF here."
        ),
    ] = None,
    send: Annotated[
        bool, typer.Option("--send", help="Send them, by the configured mail server.")
    ] = False,
    letters: Annotated[
        bool, typer.Option("--letters", help="Write the parents' letters for the post, too.")
    ] = False,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Invite people: the parents first.

    One message for each, with a calendar entry and a form for feedback; drafts, unless --send. How
    people join is kept. Run again, it makes what is missing; a new link goes to all who are
    invited.
    """
    from cpconf.cli.invitations import invite as invite_running

    invite_running.invite(
        app_of(ctx),
        ref,
        invite_running.Wanted(
            to=to or [],
            method=method,
            link=link,
            dial_in=dial_in,
            dial_at=dial_at,
            starts=starts,
            ends=ends,
            whom=for_,
            out=out,
            send=send,
            letters=letters,
            override=override or [],
            authorised_by=authorised_by,
            dry_run=dry_run,
            as_json=as_json,
        ),
    )


def invited(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """Show who is invited, and who answered."""
    from cpconf.cli.invitations.invited import show

    show(app_of(ctx), ref, as_json=as_json)


def reply(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF", help="The conference's reference.", callback=options.as_written
        ),
    ] = None,
    person: Annotated[
        str | None,
        typer.Argument(metavar="PERSON", help="Who answered: a short id or a role."),
    ] = None,
    answer: Annotated[
        str | None,
        typer.Argument(metavar="ANSWER", help="accepted, declined or tentative."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="When they did. Default: now.")
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from",
            readable=False,
            metavar="FILE",
            help="The answer itself: an .ics or .eml file.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Record an answer to an invitation.

    As it was said, or from the file that their calendar sent.
    """
    from cpconf.cli.invitations import reply as invite_replies

    app = app_of(ctx)
    if from_ is not None:
        invite_replies.from_file(app, from_, typed=(ref, person, answer, at), as_json=as_json)
    else:
        invite_replies.by_hand(app, ref, person, answer, at=at, as_json=as_json)
