"""The abridged report: which sections of the social worker's report the procedure keeps in it."""

from dataclasses import dataclass
from typing import Final

from cpconf.core.procedures.procedure import Outline, ReportSection


@dataclass(frozen=True, slots=True)
class Abridgement:
    """What one clause says about the abridged report at a conference.

    `only_these`: parents get no other section of the report (O-13b).
    """

    clause: str
    sections: tuple[ReportSection, ...]
    only_these: bool


_BEFORE_THAT_KEY: Final = (
    ReportSection("analysis and recommendation", ("analysis", "recommendation", "recommendations")),
    ReportSection(
        "child's development needs",
        (
            "developmental needs",
            "development needs",
            "child's development",
            "children's development",
        ),
    ),
    ReportSection(
        "parental capacity",
        (
            "parental capacity",
            "parenting capacity",
            "capacity of parents",
            "capacity of the parents",
        ),
    ),
    ReportSection(
        "family and environmental factors",
        ("family and environmental factors", "family and environment", "environmental factors"),
    ),
    ReportSection("signatures", ("signature", "signatures", "signed")),
)
"""The five sections of O-13b, for editions that set `selects_sections` without listing them."""


def abridgement(outline: Outline) -> Abridgement | None:
    """Return what the abridged report has in it at conferences of this type and format.

    None where the procedure names no sections: then a person has to choose them.
    """
    for rule in outline.rules:
        if rule.sections:
            return Abridgement(rule.clause, rule.sections, rule.selects_sections)
    for rule in outline.rules:
        if rule.selects_sections:
            return Abridgement(rule.clause, _BEFORE_THAT_KEY, only_these=True)
    return None
