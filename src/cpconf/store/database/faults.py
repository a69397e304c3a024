"""What is wrong with a store or with a row in it, in words that help; never with a value in it."""

from typing import Final

from cpconf.errors import NotFound, StoreBusy, StoreFault

GO_BACK: Final = "go back to your last backup"


class NoStore(NotFound):
    """There is no store at that place yet."""

    def __init__(self, name: str) -> None:
        super().__init__(f"there is nothing yet: no store at {name}")


class OlderForm(StoreFault):
    """The store has an older form and must be brought up to date before it is used."""

    def __init__(self, name: str, form: int) -> None:
        super().__init__(f"the store {name} has the older form {form}")


class NotText(StoreFault):
    """A column holds bytes that are no text, which only a damaged file does."""


def damaged(name: str) -> StoreFault:
    """Say that a store cannot be read any more."""
    return StoreFault(_damaged(name))


def not_text(name: str) -> NotText:
    """Say that a store cannot be read any more, for the bytes of a text in it."""
    return NotText(_damaged(name))


def _damaged(name: str) -> str:
    return f"the store {name} is damaged and was left as it is: keep a copy of it and {GO_BACK}"


def too_new(name: str, form: int, known: int) -> StoreFault:
    """Say that a later version of the program made the store."""
    return StoreFault(
        f"the store {name} was made by a later cpconf: it has form {form}, and this cpconf "
        f"knows forms up to {known}: upgrade cpconf"
    )


def garbled(what: str) -> StoreFault:
    """Say that one row holds something that the program never writes."""
    return StoreFault(f"the store holds something unreadable: {what}; {GO_BACK}")


def altered(what: str) -> StoreFault:
    """Say that something readable is not what was kept: its SHA-256, or its source, differs."""
    return StoreFault(
        f"the store is damaged: {what} is no longer as it was recorded, and nothing was worked out "
        f"from it\nKeep a copy of the store, and {GO_BACK}"
    )


def incomplete() -> StoreFault:
    """Say, at the end, that some rows could not be read, and were left out or shown in part."""
    return StoreFault(
        f"the store is damaged, and what is shown is not all of it: keep a copy of it and {GO_BACK}"
    )


def changed_meanwhile() -> StoreBusy:
    """Say that another command changed what this one had read."""
    return StoreBusy("the conference was changed by another command meanwhile: try again")


def busy(name: str) -> StoreBusy:
    """Say that another command kept the store busy for as long as this one may wait."""
    return StoreBusy(f"the store {name} is busy: another command is writing to it; try again")
