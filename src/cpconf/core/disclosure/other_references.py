"""References of other conferences in a document."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

_TOKEN: Final = re.compile(r"[a-z0-9._-]+")
_FILE: Final = re.compile(r"(.+)\.(?:pdf|docx?|eml|msg|txt|rtf|odt)")
_LEADERS: Final = re.compile(r"[._-]{2,}")
_HYPHENS: Final = re.compile("[\u2010\u2011\u2012\u2212]")
_DASHES: Final = re.compile("[\u2013\u2014\u2015]")
# PDF libraries read these for a hyphen at the end of a line.
_LINE_END_HYPHENS: Final = re.compile("[\u00ad\x02\ufffe]")
_LINE_END: Final = re.compile(r"-[ \t]*[\r\n\f]\s*")
_UNSEEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_FEWEST_CHARACTERS: Final = 3
_FEWEST_DIGITS: Final = 4


def is_searchable(ref: str) -> bool:
    """Tell whether a reference is long enough to be searched for, unlike a page number.

    >>> [is_searchable(ref) for ref in ("X7", "X-7", "2026", "017")]
    [False, True, True, False]
    """
    return len(ref) >= (_FEWEST_DIGITS if ref.isdecimal() else _FEWEST_CHARACTERS)


def count(text: str, refs: Collection[str]) -> Counter[str]:
    """Count how often each of these references, in lower case, is in the text.

    A hyphen at the end of a line, and a dash, can be read in several ways. Each way is tried, and
    the highest count is taken.
    """
    found: Counter[str] = Counter()
    for reading in _readings(text):
        tokens = Counter(_TOKEN.findall(reading))
        here: Counter[str] = Counter()
        for token, times in tokens.items():
            for ref in (token,) if token.isalnum() else _candidates(token):
                if ref in refs:
                    here[ref] += times
        found |= here
    return found


def _readings(text: str) -> Iterator[str]:
    text = _LINE_END_HYPHENS.sub("-\n", _HYPHENS.sub("-", text))
    if not text.isascii():
        text = _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
    text = text.lower()
    for dashes in ("-", " ") if _DASHES.search(text) else ("-",):
        dashed = _DASHES.sub(dashes, text)
        yield dashed
        if _LINE_END.search(dashed):
            yield _LINE_END.sub("-", dashed)
            yield _LINE_END.sub("", dashed)


def _candidates(token: str) -> set[str]:
    """Return the references that a token may be, or begin with.

    >>> sorted(_candidates("a-1-m1-report.pdf"))
    ['a', 'a-1', 'a-1-m1', 'a-1-m1-report', 'a-1-m1-report.pdf']
    >>> sorted(_candidates("reference.....a-1."))
    ['a-1', 'a-1.', 'reference', 'reference.....a-1', 'reference.....a-1.']
    """
    parts = {token, *_LEADERS.split(token)}
    parts |= {part.rstrip(".") for part in parts}
    for part in tuple(parts):
        if named := _FILE.fullmatch(part):
            name = named[1]
            parts |= {name, *(name[: at.start()] for at in re.finditer(r"[._-]", name))}
    return parts - {""}
