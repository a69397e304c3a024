"""`takes-part`: how each family member takes part, who decided that, and why."""

from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given, one_dash
from cpconf.core.typed_text import read_name, read_note
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.core.invitations.participation import TakesPart


def takes_part(
    ctx: typer.Context,
    ref: options.Ref,
    person: Annotated[
        str | None, typer.Argument(metavar="PERSON", help="A short id or a role.")
    ] = None,
    how: Annotated[
        str | None,
        typer.Option(metavar="HOW", help="video, telephone, in-person, through-chair or not."),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME", help="When they join, if later than the others."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="TIME", help="When they leave, if before the others.")
    ] = None,
    link: Annotated[
        str | None,
        typer.Option(metavar="URL", help='Their own link. "-" reads it from standard input.'),
    ] = None,
    decided_by: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Who decided. Repeat it for several."),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT", help='Why; for somebody kept away: the evidence. "-": standard input.'
        ),
    ] = None,
    weighed: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What was weighed against keeping them away."),
    ] = None,
    interpreter: Annotated[
        str | None, typer.Option(metavar="LANGUAGE", help="The language to interpret.")
    ] = None,
    supporter: Annotated[
        str | None, typer.Option(metavar="PERSON", help="Who supports them during it.")
    ] = None,
    means: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME[=no]",
            help="What they have: wifi, phone-data, second-device, teams, skype, whatsapp, "
            "conference-call. Repeat it.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Record how the family takes part, or show it.

    Facts, tasks and their invitation follow. Whoever is kept away by a decision is
    "not", with who decided and on what evidence; "not" alone is for somebody who
    cannot or will not take part.

    Example: cpconf takes-part EX-1 mother --how video --decided-by 'C. Chair'
    """
    from cpconf.cli.conferences.marking import show_shift
    from cpconf.cli.invitations.office import tell_called
    from cpconf.cli.outbox.posting import NOBODY
    from cpconf.cli.shared.so_far import saying
    from cpconf.core.invitations.joining import JoiningDetails
    from cpconf.core.invitations.participation import read_means
    from cpconf.render.invitations.participation_report import ParticipationReport
    from cpconf.workflow.invitations import arrangements
    from cpconf.workflow.invitations.host import organiser_of

    app = app_of(ctx, as_json=as_json)
    one_dash(link=link, reason=reason, weighed=weighed)
    told = arrangements.PartTold(
        how=_how(how) if how is not None else None,
        joining=JoiningDetails(
            link=given(link) if link is not None else None, starts=from_, ends=until
        ),
        decided_by=tuple(read_name(given(name), "--decided-by") for name in decided_by or ()),
        reason=_note(reason, "the reason"),
        weighed=_note(weighed, "--weighed"),
        interpreter=read_name(interpreter, "the language") if interpreter else None,
        supporter=supporter,
        means=read_means(means) if means else None,
    )
    if told == arrangements.PartTold():
        _show(app, ref, person)
        return
    if person is None:
        raise UsageFault("who? give a short id or a role, such as mother")
    with saying(app, ref):
        with app.writing() as store:
            filed = store.conferences.filed(ref)
            organiser = organiser_of(app.config) or NOBODY
            done = arrangements.arrange(store, filed, person, told, organiser, now=app.now)
            parts = arrangements.participations(store.conferences, ref)
            joinings = store.invitations.joinings(ref)
            filed = store.conferences.filed(ref)
        app.show(ParticipationReport.of(filed, parts, joinings, only=done.person.id))
        for remark in done.remarks:
            app.screen.warn(remark)
        if not as_json:
            show_shift(app, done.shift)
            way = done.part.how
            said = f"{done.person.role.words} {way.words}" if way else "on record"
            app.screen.tell(f"{ref} {done.person.id}: {said}")
        tell_called(app, ref, done.called, what="update")


def _how(text: str) -> "TakesPart":
    from cpconf.core.invitations.participation import TakesPart

    word = text.strip().lower().replace("_", "-").replace(" ", "-")
    usual = {"phone": "telephone", "teams": "video", "online": "video", "no": "not"}
    try:
        return TakesPart(usual.get(word, word))
    except ValueError:
        ways = ", ".join(TakesPart)
        raise UsageFault(f"--how is {ways}, not {text[:40]!r}") from None


def _note(text: str | None, what: str) -> str | None:
    return read_note(given(text), what) if text is not None else None


def _show(app: "App", ref: str, person: str | None) -> None:
    from functools import partial

    from cpconf.core.conferences.choosing import choose_person
    from cpconf.render.invitations.participation_report import ParticipationReport
    from cpconf.render.invitations.running_order import write_running_order
    from cpconf.workflow.invitations.arrangements import participations

    with app.reading() as reader:
        if reader is None:
            app.show_nothing(ParticipationReport(ref))
            return
        filed = reader.conferences.filed(ref)
        parts = participations(reader.conferences, ref)
        joinings = reader.invitations.joinings(ref)
    only = choose_person(filed.people, person).id if person else None
    app.show(
        ParticipationReport.of(filed, parts, joinings, only=only),
        partial(write_running_order, filed=filed, parts=parts, joinings=joinings, only=only),
    )
