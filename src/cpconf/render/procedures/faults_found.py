"""What the checks of procedures find: faults with their lines, and clauses not covered."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page

if TYPE_CHECKING:
    from cpconf.procedures.cover import Coverage
    from cpconf.procedures.fault import Fault


def write_faults(page: Page, faults: "Iterable[Fault]") -> None:
    """Write one fault a line, unbroken, as compilers do and editors expect."""
    for fault in faults:
        place = f"{fault.file}:{fault.line}:" if fault.line else f"{fault.file}:"
        page.lines.append(
            [(page.fit(place), Ink.STRONG), (" ", None), (page.fit(fault.message), None)]
        )


def write_coverage(page: Page, coverage: "Coverage") -> None:
    """Write what is missing or different, and how much is covered."""
    counts = [("clauses", coverage.clauses), ("orders", coverage.orders)]
    if coverage.acts:
        counts.append(("acts of several clauses", coverage.acts))
    for title, found in counts:
        covered = sum(finding.verdict == "covered" for finding in found)
        done = covered == len(found) > 0
        counted = f"{covered} of {len(found)} {title} covered"
        page.write(counted, Ink.GOOD if done else Ink.STRONG)
    for finding in coverage.gaps:
        page.blank()
        page.flow([(finding.verdict, Ink.ALARM), (finding.subject, Ink.STRONG)])
        for difference in finding.differences:
            page.write(difference, indent=2, hang=4)
    _write_ids(page, "beyond the register", coverage.extra)
    _write_ids(page, "not compared", coverage.skipped)


def _write_ids(page: Page, label: str, ids: Sequence[str]) -> None:
    if ids:
        page.blank()
        page.write(f"{label}:", Ink.FAINT)
        page.flow([(one, None) for one in ids], indent=2, gap="  ")
