"""The published schemas, and whether what the program prints is as they say.

The documents are those that are recorded beside `test_recorded_documents.py`, which says that the
program prints just them.
"""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from jsonschema import (  # type: ignore[import-untyped]
    Draft202012Validator,
    FormatChecker,
)

from scripts.schemas import REPORTS, file_of, schemas

RECORDED: Final = Path(__file__).parent / "__snapshots__/test_recorded_documents"


def is_a_moment(text: object) -> bool:
    """Whether it is ISO 8601 with an offset, to the second."""
    return not isinstance(text, str) or dt.datetime.fromisoformat(text).tzinfo is not None


def is_a_day(text: object) -> bool:
    """Whether it is ISO 8601."""
    return not isinstance(text, str) or bool(dt.date.fromisoformat(text))


FORMATS: Final = FormatChecker(())
FORMATS.checks("date-time", raises=ValueError)(is_a_moment)
FORMATS.checks("date", raises=ValueError)(is_a_day)


def documents(session: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """What each command of a recorded session printed."""
    for run in session.split("$ ")[1:]:
        command, _, said = run.partition("\n")
        if "--json" in command and said.startswith("{\n"):
            document, _ = json.JSONDecoder().raw_decode(said)
            yield command, document


@cache
def printed() -> dict[str, list[dict[str, Any]]]:
    """The recorded documents, by command."""
    found = defaultdict(list)
    for file in RECORDED.glob("*.txt"):
        for line, document in documents(file.read_text("utf-8")):
            named = [name for name in REPORTS if f"{line} ".startswith(f"{name} ")]
            if named:
                found[max(named, key=len)].append(document)
    # On a server alone: tests/cli/stores/test_store.py looks at it there.
    found["store grant"].append({"cpconf": 1, "role": "cp_team", "rights": "writer"})
    return found


def validator(command: str) -> Draft202012Validator:
    schema = json.loads(file_of(command).read_text("utf-8"))
    return Draft202012Validator(schema, format_checker=FORMATS)


def test_the_published_schemas_are_those_of_the_program() -> None:
    assert {file: file.read_text("utf-8") for file in file_of("x").parent.iterdir()} == dict(
        schemas()
    )


@pytest.mark.parametrize("command", REPORTS)
def test_a_schema_is_one(command: str) -> None:
    assert file_of(command).exists()
    Draft202012Validator.check_schema(json.loads(file_of(command).read_text("utf-8")))


@pytest.mark.parametrize("command", REPORTS)
def test_what_a_command_prints_is_as_its_schema_says(command: str) -> None:
    assert printed()[command] != [], "record it: SESSIONS of tests/cli/test_recorded_documents.py"
    for document in printed()[command]:
        faults = [fault.message for fault in validator(command).iter_errors(document)]
        assert faults == []


@pytest.mark.parametrize("command", REPORTS)
def test_a_document_may_have_more_keys_and_never_fewer(command: str) -> None:
    document = printed()[command][0]
    assert validator(command).is_valid({**document, "added_later": 1})
    for key in document:
        less = {other: value for other, value in document.items() if other != key}
        assert not validator(command).is_valid(less)


def test_a_value_of_another_kind_is_no_document() -> None:
    (document,) = [d for d in printed()["person list"] if d["people"]][:1]
    person = document["people"][0]
    for wrong in ({"role": "aunt"}, {"name": None}, {"email": 3}):
        assert not validator("person list").is_valid({**document, "people": [person | wrong]})
    (moved,) = [d for d in printed()["reschedule"] if d["changes"]][:1]
    change = moved["changes"][0] | {"was": "tomorrow"}
    assert not validator("reschedule").is_valid({**moved, "changes": [change]})
