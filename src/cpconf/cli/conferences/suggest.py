"""`suggest`: suggest dates up to the limit, best first."""

from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    import datetime as dt

    from cpconf.app import App
    from cpconf.workflow.conferences.next_review import Following


def suggest(
    ctx: typer.Context,
    procedure: options.Procedure = None,
    type_: options.Type = None,
    after: Annotated[
        str | None,
        typer.Option(
            metavar="REF",
            help="Suggest the next review after this conference.",
            callback=options.as_written,
        ),
    ] = None,
    time: Annotated[
        str | None,
        typer.Option(metavar="TIME", help="The time of day. Default: 10:00, or that of --after."),
    ] = None,
    length: Annotated[
        int | None,
        typer.Option(
            metavar="MINUTES",
            min=15,
            max=600,
            help="How long it lasts. Default: 120, or that of --after.",
        ),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="DATE",
            help="The first day. Default: tomorrow; with --after, 20 working days to the limit.",
        ),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The last day. Default: the limit, or 20 working days."),
    ] = None,
    count: Annotated[int, typer.Option(metavar="N", min=1, max=200, help="How many to show.")] = 5,
    format_: options.Format = options.VIDEO,
    fact: options.Facts = None,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    chair: options.Chair = None,
    minute_taker: options.MinuteTaker = None,
    as_json: options.Json = False,
) -> None:
    """Suggest dates up to the limit, best first.

    With --after, it looks for the next review: procedure, length, limit, chair and minute taker
    come from that conference.

    Example: cpconf suggest --after EX-1 --count 3
    """
    import datetime as dt
    from functools import partial

    from cpconf.cli.conferences.booking_options import BookingOptions, engaged, people_named
    from cpconf.core.dates.when import read_date
    from cpconf.render.conferences.booking_reports import SlotsReport
    from cpconf.render.conferences.suggestions import write_slots
    from cpconf.workflow.conferences import proposals

    app = app_of(ctx, as_json=as_json)
    people = people_named(chair, minute_taker)
    before = _before(app, after) if after is not None else None
    if before is not None:
        _refuse_contradictions(type_, strategy_discussion, initial_conference, previous_review)
        type_ = "review"
        initial_conference = _iso(before.initial_conference)
        previous_review = _iso(before.previous_review)
        named = {person.role for person in people}
        people += [person for person in before.people if person.role not in named]
    clock = _clock(time, before)
    lasting = dt.timedelta(minutes=length) if length else before and before.length
    first = read_date(from_) if from_ else _tomorrow(app, before)
    start = dt.datetime.combine(first, clock)
    request = BookingOptions(
        type=type_,
        at=start.isoformat(),
        ends=(start + (lasting or proposals.ASSUMED_LENGTH)).isoformat(),
        format=format_,
        facts=fact,
        strategy_discussion=strategy_discussion,
        initial_conference=initial_conference,
        previous_review=previous_review,
    ).read()
    edition = before.edition if before and procedure is None else app.edition(procedure)
    if before and from_ is None:
        request = before.near_its_limit(request, edition, app.calendar_in_force)
    end = read_date(until) if until else None
    last = proposals.last_day(request, edition, app.calendar_in_force, until=end)
    taken = engaged(app, people, request.at.date(), last)
    slots = proposals.suggest(request, edition, app.calendar_in_force, app.now, taken, last=last)[
        :count
    ]
    app.show(SlotsReport.of(slots), partial(write_slots, slots=slots))


def _refuse_contradictions(type_: str | None, *anchors: str | None) -> None:
    """Raise UsageFault where an option is given that the conference before settles."""
    if type_ not in {None, "review"}:
        raise UsageFault("--after REF asks for the next review: leave --type out")
    if any(anchor is not None for anchor in anchors):
        raise UsageFault(
            "--after REF gives the dates that limits count from: leave those options out"
        )


def _before(app: "App", ref: str) -> "Following":
    from cpconf.workflow.conferences.next_review import following

    with app.reading_existing() as reader:
        return following(reader.conferences, reader.conferences.filed(ref))


def _clock(time: str | None, before: "Following | None") -> "dt.time":
    import datetime as dt

    from cpconf.core.dates.when import how_to_write_time, read_time

    if time is None:
        return before.clock if before else dt.time(10)
    clock = read_time(time)
    if clock is None:
        raise UsageFault(f"cannot read the time of day {time[:40]!r}: {how_to_write_time(time)}")
    return clock


def _tomorrow(app: "App", before: "Following | None") -> "dt.date":
    """Return the first day to look at: tomorrow, or the day after the conference before."""
    import datetime as dt

    latest = max(app.now, before.filed.conference.at) if before else app.now
    return latest.date() + dt.timedelta(days=1)


def _iso(day: "dt.date | None") -> str | None:
    return day.isoformat() if day else None
