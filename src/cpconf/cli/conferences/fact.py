"""`fact`: answer questions about a conference, or list them."""

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from cpconf.core.conferences.filed import Filed
    from cpconf.core.words import Fact

_ANSWERS: Final = {"yes": True, "y": True, "no": False, "n": False, "unknown": None}


def fact(
    ctx: typer.Context,
    ref: options.Ref,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME[=yes|no]",
            help="Facts, as NAME, NAME=no or NAME@PERSON=yes. Without any: the questions.",
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Answer questions about a conference, or list them.

    Without names it shows every question with its answer.

    Example: cpconf fact EX-1 split=yes no_wifi@mother=no
    """
    from functools import partial

    from cpconf.cli.conferences.fact_remarks import fact_remarks
    from cpconf.cli.conferences.marking import show_shift
    from cpconf.render.conferences.record import write_facts
    from cpconf.render.conferences.record_reports import FactsReport
    from cpconf.workflow.conferences import marks

    app = app_of(ctx, as_json=as_json)
    if not names:
        with app.reading() as reader:
            if reader is None:
                app.show_nothing(FactsReport(ref))
                return
            filed = reader.conferences.filed(ref)
        app.show(FactsReport.of(filed), partial(write_facts, filed=filed))
        return
    with app.writing() as store:
        filed = store.conferences.filed(ref)
        answers = _read_answers(filed, names)
        shift = marks.answer(store, filed, answers)
        filed = store.conferences.filed(ref)
        remarks = fact_remarks(store, ref)
    for remark in remarks:
        app.screen.warn(remark)
    app.show(FactsReport.of(filed))
    if not as_json:
        show_shift(app, shift)
        app.screen.tell(f"{ref}: answered")


def _read_answer(filed: "Filed", text: str) -> "tuple[Fact, str | None, bool | None]":
    """Read one answer: NAME, NAME=no, NAME@PERSON=yes. Raises UsageFault or NotFound."""
    from cpconf.core.conferences.choosing import choose_fact, choose_person
    from cpconf.core.words import Role

    name, _, said = text.partition("=")
    name, _, whose = name.partition("@")
    answer = said.strip().lower() if "=" in text else "yes"
    if answer not in _ANSWERS:
        raise UsageFault(f"an answer is yes, no or unknown, not {said[:40]!r}")
    fact = choose_fact(name)
    about = None
    if whose:
        person = choose_person(filed.people, whose)
        if person.role not in fact.concerns:
            roles = ", ".join(role.words for role in Role if role in fact.concerns)
            msg = f"{fact} is answered for the whole conference: leave out @{whose}"
            if roles:
                msg = f"{fact} is answered for {roles} only: {person.id} is {person.role.words}"
            raise UsageFault(msg)
        about = person.id
    return fact, about, _ANSWERS[answer]


def _fact_in(name: str) -> str:
    """Return NAME or NAME@PERSON, with a fact that there is. Raises UsageFault."""
    from cpconf.core.conferences.choosing import choose_fact

    fact, at, whose = name.partition("@")
    return f"{choose_fact(fact)}{at}{whose}"


def _read_answers(filed: "Filed", texts: list[str]) -> "list[tuple[Fact, str | None, bool | None]]":
    """Read all answers of a command. Raises UsageFault where a fact is answered twice."""
    for name, said in pairwise(texts):
        if said.strip().lower() in _ANSWERS and "=" not in name:
            raise UsageFault(f"write the answer without a space: {_fact_in(name)}={said.lower()}")
    answers = [_read_answer(filed, text) for text in texts]
    asked = [(fact, about) for fact, about, _ in answers]
    for fact, about in asked:
        if asked.count((fact, about)) > 1:
            raise UsageFault(f"{fact} is answered twice: give one answer")
    return answers
