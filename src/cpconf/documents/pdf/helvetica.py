"""Which letters Helvetica has, how wide they are, and how it makes the Latin letters it lacks.

Every viewer has the fourteen standard fonts, so no font file need be carried. Their usual encoding
holds Western letters only, yet the fonts themselves hold each accent as a sign of its own: a
letter of Welsh, Polish or Romanian is made of its plain letter and its accents.
"""

# ruff: noqa: RUF001 (letters that look alike are what this file is about)

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_PLAIN: Final = [
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556),
    *(1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556),
    *(333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556),
    *(556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584),
]
_BOLD: Final = [
    *(278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278),
    *(556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611),
    *(975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778),
    *(667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556),
    *(333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611),
    *(611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584),
]
"""Adobe's widths in thousandths of the size, from the space to the tilde."""

_SHARED: Final = {
    (222, 278): "‘’‚ł",
    (278, 278): "·ı",
    (333, 333): "ˆ˜¨´¯¸ˇ˘˙˛˝˚‹›¡¹²³",
    (333, 500): "“”„",
    (350, 350): "•",
    (365, 365): "º",
    (370, 370): "ª",
    (400, 400): "°",
    (537, 556): "¶",
    (556, 611): "ðþµŁ",
    (584, 584): "×÷±¬",
    (611, 611): "ßø¿",
    (722, 722): "Ð",
    (737, 737): "©®",
    (778, 778): "Ø",
    (834, 834): "¼½¾",
    (889, 889): "æ",
    (944, 944): "œ",
    (1000, 1000): "—…ÆŒ™‰",
    (260, 280): "¦",
    (667, 667): "Þ",
}
_OTHERS: Final = {letter: pair for pair, letters in _SHARED.items() for letter in letters}
"""Widths in the plain and the bold face of what is no letter with an accent; others are 556."""

EXTRA: Final = {
    sign: (number, name)
    for number, (sign, name) in enumerate(
        [
            ("ˇ", "caron"),
            ("˘", "breve"),
            ("˙", "dotaccent"),
            ("˛", "ogonek"),
            ("˝", "hungarumlaut"),
            ("˚", "ring"),
            ("ı", "dotlessi"),
            ("Ł", "Lslash"),
            ("ł", "lslash"),
        ],
        start=1,
    )
}
"""Signs of the standard fonts that their usual encoding leaves out, on codes of our choice."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A piece of a made letter, and where it stands in thousandths of the size."""

    text: str
    right: float = 0
    up: float = 0


_OGONEK: Final = "\u0328"
_CARON: Final = "\u030c"
_ABOVE: Final = {
    "\u0300": "`",
    "\u0301": "´",
    "\u0302": "ˆ",
    "\u0303": "˜",
    "\u0304": "¯",
    "\u0306": "˘",
    "\u0307": "˙",
    "\u0308": "¨",
    "\u030a": "˚",
    "\u030b": "˝",
    _CARON: "ˇ",
}
_BELOW: Final = {"\u0323": (".", -200), "\u0326": (",", -190), "\u0327": ("¸", 0)}
_STROKED: Final = {
    "Đ": (Sign("Ð"),),
    "đ": (Sign("d"), Sign("-", 200, 340)),
    "Ħ": (Sign("H"), Sign("–", 83, 240)),
    "ħ": (Sign("h"), Sign("-", -50, 340)),
    "ŧ": (Sign("t"), Sign("-", -30, -20)),
    "Ŧ": (Sign("T"), Sign("-", 140, 60)),
}
_SAME: Final = {"‐": "-", "‑": "-", "−": "–", "\u02bc": "’", "\u02bb": "‘", "⁄": "/"}
_TALL: Final = 195
"""How much higher an accent stands over a capital than over a small letter."""

UNKNOWN: Final = "·"
"""Stands for a letter of another script, which no standard font has."""


def readable(text: str) -> str:
    """A text on one line in letters that can be shown.

    >>> readable("Siân  Gŵyl, ﬁle Ω")
    'Siân Gŵyl, file ·'
    """
    shown = []
    for letter in unicodedata.normalize("NFC", " ".join(text.split())):
        if unicodedata.category(letter)[0] == "C":
            continue
        plain = _SAME.get(letter, letter)
        if not can_show(plain):
            plain = unicodedata.normalize("NFKC", letter)
        shown.append(plain if all(can_show(one) for one in plain) else UNKNOWN)
    return "".join(shown)


def can_show(letter: str) -> bool:
    """Whether a letter is in the font, or can be made of what is."""
    return bool(code(letter) or signs(letter, bold=False))


def code(letter: str) -> bytes:
    """A letter's byte in the font; empty where it has none of its own."""
    if letter in EXTRA:
        return bytes([EXTRA[letter][0]])
    return letter.encode("cp1252", "ignore") if letter.isprintable() else b""


@lru_cache(maxsize=1024)
def width(letter: str, *, bold: bool) -> int:
    """How wide a letter is, in thousandths of the size."""
    if letter in _STROKED:
        letter = _STROKED[letter][0].text
    base = unicodedata.normalize("NFD", letter)[0]
    if base == "i" and letter != base:
        base = "ı"  # with an accent in place of its dot
    if letter in _OTHERS or base in _OTHERS:
        return _OTHERS.get(letter, _OTHERS.get(base, (0, 0)))[bold]
    return (_BOLD if bold else _PLAIN)[ord(base) - 32] if " " <= base <= "~" else 556


@lru_cache(maxsize=1024)
def signs(letter: str, *, bold: bool) -> tuple[Sign, ...]:
    """What a letter is made of; nothing where it cannot be made."""
    if letter in _STROKED:
        return _STROKED[letter]
    parts = unicodedata.normalize("NFD", letter)
    base, marks = parts[0], parts[1:]
    if not marks or not code(base):
        return ()
    wide = width(base, bold=bold)
    if base in "dtlL" and marks == _CARON:  # written as an apostrophe
        return Sign(base), Sign("’", wide - 70)
    found = [Sign("ı" if base == "i" and marks[0] in _ABOVE else base)]
    higher = _TALL if base.isupper() or base in "bdfhklt" else 0
    for mark in marks:
        if mark in _ABOVE:
            found.append(Sign(_ABOVE[mark], (wide - 333) / 2, higher))
            higher += _TALL
        elif mark == _OGONEK:
            found.append(Sign("˛", wide - 293))
        elif mark in _BELOW:
            sign, up = _BELOW[mark]
            found.append(Sign(sign, (wide - width(sign, bold=bold)) / 2, up))
        else:
            return ()
    return tuple(found)
