"""The configuration file: TOML, closed keys, errors that name the file and the line."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cpconf.core.calendar import DayOff, OfficeHours
from cpconf.core.when import read_time
from cpconf.errors import UsageFault

KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "authority": {
        "procedure": "the procedure that --procedure stands for when it is not given",
        "office_hours": 'when the office is staffed, as ["09:00", "17:00"]',
    },
    "closure": {
        "date": "a local day off, as 2026-12-29",
        "name": "what it is called in explanations",
    },
    "remind": {
        "deliver": 'how reminders go out: "stdout", "smtp" or "maildir"',
        "fallback": "the address for tasks of a role that nobody holds",
    },
    "smtp": {
        "host": "the mail server",
        "port": "its port",
        "security": '"starttls", "tls", or "none" to a loopback address only',
        "from": "the sender's address",
        "username": "the account, where the server wants one",
        "password_command": "a command that prints the password, which never stands in the file",
    },
}
"""Every table and key that the file may have, with what it is for (the reference is made of it)."""

_LARGEST: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Config:
    """What the authority has configured; the defaults hold without any file.

    Office hours are wall-clock Europe/London.
    """

    procedure: str | None = None
    office: OfficeHours = field(default_factory=OfficeHours)
    closures: tuple[DayOff, ...] = ()
    remind: Mapping[str, str] = field(default_factory=dict)
    smtp: Mapping[str, str | int] = field(default_factory=dict)


def read_config(path: Path, *, must_exist: bool) -> Config:
    """Read the configuration file. Raises UsageFault naming file, line and what is allowed.

    A file that need not exist and does not gives the defaults.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        if must_exist:
            msg = f"no configuration file at {path}: CPCONF_CONFIG names it"
            raise UsageFault(msg) from None
        return Config()
    except OSError as error:
        msg = f"cannot read the configuration file {path}: {error.strerror}"
        raise UsageFault(msg) from error
    if len(raw) > _LARGEST:
        msg = f"{path} is too large to be a configuration file"
        raise UsageFault(msg)
    try:
        text = raw.decode("utf-8-sig")
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        msg = f"{path}: not readable as TOML: {error}"
        raise UsageFault(msg) from error
    return _Reader(path, text).config(document)


class _Reader:
    """Turns the document into a Config, with the file and line in every complaint."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()

    def config(self, document: Mapping[str, Any]) -> Config:
        for name in document:
            if name not in KEYS:
                raise self.fault(name, f"unknown table or key {name!r}", KEYS)
        authority = self.table(document, "authority")
        return Config(
            procedure=self.text(authority, "procedure"),
            office=self.office(authority),
            closures=tuple(self.closure(entry) for entry in self.closures(document)),
            remind=self.reminders(document),
            smtp=self.smtp(document),
        )

    def table(self, document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        table = document.get(name, {})
        if not isinstance(table, dict):
            raise self.fault(name, f"{name} is a table: write [{name}]")
        self.known(name, table)
        return table

    def known(self, name: str, table: Mapping[str, Any]) -> None:
        for key in table:
            if key not in KEYS[name]:
                raise self.fault(key, f"unknown key {key!r} in [{name}]", KEYS[name])

    def closures(self, document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        entries = document.get("closure", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self.fault("closure", "write [[closure]] for each local day off")
        return entries

    def closure(self, entry: Mapping[str, Any]) -> DayOff:
        self.known("closure", entry)
        day, name = entry.get("date"), self.text(entry, "name")
        if type(day) is not dt.date:
            raise self.fault("date", "a [[closure]] has a date without quotes, as 2026-12-29")
        if not name:
            raise self.fault("closure", f"the [[closure]] of {day} has no name")
        return DayOff(day, name, local=True)

    def office(self, authority: Mapping[str, Any]) -> OfficeHours:
        hours = authority.get("office_hours")
        if hours is None:
            return OfficeHours()
        times = [read_time(hour) for hour in hours if isinstance(hour, str)]
        if not isinstance(hours, list) or len(hours) != 2 or len(times) != 2:
            raise self.fault("office_hours", 'office_hours is two times, as ["09:00", "17:00"]')
        opens, closes = times
        if opens is None or closes is None or opens >= closes:
            raise self.fault("office_hours", 'office_hours is two times, as ["09:00", "17:00"]')
        return OfficeHours(opens, closes)

    def reminders(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        table = self.table(document, "remind")
        deliver = self.text(table, "deliver")
        if deliver is not None and deliver not in {"stdout", "smtp", "maildir"}:
            raise self.fault("deliver", f"deliver is stdout, smtp or maildir, not {deliver!r}")
        return {key: value for key in table if (value := self.text(table, key)) is not None}

    def smtp(self, document: Mapping[str, Any]) -> Mapping[str, str | int]:
        table = self.table(document, "smtp")
        port = table.get("port", 587)
        if not isinstance(port, int) or isinstance(port, bool) or not 0 < port < 65536:
            raise self.fault("port", "port is a number from 1 to 65535")
        security = self.text(table, "security")
        if security is not None and security not in {"starttls", "tls", "none"}:
            raise self.fault("security", f"security is starttls, tls or none, not {security!r}")
        return {key: port if key == "port" else self.text(table, key) or "" for key in table}

    def text(self, table: Mapping[str, Any], key: str) -> str | None:
        value = table.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise self.fault(key, f"{key} is a text in quotes")

    def fault(self, key: str, what: str, known: Mapping[str, Any] | None = None) -> UsageFault:
        allowed = f"; known: {', '.join(known)}" if known else ""
        return UsageFault(f"{self.path}:{self.line_of(key)}: {what}{allowed}")

    def line_of(self, key: str) -> int:
        """The first line that mentions the key; good enough for a file this small."""
        for number, line in enumerate(self.lines, start=1):
            code = line.split("#", 1)[0].strip()
            if code.split("=", 1)[0].strip().strip("[]\"' ").split(".")[-1] == key:
                return number
        return 1
