"""What was made of reports: the abridged report, and the set for the professionals."""

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cpconf.core.conferences.conference import Person
from cpconf.core.dates.phrases import say_count
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import Submitted
from cpconf.core.sharing.stops import Halt
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, widths_of


class StretchLike(Protocol):
    """Pages in a row that are kept, or left out."""

    @property
    def first(self) -> int:
        """The first, from 1."""

    @property
    def last(self) -> int:
        """The last."""

    @property
    def kept(self) -> bool:
        """Whether they are kept."""

    @property
    def title(self) -> str:
        """What stands on them, for the screen alone."""


class PlanLike(Protocol):
    """What is to be kept of a report."""

    @property
    def ref(self) -> str:
        """The conference's reference."""

    @property
    def pages(self) -> int:
        """How many the report has."""

    @property
    def kept(self) -> tuple[int, ...]:
        """The pages to keep, from 1."""

    @property
    def left_out(self) -> tuple[int, ...]:
        """All the others."""

    @property
    def stretches(self) -> Sequence[StretchLike]:
        """All pages in their order."""

    @property
    def missing(self) -> tuple[str, ...]:
        """The sections that were looked for and not found."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to look at."""


class AbridgedLike(Protocol):
    """An abridged report that was made."""

    @property
    def plan(self) -> PlanLike:
        """What was kept."""

    @property
    def path(self) -> Path:
        """Its file."""

    @property
    def evidence(self) -> Evidence:
        """The proof."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to look at."""


class SetNamesLike(Protocol):
    """Where the files of a set are."""

    @property
    def egress(self) -> Path:
        """The folder to attach from."""

    @property
    def protected(self) -> Path:
        """The locked file."""

    @property
    def manifest(self) -> Path:
        """What it is made of."""

    @property
    def note(self) -> Path:
        """What to write in the message."""

    @property
    def held(self) -> Path:
        """The password's message."""


class PlacedLike(Protocol):
    """Where a report is in the set."""

    @property
    def first_page(self) -> int:
        """Its first page there, from 1."""

    @property
    def last_page(self) -> int:
        """Its last page there."""


class GatheredLike(Protocol):
    """The reports of a set, and whom it is for."""

    @property
    def ref(self) -> str:
        """The conference's reference."""

    @property
    def reports(self) -> Sequence[tuple[Submitted, Person]]:
        """Each report with whoever submitted it, in the set's order."""

    @property
    def recipients(self) -> Sequence[Person]:
        """The professionals on record."""

    @property
    def open_tasks(self) -> Sequence[str]:
        """The open tasks that ask for the set to be sent."""


class SetLike(Protocol):
    """A set that was made."""

    @property
    def gathered(self) -> GatheredLike:
        """What went into it."""

    @property
    def names(self) -> SetNamesLike:
        """Where its files are."""

    @property
    def evidence(self) -> Evidence:
        """The proof."""

    @property
    def placed(self) -> Sequence[PlacedLike]:
        """Where each report is, in the set's order."""

    @property
    def overridden(self) -> Sequence[Halt]:
        """The stops that were overridden."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What to know of it."""


def write_plan(page: Page, *, plan: PlanLike) -> None:
    """Write page by page what is kept and what is left out, with the titles that stand there."""
    kept = f"{len(plan.kept)} of {say_count(plan.pages, 'page')} kept"
    page.flow([(f"{plan.ref} abridged report", Ink.STRONG), (kept, None)])
    page.blank()
    rows: list[list[Run]] = [
        [
            (say_range(stretch.first, stretch.last), None),
            ("kept", Ink.GOOD) if stretch.kept else ("left out", Ink.FAINT),
            (stretch.title, None if stretch.kept else Ink.FAINT),
        ]
        for stretch in plan.stretches
    ]
    widths = widths_of(rows, page.width)
    for row in rows:
        page.columns(row, widths)
    if plan.missing:
        page.blank()
        page.write(f"No section was found for: {', '.join(plan.missing)}", Ink.WARNING)


def write_abridged(page: Page, *, made: AbridgedLike, parents: Sequence[str]) -> None:
    """Write what was made, and how it is protected for each parent."""
    page.flow([("made", Ink.FAINT), (str(made.path), None)], gap=" ", hang=2)
    page.blank()
    page.write("It is not protected. For each parent:", Ink.WARNING)
    for person in parents or ["PERSON"]:
        command = (
            f"cpconf protect-report {shlex.quote(str(made.path))} {made.plan.ref} --to {person}"
        )
        page.write(command, indent=2, hang=4)


def write_set(page: Page, *, made: SetLike) -> None:
    """Write what was made, what is in it, and the steps from there."""
    gathered, names, evidence = made.gathered, made.names, made.evidence
    page.flow(
        [
            (f"{gathered.ref} set of reports for the professionals", Ink.STRONG),
            ("protected", Ink.GOOD),
            (evidence.algorithm, None),
            (say_count(evidence.pages or 0, "page"), None),
        ]
    )
    page.blank()
    rows: list[list[Run]] = [
        [
            (say_range(placed.first_page, placed.last_page), Ink.STRONG),
            (f"{person.id} {person.role.words}", None),
            (f"report {report.number}", Ink.FAINT),
        ]
        for placed, (report, person) in zip(made.placed, gathered.reports, strict=True)
    ]
    widths = widths_of(rows, page.width)
    for row in rows:
        page.columns(row, widths)
    page.blank()
    for label, path in (
        ("protected file", names.protected),
        ("its contents", names.manifest),
        ("what to write", names.note),
        ("password, held", names.held),
    ):
        page.flow([(f"{label:<16}", Ink.FAINT), (str(path), None)], gap=" ", hang=2)
    page.blank()
    page.write("1. Send the protected file by secure email (Egress), with the note's text.", hang=3)
    tasks = " or ".join(gathered.open_tasks)
    mark = f", and mark {tasks}" if tasks else ""
    page.write(f"2. Say so{mark}:", hang=3)
    page.write(f"cpconf sent {gathered.ref} --to professionals", indent=3, hang=5)
    for task in gathered.open_tasks:
        page.write(f"cpconf done {gathered.ref} {task}", indent=3, hang=5)
    page.write("3. Once it has come to the right people:", hang=3)
    page.write(
        f"cpconf release {gathered.ref} --to professionals --how email --confirmed-by NAME",
        indent=3,
        hang=5,
    )
    page.blank()
    page.write(
        "The password is in the held message and nowhere else. The reports stay where they are, "
        "unprotected.",
        Ink.FAINT,
    )


def say_range(first: int, last: int) -> str:
    """Pages in a row.

    >>> say_range(4, 4), say_range(4, 6)
    ('p. 4', 'p. 4-6')
    """
    return f"p. {first}" if first == last else f"p. {first}-{last}"
