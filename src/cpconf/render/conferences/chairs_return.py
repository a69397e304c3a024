"""The chair's return to the minute taker, in six items: on the screen, and as a Word document."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cpconf.core.conferences.decisions import Outcome
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_clock, say_day
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page

if TYPE_CHECKING:
    from cpconf.core.sharing.sharing import Submitted

Item = tuple[str, tuple[str, ...]]
"""The heading of an item, and its lines; none where it is not on record."""


def items(filed: Filed, outcome: Outcome, submitted: "Sequence[Submitted]") -> tuple[Item, ...]:
    """Return the items of the return, in the order of the document (H-RCPC-A4)."""
    if outcome.kind.ends_without_decision:
        return (
            ("Outcome", tuple(_outcome(filed, outcome))),
            ("Who attended", tuple(_attendance(filed, outcome))),
            ("Next conference", tuple(_next(outcome))),
        )
    return (
        ("Outcome", tuple(_outcome(filed, outcome))),
        ("Who attended", tuple(_attendance(filed, outcome))),
        ("Reports submitted", tuple(_reports(filed, submitted)) or ("none on record",)),
        ("Next conference", tuple(_next(outcome))),
        ("Chair's summary", _file(outcome.summary)),
        ("Plan or outcomes", _file(outcome.plan)),
    )


def write_return(
    page: Page, filed: Filed, outcome: Outcome, submitted: "Sequence[Submitted]"
) -> None:
    """Write the return; an item that is not on record says so."""
    conference = filed.conference
    page.flow([(conference.ref, Ink.STRONG), ("outcome", Ink.STRONG)])
    page.flow([(f"{conference.type} conference of {say_clock(conference.at)}", Ink.FAINT)])
    for heading, lines in items(filed, outcome, submitted):
        page.heading(heading)
        for line in lines:
            page.write(line, indent=2, hang=4)
        if not lines:
            page.write("not on record", Ink.WARNING, indent=2)


def _outcome(filed: Filed, outcome: Outcome) -> Iterator[str]:
    ended = filed.conference.ended
    yield f"{outcome.kind.words}, ended {say_clock(ended)}" if ended else outcome.kind.words
    known = [*(child.ref for child in filed.children), *outcome.decided]
    for ref in () if outcome.kind.ends_without_decision else dict.fromkeys(known):
        decided = outcome.decided.get(ref)
        yield f"{ref}: {decided.words if decided else 'not decided'}"
    yield from _told(filed, outcome)


def _told(filed: Filed, outcome: Outcome) -> Iterator[str]:
    roles = {person.id: person.role.words for person in filed.people}
    named = [f"{roles[person]} ({person})" for person in outcome.told if person in roles]
    if named:
        yield f"told of the decision: {', '.join(named)}"


def _attendance(filed: Filed, outcome: Outcome) -> Iterator[str]:
    roles = {person.id: person.role.words for person in filed.people}
    for people, how in ((outcome.attended, "attended"), (outcome.absent, "did not attend")):
        named = [f"{roles[person]} ({person})" for person in people if person in roles]
        if named:
            yield f"{how}: {', '.join(named)}"


def _reports(filed: Filed, submitted: "Sequence[Submitted]") -> Iterator[str]:
    roles = {person.id: person.role.words for person in filed.people}
    for report in submitted:
        role = roles.get(report.person, "somebody")
        yield f"{role} ({report.person}), received {say_clock(report.received_at)}"


def _next(outcome: Outcome) -> Iterator[str]:
    if outcome.next is not None:
        yield say_clock(outcome.next)
    if outcome.again_by is not None:
        yield f"to be held by {say_day(outcome.again_by.date())}"


def _file(sha256: str | None) -> tuple[str, ...]:
    return (f"in the file with SHA-256 {sha256[:16]}…",) if sha256 else ()
