"""Warnings about references that say something about the family.

A reference is in the names of files, in the subjects of messages and in the titles of calendar
entries. The office chooses it, and it must not say who the family is.
"""

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from cpconf.core.disclosure.names import untitled
from cpconf.core.disclosure.plain_letters import plain_words

_MONTHS: Final = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_LETTERS: Final = re.compile(r"[A-Za-z]+")
_HUMPS: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_FEWEST_LETTERS: Final = 2
_CHILDHOOD: Final = 20  # years; for dates whose year has two digits
_LIFE: Final = 110
_DATES: Final = (
    re.compile(r"(?P<year>(?:19|20)\d\d)[._-]?(?P<month>\d\d)[._-]?(?P<day>\d\d)(?!\d)"),
    re.compile(r"(?P<day>\d\d?)[._-](?P<month>\d\d?)[._-](?P<year>(?:19|20)?\d\d)(?!\d)"),
    re.compile(r"(?P<day>\d\d)(?P<month>\d\d)(?P<year>(?:19|20)?\d\d)(?!\d)"),
    re.compile(r"(?P<day>\d\d?)[._-]?(?P<name>[A-Za-z]{3,9})[._-]?(?P<year>(?:19|20)?\d\d)(?!\d)"),
)
_PARTICLES: Final = frozenset(
    plain_words("al bin da de del den der di du el ibn la le mac mc san st ten van von")
)
"""Words within names that identify nobody by themselves."""
OF_THE_OFFICE: Final = frozenset(
    plain_words("""
    abridged admin area authority board borough case central cfr chair child children conf
    conference conferences core council county cpc cppc csc district east england example family
    file first follow group held icpc initial january february march april may june july august
    september october november december jan feb mar apr jun jul aug sep sept oct nov dec local lscp
    mash meeting monday tuesday wednesday thursday friday saturday sunday new north number office
    plan planning prebirth rcpc record ref reference referral region report request review
    safeguarding second section series service services social south spring strategy summer autumn
    winter team test third town trial unit unborn video west written hounslow oxfordshire oxford
    london
    """)
)
"""Words that offices use in references and that are not names."""


def words_of_ref(ref: str) -> frozenset[str]:
    """Return the words in a reference, in lower case: its letters between digits, dots and hyphens.

    >>> sorted(words_of_ref("SMITH_J-2026")), sorted(words_of_ref("JaneSmith.1"))
    (['smith'], ['jane', 'janesmith', 'smith'])
    """
    found: set[str] = set()
    for run in _LETTERS.findall(ref):
        found.update((run, *_HUMPS.findall(run)))
    return frozenset(word.lower() for word in found if len(word) >= _FEWEST_LETTERS)


def words_of_name(name: str) -> frozenset[str]:
    """Return the words of a name as a reference could spell them: plain letters, no titles.

    Also the first and last word joined, and the last word with an initial on either side.

    >>> sorted(words_of_name("Ms Zoë O'Brien-Jones"))[:5]
    ['brien', 'jones', 'obrien', 'obrienjones', 'obrienjonesz']
    """
    found: set[str] = set()
    words: list[str] = []
    for word in untitled(name):
        plain = "".join(
            letter
            for letter in unicodedata.normalize("NFKD", word.casefold())
            if not unicodedata.combining(letter)
        )
        halves = re.split(r"[^a-z']+", plain)
        found.update(re.sub(r"[^a-z]", "", part) for part in (plain, *halves))
        found.update(re.findall(r"[a-z]{3,}", plain))
        words.append(re.sub(r"[^a-z]", "", plain))
    if len(words) > 1:
        first, last = words[0], words[-1]
        found.update((first + last, last + first, first[:1] + last, last + first[:1]))
    return frozenset(word for word in found - _PARTICLES if len(word) >= _FEWEST_LETTERS)


def is_name(ref: str, name: str) -> bool:
    """Tell whether the reference has a word of the name; titles, digits and case do not count.

    >>> is_name("Smith-2026", "Mrs Jo Smith"), is_name("EX-2026-01", "Jo Smith")
    (True, False)
    """
    return not words_of_ref(ref).isdisjoint(words_of_name(name))


def looks_of(ref: str, today: dt.date) -> str | None:
    """Return what a reference by itself looks like: a name, a date of birth, a word; else None.

    >>> today = dt.date(2026, 12, 1)
    >>> looks_of("EX-2026-01", today), looks_of("Smith-2026", today), looks_of("X-140914", today)
    (None, 'a name', 'a date of birth')
    """
    if any(_is_birth(day, today, short=short) for day, short in _dates(ref)):
        return "a date of birth"
    if any(_names_somebody(run) for run in _LETTERS.findall(ref)):
        return "a name"
    return None if re.search(r"\d", ref) else "a word: it has no digit in it"


def said_of_ref(ref: str, today: dt.date) -> str | None:
    """Return the warning for a reference that seems to say who the family is; else None."""
    looks = looks_of(ref, today)
    return None if looks is None else warning(ref, f"looks like {looks}")


def warning(ref: str, why: str) -> str:
    """Return the warning: where a reference appears, and what to choose instead."""
    return (
        f"{ref} {why}. A reference is part of file names and of the subjects of messages: "
        "choose one that says nothing of the family, such as CP-2026-017"
    )


def _names_somebody(run: str) -> bool:
    """Tell whether letters look like a name (Jane, smith, SMITH) and are not an office's word."""
    humps = [hump for hump in _HUMPS.findall(run) if hump.lower() not in OF_THE_OFFICE]
    if run.lower() in OF_THE_OFFICE or not humps:
        return False
    return any(len(hump) >= (5 if hump.isupper() else 4 if hump.islower() else 3) for hump in humps)


def _dates(ref: str) -> Iterator[tuple[dt.date, bool]]:
    """Yield the dates in a reference, and whether their year has two digits."""
    for pattern in _DATES:
        for found in pattern.finditer(ref):
            if found.start() and ref[found.start() - 1].isdigit():
                continue
            said = found.groupdict()
            month = _MONTHS.get((said.get("name") or "")[:3].lower()) or said.get("month")
            year = int(said["year"])
            if month is None:
                continue
            for century in (0,) if year > 99 else (1900, 2000):
                try:
                    yield dt.date(year + century, int(month), int(said["day"])), year <= 99
                except ValueError:
                    continue


def _is_birth(day: dt.date, today: dt.date, *, short: bool) -> bool:
    """Tell whether a date may be a birthday in the family: before today, within a lifetime."""
    return day < today and today.year - day.year <= (_CHILDHOOD if short else _LIFE)
