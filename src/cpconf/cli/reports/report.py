"""`report`: record, list and remove submitted reports."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of, given, one_dash, overrides_of, tell_overridden
from cpconf.core.typed_text import read_note


def add(
    ctx: typer.Context,
    ref: options.Ref,
    file: Annotated[
        Path, typer.Argument(readable=False, metavar="FILE", help="The report: a PDF, or .docx.")
    ],
    from_: Annotated[
        str,
        typer.Option("--from", metavar="PERSON", help="Who submits it: a short id or a role."),
    ],
    at: options.At = None,
    withhold: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help='Why the professionals do not get it. "-" reads it from standard input.',
        ),
    ] = None,
    override: options.Override = None,
    authorised_by: options.AuthorisedBy = None,
    as_json: options.Json = False,
) -> None:
    """Record a submitted report; the file stays where it is.

    Searches it for other families on record, and compares it with reports for other conferences.
    Checks that bundle can use it, if it is a PDF.

    Example: cpconf report add EX-1 school.pdf --from school
    """
    app = app_of(ctx, as_json=as_json)
    one_dash(withhold=withhold, authorised_by=authorised_by)
    with app.looking_at(file, allow_signed=True, searching=True, trying=True) as inspection:
        # Imported late: another process reads the document meanwhile.
        from cpconf.cli.conferences.marking import moment
        from cpconf.core.conferences.choosing import choose_person
        from cpconf.render.reports.reports import SubmittedReport
        from cpconf.workflow.reports import submissions

        when = moment(app, at)
        overrides = overrides_of(app, override, authorised_by)
        withheld = None
        if withhold is not None:
            withheld = read_note(given(withhold), "the reason to withhold it")
        with app.reading_existing() as reader:
            choose_person(reader.conferences.filed(ref).people, from_)
        with app.screen.meter("checking the document", waited=inspection.waited) as progress:
            findings = inspection.result(progress)
        if withheld is None:
            # A file that the set cannot use is refused today, not on the day the set is due.
            with app.screen.meter() as progress:
                inspection.refuse_unfit(progress)
    with app.writing() as store:
        offered = submissions.look_up(store, ref, from_, findings)
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
    whose = f"{report.person} ({offered.person.role.words})"
    app.show(
        SubmittedReport.of(report, offered.person, decision.halts, remarks),
        lambda page: page.say(f"{ref} report {report.number} from {whose}"),
    )
    for remark in remarks:
        (app.screen.warn if remark in offered.remarks else app.screen.tell)(remark)


def list_(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """List the submitted reports.

    Says whether each file is still there and unchanged.

    Example: cpconf report list EX-1
    """
    from cpconf.render.reports.reports import SubmittedReports
    from cpconf.render.reports.screens import write_reports
    from cpconf.workflow.reports import submissions

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(SubmittedReports(ref))
            return
        _, found = submissions.listed(reader, ref)
    app.show(
        SubmittedReports.of(ref, found),
        lambda page: write_reports(page, ref=ref, reports=found, calendar=app.calendar),
    )


def remove(
    ctx: typer.Context,
    ref: options.Ref,
    number: Annotated[int, typer.Argument(metavar="N", help="The report's number in the list.")],
    reason: options.Reason,
    as_json: options.Json = False,
) -> None:
    """Take back a submitted report, with the reason.

    Its file is not touched.

    Example: cpconf report remove EX-1 2 --reason 'a draft'
    """
    from cpconf.render.reports.reports import TakenBackReport
    from cpconf.workflow.reports import submissions

    app = app_of(ctx, as_json=as_json)
    why = read_note(given(reason), "the reason")
    with app.writing() as store:
        submissions.remove(store, ref, number, reason=why)
    app.show(TakenBackReport(ref, number))
    app.screen.tell(f"{ref}: report {number} is removed; its file was not touched")


GROUP: Final = CommandGroup(
    "report",
    "Record, list and remove submitted reports.",
    (add, list_, remove),
)
