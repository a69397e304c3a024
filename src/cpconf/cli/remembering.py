"""What `history` does."""

from cpconf.app import App
from cpconf.core.london import stamp
from cpconf.core.phrases import say_day
from cpconf.workflow.history import Entry, history


def show(app: App, ref: str, *, as_json: bool) -> None:
    """Show everything on record of a conference, oldest first."""
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(
                {"cpconf": 1, "ref": ref, "entries": [], "record": {}} if as_json else None
            )
            return
        found = history(reader, ref)
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
        app.screen.print_json(
            {"cpconf": 1, "ref": found.ref, "entries": listed, "record": found.kept}
        )
        return
    for entry in found.entries:
        note = f": {entry.note}" if entry.note else ""
        what = "; ".join((entry.what, *entry.evidence))
        when = f"{entry.recorded_at:%d/%m/%Y %H:%M}{_machine(entry)}"
        app.screen.say(f"{when}  {entry.by or '-'}  {what}{note}")


def _machine(entry: Entry) -> str:
    """The machine's own time, where the command's clock was another."""
    if not entry.clock_differs:
        return ""
    at = entry.machine_clock
    return f" (machine: {say_day(at.date())}, {at:%H:%M})"
