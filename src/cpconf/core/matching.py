"""Which conference, and whom there, a message of the mailbox belongs to.

Two things have to agree: the reference that the message names, and the address that it says it
comes from. Anybody can write any sender into a message, so that what is found here is a proposal,
which people look at, and the text of a report is searched for other families before it is taken.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from cpconf.core.conference import Person
from cpconf.core.disclosure_references import count
from cpconf.core.words import PROFESSIONALS, Role

AUTHORS: Final = PROFESSIONALS | {Role.EARLY_HELP}
"""The roles that write reports for a conference."""


class AttachmentKind(StrEnum):
    """What is attached to a message, by its name and its first bytes."""

    PDF = "pdf"
    WORD = "word"
    CALENDAR = "calendar"
    ENCRYPTED = "encrypted"
    WINMAIL = "winmail"
    ARCHIVE = "archive"
    MESSAGE = "message"
    PICTURE = "picture"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The kind as people read it, for one of them."""
        return _KINDS.get(self, self.value)


_KINDS: Final = {
    AttachmentKind.PDF: "PDF",
    AttachmentKind.WORD: "Word document",
    AttachmentKind.CALENDAR: "calendar entry",
    AttachmentKind.ENCRYPTED: "sealed message",
    AttachmentKind.WINMAIL: "winmail.dat",
    AttachmentKind.OTHER: "other file",
}
_SEALED: Final = frozenset({AttachmentKind.ENCRYPTED, AttachmentKind.WINMAIL})
_NO_PDF: Final = frozenset({AttachmentKind.WORD, AttachmentKind.ARCHIVE, *_SEALED})


class Outcome(StrEnum):
    """What a message is taken for; only one that is `matched` is taken without being named."""

    MATCHED = "matched"
    UNVERIFIED = "unverified"
    FORWARDED = "forwarded"
    LIKELY = "likely"
    SEVERAL_PEOPLE = "several-people"
    NO_AUTHOR = "no-author"
    UNKNOWN_SENDER = "unknown-sender"
    SEVERAL_REFERENCES = "several-references"
    NO_REFERENCE = "no-reference"
    SEALED = "sealed"
    NOT_PDF = "not-pdf"
    NO_REPORT = "no-report"
    REPLY = "reply"
    CLOSED = "closed"
    UNREADABLE = "unreadable"
    UNRELATED = "unrelated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What a message shows of where it belongs.

    `own` are the kinds of what is attached to it, `enclosed` those of what is attached to messages
    within it. `doubted`: the server that took it in could not verify its sender.
    """

    sender: str | None = field(repr=False)
    text: str = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    own: tuple[AttachmentKind, ...]
    enclosed: tuple[AttachmentKind, ...] = ()
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody at an open conference; `expected` says that a report of theirs is still to come."""

    ref: str
    person: Person
    expected: bool


@dataclass(frozen=True, slots=True)
class Match:
    """What a message is taken for: the conference and person where each is certain.

    `refs` are the references that it names, or where it names none, those of the conferences at
    which its sender takes part. `people` are the short ids among whom somebody has to choose.
    """

    outcome: Outcome
    ref: str | None = None
    person: Person | None = None
    refs: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


class Meetings:
    """The conferences that a message may belong to, and the people at the open ones."""

    def __init__(
        self, places: Iterable[Place], open_: Iterable[str], closed: Iterable[str]
    ) -> None:
        """Take the people at the open conferences, and the references of these and of the rest."""
        self.open = frozenset(open_)
        self._spelt: dict[str, list[str]] = {}
        for ref in sorted({*self.open, *closed}):
            self._spelt.setdefault(ref.lower(), []).append(ref)
        self._at: dict[str, list[Place]] = {}
        for place in places:
            if place.person.email:
                self._at.setdefault(place.person.email.casefold(), []).append(place)

    def places_of(self, sender: str | None) -> Sequence[Place]:
        """Where somebody with that address takes part."""
        return self._at.get(sender.casefold(), []) if sender else []

    def named_in(self, clues: Clues) -> tuple[str, ...]:
        """The references that a message names in its subject, its text or a file's name."""
        found = references_in(clues.text, clues.names, self._spelt)
        return tuple(ref for low in sorted(found) for ref in self._spelt[low])


def match(clues: Clues, meetings: Meetings) -> Match:
    """Where a message belongs, or what people have to find out first."""
    refs = meetings.named_in(clues)
    places = meetings.places_of(clues.sender)
    if not refs:
        return _without_reference(clues, places)
    if len(refs) > 1:
        return Match(Outcome.SEVERAL_REFERENCES, refs=refs)
    (ref,) = refs
    if ref not in meetings.open:
        return Match(Outcome.CLOSED, ref, refs=refs)
    there = [place.person for place in places if place.ref == ref]
    authors = [person for person in there if person.role in AUTHORS]
    one = authors[0] if len(authors) == 1 else None
    return Match(_outcome(clues, there, authors), ref, one, refs, tuple(p.id for p in authors))


def references_in(text: str, names: Sequence[str], refs: Collection[str]) -> set[str]:
    """Those of the references, in lower case, that stand in a text or in a file's name.

    A reference counts as a whole word of letters, digits, `.`, `_` and `-`: `X1` is not in `X12`,
    nor in an email address or a link. In a file's name it may have more before and behind it,
    parted by one of those signs, and the longest counts. One letter, or up to three digits, counts
    only behind `ref` or `reference`.

    >>> sorted(references_in("Re: x1, X12 and y7@example.org", ["School_A-1_v2.pdf"],
    ...                      {"x1", "y7", "a-1", "a", "v2"}))
    ['a-1', 'v2', 'x1']
    """
    plain = _without_addresses(text)
    telling = {ref for ref in refs if not _says_little(ref)}
    found = set(count(plain, telling))
    for name in names:
        found.update(_in_name(name, telling))
    if len(telling) < len(refs):
        said = " ".join((plain, *(_SUFFIX.sub("", name.lower()) for name in names))).lower()
        found.update(word.rstrip(".") for word in _INTRODUCED.findall(said))
    return found.intersection(refs)


_LONGEST_WORD: Final = 2000
_LONGEST_NAME: Final = 255
_LONGEST_REF: Final = 32
_CHUNKS: Final = re.compile(r'([\s<>"]+)')
_PIECES: Final = re.compile(r"([()\[\]{}',;|]+)")
_HOST: Final = re.compile(r"[a-z0-9-][a-z0-9.-]*\.[a-z]{2,24}")
_INTRODUCED: Final = re.compile(r"\bref(?:erence)?\b[.:#( _-]{0,4}(?:no[. :]{1,3})?([a-z0-9._-]+)")
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,5}$")
_APART: Final = re.compile(r"([._-]+)")


def _says_little(ref: str) -> bool:
    return len(ref) == 1 or (ref.isdecimal() and len(ref) < 4)


def _without_addresses(text: str) -> str:
    """The text without email addresses and links; what is too long for a word goes too."""
    return "".join(map(_kept, _CHUNKS.split(text)))


def _kept(chunk: str) -> str:
    if chunk.isspace() or chunk.isalnum():
        return chunk if len(chunk) <= _LONGEST_WORD else " "
    if len(chunk) > _LONGEST_WORD:
        return " "
    prose = chunk[: _link_in(chunk.lower())]
    return "".join(" " if "@" in piece else piece for piece in _PIECES.split(prose))


def _link_in(chunk: str) -> int:
    """Where a link begins in a piece of text without spaces; its length where there is none."""
    scheme = chunk.find("://")
    if scheme >= 0:
        while scheme > 0 and (chunk[scheme - 1].isalnum() or chunk[scheme - 1] in "+.-"):
            scheme -= 1
        return scheme
    at = chunk.find("www.")
    if at >= 0:
        return at
    host, slash, _ = chunk.partition("/")
    begins = max(host.rfind(sign) for sign in "(,;[{'|") + 1
    is_link = bool(slash) and _HOST.fullmatch(host[begins:]) is not None
    return begins if is_link else len(chunk)


def _in_name(name: str, refs: Collection[str]) -> Iterator[str]:
    """The references in a file's name, each the longest that can be read there."""
    for word in re.split(r"[^a-z0-9._-]+", name[-_LONGEST_NAME:].lower()):
        parts = _APART.split(_SUFFIX.sub("", word))
        first = 0
        while first < len(parts):
            furthest = min(len(parts), first + _LONGEST_REF)
            runs = ("".join(parts[first:last]) for last in range(furthest, first, -1))
            fitting = (run for run in runs if len(run) <= _LONGEST_REF and run in refs)
            longest = next(fitting, None)
            if longest is not None:
                yield longest
            first += len(_APART.split(longest)) if longest else 1


def _outcome(clues: Clues, there: Sequence[Person], authors: Sequence[Person]) -> Outcome:
    """What a message is that names one open conference."""
    if AttachmentKind.PDF not in clues.own:
        lacking = _without_pdf(clues)
        return lacking if there or lacking is Outcome.REPLY else Outcome.UNKNOWN_SENDER
    if not there:
        return Outcome.UNKNOWN_SENDER
    if len(authors) != 1:
        return Outcome.SEVERAL_PEOPLE if authors else Outcome.NO_AUTHOR
    return Outcome.UNVERIFIED if clues.doubted else Outcome.MATCHED


def _without_pdf(clues: Clues) -> Outcome:
    """What a message is that brings no PDF of its own."""
    if AttachmentKind.PDF in clues.enclosed:
        return Outcome.FORWARDED
    attached = {*clues.own, *clues.enclosed}
    if AttachmentKind.CALENDAR in attached:
        return Outcome.REPLY
    if _SEALED & attached:
        return Outcome.SEALED
    return Outcome.NOT_PDF if _NO_PDF & attached else Outcome.NO_REPORT


def _without_reference(clues: Clues, places: Sequence[Place]) -> Match:
    """What a message is that names no conference: of interest where it brings something."""
    attached = {*clues.own, *clues.enclosed}
    if not places or not attached & {AttachmentKind.PDF, AttachmentKind.CALENDAR, *_NO_PDF}:
        return Match(Outcome.UNRELATED)
    refs = tuple(sorted({place.ref for place in places}))
    if AttachmentKind.PDF not in attached:
        lacking = _without_pdf(clues)
        return Match(lacking if lacking is Outcome.REPLY else Outcome.NO_REFERENCE, refs=refs)
    expected = [place for place in places if place.expected and place.person.role in AUTHORS]
    if len(expected) == 1 and not clues.doubted:
        (place,) = expected
        return Match(Outcome.LIKELY, place.ref, place.person, refs, (place.person.id,))
    return Match(Outcome.NO_REFERENCE, refs=refs)
