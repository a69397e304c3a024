"""Clearance: whether a document may be sent to its recipient now, and what stops it if not.

It is checked before any document of a conference leaves: when a copy, a set or a draft is made,
when it is sent, when its password is released, and when it is recorded as shared. Each time, what
is on record at that moment decides. A document's text is searched only once, when it is made;
everything else can change afterwards.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.gates import parents_first, share_first, unauthorised
from cpconf.core.dates.phrases import say_count
from cpconf.core.disclosure.terms import say_numbers
from cpconf.core.procedures.abridged import abridgement
from cpconf.core.procedures.procedure import Outline
from cpconf.core.sharing.distribution import gone, reached
from cpconf.core.sharing.sharing import Submitted, Way
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import (
    AGENCIES,
    FAMILY,
    IN_SUPPORT,
    PARENTS,
    PROFESSIONALS,
    TEAM,
    DocumentKind,
    Fact,
    Role,
)

REPORTS: Final = frozenset({DocumentKind.REPORT, DocumentKind.SET})
"""The kinds with reports in them: a manager authorises them, and they are compared."""

_OWN: Final = TEAM - {Role.EARLY_HELP}
"""The roles whose report is the social worker's: they write, authorise or abridge it."""


@dataclass(frozen=True, slots=True)
class Content:
    """One document in a parcel, by the SHA-256 of the file as it was given.

    `author` submitted it, where it is on record as submitted here. `number` is its number then.
    """

    sha256: str
    author: Person | None = None
    number: int | None = None

    @classmethod
    def of(cls, filed: Filed, submitted: Iterable[Submitted], sha256: str) -> "Content":
        """Return a file with its author; one that the social worker submitted too is theirs."""
        found = [
            cls(sha256, filed.person(report.person))
            for report in submitted
            if report.evidence.sha256 == sha256
        ]
        return next((each for each in found if each.is_own), (*found, cls(sha256))[0])

    @property
    def is_own(self) -> bool:
        """Whether it is the social worker's report, as far as the record shows."""
        return self.author is None or self.author.role in _OWN

    def called(self, alone: str, numbered: str = "{}") -> str:
        """Return its name in a line: with its number where it has one, else `alone`."""
        return alone if self.number is None else numbered.format(f"report {self.number}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """What is about to be sent: one document for one person, or the set for the professionals.

    `to` is None for the professionals together. `by_email` tells whether it goes to an address; for
    a copy that was made before, `address` is the one that it was made for, and for a copy for the
    professionals all of its list. `new_terms` are the
    numbers of do-not-disclose terms that are newer than the search. `holds_more` tells whether
    its headings show other sections than those for parents; None where nobody can tell.
    """

    to: Person | None
    kind: DocumentKind
    contents: tuple[Content, ...] = ()
    by_email: bool = True
    address: str | None = field(default=None, repr=False)
    new_terms: tuple[int, ...] = ()
    holds_more: bool | None = None

    @property
    def is_for_professionals(self) -> bool:
        """Whether the parents come first (O-SHARE): before agencies, also with the set.

        Also before those in support, who see no more than the people they support.
        """
        return self.to is None or self.to.role in AGENCIES | IN_SUPPORT


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """The part of a conference's record that decides whether its documents may be sent.

    `had` are the files that each parent has had as a report, by short id (as a plan or minutes
    where the parcel is one). `cut_from` are the files that an abridged report was cut from.
    `kept_from` are the people from whom something is kept. `elsewhere` are the other conferences
    that a file was submitted for. `reports` are the files known as reports. `withheld` and
    `taken_back` are the files of submitted reports that are withheld, or were taken back.
    """

    filed: Filed
    outline: Outline
    ways: Mapping[str, Way] = field(default_factory=dict)
    kept_from: Collection[str] = ()
    had: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cut_from: Mapping[str, frozenset[str]] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()
    reports: frozenset[str] = frozenset()

    def is_away(self, parent: Person) -> bool:
        """Tell whether a parent is kept away (O-20)."""
        return bool(self.filed.record.knows(Fact.PARENT_EXCLUDED, parent.id))

    def holds_report(self, parcel: Parcel) -> bool:
        """Tell whether a parcel has reports in it, by its kind or its files (sent as a plan)."""
        return parcel.kind in REPORTS or any(c.sha256 in self.reports for c in parcel.contents)


def halts(parcel: Parcel, known: OnRecord, *, passed: Collection[str] = ()) -> tuple[Halt, ...]:
    """Return what stops this parcel now; nothing where it may be sent.

    `passed` are the grounds that somebody overrode for this parcel. A stop is left out if all its
    grounds were overridden, and returned if it has a new one.
    """
    found = chain.from_iterable(check(parcel, known) for check in CHECKS)
    return tuple(halt for halt in found if not halt.is_past(passed))


def _excluded(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a document for a parent who is kept away (O-20): somebody has to decide each time."""
    person = parcel.to
    if person is not None and person.role in PARENTS and known.is_away(person):
        yield Halt(Stop.EXCLUDED, (f"{person.id} is kept away from this conference",))


def _address(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a copy by email for an address that its recipient no longer has."""
    person = parcel.to
    if parcel.address is None or not parcel.by_email:
        return
    if person is None:
        if lost := gone(parcel.address, known.filed.people):
            text = f"{say_count(lost, 'address')} of its list is on record no more"
            yield Halt(Stop.ADDRESS, (text,))
        return
    now = (person.email or "").casefold()
    if now != parcel.address.casefold():
        has = "another email address" if now else "no email address any more"
        # The ground has the address: an override does not count for the next one.
        ground = f"address {hashlib.sha256(now.encode()).hexdigest()}"
        yield Halt(Stop.ADDRESS, (f"{person.id} has {has} on record now",), (ground,))


def _way(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a copy by email where another way was agreed for documents (O-16)."""
    person = parcel.to
    way = known.ways.get(person.id) if person is not None else None
    if person is not None and parcel.by_email and way not in {None, Way.EMAIL}:
        why = f"{person.id} is to get documents by {way}, as agreed, and not by email"
        on = (
            f"once they have had it that way: cpconf shared {known.filed.conference.ref} "
            f"--to {person.id} --as {parcel.kind} --how {way} --confirmed-by NAME"
        )
        yield Halt(Stop.WAY, (why, on), (why,))


def _same_address(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a copy by email to a mailbox that somebody else reads too.

    Family and professionals may not share one. Two of the family may not where something is kept
    from one of them, one is kept away, or the parents attend apart.
    """
    filed = known.filed
    family = {person.id for person in filed.people if person.role in FAMILY}
    split = bool(filed.record.knows(Fact.SPLIT))
    away = {person.id for person in filed.record.parents if known.is_away(person)}
    lines = []
    for person in _readers(parcel, filed):
        same = filed.with_mailbox_of(person)
        both = {person.id, *same}
        apart = split or bool(both & away) or not both.isdisjoint(known.kept_from)
        within = person.id in family
        found = [o for o in same if (o in family) is not within or (within and apart)]
        if found:
            lines.append(f"{person.id} has the same email address as {', '.join(found)}")
    if lines and parcel.by_email:
        yield Halt(Stop.SAME_ADDRESS, tuple(lines))


def _readers(parcel: Parcel, filed: Filed) -> tuple[Person, ...]:
    """Return who is to read a parcel: of the professionals those on its list, if it has one."""
    if parcel.to is not None:
        return (parcel.to,)
    if parcel.address is not None:
        return reached(parcel.address, filed.people)
    return tuple(person for person in filed.people if person.role in PROFESSIONALS)


def _parents_first(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a document for professionals until it was shared with every parent (O-SHARE)."""
    kinds = {parcel.kind, *((DocumentKind.REPORT,) if known.holds_report(parcel) else ())}
    found = (parents_first(known.filed, known.outline, kind) for kind in sorted(kinds))
    shut = next((obstacle for obstacle in found if obstacle is not None), None)
    if shut is not None and parcel.is_for_professionals:
        yield Halt(Stop.PARENTS_FIRST, (f"{shut.text} ({shut.clause})",), shut.tasks)


def _another_report(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a social worker's report for professionals that parents did not have (O-SHARE, O-6).

    Also stop a version of a plan or minutes that parents did not have, where that is known.
    """
    gate = share_first(known.outline)
    if gate is None or not parcel.is_for_professionals:
        return
    if known.holds_report(parcel):
        for content in parcel.contents:
            if content.is_own:
                yield from _compared(content, known, gate)
        return
    files = {content.sha256 for content in parcel.contents}
    other = [whom for whom, had in known.had.items() if had and files and not files & had]
    if other:
        text = f"this is not the file of the {parcel.kind} that {', '.join(other)} had ({gate})"
        grounds = tuple(f"{sha256} {whom}" for sha256 in sorted(files) for whom in other)
        yield Halt(Stop.ANOTHER_REPORT, (text,), grounds)


def _compared(content: Content, known: OnRecord, gate: str) -> Iterator[Halt]:
    """Stop a report that is not the one that every parent has had.

    The report that theirs was cut from is allowed where the full report was shared with the family.
    For a parent with nothing shared on record, that fact is enough, or that this report is an
    abridged one.
    """
    full = bool(known.filed.record.knows(Fact.FULL_REPORT_SHARED))
    other: list[str] = []
    unknown: list[str] = []
    for parent in known.filed.record.parents:
        had = known.had.get(parent.id, frozenset())
        sources = {source for each in had for source in known.cut_from.get(each, ())}
        if content.sha256 in had or (full and content.sha256 in sources):
            continue
        if had:
            other.append(parent.id)
        elif not full and content.sha256 not in known.cut_from:
            unknown.append(parent.id)
    this = content.called("this")
    said = []
    if other:
        said.append(f"{this} is not the report that {', '.join(other)} had ({gate})")
    if unknown:
        said.append(
            f"which report {', '.join(unknown)} had is not on record, so {this} cannot be "
            f"compared with it ({gate})"
        )
        said.append("record what was handed over: cpconf shared --file")
    if said and content.author is None:
        said.append("record an agency's own report first: cpconf report add")
    if said:
        grounds = tuple(f"{content.sha256} {parent}" for parent in (*other, *unknown))
        yield Halt(Stop.ANOTHER_REPORT, tuple(said), grounds)


def _authorisation(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop the social worker's report until a manager authorised it (O-2m, O-14m, O-READY)."""
    # Without a file it is taken for the social worker's report.
    is_own = not parcel.contents or any(content.is_own for content in parcel.contents)
    tasks = unauthorised(known.filed, known.outline)
    if tasks and is_own and known.holds_report(parcel):
        handles = tuple(task.handle for task in tasks)
        waits = f"{', '.join(handles)} is open ({tasks[0].clause})"
        yield Halt(Stop.AUTHORISATION, (f"no manager has authorised the report: {waits}",), handles)


def _sections(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a parent's report with other sections than the procedure allows (O-13b)."""
    clause = sections_for(parcel, known)
    if clause is not None and parcel.holds_more:
        text = (
            f"it holds other sections than those for parents ({clause}): cpconf abridge "
            f"{known.filed.conference.ref} FILE makes their copy"
        )
        yield Halt(Stop.SECTIONS, (text,))


def sections_for(parcel: Parcel, known: OnRecord) -> str | None:
    """Return the clause that allows only selected sections of the report in this parcel, if any.

    None for a copy that was cut from a report here: somebody chose its pages.
    """
    is_theirs = parcel.to is not None and parcel.to.role in FAMILY
    is_whole = any(c.is_own and c.sha256 not in known.cut_from for c in parcel.contents)
    if not (is_theirs and is_whole and known.holds_report(parcel)):
        return None
    said = abridgement(known.outline)
    return said.clause if said is not None and said.only_these else None


def _new_terms(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a copy that was searched before more terms were kept from its recipient."""
    if parcel.to is not None and parcel.new_terms:
        text = (
            f"more must be kept from {parcel.to.id} since the {parcel.kind} was searched: "
            f"{say_numbers(parcel.new_terms, known.filed.conference.ref)}"
        )
        yield Halt(Stop.TERMS, (text,), tuple(f"term {number}" for number in parcel.new_terms))


def _of_another_conference(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a file that was submitted for another conference."""
    lines = tuple(
        f"the same file{each.called('', ' ({})')} was submitted for {', '.join(refs)}"
        for each in parcel.contents
        if (refs := known.elsewhere.get(each.sha256))
    )
    if lines:
        yield Halt(Stop.OTHERS, lines)


def _withheld(parcel: Parcel, known: OnRecord) -> Iterator[Halt]:
    """Stop a submitted report that is withheld from the professionals, or was taken back."""
    lines = [
        f"{each.called('it is a submitted report that')} is withheld at this conference"
        for each in parcel.contents
        if each.sha256 in known.withheld
    ]
    lines += [
        each.called("the report was taken back", "{} was taken back since")
        for each in parcel.contents
        if each.sha256 in known.taken_back
    ]
    if lines:
        yield Halt(Stop.WITHHELD, tuple(lines))


CHECKS: Final[tuple[Callable[[Parcel, OnRecord], Iterable[Halt]], ...]] = (
    _excluded,
    _address,
    _way,
    _same_address,
    _authorisation,
    _parents_first,
    _another_report,
    _sections,
    _new_terms,
    _of_another_conference,
    _withheld,
)
