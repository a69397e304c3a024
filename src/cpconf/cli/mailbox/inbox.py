"""What `inbox` does."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer

from cpconf.app import App
from cpconf.cli.conferences.dialogue import confirm
from cpconf.core.dates.when import read_date
from cpconf.errors import CpconfError, DocumentFault, ExitCode, NotFound, Refused, UsageFault
from cpconf.mail.mailbox.folder import FolderMailbox, Mailbox
from cpconf.render.mailbox.json import inbox_document
from cpconf.render.mailbox.screens import say_kinds, write_survey, write_taken
from cpconf.workflow.mailbox import intake as taking
from cpconf.workflow.mailbox import survey as reading
from cpconf.workflow.mailbox.attachments import MailboxOffice
from cpconf.workflow.mailbox.survey import Claim, Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options as they were typed."""

    since: str | None
    take: list[str]
    set_aside: list[str]
    out: Path | None
    yes: bool
    dry_run: bool
    as_json: bool


def inbox(app: App, folder: Path | None, wanted: Wanted) -> None:
    """Look into the mailbox, and take what is certain, or named, once that is confirmed."""
    since = _since(app, wanted.since)
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(inbox_document(None, (), {}) if wanted.as_json else None)
            return
    with _opened(app, folder) as mailbox, app.screen.meter() as progress:
        survey = reading.survey(app.looking_again, mailbox, since, progress)
    named = _claims(app, survey, wanted.take)
    for name in wanted.set_aside:
        reading.find(survey, name)
    by_message = {claim.item.fingerprint: claim for claim in (*reading.matched(survey), *named)}
    if not wanted.as_json:
        app.screen.show(partial(write_survey, survey=survey))
    for remark in survey.remarks:
        app.screen.warn(remark)
    run = _Run(app, wanted, survey)
    try:
        if not wanted.dry_run:
            run.set_aside()
            chosen = _choose(app, wanted, list(by_message.values()), named)
            if chosen:
                with _opened(app, folder) as mailbox:
                    run.take(mailbox, chosen, named=named if wanted.yes else chosen)
    finally:
        run.report()
    if run.failed is not None:
        raise typer.Exit(run.failed)


class _Run:
    """What comes of one run."""

    def __init__(self, app: App, wanted: Wanted, survey: Survey) -> None:
        self._app, self._wanted, self._survey = app, wanted, survey
        self._taken: list[taking.Taken] = []
        self._refused: dict[str, str] = {}
        self._left: list[Claim] = []
        self.failed: ExitCode | None = None

    def set_aside(self) -> None:
        for name in self._wanted.set_aside:
            with self._app.writing_undated() as store:
                item = reading.set_aside(store, self._survey, name)
            self._app.screen.tell(f"{item.id} is set aside")

    def take(self, mailbox: Mailbox, claims: Sequence[Claim], *, named: Sequence[Claim]) -> None:
        """Take one message after the other; what stops one does not stop the next.

        `named` are those to which a person said yes, one by one.
        """
        app = self._app
        office = MailboxOffice(
            look=app.looking_again,
            begin=app.writing,
            base=_base(app, self._wanted.out),
            sender=str(app.config.smtp["from"]) if "from" in app.config.smtp else None,
            now=app.now,
            machine_now=app.machine_now.timestamp(),
        )
        self._left = list(claims)
        for claim in claims:
            try:
                taken = taking.take(mailbox, claim, office, named=claim in named)
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
        screen = self._app.screen
        if self._wanted.as_json:
            screen.print_json(inbox_document(self._survey, self._taken, self._refused))
        elif self._taken:
            screen.show(partial(write_taken, taken=self._taken))
        for each in self._taken:
            for remark in each.remarks:
                screen.warn(f"{each.claim.ref} {each.person.id}: {remark}")
        if self._left:  # something else stopped the run: what is said next
            screen.tell(f"not taken: {', '.join(claim.item.id for claim in self._left)}")
        refs = sorted({each.claim.ref for each in self._taken if each.letters})
        for ref in refs:
            screen.tell(f"once the drafts are sent: cpconf done {ref} forward-reports")

    def _fail(self, claim: Claim, error: CpconfError) -> None:
        said = str(error)
        if not isinstance(error, Refused):
            said = f"{claim.item.id} is not taken for {claim.ref}: {said}"
        self._app.screen.tell(said)
        self._refused[claim.item.fingerprint] = said.split("\n")[0]
        self.failed = self.failed or error.exit_code


def _since(app: App, text: str | None) -> dt.date:
    if text is None:
        return app.now.date() - reading.OLDEST
    since = read_date(text)
    if since > app.now.date():
        msg = "--since is still to come: name a day that has been"
        raise UsageFault(msg)
    return since


@contextmanager
def _opened(app: App, folder: Path | None) -> Iterator[Mailbox]:
    if folder is not None:
        yield FolderMailbox(folder)
        return
    from cpconf.mail.mailbox.imap import Account, opened

    with opened(Account.of(app.config.mailbox)) as mailbox:
        yield mailbox


def _claims(app: App, survey: Survey, texts: Sequence[str]) -> list[Claim]:
    if not texts:
        return []
    with app.looking_again() as reader:
        return [reading.claim(reader, survey, text) for text in texts]


def _base(app: App, out: Path | None) -> Path:
    """The folder in which each conference has its own."""
    if out is not None:
        return out
    return Path(str(app.config.mailbox.get("reports", "."))).expanduser()


def _choose(
    app: App, wanted: Wanted, claims: Sequence[Claim], named: Sequence[Claim]
) -> Sequence[Claim]:
    """The messages that are taken: all with --yes, those that are agreed to, or those named."""
    if wanted.yes:
        return claims
    if app.may_ask:
        return [claim for claim in claims if confirm(_question(claim))]
    left = [claim for claim in claims if claim not in named]
    if left:
        certain = "one that is" if len(left) == 1 else f"{len(left)} that are"
        app.screen.tell(f"nothing is taken yet: --yes takes the {certain} certain")
    return named


def _question(claim: Claim) -> str:
    item = claim.item
    what = f"{item.id} ({say_kinds(item.kinds)}) for {claim.ref} from {claim.person}"
    return f"Take {what}?"
