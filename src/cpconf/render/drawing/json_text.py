"""A JSON document as text: harmless on a terminal, and quick to write when it is long."""

import json
import re
from collections.abc import Mapping
from typing import Any

Document = dict[str, Any]

FORM = 1
"""The form of every document: the value of its key `cpconf`."""

_LONG = 100
_BEYOND_ASCII = re.compile(r"[^\n\x20-\x7e]")


def dump(document: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    r"""The document as text, ending in a line break.

    Characters that a terminal may obey or hide are written as JSON's own escapes, which lose
    nothing. A list of more than a hundred entries has one entry a line.

    >>> dump({"title": "a\x9bb"})
    '{\n  "title": "a\\u009bb"\n}\n'
    """
    if any(isinstance(value, list) and len(value) > _LONG for value in document.values()):
        text = ",\n".join(_member(key, value) for key, value in document.items())
        text = "{\n" + text + "\n}\n"
    else:
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return _BEYOND_ASCII.sub(_escape if ascii_only else _escape_unsafe, text)


def _member(key: str, value: object) -> str:
    name = json.dumps(key)
    if not isinstance(value, list) or len(value) <= _LONG:
        return f"  {name}: {json.dumps(value, ensure_ascii=False)}"
    entries = ",\n".join(f"    {json.dumps(entry, ensure_ascii=False)}" for entry in value)
    return f"  {name}: [\n{entries}\n  ]"


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1] if found[0] != "\x7f" else "\\u007f"


def _escape_unsafe(found: re.Match[str]) -> str:
    return found[0] if found[0].isprintable() else _escape(found)
