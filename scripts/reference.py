"""The generated parts of docs/reference: tables made from the program itself.

Where the program has no words for something, `scripts.reference_words` has them. A missing or
needless entry there is an error, and `make docs-check` fails.
`scripts.post_reference` makes the tables about messages and invitations, `scripts.schemas` those
about JSON documents.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import typer

from cpconf.cli.program import program
from cpconf.config import KEYS
from cpconf.core.dates import readings as core_readings
from cpconf.core.dates.readings import Reading
from cpconf.core.procedures.procedure import (
    Clause,
    LimitClause,
    Outline,
    Procedure,
    RuleClause,
    RuleKind,
    TaskClause,
)
from cpconf.core.sharing.sharing import ShareState
from cpconf.core.sharing.stops import Stop
from cpconf.core.words import (
    AGENCIES,
    DERIVED_FACTS,
    FAMILY,
    IN_SUPPORT,
    PARENTS,
    PROFESSIONALS,
    TEAM,
    Fact,
    Role,
)
from cpconf.documents.pdf.remarks import REMARKS, UNFINISHED
from cpconf.documents.word.report_form import FIELDS
from cpconf.errors import ExitCode
from cpconf.procedures.loader import FRAME, built_in, load
from cpconf.store.database.views import VIEWS
from scripts.reference_words import CONFIGURED, FILLED_IN, FORMS, RULES
from scripts.session import Session


def commands() -> str:
    """Return every command with its help, as the program prints it."""
    session = Session("2026-11-23T09:00")
    parts = [f"## {path}\n\n{session(f'{path} --help')}" for path, _ in every_command()]
    return "\n".join(parts)


def every_command() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each command as typed, with its options; groups come before their commands."""
    waiting: list[tuple[str, Any]] = [("cpconf", typer.main.get_command(program))]
    while waiting:
        path, command = waiting.pop(0)
        yield path, tuple(option for parameter in command.params for option in parameter.opts)
        inner = getattr(command, "commands", {}).items()
        waiting = [(f"{path} {name}", sub) for name, sub in inner] + waiting


def exit_codes() -> str:
    """Return the table of exit codes."""
    return table_of(("Code", "Means"), ((f"`{int(c)}`", c.meaning) for c in ExitCode))


def remarks() -> str:
    """Return the list of faults that a PDF may have without being damaged."""
    *first, last = (remark.about for remark in (*REMARKS, UNFINISHED))
    return "".join(f"- {about};\n" for about in first) + f"- {last}.\n"


def configuration() -> str:
    """Return every table and key of the configuration file."""
    same("the configuration", set(CONFIGURED), set(KEYS))
    parts = []
    for table, keys in KEYS.items():
        same(f"[{table}]", set(CONFIGURED[table]), set(keys))
        heading = f"[[{table}]]" if table == "closure" else f"[{table}]"
        rows = ((f"`{key}`", what, CONFIGURED[table][key]) for key, what in keys.items())
        parts.append(f"### `{heading}`\n\n{table_of(('Key', 'Is', 'Default'), rows)}")
    return "\n".join(parts)


def roles() -> str:
    """Return the table of roles, with the groups that each belongs to."""
    groups = {
        "family": FAMILY,
        "the authority's team": TEAM,
        "agencies": AGENCIES,
        "in support": IN_SUPPORT,
        "of a task only": {Role.PROFESSIONAL},
    }
    rows = []
    for role in Role:
        group = next(name for name, members in groups.items() if role in members)
        also = [
            word
            for word, members in (("parent", PARENTS), ("professional", PROFESSIONALS))
            if role in members
        ]
        rows.append((f"`{role}`", group, ", ".join(also)))
    return table_of(("Role", "Belongs to", "Counts as"), rows)


def facts() -> str:
    """Return the table of facts: question, whether the record answers it, and clauses that ask."""
    asking: dict[Fact, list[str]] = {fact: [] for fact in Fact}
    for procedure in known_procedures():
        for task in procedure.tasks:
            for condition in task.conditions:
                if task.clause not in asking[condition.fact]:
                    asking[condition.fact].append(task.clause)
    rows = (
        (
            f"`{fact}`",
            fact.question,
            "where it can" if fact in DERIVED_FACTS else "no",
            ", ".join(asking[fact]) or "none",
        )
        for fact in Fact
    )
    return table_of(("Fact", "Question", "Answered by the record", "Clauses that ask"), rows)


def readings() -> str:
    """Return the table of readings, each with its sentences of time."""
    rows = []
    for reading in Reading:
        own = [f"`{words}`" for words, of in core_readings.SENTENCES.items() if of is reading]
        rows.append((reading, "; ".join(own) or "no time stated", reading.words))
    return table_of(("Reading", "Sentence of time", "Becomes"), rows)


def procedures() -> str:
    """Return the built-in procedures and the national frame, with tasks, limits and rules."""
    return "\n".join(_procedure(procedure) for procedure in known_procedures())


def rule_kinds() -> str:
    """Return the table of kinds of rules."""
    same("the kinds of rule", set(RULES), set(RuleKind))
    return table_of(("Kind", "Is"), ((f"`{kind}`", RULES[kind]) for kind in RuleKind))


def keys(form: str) -> str:
    """Return the keys of one table of a procedure file."""
    table = next(known for known in FORMS if known.__name__ == f"{form}Form")
    stated = {field.alias or name: field for name, field in table.model_fields.items()}
    same(form, set(FORMS[table]), set(stated))
    rows = (
        (f"`{key}`", "yes" if field.is_required() else "", FORMS[table][key])
        for key, field in stated.items()
    )
    return table_of(("Key", "Required", "Is"), rows)


def views() -> str:
    """Return the views of the store, each with its columns."""
    parts = []
    for view in VIEWS:
        rows = ((f"`{name}`", meaning) for name, _, meaning in view.columns)
        parts.append(f"## {view.name}\n\n{view.row}\n\n{table_of(('Column', 'Is'), rows)}")
    return "\n".join(parts)


def stops() -> str:
    """Return the table of stops: when each stops a document or an invitation."""
    return table_of(("Stop", "Stops when"), ((f"`{s}`", s.meaning) for s in Stop))


def share_states() -> str:
    """Return the table of states of a sharing, in order."""
    return table_of(("State", "Words"), ((f"`{s}`", s.words) for s in ShareState))


def sections_kept() -> str:
    """Return the table of sections that `abridge` keeps by default, by procedure."""
    rows = (
        (f"{procedure.name} {'/'.join(sorted(rule.types))} ({rule.clause})", section.name, words)
        for procedure in known_procedures()
        for rule in procedure.rules
        for section in rule.sections
        if (words := ", ".join(section.headings))
    )
    return table_of(("Procedure", "Section", "Known by the words"), rows)


def form_fields() -> str:
    """Return the table of fields of an abridged report's form."""
    same("a form's fields", set(FILLED_IN), set(FIELDS))
    return table_of(("Field", "Is"), ((f"`{field}`", FILLED_IN[field]) for field in FIELDS))


def known_procedures() -> list[Procedure]:
    """Return the built-in procedures, and the national frame."""
    return [load(name).procedure for name in (*built_in(), FRAME)]


def _procedure(procedure: Procedure) -> str:
    about = [f"## {procedure.title}\n", f"`{procedure.name}`, edition {procedure.edition}. "]
    about.append(f"{procedure.citation}. {procedure.note}".strip() + "\n")
    parts = [about[0], about[1] + about[2]]
    for type_, formats in procedure.conferences.items():
        for format_ in formats:
            outline = procedure.outline(type_, format_)
            name = f"{type_} conference" + (f", {format_}" if len(formats) > 1 else "")
            parts += [f"### {procedure.name}: {name}\n", *_outline(outline)]
    return "\n".join(parts)


def _outline(outline: Outline) -> Iterator[str]:
    tasks = [_task_row(task) for task in outline.tasks if _is_own(task)]
    limits = [_limit_row(limit) for limit in outline.limits if _is_own(limit)]
    rules = [_rule_row(rule) for rule in outline.rules if _is_own(rule)]
    if tasks:
        yield table_of(("Task", "Clause", "Role", "Time", "Only if", "What"), tasks)
    if acts := dict.fromkeys(_acts(outline)):
        yield f"Done in one act: {'; '.join(acts)}.\n"
    if limits:
        yield table_of(("Limit", "Clause", "Time", "What"), limits)
    if rules:
        yield table_of(("Rule", "Kind", "What"), rules)


def _acts(outline: Outline) -> Iterator[str]:
    """Yield the names of the tasks of each act."""
    for place, partners in enumerate(outline.together):
        if partners:
            several = (outline.tasks[each].name for each in sorted({place, *partners}))
            yield ", ".join(f"`{name}`" for name in several)


def _task_row(task: TaskClause) -> tuple[str, ...]:
    conditions = " and ".join(f"`{condition}`" for condition in task.conditions)
    return (f"`{task.name}`", task.clause, _role(task), _time(task), conditions, task.title)


def _limit_row(limit: LimitClause) -> tuple[str, ...]:
    timing = limit.timing
    return (limit.name, limit.clause, f"{timing.words} ({timing.reading})", limit.title)


def _rule_row(rule: RuleClause) -> tuple[str, ...]:
    kind = f"`{rule.kind}`" + "".join(f", {role.words}" for role in rule.roles)
    return (rule.clause, kind, rule.title)


def _is_own(clause: Clause) -> bool:
    """Tell whether a clause is the procedure's own: the national frame is listed separately."""
    return not clause.source


def _role(task: TaskClause) -> str:
    if task.role is Role.PROFESSIONAL:
        return "each professional"
    role = task.role.words + (" (assumed)" if task.role_assumed else "")
    together = "".join(f", with {joint.words}" for joint in task.joint)
    return role + together + (f", for each {task.each}" if task.each else "")


def _time(task: TaskClause) -> str:
    if task.timing is None:
        return "none stated"
    return f"{task.timing.words} ({task.reading})"


def table_of(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """Return a table in Markdown."""
    lines = [header, tuple("---" for _ in header), *rows]
    shown = [" | ".join(cell.replace("|", "\\|") for cell in line) for line in lines]
    return "".join(f"| {line} |\n" for line in shown)


def same(what: str, described: Collection[str], actual: Collection[str]) -> None:
    """Raise ValueError where a description is missing, or describes what does not exist."""
    if missing := sorted(set(actual) - set(described)):
        msg = f"the words of the reference lack {missing} of {what}"
        raise ValueError(msg)
    if needless := sorted(set(described) - set(actual)):
        msg = f"the words of the reference have {needless} of {what}, which does not exist"
        raise ValueError(msg)
