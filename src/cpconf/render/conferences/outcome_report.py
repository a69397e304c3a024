"""The report of `outcome`: the items of the chair's return."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.conferences.decisions import Category, PlanDecision
from cpconf.core.conferences.filed import Filed
from cpconf.core.words import OutcomeKind, Role
from cpconf.render.conferences import common_keys as keys
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cpconf.core.sharing.sharing import Submitted


class DecidedPart(Report):
    """What was decided for one child."""

    child: Annotated[str, "reference of the child, never a name"]
    decision: Annotated[
        PlanDecision | None, "`plan`, `no-plan`, `continues` or `ends`; `null` while not on record"
    ]
    categories: Annotated[
        tuple[Category, ...], "of the plan: `neglect`, `physical`, `emotional`, `sexual`"
    ]


class ReportInPart(Report):
    """A report that was submitted for the conference."""

    person: keys.PersonId
    role: Annotated[Role, "role"]
    received_at: Annotated[dt.datetime, "when it came"]


class OutcomeReport(Report, commands=("outcome",)):
    """`outcome`: what the chair returns to the minute taker."""

    ref: keys.Ref
    outcome: Annotated[
        OutcomeKind | None, "`held`, `adjourned` or `inquorate`; `null` while not on record"
    ] = None
    ended: Annotated[dt.datetime | None, "when it ended"] = None
    children: Annotated[tuple[DecidedPart, ...], "each child, and what was decided"] = ()
    attended: Annotated[tuple[str, ...], "short ids of those who attended"] = ()
    absent: Annotated[tuple[str, ...], "short ids of those who did not"] = ()
    told: Annotated[tuple[str, ...], "short ids of those who were told of the decision"] = ()
    reports: Annotated[tuple[ReportInPart, ...], "the reports submitted, from the record"] = ()
    next: Annotated[dt.datetime | None, "when the next conference is"] = None
    again_by: Annotated[
        dt.datetime | None, "when another has to be held, by the procedure; `null`: it says nothing"
    ] = None
    summary: Annotated[str | None, "SHA-256 of the file with the chair's summary"] = None
    plan: Annotated[str | None, "SHA-256 of the file with the plan"] = None
    missing: Annotated[tuple[str, ...], "what is not on record yet, in words"] = ()

    @classmethod
    def of(cls, filed: Filed, submitted: "Sequence[Submitted]") -> Self:
        """Make one from a conference, its outcome and the reports submitted for it."""
        outcome = filed.outcome
        roles = {person.id: person.role for person in filed.people}
        reports = tuple(
            ReportInPart.like(each, role=roles[each.person])
            for each in submitted
            if each.person in roles
        )
        if outcome is None:
            return cls(filed.conference.ref, reports=reports)
        known = [*(child.ref for child in filed.children), *outcome.decided]
        decided = [(ref, outcome.decided.get(ref)) for ref in dict.fromkeys(known)]
        return cls.like(
            outcome,
            ref=filed.conference.ref,
            outcome=outcome.kind,
            ended=filed.conference.ended,
            children=tuple(
                DecidedPart(ref, each.decision if each else None, each.categories if each else ())
                for ref, each in decided
            ),
            reports=reports,
            missing=outcome.missing(filed.children),
        )
