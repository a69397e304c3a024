"""The conversion between values of the core and the columns that store them.

Each field is converted by the type that its class declares: a moment is stored as a stamp, a date
and a time of day in ISO 8601, a word of a closed list as that word, yes as 1 and no as 0. A field
that is a value itself has columns of its own.
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from operator import attrgetter
from types import NoneType
from typing import Any, Final, TypeVar, get_args

from cpconf.core.dates.london import stamp, unstamp
from cpconf.store.database.signing import storable

T = TypeVar("T")
Column = str | int | None
UNREADABLE: Final = (ValueError, KeyError, TypeError)
"""The errors that a row raises if the program never writes such a row."""


def columns(cls: type, of: str, *, leave: Collection[str] = (), **elsewhere: str) -> str:
    """Return the columns that a SELECT must name for `made`: a class's fields in their order.

    `of` is the table, or its alias in the statement. `elsewhere` gives the column of a field that
    has another name, or the table of a field that is a value itself. `leave` are the fields to
    leave out, which the caller then gives to `made`.
    """
    found = []
    for name, kind in _fields(cls):
        inner = _value_in(kind)
        if inner is not None and name not in leave:
            found.append(columns(inner, elsewhere[name]))
        elif name not in leave:
            found.append(elsewhere.get(name, f"{of}.{name}"))
    return ", ".join(found)


def made(cls: type[T], row: Sequence[Any], **more: object) -> T:
    """Return a value made from its columns, in the order of its fields.

    `more` are the fields that the columns leave out. A value within it that may be missing is None
    if all its columns are empty. Raises ValueError or TypeError for a row that the program never
    writes.
    """
    left = iter(row)
    value = _made(cls, left, more)
    if next(left, left) is not left:
        raise ValueError(f"a row has more than a {cls.__name__}")
    return value


def kept(values: Mapping[str, Any]) -> dict[str, Column]:
    """Return what is stored for values, by column. Raises UsageFault as `storable` does."""
    return dict(zip(values, stored(values.values()), strict=True))


def stored(values: Iterable[Any]) -> list[Column]:
    """Return what is stored for values, in their order. Raises UsageFault as `storable` does."""
    return [
        value if value is None or type(value) is int else _writing(type(value))(value)
        for value in values
    ]


def fields_of(value: object, *, leave: Collection[str] = ()) -> dict[str, Any]:
    """Return a value's fields by name, except those to `leave`, ready for `kept`."""
    return {name: getattr(value, name) for name, _ in _fields(type(value)) if name not in leave}


_WRITINGS: Final[Mapping[type, Callable[[Any], Column]]] = {
    dt.datetime: stamp,
    dt.date: dt.date.isoformat,
    dt.time: lambda time: time.isoformat(timespec="minutes"),
    str: storable,
    bool: int,
    int: int,
}
_READINGS: Final[Mapping[object, Callable[[Any], Any]]] = {
    dt.datetime: unstamp,
    dt.date: dt.date.fromisoformat,
    dt.time: dt.time.fromisoformat,
    bool: lambda given: given == 1,
}


_fields: Final[Callable[[type], tuple[tuple[str, Any], ...]]] = cache(
    lambda cls: tuple((field.name, field.type) for field in fields(cls))
)


_writing: Final[Callable[[type], Callable[[Any], Column]]] = cache(
    lambda kind: attrgetter("value") if issubclass(kind, StrEnum) else _WRITINGS[kind]
)


@cache
def _value_in(kind: object) -> type | None:
    """Return the dataclass that a field holds, even if it may be missing; else None."""
    kinds = (each for each in (kind, *get_args(kind)) if isinstance(each, type))
    return next((each for each in kinds if is_dataclass(each)), None)


def _made(cls: type[T], left: Iterator[Any], more: Mapping[str, object]) -> T:
    given = dict(more)
    for name, kind in _fields(cls):
        if name in more:
            continue
        inner = _value_in(kind)
        if inner is None:
            given[name] = _reading(kind)(next(left))
        else:
            part = tuple(islice(left, len(_fields(inner))))
            missing = NoneType in get_args(kind) and not any(each is not None for each in part)
            given[name] = None if missing else made(inner, part)
    return cls(**given)


@cache
def _reading(kind: object) -> Callable[[Any], Any]:
    """Return the function that makes a field of that type from its column."""
    kinds = get_args(kind)
    if NoneType in kinds:
        (inner,) = (_reading(each) for each in kinds if each is not NoneType)
        return lambda given: None if given is None else inner(given)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return _READINGS.get(kind, lambda given: given)
