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
    "cli": "reads the words, shows the screens; nothing else imports Typer",
    "app": "the clock, the configuration, the console, the store: none made before it is needed",
    "workflow": "the verbs of the program, a function for each",
    "store": "what is on record, in a file or on a server: asked and written",
    "bank_holidays": "England's bank holidays, as a calendar",
    "account": "whose account runs the program",
    "documents": "PDF and Word files: looked at, locked, proved, cut and put together",
    "passphrases": "made, judged, spelt, and taken from safe places",
    "mail": "messages written, sent and read",
    "diaries": "calendars written and read",
    "render": "screens and JSON; nothing else draws",
    "procedures": "the forms of the TOML files, and what reads and checks them",
    "config": "the configuration file",
    "password_commands": "passwords that a command of the configuration prints",
    "files": "opens what people name: plain files, within a size",
    "processes": "processes of our own, within bounds of memory and time",
    "core": "the subject: values and functions, without clock, file or database",
    "errors": "one base class, one list of exit codes",
}
ROOMED: Final = ("cli", "workflow", "render", "store", "documents", "mail", "core")
NOUNS: Final = {
    "conferences": "booking, checklist, facts, people, marks, why a date is so, history",
    "procedures": "what an authority's rules say; loading, checking, covering",
    "stores": "where the store is; making, upgrading, copying and sharing it",
    "sharing": "copies for one person, the two messages, agreed ways",
    "reports": "what agencies submit; sets, abridged reports, any file",
    "invitations": "whom to invite, how they join, what they answer",
    "diaries": "calendars out and in",
    "outbox": "messages owed, claimed, sent",
    "reminders": "what is newly due, and to whom it is told",
    "mailbox": "reports that come in, and those that are still to come",
    "moving": "a new date, the end of it, a changed calendar",
    "disclosure": "what must not reach one person, searched for in a text",
    "dates": "the working calendar, the readings, moments as people write and say them",
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
        + "\nStrangers to one another: "
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
