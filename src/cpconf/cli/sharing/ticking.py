"""Saying what a command ticked off besides what it was asked for, and what it leaves open."""

from dataclasses import replace

from cpconf.app import App
from cpconf.cli.conferences.marking import report, show_shift
from cpconf.workflow.conferences.marks import Recorded


def tell_ticked(app: App, result: Recorded, *, as_json: bool = False) -> None:
    """Say it: what was ticked off on standard output, unless a document goes there."""
    if not as_json:
        report(app, replace(result, remarks=()), "done")
    for remark in result.remarks:
        app.screen.tell(remark)
    show_shift(app, result.shift)
