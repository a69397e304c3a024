"""The screens of `procedure`: procedures, faults with their lines, and coverage."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cpconf.core.words import ConferenceType, Format, Phase
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run
from cpconf.render.drawing.task_words import joint_words, only_if

if TYPE_CHECKING:
    from cpconf.core.procedures.procedure import (
        Clause,
        LimitClause,
        Procedure,
        RuleClause,
        Talk,
        TaskClause,
    )
    from cpconf.procedures.cover import Coverage
    from cpconf.procedures.fault import Fault


def write_procedures(page: Page, procedures: Sequence["Procedure"]) -> None:
    """Write one paragraph for each procedure: its name, title, source and conferences."""
    for procedure in procedures:
        page.blank()
        _write_title(page, procedure)


def write_procedure(
    page: Page,
    procedure: "Procedure",
    type_: ConferenceType | None,
    format_: Format | None,
) -> None:
    """Write the limits, tasks and rules, of one type or format where one is given."""
    _write_title(page, procedure)
    if procedure.note:
        page.write(procedure.note, Ink.FAINT)

    def governs(clause: "Clause") -> bool:
        return (type_ is None or type_ in clause.types) and (
            format_ is None or format_ in clause.formats
        )

    shown = procedure.narrowed(type_, format_)
    limits = [limit for limit in procedure.limits if governs(limit)]
    if limits:
        page.heading("Limits")
    for limit in limits:
        _write_clause(page, limit, limit.name, _limit(limit, procedure))
    for phase, title in ((Phase.PREPARATION, "Before"), (Phase.FOLLOW_UP, "Afterwards")):
        tasks = [task for task in procedure.tasks if task.phase is phase and governs(task)]
        if tasks:
            page.heading(title)
        for task in tasks:
            _write_clause(page, task, task.name, _task(task, shown))
    rules = [rule for rule in procedure.rules if governs(rule)]
    if rules:
        page.heading("Also laid down")
    for rule in rules:
        _write_clause(page, rule, "", _rule(rule, procedure))
    _write_talks(page, shown.talks)


def _write_talks(page: Page, talks: "Iterable[Talk]") -> None:
    """Write each talk with its points."""
    for number, talk in enumerate(talks):
        if number == 0:
            page.heading("Talks")
        page.blank()
        page.write(talk.kind.words, indent=2)
        tasks = [(", ".join(talk.tasks), Ink.FAINT)] if talk.tasks else []
        page.flow([(talk.clause, None), (talk.section, Ink.FAINT), *tasks], indent=4)
        for point in talk.points:
            page.flow(
                [(point.name, Ink.STRONG), (point.question, None)], indent=4, gap=": ", hang=6
            )


def _write_title(page: Page, procedure: "Procedure") -> None:
    title = f"{procedure.title}, edition {procedure.edition}"
    page.flow([(procedure.name, Ink.STRONG), (title, Ink.STRONG)])
    page.write(procedure.citation, Ink.FAINT)
    held = [
        (f"{type_}: {' or '.join(formats)}", None)
        for type_, formats in procedure.conferences.items()
    ]
    page.flow(held)
    for kind, timing in procedure.book_again.items():
        page.write(f"{kind.words}: another is held {timing.words}")


def _write_clause(page: Page, clause: "Clause", name: str, details: Iterable[Run]) -> None:
    page.blank()
    page.write(clause.title, indent=2)
    named: list[Run] = [(name, Ink.STRONG)] if name else []
    page.flow([*named, (clause.clause, None), *details], indent=4)


def _limit(limit: "LimitClause", procedure: "Procedure") -> Iterable[Run]:
    yield f"{limit.timing.words} ({limit.timing.reading})", None
    yield from _where(limit, procedure)


def _task(task: "TaskClause", procedure: "Procedure") -> Iterable[Run]:
    assumed = ", assumed" if task.role_assumed else ""
    yield joint_words(task.role, task.joint) + assumed, None
    if task.timing:
        local = ", local target" if task.local else ""
        yield f"{task.timing.words} ({task.timing.reading}{local})", None
    else:
        yield "no time is stated", Ink.FAINT
    if task.each and task.each.value != task.role.value:
        yield f"for each {task.each}", None
    if task.conditions:
        yield only_if(task.conditions), None
    if task.before:
        yield f"before {', '.join(task.before)}", Ink.FAINT
    if partners := procedure.partners(task):
        yield f"in one act with {', '.join(partners)}", Ink.FAINT
    if gates := (*task.only_after, *task.gated_by):
        yield f"only after {', '.join(gates)}", Ink.FAINT
    yield from _where(task, procedure)


def _rule(rule: "RuleClause", procedure: "Procedure") -> Iterable[Run]:
    yield rule.kind.value.replace("_", " "), None
    if rule.roles:
        yield ", ".join(role.words for role in rule.roles), None
    yield from _where(rule, procedure)


def _where(clause: "Clause", procedure: "Procedure") -> Iterable[Run]:
    """Yield which conferences it governs, where that is not all, and its section."""
    if len(clause.types) < len(procedure.conferences):
        yield " and ".join(f"{type_} only" for type_ in sorted(clause.types)), Ink.FAINT
    every = {format_ for formats in procedure.conferences.values() for format_ in formats}
    if not every <= clause.formats:
        yield " and ".join(f"{format_} only" for format_ in sorted(clause.formats)), Ink.FAINT
    yield clause.section, Ink.FAINT


def write_faults(page: Page, faults: "Sequence[Fault]", file: str) -> None:
    """Write one unbroken line for each fault, in the form that editors expect from compilers."""
    if not faults:
        page.say(f"{file}: no faults")
    for fault in faults:
        place = f"{fault.file}:{fault.line}:" if fault.line else f"{fault.file}:"
        page.lines.append(
            [(page.fit(place), Ink.STRONG), (" ", None), (page.fit(fault.message), None)]
        )


def write_coverage(page: Page, coverage: "Coverage") -> None:
    """Write how much is covered, and what is missing or different."""
    counts = [("clauses", coverage.clauses), ("orders", coverage.orders)]
    if coverage.acts:
        counts.append(("acts of several clauses", coverage.acts))
    for title, found in counts:
        covered = sum(finding.verdict == "covered" for finding in found)
        done = covered == len(found) > 0
        counted = f"{covered} of {len(found)} {title} covered"
        page.write(counted, Ink.GOOD if done else Ink.STRONG)
    for finding in coverage.gaps:
        page.blank()
        page.flow([(finding.verdict, Ink.ALARM), (finding.subject, Ink.STRONG)])
        for difference in finding.differences:
            page.write(difference, indent=2, hang=4)
    _write_ids(page, "beyond the register", coverage.extra)
    _write_ids(page, "not compared", coverage.skipped)


def _write_ids(page: Page, label: str, ids: Sequence[str]) -> None:
    if ids:
        page.blank()
        page.write(f"{label}:", Ink.FAINT)
        page.flow([(one, None) for one in ids], indent=2, gap="  ")
