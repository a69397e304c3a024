"""Errors about a store or a row in it. No message contains a value from a row."""

from typing import Final

from cpconf.errors import NotFound, StoreBusy, StoreFault

GO_BACK: Final = "go back to your last backup"


class NoStore(NotFound):
    """The error for a place that has no store yet."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is nothing yet: no store at {name}")


class OlderForm(StoreFault):
    """The error for a store of an older form, which must be upgraded before it is used."""

    def __init__(self, name: str, form: int) -> None:
        super().__init__(f"the store {name} has the older form {form}")


class NotText(StoreFault):
    """The error for a column with bytes that are not valid text, which only a damaged file has."""


def damaged(name: str) -> StoreFault:
    """Return the error for a store that can no longer be read."""
    return StoreFault(_damaged(name))


def not_text(name: str) -> NotText:
    """Return the error for a store that can no longer be read because of bytes in a text."""
    return NotText(_damaged(name))


def _damaged(name: str) -> str:
    return f"the store {name} is damaged and was left as it is: keep a copy of it and {GO_BACK}"


def not_a_store(name: str, why: str) -> StoreFault:
    """Return the error for a file, or a database, that was never a store."""
    return StoreFault(
        f"{name} is not a cpconf store ({why}) and was left as it is: check --store or CPCONF_STORE"
    )


def too_new(name: str, form: int, known: int) -> StoreFault:
    """Return the error for a store that a later version of the program made."""
    return StoreFault(
        f"the store {name} was made by a later cpconf: it has form {form}, and this cpconf "
        f"knows forms up to {known}: upgrade cpconf"
    )


def garbled(what: str) -> StoreFault:
    """Return the error for a row that holds something the program never writes."""
    return StoreFault(f"the store holds something unreadable: {what}; {GO_BACK}")


def altered(what: str) -> StoreFault:
    """Return the error for readable data that no longer matches its SHA-256 or its source."""
    return StoreFault(
        f"the store is damaged: {what} is no longer as it was recorded, and nothing was worked out "
        f"from it\nKeep a copy of the store, and {GO_BACK}"
    )


def incomplete() -> StoreFault:
    """Return the error for the end of a command: rows were left out, or shown in part."""
    return StoreFault(
        f"the store is damaged, and what is shown is not all of it: keep a copy of it and {GO_BACK}"
    )


def changed_meanwhile() -> StoreBusy:
    """Return the error that another command changed what this one had read."""
    return StoreBusy("the conference was changed by another command meanwhile: try again")


def busy(name: str) -> StoreBusy:
    """Return the error that another command kept the store busy for too long."""
    return StoreBusy(f"the store {name} is busy: another command is writing to it; try again")
