"""What `protect-report` does."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cpconf.app import App
from cpconf.cli.shared.options import given, one_dash, overrides_of, tell_overridden
from cpconf.cli.sharing.secrets import PasswordFrom, take
from cpconf.core.sharing.sharing import PROFESSIONALS, PasswordCare, ShareState, Transport
from cpconf.core.text import read_name
from cpconf.core.words import DocumentKind
from cpconf.errors import Refused, TryAgain, UsageFault
from cpconf.workflow.sharing.copy_files import output_folder

if TYPE_CHECKING:
    from cpconf.documents.findings import Findings
    from cpconf.mail.settings import Settings
    from cpconf.store.reading import Reader
    from cpconf.workflow.sharing.protection import Made
    from cpconf.workflow.sharing.recipients import Recipient


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options as they were typed."""

    kind: str
    out: Path | None
    password: PasswordFrom
    send: bool
    print_: bool
    address_confirmed_by: str | None
    allow_signed: bool
    override: list[str]
    authorised_by: str | None
    as_json: bool


def protect(app: App, file: Path, ref: str, to: str, wanted: Wanted) -> None:
    """Look at the document, ask what has to be asked, make the copy, say what comes next."""
    _refuse_contradictions(ref, to, wanted)
    with app.looking_at(
        file, allow_signed=wanted.allow_signed, headings=True, searching=True
    ) as inspection:
        # While another process reads the document, this one loads what it needs.
        from cpconf.core.sharing.document import choose_kind
        from cpconf.workflow.sharing import permission, protection, recipients

        kind = choose_kind(wanted.kind)
        overrides = overrides_of(app, wanted.override, wanted.authorised_by)
        confirmed_by = _name(wanted.address_confirmed_by, "--address-confirmed-by")
        settings = _settings(app) if wanted.send else None
        with app.reading_existing() as reader:
            who = recipients.recipient(reader, ref, to, kind)
            protection.get_ready(reader, who, file)
        address = recipients.address_of(who)
        folder = output_folder(ref, wanted.out)
        protection.refuse_taken_early(who, file, folder)
        taken = take(app, wanted.password, who)
        app.get_ready_to_write_copies()
        waited = 0.0 if wanted.password.ask else inspection.waited
        with app.screen.meter("checking the document", waited=waited) as progress:
            findings = inspection.result(progress)
            if progress is not None:
                progress("searching it", 0.0)
            with app.reading_existing() as reader:
                halts, remarks = permission.ask_first(reader, who, findings, by_email=True)
                remarks += _of_another_type(reader, who, findings)
        decision = overrides.decide(halts, f"{kind} for {who.person.id}")
        tell_overridden(app, decision.halts, decision.reasons)
        for remark in remarks:
            app.screen.warn(remark)
        if confirmed_by is None and app.may_ask:
            confirmed_by = _confirm_address(app, who, address)
        who = protection.take_back(app.writing_copies, who)
        with app.screen.meter("encrypting") as progress:
            made = protection.make(
                app.writing_copies,
                who,
                protection.CopyOrder(
                    source=file,
                    findings=findings,
                    address=address,
                    folder=folder,
                    decision=decision,
                    transport=Transport.SMTP if wanted.send else Transport.DRAFT,
                    password=taken.care,
                    sender=str(app.config.smtp["from"]) if "from" in app.config.smtp else None,
                    address_confirmed_by=confirmed_by,
                ),
                taken.password,
                now=app.machine_now.timestamp(),
                progress=progress,
                second=inspection,
            )
    state = ShareState.PREPARED
    try:
        if settings is not None:
            from cpconf.workflow.sharing import two_messages

            with app.reading_existing() as reader:
                filed = reader.filed(ref)
                found = recipients.the_sharing(reader.sharings(ref), ref, made.person, made.kind)
            state = ShareState.SENDING
            two_messages.send_report(
                app.writing_copies,
                filed,
                found,
                address,
                settings,
                now=app.now,
                overrides=overrides,
            )
            state = ShareState.SENT
    except (Refused, TryAgain):
        state = ShareState.PREPARED
        raise
    finally:
        _report(app, made, wanted, state, before=remarks, confirmed=confirmed_by is not None)


def _settings(app: App) -> "Settings":
    from cpconf.mail.settings import Settings

    return Settings.of(app.config.smtp)


def _refuse_contradictions(ref: str, to: str, wanted: Wanted) -> None:
    """Raise UsageFault for options that do not go together."""
    wanted.password.refuse_several()
    one_dash(
        password_stdin="-" if wanted.password.stdin else None,
        address_confirmed_by=wanted.address_confirmed_by,
        authorised_by=wanted.authorised_by,
    )
    if to.strip().lower() == PROFESSIONALS:
        msg = f"the professionals get the set of all reports: cpconf bundle {ref}"
        raise UsageFault(msg)
    if wanted.print_ and wanted.as_json:
        msg = "--print and --json both want standard output: leave one out"
        raise UsageFault(msg)


def _report(
    app: App,
    made: "Made",
    wanted: Wanted,
    state: ShareState,
    *,
    before: tuple[str, ...],
    confirmed: bool,
) -> None:
    """Say what was made; `before` was warned of already, and only a program is still to read it."""
    from cpconf.render.sharing.json import made_document

    names = made.names
    held = names.held if made.password is PasswordCare.HELD else None
    if wanted.as_json:
        app.screen.print_json(
            made_document(
                ref=made.ref,
                person=made.person,
                kind=made.kind,
                state=state,
                files={
                    "protected": names.folder / names.copy,
                    "report": names.folder / names.report,
                    "password": held,
                },
                evidence=made.evidence,
                overridden=[halt.stop.value for halt in made.overridden],
                remarks=(*before, *made.remarks),
            )
        )
    elif wanted.print_:
        from cpconf.mail.wording import printable

        for line in printable(made.address, made.message).rstrip("\n").split("\n"):
            app.screen.say(line)
        app.screen.tell(f"Attach {names.folder / names.copy}")
        if held is not None:
            app.screen.tell(f"Password, held: {held}")
    else:
        from cpconf.render.sharing.copy import write_copy

        app.screen.show(partial(write_copy, copy=made, state=state, confirmed=confirmed))
    for remark in made.remarks:
        app.screen.warn(remark)


def _of_another_type(reader: "Reader", who: "Recipient", findings: "Findings") -> tuple[str, ...]:
    """That the clause for minutes names another type of file (O-24)."""
    if who.kind is not DocumentKind.MINUTES:
        return ()
    from cpconf.workflow.sharing.settlement import asked_as

    return asked_as(reader, who.filed, who.kind, findings.type)


def _confirm_address(app: App, who: "Recipient", address: str) -> str:
    """Ask whether the address is theirs; who was asked. Raises Refused where it is not."""
    person = who.person
    app.screen.tell(f"{person.id} ({person.role.words}): {address}")
    if not typer.confirm("Is that their own address, and the right one?", err=True):
        msg = (
            "nothing was made; put the right address on record first: cpconf person change "
            f"{who.filed.conference.ref} {person.id} --email ADDRESS"
        )
        raise Refused(msg)
    return app.by


def _name(text: str | None, option: str) -> str | None:
    return read_name(given(text), option) if text is not None else None
