"""JSON documents as text: safe on a terminal, and quick to write when long.

Moments are ISO 8601 with the offset that Europe/London has then, dates ISO 8601, times of day
`HH:MM`, enum members and paths text; what is absent is null.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, ClassVar, Final, Self, dataclass_transform

from cpconf.core.dates.london import stamp

FORM = 1
"""The version of every document: the value of its key `cpconf`."""

_LONG = 100
_BEYOND_ASCII = re.compile(r"[^\n\x20-\x7e]")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Report:
    """What a command reports, or a part of it: a frozen dataclass with a field for each key.

    Each field is `Annotated[type, "its meaning"]`, in the order of the keys. The document, its
    reference and its schema are made from them. A final underscore, which avoids a Python keyword,
    is not in the key.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    commands: ClassVar[tuple[str, ...]] = ()
    """The commands that print it, as typed; none for a part of another report."""

    def __init_subclass__(cls, *, commands: tuple[str, ...] = ()) -> None:
        """Make the dataclass, without `eq` and `repr`, which nothing uses and which cost time."""
        dataclass(frozen=True, eq=False, repr=False)(cls)
        cls.commands = commands

    @classmethod
    def like(cls, value: object, **others: object) -> Self:
        """Make a report from the attributes of a value with the same names, and from `others`."""
        same = {name: getattr(value, name) for name in keys_of(cls) if name not in others}
        return cls(**same, **others)

    @classmethod
    def each_like(cls, values: Iterable[object]) -> tuple[Self, ...]:
        """Make a report from each value."""
        return tuple(map(cls.like, values))


_KEYS: Final[dict[type, dict[str, str]]] = {}


def keys_of(report: type) -> Mapping[str, str]:
    """Return the JSON key of each field of a report, in order.

    Raises TypeError for any other type, so that no value gets into a document by accident with what
    it holds about people.
    """
    if report not in _KEYS:
        if not issubclass(report, Report):
            raise TypeError(f"a JSON document has no form for {report.__name__}")
        _KEYS[report] = {each.name: each.name.rstrip("_") for each in fields(report)}
    return _KEYS[report]


def dump(report: Report, *, ascii_only: bool = False) -> str:
    r"""Return the document of a report as text, ending in a line break.

    Characters that a terminal may obey or hide are written as JSON escapes. A list of more than 100
    entries has one entry on each line.

    >>> class Titled(Report):
    ...     title: str
    >>> dump(Titled("a\x9bb"))
    '{\n  "cpconf": 1,\n  "title": "a\\u009bb"\n}\n'
    """
    members = {"cpconf": FORM} | _members(report)
    if any(isinstance(value, list | tuple) and len(value) > _LONG for value in members.values()):
        text = ",\n".join(_member(key, value) for key, value in members.items())
        text = "{\n" + text + "\n}\n"
    else:
        text = json.dumps(members, ensure_ascii=False, indent=2, default=_plain) + "\n"
    return _BEYOND_ASCII.sub(_escape if ascii_only else _escape_unsafe, text)


def _member(key: str, value: object) -> str:
    name = json.dumps(key)
    if not isinstance(value, list | tuple) or len(value) <= _LONG:
        return f"  {name}: {_in_a_line(value)}"
    entries = ",\n".join(f"    {_in_a_line(entry)}" for entry in value)
    return f"  {name}: [\n{entries}\n  ]"


def _plain(value: object) -> object:
    """Return a value of a type that JSON lacks as one that it has."""
    match value:
        case dt.datetime():
            return stamp(value)
        case dt.date():
            return value.isoformat()
        case dt.time():
            return value.isoformat(timespec="minutes")
        case Path():
            return str(value)
        case _:
            return _members(value)


def _members(report: object) -> dict[str, object]:
    return dict(zip(keys_of(type(report)).values(), vars(report).values(), strict=True))


_in_a_line = json.JSONEncoder(ensure_ascii=False, default=_plain).encode


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if found[0] != "\x7f" else "\\u007f"


def _escape_unsafe(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else _escape(found)
