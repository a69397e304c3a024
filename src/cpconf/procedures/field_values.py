"""Readers of single values in a procedure file: names, texts, words of a closed list.

Each reader raises ValueError that says what is wrong and what is allowed. The file and the line are
added later (`problems`).
"""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeVar

from cpconf.core.dates.readings import Timing
from cpconf.core.dates.when import read_date, read_moment, read_time
from cpconf.core.procedures.procedure import Condition
from cpconf.core.words import Fact
from cpconf.errors import UsageFault
from cpconf.procedures.fault import allowed, quoted

NONE = "none"
"""The word in an example for a moment that must not be there."""

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_CLAUSE = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Za-z0-9]+)+")
_LONGEST = 4000

Word = TypeVar("Word", bound=StrEnum)
Item = TypeVar("Item")


def word(vocabulary: Iterable[Word], noun: str) -> Callable[[object], Word]:
    """Return a reader of one word of a closed list; `-` may be written for `_`."""
    words = {word.value: word for word in vocabulary}

    def read(value: object) -> Word:
        text = _text(value)
        for spelled in (text, text.replace("-", "_")):
            if spelled in words:
                return words[spelled]
        raise ValueError(f"unknown {noun} {quoted(text)}; {allowed(text, words)}")

    return read


def line(value: object) -> str:
    """Return one line of plain text."""
    text = _text(value)
    if text.strip() and text.isprintable() and len(text) <= _LONGEST:
        return text
    raise ValueError(
        "must be one line of plain text: not empty, no line breaks, no control characters"
    )


def heading(value: object) -> str:
    """Return the words of a title: one line with a letter in it."""
    text = line(value)
    if any(letter.isalpha() for letter in text):
        return text
    raise ValueError(f"{quoted(text)} has no letter in it, so it cannot be found as a title")


def prose(value: object) -> str:
    """Return plain text of one or several lines."""
    text = _text(value)
    if text.strip() and text.replace("\n", " ").isprintable() and len(text) <= _LONGEST:
        return text
    raise ValueError("must be plain text: not empty, no control characters other than line breaks")


def name(value: object) -> str:
    """Return the name of a procedure, task or limit."""
    text = _text(value)
    if _NAME.fullmatch(text):
        return text
    raise ValueError(
        f'{quoted(text)} is not a name; allowed: lower case, digits and "-", as in share-reports'
    )


def clause_id(value: object) -> str:
    """Return the id of a clause. It begins with a capital, so that it is never taken for a name."""
    text = _text(value)
    if _CLAUSE.fullmatch(text):
        return text
    raise ValueError(
        f"{quoted(text)} is not a clause id; allowed: a capital letter first, and at least two "
        'parts of letters and digits joined by "-", as in W-12a'
    )


def condition(value: object) -> Condition:
    """Return the condition that a fact holds, or with `!` that it does not."""
    text = _text(value)
    try:
        return Condition.parse(text.replace("-", "_"))
    except ValueError:
        words = allowed(text.removeprefix("!"), Fact)
        raise ValueError(f'unknown fact {quoted(text)}; {words}; "!" in front negates') from None


def sentence(value: object) -> Timing:
    """Return the timing of one of the closed sentences of time."""
    with _as_value_error():
        return Timing.parse(_text(value))


def moment(value: object) -> dt.datetime:
    """Return a date with its time of day, wall-clock Europe/London."""
    with _as_value_error():
        return read_moment(value.isoformat() if isinstance(value, dt.date) else _text(value))


def stated(value: object) -> dt.datetime | None:
    """Return a moment; None for the word that says there is none."""
    return None if value == NONE else moment(value)


def date(value: object) -> dt.date:
    """Return a date."""
    with _as_value_error():
        return read_date(value.isoformat() if isinstance(value, dt.date) else _text(value))


def time(value: object) -> dt.time:
    """Return a time of day in whole minutes, wall-clock Europe/London."""
    clock = value if isinstance(value, dt.time) else read_time(_text(value))
    if clock is not None and not clock.second and not clock.microsecond:
        return clock
    raise ValueError(
        f"{quoted(str(value))} is not a time of day in whole minutes; allowed: 17:00:00"
    )


def distinct(values: list[Item]) -> list[Item]:
    """Return a list that is not empty and names nothing twice."""
    if not values:
        raise ValueError("is an empty list: leave the key out")
    for place, value in enumerate(values):
        if value in values[:place]:
            raise ValueError(f"names {quoted(str(value))} twice")
    return values


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError("must be text in quotes")


@contextmanager
def _as_value_error() -> Iterator[None]:
    """Turn the core's error into the one that pydantic collects."""
    try:
        yield
    except UsageFault as fault:
        raise ValueError(str(fault)) from fault
