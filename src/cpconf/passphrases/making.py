"""Making a passphrase: random words from the checked list, joined by hyphens."""

from functools import cache
from pathlib import Path
from typing import Final

from cpconf.errors import Refused

BITS_A_WORD: Final = 12
"""4,096 words, each as likely as any other."""
WORDS: Final = 5
FEWEST: Final = 4
"""48 bits. With three words, or 36 bits, a file can be opened by trying for some hours."""
MOST: Final = 7
"""62 characters with words of eight letters. Readers of PDF and Word differ beyond 64."""


@cache
def word_list() -> tuple[str, ...]:
    """Return the words in alphabetical order: 4 to 8 letters, lower case (origin: WORDS.md)."""
    text = Path(__file__).with_name("words.txt").read_text("ascii")
    return tuple(text.split())


def make(words: int = WORDS) -> str:
    """Make a new passphrase, such as five words of 12 bits each, by the system's random source.

    The same word may come twice. Raises Refused for fewer than 4 words or more than 7.
    """
    if not FEWEST <= words <= MOST:
        raise Refused(f"a passphrase has {FEWEST} to {MOST} words: ask for {WORDS}")
    import secrets  # noqa: PLC0415 - takes 5 ms, and most commands make no passphrase

    choices = word_list()
    return "-".join(secrets.choice(choices) for _ in range(words))
