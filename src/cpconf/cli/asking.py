"""`check` and `suggest`: what a date would mean, and which would do better."""

from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli import options
from cpconf.cli.options import app_of, given

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.store.values import DiaryEntry

Chair = Annotated[
    str | None,
    typer.Option("--chair", metavar="NAME|EMAIL", help="The chair, to see clashes."),
]
MinuteTaker = Annotated[
    str | None,
    typer.Option("--minute-taker", metavar="NAME|EMAIL", help="The minute taker, likewise."),
]


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command()(check)
    program.command()(suggest)


def check(
    ctx: typer.Context,
    when: Annotated[str, typer.Argument(metavar="WHEN", help="Date and time to try.")],
    procedure: options.Procedure = None,
    type_: options.Type = None,
    ends: options.Ends = None,
    format_: options.Format = options.VIDEO,
    fact: options.Facts = None,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    chair: Chair = None,
    minute_taker: MinuteTaker = None,
    as_json: options.Json = False,
) -> None:
    """Say before booking what a date would mean.

    Late tasks, tight hand-overs, limits, clashes. Leaves with 3 where a task would be late, a limit
    passed, or the chair or minute taker engaged.
    """
    from cpconf.cli.requests import Wanted
    from cpconf.errors import ExitCode
    from cpconf.render.as_json import notices_document
    from cpconf.workflow import asking

    app = app_of(ctx)
    wanted = Wanted(
        type=type_,
        at=when,
        ends=ends,
        format=format_,
        facts=fact,
        strategy_discussion=strategy_discussion,
        initial_conference=initial_conference,
        previous_review=previous_review,
    )
    answer = asking.ask(
        wanted.read(),
        app.edition(procedure),
        app.calendar,
        app.now,
        _engagements(app, chair, minute_taker),
    )
    if as_json:
        app.screen.print_json(notices_document(answer.notices))
    else:
        app.screen.show_notices(answer.notices)
    raise typer.Exit(ExitCode.FOUND if answer.found else ExitCode.DONE)


def suggest(
    ctx: typer.Context,
    procedure: options.Procedure = None,
    type_: options.Type = None,
    time: Annotated[
        str, typer.Option(metavar="TIME", help="The time of day, such as 10:00 or 2pm.")
    ] = "10:00",
    length: Annotated[
        int, typer.Option(metavar="MINUTES", min=15, max=600, help="How long it lasts.")
    ] = 120,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day. Default: tomorrow.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="The last day. Default: the limit, or 20 working days."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=200, help="How many to show.")] = 5,
    format_: options.Format = options.VIDEO,
    fact: options.Facts = None,
    strategy_discussion: options.StrategyDiscussion = None,
    initial_conference: options.InitialConference = None,
    previous_review: options.PreviousReview = None,
    chair: Chair = None,
    minute_taker: MinuteTaker = None,
    as_json: options.Json = False,
) -> None:
    """Rank the free working days up to the limit, best first."""
    import datetime as dt

    from cpconf.cli.requests import Wanted
    from cpconf.core.when import read_date, read_time
    from cpconf.errors import UsageFault
    from cpconf.render.as_json import slots_document
    from cpconf.workflow import asking

    app = app_of(ctx)
    clock = read_time(time)
    if clock is None:
        msg = f"cannot read the time of day {time[:40]!a}: write 10:00 or 10am"
        raise UsageFault(msg)
    first = read_date(from_) if from_ else app.now.date() + dt.timedelta(days=1)
    start = dt.datetime.combine(first, clock)
    wanted = Wanted(
        type=type_,
        at=start.isoformat(),
        ends=(start + dt.timedelta(minutes=length)).isoformat(),
        format=format_,
        facts=fact,
        strategy_discussion=strategy_discussion,
        initial_conference=initial_conference,
        previous_review=previous_review,
    )
    slots = asking.suggest(
        wanted.read(),
        app.edition(procedure),
        app.calendar,
        app.now,
        _engagements(app, chair, minute_taker),
        until=read_date(until) if until else None,
    )[:count]
    if as_json:
        app.screen.print_json(slots_document(slots))
    else:
        app.screen.show_slots(slots)


def _engagements(app: "App", chair: str | None, minute_taker: str | None) -> "list[DiaryEntry]":
    from cpconf.core.conference import Person
    from cpconf.core.words import Role

    options.one_dash(chair=chair, minute_taker=minute_taker)
    people = []
    for role, typed in ((Role.CHAIR, chair), (Role.MINUTE_TAKER, minute_taker)):
        if typed:
            who = given(typed).strip()
            people.append(Person("", role, name=who, email=who if "@" in who else None))
    with app.reading() as reader:
        if reader is None:
            return []
        for person in people:
            if not reader.knows(person):
                app.screen.warn(
                    f"no {person.role.words} on record is called that: clashes were not looked for"
                )
        return [entry for person in people for entry in reader.diary(person)]
