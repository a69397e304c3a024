"""Matching messages in the mailbox: which conference and which person they belong to.

The reference that a message names and the address that it comes from have to agree. Anybody can
write any sender into a message, so a match is only a proposal: people look at it, and the text of a
report is searched for other families before it is taken.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Final

from cpconf.core.conferences.conference import Person
from cpconf.core.disclosure.other_references import count
from cpconf.core.words import PROFESSIONALS, Role

AUTHORS: Final = PROFESSIONALS | {Role.EARLY_HELP}
"""The roles that write reports for a conference."""


class AttachmentKind(StrEnum):
    """The kind of an attachment, by its name and its first bytes."""

    PDF = "pdf"
    WORD = "word"
    CALENDAR = "calendar"
    ENCRYPTED = "encrypted"
    WINMAIL = "winmail"
    ARCHIVE = "archive"
    MESSAGE = "message"
    PICTURE = "picture"
    LINK = "link"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The kind in words, in the singular."""
        return _KINDS.get(self, self.value)


_KINDS: Final = {
    AttachmentKind.PDF: "PDF",
    AttachmentKind.WORD: "Word document",
    AttachmentKind.CALENDAR: "calendar entry",
    AttachmentKind.ENCRYPTED: "sealed message",
    AttachmentKind.WINMAIL: "winmail.dat",
    AttachmentKind.LINK: "link to a file",
    AttachmentKind.OTHER: "other file",
}
_PERHAPS: Final = frozenset({AttachmentKind.PICTURE, AttachmentKind.OTHER, AttachmentKind.LINK})
"""Kinds that may be a report from people who write reports, and seldom are from others."""


class MatchKind(StrEnum):
    """What a message is taken for. Only a `matched` one is taken without being named."""

    MATCHED = "matched"
    UNVERIFIED = "unverified"
    AUTOMATIC = "automatic"
    SAME_FILE = "same-file"
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
    """What a message shows about where it belongs.

    `own` are the kinds of its attachments, `enclosed` those of messages within it. `claimed` are
    all addresses, in lower case, that it names as its senders. `doubted`: the server that received
    it could not verify its sender. `automatic`: no person sent it. `answers`: it answers an
    invitation.
    """

    sender: str | None = field(repr=False)
    claimed: frozenset[str] = field(default=frozenset(), repr=False)
    text: str = field(repr=False)
    names: tuple[str, ...] = field(repr=False)
    own: tuple[AttachmentKind, ...]
    enclosed: tuple[AttachmentKind, ...] = ()
    doubted: bool = False
    automatic: bool = False
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody at an open conference; `expected` means that their report is still to come."""

    ref: str
    person: Person
    expected: bool


@dataclass(frozen=True, slots=True)
class Match:
    """What a message is taken for, with the conference and the person where each is certain.

    `refs` are the references that it names. Where it names none (`named` is false), they are the
    conferences of its sender. `people` are the short ids to choose from.
    """

    outcome: MatchKind
    ref: str | None = None
    person: Person | None = None
    refs: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    named: bool = True


@dataclass(frozen=True, slots=True)
class FileHolder:
    """The person whose report a file is, and its number; `standing` unless it was taken back.

    `number` is None where the file came from them and is not on record yet.
    """

    ref: str
    person: str
    number: int | None
    standing: bool = True


class Meetings:
    """The conferences that a message may belong to, and the people at the open ones."""

    def __init__(
        self, places: Iterable[Place], open_: Iterable[str], closed: Iterable[str]
    ) -> None:
        """Index the people at open conferences, and the references of all conferences."""
        self.open = frozenset(open_)
        self._spelt: dict[str, list[str]] = {}
        for ref in sorted({*self.open, *closed}):
            self._spelt.setdefault(ref.lower(), []).append(ref)
        self._at: dict[str, list[Place]] = {}
        for place in places:
            if place.person.email:
                self._at.setdefault(place.person.email.casefold(), []).append(place)

    def places_of(self, sender: str | None) -> Sequence[Place]:
        """Return where a person with that address takes part."""
        return self._at.get(sender.casefold(), []) if sender else []

    def around(self, clues: Clues) -> Sequence[Place]:
        """Return where the senders that a message names, rightly or wrongly, take part."""
        addresses = {clues.sender or "", *clues.claimed}
        places = (self.places_of(address) for address in sorted(addresses))
        return list(dict.fromkeys(chain.from_iterable(places)))

    def named_in(self, clues: Clues) -> tuple[str, ...]:
        """Return the references that a message names in its subject, its text or a file's name."""
        found = references_in(clues.text, clues.names, self._spelt)
        return tuple(ref for low in sorted(found) for ref in self._spelt[low])


def match(clues: Clues, meetings: Meetings) -> Match:
    """Return where a message belongs, or what somebody has to find out first."""
    refs = meetings.named_in(clues)
    places = meetings.places_of(clues.sender)
    if not refs:
        return _without_reference(clues, places, meetings.around(clues))
    if len(refs) > 1:
        several = MatchKind.AUTOMATIC if clues.automatic else MatchKind.SEVERAL_REFERENCES
        return Match(several, refs=refs)
    (ref,) = refs
    if ref not in meetings.open:
        return Match(MatchKind.CLOSED, ref, refs=refs)
    there = [place.person for place in places if place.ref == ref]
    authors = [person for person in there if person.role in AUTHORS]
    one = authors[0] if len(authors) == 1 else None
    outcome = _outcome(clues, there, authors)
    if outcome is MatchKind.AUTOMATIC:
        return Match(outcome, ref, refs=refs)
    return Match(outcome, ref, one, refs, tuple(p.id for p in authors))


def holder_of(
    found: Match, files: Iterable[str], holders: Mapping[str, Sequence[FileHolder]]
) -> FileHolder | None:
    """Return who else has, or had, one of these files as their report; None for nobody.

    Such a file is not taken as this person's report. `files` are the SHA-256 of the reports in a
    message that is taken for `found`.
    """
    if found.outcome not in _OF_A_FILE:
        return None
    for file in files:
        known = holders.get(file, ())
        standing = [holder for holder in known if holder.standing]
        others = [
            holder
            for holder in standing or known
            if not holder.standing
            or found.person is None
            or (holder.ref, holder.person) != (found.ref, found.person.id)
        ]
        if others:
            return next((holder for holder in others if holder.ref == found.ref), others[0])
    return None


def same_file(found: Match) -> Match:
    """Return the match of a message whose file is somebody else's report."""
    return Match(MatchKind.SAME_FILE, found.ref, refs=found.refs, named=found.named)


def references_in(text: str, names: Sequence[str], refs: Collection[str]) -> set[str]:
    """Return those of `refs`, in lower case, that are in a text or in a file's name.

    A reference must be a whole word of letters, digits, `.`, `_` and `-`: `X1` is not in `X12`, nor
    in an email address or a link. In a file's name more may come before and after it, separated by
    one of those signs; the longest reference counts. One letter, or up to three digits, counts only
    after `ref` or `reference`.

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
    """Return the text without email addresses, links and words that are too long."""
    return "".join(map(_kept, _CHUNKS.split(text)))


def _kept(chunk: str) -> str:
    if chunk.isspace() or chunk.isalnum():
        return chunk if len(chunk) <= _LONGEST_WORD else " "
    if len(chunk) > _LONGEST_WORD:
        return " "
    prose = chunk[: _link_in(chunk.lower())]
    return "".join(" " if "@" in piece else piece for piece in _PIECES.split(prose))


def _link_in(chunk: str) -> int:
    """Return where a link begins in a text without spaces; the text's length for no link."""
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
    """Yield the references in a file's name, at each place the longest."""
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


_OF_A_FILE: Final = frozenset(
    {
        *(
            MatchKind.MATCHED,
            MatchKind.UNVERIFIED,
            MatchKind.FORWARDED,
            MatchKind.LIKELY,
        ),
        *(MatchKind.SEVERAL_PEOPLE, MatchKind.NO_AUTHOR, MatchKind.UNKNOWN_SENDER),
        *(MatchKind.SEVERAL_REFERENCES, MatchKind.NO_REFERENCE),
    }
)


_LACKING: Final = (
    (AttachmentKind.PDF, MatchKind.FORWARDED),
    (AttachmentKind.ENCRYPTED, MatchKind.SEALED),
    (AttachmentKind.WINMAIL, MatchKind.SEALED),
    (AttachmentKind.MESSAGE, MatchKind.SEALED),
    (AttachmentKind.WORD, MatchKind.NOT_PDF),
    (AttachmentKind.ARCHIVE, MatchKind.NOT_PDF),
    (AttachmentKind.CALENDAR, MatchKind.REPLY),
    (AttachmentKind.LINK, MatchKind.SEALED),
    (AttachmentKind.PICTURE, MatchKind.NOT_PDF),
    (AttachmentKind.OTHER, MatchKind.NOT_PDF),
)
"""What a message without a PDF of its own is taken for: the first of these kinds decides."""


def _outcome(clues: Clues, there: Sequence[Person], authors: Sequence[Person]) -> MatchKind:
    """Return what a message that names one open conference is taken for."""
    lacking = _without_pdf(clues)
    if lacking is MatchKind.REPLY:
        return lacking
    if clues.automatic:
        return MatchKind.AUTOMATIC
    if not there:
        return MatchKind.UNKNOWN_SENDER
    if lacking is not None:
        return lacking
    if len(authors) != 1:
        return MatchKind.SEVERAL_PEOPLE if authors else MatchKind.NO_AUTHOR
    return MatchKind.UNVERIFIED if clues.doubted else MatchKind.MATCHED


def _without_pdf(clues: Clues) -> MatchKind | None:
    """Return what a message is that has no PDF of its own or is an answer; else None."""
    attached = {*clues.own, *clues.enclosed}
    if AttachmentKind.PDF in clues.own:
        return MatchKind.REPLY if clues.answers else None
    return next((outcome for kind, outcome in _LACKING if kind in attached), MatchKind.NO_REPORT)


def _without_reference(clues: Clues, places: Sequence[Place], around: Sequence[Place]) -> Match:
    """Return the match of a message that names no conference, by what is attached to it.

    `places` are those of its one certain sender, `around` those of all senders that it names.
    """
    attached = {*clues.own, *clues.enclosed}
    writes = any(place.person.role in AUTHORS for place in around)
    if not around or not attached - (frozenset() if writes and not clues.automatic else _PERHAPS):
        return Match(MatchKind.UNRELATED)
    refs = tuple(sorted({place.ref for place in around}))
    lacking = _without_pdf(clues)
    if lacking is MatchKind.REPLY:
        return Match(lacking, refs=refs, named=False)
    if clues.automatic:
        return Match(MatchKind.AUTOMATIC, refs=refs, named=False)
    expected = [place for place in places if place.expected and place.person.role in AUTHORS]
    has_pdf = AttachmentKind.PDF in attached
    if has_pdf and len(expected) == 1 and not clues.doubted:
        (place,) = expected
        likely = (place.person.id,)
        return Match(MatchKind.LIKELY, place.ref, place.person, refs, likely, named=False)
    return Match(MatchKind.NO_REFERENCE, refs=refs, named=False)
