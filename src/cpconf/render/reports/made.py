"""The screens of `abridge` and `bundle`: the abridged report, and the set."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpconf.core.dates.phrases import say_count
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, widths_of

if TYPE_CHECKING:
    from cpconf.workflow.reports.abridgement import Abridged, AbridgementPlan
    from cpconf.workflow.reports.sets import MadeSet


def write_plan(page: Page, *, plan: "AbridgementPlan") -> None:
    """Write which pages are kept and which left out, with the titles on them."""
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


def write_abridged(page: Page, *, made: "Abridged", parents: Sequence[str]) -> None:
    """Write what was made, and the command that protects it for each parent."""
    page.flow([("made", Ink.FAINT), (str(made.path), None)], gap=" ", hang=2)
    page.blank()
    page.write("It is not protected. For each parent:", Ink.WARNING)
    for person in parents or ["PERSON"]:
        command = (
            f"cpconf protect-report {shlex.quote(str(made.path))} {made.plan.ref} --to {person}"
        )
        page.write(command, indent=2, hang=4)


def write_set(page: Page, *, made: "MadeSet") -> None:
    """Write what was made, what is in it, and the next steps."""
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
    page.write(f"2. Record that you sent it{mark}:", hang=3)
    page.write(f"cpconf sent {gathered.ref} --to professionals", indent=3, hang=5)
    for task in gathered.open_tasks:
        page.write(f"cpconf done {gathered.ref} {task}", indent=3, hang=5)
    page.write("3. Once it has arrived with the right people:", hang=3)
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
    """Return a range of pages in words.

    >>> say_range(4, 4), say_range(4, 6)
    ('p. 4', 'p. 4-6')
    """
    return f"p. {first}" if first == last else f"p. {first}-{last}"
