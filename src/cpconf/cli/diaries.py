"""`diary`: export conferences to calendar files, and import when people are busy."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of

File = Annotated[
    Path, typer.Argument(readable=False, metavar="FILE", help="A calendar file, .ics.")
]


def export(
    ctx: typer.Context,
    file: File,
    ref: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REF",
            help="Only this conference. Repeat it for several.",
            callback=options.all_as_written,
        ),
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Only what this person takes part in or owes."),
    ] = None,
    open_wording: Annotated[
        bool, typer.Option("--open-wording", help="Include the titles of tasks and their roles.")
    ] = False,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Default: 30 days ago.")
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Default: all that is on record.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write conferences and deadlines as a calendar file.

    A calendar program can open it or subscribe to it. Replaces an earlier export of that name and
    leaves out what is cancelled or done. Never holds names, agencies or links.

    Example: cpconf diary export team.ics --from '1 Dec 2026'
    """
    from cpconf.core.dates.phrases import say_count
    from cpconf.core.dates.when import read_date
    from cpconf.render.diaries import ExportedReport
    from cpconf.workflow.diaries import subscription

    app = app_of(ctx, as_json=as_json)
    first = read_date(from_) if from_ else app.now.date() - subscription.BACK
    wanted = subscription.FeedChoice(
        first=first,
        last=read_date(until) if until else None,
        refs=ref or (),
        address=person,
        open_wording=open_wording,
    )
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(ExportedReport())
            return
        found = subscription.collect(reader, wanted)
    subscription.write_export(file, found, now=app.now)
    if person is not None and not found.items:
        app.screen.warn("nobody with that address takes part in a conference on these days")
    app.show(ExportedReport.like(found, file=file))
    if not as_json:
        conferences = say_count(found.conferences, "conference")
        deadlines = say_count(found.deadlines, "deadline")
        app.screen.tell(f"wrote {conferences} and {deadlines} to {file}")


def import_(
    ctx: typer.Context,
    file: File,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A name for it. Default: the file's name."),
    ] = None,
    whose: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS|team",
            help="Whose calendar it is. Default: the people whom each entry invites.",
        ),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="How far ahead. Default: a year.")
    ] = None,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Import when people are busy, for check and suggest.

    Keeps only times, never titles or places, of staff on record and of the person in --whose.
    Importing again under the same name replaces the earlier times.

    Example: cpconf diary import chairs.ics --whose chair@example.org
    """
    from functools import partial

    from cpconf.core.dates.phrases import say_count
    from cpconf.core.dates.when import read_date
    from cpconf.core.diaries import say_zones
    from cpconf.render.diaries import ImportedReport, write_imported
    from cpconf.workflow.diaries import busy_times

    app = app_of(ctx, as_json=as_json)
    last = read_date(until) if until else None
    imported = busy_times.read_calendar(file, name=name, whose=whose, until=last, now=app.now)
    if dry_run:
        with app.reading() as reader:
            staff = reader.diaries.staff_addresses() if reader is not None else set()
        imported = busy_times.of_those_known(imported, staff)
    else:
        with app.writing(create=True) as store:
            imported = busy_times.keep(store, imported)
    app.show(ImportedReport.of(imported), partial(write_imported, imported=imported))
    if imported.unread:
        entries, why = (
            say_count(imported.unread, "entry", "entries"),
            say_zones(imported.unknown_zones),
        )
        app.screen.warn(
            f"{entries} cannot be understood{why}: look in that calendar before you book"
        )
    if imported.strangers and not imported.times:
        app.screen.warn(
            "nobody in it is on record as staff: say whose calendar it is, with --whose ADDRESS or "
            "--whose team"
        )


def list_(ctx: typer.Context, as_json: options.Json = False) -> None:
    """List the imported calendars.

    Example: cpconf diary list
    """
    from functools import partial

    from cpconf.render.diaries import DiariesReport, write_diaries

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(DiariesReport())
            return
        diaries = reader.diaries.imported()
    app.show(DiariesReport.of(diaries), partial(write_diaries, diaries=diaries))


def forget(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name in diary list.")],
    as_json: options.Json = False,
) -> None:
    """Forget an imported calendar and all its busy times.

    Example: cpconf diary forget chairs
    """
    from cpconf.render.diaries import ForgottenReport

    app = app_of(ctx, as_json=as_json)
    with app.writing_undated() as store:
        store.diaries.forget_diary(name)
    app.show(ForgottenReport(name))
    app.screen.tell("forgotten, with all its busy times")


GROUP: Final = CommandGroup(
    "diary",
    "Export conferences to calendars; import busy times.",
    (export, import_, list_, forget),
)
