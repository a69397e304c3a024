"""The report and the screen of `recommend`: who recommended something, and who did not yet."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.dates.phrases import say_clock
from cpconf.core.reports.recommendation import Stance
from cpconf.core.words import Role
from cpconf.render.conferences import common_keys as keys
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.json_text import Report
from cpconf.render.drawing.page import Page

if TYPE_CHECKING:
    from cpconf.core.conferences.conference import Person
    from cpconf.core.reports.recommendation import Recommendation


class RecommendationPart(Report):
    """What one professional said of their recommendation."""

    person: keys.PersonId
    role: Annotated[Role, "role"]
    opinion: Annotated[
        Stance | None, "`given`, `stands`, `changed` or `none`; `null`: nothing on record"
    ]
    at: Annotated[dt.datetime | None, "when"]


class RecommendationsReport(Report, commands=("recommend",)):
    """`recommend`: what the professionals recommended."""

    ref: keys.Ref
    recommendations: Annotated[
        tuple[RecommendationPart, ...], "every professional, in the order of their ids"
    ] = ()
    drafts: Annotated[tuple[str, ...], "paths of the drafts that ask for recommendations"] = ()

    @classmethod
    def of(
        cls,
        ref: str,
        people: "Sequence[Person]",
        known: "Mapping[str, Recommendation]",
        drafts: Sequence[str] = (),
    ) -> Self:
        """Make one from the professionals and what they said."""
        return cls(
            ref,
            tuple(
                RecommendationPart(
                    person.id,
                    person.role,
                    known[person.id].opinion if person.id in known else None,
                    known[person.id].at if person.id in known else None,
                )
                for person in people
            ),
            tuple(drafts),
        )


def write_recommendations(page: Page, report: RecommendationsReport) -> None:
    """Write a line for each professional."""
    if not report.recommendations:
        page.write("No professional is on record yet.")
    for each in report.recommendations:
        said = (each.opinion.words, Ink.GOOD) if each.opinion else ("nothing yet", Ink.WARNING)
        when = [(say_clock(each.at), Ink.FAINT)] if each.at else []
        page.flow([(each.person, Ink.STRONG), (each.role.words, None), said, *when])
