"""The measurements as a table for the documentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from benchmarks.pairs import Pairs

HEAD: Final = ("", "cpconf", "beside it", "ratio", "of processor", "to reach", "", "rounds")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement.

    `ratio` is cpconf's wall clock time divided by the other's, `cpu` the same for processor time.
    `most` is the limit for `ratio`, with `of_processor` for `cpu`, and for `value` where there is
    nothing to compare with. A row that could not be measured has only a `reason`.
    """

    what: str
    ours: str = ""
    theirs: str = ""
    ratio: float | None = None
    cpu: float | None = None
    value: float | None = None
    most: float | None = None
    of_processor: bool = False
    unit: str = ""
    rounds: int = 0
    reason: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the measurement is within its limit; None without a limit."""
        ratio = self.cpu if self.of_processor else self.ratio
        judged = self.value if ratio is None else ratio
        return None if self.most is None or judged is None else judged <= self.most

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells under `HEAD`."""
        if self.reason:
            return (self.what, "", "", "", "", self._figure, f"skipped: {self.reason}", "")
        verdict = {True: "ok", False: "**over**", None: ""}[self.kept]
        return (
            self.what,
            self.ours,
            self.theirs,
            say_ratio(self.ratio),
            say_ratio(self.cpu),
            self._figure,
            verdict,
            f"{self.rounds:,}" if self.rounds else "",
        )

    @property
    def _figure(self) -> str:
        if self.most is None:
            return ""
        of = " of processor" if self.of_processor else ""
        return f"at most {self.most:g}{self.unit}{of}"


def row_of(what: str, pairs: Pairs, *, most: float | None, of_processor: bool = False) -> Row:
    """Return the row of two things run in turns."""
    return Row(
        what=what,
        ours=say_time(median(run.wall for run in pairs.ours)),
        theirs=say_time(median(run.wall for run in pairs.theirs)),
        ratio=pairs.wall,
        cpu=pairs.cpu,
        most=most,
        of_processor=of_processor,
        rounds=len(pairs.ours),
    )


def say_ratio(ratio: float | None) -> str:
    """Return a ratio with two digits after the point, or one significant digit if below 0.01."""
    if ratio is None:
        return ""
    return f"{ratio:.2f}" if ratio >= 0.01 else f"{ratio:.1g}"


def say_time(seconds: float) -> str:
    """Return a time in seconds in a suitable unit."""
    for size, unit in ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}" if seconds < 1000 * size else f"{seconds:.0f} s"
    return f"{seconds * 1e9:.0f} ns"


def write_table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table with aligned columns."""
    cells = [HEAD, *(row.cells for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in cells
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
