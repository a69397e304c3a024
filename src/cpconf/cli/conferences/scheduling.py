"""What `schedule` does once its options are read."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cpconf.app import App
from cpconf.cli.conferences import dialogue
from cpconf.cli.conferences.requests import Wanted
from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.notices import NoticeKind
from cpconf.core.conferences.references import said_of_ref
from cpconf.core.conferences.standing import passed_limits
from cpconf.core.dates.phrases import say_count
from cpconf.core.text import harmless
from cpconf.errors import NotFound, UsageFault
from cpconf.procedures.loader import Edition
from cpconf.render.conferences.json import notices_part, status_document
from cpconf.workflow.conferences.booking import (
    PlannedBooking,
    follow,
    keep,
    plan_booking,
    refuse_known_refs,
    refuse_names,
)
from cpconf.workflow.conferences.csv_rows import CsvRow, read_rows
from cpconf.workflow.conferences.next_review import succeed, succession

_MOST_REMARKS = 5


def schedule_one(
    app: App, wanted: Wanted, *, not_a_name: bool, dry_run: bool, as_json: bool
) -> None:
    """Book one conference, asking for what is missing where a person sits there."""
    earlier = None
    if wanted.follows is not None:
        with app.reading_existing() as reader:
            earlier = reader.filed(wanted.follows)
        wanted = replace(wanted, type=wanted.type or succession(earlier.conference)[0].value)
    procedure = wanted.procedure or app.config.procedure
    if app.may_ask and not (wanted.ref and procedure and wanted.type and wanted.at):
        wanted = replace(wanted, **dialogue.ask_for_booking(app, wanted, not_a_name=not_a_name))
    if not wanted.ref:
        msg = "which reference? cpconf schedule REF --procedure … --type … --at …"
        raise UsageFault(msg)
    edition = app.edition(wanted.procedure)
    request = wanted.read()
    if earlier is not None:
        request = succeed(request, earlier.conference)
    planned = plan_booking(request, edition, app.calendar)
    if dry_run:
        said = _look_at(app, [wanted.ref], not_a_name=not_a_name)
    else:
        with app.writing(create=True) as store:
            said = refuse_names(store, [wanted.ref], app.now.date(), allowed=not_a_name)
            keep(store, [planned], refs=[wanted.ref], editions=[edition], calendar=app.calendar)
            if earlier is not None:
                follow(store, earlier, wanted.ref)
    filed = planned.filed(app.now)
    notices = planned.notices(app.calendar, app.now)
    screen = app.screen
    _tell(app, said, "more references say too much")
    if as_json:
        for notice in notices:
            if notice.serious:
                screen.warn(notice.text)
        document = status_document(filed, app.calendar, app.now)
        screen.print_json(document | notices_part(passed_limits(filed)))
        return
    screen.show_timeline(filed, app.calendar, app.now)
    screen.show_notices([notice for notice in notices if not notice.is_on_timeline])
    screen.tell(
        f"{wanted.ref}: nothing was kept (--dry-run)" if dry_run else f"{wanted.ref}: scheduled"
    )


def _look_at(app: App, refs: Sequence[str], *, not_a_name: bool) -> tuple[str, ...]:
    """What there is to say of references, by the store where there is one."""
    with app.reading() as reader:
        if reader is None:
            return tuple(filter(None, (said_of_ref(ref, app.now.date()) for ref in refs)))
        refuse_known_refs(reader, refs)
        return refuse_names(reader, refs, app.now.date(), allowed=not_a_name)


def schedule_file(
    app: App, path: Path, wanted: Wanted, *, not_a_name: bool, dry_run: bool, as_json: bool
) -> None:
    """Book every row of a CSV file, or none; `--procedure` holds for rows that name none."""
    if replace(wanted, procedure=None) != Wanted():
        msg = "a booking's options stand in the file: beside --from only --procedure may be given"
        raise UsageFault(msg)
    rows, before = _following(app, read_rows(path), path)
    editions = _editions(app, rows, path, wanted.procedure)
    _try(app, rows, path, editions)
    late: list[str] = []
    doubts: list[str] = []

    def planned() -> Iterator[PlannedBooking]:
        for row in app.screen.progress(rows, len(rows), "scheduling"):
            with _in_line(path, row):
                booking = plan_booking(row.request, editions[row.procedure], app.calendar)
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
            said = refuse_names(store, refs, app.now.date(), allowed=not_a_name)
            keep(
                store,
                planned(),
                refs=refs,
                editions=dict.fromkeys(editions.values()),
                calendar=app.calendar,
            )
            for ref, earlier in before.items():
                follow(store, earlier, ref)
    _report(app, refs, late, dry_run=dry_run, as_json=as_json)
    _tell(app, doubts, "more rows have dates that cannot be right")
    _tell(app, said, "more references say too much")


def _following(
    app: App, rows: tuple[CsvRow, ...], path: Path
) -> tuple[tuple[CsvRow, ...], dict[str, Filed]]:
    """The rows with what the conferences before them settle, and those conferences."""
    if not any(row.request.follows for row in rows):
        return rows, {}
    read, before = [], {}
    with app.reading_existing() as reader:
        for row in rows:
            request = row.request
            if request.follows:
                with _in_line(path, row):
                    earlier = reader.filed(app.as_written(request.follows))
                    request = succeed(request, earlier.conference)
                before[request.ref] = earlier
            read.append(replace(row, request=request))
    return tuple(read), before


def _try(
    app: App, rows: tuple[CsvRow, ...], path: Path, editions: Mapping[str | None, Edition]
) -> None:
    """Find out whether every row can be booked, before any is."""
    for row in rows:
        with _in_line(path, row):
            row.request.conference(editions[row.procedure].procedure)
    for row in _extremes(rows):
        with _in_line(path, row):
            plan_booking(row.request, editions[row.procedure], app.calendar)


def _tell(app: App, remarks: Sequence[str], more: str) -> None:
    """Warn of the first remarks, and say how many there are besides."""
    for remark in remarks[:_MOST_REMARKS]:
        app.screen.warn(remark)
    if len(remarks) > _MOST_REMARKS:
        app.screen.warn(f"and {len(remarks) - _MOST_REMARKS} {more}")


def _report(app: App, refs: list[str], late: list[str], *, dry_run: bool, as_json: bool) -> None:
    screen = app.screen
    done = "could be scheduled" if dry_run else "scheduled"
    if as_json:
        screen.print_json({"cpconf": 1, "scheduled": refs, "late": late, "kept": not dry_run})
    else:
        screen.say(f"{say_count(len(refs), 'conference')} {done}")
    if late:
        shown = ", ".join(late[:5]) + (f" and {len(late) - 5} more" if len(late) > 5 else "")
        kinds = f"{NoticeKind.LATE} or over a limit"
        screen.warn(f"{say_count(len(late), 'conference')} {kinds}: {shown}")


def _editions(
    app: App, rows: tuple[CsvRow, ...], path: Path, default: str | None
) -> dict[str | None, Edition]:
    editions: dict[str | None, Edition] = {}
    for row in rows:
        if row.procedure not in editions:
            with _in_line(path, row):
                editions[row.procedure] = app.edition(row.procedure or default)
    return editions


def _extremes(rows: tuple[CsvRow, ...]) -> Iterator[CsvRow]:
    """The first and the last conference of each kind: if these can be dated, all can."""
    kinds: dict[object, list[CsvRow]] = {}
    for row in rows:
        kinds.setdefault((row.procedure, row.request.type, row.request.format), []).append(row)
    for alike in kinds.values():
        yield min(alike, key=lambda row: row.request.at)
        yield max(alike, key=lambda row: row.request.at)


@contextmanager
def _in_line(path: Path, row: CsvRow) -> Iterator[None]:
    """Say in which line of the file the fault is."""
    try:
        yield
    except (NotFound, UsageFault) as fault:
        msg = f"{harmless(path)}:{row.line}: {fault}; nothing was scheduled"
        raise type(fault)(msg) from fault
