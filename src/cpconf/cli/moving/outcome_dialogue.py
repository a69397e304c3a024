"""The guided outcome: asks for each item of the chair's return that is not on record."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import typer

from cpconf.cli.conferences.dialogue import ask, checked
from cpconf.core.conferences.children import read_child
from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.decisions import Category, Decided, PlanDecision, refuse_wrong_stage
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_clock
from cpconf.core.dates.when import read_end, read_moment
from cpconf.core.words import OutcomeKind
from cpconf.errors import NotFound, UsageFault
from cpconf.workflow.moving.outcomes import OutcomeTold

_SAID = {"y": True, "yes": True, "n": False, "no": False, "": None}


def ask_for_outcome(filed: Filed, now: dt.datetime) -> OutcomeTold:
    """Ask question by question and return what was told. Nothing is kept before the end.

    `now` is wall-clock Europe/London: the conference has not ended later.
    """
    conference = filed.conference
    typer.echo(
        f"The outcome of {conference.ref}. Ctrl-C leaves without keeping anything; Enter leaves an "
        "item for later.",
        err=True,
    )
    kinds = ", ".join(OutcomeKind)
    kind = ask(f"Was it {kinds}?", _kind, default=OutcomeKind.HELD.value)
    if kind.ends_without_decision:
        reason = ask("Why?", _needed)
        return _with_attendance(OutcomeTold(kind=kind, reason=reason), filed.people)
    told = OutcomeTold(
        kind=kind,
        ended=ask(
            "When did it end, such as 11:40? (Enter: as planned)",
            lambda text: _end(text, conference, now) if text else None,
            default="",
        ),
        decided=dict(_decisions(filed)),
    )
    return replace(
        _with_attendance(told, filed.people),
        next=ask(
            "The next conference, such as '1 Jun 2027 10am'",
            lambda text: _later(text, conference) if text else None,
            default="",
        ),
    )


def ask_for_file(what: str) -> Path | None:
    """Ask for a file of which the fingerprint is kept; None to leave it for later."""

    def read(text: str) -> Path | None:
        path = Path(text.strip("'\"")).expanduser()
        if text and not path.is_file():
            raise NotFound(f"there is no such file: {path}")
        return path if text else None

    return ask(f"The file with {what}", read, default="")


def _kind(text: str) -> OutcomeKind:
    try:
        return OutcomeKind(text.lower())
    except ValueError:
        raise UsageFault(f"answer {', '.join(OutcomeKind)}") from None


def _needed(text: str) -> str:
    if not text:
        raise UsageFault("it is needed here")
    return text


def _decisions(filed: Filed) -> Iterator[tuple[str, Decided]]:
    """Yield what was decided for each child on record, or for those that are named now."""
    hint = f"{', '.join(PlanDecision)}; for a plan with :{'|'.join(Category)}"
    for ref in [child.ref for child in filed.children] or _named():

        def read(text: str, ref: str = ref) -> Decided | None:
            if not text:
                return None
            decided = Decided.read(text)
            refuse_wrong_stage({ref: decided}, filed.children, filed.conference)
            return decided

        decided = ask(f"{ref}: {hint}", read, default="")
        if decided is not None:
            yield ref, decided


def _named() -> Iterator[str]:
    """Yield the references of children that are not on record yet, as they are typed."""
    while ref := ask(
        "A child, by your own reference, never a name (Enter: no more)",
        lambda text: checked(read_child)(text) if text else "",
        default="",
    ):
        yield ref


def _with_attendance(told: OutcomeTold, people: Sequence[Person]) -> OutcomeTold:
    """Ask of each person on record whether they attended."""

    def read(text: str) -> bool | None:
        if text.lower() not in _SAID:
            raise UsageFault("answer y or n, or Enter if it is not known")
        return _SAID[text.lower()]

    said = {
        person.id: ask(f"Did {person.role.words} ({person.id}) attend? [y/n]", read, default="")
        for person in people
    }
    return replace(
        told,
        attended=tuple(person for person, there in said.items() if there),
        absent=tuple(person for person, there in said.items() if there is False),
    )


def _end(text: str, conference: Conference, now: dt.datetime) -> dt.datetime:
    end = read_end(text, conference.at, "it")
    if not conference.at <= end <= now:
        raise UsageFault(
            f"it began on {say_clock(conference.at)}, and it is {say_clock(now)} now: give a time "
            "between the two"
        )
    return end


def _later(text: str, conference: Conference) -> dt.datetime:
    moment = read_moment(text, "it")
    if moment <= conference.at:
        raise UsageFault("the next conference is later than this one")
    return moment
