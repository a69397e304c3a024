"""Spelling a passphrase over the telephone, with the alphabet of aviation.

ICAO Annex 10, Volume II, chapter 5: figure 5-1 for the letters (spelt there "Alfa" and "Juliett").
Figures are said as plain English digits. Capitals are announced; other letters are lower case.
"""

import re
from typing import Final

from cpconf.errors import Refused

ALPHABET: Final = (
    *("Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India"),
    *("Juliett", "Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo"),
    *("Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu"),
)
LETTERS: Final = {word[0].lower(): word for word in ALPHABET}
FIGURES: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DIGITS: Final = {str(digit): word for digit, word in enumerate(FIGURES)}
SIGNS: Final = {
    " ": "space",
    "!": "exclamation mark",
    '"': "double quotation mark",
    "#": "hash",
    "$": "dollar sign",
    "%": "per cent sign",
    "&": "ampersand",
    "'": "apostrophe",
    "(": "opening round bracket",
    ")": "closing round bracket",
    "*": "asterisk",
    "+": "plus sign",
    ",": "comma",
    "-": "hyphen",
    ".": "full stop",
    "/": "forward slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less-than sign",
    "=": "equals sign",
    ">": "greater-than sign",
    "?": "question mark",
    "@": "at sign",
    "[": "opening square bracket",
    "\\": "backslash",
    "]": "closing square bracket",
    "^": "caret",
    "_": "underscore",
    "`": "backtick",
    "{": "opening curly bracket",
    "|": "vertical bar",
    "}": "closing curly bracket",
    "~": "tilde",
}


def spell(passphrase: str) -> tuple[tuple[str, str], ...]:
    """Return each part of a passphrase, with how to say it character by character.

    Parts are the words between signs, and the signs themselves. The words to say are separated by
    commas where a character takes several. Raises Refused, which never repeats the passphrase, for
    a character that is not printable ASCII.

    >>> spell("tea-7")
    (('tea', 'Tango Echo Alfa'), ('-', 'hyphen'), ('7', 'seven'))
    >>> spell("Tea")
    (('Tea', 'capital Tango, Echo, Alfa'),)
    """
    return tuple(
        (part, _said(part)) for part in re.findall(r"[A-Za-z0-9]+|.", passphrase, re.DOTALL)
    )


def _said(part: str) -> str:
    names = [_name(character) for character in part]
    apart = ", " if any(" " in name for name in names) else " "
    return apart.join(names)


def _name(character: str) -> str:
    if character in LETTERS:
        return LETTERS[character]
    if character.isascii() and character.isupper():
        return f"capital {LETTERS[character.lower()]}"
    named = DIGITS.get(character) or SIGNS.get(character)
    if named is None:
        raise Refused("the password has a character that cannot be spelt: choose another password")
    return named
