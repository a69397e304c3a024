"""The ways in which a document may write an address or the name of a school."""

import re
from collections.abc import Iterator
from itertools import islice, product
from typing import Final

from cpconf.core.disclosure.common_words import is_common
from cpconf.core.disclosure.passages import LOOSE, Needle, Neighbours, needle, pattern_of, size_of
from cpconf.core.disclosure.plain_letters import plain_words, squeeze

_SHORTENED: Final = (
    ("street", "st", "str"),
    ("road", "rd"),
    ("avenue", "ave", "av"),
    ("close", "cl"),
    ("drive", "dr", "drv"),
    ("lane", "ln"),
    ("gardens", "gdns", "gdn"),
    ("court", "ct", "crt"),
    ("crescent", "cres", "cr"),
    ("place", "pl"),
    ("square", "sq"),
    ("terrace", "terr", "tce"),
    ("grove", "grv", "gr"),
    ("parade", "pde"),
    ("boulevard", "blvd"),
    ("buildings", "bldgs"),
)
_SHORTENED_TOO: Final = (
    ("walk", "wlk"),
    ("estate", "est"),
    ("great", "gt"),
    ("building", "bldg"),
    ("cottage", "cott"),
    ("farm", "fm"),
    ("hill", "hl"),
    ("way", "wy"),
    ("mount", "mt"),
    ("house", "hse"),
    ("park", "pk"),
    ("green", "grn"),
    ("saint", "st"),
    ("flat", "apartment", "apt", "unit"),
)
_ABBREVIATIONS: Final = frozenset(w for words in _SHORTENED + _SHORTENED_TOO for w in words[1:])
_STREETS: Final = frozenset(word for words in _SHORTENED for word in words) | frozenset(
    ("way", "mews", "yard", "wharf", "broadway", "quay", "villas", "cottages")
)
_PERHAPS_STREETS: Final = frozenset(
    plain_words("hill view row rise walk end house hse park pk green grn mount common vale heights")
)
_FLATS: Final = frozenset(("flat", "apartment", "apt", "unit", "room", "no", "number"))
_MOST_SPELLINGS: Final = 200
_MOST_SPELT: Final = 99
_SHORTEST_PLACE: Final = 3
_POSTCODE: Final = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d+[a-z]?(?:-\d+[a-z]?)?")
_NUMBER_BEFORE: Final = re.compile(r"(?<![^\W_])\d+(?:-?[^\W\d_])?[ -]$")
_LABELS: Final = frozenset(
    plain_words("""
    address at building first floor flat apartment apt unit room ground house in line name no
    number nr off on postcode post code road street town city county village top second property
    """)
)
"""Words that may come between a house number and its street: those of a form, prepositions."""
_NO_HOUSE: Final = frozenset(
    plain_words("""
    january february march april may june july august september october november december jan feb
    mar apr jun jul aug sep sept oct nov dec year years month months week weeks day days hour
    hours minute minutes min mins children people families adults houses homes flats pupils
    residents properties times percent per th st nd rd
    """)
)
"""Words that follow a number after a street's name if it is not the number of a house."""
_MOST_BETWEEN: Final = 8
_ONES: Final = tuple(
    plain_words(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    )
)
_TENS: Final = (
    "",
    "",
    *plain_words("twenty thirty forty fifty sixty seventy eighty ninety"),
)
_MISREAD: Final = {"0": "0o", "o": "o0", "1": "1il", "i": "i1l", "l": "l1i"}
"""Letters and digits of a postcode that people and scanners confuse."""

_TEACHING: Final = tuple(
    plain_words(
        "school schools sch academy college primary secondary nursery preschool infant infants "
        "junior juniors prep sixth"
    )
)
_OF_SCHOOLS: Final = frozenset(_TEACHING) | frozenset(
    plain_words(
        "high grammar comprehensive community church c ce cofe r rc catholic roman free special "
        "preparatory first middle upper lower girls boys voluntary aided pre pre-school playgroup "
        "kindergarten pupil studio technology foundation all-through"
    )
)
_NO_SCHOOL: Final = tuple(
    plain_words("hospital hospice surgery clinic ward road rd street avenue ave lane close drive")
)


def postcodes(words: str) -> list[str]:
    """Return the full postcodes in an address; the first half alone does not count.

    >>> postcodes("12 High Street, Westmere wm12ab"), postcodes("Westmere WM1")
    (['WM1 2AB'], [])
    """
    return [f"{out} {into}".upper() for out, into in _POSTCODE.findall(words)]


def numbered(words: str) -> list[str]:
    r"""Return the house numbers of an address, each with its street or building.

    >>> numbered("Flat 3, 12 High Street, Westmere WM1 2AB")
    ['12 high street']
    >>> numbered("Flat 3A\nElm House\nMill Lane"), numbered("12-14 High St Westmere")
    (['3a elm house'], ['12-14 high st', '12 high st', '14 high st'])
    """
    lines = _lines(words)
    found: list[str] = []
    for line, below in zip(lines, [*lines[1:], []], strict=False):
        for at, word in enumerate(line):
            alone = line[at:] == _unflatted(line)
            place = line[at + 1 :] or (below if alone else [])
            if _NUMBER.fullmatch(word) and place and not _NUMBER.fullmatch(place[0]):
                numbers = dict.fromkeys([word, *word.split("-")])
                found += [" ".join([number, *_street(place)]) for number in numbers]
    return found


def address(words: str) -> Iterator[Needle]:
    """Yield what to search for: an address that must not be disclosed, whole and in parts.

    Its lines are separated by line breaks, commas or semicolons. The parts are: each full postcode,
    also with O for 0; each house, flat or unit number together with its street or building; and
    without a number, the name of the house with the street (`Rose Cottage, Mill Lane`) or else the
    street alone. A number, in figures or in words, may come before its street or after it, with
    only other parts of the address and words of a form between. The town, the first half of a
    postcode and the street of a numbered house do not count alone: to keep a street back, make it a
    term of its own. Street, Road and the like may be in full or abbreviated.
    """
    for postcode in postcodes(words):
        yield from needle(postcode, open_left=True, open_right=True, loose=True)
        for misread in _misread(postcode):
            yield from needle(misread, loose=True)
    lines = [word for line in re.split(r"[,;\n]", words) for word in plain_words(line)]
    parts = numbered(words)
    for part in dict.fromkeys([" ".join(lines), *(parts or _unnumbered(words))]):
        yield from _spellings(part)
    for part in dict.fromkeys(parts):
        number, _, place = part.partition(" ")
        yield from _around(place, _figures(number), lines)
    if not parts:
        yield from _by_house(words, lines)


def _by_house(words: str, lines: list[str]) -> Iterator[Needle]:
    """Yield what to search for: a house without a number, its name before or after its street."""
    held = _lines(words)
    for at, line in enumerate(held):
        street = _street(line)
        if at and len(street) > 1 and street[-1] in _STREETS:
            house = "[ -]".join(map(pattern_of, held[at - 1]))
            yield from _around(" ".join(street), house, lines)
            return


def _around(place: str, what: str, own: list[str]) -> Iterator[Needle]:
    """Yield what to search for: a street or a building with that pattern near it."""
    if len(squeeze(place)) < _SHORTEST_PLACE:
        return
    between = frozenset(part for word in own for part in word.split("-") if not part.isdecimal())
    for chosen in _chosen(place):
        yield from needle(
            " ".join(chosen),
            beside=(
                _before_place(what, between),
                _behind_place(what, between, shortened=chosen[-1] in _ABBREVIATIONS),
            ),
            taken=_NUMBER_BEFORE,
        )


def _before_place(what: str, own: frozenset[str]) -> Neighbours:
    wanted = re.compile(
        rf"(?<![^\W_])(?:{what})(?![ -]?[^\W\d_](?![^\W_]))"
        rf"(?P<between>(?:[ ,.-][^\W_]+){{0,{_MOST_BETWEEN}}}[ ,.-])$",
        re.IGNORECASE,
    )

    def look(before: str) -> int | None:
        found = wanted.search(before)
        return size_of(found) if found and _is_between(found["between"], own) else None

    return look


def _behind_place(what: str, own: frozenset[str], *, shortened: bool) -> Neighbours:
    """Return the check after a street; a full stop ends it, unless the street is shortened."""
    wanted = re.compile(
        rf"(?P<between>[ ,.-](?:[^\W_]+[ ,.-]){{0,{_MOST_BETWEEN}}}?)(?:{what})"
        rf"(?!-?[^\W\d_](?![^\W_])|[^\W_])(?:[ ,.-](?P<next>[^\W_]+))?",
        re.IGNORECASE,
    )

    def look(after: str) -> int | None:
        found = wanted.match(after)
        if found is None or (after.startswith(".") and not shortened):
            return None
        following = found["next"] or ""
        if following.lower() in _NO_HOUSE or not _is_between(found["between"], own):
            return None
        return size_of(found) - len(following)

    return look


def _is_between(text: str, own: frozenset[str]) -> bool:
    """Tell whether a text is only parts of the address, words of a form, flats and ranges.

    `text` begins and ends with a separator. Other numbers are allowed only for a flat, or as the
    other end of a range (`27-29`, `27 and 29`): `27, 12 Mill Road` is number 12.
    """
    before = ""
    for mark, word in re.findall(r"([ ,.-])([^\W_]+)", text.lower()):
        is_number = word.isdecimal() or len(word) == 1
        if is_number and not (before in _FLATS or before == "and" or mark == "-"):
            return False
        if not (is_number or word == "and" or word in _LABELS or word in own):
            return False
        before = word
    return before != "and"


def _figures(number: str) -> str:
    """Return a pattern for a house number in figures or, up to ninety-nine, in words.

    >>> _figures("27"), _figures("3a")
    ('27|twenty[ -]?seven', '3[ -]?a')
    """
    if not number.isdecimal() or not 1 <= int(number) <= _MOST_SPELT:
        return re.sub(r"(?<=\d)(?=[a-z])", "[ -]?", number)
    value = int(number)
    if value < len(_ONES):
        return f"{number}|{_ONES[value]}"
    tens, ones = divmod(value, 10)
    return f"{number}|{_TENS[tens]}{f'[ -]?{_ONES[ones]}' if ones else ''}"


def _misread(postcode: str) -> list[str]:
    """Return the ways to misread a postcode: letters for digits, digits for letters.

    >>> _misread("WM10 2AB"), _misread("WM4 7QP")
    (['WM1O 2AB', 'WMI0 2AB', 'WMIO 2AB', 'WML0 2AB', 'WMLO 2AB'], [])
    """
    ways = [_MISREAD.get(letter, letter) for letter in postcode.lower()]
    found = ("".join(chosen).upper() for chosen in islice(product(*ways), _MOST_SPELLINGS))
    return [one for one in found if one != postcode]


def school(words: str) -> Iterator[Needle]:
    """Yield what to search for: a school that must not be disclosed.

    The words before the first general one (School, Primary, Academy, High, Church …) are its own:
    `Westmere` of Westmere High School, `St Mary's` of St Mary's C of E Primary. They count alone if
    they are two or more, or a name of its own (`Hogwickle`), unless a word such as Hospital or
    Street follows. A single word that is also a place or a plain word (`common_words`) counts only
    with a general word after it, or with `School` or the like before it.
    """
    line = next((part for part in re.split(r"[,;\n]", words) if own_words(part)), words)
    for whole in dict.fromkeys([" ".join(plain_words(words)), " ".join(plain_words(line))]):
        yield from _spellings(whole)
    own = own_words(line)
    if not own:
        return
    core = " ".join(own)
    if len(own) > 1 or not (is_common(core) or _is_place_in(words, core)):
        for form in _saints(core):
            yield from needle(form, before=_NO_SCHOOL)
    general = [word for word in plain_words(line) if word in _OF_SCHOOLS and len(word) > 2]
    pairs = [f"{core} {word}" for word in dict.fromkeys([*_TEACHING, *general])]
    pairs += [f"{word} {core}" for word in ("school", "academy", "college", "nursery")]
    for pair in pairs:
        for form in _saints(pair):
            yield from needle(form)


def own_words(name: str) -> list[str]:
    """Return the words before a school's first general word, without `the`; empty for none.

    >>> own_words("The Westmere High School"), own_words("High School"), own_words("Westmere")
    (['westmere'], ['high'], [])
    """
    words = [word for at, word in enumerate(plain_words(name)) if at or word != "the"]
    ends = [at for at, word in enumerate(words) if at and word in _OF_SCHOOLS]
    return words[: ends[0]] if ends else []


def _is_place_in(words: str, core: str) -> bool:
    """Tell whether a school's own word is there again, as the place where it is."""
    return any(core == " ".join(plain_words(line)) for line in re.split(r"[,;\n]", words))


def _lines(words: str) -> list[list[str]]:
    """Return the lines of an address, word by word, without postcodes."""
    lines = re.split(r"[,;\n]", _POSTCODE.sub(",", words))
    return [line for line in map(plain_words, lines) if line]


def _unflatted(line: list[str]) -> list[str]:
    begin = 0
    while begin < len(line) and line[begin] in _FLATS:
        begin += 1
    return line[begin:]


def _street(words: list[str]) -> list[str]:
    """Return a street's name up to its Street, Road or the like, without the town after it."""
    surely = [at for at, word in enumerate(words) if at and word in _STREETS]
    perhaps = [at for at, word in enumerate(words) if at and word in _PERHAPS_STREETS]
    if surely:
        return words[: surely[0] + 1]
    return words[: perhaps[-1] + 1] if perhaps else words


def _unnumbered(words: str) -> list[str]:
    """Return the part of an address without a number that identifies the house or the street."""
    lines = _lines(words)
    for at, line in enumerate(lines):
        street = _street(line)
        if len(street) > 1 and street[-1] in _STREETS:
            return [" ".join([*(lines[at - 1] if at else []), *street])]
    return []


def _spellings(part: str) -> Iterator[Needle]:
    """Yield the words with every Street, Road or Flat in full and abbreviated.

    An abbreviation at the end must be a word of its own: `12 High St` is not `12 high standards`.
    """
    for chosen in _chosen(part):
        form = " ".join(chosen)
        is_long = len(chosen) > 1 and len(squeeze(form)) >= LOOSE
        yield from needle(
            form, open_left=is_long, open_right=is_long and chosen[-1] not in _ABBREVIATIONS
        )


def _chosen(part: str) -> Iterator[tuple[str, ...]]:
    return islice(product(*map(_spelt, part.split())), _MOST_SPELLINGS)


def _spelt(word: str) -> list[str]:
    """Return a word as it is, and in full or abbreviated.

    >>> _spelt("rd"), _spelt("high")
    (['rd', 'road'], ['high'])
    """
    known = [one for words in _SHORTENED + _SHORTENED_TOO if word in words for one in words]
    return list(dict.fromkeys([word, *known]))


def _saints(text: str) -> list[str]:
    """Return a name with St and with Saint.

    >>> _saints("st mary's"), _saints("kings oak")
    (["saint mary's", "st mary's"], ['kings oak'])
    """
    if not re.search(r"\b(?:st|saint) ", text):
        return [text]
    return [re.sub(r"\b(?:st|saint) ", f"{saint} ", text) for saint in ("saint", "st")]
