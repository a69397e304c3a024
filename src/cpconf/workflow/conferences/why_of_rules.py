"""Explaining a rule: a clause that governs the conference, but is neither a task nor a limit."""

import difflib
import re
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.ruling import Ruling, elsewhere, explain_rule, find_rule, names_of
from cpconf.core.invitations.joining import remarks
from cpconf.core.procedures.procedure import Clause, Procedure
from cpconf.errors import NotFound
from cpconf.workflow.conferences.pinned import procedure_of

if TYPE_CHECKING:
    from cpconf.store.writing import Store

_CLAUSE: Final = re.compile(r"[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*")


def explain(store: "Store", filed: Filed, text: str) -> Ruling | None:
    """Explain a rule; None where the text means a task or a limit, or is unknown.

    Raises NotFound for a clause of the procedure that does not govern this conference, and for an
    id that is nearly that of one that does.
    """
    conference = filed.conference
    procedure = procedure_of(store.conferences, filed)
    outline = procedure.outline(conference.type, conference.format)
    if (rule := find_rule(outline, text)) is not None:
        joinings = store.invitations.joinings(conference.ref)
        methods = remarks((rule,), joinings, filed.people) if joinings else None
        return explain_rule(filed, rule, procedure, methods)
    name = text.partition("@")[0].strip()
    if name.casefold() in {limit.clause.casefold() for limit in filed.limits}:
        return None  # also the limit of a child at another stage
    if (clause := elsewhere(procedure, outline, name)) is not None:
        raise NotFound(_not_here(filed, clause, procedure))
    known = {each.casefold(): each for each in names_of(outline)}
    if name.casefold() not in known and re.search(r"\d|[A-Z]", name) and _CLAUSE.fullmatch(name):
        near = difflib.get_close_matches(name.casefold(), known, n=3, cutoff=0.7)
        if near:
            meant = " or ".join(known[each] for each in near)
            raise NotFound(f"no such task or clause in {conference.ref}; did you mean {meant}?")
    return None


def _not_here(filed: Filed, clause: Clause, procedure: Procedure) -> str:
    conference = filed.conference
    types = " and ".join(sorted(clause.types))
    held = {format_ for formats in procedure.conferences.values() for format_ in formats}
    formats = "" if held <= clause.formats else f" by {' and '.join(sorted(clause.formats))}"
    return (
        f"{clause.clause} does not govern {conference.ref}, {_kind(filed)}: it is for {types} "
        f"conferences{formats.replace('by written', 'in writing')}\nTo see what does: cpconf "
        f"procedure show {procedure.name} --type {conference.type}"
    )


def _kind(filed: Filed) -> str:
    conference = filed.conference
    article = "an" if conference.type.value[0] in "aeiou" else "a"
    return f"{article} {conference.type} conference by {conference.format}".replace(
        "by written", "in writing"
    )
