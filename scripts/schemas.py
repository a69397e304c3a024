"""The reference of the JSON documents, and their schemas, made from the program's report classes.

    python -m scripts.schemas -r         write docs/reference/schemas again
    python -m scripts.schemas --check    exit with 1 if that would change anything

A report class names the commands that print it. A command with `--json` that no class names is an
error.
"""

import datetime as dt
import importlib
import inspect
import json
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from cpconf import render
from cpconf.render.drawing.json_text import FORM, Report, keys_of
from scripts.reference import every_command, same, table_of

FOLDER: Final = Path(__file__).parents[1] / "docs/reference/schemas"
_SIMPLE: Final[Mapping[object, dict[str, Any]]] = {
    Any: {},
    NoneType: {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
    Path: {"type": "string"},
    dt.datetime: {"type": "string", "format": "date-time"},
    dt.date: {"type": "string", "format": "date"},
    dt.time: {"type": "string", "pattern": "^[0-2][0-9]:[0-5][0-9]$"},
}
_LINK: Final = re.compile(r"\[([^\]]+)\]\([^)]+\)")


def _reports() -> Iterator[type[Report]]:
    """Yield every report class, by the modules of `render`, in the order of definition."""
    for module in pkgutil.walk_packages(render.__path__, f"{render.__name__}."):
        values = vars(importlib.import_module(module.name)).values()
        classes = (value for value in values if isinstance(value, type))
        own = (class_ for class_ in classes if class_.__module__ == module.name)
        yield from (class_ for class_ in own if issubclass(class_, Report))


REPORTS: Final[Mapping[str, tuple[type[Report], ...]]] = {
    command: tuple(report for report in _reports() if command in report.commands)
    for command in sorted({command for report in _reports() for command in report.commands})
}
"""The report classes of each command; `--json` prints one of them."""


def keys(report: type[Report], *, parts: bool = True) -> str:
    """Return the keys of a report with their meanings, then those of its parts."""
    fields = _fields(report)
    rows = ((f"`{key}`", meaning) for key, (_, meaning) in fields.items())
    tables = [table_of(("Key", "Is"), rows)]
    for key, (type_, _) in fields.items():
        for part, several in _parts(type_) if parts else ():
            told = f"Each of `{key}`" if several else f"`{key}`"
            tables.append(f"{told}. {_said(part)}\n\n{keys(part)}")
    return "\n".join(tables)


def files() -> str:
    """Return a list of links to the schema of each command."""
    shown = ((command, file_of(command).relative_to(FOLDER.parent)) for command in REPORTS)
    return "".join(f"- [`cpconf {command}`]({path.as_posix()})\n" for command, path in shown)


def schema(command: str) -> dict[str, Any]:
    """Return the schema of a command's `--json` (JSON Schema, draft 2020-12).

    Later versions may add keys, so other keys are allowed everywhere.
    """
    parts: dict[str, Any] = {}
    wholes = [_object(report, parts, whole=True) for report in REPORTS[command]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cpconf {command} --json",
        **(wholes[0] if len(wholes) == 1 else {"anyOf": wholes}),
        **({"$defs": dict(sorted(parts.items()))} if parts else {}),
    }


def schemas() -> Iterator[tuple[Path, str]]:
    """Yield the file of each schema, and its content."""
    options = {path.removeprefix("cpconf "): given for path, given in every_command()}
    same("the documents", REPORTS, {path for path, given in options.items() if "--json" in given})
    for command in REPORTS:
        text = json.dumps(schema(command), indent=2, ensure_ascii=False) + "\n"
        yield file_of(command), text


def file_of(command: str) -> Path:
    """Return the path of a command's schema."""
    return FOLDER / f"{command.replace(' ', '-')}.json"


def _object(report: type[Report], parts: dict[str, Any], *, whole: bool = False) -> dict[str, Any]:
    described = {
        key: _of_type(type_, parts) | {"description": _LINK.sub(r"\1", meaning)}
        for key, (type_, meaning) in _fields(report).items()
    }
    envelope = {"cpconf": {"const": FORM, "description": "the form of the document"}}
    members = envelope | described if whole else described
    about = {"description": _LINK.sub(r"\1", _said(report)), "type": "object"}
    return {**about, "properties": members, "required": list(members)}


def _of_type(type_: Any, parts: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - an annotation
    if type_ in _SIMPLE:
        return dict(_SIMPLE[type_])
    given = get_args(type_)
    match get_origin(type_):
        case None if issubclass(type_, Report):
            name = type_.__name__.removesuffix("Part")
            if name not in parts:
                parts[name] = {}
                parts[name] = _object(type_, parts)
            return {"$ref": f"#/$defs/{name}"}
        case None if issubclass(type_, StrEnum):
            return {"enum": [word.value for word in type_]}
        case origin if origin is tuple:
            return {"type": "array", "items": _of_type(given[0], parts)}
        case origin if origin is UnionType or origin is Union:
            return {"anyOf": [_of_type(each, parts) for each in given]}
        case _:
            return {"type": "object", "additionalProperties": _of_type(given[1], parts)}


def _fields(report: type[Report]) -> dict[str, tuple[Any, str]]:
    """Return the type and meaning of each key. Raises ValueError for a key without a meaning."""
    hints = get_type_hints(report, include_extras=True)
    found = {}
    for name, key in keys_of(report).items():
        if get_origin(hints[name]) is not Annotated:
            raise ValueError(f"{report.__name__}.{name} has no meaning: annotate it")
        type_, meaning = get_args(hints[name])
        found[key] = type_, meaning
    return found


def _parts(type_: Any) -> Iterator[tuple[type[Report], bool]]:  # noqa: ANN401 - an annotation
    """Yield the parts of a key, each with whether there are several of it."""
    if isinstance(type_, type) and issubclass(type_, Report):
        yield type_, False
    for given in get_args(type_):
        for part, several in _parts(given):
            yield part, several or get_origin(type_) is tuple


def _said(report: type[Report]) -> str:
    """Return the first paragraph of a report's docstring."""
    return inspect.getdoc(report).partition("\n\n")[0].replace("\n", " ")  # type: ignore[union-attr]


def main() -> int:
    """Write the schemas, or check whether they are current; return the exit code."""
    wanted = dict(schemas())
    there = {file: file.read_text("utf-8") for file in FOLDER.glob("*.json")}
    if sys.argv[1:] == ["--check"]:
        for file in sorted({*wanted, *there}):
            if wanted.get(file) != there.get(file):
                print(f"{file}: not what the program prints: make docs", file=sys.stderr)
        return int(wanted != there)
    FOLDER.mkdir(exist_ok=True)
    for file in there.keys() - wanted.keys():
        file.unlink()
    for file, text in wanted.items():
        file.write_text(text, "utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
