"""What the checks of procedures find: faults with their lines, and clauses not covered."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page


class FaultLike(Protocol):
    """Something wrong with a file; `line` counts from 1, and is 0 for the file as a whole."""

    @property
    def file(self) -> str:
        """The file's name as it was given."""

    @property
    def line(self) -> int:
        """The line, from 1; 0 where no line is to blame."""

    @property
    def message(self) -> str:
        """What is wrong, and what is allowed."""


class FindingLike(Protocol):
    """What became of one clause or order; `verdict` is covered, missing or different."""

    @property
    def subject(self) -> str:
        """The clause's id, or `X before Y`."""

    @property
    def verdict(self) -> str:
        """How the procedure meets it, in a word."""

    @property
    def differences(self) -> Sequence[str]:
        """What is different, a sentence each."""


class CoverageLike(Protocol):
    """A procedure held against a register of its document's clauses."""

    @property
    def clauses(self) -> Sequence[FindingLike]:
        """What became of each clause that was compared."""

    @property
    def orders(self) -> Sequence[FindingLike]:
        """What became of each order of two clauses."""

    @property
    def acts(self) -> Sequence[FindingLike]:
        """What became of the clauses that are done in one act."""

    @property
    def gaps(self) -> Sequence[FindingLike]:
        """Those that are missing or different."""

    @property
    def extra(self) -> Sequence[str]:
        """The procedure's clauses that the register does not have."""

    @property
    def skipped(self) -> Sequence[str]:
        """The register's clauses that were not compared."""


def write_faults(page: Page, faults: Iterable[FaultLike]) -> None:
    """Write one fault a line, unbroken, as compilers do and editors expect."""
    for fault in faults:
        place = f"{fault.file}:{fault.line}:" if fault.line else f"{fault.file}:"
        page.lines.append(
            [(page.fit(place), Ink.STRONG), (" ", None), (page.fit(fault.message), None)]
        )


def write_coverage(page: Page, coverage: CoverageLike) -> None:
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
