"""Checks of names and notes that people type, before they go on record."""

import re
import unicodedata
from typing import Final

from cpconf.errors import UsageFault

LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 4000
_IN_QUOTES: Final = re.compile("[\u2018-\u201f](.*)[\u2018\u2019\u201c\u201d\u201f]", re.DOTALL)
"""A text between typographic quotes, of whatever kind."""


def read_name(text: str, what: str) -> str:
    """Return a name on one line. Raises UsageFault, which never repeats the name.

    >>> read_name("  Westmere  High School ", "the name")
    'Westmere High School'
    """
    name = " ".join(unquoted(text).split())
    _check(name, what, LONGEST_NAME)
    return name


def unquoted(text: str) -> str:
    """Return a text without the typographic quotes round it, which a word processor puts there.

    >>> unquoted(" “7 Dec 2026” "), unquoted("‘Maeve O’Brien’"), unquoted("Agnes’")
    ('7 Dec 2026', 'Maeve O’Brien', 'Agnes’')
    """
    found = _IN_QUOTES.fullmatch(text.strip())
    return (found[1] if found else text).strip()


def read_note(text: str, what: str) -> str:
    """Return a note or a reason, on one line or several. Raises UsageFault without its words."""
    note = text.replace("\r\n", "\n").strip()
    _check(note.replace("\n", " ").replace("\t", " "), what, LONGEST_NOTE)
    return note


def echoed(what: str, text: str) -> str:
    """Return how an error names a word that is not in a closed list.

    A word that could be a typing mistake is repeated. A person's name is not.

    >>> echoed("role", "charman"), echoed("role", "Robin Example")
    ("role 'charman'", 'such role')
    """
    plain = re.fullmatch(r"[a-z][a-z_!-]{0,23}", text) is not None
    return f"{what} {text!r}" if plain else f"such {what}"


def harmless(text: object, most: int = 200) -> str:
    """Return what was typed, safe for an error: on one line, nothing hidden, not too long."""
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
    """Tell whether a character is invisible; joiners are allowed, as some scripts need them."""
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"}
    return hidden and character not in "\u200c\u200d"
