"""Reading bookings from a CSV file: every row is read before any is booked."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from cpconf import files
from cpconf.core.conferences.choosing import choose_fact
from cpconf.core.conferences.conference import read_ref
from cpconf.core.dates.phrases import say_count
from cpconf.core.dates.when import read_date, read_end, read_moment
from cpconf.core.typed_text import echoed, harmless
from cpconf.core.words import ConferenceType, Fact, Format
from cpconf.errors import UsageFault
from cpconf.workflow.conferences.booking import BookingRequest

COLUMNS: Final = (
    "ref",
    "procedure",
    "type",
    "at",
    "ends",
    "format",
    "fact",
    "strategy-discussion",
    "initial-conference",
    "previous-review",
    "follows",
)
_NEEDED: Final = ("ref", "type", "at")
LARGEST: Final = 64_000_000
"""Largest file that is read, in bytes."""
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks with their encodings; Excel's "Unicode text" is UTF-16."""
_SEPARATORS: Final = (",", ";", "\t")
_SAYS_SEPARATOR: Final = re.compile(r'"?sep=([,;\t])"?[,; \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[\s,;]+")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row: its line in the file, the procedure it names, and its booking."""

    line: int
    procedure: str | None
    request: BookingRequest


def read_rows(path: Path) -> tuple[CsvRow, ...]:
    """Return every booking in the file.

    Reads what spreadsheets write: commas, semicolons or tabs between cells, and empty columns at
    the end. Raises as `files.read`, and UsageFault for the first row that cannot be read, with
    file, line, column, and the number of other faulty rows.
    """
    rows, faults, where = [], [], harmless(path)
    seen: dict[str, int] = {}
    for line, header, cells in _cells(path):
        try:
            row = _row(line, _named(header, cells))
        except UsageFault as fault:
            faults.append(f"{where}:{line}: {fault}")
            continue
        first = seen.setdefault(row.request.ref.lower(), line)
        if first != line:
            faults.append(f"{where}:{line}: {row.request.ref} is in line {first} already")
        rows.append(row)
    if faults:
        others = say_count(len(faults) - 1, "more line")
        more = f"\nand {others} with faults" if len(faults) > 1 else ""
        raise UsageFault(f"{faults[0]}; nothing was scheduled{more}")
    if not rows:
        raise UsageFault(f"{where} has no rows")
    return tuple(rows)


def _cells(path: Path) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield each row that is not empty: its first line, the columns, its cells."""
    where = harmless(path)
    text, separator, skipped = _without_separator(_text(path))
    reader = csv.reader(
        io.StringIO(text, newline=""), strict=True, delimiter=separator or _separator_of(text)
    )
    header: list[str] | None = None
    begins = skipped
    try:
        for cells in reader:
            line, begins = begins + 1, reader.line_num + skipped
            if not any(cell.strip() for cell in cells):
                continue
            if header is None:
                header = _header(cells)
                _check_header(f"{where}:{line}", header)
            else:
                yield line, header, cells
    except csv.Error as error:
        raise UsageFault(
            f"{where}:{begins + 1}: not readable as CSV: {error}; nothing was scheduled"
        ) from error
    if header is None:
        _check_header(f"{where}:1", [])


def _named(header: list[str], cells: list[str]) -> Mapping[str, str]:
    """Return the cells by column; cells missing at the end of a row are empty."""
    stray = [place for place, cell in enumerate(cells[len(header) :], len(header)) if cell.strip()]
    if stray:
        raise UsageFault(f"{stray[-1] + 1} cells where the header has {len(header)}")
    filled = [*cells, *[""] * (len(header) - len(cells))]
    named = {}
    for place, (name, cell) in enumerate(zip(header, filled, strict=False), 1):
        if name:
            named[name] = cell.strip()
        elif cell.strip():
            raise UsageFault(
                f"the cell in column {place} has no column name: name the column, or empty the cell"
            )
    return named


def _text(path: Path) -> str:
    raw = files.read(path, LARGEST)
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageFault(
            f"{harmless(path)}:{line}: not in UTF-8: save it as 'CSV UTF-8'"
        ) from error
    if "\0" in text[:4]:  # UTF-16 without a byte order mark
        raise UsageFault(f"{harmless(path)}:1: not in UTF-8: save it as 'CSV UTF-8'")
    return text


def _without_separator(text: str) -> tuple[str, str | None, int]:
    """Return the text without its line `sep=;`, the separator in it, and the lines removed.

    Excel reads and writes such a line.
    """
    found = _SAYS_SEPARATOR.match(text)
    return (text[found.end() :], found[1], 1) if found else (text, None, 0)


def _separator_of(text: str) -> str:
    """Return the separator that makes the header name the most known columns."""

    def known(separator: str) -> int:
        first = next((line for line in text.splitlines() if line.strip(f" {separator}")), "")
        return sum(name in COLUMNS for name in _header(first.split(separator)))

    return max(_SEPARATORS, key=known)


def _header(cells: list[str]) -> list[str]:
    """Return the known names of the columns, without nameless ones at the end."""
    names = [_KNOWN.get(_squeezed(cell), cell.strip().lower()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _squeezed(name: str) -> str:
    """Return a column's name without spaces and signs between its words."""
    return re.sub(r"[\W_]+", "", name).lower()


_KNOWN: Final = {_squeezed(name): name for name in COLUMNS}


def _check_header(where: str, header: list[str]) -> None:
    unknown = [name for name in header if name and name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in header]
    twice = [name for name in COLUMNS if header.count(name) > 1]
    known = f"the columns are {', '.join(COLUMNS)}"
    if unknown:
        msg = f"{where}: unknown column {unknown[0][:40]!r}; {known}"
    elif missing:
        msg = f"{where}: no column {missing[0]}; {known}"
    elif twice:
        msg = f"{where}: the column {twice[0]} is there twice"
    else:
        return
    raise UsageFault(msg)


def _row(line: int, cells: Mapping[str, str]) -> CsvRow:
    def needed(name: str, reading: Callable[[str], T]) -> T:
        try:
            return reading(cells[name])
        except UsageFault as fault:
            raise UsageFault(f"{name}: {fault}") from fault

    def read(name: str, reading: Callable[[str], T]) -> T | None:
        return needed(name, reading) if cells.get(name) else None

    initial = read("initial-conference", read_date)
    previous = read("previous-review", read_date)
    if initial and previous:
        raise UsageFault("give initial-conference or previous-review, not both")
    at = needed("at", lambda text: read_moment(text, "it"))
    request = BookingRequest(
        ref=needed("ref", read_ref),
        type=needed("type", choose_type),
        format=read("format", choose_format) or Format.VIDEO,
        at=at,
        ends=read("ends", lambda text: read_end(text, at, "it")),
        facts=read("fact", lambda text: read_facts(_BETWEEN.split(text))) or {},
        strategy_discussion=read("strategy-discussion", read_date),
        initial_conference=initial,
        previous_review=previous,
        follows=read("follows", read_ref) or "",
    )
    return CsvRow(line, cells.get("procedure") or None, request)


def read_facts(texts: Iterable[str]) -> dict[Fact, bool]:
    """Read the facts of a booking: NAME, or NAME=no. Raises UsageFault."""
    answers: dict[Fact, bool] = {}
    for text in texts:
        name, _, said = text.partition("=")
        fact = choose_fact(name)
        answer = {"yes": True, "": True, "no": False}.get(said.strip().lower())
        if answer is None or ("=" in text and not said):
            raise UsageFault(f"{fact} is yes or no, not {said[:40]!r}")
        if answers.setdefault(fact, answer) is not answer:
            raise UsageFault(f"{fact} is answered twice: give one answer")
    return answers


_ABBREVIATED: Final = {"icpc": ConferenceType.INITIAL, "rcpc": ConferenceType.REVIEW}


def choose_type(text: str) -> ConferenceType:
    """Read a type of conference. Raises UsageFault with the known ones."""
    typed = text.strip().lower()
    try:
        return _ABBREVIATED.get(typed) or ConferenceType(typed)
    except ValueError:
        raise UsageFault(
            f"no {echoed('type', text)}; it is {' or '.join(ConferenceType)}"
        ) from None


def choose_format(text: str) -> Format:
    """Read a format of conference. Raises UsageFault with the known ones."""
    try:
        return Format(text.strip().lower())
    except ValueError:
        raise UsageFault(f"no {echoed('format', text)}; it is {' or '.join(Format)}") from None
