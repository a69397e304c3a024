"""The ways in which a document may write a person's name."""

import re
from collections.abc import Iterator
from typing import Final

from cpconf.core.disclosure.passages import LOOSE, Needle, Neighbours, needle, pattern_of, size_of
from cpconf.core.disclosure.plain_letters import plain_words, squeeze

_OF_MEN: Final = frozenset(plain_words("mr sir lord master uncle"))
_OF_WOMEN: Final = frozenset(plain_words("mrs ms miss dame lady aunt auntie aunty"))
_TITLES: Final = (
    _OF_MEN
    | _OF_WOMEN
    | frozenset(
        plain_words("mx dr doctor prof professor rev revd reverend cllr councillor pc nurse")
    )
)
_PARTICLES: Final = frozenset(
    plain_words("van von der den de la le du di da al el bin bint ibn nee formerly aka ap")
)
_NOT_BETWEEN: Final = frozenset(
    plain_words("""
    a about after also an and as asked at be been but by came can did does for from go goes had has
    have he her his if in into is it like likes made met not of on or our said saw says see she so
    than that the their them then they this to told was we went were what when who will with would
    you your
    """)
)
_SHORT_WORDS: Final = frozenset(
    plain_words(
        "am an as at be by do go he hi if in is it me mr ms my no of oh ok on or so to up us we"
    )
)
"""Words of two letters that are not initials where everything is in capitals."""
_WORD: Final = r"[^\W\d_]+"
_BRACKETED: Final = re.compile(
    r"[(\[{]([^)\]}]*)[)\]}](?=\s*[^\W_])|(?<!\w)[\"'\u2018\u201c](\w+)[\"'\u2019\u201d](?!\w)"
)
"""A nickname in brackets or quotation marks, before another name."""
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
"""Names that are also plain words, which count only with a capital letter."""
_FULL: Final = 5
_LONG_SURNAME: Final = 6
_MOST_BETWEEN: Final = 2


def untitled(name: str) -> list[str]:
    """Return the words of a name without a title, given name first.

    >>> untitled("Mrs. Example-Smith, Robin"), untitled("Dr Robin J. Example (mother)")
    (['robin', 'example-smith'], ['robin', 'j', 'example'])
    """
    surname, comma, given = re.sub(r"[(\[{][^)\]}]*[)\]}]", " ", name).partition(",")
    family, first = _without_title(plain_words(surname)), _without_title(plain_words(given))
    return first + family if comma and first else family


def ends_of(name: str) -> tuple[str, str]:
    """Return the first and the last word of a name, squeezed to be compared."""
    words = untitled(name)
    return (squeeze(words[0]), squeeze(words[-1])) if words else ("", "")


def name_of_one(name: str) -> Iterator[Needle]:
    """Yield what to search for: a name that must not be disclosed, in every way to write it.

    These are: in order, with any middle names, initials or nickname between, or shared with
    somebody (`Robin and Sam Example`); surname first; with initials for the given names, on either
    side of the surname; with a title and no given name; with either half of a double-barrelled
    surname. A single word counts wherever it is a word of its own. Initials, and a name that is
    also a plain word (Will, Grace), count only with a capital letter.
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
    initials = {first[0], "-".join(word[0] for word in words[:-1])}
    for initial in sorted(initials):
        yield from needle(f"{initial} {last}", loose=False, initial=True)
    if len(squeeze(last)) >= _LONG_SURNAME and not _is_plain_word([last]):
        yield from needle(f"{first[0]}{last}", loose=False)
    for given in dict.fromkeys([first, *_nicknames(name)]):
        if len(given) > 1:
            yield from _names_apart(given, last)
    yield from needle(
        last,
        capital=_is_plain_word([last]),
        loose=False,
        beside=(
            _either(_initials_before(first[0]), _title_before(_titles_of(name), words[1:-1])),
            _initials_after(first[0]),
        ),
    )


def name_of_another(name: str) -> Iterator[Needle]:
    """Yield what to search for: a name on record elsewhere, in full, in order or surname first.

    Full means two words of at least two letters, and five letters in all, without the title. A
    shorter name is too common to tell whose it is. Middle names and nicknames may be left out or
    not. A name of plain words only (Grace Hope) counts only with capital letters.
    """
    words = untitled(name)
    if sum(len(word) > 1 for word in words) < 2 or min(len(words[0]), len(words[-1])) < 2:
        return
    for form, joint in _orders(words):
        if len(squeeze(form)) >= _FULL:
            yield from needle(form, capital=_is_plain_word(words), joint=joint)
    if len(squeeze(words[0] + words[-1])) >= _FULL:
        yield from _names_apart(words[0], words[-1])


def _names_apart(given: str, last: str) -> Iterator[Needle]:
    """Yield what to search for: a given name and a surname with other names between them."""
    plain = _is_plain_word([given]) or _is_plain_word([last])
    yield from needle(
        last,
        capital=_is_plain_word([last]),
        loose=False,
        beside=(_given_before(given, plain=plain), _given_after(given, plain=plain)),
    )


def _given_before(given: str, *, plain: bool) -> Neighbours:
    """Return the check for the given name before, with names, initials or particles after it."""
    wanted = re.compile(
        rf"(?<![^\W_])(?P<given>{pattern_of(given)})"
        rf"(?P<between>(?:[ .-]{_WORD}){{0,5}})(?P<end>[ .-])$",
        re.IGNORECASE,
    )

    def look(before: str) -> int | None:
        found = wanted.search(before)
        if found is None or (plain and not found["given"][0].isupper()):
            return None
        between = f"{found['between']}{found['end']}"
        small = found["given"].islower() and not plain
        return size_of(found) if _are_names(between, small=small) else None

    return look


def _given_after(given: str, *, plain: bool) -> Neighbours:
    """Return the check for the given name after, perhaps with a title or two names before it."""
    wanted = re.compile(
        rf"[ ,](?P<between>(?:{_WORD}[ .-]){{0,4}})(?P<given>{pattern_of(given)})(?![^\W_])",
        re.IGNORECASE,
    )

    def look(after: str) -> int | None:
        found = wanted.match(after)
        if found is None or (plain and not found["given"][0].isupper()):
            return None
        between = f" {found['between']}"
        small = found["given"].islower() and not plain
        return size_of(found) if _are_names(between, small=small) else None

    return look


def _are_names(between: str, *, small: bool) -> bool:
    """Tell whether the words between a given name and a surname are names of the same person.

    `between` begins and ends with a separator. In `small` letters, as in email addresses, any
    words count except those of an ordinary sentence.
    """
    parts = re.findall(rf"([ .-])({_WORD})", between)
    marks = [mark for mark, _ in parts[1:]] + [between[-1:]]
    words = [word for _, word in parts]
    if between.startswith(".") and not small:
        return False
    if not parts:
        return True
    if len(words) == 2 and words[0].lower() == "and":
        return words[1][0].isupper() and "." not in marks
    names = 0
    for word, mark in zip(words, marks, strict=True):
        one = word.lower()
        if len(word) == 1 or one in _PARTICLES:
            continue
        if one in _TITLES:
            continue
        if mark == "." and not small and one != "st":
            return False
        if not (word[0].isupper() or (small and one not in _NOT_BETWEEN)):
            return False
        names += mark != "-"
    return names <= _MOST_BETWEEN


def _initials_before(initial: str) -> Neighbours:
    """Return the check for two to four initials before: capitals or with stops, this one first."""
    one = re.escape(initial)
    wanted = re.compile(
        rf"(?<![^\W_])(?P<all>{one}(?:[^\W\d_]{{1,2}}|(?:[ .-][^\W\d_]){{1,3}}))[ .]$",
        re.IGNORECASE,
    )

    def look(before: str) -> int | None:
        found = wanted.search(before)
        if found is None:
            return None
        said = found["all"]
        dotted = "." in found.group()
        if (not said.isupper() and not dotted) or (said.isalpha() and not said.isupper()):
            return None
        return size_of(found) if dotted or said.lower() not in _SHORT_WORDS else None

    return look


def _initials_after(initial: str) -> Neighbours:
    """Return the check for one to three capital initials after; A and I need a second or a stop."""
    one = re.escape(initial.upper())
    wanted = re.compile(
        rf"[ ,]{one}(?P<more>(?:[ .-]?[^\W\d_]){{0,2}})(?P<end>\.|(?![^\W_]|-[^\W_]))"
    )

    def look(after: str) -> int | None:
        found = wanted.match(after)
        if found is None:
            return None
        more = found["more"]
        if more and not more.isupper():
            return None
        is_sure = bool(more) or found["end"] == "." or initial not in {"a", "i"}
        return size_of(found) if is_sure else None

    return look


def _title_before(titles: frozenset[str], middle: list[str]) -> Neighbours:
    """Return the check for a title before, with only particles and surname words after it."""
    between = "|".join(sorted({*_PARTICLES, *(pattern_of(word) for word in middle)}))
    wanted = re.compile(
        rf"(?<![^\W_])(?:{'|'.join(sorted(titles))})[ .](?:(?:{between})[ -]){{0,3}}$",
        re.IGNORECASE,
    )

    def look(before: str) -> int | None:
        found = wanted.search(before)
        return size_of(found) if found is not None else None

    return look


def _either(one: Neighbours, other: Neighbours) -> Neighbours:
    def look(there: str) -> int | None:
        found = one(there)
        return found if found is not None else other(there)

    return look


def _titles_of(name: str) -> frozenset[str]:
    """Return the titles that a person may have: a title in the name excludes the other sex's."""
    said = _TITLES.intersection(plain_words(name))
    if said & _OF_MEN:
        return _TITLES - _OF_WOMEN
    return _TITLES - _OF_MEN if said & _OF_WOMEN else _TITLES


def _nicknames(name: str) -> list[str]:
    """Return the nicknames in a name, in brackets or quotation marks before the surname.

    >>> _nicknames("Robina (Bobbie) Example"), _nicknames("Robin Example (mother)")
    (['bobbie'], [])
    """
    said = [one or other for one, other in _BRACKETED.findall(name)]
    return [words[0] for text in said if len(words := plain_words(text)) == 1]


def _orders(words: list[str]) -> Iterator[tuple[str, int]]:
    """Yield a name in order and surname first; the surname is one word, or all but the first.

    Each comes with the length of a surname in front: a full stop after it ends a sentence.
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
