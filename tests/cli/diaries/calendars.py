"""Calendars for the command line: files to import, and people who may be busy."""

from pathlib import Path

from tests.cli.running import Cpconf, Ran
from tests.diaries.calendars import calendar

CHAIR, TAKER, MOTHER = "chair@example.org", "taker@example.org", "m@example.org"
OXFORDSHIRE = ("--procedure", "oxfordshire", "--type", "initial")
TEN = ("DTSTART:20260212T100000", "DTEND:20260212T113000")


def put(cpconf: Cpconf, *parts: str, name: str = "team.ics") -> Path:
    file = cpconf.folder / name
    file.write_bytes(calendar(*parts))
    return file


def import_(cpconf: Cpconf, *parts: str, more: tuple[str, ...] = ()) -> Ran:
    return cpconf.must("diary", "import", str(put(cpconf, *parts)), *more)


def furnished(cpconf: Cpconf) -> Cpconf:
    """A-1 with a chair, a minute taker and a mother; A-2 a week later with nobody."""

    def commands() -> list[Ran]:
        person = ("person", "add", "A-1", "--role")
        return [
            cpconf.book(),
            cpconf.must(*person, "chair", "--name", "Robin Example", "--email", CHAIR),
            cpconf.must(*person, "minute_taker", "--name", "Zoe Sample", "--email", TAKER),
            cpconf.must(*person, "mother", "--name", "Sam Specimen", "--email", MOTHER),
            cpconf.book("A-2", at="2026-02-19T14:00"),
        ]

    cpconf.furnish(("diary",), commands)
    return cpconf
