"""The ways in which a document may write a person's name."""

import re
from collections.abc import Iterator
from string import ascii_lowercase
from typing import Final

from cpconf.core.disclosure_letters import plain_words, squeeze
from cpconf.core.disclosure_text import LOOSE, Needle, needle

_TITLES: Final = frozenset(
    plain_words("mr mrs ms miss mx dr doctor prof professor sir dame lady lord rev revd cllr")
)
_ALSO_WORDS: Final = frozenset(
    plain_words("""
    angel april art august autumn baker banks barber bell best bill bird bishop black blessing blue
    bond booth bridges bright brook brown burns bush butcher carpenter case castle chambers chance
    charity chase child christian church close coach cook cross dawn day days dean drew early
    english even faith farmer favour field fields fisher flood ford forest fox frank french frost
    gates gift good grace grant gray green grey grove guy hall hand hardy harmony heath high hill
    hills home honey hope house hunt hunter joy judge june justice keen kind king knight lake lamb
    lane law little long love low major march mark marks marsh master may mayor meadows melody
    mercy miles mills moody moon new nick noble north old page park parsons pat patience peace
    penny people pepper piper police pope porter post potter power precious price pride prince
    princess promise queen rain ray read reed rest rich river rivers rob rocky rose rough rush
    savage school sharp shepherd short silver singer sky small smart snow south speed spring staff
    star steel stone storm street strong sue summer swift temple true trust walker wall walls ward
    waters west white wild will winter wise wolf wood woods young
    """)
)
"""Names that are also plain words: they count only with a capital letter."""


def untitled(name: str) -> list[str]:
    """The words of a name without a title, given name first.

    >>> untitled("Mrs. Example-Smith, Robin"), untitled("Dr Robin J. Example (mother)")
    (['robin', 'example-smith'], ['robin', 'j', 'example'])
    """
    surname, comma, given = re.sub(r"[(\[{][^)\]}]*[)\]}]", " ", name).partition(",")
    family, first = _without_title(plain_words(surname)), _without_title(plain_words(given))
    return first + family if comma and first else family


def name_of_one(name: str) -> Iterator[Needle]:
    """A name that must not be disclosed, in all the ways in which it may be written.

    In order, with or without its middle names or with an initial in the middle; surname first;
    with the initials of the given names; with either half of a double-barrelled surname. A single
    word counts wherever it is a word of its own; one that is also a plain word (Will, Grace) only
    with a capital letter, as initials do.
    """
    words = untitled(name) or plain_words(name)
    if len(words) < 2:
        yield from needle("".join(words), capital=_is_plain_word(words))
        return
    first, last = words[0], words[-1]
    capital = _is_plain_word(words)
    surnames = {last, *(half for half in last.split("-") if len(half) > 2)}
    if len(first) > 1:
        for form, joint in _orders(words):
            is_long = len(squeeze(form)) >= LOOSE
            yield from needle(form, capital=capital, joint=joint, runs_on=is_long)
        for surname in sorted(surnames - {last}):
            yield from needle(f"{first} {surname}", capital=capital)
        for middle in ascii_lowercase:
            yield from needle(f"{first} {middle} {last}", capital=capital, loose=False)
    initials = {first[0], "-".join(word[0] for word in words[:-1])}
    for initial in sorted(initials):
        yield from needle(f"{initial} {last}", loose=False, initial=True)


def name_of_another(name: str) -> Iterator[Needle]:
    """A name on record elsewhere: only in full, in order or surname first.

    Full means two words of two letters or more, and five letters in all, after the title; anything
    shorter is too common to say whose it is. Middle names may be left out. A name of plain words
    only (Grace Hope) counts only with capital letters.
    """
    words = untitled(name)
    if sum(len(word) > 1 for word in words) < 2 or min(len(words[0]), len(words[-1])) < 2:
        return
    for form, joint in _orders(words):
        if len(squeeze(form)) >= 5:
            yield from needle(form, capital=_is_plain_word(words), joint=joint)


def _orders(words: list[str]) -> Iterator[tuple[str, int]]:
    """In order, and surname first, whether the surname is one word or all but the first.

    With each surname that comes first goes its length: a full stop behind it ends a sentence.
    """
    first, last = words[0], words[-1]
    yield " ".join(words), 0
    if len(words) > 2:
        yield f"{first} {last}", 0
        yield " ".join([last, *words[:-1]]), len(squeeze(last))
        yield " ".join([*words[1:], first]), len(squeeze(" ".join(words[1:])))
    yield f"{last} {first}", len(squeeze(last))


def _without_title(words: list[str]) -> list[str]:
    begin = 0
    while begin < len(words) and words[begin] in _TITLES:
        begin += 1
    return words[begin:]


def _is_plain_word(words: list[str]) -> bool:
    return all(word in _ALSO_WORDS for word in words)
