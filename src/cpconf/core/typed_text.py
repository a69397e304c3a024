"""Names and notes as people give them, before they go on record."""

import re
import unicodedata
from typing import Final

from cpconf.errors import UsageFault

LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 4000


def read_name(text: str, what: str) -> str:
    """A name on one line. Raises UsageFault, which never repeats it.

    >>> read_name("  Westmere  High School ", "the name")
    'Westmere High School'
    """
    name = " ".join(text.split())
    _check(name, what, LONGEST_NAME)
    return name


def read_note(text: str, what: str) -> str:
    """A note or a reason, of one line or several. Raises UsageFault, which never repeats it."""
    note = text.replace("\r\n", "\n").strip()
    _check(note.replace("\n", " ").replace("\t", " "), what, LONGEST_NOTE)
    return note


def echoed(what: str, text: str) -> str:
    """A thing of a closed vocabulary that is not in it, as an error may name it.

    Only what could be a slip of the pen is repeated: where a name stands, it stays unsaid.

    >>> echoed("role", "charman"), echoed("role", "Robin Example")
    ("role 'charman'", 'such role')
    """
    plain = re.fullmatch(r"[a-z][a-z_!-]{0,23}", text) is not None
    return f"{what} {text!a}" if plain else f"such {what}"


def harmless(text: object, most: int = 200) -> str:
    """What was typed, fit to stand in an error: on one line, nothing hidden, not too long."""
    plain = "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in str(text)
    )
    return plain if len(plain) <= most else f"{plain[:most]}…"


def _check(text: str, what: str, longest: int) -> None:
    if not text:
        raise UsageFault(f"{what} is empty")
    if len(text) > longest:
        raise UsageFault(f"{what} is longer than {longest} characters")
    if any(_is_hidden(character) for character in text):
        raise UsageFault(
            f"{what} has control or invisible characters in it: type it again without them"
        )


def _is_hidden(character: str) -> bool:
    """Whether nobody sees it; the joiners are kept, which some scripts' names need."""
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    return hidden and character not in "\u200c\u200d"
