"""The guided booking: asks one question at a time and checks each answer."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import typer

from cpconf.app import App
from cpconf.cli.conferences.booking_options import BookingOptions
from cpconf.core.conferences.conference import read_ref
from cpconf.core.conferences.references import said_of_ref
from cpconf.core.dates.when import read_date, read_end, read_moment
from cpconf.core.words import ConferenceType, Fact, Format
from cpconf.errors import CpconfError, StoreBusy, StoreFault, TryAgain, UsageFault
from cpconf.procedures.loader import built_in
from cpconf.render.drawing.safe import clean
from cpconf.workflow.conferences.booking import refuse_known_refs, refuse_names
from cpconf.workflow.conferences.csv_rows import choose_format, choose_type, read_facts

T = TypeVar("T")


def ask_for_booking(app: App, typed: BookingOptions, *, not_a_name: bool) -> BookingOptions:
    """Ask for each option that was not typed, and return all.

    Raises what a store raises that cannot be used, before anything is asked.
    """
    with app.reading():
        pass
    typer.echo("Scheduling a conference. Ctrl-C leaves without keeping anything.", err=True)
    choose_format(typed.format)
    answers: dict[str, Any] = {}
    answers["ref"] = ask(
        "Reference (never a name)", _free_ref(app, not_a_name=not_a_name), given=typed.ref
    )
    known = typed.procedure or app.config.procedure
    answers["procedure"] = known or ask(
        f"Procedure ({', '.join(built_in())}, or a file)",
        checked(app.edition),
    )
    procedure = app.edition(str(answers["procedure"])).procedure
    answers["type"] = typed.type or ask(
        "Type (initial or review)", lambda text: choose_type(text).value
    )
    kind = choose_type(str(answers["type"]))
    formats = procedure.conferences.get(kind, (Format.VIDEO,))
    if len(formats) > 1 and typed.format == Format.VIDEO:
        answers["format"] = ask(
            f"Format ({' or '.join(formats)})",
            lambda text: choose_format(text).value,
            default=Format.VIDEO.value,
        )
    answers["at"] = typed.at or ask(
        "When, such as '7 Dec 2026 10am'", checked(lambda text: read_moment(text, "it"))
    )
    start = read_moment(str(answers["at"]))
    answers["ends"] = typed.ends or ask(
        "Planned end, such as 12:00 (Enter if not known)",
        lambda text: _planned_end(text, start) if text else None,
        default="",
    )
    if kind is ConferenceType.INITIAL:
        answers["strategy_discussion"] = typed.strategy_discussion or _ask_date(
            "Strategy discussion (Enter if not known)"
        )
    elif not (typed.initial_conference or typed.previous_review):
        first = _ask_date("First review? The initial conference's date (Enter if a later one)")
        answers["initial_conference"] = first
        if first is None:
            answers["previous_review"] = _ask_date("The review before (Enter if not known)")
    chosen = choose_format(str(answers.get("format", typed.format)))
    outline = procedure.outline(kind, chosen)
    asked = {condition.fact for task in outline.tasks for condition in task.conditions}
    known_later = {Fact.PLAN_MADE, Fact.REPORT_EMAILED}
    given = read_facts(typed.facts or ())
    answered = [
        _ask_fact(fact)
        for fact in Fact
        if fact in asked and fact not in known_later and fact not in given
    ]
    answers["facts"] = [*(typed.facts or []), *filter(None, answered)]
    return replace(typed, **answers)


def _planned_end(text: str, start: dt.datetime) -> str:
    """Return a planned end as typed. Raises UsageFault where it is not after the start."""
    if read_end(text, start, "it") <= start:
        raise UsageFault(f"it starts at {start:%H:%M}: give a later time")
    return text


def _free_ref(app: App, *, not_a_name: bool) -> Callable[[str], str]:
    """Return a function that reads a reference: unused, and without a name in it."""

    def read(text: str) -> str:
        ref = read_ref(text)
        with app.reading() as reader:
            if reader is not None:
                refuse_known_refs(reader.conferences, [ref])
                refuse_names(reader.conferences, [ref], app.now.date(), allowed=not_a_name)
        said = said_of_ref(ref, app.now.date())
        if said is not None:
            typer.echo(f"  {said}", err=True)
            if not typer.confirm("  Keep it?", default=False, err=True):
                raise UsageFault("give another reference")
        return ref

    return read


def _ask_fact(fact: Fact) -> str | None:
    """Ask for a fact and return it as an option would give it; Enter leaves it unanswered."""

    def read(text: str) -> str | None:
        answers = {"y": "yes", "yes": "yes", "n": "no", "no": "no", "": None}
        if text.lower() not in answers:
            raise UsageFault("answer y or n, or Enter if it is not known")
        answer = answers[text.lower()]
        return f"{fact}={answer}" if answer else None

    return ask(f"{fact.question} [y/n, Enter if not known]", read, default="")


def _ask_date(question: str) -> str | None:
    read = checked(read_date)
    return ask(question, lambda text: read(text) if text else None, default="")


def checked(read: Callable[[str], object]) -> Callable[[str], str]:
    """Return a function that checks an answer with `read` and returns it as typed."""

    def check(text: str) -> str:
        read(text)
        return text

    return check


def ask(
    question: str,
    read: Callable[[str], T],
    *,
    default: str | None = None,
    given: str | None = None,
) -> T:
    """Ask until the answer can be read; try what was `given` first.

    Only what is wrong with the answer is asked about again: not a store that was lost meanwhile.
    """
    text = given
    while True:
        if text is None:
            text = typer.prompt(question, default=default, show_default=bool(default), err=True)
        try:
            return read(text.strip())
        except (TryAgain, StoreBusy, StoreFault):
            raise
        except CpconfError as error:
            for line in str(error).split("\n"):
                typer.echo(f"  {clean(line)}", err=True)
            text = None
