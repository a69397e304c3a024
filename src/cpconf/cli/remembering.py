"""What `history` does."""

from cpconf.app import App
from cpconf.core.london import stamp, wall_clock
from cpconf.workflow.history import entries


def show(app: App, ref: str, *, as_json: bool) -> None:
    """Show everything on record of a conference, oldest first."""
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet({"cpconf": 1, "entries": []} if as_json else None)
            return
        found = entries(reader, ref)
    if as_json:
        listed = [
            {
                "recorded_at": stamp(entry.recorded_at),
                "machine_at": stamp(wall_clock(entry.machine_at)),
                "by": entry.by,
                "what": entry.what,
                "note": entry.note,
            }
            for entry in found
        ]
        app.screen.print_json({"cpconf": 1, "ref": ref, "entries": listed})
        return
    for entry in found:
        note = f": {entry.note}" if entry.note else ""
        app.screen.say(f"{entry.recorded_at:%d/%m/%Y %H:%M}  {entry.by}  {entry.what}{note}")
