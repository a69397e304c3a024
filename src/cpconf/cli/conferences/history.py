"""`history`: what happened to a conference."""

from typing import TYPE_CHECKING, Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from cpconf.workflow.conferences.past import PastEntry


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(history)


def history(
    ctx: typer.Context,
    ref: options.Ref,
    record: Annotated[
        bool,
        typer.Option("--record", help="With --json: every row kept, with addresses and paths."),
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Show what happened to a conference.

    Every mark, move, answer and override, with who and when.
    """
    from cpconf.core.dates.london import stamp
    from cpconf.workflow.conferences import past

    app = app_of(ctx)
    if record and not as_json:
        raise UsageFault("--record is for --json: it has addresses, paths and links")
    with app.reading() as reader:
        if reader is None:
            empty = {"cpconf": 1, "ref": ref, "entries": []} | ({"record": {}} if record else {})
            app.say_nothing_yet(empty if as_json else None)
            return
        found = past.history(reader, ref)
    if as_json:
        listed = [
            {
                "recorded_at": stamp(entry.recorded_at),
                "machine_at": stamp(entry.machine_clock),
                "clock_differs": entry.clock_differs,
                "by": entry.by,
                "kind": entry.kind,
                "what": entry.what,
                **entry.confirmed,
                "details": entry.details,
                "note": entry.note,
            }
            for entry in found.entries
        ]
        document = {"cpconf": 1, "ref": found.ref, "entries": listed}
        app.screen.print_json(document | ({"record": found.kept} if record else {}))
        return
    for entry in found.entries:
        note = f": {entry.note}" if entry.note else ""
        what = "; ".join((entry.what, *entry.evidence))
        when = f"{entry.recorded_at:%d/%m/%Y %H:%M}{_machine(entry)}"
        app.screen.say(f"{when}  {entry.by or '-'}  {what}{note}")


def _machine(entry: "PastEntry") -> str:
    """The machine's own time, where the command's clock was another."""
    from cpconf.core.dates.phrases import say_day

    if not entry.clock_differs:
        return ""
    at = entry.machine_clock
    return f" (machine: {say_day(at.date())}, {at:%H:%M})"
