"""The screen of `takes-part`: who of the family takes part when, how, and with whose help."""

from collections.abc import Iterator, Mapping

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_clock
from cpconf.core.invitations.joining import Joinings
from cpconf.core.invitations.participation import Participation
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page
from cpconf.render.invitations.participation_report import ParticipationReport, PartPart


def write_running_order(
    page: Page,
    filed: Filed,
    parts: Mapping[str, Participation],
    joinings: Joinings,
    *,
    only: str | None = None,
) -> None:
    """Write a line for each family member, in the order in which they come in."""
    conference = filed.conference
    page.flow([(conference.ref, Ink.STRONG), ("who takes part", Ink.STRONG)])
    page.flow([(say_clock(conference.at), Ink.FAINT)])
    page.blank()
    report = ParticipationReport.of(filed, parts, joinings, only=only)
    if not report.people:
        page.write("Nobody of the family is on record yet.")
    for part in report.people:
        _write(page, part)


def _write(page: Page, part: PartPart) -> None:
    hours = ""
    if part.starts is not None:
        hours = f"{part.starts:%H:%M}" + (f" to {part.ends:%H:%M}" if part.ends else "")
    how = (part.how.words, None) if part.how else ("not settled yet", Ink.WARNING)
    page.flow(
        [
            (hours.ljust(14), Ink.STRONG),
            (f"{part.role.words} ({part.person})", None),
            how,
            *((text, Ink.FAINT) for text in _more(part)),
        ],
        hang=16,
    )


def _more(part: PartPart) -> Iterator[str]:
    if part.kept_away:
        yield "kept away"
    if part.decided_by:
        yield f"decided by {', '.join(part.decided_by)}"
    if part.interpreter:
        yield f"interpreter: {part.interpreter}"
    if part.supporter:
        yield f"supported by {part.supporter}"
    has = [means.value for means, there in part.means.items() if there]
    lacks = [means.value for means, there in part.means.items() if not there]
    if has:
        yield f"has {', '.join(has)}"
    if lacks:
        yield f"has no {', '.join(lacks)}"
