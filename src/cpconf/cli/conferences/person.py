"""`person`: add, list and change the people in a conference."""

from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of, given

Name = Annotated[
    str, typer.Option(metavar="TEXT", help='Their name. "-" reads it from standard input.')
]
Email = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Their email address.")]
Phone = Annotated[str | None, typer.Option(metavar="NUMBER", help="Their telephone number.")]
Agency = Annotated[str | None, typer.Option(metavar="TEXT", help="Their agency or school.")]


def add(
    ctx: typer.Context,
    ref: options.Ref,
    role: Annotated[str, typer.Option(metavar="ROLE", help="Such as mother, chair, school.")],
    name: Name,
    email: Email = None,
    phone: Phone = None,
    agency: Agency = None,
    not_a_name: options.NotAName = False,
    as_json: options.Json = False,
) -> None:
    """Add someone to a conference; prints their short id.

    Example: cpconf person add EX-1 --role school --name 'Head' --email head@example.org
    """
    from cpconf.cli.conferences.marking import show_shift
    from cpconf.core.conferences.choosing import choose_role
    from cpconf.render.conferences.change_reports import OnRecordReport
    from cpconf.workflow.conferences import people

    app = app_of(ctx, as_json=as_json)
    options.one_dash(name=name, agency=agency)
    details = people.PersonDetails.read(
        name=given(name),
        email=email,
        phone=phone,
        agency=given(agency) if agency is not None else None,
    )
    with app.writing() as store:
        added = people.add(
            store,
            store.conferences.filed(ref),
            choose_role(role, of_person=True),
            details,
            not_a_name=not_a_name,
            now=app.now,
        )
    app.show(OnRecordReport(ref, added.id), lambda page: page.say(added.id))
    for remark in added.remarks:
        app.screen.warn(remark)
    show_shift(app, added.shift)


def change(
    ctx: typer.Context,
    ref: options.Ref,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="A short id or a role.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The right name.")] = None,
    email: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="The right address; '' removes it.")
    ] = None,
    phone: Phone = None,
    agency: Agency = None,
    not_a_name: options.NotAName = False,
    as_json: options.Json = False,
) -> None:
    """Correct what is recorded about someone.

    Example: cpconf person change EX-1 p2 --email new@example.org
    """
    from cpconf.cli.conferences.marking import show_shift
    from cpconf.render.conferences.change_reports import OnRecordReport
    from cpconf.workflow.conferences import people

    app = app_of(ctx, as_json=as_json)
    options.one_dash(name=name, agency=agency)
    name = given(name) if name is not None else None
    agency = given(agency) if agency is not None else None
    with app.writing() as store:
        changed = people.change(
            store,
            store.conferences.filed(ref),
            person,
            name=name,
            email=email,
            phone=phone,
            agency=agency,
            not_a_name=not_a_name,
            now=app.now,
        )
    app.show(OnRecordReport(ref, changed.id))
    app.screen.tell(f"{ref} {changed.id}: changed")
    for remark in changed.remarks:
        app.screen.warn(remark)
    show_shift(app, changed.shift)


def list_(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """List the people in a conference.

    Example: cpconf person list EX-1
    """
    from functools import partial

    from cpconf.render.conferences.record import write_people
    from cpconf.render.conferences.record_reports import PeopleReport

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(PeopleReport(ref))
            return
        people = reader.conferences.filed(ref).people
    app.show(PeopleReport.of(ref, people), partial(write_people, people=people))


GROUP: Final = CommandGroup(
    "person",
    "Add, list and change the people in a conference.",
    (add, list_, change),
)
