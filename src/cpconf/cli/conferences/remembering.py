"""What `history` does."""

from cpconf.app import App
from cpconf.core.dates.london import stamp
from cpconf.core.dates.phrases import say_day
from cpconf.errors import UsageFault
from cpconf.workflow.conferences.history import PastEntry, history


def show(app: App, ref: str, *, record: bool, as_json: bool) -> None:
    """Show everything on record of a conference, oldest first; the rows of `record` in JSON."""
    if record and not as_json:
        raise UsageFault("--record is for --json: it has addresses, paths and links")
    with app.reading() as reader:
        if reader is None:
            empty = {"cpconf": 1, "ref": ref, "entries": []} | ({"record": {}} if record else {})
            app.say_nothing_yet(empty if as_json else None)
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
        document = {"cpconf": 1, "ref": found.ref, "entries": listed}
        app.screen.print_json(document | ({"record": found.kept} if record else {}))
        return
    for entry in found.entries:
        note = f": {entry.note}" if entry.note else ""
        what = "; ".join((entry.what, *entry.evidence))
        when = f"{entry.recorded_at:%d/%m/%Y %H:%M}{_machine(entry)}"
        app.screen.say(f"{when}  {entry.by or '-'}  {what}{note}")


def _machine(entry: PastEntry) -> str:
    """The machine's own time, where the command's clock was another."""
    if not entry.clock_differs:
        return ""
    at = entry.machine_clock
    return f" (machine: {say_day(at.date())}, {at:%H:%M})"
