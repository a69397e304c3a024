"""`recommend`: record what the professionals recommend in a written review."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_note
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.core.reports.recommendation import Stance


def recommend(
    ctx: typer.Context,
    ref: options.Ref,
    person: Annotated[
        str | None, typer.Argument(metavar="PERSON", help="A short id or a role.")
    ] = None,
    opinion: Annotated[
        str | None,
        typer.Argument(metavar="OPINION", help="given, stands, changed or none."),
    ] = None,
    note: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help='What they recommend. "-" reads it from standard input.'),
    ] = None,
    at: options.At = None,
    ask: Annotated[
        bool,
        typer.Option("--ask", help="Draft the message that asks each of them."),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="DIR",
            help="Where the drafts go. Default: a folder named REF here.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Record what the professionals recommend, or show it.

    "stands" is for somebody who stands by an earlier recommendation, "none" for
    somebody who has given none. With --ask it drafts the chair's message, to which
    you attach the summary.

    Example: cpconf recommend EX-1 school given --note -
    """
    from cpconf.cli.conferences.marking import moment, tell_ticked
    from cpconf.workflow.reports import recommendations

    app = app_of(ctx, as_json=as_json)
    if ask and (person or opinion or note or at):
        raise UsageFault("--ask drafts messages to all of them: leave the others out")
    if out is not None and not ask:
        raise UsageFault("--out is for the drafts of --ask")
    if ask:
        _ask(app, ref, out)
        return
    if person is None:
        _show(app, ref)
        return
    chosen = _opinion(opinion)
    why = read_note(given(note), "the note") if note is not None else None
    with app.writing() as store:
        filed = store.conferences.filed(ref)
        who, ticked = recommendations.recommend(
            store, filed, person, chosen, why, at=moment(app, at)
        )
    _show(app, ref, only_json=True)
    if not as_json:
        app.screen.say(f"{ref} {who.id}: {chosen.words}")
    if ticked is not None:
        tell_ticked(app, ticked)


def _opinion(text: str | None) -> "Stance":
    from cpconf.core.reports.recommendation import Stance

    words = ", ".join(Stance)
    if text is None:
        raise UsageFault(f"what did they say? {words}")
    try:
        return Stance(text.strip().lower())
    except ValueError:
        raise UsageFault(f"{text[:40]!r} is no answer; it is {words}") from None


def _ask(app: "App", ref: str, out: Path | None) -> None:
    from cpconf.render.reports.recommendation_report import RecommendationsReport
    from cpconf.workflow.reports import recommendations
    from cpconf.workflow.sharing.copies import output_folder

    with app.writing() as store:
        filed = store.conferences.filed(ref)
        asked = recommendations.ask(
            store,
            filed,
            output_folder(ref, out),
            sender=app.config.sender,
            machine_now=app.machine_now.timestamp(),
        )
        known = recommendations.recommendations(store.conferences, ref)
    people = recommendations.professionals(filed)
    app.show(RecommendationsReport.of(ref, people, known, [str(path) for path in asked.drafts]))
    for path in () if app.as_json else asked.drafts:
        app.screen.say(str(path))
    app.screen.tell(f"{ref}: attach the summary and the outline plan to each draft, and send it")
    if asked.to_ring:
        app.screen.warn(f"no address on record: {', '.join(asked.to_ring)}")


def _show(app: "App", ref: str, *, only_json: bool = False) -> None:
    from functools import partial

    from cpconf.render.reports.recommendation_report import (
        RecommendationsReport,
        write_recommendations,
    )
    from cpconf.workflow.reports import recommendations

    with app.reading() as reader:
        if reader is None:
            app.show_nothing(RecommendationsReport(ref))
            return
        filed = reader.conferences.filed(ref)
        known = recommendations.recommendations(reader.conferences, ref)
    report = RecommendationsReport.of(ref, recommendations.professionals(filed), known)
    app.show(report, None if only_json else partial(write_recommendations, report=report))
