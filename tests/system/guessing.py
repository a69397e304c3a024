"""A password, and a great many that it is not."""

import random
import string
from collections.abc import Iterator
from typing import Final

PASSWORD: Final = "Violet-Harbour-Tram-91"  # noqa: S105 - it protects nothing
SLIPS: Final = (
    None,
    "",
    "Violet-Harbour-Tram-9",
    "violet-harbour-tram-91",
    "Violet Harbour Tram 91",
    "Violet-Harbour-Tram-91 ",
    "Violet-Harbour-Tram-19",
)
"""No password, an empty one, and what a slip makes of the right one."""


def wrong_passwords(many: int) -> Iterator[str]:
    """Different passwords, the same at any time: first those that are most like the right one."""
    chance = random.Random(PASSWORD)  # noqa: S311 - they need not be unforeseeable
    given = {PASSWORD}
    for number in range(1, many + 1):
        changes = 1 + number // 500
        while (guess := _changed(chance, changes)) in given:
            pass
        given.add(guess)
        yield guess


def _changed(chance: random.Random, changes: int) -> str:
    """The right password with characters left out, put in, exchanged or put in other places."""
    letters = list(PASSWORD)
    for _ in range(changes):
        place, other = chance.randrange(len(letters)), chance.randrange(len(letters))
        letter = chance.choice(string.printable[:95])
        match chance.randrange(4):
            case 0:
                del letters[place]
            case 1:
                letters.insert(place, letter)
            case 2:
                letters[place] = letter
            case _:
                letters[place], letters[other] = letters[other], letters[place]
    return "".join(letters)
