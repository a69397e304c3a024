"""A document's text made ready for a search, without layout, accents and case.

All letters and digits are in one run, with nothing between them. A second list has where words end,
and how surely. So a search finds words across lines or pages, with hyphens, or without the spaces
that were lost in reading a PDF.
"""

import html
import re
import unicodedata
from functools import cache
from typing import Final

NONE: Final = 0
SOFT: Final = 1
"""Perhaps the end of a word: a hyphen, an apostrophe, `lostSpace`, a digit beside a letter."""
HARD: Final = 2
PAUSE: Final = 3
"""A comma or the like: an item of a list ends, or a surname that comes first."""
STOP: Final = 4
"""A full stop: the word ends a sentence, or is shortened."""
BREAK: Final = 5
"""A mark that only a sentence has: `;`, `!` or `?`."""

PAGE, APART = "\f", "\v"
"""The marks between the pages of one text, and between separate texts."""
_WALL: Final = "\n"
"""Stands for `APART` among the letters: no word to search for has it."""
# PDF libraries read \x02 and \ufffe for a hyphen at the end of a line.
_ALIKE: Final = (
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u00b4\u0060\u05f3\u055a\uff07", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u00ad\x02\ufffe", "-")
    | dict(zip("øłđðħıŋØŁĐÐĦ", "olddhinOLDDH", strict=True))
    | {"þ": "th", "Þ": "Th", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "&": " and ", "ẞ": "SS"}
)
_UNSEEN: Final = {"Cf", "Mn", "Mc", "Me"}
_NO_TEXT: Final = {"Cc", "Cn", "Co", "Cs"}
_PAUSES: Final = frozenset(",:|\u2022\u00b7")
_SYMBOLS: Final = range(0xF020, 0xF100)
"""Where Word and fonts put the letters of a symbol font (ECMA-376, 17.3.3.30)."""
_ENCODED: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+|%u[0-9A-Fa-f]{4}|&#?\w{2,8};")
_MOST_DECODINGS: Final = 4
_SPACED_OUT: Final = re.compile(r"\b[^\W\d_](?: [^\W\d_]\b){2,}")
_LINE_END: Final = re.compile(r"-[ \t]*[\r\n\f][^\S\v]*")
_WORD: Final = re.compile(r"([^\W_]+)")
_INSIDE: Final = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?<=[a-z])(?=[A-Z])")


def squeeze(words: str) -> str:
    """Return only the letters and digits, in the form in which they are compared.

    >>> squeeze("José O’Brien-Example"), squeeze("WM1 2AB")
    ('joseobrienexample', 'wm12ab')
    """
    return squeezed(plain(unmarked(words)))[0].casefold()


def plain_words(text: str) -> list[str]:
    """Return the words of a term, to be compared; hyphens and apostrophes stay within a word.

    >>> plain_words("St. Mary’s C of E Primary")
    ['st', "mary's", 'c', 'of', 'e', 'primary']
    """
    return re.findall(r"[^\W_]+(?:['-][^\W_]+)*", plain(text).casefold())


def unmarked(text: str) -> str:
    """Return a text without the marks between pieces of text."""
    return text.replace(PAGE, "\n").replace(APART, "\n")


def plain(text: str) -> str:
    """Return a text in plain letters, with one kind of hyphen and of apostrophe."""
    text = text.translate({ord(character): _alike(character) for character in set(text)})
    text = _SPACED_OUT.sub(lambda run: run.group().replace(" ", ""), text)
    return _LINE_END.sub(lambda end: "-" + PAGE * end.group().count(PAGE), text)


@cache
def _alike(character: str) -> str:
    """Return what a character is compared as; empty for an invisible one."""
    if character in "\t\n\r\f\v":
        return character
    if character in _ALIKE:
        return _ALIKE[character]
    if ord(character) in _SYMBOLS:
        return _alike(chr(ord(character) - 0xF000))
    category = unicodedata.category(character)
    if category in _UNSEEN:
        return ""
    if category in _NO_TEXT:
        return " "
    parts = (_ALIKE.get(part, part) for part in unicodedata.normalize("NFKD", character))
    seen = (part for part in parts if unicodedata.category(part[:1]) not in _UNSEEN)
    return "".join(part if len(part.casefold()) == 1 else part.casefold() for part in seen)


def decoded(text: str) -> str | None:
    """Return a text with the codes of web addresses and XML decoded; None where it has none.

    An address may be encoded more than once (RFC 3986, 2.1): `%2520` is `%20`, which is a space.

    >>> decoded("?q=27%2520Orchard%20Street"), decoded("caf%C3%A9"), decoded("about 50% of 20")
    ('?q=27 Orchard Street', 'café', None)
    """
    found = text
    for _ in range(_MOST_DECODINGS):
        plainer = _ENCODED.sub(_undone, found)
        if plainer == found:
            break
        found = plainer
    return found if found != text else None


def _undone(encoded: re.Match[str]) -> str:
    text = encoded.group()
    if text.startswith("&"):
        return html.unescape(text)
    if text.startswith("%u"):
        return chr(int.from_bytes(bytes.fromhex(text[2:])))
    octets = bytes.fromhex(text.replace("%", ""))
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def squeezed(text: str) -> tuple[str, bytes, list[int]]:
    """Return the letters and digits, where words end, and where each piece of text begins."""
    letters: list[str] = []
    ends: list[bytes] = []
    begins = [0]
    size = 0
    split = _WORD.split(text)
    for at in range(0, len(split), 2):
        kind, marks = _separator(split[at])
        for mark in marks:
            if mark == APART:
                letters.append(_WALL)
                ends.append(_surely(kind))
                size += 1
            begins.append(size)
        if at + 1 < len(split):
            word = split[at + 1]
            letters.append(word)
            ends.append(_ends_of(kind if at else HARD, word))
            size += len(word)
    ends.append(_surely(_separator(split[-1])[0]))
    return "".join(letters), b"".join(ends), begins


def _surely(kind: int) -> bytes:
    """Return the kind of end at the end of a text, where a word always ends."""
    return bytes([max(kind, HARD)])


@cache
def _separator(between: str) -> tuple[int, str]:
    """Return how surely a word ends here, and the marks of new pieces of text."""
    marks = "".join(character for character in between if character in {PAGE, APART})
    if between.rstrip(PAGE) in {"-", "'"}:
        return SOFT, marks
    if between.startswith("."):
        return STOP, marks
    if between.startswith((";", "!", "?")):
        return BREAK, marks
    return (PAUSE if _PAUSES.intersection(between) else HARD), marks


def _ends_of(kind: int, word: str) -> bytes:
    size = len(word)
    if word.isalpha() and (word.islower() or word.istitle() or word.isupper()):
        return _PLAIN_ENDS[kind][size] if size < 64 else bytes([kind]) + bytes(size - 1)
    ends = bytearray(size)
    for inside in _INSIDE.finditer(word):
        ends[inside.start()] = SOFT
    ends[0] = kind
    return bytes(ends)


_PLAIN_ENDS: Final[tuple[tuple[bytes, ...], ...]] = tuple(
    tuple(bytes([kind]) + bytes(size - 1) if size else b"" for size in range(64))
    for kind in (NONE, SOFT, HARD, PAUSE, STOP, BREAK)
)
