"""Text that is safe to show: characters that move the cursor or are invisible become escapes."""

import unicodedata

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})

ASCII_FOR = {
    "≠": "!=",
    "→": "->",
    "✓": "x",
    "─": "-",
    "│": "|",
    "·": "-",
    "…": "...",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
    "\xa0": " ",
}
"""What replaces a symbol where the stream cannot show it."""

_PLAIN = str.maketrans(ASCII_FOR)


def clean(text: str, *, limit: int | None = None) -> str:
    r"""Escape every control, format, surrogate, private or unassigned character.

    Those are the Unicode categories Cc, Cf, Cs, Co and Cn, and the line and paragraph separators:
    escape sequences, line breaks, bidirectional controls, zero-width characters. With `limit`, cuts
    the text to that many characters, the last one an ellipsis.

    >>> clean("a\x1b[2Jb\u202e")
    'a\\x1b[2Jb\\u202e'
    """
    if limit is not None and len(text) > limit:
        text = text[: max(0, limit - 1)] + "…"
    if text.isprintable():
        return text
    return "".join(visible(c) if unicodedata.category(c) in _UNSAFE else c for c in text)


def plain(text: str, encoding: str) -> str:
    """Return clean text in characters of that encoding, with symbols spelt in ASCII."""
    if text.isascii():
        return text
    return text.translate(_PLAIN).encode(encoding, "backslashreplace").decode(encoding)


def visible(character: str) -> str:
    r"""Return a character as a visible escape: `\x1b`, `\u202e`."""
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
