"""`inbox`: take in the reports that come to the conference mailbox."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, confirm
from cpconf.errors import CpconfError, DocumentFault, ExitCode, NotFound, Refused, UsageFault

if TYPE_CHECKING:
    import datetime as dt

    from cpconf.app import App
    from cpconf.mail.mailbox.folder import Mailbox
    from cpconf.workflow.mailbox.intake import Taken
    from cpconf.workflow.mailbox.survey import Claim, Survey


def inbox(
    ctx: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            readable=False,
            metavar="FOLDER",
            help="A folder of .eml files, or a Maildir. Default: the configured mailbox.",
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help="Look at messages from this date on. Default: the last 90 days."
        ),
    ] = None,
    take: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=REF[@PERSON]",
            help="Take this message for that conference. Repeat it for several.",
        ),
    ] = None,
    set_aside: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help="Stop listing this message: you have dealt with it. Repeat it for several.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="DIR",
            help="Where the reports go, in a folder named REF each. Default: the configured one, "
            "else here.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take the reports that are certain without asking.")
    ] = False,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Take in reports from the mailbox.

    Matches each report by reference and sender, saves it, puts it on record and marks it as
    submitted. Drafts pass it on. Nothing in the mailbox is changed.

    Example: cpconf inbox --dry-run
    """
    from functools import partial

    from cpconf.render.mailbox.reports import InboxReport
    from cpconf.render.mailbox.screens import write_survey
    from cpconf.workflow.mailbox import survey as reading

    app = app_of(ctx, as_json=as_json)
    first = _first_day(app, since)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(InboxReport())
            return
    with _opened(app, folder) as mailbox, app.screen.meter() as progress:
        survey = reading.survey(app.looking_again, mailbox, first, progress)
    named = _claims(app, survey, take or ())
    for name in set_aside or ():
        reading.find(survey, name)
    by_message = {claim.item.fingerprint: claim for claim in (*reading.matched(survey), *named)}
    if not as_json:
        app.screen.show(partial(write_survey, survey=survey))
    for remark in survey.remarks:
        app.screen.warn(remark)
    taking = _Taking(app, survey)
    try:
        if not dry_run:
            for name in set_aside or ():
                with app.writing_undated() as store:
                    item = reading.set_aside(store, survey, name)
                app.screen.tell(f"{item.id} is set aside")
            chosen = _choose(app, list(by_message.values()), named, everything=yes)
            if chosen:
                with _opened(app, folder) as mailbox:
                    taking.take(mailbox, chosen, out, named=named if yes else chosen)
    finally:
        taking.report()
    if taking.failed is not None:
        raise typer.Exit(taking.failed)


class _Taking:
    """The result of one run: the messages taken, refused and left."""

    def __init__(self, app: "App", survey: "Survey") -> None:
        self._app, self._survey = app, survey
        self._taken: list[Taken] = []
        self._refused: dict[str, str] = {}
        self._left: list[Claim] = []
        self.failed: ExitCode | None = None

    def take(
        self,
        mailbox: "Mailbox",
        claims: "Sequence[Claim]",
        out: Path | None,
        *,
        named: "Sequence[Claim]",
    ) -> None:
        """Take one message after the other; a failure does not stop the next.

        `named` are the messages to which a person said yes, one by one.
        """
        from cpconf.workflow.mailbox import intake
        from cpconf.workflow.mailbox.attachments import MailboxOffice

        app = self._app
        office = MailboxOffice(
            look=app.looking_again,
            begin=app.writing,
            base=_base(app, out),
            sender=app.config.sender,
            now=app.now,
            machine_now=app.machine_now.timestamp(),
        )
        self._left = list(claims)
        for claim in claims:
            try:
                taken = intake.take(mailbox, claim, office, named=claim in named)
            except (Refused, DocumentFault, NotFound) as error:
                self._left.remove(claim)
                self._fail(claim, error)
                continue
            self._left.remove(claim)
            if taken is None:
                app.screen.tell(f"{claim.item.id} was taken by another run meanwhile")
            else:
                self._taken.append(taken)

    def report(self) -> None:
        """Report what was taken, and what was not."""
        from functools import partial

        from cpconf.render.mailbox.reports import InboxReport
        from cpconf.render.mailbox.screens import write_taken

        screen = self._app.screen
        self._app.show(
            InboxReport.of(self._survey, self._taken, self._refused),
            partial(write_taken, taken=self._taken) if self._taken else None,
        )
        for each in self._taken:
            for remark in each.remarks:
                screen.warn(f"{each.claim.ref} {each.person.id}: {remark}")
        if self._left:  # another error stopped the run, and is printed next
            screen.tell(f"not taken: {', '.join(claim.item.id for claim in self._left)}")
        refs = sorted({each.claim.ref for each in self._taken if each.letters})
        for ref in refs:
            screen.tell(f"once the drafts are sent: cpconf done {ref} forward-reports")

    def _fail(self, claim: "Claim", error: CpconfError) -> None:
        said = str(error)
        if not isinstance(error, Refused):
            said = f"{claim.item.id} is not taken for {claim.ref}: {said}"
        self._app.screen.tell(said)
        self._refused[claim.item.fingerprint] = said.split("\n")[0]
        self.failed = self.failed or error.exit_code


def _first_day(app: "App", text: str | None) -> "dt.date":
    from cpconf.core.dates.when import read_date
    from cpconf.workflow.mailbox.survey import OLDEST

    if text is None:
        return app.now.date() - OLDEST
    since = read_date(text)
    if since > app.now.date():
        raise UsageFault("--since is in the future: give a date in the past")
    return since


@contextmanager
def _opened(app: "App", folder: Path | None) -> "Iterator[Mailbox]":
    from cpconf.mail.mailbox.folder import FolderMailbox

    if folder is not None:
        yield FolderMailbox(folder)
        return
    # Imported late: a folder needs no mail server.
    from cpconf.mail.mailbox.imap import Account, opened

    with opened(Account.of(app.config)) as mailbox:
        yield mailbox


def _claims(app: "App", survey: "Survey", texts: Sequence[str]) -> "list[Claim]":
    from cpconf.workflow.mailbox import survey as reading

    if not texts:
        return []
    with app.looking_again() as reader:
        return [reading.claim(reader, survey, text) for text in texts]


def _base(app: "App", out: Path | None) -> Path:
    """Return the folder that holds one folder for each conference."""
    if out is not None:
        return out
    return Path(str(app.config.mailbox.get("reports", "."))).expanduser()


def _choose(
    app: "App", claims: "Sequence[Claim]", named: "Sequence[Claim]", *, everything: bool
) -> "Sequence[Claim]":
    """Return the messages to take: all with --yes, else those agreed to, else those named."""
    if everything:
        return claims
    if app.may_ask:
        return [claim for claim in claims if confirm(_question(claim))]
    left = [claim for claim in claims if claim not in named]
    if left:
        certain = "one that is" if len(left) == 1 else f"{len(left)} that are"
        app.screen.tell(f"nothing is taken yet: --yes takes the {certain} certain")
    return named


def _question(claim: "Claim") -> str:
    from cpconf.render.mailbox.screens import say_kinds

    item = claim.item
    what = f"{item.id} ({say_kinds(item.kinds)}) for {claim.ref} from {claim.person}"
    return f"Take {what}?"
