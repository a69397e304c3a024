"""What the recording commands share: reading answers, and saying what changed."""

import datetime as dt

from cpconf.app import App
from cpconf.core.conferences.changes import said_of
from cpconf.core.conferences.choosing import choose_fact, choose_person
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_count
from cpconf.core.dates.when import read_moment
from cpconf.core.words import Fact, Role
from cpconf.errors import UsageFault
from cpconf.workflow.conferences.marks import Recorded, Shift

_ANSWERS = {"yes": True, "y": True, "no": False, "n": False, "unknown": None}


def moment(app: App, at: str | None) -> dt.datetime:
    """When something was done: now, or earlier. Raises UsageFault for a moment to come."""
    if at is None:
        return app.now
    when = read_moment(at, "--at")
    if when > app.now:
        msg = f"--at is still to come: it is {app.now:%d/%m/%Y %H:%M} now"
        raise UsageFault(msg)
    return when


def read_answer(filed: Filed, text: str) -> tuple[Fact, str | None, bool | None]:
    """One answer as typed: NAME, NAME=no, NAME@PERSON=yes. Raises UsageFault or NotFound."""
    name, _, said = text.partition("=")
    name, _, whose = name.partition("@")
    answer = said.strip().lower() if "=" in text else "yes"
    if answer not in _ANSWERS:
        msg = f"an answer is yes, no or unknown, not {said[:40]!a}"
        raise UsageFault(msg)
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


def read_answers(filed: Filed, texts: list[str]) -> list[tuple[Fact, str | None, bool | None]]:
    """All answers of a command. Raises UsageFault where two of them speak of the same thing."""
    answers = [read_answer(filed, text) for text in texts]
    asked = [(fact, about) for fact, about, _ in answers]
    for fact, about in asked:
        if asked.count((fact, about)) > 1:
            msg = f"{fact} is answered twice: give one answer"
            raise UsageFault(msg)
    return answers


def report(app: App, result: Recorded, state: str) -> None:
    """Say which tasks were marked, which were so already, and what to know of it."""
    for task in result.marked:
        app.screen.say(f"{task.ref} {task.handle}: {state}")
    for task in result.added:
        app.screen.say(f"{task.ref} {task.handle}: {state} already, and this is kept with it")
    for task in result.already:
        app.screen.tell(f"{task.ref} {task.handle}: {state} already")
    for remark in result.remarks:
        app.screen.warn(remark)
    if result.offered:
        others = " ".join(task.handle for task in result.offered)
        command = f"cpconf done {result.offered[0].ref} {others}"
        app.screen.tell(f"done in the same act? also open: {others}; {command}")


def show_shift(app: App, shift: Shift) -> None:
    """Say, on standard error, which tasks came or left, and which dates moved."""
    for task in shift.came:
        app.screen.tell(f"+ {task.handle}: {task.title}")
    if shift.repeated:
        whose = ", ".join(dict.fromkeys(task.subject or "" for task in shift.repeated))
        app.screen.tell(f"{say_count(len(shift.repeated), 'task')} for {whose}")
    for task in shift.left:
        app.screen.tell(f"- {task.handle}: {task.title}")
    for change in shift.moved:
        was, becomes = said_of(change, shift.close, year=app.now.year)
        app.screen.tell(f"~ {change.handle}: {was} → {becomes}")
