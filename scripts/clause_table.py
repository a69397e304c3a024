"""The table of `docs/reference/clauses.md`: every clause, what keeps it, and where it comes from.

Sentences are counted place by place, as they stand in the published documents: in Hounslow's within
a bullet, in Oxfordshire's within a numbered paragraph or an unnumbered part.
`tests/test_clause_table.py` compares the table with the registers, the procedures and the commands.
"""

from collections.abc import Iterator
from typing import Final

from cpconf.core.procedures.procedure import Clause, LimitClause, RuleClause, TaskClause
from cpconf.procedures.loader import built_in, load

KEPT: Final[dict[str, tuple[str, ...]]] = {
    "H-ICPC-C1": ("1", "invite"),
    "H-ICPC-C2": ("1", "invite", "done"),
    "H-ICPC-C3": ("1", "invite"),
    "H-ICPC-C4": ("1", "person add", "check"),
    "H-ICPC-C5": ("1", "call"),
    "H-ICPC-C6": ("1", "call", "takes-part"),
    "H-ICPC-C6b": ("2", "call", "outcome"),
    "H-ICPC-C7": ("1", "takes-part", "invite"),
    "H-ICPC-P1": ("1", "invite"),
    "H-ICPC-P2": ("1", "call"),
    "H-ICPC-P3": ("1", "protect-report", "shared"),
    "H-ICPC-P4": ("1", "report add", "inbox"),
    "H-ICPC-P5": ("1", "inbox"),
    "H-ICPC-P5b": ("2", "chase"),
    "H-ICPC-P6": ("1 and 2", "bundle"),
    "H-ICPC-A1a": ("1", "outcome", "done"),
    "H-ICPC-A1b": ("2", "protect-report", "release"),
    "H-ICPC-A1c": ("3", "protect-report", "shared"),
    "H-ICPC-A2": ("1", "protect-report"),
    "H-RCPC-C1": ("1", "schedule"),
    "H-RCPC-C2": ("1", "schedule"),
    "H-RCPC-W1": ("1", "report list", "done"),
    "H-RCPC-W2": ("1", "call"),
    "H-RCPC-W3": ("1 and 2", "fact", "done"),
    "H-RCPC-W4": ("1", "recommend", "done"),
    "H-RCPC-W4b": ("1", "recommend"),
    "H-RCPC-W5": ("1", "outcome"),
    "H-RCPC-P1a": ("1", "done"),
    "H-RCPC-P1b": ("2", "done"),
    "H-RCPC-P2": ("1", "call"),
    "H-RCPC-P3": ("1", "protect-report", "shared"),
    "H-RCPC-P4": ("1", "report add", "inbox"),
    "H-RCPC-P5": ("1 and 2", "bundle"),
    "H-RCPC-P6a": ("1", "person add", "check"),
    "H-RCPC-P6b": ("1", "inbox"),
    "H-RCPC-A1a": ("1", "outcome", "done"),
    "H-RCPC-A1b": ("1", "protect-report", "release"),
    "H-RCPC-A1c": ("2", "protect-report", "shared"),
    "H-RCPC-A1d": ("1", "outcome"),
    "H-RCPC-A2": ("1", "protect-report"),
    "H-RCPC-A3": ("1", "done"),
    "H-RCPC-A4": ("1", "outcome"),
    "O-PART-1": ("1 and 3", "takes-part"),
    "O-VALID": ("1 and 2; 1; 12", "schedule", "check", "explain"),
    "O-PART-2": ("4", "done"),
    "O-PART-3": ("7, 10 and 11; 4", "invite"),
    "O-PART-4": ("12", "invite", "takes-part"),
    "O-PART-5": ("9", "done"),
    "O-SHARE": ("1", "bundle", "protect-report", "release", "done"),
    "O-READY": ("10", "status", "protect-report", "bundle"),
    "O-PLAN-1": ("1, 2, 4 and 6", "call"),
    "O-PLAN-2": ("3", "call", "takes-part"),
    "O-PLAN-3": ("5", "call"),
    "O-CANCEL": ("1 and 3", "cancel"),
    "O-POST": ("11", "takes-part", "done"),
    "O-SMART": ("6, 8 and 9", "outcome", "explain"),
    "O-CORE": ("7", "outcome", "explain"),
    "O-22": ("1 to 3", "protect-report", "release"),
    "O-23": ("1", "protect-report", "release"),
    "O-24": ("1 and 2", "protect-report", "release"),
    "O-25": ("1", "protect-report", "release"),
    "O-APP1": ("1 to 8", "call"),
    "O-APP1-7": ("1", "call", "done"),
    "O-APP2": ("the six headings", "abridge"),
    "O-1": ("1 to 5", "fact", "done"),
    "O-1b": ("3 and 6", "done"),
    "O-1c": ("7", "done"),
    "O-2": ("1", "done"),
    "O-2m": ("1", "done"),
    "O-3": ("1", "done"),
    "O-4": ("1, 2 and 4", "call"),
    "O-4b": ("3", "call", "takes-part"),
    "O-5": ("1", "person add"),
    "O-6a": ("1", "abridge", "done"),
    "O-6b": ("1", "abridge"),
    "O-6c": ("1", "bundle"),
    "O-6d": ("2", "fact", "done"),
    "O-6e": ("2", "bundle"),
    "O-7": ("1 to 4", "protect-report", "release"),
    "O-8": ("1", "call"),
    "O-9a": ("1 and 3", "invite"),
    "O-9b": ("5", "takes-part", "done"),
    "O-9c": ("3", "invite"),
    "O-9r": ("2 and 4", "invite", "done"),
    "O-10": ("1", "invite"),
    "O-11": ("2 and 4", "person add", "done"),
    "O-11r": ("3", "invite", "done"),
    "O-11i": ("2 to 4", "invite"),
    "O-12": ("1 to 4", "fact", "done"),
    "O-12b": ("3 and 5", "done"),
    "O-12c": ("6", "done"),
    "O-13a": ("1", "done"),
    "O-13b": ("1", "abridge", "protect-report"),
    "O-13c": ("1", "abridge"),
    "O-14": ("1", "done"),
    "O-14m": ("1", "done"),
    "O-15": ("1", "done"),
    "O-16a": ("1 and 2", "protect-report", "release"),
    "O-16b": ("3", "call", "shared"),
    "O-16c": ("4", "agree"),
    "O-17": ("1", "call"),
    "O-18": ("1", "done"),
    "O-18b": ("1", "done"),
    "O-18c": ("1", "bundle"),
    "O-19": ("1", "call"),
    "O-20": ("1 to 4", "takes-part"),
    "O-20a": ("2", "takes-part", "done"),
    "O-20b": ("2", "takes-part", "done"),
    "O-20c": ("7", "done"),
    "O-21": ("1", "call"),
    "E-ICPC-15": ("1", "schedule", "check", "child add"),
    "E-RCPC-3M": ("1", "schedule", "check", "child add"),
    "E-RCPC-6M": ("1", "schedule", "check", "child add"),
    "E-CORE-10": ("1", "outcome", "done"),
}
"""For each clause the sentences that it answers to, then the commands that keep or produce it.

The sentences after a `;` are those of the next place of its section. `status` shows every task that
applies, and is not repeated.
"""


def clauses() -> dict[str, Clause]:
    """Return every clause of the built-in procedures and of the national frame, by id."""
    found: dict[str, Clause] = {}
    for name in built_in():
        procedure = load(name).procedure
        for clause in (*procedure.tasks, *procedure.rules, *procedure.limits):
            found.setdefault(clause.clause, clause)
    return found


def kept_as(clause: Clause) -> str:
    """Return what the program makes of a clause: a task with or without a date, a gate, a limit."""
    match clause:
        case TaskClause(timing=None):
            return "task without a time"
        case TaskClause():
            return "dated task"
        case LimitClause():
            return "limit"
        case RuleClause(kind=kind):
            return f"rule, `{kind}`"
        case _:
            raise TypeError(type(clause).__name__)


def table() -> str:
    """Return the table in Markdown, in the order of `KEPT`."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "| Clause | Kept as | By | Section | Sentence |"
    yield "| --- | --- | --- | --- | --- |"
    known = clauses()
    for clause, (sentences, *commands) in KEPT.items():
        by = ", ".join(f"`{command}`" for command in commands)
        found = known[clause]
        yield f"| {clause} | {kept_as(found)} | {by} | {found.section} | {sentences} |"
