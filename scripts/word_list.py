"""Make the word list of the passphrases from its sources, which are in `word_list/` here.

    python scripts/word_list.py [--check]

Words of four to eight letters are taken in a fixed order: those of five letters, then of six, and
so on, and of four last, since many words begin with a short word. A word is left out if it

- could hurt a family (`unkind.txt`);
- sounds like another word, a letter or a number (`alike.txt`);
- is hard to spell, or spelt in two ways (`spelling.txt`);
- was rejected by a person who read the list (`passed_over.txt`);
- clashes with a word already taken: both begin with the same six letters, one is the beginning of
  the other, one has a single letter more, or they differ in one letter of a similar sound.

`--check` writes nothing, and exits with 1 if the list is not what the script makes.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from fnmatch import translate
from pathlib import Path

INPUTS = Path(__file__).with_name("word_list")
LIST = Path(__file__).parents[1] / "src" / "cpconf" / "passphrases" / "words.txt"
COUNT = 4096  # 2 to the power of 12: each word is 12 bits
SHORTEST, LONGEST = 4, 8
BEGINNING = 6
# Letters that sound alike on the telephone.
SOUNDS = ("bcdgkpqt", "fhsvxz", "bfv", "gj", "mn", "lrw", "aeiouy")


def read(name: str) -> list[str]:
    """Return the entries of an input, words or patterns, without comments and headings."""
    lines = (INPUTS / name).read_text("utf-8").splitlines()
    kept = (line for line in lines if not line.startswith(("#", "[")))
    return [entry for line in kept for entry in line.split()]


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that matches a whole word if one of these patterns does.

    >>> [bool(any_of(["ba[dt]", "gloom*"]).match(word)) for word in ("bat", "bath", "gloomy")]
    [True, False, True]
    """
    return re.compile("|".join(map(translate, patterns)))


def roots(word: str) -> set[str]:
    """Return the word, and possible words that it is made from by -s, -ed or -ing.

    >>> sorted(roots("waves")), sorted(roots("shopped"))
    (['wav', 'wave', 'waves'], ['shop', 'shopp', 'shoppe', 'shopped'])
    """
    found = {word}
    if word.endswith("s"):
        found.add(word[:-1])
    if word.endswith("es"):
        found.add(word[:-2])
    if word.endswith(("ies", "ied")):
        found.add(word[:-3] + "y")
    for ending in ("ed", "ing", "ings"):
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            found |= {stem, stem + "e"}
            if len(stem) > 3 and stem[-1] == stem[-2]:
                found.add(stem[:-1])
    return found


def shortened(word: str) -> Iterator[str]:
    """Yield the word with each of its letters left out in turn."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def misheard(word: str) -> Iterator[str]:
    """Yield the word with each of its letters replaced by every other of a similar sound."""
    for at, letter in enumerate(word):
        for sound in SOUNDS:
            if letter in sound:
                yield from (
                    word[:at] + other + word[at + 1 :] for other in sound if other != letter
                )


class Taken:
    """The words taken so far, and what would clash with them."""

    def __init__(self) -> None:
        self.words: set[str] = set()
        self._beginnings: set[str] = set()
        self._shortened: set[str] = set()
        self._by_four: defaultdict[str, list[str]] = defaultdict(list)

    def clashes(self, word: str) -> bool:
        """Tell whether a word already taken begins or sounds too much like this one."""
        return (
            word[:BEGINNING] in self._beginnings
            or any(
                word.startswith(other) or other.startswith(word)
                for other in self._by_four[word[:SHORTEST]]
            )
            or word in self._shortened
            or not self.words.isdisjoint(shortened(word))
            or not self.words.isdisjoint(misheard(word))
        )

    def take(self, word: str) -> None:
        """Add a word."""
        self.words.add(word)
        self._beginnings.add(word[:BEGINNING])
        self._shortened.update(shortened(word))
        self._by_four[word[:SHORTEST]].append(word)


def make() -> list[str]:
    """Return the words of the list, in alphabetical order."""
    sources = {*read("eff_large.txt"), *read("scowl.txt")}
    unkind, alike = read("unkind.txt"), set(read("alike.txt"))
    plain = alike | {entry for entry in unkind if entry.isalpha()}
    left_out = any_of([*unkind, *read("spelling.txt"), *read("passed_over.txt")])
    shape = re.compile(f"[a-z]{{{SHORTEST},{LONGEST}}}")
    taken = Taken()
    for word in sorted(sources, key=lambda word: (len(word) == SHORTEST, len(word), word)):
        if (
            shape.fullmatch(word)
            and plain.isdisjoint(roots(word))
            and not left_out.match(word)
            and not taken.clashes(word)
        ):
            taken.take(word)
    return sorted(taken.words)


def main() -> int:
    """Write the list, or check it; return the exit code."""
    words = make()
    if len(words) != COUNT:
        print(f"{len(words)} words instead of {COUNT}: add to scowl.txt or passed_over.txt")
        return 1
    text = "".join(f"{word}\n" for word in words)
    if "--check" not in sys.argv[1:]:
        LIST.write_text(text, "utf-8", newline="\n")
    elif LIST.read_bytes() != text.encode():
        print("words.txt is not what its sources make: run scripts/word_list.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
