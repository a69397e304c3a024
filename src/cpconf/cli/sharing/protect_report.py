"""`protect-report`: lock a document for one person, with its two messages."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import (
    BY_HAND,
    app_of,
    given,
    one_dash,
    overrides_of,
    tell_overridden,
)
from cpconf.core.typed_text import read_name
from cpconf.errors import Refused, TryAgain, UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.core.sharing.stops import Overrides
    from cpconf.mail.settings import Settings
    from cpconf.workflow.sharing.protection import Made
    from cpconf.workflow.sharing.recipients import Recipient


def protect_report(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(readable=False, metavar="FILE", help="A .pdf or a .docx.")
    ],
    ref: options.Ref,
    to: options.To,
    as_: options.As = "report",
    out: options.Out = None,
    password_stdin: options.PasswordStdin = False,
    password_file: options.PasswordFile = None,
    password_command: options.PasswordCommand = None,
    ask_password: options.AskPassword = False,
    agreed_passphrase: Annotated[
        bool,
        typer.Option(
            "--agreed-passphrase", help="Use the passphrase agreed with them, from the keyring."
        ),
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Send the first message, by the configured mail server.")
    ] = False,
    print_: Annotated[
        bool, typer.Option("--print", help="Print the text of the first message, to copy.")
    ] = False,
    address_confirmed_by: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Who checked that the email address is theirs."),
    ] = None,
    allow_signed: Annotated[
        bool,
        typer.Option(
            "--allow-signed",
            help="Accept a signed document; its signature will no longer be valid.",
        ),
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PERSON", help="With --to professionals: leave this one out. Repeat it."
        ),
    ] = None,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Lock a document for one person, with its two messages.

    The first message carries the locked file, the second the password. The second is held until
    you release it. If you give no password, the program makes one of five words.

    Example: cpconf protect-report report.pdf EX-1 --to mother
    """
    from cpconf.cli.sharing.secrets import PasswordSource, take
    from cpconf.core.sharing.sharing import PROFESSIONALS, PasswordCare, Transport
    from cpconf.workflow.sharing.copies import output_folder

    app = app_of(ctx, as_json=as_json)
    source = PasswordSource(
        stdin=password_stdin,
        file=password_file,
        command=password_command,
        ask=ask_password,
        agreed=agreed_passphrase,
    )
    source.refuse_several()
    one_dash(
        password_stdin="-" if password_stdin else None,
        address_confirmed_by=address_confirmed_by,
        authorised_by=authorised_by,
    )
    if to.strip().lower() == PROFESSIONALS:
        _refuse_together(ref, as_, send=send, agreed=agreed_passphrase)
    elif without:
        raise UsageFault("--without leaves somebody out of --to professionals")
    if print_ and as_json:
        raise UsageFault("--print and --json both write to standard output: leave one out")
    with app.looking_at(
        file, allow_signed=allow_signed, headings=True, searching=True
    ) as inspection:
        # Imported late: another process reads the document meanwhile.
        from cpconf.core.sharing.document import choose_kind
        from cpconf.mail.settings import Settings
        from cpconf.workflow.sharing import permission, protection

        kind = choose_kind(as_)
        overrides = overrides_of(app, override, authorised_by)
        confirmed_by = _name(address_confirmed_by)
        settings = Settings.of(app.config, instead=BY_HAND) if send else None
        with app.reading_existing() as reader:
            who = permission.Papers(reader, reader.conferences.filed(ref)).recipient(
                to, kind, without=without or ()
            )
            protection.get_ready(file)
        _ = who.address  # refuse a missing address before waiting for the document
        folder = output_folder(ref, out)
        protection.refuse_taken_early(who, file, folder)
        password = take(app, source, who.filed, who.whom)
        app.get_ready_to_write()
        waited = 0.0 if source.ask else inspection.waited
        with app.screen.meter("checking the document", waited=waited) as progress:
            findings = inspection.result(progress)
            if progress is not None:
                progress("searching it", 0.0)
            with app.reading_existing() as reader:
                papers = permission.Papers(reader, who.filed)
                halts, remarks = papers.ask_first(who, findings, by_email=True)
        decision = overrides.decide(halts, who.copy.title)
        tell_overridden(app, decision.halts, decision.reasons)
        for remark in remarks:
            app.screen.warn(remark)
        _tell_missing(app, who)
        if confirmed_by is None and app.may_ask:
            confirmed_by = _confirm_address(app, who)
        who = protection.take_back(app.writing_undated, who)
        order = protection.CopyOrder(
            source=file,
            findings=findings,
            copy=replace(
                who.copy,
                transport=Transport.SMTP if send else Transport.DRAFT,
                password=PasswordCare.AGREED if source.agreed else PasswordCare.HELD,
                address_confirmed_by=confirmed_by,
            ),
            folder=folder,
            decision=decision,
            sender=app.config.sender,
        )
        with app.screen.meter("encrypting") as progress:
            made = protection.make(
                app.writing_undated,
                who,
                order,
                password,
                now=app.machine_now.timestamp(),
                progress=progress,
                second=inspection,
            )
    _send_and_report(app, made, settings, overrides, remarks, message=print_)


def _name(typed: str | None) -> str | None:
    return None if typed is None else read_name(given(typed), "--address-confirmed-by")


def _refuse_together(ref: str, kind: str, *, send: bool, agreed: bool) -> None:
    """Raise UsageFault for what does not go together with one copy for the professionals."""
    if kind.strip().lower() not in {"plan", "minutes"}:
        raise UsageFault(f"the professionals get the set of all reports: cpconf bundle {ref}")
    if send:
        raise UsageFault(
            "the copy for the professionals goes by secure email: leave out --send, and attach the "
            "locked file there, or send the drafts yourself"
        )
    if agreed:
        raise UsageFault("a passphrase is agreed with one person: leave out --agreed-passphrase")


def _tell_missing(app: "App", who: "Recipient") -> None:
    """Warn of the professionals whom the copy does not reach."""
    if who.together is not None and who.together.missing:
        missing = ", ".join(person.id for person in who.together.missing)
        app.screen.warn(f"no email address on record, so not on the list: {missing}")


def _confirm_address(app: "App", who: "Recipient") -> str:
    """Ask whether the address is theirs, and return who answered. Raises Refused for a no."""
    people = who.together.people if who.together else (who.person,) if who.person else ()
    for person in people:
        app.screen.tell(f"{person.id} ({person.role.words}): {person.email}")
    question = "Is that their own address, and the right one?"
    if len(people) > 1:
        question = "Are these their own addresses, and the right ones?"
    if not typer.confirm(question, err=True):
        raise Refused(
            "nothing was made; put the right address on record first: cpconf person change "
            f"{who.filed.conference.ref} {who.whom or 'PERSON'} --email ADDRESS"
        )
    return app.by


def _send_and_report(
    app: "App",
    made: "Made",
    settings: "Settings | None",
    overrides: "Overrides",
    before: tuple[str, ...],
    *,
    message: bool,
) -> None:
    """Send the first message where there are `settings`; report what was made even if that fails.

    `before` are remarks already shown as warnings, for the JSON only.
    """
    from cpconf.core.sharing.sharing import ShareState

    state = ShareState.PREPARED
    try:
        if settings is not None:
            # Imported late: needed only to send.
            from cpconf.workflow.sharing import recipients, two_messages

            of = made.sharing
            with app.reading_existing() as reader:
                filed, copy = recipients.sharing_named(reader, of.ref, of.whom, of.kind)
            state = ShareState.SENDING
            two_messages.send_report(
                app.writing_undated, filed, copy, settings, now=app.now, overrides=overrides
            )
            state = ShareState.SENT
    except (Refused, TryAgain):
        state = ShareState.PREPARED
        raise
    finally:
        stands = replace(made, sharing=replace(made.sharing, state=state))
        _report(app, stands, before, message=message)


def _report(app: "App", made: "Made", before: tuple[str, ...], *, message: bool) -> None:
    """Report what was made: as JSON, as the text of the first message, or as a list of files."""
    from functools import partial

    from cpconf.core.sharing.sharing import PasswordCare
    from cpconf.render.sharing.reports import ProtectedReport
    from cpconf.render.sharing.screens import write_copy

    if message:
        # Imported late: few use --print.
        from cpconf.mail.wording import printable

        for line in printable(made.address, made.message).rstrip("\n").split("\n"):
            app.screen.say(line)
        app.screen.tell(f"Attach {made.names.copy}")
        if made.sharing.password is PasswordCare.HELD:
            app.screen.tell(f"Password, held: {made.names.held}")
    else:
        app.show(ProtectedReport.of(made, before), partial(write_copy, made=made))
    for remark in made.remarks:
        app.screen.warn(remark)
