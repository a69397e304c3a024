"""What holds for every command: codes, streams, clock, store, and no harm from bad input."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from cpconf import __version__
from tests.cli.running import NOON, OVER, Cpconf

BOOKED = ("--procedure", "oxfordshire", "--type", "initial", "--at", "2026-02-12T10:00")
COMMANDS = [
    *("schedule", "check", "suggest", "reschedule", "cancel", "held", "anchor"),
    *("done", "undo", "skip"),
    *("fact", "status", "explain", "history"),
    *("person add", "person list", "person change", "working-days check", "working-days apply"),
    *("procedure list", "procedure show", "procedure check", "procedure cover"),
    *("remind", "outbox", "outbox retry", "outbox sent", "outbox drop"),
    *("invite", "invited", "reply", "inbox", "chase"),
    *("diary export", "diary import", "diary list", "diary forget"),
]
REPORTS = [
    ("status",),
    ("status", "A-1"),
    ("status", "A-1", "--all"),
    ("status", "--exit-code"),
    ("status", "--role", "chair"),
    ("schedule", "A-2", *BOOKED),
    ("schedule", "A-2", *BOOKED, "--dry-run"),
    ("schedule", "--from", "rows.csv"),
    ("check", "2026-02-13T10:00", *BOOKED[:4]),
    ("suggest", *BOOKED[:4]),
    ("reschedule", "A-1", "--at", "2026-03-05T10:00", "--reason", "x"),
    ("reschedule", "A-1", "--at", "2026-03-05T10:00", "--reason", "x", "--dry-run"),
    ("held", "A-1"),
    ("anchor", "A-1", "--strategy-discussion", "2026-01-22"),
    ("fact", "A-1"),
    ("fact", "A-1", "split"),
    ("person", "add", "A-1", "--role", "chair", "--name", "Robin Example"),
    ("person", "list", "A-1"),
    ("explain", "A-1", "O-13a"),
    ("explain", "A-1", "E-ICPC-15"),
    ("history", "A-1"),
    ("working-days", "check"),
    ("working-days", "apply"),
    ("working-days", "apply", "--dry-run"),
    ("procedure", "list"),
    ("procedure", "show", "hounslow"),
    ("procedure", "check", "hounslow"),
    ("procedure", "cover", "hounslow"),
    ("remind", "--dry-run"),
    ("outbox",),
    ("outbox", "--all"),
    ("invited", "A-1"),
    ("diary", "list"),
    ("chase", "A-1", "--dry-run"),
]
"""Every command that reports, as it can be typed with `--json` on a store with A-1."""


def test_the_version_is_one_line(cpconf: Cpconf) -> None:
    assert cpconf("--version") == (0, f"cpconf {__version__}\n", "")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(cpconf: Cpconf, command: str) -> None:
    for option in ("--help", "-h"):
        ran = cpconf(*command.split(), option)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("Usage: cpconf")
    assert not cpconf.has_store


@pytest.mark.parametrize(
    "command", [(), ("person",), ("procedure",), ("working-days",), ("diary",)]
)
def test_without_a_command_there_is_help_that_reads_as_help(
    cpconf: Cpconf, command: tuple[str, ...]
) -> None:
    ran = cpconf(*command)
    assert "Usage: cpconf" in ran.out + ran.err
    assert "cpconf: Usage" not in ran.out + ran.err


@pytest.mark.parametrize("command", [*REPORTS, ("remind",)], ids=" ".join)
def test_json_is_one_document_and_nothing_else(ready: Cpconf, command: tuple[str, ...]) -> None:
    ran = ready.must(*command, "--json", now=OVER if command[0] == "held" else NOON)
    assert ran.json["cpconf"] == 1
    assert ran.out.startswith("{")
    assert ran.out.endswith("}\n")
    assert "\x1b" not in ran.out


@pytest.mark.parametrize("command", REPORTS, ids=" ".join)
def test_without_json_there_is_something_to_read(ready: Cpconf, command: tuple[str, ...]) -> None:
    ran = ready.must(*command, now=OVER if command[0] == "held" else NOON)
    assert ran.out + ran.err
    assert "\x1b" not in ran.out + ran.err


def test_the_clock_is_read_with_or_without_an_offset(cpconf: Cpconf) -> None:
    cpconf.book()
    moments = {
        "2026-07-01T10:00": "2026-07-01T10:00:00+01:00",
        "2026-07-01T10:00:30": "2026-07-01T10:00:30+01:00",
        "2026-07-01T10:00Z": "2026-07-01T11:00:00+01:00",
        "2026-07-01T10:00:00+02:00": "2026-07-01T09:00:00+01:00",
        "2026-07-01": "2026-07-01T00:00:00+01:00",
    }
    for written, meant in moments.items():
        cpconf.must("done", "A-1", "O-13a", now=written)
        assert cpconf.status().task("O-13a")["marked_at"] == meant
        cpconf.must("undo", "A-1", "O-13a")


@pytest.mark.parametrize("now", ["soon", "2026-02-30", "1999-01-01", "12/13/2026", "0", "x" * 9999])
@pytest.mark.parametrize("command", [("status", "--json"), ("done", "A-1", "O-13a")])
def test_a_clock_that_cannot_be_read_is_wrong_usage(
    ready: Cpconf, now: str, command: tuple[str, ...]
) -> None:
    before = ready.contents
    ran = ready(*command, now=now)
    assert (ran.code, ran.out) == (2, "")
    assert ready.contents == before


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_passes_over_a_clock_that_cannot_be_read(cpconf: Cpconf, command: str) -> None:
    ran = cpconf(*command.split(), now="tomorrow")
    assert (ran.code, ran.out) == (2, "")
    assert ran.errors[0].startswith("cpconf: CPCONF_NOW: cannot read the date 'tomorrow'")
    assert cpconf(*command.split(), "--help", now="tomorrow").code == 0
    assert not cpconf.has_store


@pytest.mark.parametrize("now", ["2026-10-25T01:30+01:00", "2026-10-25T01:30Z"])
def test_the_clock_may_stand_in_the_hour_that_comes_twice(cpconf: Cpconf, now: str) -> None:
    cpconf.book()
    cpconf.must("status", "--json", now=now)


def test_an_empty_clock_is_none(cpconf: Cpconf) -> None:
    cpconf.book(at="2100-12-01T10:00")
    assert cpconf.status("A-1", now="").task("O-13a")["urgency"] == "later"


EMPTY: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("status",), {"tasks": []}),
    (("status", "A-1"), {"conference": None, "limits": [], "tasks": []}),
    (("person", "list", "A-1"), {"people": []}),
    (("fact", "A-1"), {"facts": []}),
    (("explain", "A-1", "O-13a"), {}),
    (("history", "A-1"), {"entries": []}),
    (("working-days", "check"), {"changes": []}),
]


@pytest.mark.parametrize(("command", "empty"), EMPTY, ids=" ".join)
def test_reading_before_there_is_a_store_gives_empty_json(
    cpconf: Cpconf, command: tuple[str, ...], empty: dict[str, Any]
) -> None:
    ran = cpconf(*command, "--json")
    assert ran.code == 0
    assert ran.json.items() >= ({"cpconf": 1} | empty).items()
    assert not cpconf.has_store


@pytest.mark.parametrize("command", [command for command, _ in EMPTY[:-1]], ids=" ".join)
def test_reading_before_there_is_a_store_says_that_there_is_nothing_yet(
    cpconf: Cpconf, command: tuple[str, ...]
) -> None:
    ran = cpconf(*command)
    assert ran.code == 0
    assert "nothing yet" in ran.out + ran.err
    assert not cpconf.has_store


@pytest.mark.parametrize(
    "command",
    [
        ("done", "A-1", "O-13a"),
        ("fact", "A-1", "split"),
        ("person", "add", "A-1", "--role", "chair", "--name", "R"),
        ("held", "A-1"),
        ("cancel", "A-1", "--reason", "x", "--authorised-by", "Jo Example"),
    ],
    ids=" ".join,
)
def test_recording_before_there_is_a_store_finds_no_conference(
    cpconf: Cpconf, command: tuple[str, ...]
) -> None:
    ran = cpconf(*command)
    assert ran.code == 4
    assert "nothing yet" in ran.err
    assert not cpconf.has_store


def test_the_first_command_that_writes_makes_the_store(cpconf: Cpconf) -> None:
    assert not cpconf.has_store
    cpconf.must("schedule", "A-1", *BOOKED)
    assert cpconf.has_store


def test_the_folder_of_the_store_is_made_with_it(cpconf: Cpconf) -> None:
    store = cpconf.folder / "new" / "folder" / "store.sqlite"
    cpconf.must("--store", str(store), "schedule", "A-1", *BOOKED)
    assert store.exists()


def test_the_option_comes_before_the_environment(cpconf: Cpconf) -> None:
    other = str(cpconf.folder / "other.sqlite")
    cpconf.must("--store", other, "schedule", "A-1", *BOOKED)
    assert not cpconf.has_store
    assert cpconf.must("--store", other, "status", "--json").json["tasks"]
    assert cpconf.must("status", "--json").json["tasks"] == []


def test_an_empty_store_option_is_wrong_usage(ready: Cpconf) -> None:
    assert ready("--store", "", "status").code == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows tells folders by its registry")
def test_without_either_the_store_lies_in_the_data_folder(
    cpconf: Cpconf, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CPCONF_STORE")
    cpconf.must("schedule", "A-1", *BOOKED)
    assert len(list(home.rglob("cpconf.sqlite"))) == 1
    assert cpconf.must("status", "--json").json["tasks"]


def test_reading_changes_no_byte(ready: Cpconf) -> None:
    before = ready.files
    for command in REPORTS:
        if command[0] in {"status", "explain", "history", "check", "suggest", "procedure"}:
            ready.must(*command)
    for command in (("person", "list", "A-1"), ("fact", "A-1"), ("working-days", "check")):
        ready.must(*command)
    assert ready.files == before


def test_roles_and_facts_may_be_written_with_either_dash(cpconf: Cpconf) -> None:
    cpconf.book()
    for role in ("minute-taker", "minute_taker"):
        cpconf.add("A-1", role)
        cpconf.must("status", "--role", role)
    for fact in ("no-second-device", "no_second_device"):
        cpconf.must("fact", "A-1", f"{fact}=no")


def test_no_colour_goes_into_a_pipe_or_against_the_environment(ready: Cpconf) -> None:
    for command in REPORTS:
        ran = ready(*command)
        assert not re.search(r"\x1b\[", ran.out + ran.err)


def test_keys_of_the_json_are_in_ascii_and_values_as_they_are(cpconf: Cpconf) -> None:
    cpconf.book()
    cpconf.add("A-1", "mother", name="Zoë 李 😀")
    ran = cpconf.must("person", "list", "A-1", "--json")
    assert json.loads(ran.out)["people"][0]["name"] == "Zoë 李 😀"
