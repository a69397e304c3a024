"""The configuration file: TOML with a closed list of keys; errors name the file and the line."""

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cpconf import files
from cpconf.core.dates.calendar import DayOff, OfficeHours
from cpconf.core.dates.when import read_time
from cpconf.core.typed_text import harmless
from cpconf.core.words import FileType
from cpconf.errors import UsageFault

KEYS: Final[Mapping[str, Mapping[str, str]]] = {
    "authority": {
        "procedure": "the procedure to use when --procedure is not given",
        "office_hours": 'when the office is staffed, as ["09:00", "17:00"]',
    },
    "closure": {
        "date": "a local day off, as 2026-12-29",
        "name": "its name, for explanations",
    },
    "store": {
        "password_command": "a command that prints the password for the store's server",
    },
    "remind": {
        "deliver": (
            'how reminders are sent: "stdout", "smtp" or "maildir"; invitations that are owed are '
            "always sent by [smtp]"
        ),
        "fallback": "the address for tasks of a role that nobody holds",
        "escalate_after": "working days overdue until the manager is told; 0: never",
        "maildir": "the Maildir to write messages to; default: Maildir in your home folder",
        "ping_command": "a command that is run after each successful run, to tell a monitor",
    },
    "smtp": {
        "host": "the mail server",
        "port": "its port",
        "security": '"starttls", "tls", or "none" to a loopback address only',
        "from": "the sender's address",
        "username": "the account, if the server needs one",
        "password_command": "a command that prints the password, which is never in the file",
    },
    "invite": {
        "organiser": "the address that invites and gets the answers; default: from in [smtp]",
        "guide": "a file for parents on how to join, attached to their invitations",
        "feedback_form": "your own feedback form, attached to every invitation",
        "letter": "your own Word template for letters of invitation",
        "contact": "whom to ask, as the messages say it; such as a telephone number",
    },
    "mailbox": {
        "host": "the server of the conference team's mailbox",
        "port": "its port; default: 993",
        "username": "the account",
        "password_command": "a command that prints the password, which is never in the file",
        "folder": "the folder that is read; default: INBOX",
        "reports": "the folder for reports that arrive",
    },
}
"""Every table and key that the file may have, and what it is for (the reference is made of it)."""

PLAIN_ADDRESS: Final = re.compile(
    r"[a-z0-9]{1,20}([._-][a-z0-9]{1,20}){0,2}@([a-z][a-z0-9]{0,29}\.){1,4}[a-z]{2,10}",
    re.ASCII | re.IGNORECASE,
)
"""Addresses that are surely valid. The check of all others is in `mail`, and slow to load."""

_EXAMPLES: Final[Mapping[tuple[str, str], str]] = {
    ("authority", "procedure"): "hounslow",
    ("smtp", "host"): "mail.example.org",
    ("smtp", "from"): "conferences@example.org",
    ("invite", "organiser"): "conferences@example.org",
    ("mailbox", "host"): "imap.example.org",
    ("mailbox", "username"): "conferences",
    ("mailbox", "password_command"): "a command that prints the password",
}
"""What messages give as examples of the keys that they ask for."""
_LARGEST: Final = 1 << 20
_LONGEST_CONTACT: Final = 200
_LOOPBACK: Final = re.compile(r"localhost|::1|127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}", re.ASCII)
_INVITE_FILES: Final[Mapping[str, tuple[FileType, ...]]] = {
    "guide": tuple(FileType),
    "feedback_form": tuple(FileType),
    "letter": (FileType.DOCX,),
}
_Place = tuple[str | int, ...]
_JudgeAddress = Callable[[str], object]
"""A function that raises UsageFault for an address that mail cannot be sent to or from."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the authority has configured. The defaults are used without a file.

    Office hours are wall-clock Europe/London.
    """

    procedure: str | None = None
    office: OfficeHours = field(default_factory=OfficeHours)
    closures: tuple[DayOff, ...] = ()
    store: Mapping[str, str] = field(default_factory=dict)
    remind: Mapping[str, str | int] = field(default_factory=dict)
    smtp: Mapping[str, str | int] = field(default_factory=dict)
    invite: Mapping[str, str | int] = field(default_factory=dict)
    mailbox: Mapping[str, str | int] = field(default_factory=dict)
    path: Path = Path("config.toml")
    tables: frozenset[str] = frozenset()

    def to_write(self, table: str, *keys: str) -> str:
        """Return the lines of a message that show how to give `keys`, and in which file.

        The table's own line is among them unless the file has it: TOML takes it only once.
        """
        there = table in self.tables
        where = f"below [{table}] in" if there else "into"
        lines = [f'{key} = "{_EXAMPLES[table, key]}"' for key in keys]
        return "\n".join(
            [f"Write {where} {harmless(self.path)}:", *([] if there else [f"[{table}]"]), *lines]
        )

    @property
    def sender(self) -> str | None:
        """The sender's address of mail, where one is configured."""
        return str(self.smtp["from"]) if "from" in self.smtp else None


def read_config(path: Path, *, must_exist: bool, judge_address: _JudgeAddress) -> Config:
    """Read the configuration file, and check all of it.

    Returns the defaults if there is no file, unless it must exist. Raises UsageFault naming file,
    line and what is allowed, also for keys that the present command does not use.
    """
    try:
        with files.opened(path) as file:
            raw = file.read(_LARGEST + 1)
    except FileNotFoundError:
        if must_exist:
            raise UsageFault(
                f"no configuration file at {harmless(path)}: correct CPCONF_CONFIG, or unset it"
            ) from None
        return Config(path=path)
    except (OSError, ValueError) as error:
        reason = files.why(error) if isinstance(error, OSError) else "it is not a path"
        raise UsageFault(
            f"cannot read the configuration file {harmless(path)}: {reason}"
        ) from error
    if len(raw) > _LARGEST:
        raise UsageFault(f"{harmless(path)} is too large to be a configuration file")
    try:
        text = raw.decode("utf-8-sig")
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageFault(f"{harmless(path)}: not readable as TOML: {error}") from error
    return _Reader(path, text, judge_address).config(document)


class _Reader:
    """A reader that turns the document into a Config, with file and line in every error."""

    def __init__(self, path: Path, text: str, judge_address: _JudgeAddress) -> None:
        self.path = path
        self.lines = _lines(text)
        self.judge_address = judge_address

    def config(self, document: Mapping[str, Any]) -> Config:
        for name in document:
            if name not in KEYS:
                raise self.unknown((name,), f"unknown table or key {name!r}", KEYS)
        authority = self.table(document, "authority")
        return Config(
            procedure=self.text(authority, ("authority", "procedure")),
            office=self.office(authority),
            closures=tuple(self.closures(document)),
            store=self.store(document),
            remind=self.reminders(document),
            smtp=self.smtp(document),
            invite=self.invite(document),
            mailbox=self.mailbox(document),
            path=self.path,
            tables=frozenset(document),
        )

    def table(self, document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        table = document.get(name, {})
        if not isinstance(table, dict):
            raise self.fault((name,), f"{name} is a table: write [{name}]")
        self.known(table, (name,))
        return table

    def known(self, table: Mapping[str, Any], place: _Place) -> None:
        name = str(place[0])
        for key in table:
            if key not in KEYS[name]:
                what = f"unknown key {key!r} in [{name}]"
                raise self.unknown((*place, key), what, KEYS[name])

    def closures(self, document: Mapping[str, Any]) -> Iterator[DayOff]:
        entries = document.get("closure", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self.fault(("closure",), "write [[closure]] for each local day off")
        for number, entry in enumerate(entries, start=1):
            place = ("closure", number)
            self.known(entry, place)
            day, name = entry.get("date"), self.text(entry, (*place, "name"))
            if type(day) is not dt.date:
                what = "a [[closure]] needs a date without quotes, such as 2026-12-29"
                raise self.fault((*place, "date"), what)
            if not name:
                raise self.fault(place, f"the [[closure]] of {day} has no name")
            yield DayOff(day, name, local=True)

    def office(self, authority: Mapping[str, Any]) -> OfficeHours:
        hours = authority.get("office_hours")
        if hours is None:
            return OfficeHours()
        match hours:
            case [str(opening), str(closing)]:
                opens, closes = read_time(opening), read_time(closing)
                if opens is not None and closes is not None and opens < closes:
                    return OfficeHours(opens, closes)
            case _:
                pass
        what = 'office_hours must be two times, such as ["09:00", "17:00"]'
        raise self.fault(("authority", "office_hours"), what)

    def store(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        texts = self.texts(self.table(document, "store"), "store")
        self.plain(texts, ("store", "password_command"))
        return texts

    def reminders(self, document: Mapping[str, Any]) -> Mapping[str, str | int]:
        table = self.table(document, "remind")
        self.one_of(table, ("remind", "deliver"), ("stdout", "smtp", "maildir"))
        if table.get("deliver") == "smtp" and not self.table(document, "smtp").get("host"):
            what = 'deliver = "smtp" needs a mail server: give host and from in [smtp]'
            raise self.fault(("remind", "deliver"), what)
        days = self.number(table, ("remind", "escalate_after"), 0, 60)
        texts = self.texts(table, "remind", but=days)
        self.address(texts, ("remind", "fallback"))
        if (maildir := texts.get("maildir")) is not None and not _is_whole(maildir):
            raise self.fault(
                ("remind", "maildir"), "[remind] maildir must be the full path of a folder"
            )
        return {**days, **texts}

    def smtp(self, document: Mapping[str, Any]) -> Mapping[str, str | int]:
        table = self.table(document, "smtp")
        port = self.number(table, ("smtp", "port"), 1, 65535)
        self.one_of(table, ("smtp", "security"), ("starttls", "tls", "none"))
        texts = self.texts(table, "smtp", but=port)
        if texts.get("security") == "none" and not _is_loopback(texts.get("host") or ""):
            what = 'security = "none" is for a mail server on this machine only'
            raise self.fault(("smtp", "security"), what)
        self.address(texts, ("smtp", "from"))
        self.account(texts, "smtp")
        return {**port, **texts}

    def invite(self, document: Mapping[str, Any]) -> Mapping[str, str]:
        texts = self.texts(self.table(document, "invite"), "invite")
        self.address(texts, ("invite", "organiser"))
        for key, types in _INVITE_FILES.items():
            suffixes = tuple(f".{type_}" for type_ in types)
            text = texts.get(key)
            if text is not None and not (_is_whole(text) and text.lower().endswith(suffixes)):
                what = f"[invite] {key} must be the full path of a {' or '.join(suffixes)} file"
                raise self.fault(("invite", key), what)
        contact = " ".join(texts.get("contact", "").split())
        if not contact.isprintable() or len(contact) > _LONGEST_CONTACT:
            what = f"[invite] contact must be one line, at most {_LONGEST_CONTACT} plain characters"
            raise self.fault(("invite", "contact"), what)
        return texts

    def mailbox(self, document: Mapping[str, Any]) -> Mapping[str, str | int]:
        table = self.table(document, "mailbox")
        port = self.number(table, ("mailbox", "port"), 1, 65535)
        texts = self.texts(table, "mailbox", but=port)
        self.account(texts, "mailbox")
        self.plain(texts, ("mailbox", "folder"))
        return {**port, **texts}

    def account(self, texts: Mapping[str, str], table: str) -> None:
        """Refuse a username without the command for its password, or the other way round."""
        pair = ("username", "password_command")
        given = [key for key in pair if key in texts]
        if len(given) == 1:
            what = f"in [{table}], username and password_command go together: give both or neither"
            raise self.fault((table, given[0]), what)
        for key in given:
            self.plain(texts, (table, key))

    def plain(self, texts: Mapping[str, str], place: tuple[str, str]) -> None:
        text = texts.get(place[1], "")
        if not text.isascii() or not text.isprintable():
            raise self.fault(place, f"[{place[0]}] {place[1]} must have plain characters only")

    def address(self, texts: Mapping[str, str], place: tuple[str, str]) -> None:
        """Refuse an address that mail cannot be sent to or from, without repeating it."""
        text = texts.get(place[1])
        if text is None or PLAIN_ADDRESS.fullmatch(text):
            return
        try:
            self.judge_address(text)
        except UsageFault:
            what = f"[{place[0]}] {place[1]} is not one plain email address"
            raise self.fault(place, what) from None

    def number(
        self, table: Mapping[str, Any], place: tuple[str, str], least: int, most: int
    ) -> Mapping[str, int]:
        """Return the key with its number; empty where there is none."""
        value = table.get(place[1])
        if value is None:
            return {}
        if type(value) is not int or not least <= value <= most:
            raise self.fault(place, f"{place[1]} must be a whole number from {least} to {most}")
        return {place[1]: value}

    def texts(
        self, table: Mapping[str, Any], name: str, *, but: Collection[str] = ()
    ) -> Mapping[str, str]:
        """Return every text of a table."""
        found = {key: self.text(table, (name, key)) for key in table if key not in but}
        return {key: text for key, text in found.items() if text is not None}

    def one_of(
        self, table: Mapping[str, Any], place: tuple[str, str], allowed: tuple[str, ...]
    ) -> None:
        chosen = self.text(table, place)
        if chosen is not None and chosen not in allowed:
            raise self.fault(
                place, f"{place[1]} must be one of {', '.join(allowed)}, not {chosen!r}"
            )

    def text(self, table: Mapping[str, Any], place: _Place) -> str | None:
        value = table.get(str(place[-1]))
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        raise self.fault(place, f"{place[-1]} must be text in quotes")

    def unknown(self, place: _Place, what: str, known: Mapping[str, Any]) -> UsageFault:
        """Return the error for an unknown key: where it belongs, else what is known there."""
        homes = " or ".join(_headed(table) for table in KEYS if place[-1] in KEYS[table])
        if homes:
            return self.fault(place, f"{place[-1]!r} belongs under {homes}")
        return self.fault(place, f"{what}; known: {', '.join(known)}")

    def fault(self, place: _Place, what: str) -> UsageFault:
        line = self.lines.get(place) or self.lines.get(place[:-1]) or 1
        return UsageFault(f"{harmless(self.path)}:{line}: {what}")


def _headed(table: str) -> str:
    return f"[[{table}]]" if table == "closure" else f"[{table}]"


def _lines(text: str) -> Mapping[_Place, int]:
    """Return the line of each table and key, for a file with one key a line."""
    lines: dict[_Place, int] = {}
    table: _Place = ()
    closures = 0
    for number, line in enumerate(text.splitlines(), start=1):
        code = line.strip()
        if code.split("#")[0].replace(" ", "").startswith("[[closure]]"):
            closures += 1
            table = ("closure", closures)
            lines.setdefault(("closure",), number)
        elif code.startswith("["):
            table = (code.lstrip("[ \t\"'").split("]")[0].strip(" \t\"'"),)
        elif "=" in code and not code.startswith("#"):
            key = (part.strip(" \"'") for part in code.split("=", 1)[0].split("."))
            lines.setdefault((*table, *key), number)
            continue
        else:
            continue
        lines.setdefault(table, number)
    return lines


def _is_loopback(host: str) -> bool:
    """Tell whether mail to that host stays on this machine."""
    return _LOOPBACK.fullmatch(host.strip("[]").lower()) is not None


def _is_whole(path: str) -> bool:
    """Tell whether a path means the same file from any folder, so for cron too."""
    return path.isprintable() and (path.startswith("~") or Path(path).is_absolute())
