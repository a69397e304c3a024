"""The reports and screens of `diary`."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.dates.phrases import say_clock, say_count, say_day
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.json_text import Report
from cpconf.render.drawing.page import Page, Run, widths_of

if TYPE_CHECKING:
    from cpconf.core.diaries import Diary
    from cpconf.workflow.diaries.busy_times import Imported

Name = Annotated[str, "name of the calendar"]
Entries = Annotated[int, "how many busy times"]
CoversUntil = Annotated[dt.date, "last day that is known"]


class ExportedReport(Report, commands=("diary export",)):
    """`diary export`: where the calendar was written, and what is in it."""

    file: Annotated[Path | None, "path, as it was given"] = None
    conferences: Annotated[int, "how many conferences are in it"] = 0
    deadlines: Annotated[int, "how many deadlines are in it"] = 0


class ImportedReport(Report, commands=("diary import",)):
    """`diary import`: counts and days, never an address."""

    diary: Name
    entries: Entries
    addresses: Annotated[int, "of how many addresses"]
    whole_team: Annotated[int, "how many of them keep the whole team busy"]
    first: Annotated[dt.date | None, "day of the first; `null` where there are none"]
    last: Annotated[dt.date | None, "day of the last; `null` where there are none"]
    covers_until: CoversUntil
    left_out: Annotated[int, "entries that are free, cancelled, declined or cpconf's own"]
    unread: Annotated[int, "entries that cannot be understood"]
    unknown_zones: Annotated[tuple[str, ...], "unknown time zones in some of these"]
    not_kept: Annotated[int, "addresses not on record as staff; their times are not kept"]

    @classmethod
    def of(cls, imported: "Imported") -> Self:
        """Make one from an imported calendar."""
        first, last = imported.days or (None, None)
        return cls.like(
            imported,
            diary=imported.name,
            entries=len(imported.times),
            whole_team=imported.of_the_team,
            first=first,
            last=last,
            not_kept=imported.strangers,
        )


class DiaryPart(Report):
    """An imported calendar."""

    diary: Name
    entries: Entries
    read_at: Annotated[dt.datetime, "when it was imported"]
    covers_until: CoversUntil


class DiariesReport(Report, commands=("diary list",)):
    """`diary list`: the imported calendars."""

    diaries: Annotated[tuple[DiaryPart, ...], "the calendars, by name"] = ()

    @classmethod
    def of(cls, diaries: Iterable["Diary"]) -> Self:
        """Make one from these calendars."""
        return cls(tuple(DiaryPart.like(diary, diary=diary.name) for diary in diaries))


class ForgottenReport(Report, commands=("diary forget",)):
    """`diary forget`: the calendar that was removed."""

    diary: Name


_HEAD: list[Run] = [
    ("name", Ink.FAINT),
    ("busy times", Ink.FAINT),
    ("imported", Ink.FAINT),
    ("known until", Ink.FAINT),
]


def write_imported(page: Page, imported: "Imported") -> None:
    """Write what was imported: how many busy times, of which days and how many people."""
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


def write_diaries(page: Page, diaries: Sequence["Diary"]) -> None:
    """Write one line for each imported calendar."""
    if not diaries:
        page.write("No calendar was imported yet.")
        return
    rows = [_HEAD, *map(_cells, diaries)]
    widths = widths_of(rows, page.width)
    for row in rows:
        page.columns(row, widths)


def _cells(diary: "Diary") -> list[Run]:
    return [
        (diary.name, Ink.STRONG),
        (str(diary.entries), None),
        (say_clock(diary.read_at), None),
        (say_day(diary.covers_until), None),
    ]
