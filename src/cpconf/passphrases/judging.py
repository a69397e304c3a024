"""Judging a password that somebody chose, before a document is locked with it.

Anybody with a locked document can try passwords offline for as long as they like. Eight graphics
cards try about 3 million a second on a PDF of revision 6, so that 10^14 tries take a year. Fewer
tries are refused here.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

from cpconf.errors import Refused

SHORTEST: Final = 12
LONGEST: Final = 64
"""Some PDF readers cut off a longer password, and others cannot open the document."""
FEWEST_TRIES_LOG10: Final = 14
SHORTEST_NAME: Final = 3
_FAMOUS: Final = frozenset({"correcthorsebatterystaple", "horsebatterystaplecorrect"})
_INSTEAD: Final = "use four random words or more, or let cpconf make it"


def judge(password: str, about: Collection[str] = ()) -> None:
    """Raise Refused for a password that is unfit, or that can be guessed.

    `about` is what somebody who knows the family would try first: the reference, names, dates as
    people write them. Case, accents and separators do not matter. Each part of a name counts, from
    three characters on. Do not judge a passphrase that the program made: it may have a surname in
    it by chance. The error says why and never repeats the password.
    """
    if not password.strip():
        raise Refused("the password is empty: give one, or let cpconf make it")
    if not re.fullmatch(r"[ -~]+", password):
        raise Refused(
            "the password has characters that not every reader takes: use letters without "
            "accents, digits, the usual signs and spaces"
        )
    if password != password.strip():
        raise Refused("the password begins or ends with a space, which nobody sees: remove it")
    if len(password) < SHORTEST:
        raise Refused(f"the password is shorter than {SHORTEST} characters: {_INSTEAD}")
    if len(password) > LONGEST:
        raise Refused(
            f"the password is longer than {LONGEST} characters, and not every reader opens "
            "documents with it: use a shorter one"
        )
    known = {part for text in about for part in _parts(text)}
    squeezed = _squeezed(password)
    if any(part in squeezed for part in known):
        raise Refused(
            "the password has the reference, a name or a date of this conference in it: choose one "
            "that has nothing to do with the family"
        )
    if squeezed in _FAMOUS:
        raise Refused(f"the password is a famous example: {_INSTEAD}")
    if _tries_log10(password, known) < FEWEST_TRIES_LOG10:
        raise Refused(f"the password can be guessed: {_INSTEAD}")


def _tries_log10(password: str, known: Collection[str]) -> float:
    """Return how many tries a good guesser needs for the password, as a power of ten."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - takes 30 ms, and most commands judge nothing

    return float(zxcvbn(password, user_inputs=sorted(known))["guesses_log10"])


def _parts(text: str) -> Iterator[str]:
    """Yield what must not be in a password: the whole text, and each part of a name."""
    parts = [text]
    if not any(character.isdigit() for character in text):
        parts += re.findall(r"\w+", text)
    for part in parts:
        squeezed = _squeezed(part)
        if len(squeezed) >= SHORTEST_NAME:
            yield squeezed


def _squeezed(text: str) -> str:
    """Return only the letters and digits, in lower case and without accents.

    >>> _squeezed("Zoë O'Neill-2019")
    'zoeoneill2019'
    """
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in apart if character.isalnum())
