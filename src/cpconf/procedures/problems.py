"""Pydantic's errors about a file, in words for its author."""

from collections.abc import Mapping, Sequence
from typing import Any

from cpconf.procedures.fault import Document, Fault, allowed, closest, quoted
from cpconf.procedures.locate import Path
from cpconf.procedures.model import Form, form_at, keys

_MOST = 100  # faults of one file: nobody corrects more at once
_EXPECTED = {
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "list_type": "must be a list in square brackets",
    "model_type": "must be a table of keys",
    "model_attributes_type": "must be a table of keys",
}


def problems(
    errors: Sequence[Mapping[str, Any]], form: type[Form], document: Document
) -> list[Fault]:
    """Return the faults for pydantic's error details, in the order of their lines.

    A key that is missing because it was misspelt is one fault, not two.
    """
    errors = errors[:_MOST]
    misspelt = {
        (*error["loc"][:-1], close)
        for error in errors
        if error["type"] == "extra_forbidden"
        for close in closest(str(error["loc"][-1]), keys(form_at(form, error["loc"][:-1])))
    }
    return sorted(
        _problem(error, form, document)
        for error in errors
        if error["type"] != "missing" or error["loc"] not in misspelt
    )


def _problem(error: Mapping[str, Any], form: type[Form], document: Document) -> Fault:
    path: Path = tuple(error["loc"])
    kind, table = error["type"], _table(path[:-1])
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
    if kind == "extra_forbidden":
        known = sorted(keys(form_at(form, path[:-1])))
        message = f"unknown key {quoted(str(path[-1]))} in {table}; {allowed(key, known)}"
    elif kind == "missing":
        return document.fault(path[:-1], f"{table} needs the key {quoted(key)}")
    elif kind == "value_error":
        message = f"{key}: {error['ctx']['error']}"
    elif kind == "too_long":
        of_tables = f"[[{key}]] tables" if len(path) == 1 else f"words in {key}"
        message = f"more than {error['ctx']['max_length']} {of_tables}"
    elif len(path) == 1 and kind == "list_type":
        message = f"{key} must be written as tables, a [[{key}]] for each"
    else:
        message = f"{key} {_EXPECTED.get(kind, error['msg'])}"
    return document.fault(path, message)


def _table(path: Path) -> str:
    """Return the head of the table at a path, as it is written in a file."""
    if not path:
        return "the file, above its first table"
    names = ".".join(str(part) for part in path if isinstance(part, str))
    return f"[[{names}]]" if isinstance(path[-1], int) else f"[{names}]"
