"""The JSON documents about procedures: what they are, what is wrong with one, what it covers."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from cpconf.render.drawing.json_text import FORM, Document

if TYPE_CHECKING:
    from cpconf.core.procedures.procedure import (
        Clause,
        LimitClause,
        Procedure,
        RuleClause,
        TaskClause,
    )
    from cpconf.procedures.cover import Coverage, Finding
    from cpconf.procedures.fault import Fault


def procedures_document(procedures: Iterable["Procedure"]) -> Document:
    """`procedure list --json`."""
    return {"cpconf": FORM, "procedures": [_head(procedure) for procedure in procedures]}


def procedure_document(procedure: "Procedure") -> Document:
    """`procedure show --json`: the whole edition."""
    return {
        "cpconf": FORM,
        "procedure": _head(procedure),
        "limits": [_limit(limit) for limit in procedure.limits],
        "tasks": [_task(task, procedure) for task in procedure.tasks],
        "rules": [_rule(rule) for rule in procedure.rules],
    }


def faults_document(faults: "Iterable[Fault]") -> Document:
    """`procedure check --json`; `line` is null where no line is to blame."""
    return {
        "cpconf": FORM,
        "faults": [
            {"file": fault.file, "line": fault.line or None, "message": fault.message}
            for fault in faults
        ],
    }


def coverage_document(coverage: "Coverage") -> Document:
    """`procedure cover --json`: what became of each clause and order of the register."""
    return {
        "cpconf": FORM,
        "clauses": _findings("clause", coverage.clauses),
        "orders": _findings("order", coverage.orders),
        "together": _findings("together", coverage.acts),
        "extra": list(coverage.extra),
        "skipped": list(coverage.skipped),
    }


def _findings(key: str, findings: "Sequence[Finding]") -> list[dict[str, Any]]:
    return [
        {key: found.subject, "verdict": str(found.verdict), "differences": list(found.differences)}
        for found in findings
    ]


def _head(procedure: "Procedure") -> dict[str, Any]:
    switches = procedure.switches
    close = switches.close_of_business
    return {
        "name": procedure.name,
        "title": procedure.title,
        "edition": procedure.edition,
        "document": procedure.document,
        "publisher": procedure.publisher,
        "dated": procedure.dated.isoformat() if procedure.dated else None,
        "note": procedure.note or None,
        "conferences": {
            type_.value: [format_.value for format_ in formats]
            for type_, formats in procedure.conferences.items()
        },
        "readings": {
            "days": "working" if switches.days_are_working else "calendar",
            "hours": "office" if switches.hours_are_office else "elapsed",
            "clear_days": switches.clear_days,
            "close_of_business": close.isoformat() if close else None,
        },
    }


def _clause(clause: "Clause") -> dict[str, Any]:
    return {
        "clause": clause.clause,
        "section": clause.section,
        "title": clause.title,
        "detail": clause.detail or None,
        "types": sorted(type_.value for type_ in clause.types),
        "formats": sorted(format_.value for format_ in clause.formats),
        "source": clause.source or None,
    }


def _limit(limit: "LimitClause") -> dict[str, Any]:
    return {
        "limit": limit.name,
        **_clause(limit),
        "words": limit.timing.words,
        "reading": limit.timing.reading.value,
        "anchor": limit.timing.anchor.value,
    }


def _task(task: "TaskClause", procedure: "Procedure") -> dict[str, Any]:
    return {
        "task": task.name,
        **_clause(task),
        "role": task.role.value,
        "role_assumed": task.role_assumed,
        "with": [role.value for role in task.joint],
        "each": task.each.value if task.each else None,
        "words": task.timing.words if task.timing else None,
        "reading": task.reading.value,
        "local": task.local,
        "facts": [str(condition) for condition in task.conditions],
        "phase": task.phase.value,
        "before": list(task.before),
        "only_after": list(task.only_after),
        "gated_by": list(task.gated_by),
        "together": list(procedure.partners(task)),
        "shares_with_parent": task.shares_with_parent,
        "sends": task.sends.value if task.sends else None,
        "sends_as": task.sends_as.value if task.sends_as else None,
        "gives": task.gives.value if task.gives else None,
        "gives_to": task.gives_to.value if task.gives else None,
        "invites": task.invites.value if task.invites else None,
        "authorises": task.authorises.value if task.authorises else None,
        "answers": task.answers.value if task.answers else None,
        "repeat_when_moved": task.repeat_when_moved,
        "repeat_when_replaced": task.repeat_when_replaced,
    }


def _rule(rule: "RuleClause") -> dict[str, Any]:
    return {
        **_clause(rule),
        "kind": rule.kind.value,
        "roles": [role.value for role in rule.roles],
        "methods": [method.value for method in rule.methods],
        "selects_sections": rule.selects_sections,
        "sections": [section.name for section in rule.sections],
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_until": rule.valid_until.isoformat() if rule.valid_until else None,
    }
