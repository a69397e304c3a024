"""Deciding whether a document may leave: the record, given to the one rule in core.

Making, sending and releasing all ask here, within the transaction of their decision.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.gates import Obstacle, parents_first
from cpconf.core.procedures.abridged import abridgement
from cpconf.core.sharing.clearance import Content, OnRecord, Parcel, halts, sections_for
from cpconf.core.sharing.distribution import distribution
from cpconf.core.sharing.sharing import COMPLETE, LIVE, PROFESSIONALS, ShareState, Sharing, Way
from cpconf.core.sharing.stops import Halt
from cpconf.core.words import DocumentKind
from cpconf.documents.cut import sections
from cpconf.documents.findings import Findings
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.sharing.recipients import Recipient, last, search

if TYPE_CHECKING:
    from cpconf.core.sharing.sharing import DocumentOnRecord
    from cpconf.store.conferences.values import HistoryEntry
    from cpconf.store.writing import Store

PROTECTED: Final = "protected"
"""Kind of history entry: a copy or a set was made."""

_REPORTS: Final = {DocumentKind.SUBMITTED, DocumentKind.ABRIDGED, DocumentKind.REPORT}


class Papers:
    """The documents on record at a conference, read once."""

    def __init__(self, store: "Store", filed: Filed) -> None:
        ref = filed.conference.ref
        self._store = store
        self._filed = filed
        self.outline = outline_of(store.conferences, filed)
        self.sharings = store.sharing.sharings(ref)
        self._submitted = store.sharing.submitted(ref)
        self._removed = store.sharing.submitted(ref, removed=True)
        self._terms = store.sharing.terms(ref)
        self.ways = store.sharing.agreed_ways(ref)
        self._asked: dict[str, list[DocumentOnRecord]] = {}

    @cached_property
    def _history(self) -> "list[HistoryEntry]":
        return self._store.conferences.history(self._filed.conference.ref)

    def recipient(self, to: str, kind: DocumentKind, *, without: Collection[str] = ()) -> Recipient:
        """Return who is meant, with all that decides on a document for them.

        `professionals` are all of them together, but for those in `without`, as typed. Raises
        NotFound or UsageFault where it is not clear who is meant.
        """
        ref, people = self._filed.conference.ref, self._filed.people
        person, together = None, None
        if to.strip().lower() == PROFESSIONALS:
            left_out = {choose_person(people, each).id for each in without}
            together = distribution(people, left_out)
            reached = {each.id for each in together.people}
        else:
            person = choose_person(people, to)
            reached = {person.id}
        whom = person.id if person else None
        return Recipient(
            filed=self._filed,
            person=person,
            kind=kind,
            terms=tuple(term for term in self._terms if term.person in reached),
            others=tuple(self._store.sharing.other_family(ref)),
            refs=tuple(self._store.sharing.other_refs(ref)),
            earlier=last(self.sharings, whom, kind),
            unfinished=last(self.sharings, whom, kind, {ShareState.PREPARING}),
            together=together,
        )

    def content(self, sha256: str) -> Content:
        """Return a file with what is on record about it."""
        return Content.of(self._filed, self._submitted, sha256)

    def ask(self, parcel: Parcel, *, passed: Collection[str] = ()) -> tuple[Halt, ...]:
        """Return what stops this parcel now, except `passed`, which was overridden before."""
        return halts(parcel, self._known(parcel), passed=passed)

    def ask_first(
        self, who: Recipient, findings: Findings | None, *, by_email: bool
    ) -> tuple[tuple[Halt, ...], tuple[str, ...]]:
        """Return what stops a document before a copy is made for a person, and remarks.

        Judges by the record and by what was found in the document; `findings` is None where it was
        not inspected.
        """
        contents = (self.content(findings.sha256),) if findings else ()
        parcel = Parcel(
            to=who.person,
            kind=who.kind,
            contents=contents,
            by_email=by_email,
            address=who.together.address if who.together else None,
        )
        if findings is None:
            return self.ask(parcel), ()
        known = self._known(parcel)
        said = abridgement(known.outline)
        if said is not None:
            parcel = replace(parcel, holds_more=sections.holds_more(findings, said.sections))
        found, searched = search(who, findings)
        remarks = [*self._copied_elsewhere(findings.sha256), *searched]
        clause = sections_for(parcel, known)
        if clause is not None and parcel.holds_more is None:
            remarks.append(
                f"its titles do not show which sections it has: see that it holds no more than "
                f"those for parents ({clause})"
            )
        if by_email and who.kind is DocumentKind.MINUTES:
            remarks += [
                f"{task.clause} asks for a .{task.sends_as} file: {task.name} will stay open"
                for task in known.outline.tasks
                if task.sends is who.kind and task.sends_as not in {None, findings.type}
            ]
        return (*halts(parcel, known), *found), tuple(remarks)

    def ask_again(self, sharing: Sharing, *, by_email: bool) -> tuple[Halt, ...]:
        """Return what stops a copy or a set that was made before, and was not overridden."""
        since = self._since(sharing)
        made = since[0].details if since else {}
        parcel = Parcel(
            to=self._filed.person(sharing.person),
            kind=sharing.kind,
            contents=tuple(self._contents(sharing, made.get("reports"))),
            by_email=by_email,
            address=sharing.address,
            new_terms=self._new_terms(sharing, made.get("searched"), since),
        )
        passed = (entry.details.get("passed") for entry in since if _is_of(entry, sharing))
        grounds = {str(each) for found in passed if isinstance(found, list) for each in found}
        return self.ask(parcel, passed=grounds)

    def _since(self, sharing: Sharing) -> "Sequence[HistoryEntry]":
        """Return the history since a copy was made, beginning with that entry."""
        made = [
            place
            for place, entry in enumerate(self._history)
            if entry.kind == PROTECTED and _is_of(entry, sharing)
        ]
        return self._history[made[-1] :] if made else self._history

    def _contents(self, sharing: Sharing, numbers: object) -> Iterator[Content]:
        """Yield the document in a copy, or the reports in a set, also those removed since."""
        if sharing.kind is not DocumentKind.SET:
            if sharing.evidence is not None and sharing.evidence.source_sha256 is not None:
                yield self.content(sharing.evidence.source_sha256)
            return
        reports = {report.number: report for report in (*self._removed, *self._submitted)}
        for number in numbers if isinstance(numbers, list) else []:
            if (report := reports.get(number)) is not None:
                person = self._filed.person(report.person)
                yield Content(report.evidence.sha256, person, report.number)

    def _new_terms(
        self, sharing: Sharing, searched: object, since: "Sequence[HistoryEntry]"
    ) -> tuple[int, ...]:
        """Return the numbers of the recipient's terms for which their copy was not searched."""
        if sharing.person is None:
            return ()
        new: list[int] = []
        for entry in since:
            number = entry.details.get("term")
            if entry.details.get("person") == sharing.person and isinstance(number, int):
                if entry.kind == "not to be disclosed":
                    new.append(number)
                elif entry.kind == "may be disclosed" and number in new:
                    new.remove(number)
        if isinstance(searched, list):  # a term may have been added while the files were made
            standing = [term.number for term in self._terms if term.person == sharing.person]
            new += [each for each in standing if each not in searched and each not in new]
        return tuple(new)

    def _known(self, parcel: Parcel) -> OnRecord:
        files = {content.sha256 for content in parcel.contents}
        reports = {
            sha256
            for sha256 in files
            if any(each.evidence.kind in _REPORTS for each in self._documents(sha256, here=True))
        }
        is_report = bool(reports) or parcel.kind is DocumentKind.SET
        had = self._had(DocumentKind.REPORT if is_report else parcel.kind)
        standing = {report.evidence.sha256 for report in self._submitted}
        return OnRecord(
            filed=self._filed,
            outline=self.outline,
            ways=self.ways,
            kept_from=frozenset(term.person for term in self._terms),
            had=had,
            cut_from={
                sha256: sources
                for sha256 in files.union(*had.values())
                if (sources := self._cut_from(sha256))
            },
            elsewhere={sha256: tuple(self._elsewhere(sha256)) for sha256 in files},
            withheld=frozenset(
                r.evidence.sha256 for r in self._submitted if r.withheld is not None
            ),
            taken_back=frozenset(r.evidence.sha256 for r in self._removed) - standing,
            reports=frozenset(reports),
        )

    def _had(self, kind: DocumentKind) -> Mapping[str, frozenset[str]]:
        """Return the files that people received as that kind, by short id, also replaced ones."""
        found: dict[str, frozenset[str]] = {}
        for each in self.sharings:
            is_had = each.released_at is not None or each.state is ShareState.SHARED
            if is_had and each.person and each.evidence and each.kind is kind:
                files = found.get(each.person, frozenset())
                found[each.person] = files | {each.evidence.original}
        return found

    def _cut_from(self, sha256: str) -> frozenset[str]:
        """Return the files that this one was cut from, where it is an abridged report."""
        return frozenset(
            each.evidence.source_sha256
            for each in self._documents(sha256, here=True)
            if each.evidence.kind is DocumentKind.ABRIDGED
            and each.evidence.sha256 == sha256
            and each.evidence.source_sha256 is not None
        )

    def _elsewhere(self, sha256: str) -> Iterator[str]:
        """Yield the other conferences that a file was submitted for, and not removed from."""
        for other in sorted(self._submitted_for(sha256) - {self._filed.conference.ref}):
            if any(
                report.evidence.sha256 == sha256 for report in self._store.sharing.submitted(other)
            ):
                yield other

    def _copied_elsewhere(self, sha256: str) -> Iterator[str]:
        """Yield a remark where a copy of a file was made for another conference."""
        known = {document.ref for document in self._documents(sha256)}
        others = known - self._submitted_for(sha256) - {self._filed.conference.ref}
        if others:
            yield f"a copy of the same file was made for {', '.join(sorted(others))}"

    def _submitted_for(self, sha256: str) -> set[str]:
        found = self._documents(sha256)
        return {each.ref for each in found if each.evidence.kind is DocumentKind.SUBMITTED}

    def _documents(self, sha256: str, *, here: bool = False) -> "list[DocumentOnRecord]":
        """Return the documents that a file is or is the source of; with `here`, of this one."""
        if sha256 not in self._asked:
            self._asked[sha256] = self._store.sharing.documents_by_hash(sha256)
        ref = self._filed.conference.ref
        return [each for each in self._asked[sha256] if not here or each.ref == ref]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingReport:
    """Every copy at a conference, the agreed ways, and what the professionals wait for.

    `shut` is what they wait for. `halts` is what would stop `send` and `release` now, by the number
    of each copy that is still on its way by email.
    """

    filed: Filed
    sharings: Sequence[Sharing]
    ways: Mapping[str, Way]
    shut: tuple[Obstacle, ...]
    halts: Mapping[int, tuple[Halt, ...]]


def survey(store: "Store", ref: str) -> SharingReport:
    """Return who has what at a conference. Raises NotFound."""
    filed = store.conferences.filed(ref)
    papers = Papers(store, filed)
    obstacle = parents_first(filed, papers.outline, DocumentKind.REPORT)
    return SharingReport(
        filed=filed,
        sharings=papers.sharings,
        ways=papers.ways,
        shut=(obstacle,) if obstacle is not None else (),
        halts={
            sharing.id: papers.ask_again(sharing, by_email=True)
            for sharing in papers.sharings
            if sharing.state in LIVE - COMPLETE
        },
    )


def _is_of(entry: "HistoryEntry", sharing: Sharing) -> bool:
    said = entry.details
    return (said.get("person"), said.get("kind")) == (sharing.person, sharing.kind.value)
