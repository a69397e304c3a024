"""`call`: go through the points of a talk, and keep what was answered."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_note
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.core.procedures.procedure import TalkPoint
    from cpconf.core.words import TalkKind
    from cpconf.workflow.conferences.talks import PointTaken, TalkInHand

_YES_OR_NO: Final = {"y": True, "yes": True, "n": False, "no": False}
_STOP: Final = "stop"


def call(
    ctx: typer.Context,
    ref: options.Ref,
    kind: Annotated[str, typer.Option(metavar="KIND", help="parents, chair, planning or receipt.")],
    with_: Annotated[
        str | None,
        typer.Option("--with", metavar="PERSON", help="The parent. Default: the only one."),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="POINT=TEXT",
            help='An answer; yes or no first, where a fact hangs on it. "-": standard input.',
        ),
    ] = None,
    print_: Annotated[
        Path | None,
        typer.Option(
            "--print", readable=False, metavar="FILE.docx", help="Write the points as a Word form."
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Go through the points of a talk, and keep each answer.

    In a terminal it asks point by point and keeps each answer at once; Enter leaves a
    point for later, "stop" ends it, and the next time it goes on there. Answers set
    facts; once every point has one, the task is done.

    Example: cpconf call EX-1 --kind parents --with mother
    """
    from functools import partial

    from cpconf.render.conferences.talk_report import TalkReport, write_talk
    from cpconf.workflow.conferences.talks import talk_of

    app = app_of(ctx, as_json=as_json)
    chosen = _kind(kind)
    if print_ is not None and print_.suffix.lower() != ".docx":
        raise UsageFault("--print writes a Word document: give a name that ends in .docx")
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(TalkReport(ref))
            return
        talk = talk_of(reader.conferences, reader.conferences.filed(ref), chosen, with_)
    answers = _answers(talk, answer or ())  # all are read before any is kept
    if print_ is not None:
        _print(talk, print_)
        app.screen.tell(f"{ref}: {print_} written")
    for point, (yes, said) in answers.items():
        talk = _keep(app, talk, point, yes, said)
    if not answers and print_ is None and app.may_ask and talk.points_to_ask:
        talk = _ask(app, talk)
    app.show(TalkReport.of(talk), partial(write_talk, talk=talk))
    if talk.points_to_ask and not as_json:
        left = ", ".join(point.name for point in talk.points_to_ask)
        app.screen.tell(f"still open: {left}; --answer POINT=TEXT")


def _kind(text: str) -> "TalkKind":
    from cpconf.core.words import TalkKind

    word = text.strip().lower()
    try:
        return TalkKind({"parent": "parents"}.get(word, word))
    except ValueError:
        raise UsageFault(f"--kind is {', '.join(TalkKind)}, not {text[:40]!r}") from None


def _answers(
    talk: "TalkInHand", texts: "list[str] | tuple[str, ...]"
) -> "dict[TalkPoint, tuple[bool | None, str | None]]":
    """Read POINT=TEXT, each point once. Raises UsageFault, or NotFound for an unknown point."""
    typed: dict[TalkPoint, str] = {}
    for text in texts:
        name, equals, said = text.partition("=")
        if not equals or not said.strip():
            raise UsageFault("--answer is POINT=TEXT, such as views='They agree'")
        point = talk.point(name)
        if point in typed:
            raise UsageFault(f"{point.name} is answered twice: give one answer")
        typed[point] = said
    if list(typed.values()).count("-") > 1:
        raise UsageFault("only one --answer can come from standard input")
    return {point: _read(point, given(said)) for point, said in typed.items()}


def _read(point: "TalkPoint", text: str) -> tuple[bool | None, str | None]:
    """Return yes or no, where a fact hangs on the point, and the words of an answer."""
    what = f"the answer to {point.name}"
    if point.fact is None:
        return None, read_note(text, what)
    word, *more = text.split(maxsplit=1)
    yes = _YES_OR_NO.get(word.lower().rstrip(".,:;"))
    if yes is None:
        raise UsageFault(f"{what} begins with yes or no")
    return yes, read_note(more[0], what) if more else None


def _keep(
    app: "App", talk: "TalkInHand", point: "TalkPoint", yes: bool | None, text: str | None
) -> "TalkInHand":
    """Keep an answer at once, tell what it changed, and return the talk with it."""
    from cpconf.cli.conferences.fact_remarks import fact_remarks
    from cpconf.workflow.conferences import talks

    with app.writing() as store:
        taken = talks.answer_point(store, talk, point, yes=yes, text=text, now=app.now)
        ref = talk.filed.conference.ref
        remarks = fact_remarks(store, ref, taken.facts) if taken.facts else ()
    for remark in remarks:
        app.screen.warn(remark)
    _tell(app, taken)
    return taken.talk


def _tell(app: "App", taken: "PointTaken") -> None:
    from cpconf.cli.conferences.marking import show_shift, tell_ticked

    if not app.as_json:
        show_shift(app, taken.shift)
    if taken.ticked is not None:
        tell_ticked(app, taken.ticked)
    if taken.remark is not None:
        app.screen.warn(taken.remark)


def _ask(app: "App", talk: "TalkInHand") -> "TalkInHand":
    """Ask each open point in turn; stops where the answer is "stop"."""
    from cpconf.render.conferences.talk_report import say_answer, title
    from cpconf.render.drawing.safe import clean

    typer.echo(f"{talk.filed.conference.ref}: {title(talk)}", err=True)
    for point in talk.talk.points:
        if point.name in talk.answers:
            typer.echo(f"  {point.name}: {clean(say_answer(talk.answers[point.name]))}", err=True)
    typer.echo(
        'Each answer is kept at once. Enter leaves a point for later, "stop" ends it.', err=True
    )
    for point in talk.points_to_ask:
        if point.name in talk.answers:  # somebody else answered it meanwhile
            continue
        hint = " [yes or no, and more if you like]" if point.fact else ""
        while True:
            text = typer.prompt(
                f"{clean(point.question)}{hint}", default="", show_default=False, err=True
            )
            if text.strip().lower() == _STOP:
                return talk
            if not text.strip():
                break
            try:
                yes, said = _read(point, text)
            except UsageFault as fault:
                typer.echo(f"  {clean(str(fault))}", err=True)
                continue
            talk = _keep(app, talk, point, yes, said)
            break
    return talk


def _print(talk: "TalkInHand", path: Path) -> None:
    from cpconf.documents.places.publishing import put
    from cpconf.documents.word.sheet import SheetPart, sheet
    from cpconf.render.conferences.talk_report import form_below, form_items, title

    heading = f"{talk.filed.conference.ref}: {title(talk)}"
    parts = [SheetPart(*item) for item in form_items(talk)]
    put(path.parent, path.name, sheet(heading, form_below(talk), parts))
