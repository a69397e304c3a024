"""Characters that break lines, turn them round or hide, out of a real process.

A note or a name may have come into the store by another program, or an earlier version. On a screen
nothing of it may look like another line, or in another order.
"""

import os
import sqlite3
import subprocess
import sys
import unicodedata
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

CPCONF = [sys.executable, "-m", "cpconf"]
HIDDEN: Final = {
    # Unicode 15, chapter 23.2 and UAX 14: what a terminal or an editor takes for the end of a line.
    "next line": "\x85",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "vertical tab": "\x0b",
    "form feed": "\x0c",
    # UAX 9, 2: what changes the direction of text.
    "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f",
    "left-to-right embedding": "\u202a",
    "right-to-left embedding": "\u202b",
    "pop directional formatting": "\u202c",
    "left-to-right override": "\u202d",
    "right-to-left override": "\u202e",
    "left-to-right isolate": "\u2066",
    "right-to-left isolate": "\u2067",
    "first strong isolate": "\u2068",
    "pop directional isolate": "\u2069",
    # Unicode 15, chapter 23.8 and 23.2: what nobody sees.
    "byte order mark": "\ufeff",
    "zero width space": "\u200b",
    # ISO 6429: what terminals obey.
    "escape": "\x1b",
    "control sequence introducer": "\x9b",
}
TEXT: Final = "".join(f"<{number}{one}>" for number, one in enumerate(HIDDEN.values()))
"""All of them, each with its number before it."""

COMMANDS: Final = {
    "person list": ("person", "list", "A-1"),
    "history": ("history", "A-1"),
    "status": ("status", "A-1"),
    "explain": ("explain", "A-1", "O-1a"),
    "diary list": ("diary", "list"),
    "outbox": ("outbox", "--all"),
    "remind": ("remind", "--dry-run"),
    "suggest": ("suggest", "--after", "A-1"),
    "an error": ("reply", "--from", f"{TEXT}.ics"),
    "a wrong reference": ("status", TEXT),
}


def spelt(one: str) -> str:
    code = ord(one)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each command prints, on both streams, of a store that is full of such text."""
    folder = tmp_path_factory.mktemp("hidden")
    (folder / "config.toml").write_text('[remind]\nfallback = "team@example.org"\n', "utf-8")
    (folder / "team.ics").write_bytes(
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260310T100000\r\n"
        b"DTEND:20260310T120000\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    environ = {
        **os.environ,
        "CPCONF_NOW": "2026-01-05T12:00",
        "CPCONF_STORE": str(folder / "store.sqlite"),
        "CPCONF_CONFIG": str(folder / "config.toml"),
        "PYTHONUTF8": "1",
        "COLUMNS": "400",
    }

    def run(*line: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*CPCONF, *line], env=environ, cwd=folder, capture_output=True, check=False
        )

    schedule = ("schedule", "A-1", "--procedure", "oxfordshire", "--type", "initial")
    assert run(*schedule, "--at", "2026-02-12T10:00").returncode == 0
    chair = ("person", "add", "A-1", "--role", "chair", "--name", "Robin Example")
    assert run(*chair, "--email", "chair@example.org").returncode == 0
    assert run("fact", "A-1", "split=no").returncode == 0
    assert run("diary", "import", "team.ics").returncode == 0
    fill(folder / "store.sqlite")
    shown = {}
    for name, line in COMMANDS.items():
        ran = run(*line)
        shown[name] = ran.stdout.decode() + ran.stderr.decode()
    return shown


def fill(store: Path) -> None:
    """Put the text wherever the record has free text."""
    with closing(sqlite3.connect(store)) as sql, sql:
        sql.execute("UPDATE person SET name = ?, agency = ?, phone = ?", [TEXT] * 3)
        sql.execute("UPDATE diary SET name = ?", [TEXT])
        names = [row[1] for row in sql.execute("PRAGMA table_info(history)") if row[1] != "id"]
        chosen = ", ".join("?" if name in {"note", "by"} else name for name in names)
        sql.execute(
            f"INSERT INTO history ({', '.join(names)}) SELECT {chosen} FROM history LIMIT 1",  # noqa: S608 - the names of columns
            [TEXT] * 2,
        )


@pytest.mark.parametrize("one", HIDDEN)
def test_a_character_that_hides_is_spelt_out_on_every_screen(
    printed: dict[str, str], one: str
) -> None:
    for name, text in printed.items():
        assert HIDDEN[one] not in text, name
    for name in ("person list", "history", "suggest", "an error"):
        assert spelt(HIDDEN[one]) in "".join(printed[name].split()), name


def test_no_screen_has_more_lines_than_it_shows(printed: dict[str, str]) -> None:
    assert {name for name, text in printed.items() if text} == set(COMMANDS)
    for name, text in printed.items():
        assert text.splitlines() == text.removesuffix("\n").split("\n"), name
        kinds = {unicodedata.category(one) for one in text} - {"Cc"}
        assert kinds.isdisjoint({"Cf", "Cs", "Co", "Cn", "Zl", "Zp"}), name


def test_the_table_of_hidden_characters_is_as_long_as_it_says() -> None:
    print(f"{len(HIDDEN)} hidden characters on {len(COMMANDS)} screens")
    assert len(set(HIDDEN.values())) == len(HIDDEN) == 20
    assert len(COMMANDS) == 10
