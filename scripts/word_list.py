"""Make the word list of the passphrases from its sources, beside this file in `word_list/`.

    python scripts/word_list.py [--check]

Words of four to eight letters are taken from the sources in one order: those of five letters before
those of six, and so on, those of four last, since a short word is the beginning of many others.
A word is left out if it

- could hurt a family, as `unkind.txt` has it;
- sounds like another word, or is a letter or a number as one says it (`alike.txt`);
- is hard to spell, or spelt in two ways (`spelling.txt`);
- was passed over when the list was read (`passed_over.txt`);
- clashes with a word already taken: it begins with the same six letters, one is the beginning of
  the other, one has a single letter more, or they differ in one letter of much the same sound.

`--check` writes nothing, and fails when the list is not what it would write.
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
# Letters that are taken for one another on the telephone.
SOUNDS = ("bcdgkpqt", "fhsvxz", "bfv", "gj", "mn", "lrw", "aeiouy")


def read(name: str) -> list[str]:
    """The entries of an input: words or patterns; comments and headings are left out."""
    lines = (INPUTS / name).read_text("utf-8").splitlines()
    kept = (line for line in lines if not line.startswith(("#", "[")))
    return [entry for line in kept for entry in line.split()]


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """Matches a whole word if one of the patterns does.

    >>> [bool(any_of(["ba[dt]", "gloom*"]).match(word)) for word in ("bat", "bath", "gloomy")]
    [True, False, True]
    """
    return re.compile("|".join(map(translate, patterns)))


def roots(word: str) -> set[str]:
    """The word, and what it may be made of by -s, -ed or -ing.

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
    """The word with each of its letters left out in turn."""
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def misheard(word: str) -> Iterator[str]:
    """The word with each of its letters replaced by every other one of much the same sound."""
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
        """Whether a word taken begins or sounds too much like this one."""
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
        """Take the word."""
        self.words.add(word)
        self._beginnings.add(word[:BEGINNING])
        self._shortened.update(shortened(word))
        self._by_four[word[:SHORTEST]].append(word)


def make() -> list[str]:
    """The words, in alphabetical order."""
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
    """Write the list, or check it."""
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
