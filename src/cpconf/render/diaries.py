"""`diary`: what was exported, what was imported, and which calendars are known."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpconf.core.dates.london import stamp
from cpconf.core.dates.phrases import say_count, say_day
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.json_text import FORM, Document
from cpconf.render.drawing.page import Page, Run, widths_of

if TYPE_CHECKING:
    from cpconf.core.diaries import Diary
    from cpconf.workflow.diaries.busy_times import Imported

_HEAD: list[Run] = [
    ("name", Ink.FAINT),
    ("busy times", Ink.FAINT),
    ("imported", Ink.FAINT),
    ("known until", Ink.FAINT),
]


def write_imported(page: Page, imported: "Imported") -> None:
    """Write what came of a calendar: how much, from when to when, and for how many people."""
    times, team = len(imported.times), imported.of_the_team
    page.flow([(imported.name, Ink.STRONG), (say_count(times, "busy time"), Ink.STRONG)])
    if imported.days is not None:
        first, last = imported.days
        page.write(f"from {say_day(first)} to {say_day(last)}", indent=2)
        count = imported.addresses
        whose = [say_count(count, "address", "addresses")] if count else []
        whose += [f"the whole team ({say_count(team, 'time')})"] if team else []
        page.write(f"of {' and '.join(whose)}", indent=2)
    page.write(f"known until {say_day(imported.covers_until)}", Ink.FAINT, indent=2)
    if imported.left_out:
        said = "left out: free, cancelled, declined, or cpconf's own"
        page.write(f"{say_count(imported.left_out, 'entry', 'entries')} {said}", indent=2)
    if imported.strangers:
        said = "not kept: not on record as staff"
        page.write(f"{say_count(imported.strangers, 'address', 'addresses')} {said}", indent=2)


def imported_document(imported: "Imported") -> Document:
    """`diary import --json`: counts and days, never an address."""
    days = imported.days
    return {
        "cpconf": FORM,
        "diary": imported.name,
        "entries": len(imported.times),
        "addresses": imported.addresses,
        "whole_team": imported.of_the_team,
        "first": days[0].isoformat() if days else None,
        "last": days[1].isoformat() if days else None,
        "covers_until": imported.covers_until.isoformat(),
        "left_out": imported.left_out,
        "unread": imported.unread,
        "unknown_zones": list(imported.unknown_zones),
        "not_kept": imported.strangers,
    }


def write_diaries(page: Page, diaries: Sequence["Diary"]) -> None:
    """Write one imported calendar a line."""
    if not diaries:
        page.write("No calendar was imported yet.")
        return
    rows = [_HEAD, *map(_cells, diaries)]
    widths = widths_of(rows, page.width)
    for row in rows:
        page.columns(row, widths)


def diaries_document(diaries: Sequence["Diary"]) -> Document:
    """`diary list --json`: the imported calendars by name."""
    return {
        "cpconf": FORM,
        "diaries": [
            {
                "diary": diary.name,
                "entries": diary.entries,
                "read_at": stamp(diary.read_at),
                "covers_until": diary.covers_until.isoformat(),
            }
            for diary in diaries
        ],
    }


def exported_document(file: str | None, *, conferences: int, deadlines: int) -> Document:
    """`diary export --json`: where the calendar was written, and what is in it."""
    return {
        "cpconf": FORM,
        "file": file,
        "conferences": conferences,
        "deadlines": deadlines,
    }


def _cells(diary: "Diary") -> list[Run]:
    return [
        (diary.name, Ink.STRONG),
        (str(diary.entries), None),
        (f"{say_day(diary.read_at)}, {diary.read_at:%H:%M}", None),
        (say_day(diary.covers_until), None),
    ]
