"""The tables of layers and rooms in docs/explanation, made from import-linter's contracts.

A room in a contract without a description here is an error, and so is the reverse.
"""

import tomllib
from pathlib import Path
from typing import Any, Final

from scripts.reference import same, table_of

ROOT: Final = Path(__file__).parents[1]
LAYERS: Final = {
    "__main__": "`python -m cpconf`",
    "cli": "the commands: their options, what they call and show; only they import Typer",
    "app": "clock, configuration, console and store, each made when it is first used",
    "workflow": "what the program does, a function for each act",
    "store": "the database, in a file or on a server: tables, questions and writes",
    "bank_holidays": "England's bank holidays, as a calendar",
    "account": "the system account that runs the program",
    "documents": "PDF and Word files: reading, locking, proving, cutting and putting together",
    "passphrases": "passphrases: making, judging, spelling, and taking them from safe places",
    "mail": "email messages: writing, sending and reading",
    "diaries": "calendar files: writing and reading",
    "render": "screens and JSON documents",
    "procedures": "procedure files and registers: their form, loading and checking",
    "config": "the configuration file",
    "files": "opening files that people name, with a limit on their size",
    "password_commands": "passwords that a command of the configuration prints",
    "processes": "child processes with limits on memory and time",
    "core": "the subject: values and functions that use no clock, file or database",
    "errors": "the base class of all errors, and the list of exit codes",
}
ROOMED: Final = ("cli", "workflow", "render", "store", "documents", "mail", "core")
NOUNS: Final = {
    "conferences": "booking, checklist, facts, people, marks, explanations, history",
    "procedures": "an authority's rules: loading, checking, comparing with a register",
    "stores": "where the store is; making, upgrading, copying and sharing it",
    "sharing": "copies for one person, the two messages, agreed ways",
    "reports": "reports that agencies submit, sets, abridged reports, finding out what a file is",
    "invitations": "who is invited, how they join, what they answer",
    "diaries": "exporting and importing calendars",
    "outbox": "messages that are to be sent, are being sent, or were sent",
    "reminders": "what is newly due, and who is told",
    "mailbox": "incoming reports, and asking for those that are missing",
    "moving": "moving, cancelling, a changed calendar",
    "disclosure": "searching a text for what one person must not learn",
    "dates": "the working calendar, the readings, dates as people write and read them",
}
"""The rooms named by a noun of the trade, in whichever layers they are."""


def layers() -> str:
    """Return the table of layers, from the top down, with what each has."""
    rows = _contract("cpconf")
    same("layers", LAYERS, [name for row in rows for name in row])
    return (
        table_of(
            ("Layer", "Holds"),
            ((f"`{_shown('', name)}`", LAYERS[name]) for row in rows for name in row),
        )
        + "\nThese do not import one another: "
        + "; ".join(", ".join(f"`{name}`" for name in row) for row in rows if len(row) > 1)
        + ".\n"
    )


def rooms() -> str:
    """Return the rooms of each layer, from the top down; those in one line are independent."""
    lines = []
    for layer in ROOMED:
        for place, row in enumerate(_contract(f"cpconf.{layer}")):
            names = " │ ".join(_shown(layer, name) for name in row)
            lines.append(f"{f'{layer}/' if not place else '':<13}{names}")
        lines.append("")
    return "```\n" + "\n".join(lines).rstrip() + "\n```\n"


def nouns() -> str:
    """Return the table of nouns: what each has, and the layers where it has a room."""
    found = {
        name: [
            layer for layer in ROOMED if any(name in row for row in _contract(f"cpconf.{layer}"))
        ]
        for name in NOUNS
    }
    same("nouns", [name for name, where in found.items() if where], NOUNS)
    return table_of(
        ("Room", "Holds", "Is in"),
        (
            (name, NOUNS[name], ", ".join(f"`{layer}`" for layer in where))
            for name, where in found.items()
        ),
    )


def _contract(container: str) -> list[list[str]]:
    """Return the layers of import-linter's contract for a package, from the top down."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    found: list[dict[str, Any]] = [
        one for one in settings["contracts"] if one.get("containers") == [container]
    ]
    (contract,) = found
    if not contract["exhaustive"]:
        raise ValueError(f"the contract on {container} leaves rooms out")
    return [[name.strip() for name in row.split("|")] for row in contract["layers"]]


def _shown(layer: str, name: str) -> str:
    """Return a room's name on the disk: a file with its suffix, a folder without."""
    return f"{name}.py" if (ROOT / "src" / "cpconf" / layer / f"{name}.py").is_file() else name
