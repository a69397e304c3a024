"""Shared by the recording commands: reading --at, and reporting what changed."""

import datetime as dt
from dataclasses import replace

from cpconf.app import App
from cpconf.core.conferences.changes import said_of
from cpconf.core.dates.phrases import say_clock, say_count
from cpconf.core.dates.when import read_moment
from cpconf.core.words import TaskState
from cpconf.errors import UsageFault
from cpconf.render.conferences.change_reports import MarksReport
from cpconf.workflow.conferences.marks import Recorded, Shift


def moment(app: App, at: str | None) -> dt.datetime:
    """Return when something was done: now, or earlier. Raises UsageFault for the future."""
    if at is None:
        return app.now
    when = read_moment(at, "--at")
    if when > app.now:
        raise UsageFault(f"--at is in the future: it is {say_clock(app.now)} now")
    return when


def report(app: App, result: Recorded, state: str) -> None:
    """Report which tasks were marked, which were so already, and remarks.

    Marked tasks go to standard output, unless JSON does.
    """
    if not app.as_json:
        for task in result.marked:
            app.screen.say(f"{task.ref} {task.handle}: {state}")
        for task in result.added:
            app.screen.say(f"{task.ref} {task.handle}: {state} already; details added")
    for task in result.already:
        app.screen.tell(f"{task.ref} {task.handle}: {state} already")
    for remark in result.remarks:
        app.screen.warn(remark)
    if result.offered:
        others = " ".join(task.handle for task in result.offered)
        command = f"cpconf done {result.offered[0].ref} {others}"
        app.screen.tell(f"usually done together, still open: {others}; {command}")


def tell_ticked(app: App, result: Recorded) -> None:
    """Report which other tasks a command ticked off or left open.

    Ticked-off tasks go to standard output, unless JSON does.
    """
    if not app.as_json:
        report(app, replace(result, remarks=()), "done")
    for remark in result.remarks:
        app.screen.tell(remark)
    show_shift(app, result.shift)


def show_shift(app: App, shift: Shift) -> None:
    """Report, on standard error, which tasks were added or removed, and which dates moved."""
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


def tell_marked(app: App, ref: str, result: Recorded, state: TaskState) -> None:
    """Report what was marked, and what that changed."""
    app.show(MarksReport.of(ref, result, state))
    report(app, result, state)
    show_shift(app, result.shift)
