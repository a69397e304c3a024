"""What `reply` does."""

from pathlib import Path
from typing import TYPE_CHECKING

from cpconf import files
from cpconf.app import App
from cpconf.cli.conferences.marking import moment
from cpconf.core.dates.london import stamp_or_none
from cpconf.core.dates.phrases import say_clock
from cpconf.core.text import harmless
from cpconf.diaries.replies import read_reply
from cpconf.errors import DocumentFault, NotFound, UsageFault
from cpconf.mail.invitations.message import LARGEST_MESSAGE, calendar_in
from cpconf.workflow.invitations import responses

if TYPE_CHECKING:
    from cpconf.workflow.invitations.responses import Answered


def by_hand(
    app: App,
    ref: str | None,
    person: str | None,
    answer: str | None,
    *,
    at: str | None,
    as_json: bool,
) -> None:
    """Record what somebody answered."""
    if ref is None or person is None or answer is None:
        msg = "who answered what? cpconf reply REF PERSON accepted, or cpconf reply --from FILE"
        raise UsageFault(msg)
    said = responses.read_answer(answer)
    when = moment(app, at)
    with app.writing_undated() as store:
        answered = responses.answer_by_hand(store, store.filed(ref), person, said, at=when)
    _tell(app, answered, as_json=as_json)


def from_file(app: App, file: Path, *, typed: tuple[str | None, ...], as_json: bool) -> None:
    """Record the answer in a file that somebody's calendar sent."""
    if any(typed):
        msg = "the file says who answered what, and when: give nothing else beside --from"
        raise UsageFault(msg)
    found = read_reply(_calendar(file))
    with app.writing_undated() as store:
        answered = responses.answer_from_calendar(store, found, now=app.now)
    _tell(app, answered, as_json=as_json)


def _calendar(file: Path) -> bytes:
    if file.is_dir():
        msg = f"{harmless(file)} is a folder: name the file with the answer"
        raise NotFound(msg)
    content = files.read(file, LARGEST_MESSAGE)
    match file.suffix.lower():
        case ".ics":
            return content
        case ".eml":
            return calendar_in(content)
        case _:
            msg = "an answer is an .ics file, or an .eml message with one in it"
            raise DocumentFault(msg)


def _tell(app: App, answered: "Answered", *, as_json: bool) -> None:
    if as_json:
        app.screen.print_json(
            {
                "cpconf": 1,
                "ref": answered.ref,
                "person": answered.person,
                "answer": answered.answer.value,
                "counts": answered.counts,
                "earlier_at": stamp_or_none(answered.earlier),
                "remarks": list(answered.remarks),
            }
        )
    elif answered.counts:
        app.screen.say(f"{answered.ref} {answered.person}: {answered.answer}")
    elif answered.earlier is not None:
        what = f"{answered.answer} for the earlier date, {say_clock(answered.earlier)}"
        app.screen.say(f"{answered.ref} {answered.person}: {what}")
    for remark in answered.remarks:
        app.screen.warn(remark)
