"""Text that wants to do something to the terminal or to the layout, on every screen."""

import dataclasses
import json
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.dates.readings import Timing
from cpconf.render.conferences.record_reports import PeopleReport
from cpconf.render.conferences.reports import StatusReport
from cpconf.render.drawing.json_text import dump
from cpconf.render.drawing.page import Page
from cpconf.render.drawing.safe import clean
from cpconf.render.drawing.wrapping import measure
from cpconf.render.screen import Screen
from tests.render.making import CALENDAR, FILED, NOW, PEOPLE
from tests.render.showing import SCREENS, Stream, shown

PAYLOADS = [
    "\x1b[2J\x1b]0;title\x07",
    "\x9b31mC1",
    "[/]",
    "[bold red]no[/bold red]",
    ":smile: [link=https://example.org]x[/link]",
    "safe\u202edetrevni",
    "zero\u200bwidth\u2066isolate",
    "nul\x00 back\x08\x08 bell\x07",
    "two\r\nlines\nthree\x85four\u2028five",
    "a line\u2029forged",
    "lone \ud800 surrogate",
    "private \ue000 unassigned \U000e0fff",
    "漢字" * 40,
    "e" + "\u0301" * 200,
    "x" * 10_000,
    "word " * 2_000,
    "",
    " ",
]
HOSTILE = st.text(st.characters(), max_size=300) | st.sampled_from(PAYLOADS)


FINDING = {"id", "person", "about", "conditions"}
"""The fields by which values find each other, and the facts that conditions name."""
COUNTED = (WorkingCalendar, Timing)
"""Values that hold no free text but what they are counted by."""


def swapped(value: Any, text: str) -> Any:  # noqa: ANN401 - a value of any kind
    """The same value with every free text in it replaced by another, whatever it is made of."""
    match value:
        case _ if value is None or isinstance(value, (StrEnum, type, *COUNTED)):
            return value
        case str():
            return text
        case tuple() | list() | frozenset():
            within = [swapped(one, text) for one in value]
            return type(value)(*within) if hasattr(value, "_fields") else type(value)(within)
        case Mapping():
            return {key: swapped(one, text) for key, one in value.items()}
        case _ if not dataclasses.is_dataclass(value):
            return value
        case _:
            names = [field.name for field in dataclasses.fields(value) if field.init]
            free = [name for name in names if name not in FINDING]
            changed = {name: swapped(getattr(value, name), text) for name in free}
            return dataclasses.replace(value, **changed)  # type: ignore[type-var]


def hostile(name: str, text: str) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """A screen with hostile text wherever the record has free text."""
    write, given_, named = SCREENS[name]
    return write, tuple(swapped(one, text) for one in given_), named


def check(text: str) -> None:
    for line in text.split("\n"):
        hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert all(unicodedata.category(c) not in hidden for c in line)


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_shown_and_not_obeyed(name: str, payload: str) -> None:
    write, given_, named = hostile(name, payload)
    for width in (40, 80, 120, 200):
        text = shown(write, *given_, width=width, **named)
        check(text)
        if name != "faults":
            assert max(map(measure, text.splitlines())) <= width
        coloured = shown(write, *given_, width=width, environ={"FORCE_COLOR": "1"}, **named)
        assert "\x1b]" not in coloured
        assert "\x1b[2J" not in coloured


@pytest.mark.parametrize("name", SCREENS)
@given(text=HOSTILE)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_at_all_is_harmless(name: str, text: str) -> None:
    write, given_, named = hostile(name, text)
    for encoding in ("utf-8", "ascii", "cp1252"):
        printed = shown(write, *given_, width=80, encoding=encoding, terminal=False, **named)
        check(printed)
        if name != "faults":
            assert max(map(measure, printed.splitlines())) <= 80


@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_is_never_interpreted(payload: str) -> None:
    for markup in ("[/]", "[bold]x[/bold]", ":smile:"):
        assert markup in shown(Page.say, markup + payload, environ={"FORCE_COLOR": "1"})


@given(text=HOSTILE)
def test_json_carries_any_text_unchanged_and_shows_none_of_it(text: str) -> None:
    person = dataclasses.replace(PEOPLE[0], name=text)
    report = PeopleReport.of("EX-2026-01", [person])
    kept = {"person": person.id, "role": "mother", "name": text, "email": person.email}
    kept |= {"phone": person.phone, "agency": person.agency}
    for ascii_only in (False, True):
        written = dump(report, ascii_only=ascii_only)
        assert json.loads(written) == {"cpconf": 1, "ref": "EX-2026-01", "people": [kept]}
        check(written)
        assert written.isascii() or not ascii_only


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_json_fits_any_stream(encoding: str) -> None:
    tasks = tuple(dataclasses.replace(t, title="\ud800 é 漢 \x9b") for t in FILED.tasks)
    filed = dataclasses.replace(FILED, tasks=tasks)
    report = StatusReport.of(filed, CALENDAR, NOW)
    out = Stream(encoding)
    Screen(out, Stream(), {}).print_json(report)
    assert json.loads(out.shown) == json.loads(dump(report))
    assert {task["title"] for task in json.loads(out.shown)["tasks"]} == {"\ud800 é 漢 \x9b"}


def test_messages_are_cleaned_too() -> None:
    err = Stream(terminal=True)
    screen = Screen(Stream(), err, {"NO_COLOR": "1"})
    screen.tell("a\x1b[2Jb")
    screen.warn("c\rd\u202e")
    screen.tell("e\u2028f\u2029g")
    assert err.shown == "a\\x1b[2Jb\nwarning: c\\x0dd\\u202e\ne\\u2028f\\u2029g\n"


@given(text=HOSTILE)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_cleaning_can_cap_the_length() -> None:
    assert clean("abcdef", limit=4) == "abc…"
    assert clean("abcd", limit=4) == "abcd"
