"""`protect-report`, `send`, `sent`, `release`, `shared`, `sharing`: a document and its messages."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of

AllowSigned = Annotated[
    bool,
    typer.Option("--allow-signed", help="Take a signed document; its signature will not hold."),
]


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command("protect-report")(protect_report)
    program.command("protect", hidden=True)(protect_report)
    for command in (send, sent, release, shared, sharing):
        program.command()(command)


def protect_report(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(readable=False, metavar="FILE", help="A .pdf or a .docx.")
    ],
    ref: options.Ref,
    to: options.To,
    as_: options.As = "report",
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="DIR",
            help="Where the files go. Default: a folder named REF here.",
        ),
    ] = None,
    password_stdin: options.PasswordStdin = False,
    password_file: options.PasswordFile = None,
    password_command: options.PasswordCommand = None,
    ask_password: options.AskPassword = False,
    agreed_passphrase: Annotated[
        bool,
        typer.Option("--agreed-passphrase", help="The one agreed with them, from the keyring."),
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Send the first message, by the configured mail server.")
    ] = False,
    print_: Annotated[
        bool, typer.Option("--print", help="Print the first message's text, for copying.")
    ] = False,
    address_confirmed_by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who made sure that the address is theirs."),
    ] = None,
    allow_signed: AllowSigned = False,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Lock a document for one person.

    Makes its two messages: the first has the locked file, the second the password; it is held until
    `release`.
    Without a password given, the program makes one of five words.
    """
    from cpconf.cli.sharing import protect_report as copying
    from cpconf.cli.sharing.secrets import PasswordFrom

    copying.protect(
        app_of(ctx),
        file,
        ref,
        to,
        copying.Wanted(
            kind=as_,
            out=out,
            password=PasswordFrom(
                stdin=password_stdin,
                file=password_file,
                command=password_command,
                ask=ask_password,
                agreed=agreed_passphrase,
            ),
            send=send,
            print_=print_,
            address_confirmed_by=address_confirmed_by,
            allow_signed=allow_signed,
            override=override or [],
            authorised_by=authorised_by,
            as_json=as_json,
        ),
    )


def release(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    how: Annotated[
        str,
        typer.Option(metavar="HOW", help="How you know it came: phone, email, visit or text."),
    ],
    confirmed_by: options.ConfirmedBy,
    as_: options.As = "report",
    at: options.At = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="WAY", help="message: on to be sent, or sent. phone: shown once, here."
        ),
    ] = "message",
    spell: Annotated[
        bool, typer.Option("--spell", help="With --by phone: spell it letter by letter.")
    ] = False,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Let the password follow.

    Once the first message has come to the right person.
    """
    from cpconf.cli.sharing import handing_over

    handing_over.release(
        app_of(ctx),
        ref,
        to,
        handing_over.Wanted(
            kind=as_,
            how=how,
            confirmed_by=confirmed_by,
            at=at,
            by=by,
            spell=spell,
            override=override or [],
            authorised_by=authorised_by,
            as_json=as_json,
        ),
    )


def send(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    as_: options.As = "report",
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
) -> None:
    """Send the first message by SMTP.

    Of a copy that was made before; by the configured mail server.
    """
    from cpconf.cli.sharing import handing_over

    handing_over.send(
        app_of(ctx), ref, to, kind=as_, override=override or [], authorised_by=authorised_by
    )


def sent(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    as_: options.As = "report",
    at: options.At = None,
    not_: Annotated[bool, typer.Option("--not", help="It did not go.")] = False,
) -> None:
    """Say that a message went, or did not.

    One that you sent yourself, or that was left in doubt.
    """
    from cpconf.cli.sharing import handing_over

    handing_over.sent(app_of(ctx), ref, to, kind=as_, at=at, went=not not_)


def shared(
    ctx: typer.Context,
    ref: options.Ref,
    to: options.To,
    how: Annotated[
        str, typer.Option(metavar="WAY", help="telephone, letterbox or visit, as agreed.")
    ],
    confirmed_by: options.ConfirmedBy,
    as_: options.As = "report",
    at: options.At = None,
    file: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="FILE",
            help="What was handed over: searched, and kept as a hash.",
        ),
    ] = None,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
) -> None:
    """Record what was shared without email."""
    from cpconf.cli.sharing import handing_over

    handing_over.shared(
        app_of(ctx),
        ref,
        to,
        handing_over.Shared(
            kind=as_,
            how=how,
            confirmed_by=confirmed_by,
            at=at,
            file=file,
            override=override or [],
            authorised_by=authorised_by,
        ),
    )


def sharing(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """Show who has what, and what comes next."""
    from cpconf.cli.sharing import handing_over

    handing_over.show(app_of(ctx), ref, as_json=as_json)
