"""Registers: what a document asks for, clause by clause, kept apart to check a procedure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpconf.core.dates.readings import Reading, Timing
from cpconf.errors import NotFound, UsageFault
from cpconf.procedures.fault import Document, Fault, ProcedureFault, allowed, quoted
from cpconf.procedures.loader import FRAME, fill, read_file
from cpconf.procedures.register_model import (
    ActForm,
    ClauseKind,
    OrderForm,
    RegisterClauseForm,
    RegisterForm,
    When,
)

_REGISTERS = Path(__file__).with_name("registers")


@dataclass(frozen=True, slots=True)
class RegisterClause:
    """What a document asks for at one place; `timing` is None where it states no time."""

    form: RegisterClauseForm
    timing: Timing | None

    @property
    def prefix(self) -> str:
        """The letters that tell whose document it is."""
        return prefix_of(self.form.id)


TOLD: Final = (
    "rule",
    "roles",
    "methods",
    "selects_sections",
    "only_after",
    "gated_by",
    "shares_with_parent",
    "sends",
    "sends_as",
    "gives",
    "gives_to",
    "invites",
    "authorises",
    "answers",
    "repeat_when_moved",
    "repeat_when_replaced",
    "subject",
)
"""The keys by which a register says what the program has to do about a clause."""


@dataclass(frozen=True, slots=True)
class Register:
    """The clauses of one or several documents, their orders, and which are done in one act."""

    clauses: tuple[RegisterClause, ...]
    orders: tuple[OrderForm, ...]
    acts: tuple[ActForm, ...] = ()

    @property
    def tells_all(self) -> bool:
        """Whether it says what the program has to do about clauses; a key left out then means none.

        For a register without any of the keys in `TOLD`, they are not compared.
        """
        return any(not clause.form.model_fields_set.isdisjoint(TOLD) for clause in self.clauses)


def prefix_of(clause: str) -> str:
    """Return the letters before the first hyphen of a clause id.

    >>> prefix_of("H-ICPC-P3")
    'H'
    """
    return clause.partition("-")[0]


def load_register(path: str) -> Register:
    """Return the register in a file. Raises NotFound and ProcedureFault."""
    return read_register(read_file(Path(path)))


def built_in_register(name: str) -> Register:
    """Return a built-in procedure's register with the national frame's. Raises NotFound."""
    known = {file.stem: file for file in sorted(_REGISTERS.glob("*.toml"))}
    if name not in known:
        raise NotFound(
            f"no built-in register called {quoted(name)}; {allowed(name, known)}, or the path of "
            "your own with --register"
        )
    registers = [load_register(str(known[each])) for each in dict.fromkeys((name, FRAME))]
    return Register(
        clauses=tuple(clause for register in registers for clause in register.clauses),
        orders=tuple(order for register in registers for order in register.orders),
        acts=tuple(act for register in registers for act in register.acts),
    )


def read_register(document: Document) -> Register:
    """Return the register in a text. Raises ProcedureFault."""
    form, found = fill(RegisterForm, document)
    found = found or sorted(_unsound(form, document)) if form else found
    if form is None or found:
        raise ProcedureFault(found)
    clauses = tuple(RegisterClause(clause, _timing(clause)) for clause in form.clause)
    return Register(clauses, tuple(form.order), tuple(form.together))


def _unsound(form: RegisterForm, document: Document) -> Iterator[Fault]:
    ids = [clause.id for clause in form.clause]
    for number, clause in enumerate(form.clause):
        if clause.id in ids[:number]:
            yield document.fault(("clause", number, "id"), f"{clause.id} is here twice")
        if clause.kind is ClauseKind.TASK and clause.who is None:
            yield document.fault(("clause", number), "a task needs who: the role that acts")
        if message := _wrong_time(clause):
            yield document.fault(("clause", number, "when"), message)
    yield from _unsound_between(form, ids, document)


def _unsound_between(
    form: RegisterForm, ids: Collection[str], document: Document
) -> Iterator[Fault]:
    for number, order in enumerate(form.order):
        for key, clause_id in (("before", order.before), ("after", order.after)):
            if clause_id not in ids:
                message = f"{key}: no clause of this register is called {quoted(clause_id)}"
                yield document.fault(("order", number, key), message)
    for number, act in enumerate(form.together):
        if len(act.clauses) == 1:
            message = "clauses: only one clause; name two or more that are done in one act"
            yield document.fault(("together", number, "clauses"), message)
        for place, clause_id in enumerate(act.clauses):
            if clause_id not in ids:
                message = f"clauses: no clause of this register is called {quoted(clause_id)}"
                yield document.fault(("together", number, "clauses", place), message)


def _wrong_time(clause: RegisterClauseForm) -> str | None:
    if clause.when is None:
        return None
    if len(clause.when.model_fields_set - {"by", "of"}) != 1:
        return "when is one sentence of time; or has one of workdays, hours, months and day"
    try:
        timing = _timing(clause)
    except UsageFault as fault:
        return f"when: {fault}"
    if timing and timing.reading is not clause.reading:
        return f"{quoted(timing.words)} is read as {timing.reading}, not {clause.reading}"
    return None


def _timing(clause: RegisterClauseForm) -> Timing | None:
    """Return the time of a clause as in a procedure. Raises UsageFault."""
    when = clause.when
    if when is None:
        return None
    if when.sentence is not None:
        return when.sentence
    days = "days" if clause.reading is Reading.R2 else "working days"
    counts = ((when.workdays, days), (when.hours, "hours"), (when.months, "months"))
    for count, units in counts:
        if count is not None and count < 0:
            return Timing.parse(f"{-count} {units} before {when.of}")
        if count is not None:
            return Timing.parse(f"within {count} {units} of {when.of}")
    moment = "close of business" if when.by is When.CLOSE else "the start"
    return Timing.parse(f"on the day of {when.day}, by {moment}")
