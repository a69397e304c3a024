"""`schedule`: book one conference, or every row of a CSV file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.core.typed_text import harmless
from cpconf.errors import NotFound, UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.cli.conferences.booking_options import BookingOptions
    from cpconf.core.conferences.filed import Filed
    from cpconf.procedures.loader import Edition
    from cpconf.workflow.conferences.booking import PlannedBooking
    from cpconf.workflow.conferences.csv_rows import CsvRow
    from cpconf.workflow.moving.carrying import CarriedOver

_MOST_REMARKS: Final = 5


def schedule(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(metavar="REF", help="Your own reference for the conference, never a name."),
    ] = None,
    procedure: options.Procedure = None,
    type_: options.Type = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="Date and time, such as '7 Dec 2026 10am'.")
    ] = None,
    ends: options.Ends = None,
    format_: options.Format = options.VIDEO,
    fact: options.Facts = None,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    follows: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="The conference that this one follows.",
            callback=options.as_written,
        ),
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from", readable=False, metavar="CSV", help="Book every row of a CSV file, or none."
        ),
    ] = None,
    not_a_name: options.NotAName = False,
    dry_run: options.DryRun = False,
    as_json: options.Json = False,
) -> None:
    """Book a conference and date its whole checklist.

    Without options, in a terminal, it asks for them one by one. With --follows, the type and the
    limit come from the earlier conference: the new one replaces a cancelled conference, or is the
    next review after any other.

    Example: cpconf schedule EX-1 --type initial --at '7 Dec 2026 10am'
    """
    from dataclasses import replace

    from cpconf.cli.conferences.booking_options import BookingOptions

    app = app_of(ctx, as_json=as_json)
    typed = BookingOptions(
        ref=ref,
        procedure=procedure,
        type=type_,
        at=at,
        ends=ends,
        format=format_,
        facts=fact,
        strategy_discussion=strategy_discussion,
        initial_conference=initial_conference,
        previous_review=previous_review,
        follows=follows,
    )
    if from_ is None:
        _schedule_one(app, typed, not_a_name=not_a_name, dry_run=dry_run)
        return
    if replace(typed, procedure=None) != BookingOptions():
        raise UsageFault(
            "the file holds the options of each booking: give only --procedure with --from"
        )
    _schedule_file(app, from_, procedure, not_a_name=not_a_name, dry_run=dry_run)


def _schedule_one(app: "App", typed: "BookingOptions", *, not_a_name: bool, dry_run: bool) -> None:
    """Book one conference; on a terminal, ask for what is missing."""
    from dataclasses import replace

    from cpconf.workflow.conferences.booking import follow, keep, plan_booking, refuse_names
    from cpconf.workflow.conferences.next_review import succeed, succession
    from cpconf.workflow.moving.carrying import carry

    earlier, carried = None, None
    if typed.follows is not None:
        with app.reading_existing() as reader:
            earlier = reader.conferences.filed(typed.follows)
        typed = replace(typed, type=typed.type or succession(earlier.conference)[0].value)
    procedure = typed.procedure or app.config.procedure
    if app.may_ask and not (typed.ref and procedure and typed.type and typed.at):
        from cpconf.cli.conferences.dialogue import ask_for_booking  # for those who sit there

        typed = ask_for_booking(app, typed, not_a_name=not_a_name)
    if not typed.ref:
        raise UsageFault("which reference? cpconf schedule REF --procedure … --type … --at …")
    edition = app.edition(typed.procedure)
    request = typed.read()
    if earlier is not None:
        request = succeed(request, earlier)
    planned = plan_booking(request, edition, app.calendar_in_force)
    if dry_run:
        said = _look_at(app, [typed.ref], not_a_name=not_a_name)
    else:
        with app.writing(create=True) as store:
            said = refuse_names(store.conferences, [typed.ref], app.now.date(), allowed=not_a_name)
            keep(
                store,
                [planned],
                refs=[typed.ref],
                editions=[edition],
                calendar=app.calendar_in_force,
            )
            if earlier is not None:
                follow(store, earlier, typed.ref)
                carried = carry(store, earlier, typed.ref, now=app.now)
                planned = planned.on_record(store.conferences)
    _tell(app, said, "more references may identify somebody")
    _show_booked(app, planned)
    if not app.as_json:
        _tell_carried(app, carried, typed.follows)
        kept = "nothing was kept (--dry-run)" if dry_run else "scheduled"
        app.screen.tell(f"{typed.ref}: {kept}")


def _tell_carried(app: "App", carried: "CarriedOver | None", earlier: str | None) -> None:
    for remark in carried.remarks if carried else ():
        app.screen.warn(remark)
    if carried and carried.words:
        app.screen.tell(f"carried over from {earlier}: {carried.words}")


def _show_booked(app: "App", planned: "PlannedBooking") -> None:
    """Show the checklist of a booking, and the notices that are not on it."""
    from functools import partial

    from cpconf.core.conferences.standing import passed_limits
    from cpconf.render.conferences.noticeboard import write_notices
    from cpconf.render.conferences.reports import StatusReport
    from cpconf.render.conferences.timeline import write_timeline

    filed = planned.filed(app.now)
    notices = planned.notices(app.calendar_in_force, app.now)
    for notice in notices:
        if notice.serious and app.as_json:  # the screen shows all of them
            app.screen.warn(notice.text)
    app.show(
        StatusReport.of(filed, app.calendar_in_force, app.now, notices=passed_limits(filed)),
        partial(write_timeline, filed=filed, calendar=app.calendar_in_force, now=app.now),
    )
    if not app.as_json:
        beside = [notice for notice in notices if not notice.is_on_timeline]
        app.screen.show(partial(write_notices, notices=beside))


def _look_at(app: "App", refs: Sequence[str], *, not_a_name: bool) -> tuple[str, ...]:
    """Return warnings about references, checked against the store if there is one."""
    from cpconf.core.conferences.references import said_of_ref
    from cpconf.workflow.conferences.booking import refuse_known_refs, refuse_names

    with app.reading() as reader:
        if reader is None:
            return tuple(filter(None, (said_of_ref(ref, app.now.date()) for ref in refs)))
        refuse_known_refs(reader.conferences, refs)
        return refuse_names(reader.conferences, refs, app.now.date(), allowed=not_a_name)


def _schedule_file(
    app: "App",
    path: Path,
    procedure: str | None,
    *,
    not_a_name: bool,
    dry_run: bool,
) -> None:
    """Book every row of a CSV file, or none; `procedure` is for rows that name none."""
    from cpconf.workflow.conferences.booking import follow, keep, plan_booking, refuse_names
    from cpconf.workflow.conferences.csv_rows import read_rows
    from cpconf.workflow.moving.carrying import carry

    rows, before = _following(app, read_rows(path), path)
    editions = _editions(app, rows, path, procedure)
    _try(app, rows, path, editions)
    late: list[str] = []
    doubts: list[str] = []

    def planned() -> "Iterator[PlannedBooking]":
        for row in app.screen.progress(rows, len(rows), "scheduling"):
            with _in_line(path, row):
                booking = plan_booking(row.request, editions[row.procedure], app.calendar_in_force)
            if any(task.is_late(app.now) for task in booking.plan.tasks) or any(
                limit.met is False for limit in booking.plan.limits
            ):
                late.append(row.request.ref)
            doubts.extend(f"line {row.line}, {row.request.ref}: {d}" for d in booking.doubts)
            yield booking

    refs = [row.request.ref for row in rows]
    if dry_run:
        said = _look_at(app, refs, not_a_name=not_a_name)
        for _ in planned():
            pass
    else:
        with app.writing(create=True) as store:
            said = refuse_names(store.conferences, refs, app.now.date(), allowed=not_a_name)
            keep(
                store,
                planned(),
                refs=refs,
                editions=dict.fromkeys(editions.values()),
                calendar=app.calendar_in_force,
            )
            for ref, earlier in before.items():
                follow(store, earlier, ref)
                carry(store, earlier, ref, now=app.now)
    _report(app, refs, late, dry_run=dry_run)
    _tell(app, doubts, "more rows have dates that cannot be right")
    _tell(app, said, "more references may identify somebody")


def _following(
    app: "App", rows: "tuple[CsvRow, ...]", path: Path
) -> "tuple[tuple[CsvRow, ...], dict[str, Filed]]":
    """Return the rows, completed from the conferences they follow, and those conferences."""
    from dataclasses import replace

    from cpconf.workflow.conferences.next_review import succeed

    if not any(row.request.follows for row in rows):
        return rows, {}
    read, before = [], {}
    with app.reading_existing() as reader:
        for row in rows:
            request = row.request
            if request.follows:
                with _in_line(path, row):
                    earlier = reader.conferences.filed(app.as_written(request.follows))
                    request = succeed(request, earlier)
                before[request.ref] = earlier
            read.append(replace(row, request=request))
    return tuple(read), before


def _try(
    app: "App",
    rows: "tuple[CsvRow, ...]",
    path: Path,
    editions: "Mapping[str | None, Edition]",
) -> None:
    """Raise the first fault that keeps a row from being booked, before any is."""
    from cpconf.workflow.conferences.booking import plan_booking

    for row in rows:
        with _in_line(path, row):
            row.request.conference(editions[row.procedure].procedure)
    for row in _extremes(rows):
        with _in_line(path, row):
            plan_booking(row.request, editions[row.procedure], app.calendar_in_force)


def _tell(app: "App", remarks: Sequence[str], more: str) -> None:
    """Warn of the first remarks, and say how many more there are."""
    for remark in remarks[:_MOST_REMARKS]:
        app.screen.warn(remark)
    if len(remarks) > _MOST_REMARKS:
        app.screen.warn(f"and {len(remarks) - _MOST_REMARKS} {more}")


def _report(app: "App", refs: list[str], late: list[str], *, dry_run: bool) -> None:
    from cpconf.core.conferences.notices import NoticeKind
    from cpconf.core.dates.phrases import say_count
    from cpconf.render.conferences.booking_reports import BookedFileReport

    done = "could be scheduled" if dry_run else "scheduled"
    app.show(
        BookedFileReport(tuple(refs), tuple(late), kept=not dry_run),
        lambda page: page.say(f"{say_count(len(refs), 'conference')} {done}"),
    )
    if late:
        shown = ", ".join(late[:5]) + (f" and {len(late) - 5} more" if len(late) > 5 else "")
        kinds = f"{NoticeKind.LATE} or over a limit"
        app.screen.warn(f"{say_count(len(late), 'conference')} {kinds}: {shown}")


def _editions(
    app: "App", rows: "tuple[CsvRow, ...]", path: Path, default: str | None
) -> "dict[str | None, Edition]":
    editions: dict[str | None, Edition] = {}
    for row in rows:
        if row.procedure not in editions:
            with _in_line(path, row):
                editions[row.procedure] = app.edition(row.procedure or default)
    return editions


def _extremes(rows: "tuple[CsvRow, ...]") -> "Iterator[CsvRow]":
    """Yield the first and the last conference of each kind: if these can be dated, all can."""
    kinds: dict[object, list[CsvRow]] = {}
    for row in rows:
        kinds.setdefault((row.procedure, row.request.type, row.request.format), []).append(row)
    for alike in kinds.values():
        yield min(alike, key=lambda row: row.request.at)
        yield max(alike, key=lambda row: row.request.at)


@contextmanager
def _in_line(path: Path, row: "CsvRow") -> Iterator[None]:
    """Add the file and the line to a fault of the block."""
    try:
        yield
    except (NotFound, UsageFault) as fault:
        raise type(fault)(f"{harmless(path)}:{row.line}: {fault}; nothing was scheduled") from fault
