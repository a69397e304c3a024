"""What `report add`, `report list`, `report remove` and `verify` do."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import typer

from cpconf.app import App
from cpconf.cli.conferences.marking import moment
from cpconf.cli.shared.options import given, one_dash, overrides_of, tell_overridden
from cpconf.core.text import read_note
from cpconf.errors import ExitCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options of `report add` as they were typed."""

    from_: str
    at: str | None
    withhold: str | None
    override: list[str]
    authorised_by: str | None
    as_json: bool


def add(app: App, ref: str, file: Path, wanted: Wanted) -> None:
    """Look at a report, and put it on record unless something stops it."""
    one_dash(withhold=wanted.withhold, authorised_by=wanted.authorised_by)
    with app.looking_at(file, allow_signed=True, searching=True, trying=True) as inspection:
        # While another process reads the document, this one loads what it needs.
        from cpconf.core.conferences.choosing import choose_person
        from cpconf.render.reports.json import submitted_document
        from cpconf.workflow.reports import submissions

        when = moment(app, wanted.at)
        overrides = overrides_of(app, wanted.override, wanted.authorised_by)
        withheld = _note(wanted.withhold, "the reason to withhold it")
        with app.reading_existing() as reader:
            choose_person(reader.filed(ref).people, wanted.from_)
        with app.screen.meter("checking the document", waited=inspection.waited) as progress:
            findings = inspection.result(progress)
        if withheld is None:
            # A file that cannot go is known on the day it comes, and not when the set is due.
            with app.screen.meter() as progress:
                inspection.refuse_unfit(progress)
    with app.writing() as store:
        offered = submissions.look_up(store, ref, wanted.from_, findings)
        decision = overrides.decide(offered.halts, f"the report is not taken for {ref}")
        report, remarks = submissions.take(
            store,
            offered,
            file,
            received_at=when,
            withheld=withheld,
            decision=decision,
        )
    tell_overridden(app, decision.halts, overrides.reasons)
    if wanted.as_json:
        app.screen.print_json(submitted_document(report, offered.person, decision.halts, remarks))
    else:
        whose = f"{report.person} ({offered.person.role.words})"
        app.screen.say(f"{ref} report {report.number} from {whose}")
    for remark in remarks:
        (app.screen.warn if remark in offered.remarks else app.screen.tell)(remark)


def list_(app: App, ref: str, *, as_json: bool) -> None:
    """Show the submitted reports."""
    from cpconf.render.reports.json import reports_document
    from cpconf.render.reports.screens import write_reports
    from cpconf.workflow.reports import submissions

    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(reports_document(ref, ()) if as_json else None)
            return
        _, found = submissions.listed(reader, ref)
    if as_json:
        app.screen.print_json(reports_document(ref, found))
    else:
        app.screen.show(partial(write_reports, ref=ref, reports=found, calendar=app.calendar))


def remove(app: App, ref: str, number: int, reason: str) -> None:
    """Take a report back."""
    from cpconf.workflow.reports import submissions

    why = read_note(given(reason), "the reason")
    with app.writing() as store:
        submissions.remove(store, ref, number, reason=why)
    app.screen.tell(f"{ref}: report {number} is taken back; its file is where it was")


def verify(app: App, file: Path, *, as_json: bool) -> None:
    """Say what a file is. Leaves with 4 where it is no document on record."""
    from cpconf.render.reports.json import known_document
    from cpconf.render.reports.screens import write_known
    from cpconf.workflow.reports import verification

    with app.reading() as reader:
        known = verification.verify(reader, file)
    if as_json:
        app.screen.print_json(known_document(known.sha256, known.documents))
    elif known.documents:
        app.screen.show(partial(write_known, sha256=known.sha256, documents=known.documents))
    for warning in known.warnings:
        app.screen.warn(warning)
    if not known.documents:
        app.screen.tell(f"this is not a document on record (SHA-256 {known.sha256})")
        raise typer.Exit(ExitCode.NOT_FOUND)


def _note(text: str | None, what: str) -> str | None:
    return read_note(given(text), what) if text is not None else None
