"""Bookings from a CSV file: every row is read before any is kept."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cpconf.core.choosing import choose_fact
from cpconf.core.conference import read_ref
from cpconf.core.phrases import say_count
from cpconf.core.text import echoed, harmless
from cpconf.core.when import read_date, read_end, read_moment
from cpconf.core.words import ConferenceType, Fact, Format
from cpconf.errors import NotFound, UsageFault
from cpconf.workflow.booking import Request

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
)
_NEEDED: Final = ("ref", "type", "at")
_LARGEST: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row read: where it stands, which procedure it names, and what it asks for."""

    line: int
    procedure: str | None
    request: Request


def read_rows(path: Path) -> tuple[Row, ...]:
    """Every booking in the file.

    Raises NotFound for no such file and UsageFault, with the file and line, for the first row that
    cannot be read and how many others cannot either.
    """
    rows, faults, where = [], [], harmless(path)
    seen: dict[str, int] = {}
    for line, header, cells in _cells(path):
        try:
            row = _row(line, _named(header, cells))
        except UsageFault as fault:
            faults.append(f"{where}:{line}: {fault}")
            continue
        if row.request.ref in seen:
            first = seen[row.request.ref]
            faults.append(f"{where}:{line}: {row.request.ref} stands in line {first} already")
        seen.setdefault(row.request.ref, line)
        rows.append(row)
    if faults:
        others = say_count(len(faults) - 1, "more line")
        more = f"\nand {others} with faults" if len(faults) > 1 else ""
        msg = f"{faults[0]}; nothing was scheduled{more}"
        raise UsageFault(msg)
    if not rows:
        msg = f"{where} has no rows"
        raise UsageFault(msg)
    return tuple(rows)


def _cells(path: Path) -> Iterator[tuple[int, list[str], list[str]]]:
    where = harmless(path)
    reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
    try:
        header = [name.strip().lower().replace("_", "-") for name in next(reader, [])]
        _check_header(path, header)
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            yield reader.line_num, header, cells
    except csv.Error as error:
        msg = f"{where}:{reader.line_num}: not readable as CSV: {error}; nothing was scheduled"
        raise UsageFault(msg) from error


def _named(header: list[str], cells: list[str]) -> Mapping[str, str]:
    if len(cells) != len(header):
        msg = f"{len(cells)} cells where the header has {len(header)}"
        raise UsageFault(msg)
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            msg = f"{harmless(path)} is too large: at most {_LARGEST >> 20} MB"
            raise UsageFault(msg)
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        msg = f"no such file: {harmless(path)}"
        raise NotFound(msg) from None
    except UnicodeDecodeError as error:
        msg = f"{harmless(path)} is not UTF-8: save it as 'CSV UTF-8'"
        raise UsageFault(msg) from error
    except OSError as error:
        msg = f"cannot read {harmless(path)}: {error.strerror}"
        raise UsageFault(msg) from error


def _check_header(path: Path, header: list[str]) -> None:
    unknown = [name for name in header if name not in COLUMNS]
    missing = [name for name in _NEEDED if name not in header]
    twice = [name for name in set(header) if header.count(name) > 1]
    known = f"the columns are {', '.join(COLUMNS)}"
    if len(header) == 1 and ";" in header[0]:
        msg = f"{harmless(path)}:1: the columns are separated by semicolons: save it with commas"
    elif unknown:
        msg = f"{harmless(path)}:1: unknown column {unknown[0][:40]!a}; {known}"
    elif missing:
        msg = f"{harmless(path)}:1: no column {missing[0]}; {known}"
    elif twice:
        msg = f"{harmless(path)}:1: the column {twice[0]} is there twice"
    else:
        return
    raise UsageFault(msg)


def _row(line: int, cells: Mapping[str, str]) -> Row:
    def date(name: str) -> dt.date | None:
        return read_date(cells[name]) if cells.get(name) else None

    initial, previous = date("initial-conference"), date("previous-review")
    if initial and previous:
        msg = "give initial-conference or previous-review, not both"
        raise UsageFault(msg)
    at = read_moment(cells["at"], "at")
    request = Request(
        ref=read_ref(cells["ref"]),
        type=choose_type(cells["type"]),
        format=choose_format(cells.get("format") or Format.VIDEO),
        at=at,
        ends=read_end(cells["ends"], at, "ends") if cells.get("ends") else None,
        facts=read_facts(cells.get("fact", "").split()),
        strategy_discussion=date("strategy-discussion"),
        initial_conference=initial,
        previous_review=previous,
    )
    return Row(line, cells.get("procedure") or None, request)


def read_facts(texts: Iterable[str]) -> dict[Fact, bool]:
    """Facts as a booking gives them: NAME, or NAME=no. Raises UsageFault."""
    answers: dict[Fact, bool] = {}
    for text in texts:
        name, _, said = text.partition("=")
        fact = choose_fact(name)
        answer = {"yes": True, "": True, "no": False}.get(said.strip().lower())
        if answer is None or ("=" in text and not said):
            msg = f"{fact} is yes or no, not {said[:40]!a}"
            raise UsageFault(msg)
        if answers.setdefault(fact, answer) is not answer:
            msg = f"{fact} is answered twice: give one answer"
            raise UsageFault(msg)
    return answers


def choose_type(text: str) -> ConferenceType:
    """A type of conference. Raises UsageFault with the known ones."""
    try:
        return ConferenceType(text.strip().lower())
    except ValueError:
        msg = f"no {echoed('type', text)}; it is {' or '.join(ConferenceType)}"
        raise UsageFault(msg) from None


def choose_format(text: str) -> Format:
    """A format of conference. Raises UsageFault with the known ones."""
    try:
        return Format(text.strip().lower())
    except ValueError:
        msg = f"no {echoed('format', text)}; it is {' or '.join(Format)}"
        raise UsageFault(msg) from None
