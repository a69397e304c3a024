"""`reply`: record an answer to an invitation."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cpconf import files
from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.core.typed_text import harmless
from cpconf.errors import DocumentFault, NotFound, UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.render.drawing.page import Page
    from cpconf.workflow.invitations.answers import Answered


def reply(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF", help="The conference's reference.", callback=options.as_written
        ),
    ] = None,
    person: Annotated[
        str | None,
        typer.Argument(metavar="PERSON", help="Who answered: a short id or a role."),
    ] = None,
    answer: Annotated[
        str | None,
        typer.Argument(metavar="ANSWER", help="accepted, declined or tentative."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="When they answered. Default: now.")
    ] = None,
    from_: Annotated[
        Path | None,
        typer.Option(
            "--from",
            readable=False,
            metavar="FILE",
            help="The answer itself: an .ics or .eml file.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Record an answer to an invitation.

    Give what somebody said, or the file that their calendar sent.

    Example: cpconf reply EX-1 school accepted
    """
    from cpconf.cli.conferences.marking import moment
    from cpconf.diaries.replies import read_reply
    from cpconf.workflow.invitations import answers

    app = app_of(ctx, as_json=as_json)
    if from_ is not None:
        if any((ref, person, answer, at)):
            raise UsageFault(
                "the file says who answered what, and when: give nothing else beside --from"
            )
        found = read_reply(_calendar(from_))
        with app.writing_undated() as store:
            answered = answers.answer_from_calendar(store, found, now=app.now)
    elif ref is None or person is None or answer is None:
        raise UsageFault(
            "who answered what? cpconf reply REF PERSON accepted, or cpconf reply --from FILE"
        )
    else:
        said = answers.read_answer(answer)
        when = moment(app, at)
        with app.writing_undated() as store:
            answered = answers.answer_by_hand(store, ref, person, said, at=when)
    _tell(app, answered)


def _calendar(file: Path) -> bytes:
    """Return the calendar in the file of an answer. Raises NotFound, DocumentFault."""
    from cpconf.mail.invitations.message import LARGEST_MESSAGE, calendar_in

    if file.is_dir():
        raise NotFound(f"{harmless(file)} is a folder: name the file with the answer")
    content = files.read(file, LARGEST_MESSAGE)
    match file.suffix.lower():
        case ".ics":
            return content
        case ".eml":
            return calendar_in(content)
        case _:
            raise DocumentFault("an answer is an .ics file, or an .eml message with one in it")


def _tell(app: "App", answered: "Answered") -> None:
    from cpconf.core.dates.phrases import say_clock
    from cpconf.render.invitations.reports import AnswerReport

    def write(page: "Page") -> None:
        if answered.counts:
            page.say(f"{answered.ref} {answered.person}: {answered.answer}")
        elif answered.earlier is not None:
            what = f"{answered.answer} for the earlier date, {say_clock(answered.earlier)}"
            page.say(f"{answered.ref} {answered.person}: {what}")

    app.show(AnswerReport.of(answered), write)
    for remark in answered.remarks:
        app.screen.warn(remark)
