"""Asking whether a document may leave: what the store knows, put to the one question of the core.

Whoever makes, sends or releases asks here, within the transaction in which it is decided.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.procedures.abridged import abridgement
from cpconf.core.sharing.clearance import Content, OnRecord, Parcel, halts, sections_for
from cpconf.core.sharing.sharing import COMPLETE, LIVE, ShareState, Sharing, Submitted
from cpconf.core.sharing.stops import Halt
from cpconf.core.words import DocumentKind
from cpconf.documents.cut import sections
from cpconf.documents.findings import Findings
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.sharing.recipients import Recipient, copied_elsewhere, halts_in, of_the_search

if TYPE_CHECKING:
    from cpconf.core.sharing.sharing import DocumentOnRecord
    from cpconf.store.conferences.values import HistoryEntry
    from cpconf.store.questions import Questions

PROTECTED = "protected"
"""What the history calls it when a copy or a set was made."""


def ask(
    store: "Questions", filed: Filed, parcel: Parcel, *, passed: Iterable[str] = ()
) -> tuple[Halt, ...]:
    """What stops this parcel now, by what is on record; `passed` was decided on before."""
    return halts(parcel, _known(store, filed, parcel), passed=frozenset(passed))


def ask_again(
    store: "Questions", filed: Filed, sharing: Sharing, *, by_email: bool
) -> tuple[Halt, ...]:
    """What stops a copy, or a set, that was made before, and that nobody has gone past since."""
    person = filed.person(sharing.person)
    history = store.history(sharing.ref)
    if sharing.person is None:
        contents = tuple(_of_set(store, filed, sharing, history))
    elif sharing.evidence is not None and sharing.evidence.source_sha256 is not None:
        contents = (content(store, filed, sharing.evidence.source_sha256),)
    else:
        contents = ()
    parcel = Parcel(
        to=person,
        kind=sharing.kind,
        contents=contents,
        by_email=by_email,
        address=sharing.address,
        new_terms=_new_terms(store, sharing, history),
    )
    return ask(store, filed, parcel, passed=_decided(sharing, history))


def stopping(
    store: "Questions", filed: Filed, sharings: Iterable[Sharing]
) -> dict[int, tuple[Halt, ...]]:
    """What `send` and `release` would stop at now, by the number of the copy.

    Asked of every copy that is still on its way by email.
    """
    return {
        sharing.id: halts
        for sharing in sharings
        if sharing.state in LIVE - COMPLETE
        and (halts := ask_again(store, filed, sharing, by_email=True))
    }


def ask_first(
    store: "Questions", who: Recipient, findings: Findings | None, *, by_email: bool
) -> tuple[tuple[Halt, ...], tuple[str, ...]]:
    """What stops a document for somebody before a copy is made of it, and what to know of it.

    By what is on record, and by what was found in it; `findings` are None where nobody looked.
    """
    filed = who.filed
    ref = filed.conference.ref
    parcel = Parcel(
        to=who.person,
        kind=who.kind,
        contents=(content(store, filed, findings.sha256),) if findings else (),
        by_email=by_email,
    )
    known = _known(store, filed, parcel)
    said = abridgement(known.outline)
    if findings and said is not None:
        parcel = replace(parcel, holds_more=sections.holds_more(findings, said.sections))
    found = halts_in(who, findings) if findings else ()
    remarks = (
        [*copied_elsewhere(store, ref, findings.sha256), *of_the_search(who, findings)]
        if findings
        else []
    )
    clause = sections_for(parcel, known)
    if clause is not None and parcel.holds_more is None:
        remarks.append(
            f"its titles do not show which sections it has: see that it holds no more than those "
            f"for parents ({clause})"
        )
    return (*halts(parcel, known), *found), tuple(remarks)


def content(store: "Questions", filed: Filed, sha256: str) -> Content:
    """A file by what the record knows of it: whose report it is, where somebody submitted it.

    One that the social worker submitted, too, is theirs.
    """
    authors = [
        Content(sha256, filed.person(report.person))
        for report in store.submitted(filed.conference.ref)
        if report.evidence.sha256 == sha256
    ]
    return next((each for each in authors if each.is_own), (*authors, Content(sha256))[0])


def of_reports(reports: Iterable[tuple[Submitted, Person]]) -> tuple[Content, ...]:
    """Submitted reports, each with its author, as contents of one parcel."""
    return tuple(
        Content(report.evidence.sha256, person, report.number) for report, person in reports
    )


def _known(store: "Questions", filed: Filed, parcel: Parcel) -> OnRecord:
    ref = filed.conference.ref
    files = {content.sha256 for content in parcel.contents}
    documents = {sha256: store.documents_by_hash(sha256) for sha256 in files}
    reports = frozenset(sha256 for sha256 in files if _is_report(ref, documents[sha256]))
    is_report = bool(reports) or parcel.kind is DocumentKind.SET
    had = _had(store.sharings(ref), DocumentKind.REPORT if is_report else parcel.kind)
    submitted = store.submitted(ref)
    standing = {report.evidence.sha256 for report in submitted}
    removed = {report.evidence.sha256 for report in store.submitted(ref, removed=True)}
    for sha256 in frozenset().union(*had.values()) - files:
        documents[sha256] = store.documents_by_hash(sha256)
    return OnRecord(
        filed=filed,
        outline=outline_of(store, filed),
        ways=store.agreed_ways(ref),
        kept_from=frozenset(term.person for term in store.terms(ref)),
        had=had,
        cut_from={
            sha256: sources
            for sha256, found in documents.items()
            if (sources := _cut_from(ref, sha256, found))
        },
        elsewhere={
            sha256: refs
            for sha256 in files
            if (refs := tuple(_elsewhere(store, ref, sha256, documents[sha256])))
        },
        withheld=frozenset(r.evidence.sha256 for r in submitted if r.withheld is not None),
        taken_back=frozenset(removed - standing),
        reports=reports,
    )


def _is_report(ref: str, known: "Iterable[DocumentOnRecord]") -> bool:
    """Whether the record knows a file as a report here, whatever it is called now."""
    kinds = {DocumentKind.SUBMITTED, DocumentKind.ABRIDGED, DocumentKind.REPORT}
    return any(document.ref == ref and document.evidence.kind in kinds for document in known)


def _had(sharings: Iterable[Sharing], kind: DocumentKind) -> Mapping[str, frozenset[str]]:
    """The files that people have had as that kind, by short id: later copies take none away."""
    found: dict[str, frozenset[str]] = {}
    for sharing in sharings:
        if sharing.person is None or sharing.kind is not kind:
            continue
        evidence = sharing.evidence
        if evidence is None or not (
            sharing.released_at is not None or sharing.state is ShareState.SHARED
        ):
            continue
        file = evidence.source_sha256 or evidence.sha256
        found[sharing.person] = found.get(sharing.person, frozenset()) | {file}
    return found


def _cut_from(ref: str, sha256: str, known: "Iterable[DocumentOnRecord]") -> frozenset[str]:
    """The files that this one was cut from, where it is an abridged report."""
    return frozenset(
        document.evidence.source_sha256
        for document in known
        if document.ref == ref
        and document.evidence.kind is DocumentKind.ABRIDGED
        and document.evidence.sha256 == sha256
        and document.evidence.source_sha256 is not None
    )


def _elsewhere(
    store: "Questions", ref: str, sha256: str, known: "Iterable[DocumentOnRecord]"
) -> Iterator[str]:
    """The other conferences that a file was submitted for, and not taken back."""
    for other in sorted(
        {d.ref for d in known if d.evidence.kind is DocumentKind.SUBMITTED} - {ref}
    ):
        if any(report.evidence.sha256 == sha256 for report in store.submitted(other)):
            yield other


def _of_set(
    store: "Questions", filed: Filed, sharing: Sharing, history: "Iterable[HistoryEntry]"
) -> Iterator[Content]:
    """The reports in a set, also those that were taken back since."""
    reports = {
        report.number: report
        for removed in (True, False)
        for report in store.submitted(sharing.ref, removed=removed)
    }
    made = [e for e in history if e.kind == PROTECTED and _is_of(e.details, sharing)]
    numbers = made[-1].details.get("reports") if made else None
    for number in numbers if isinstance(numbers, list) else []:
        if (report := reports.get(number)) is not None:
            yield Content(report.evidence.sha256, filed.person(report.person), number)


def _new_terms(
    store: "Questions", sharing: Sharing, history: "Iterable[HistoryEntry]"
) -> tuple[int, ...]:
    """What has been kept from the recipient since their copy was searched for it, by number."""
    if sharing.person is None:
        return ()
    standing = [t.number for t in store.terms(sharing.ref) if t.person == sharing.person]
    searched: object = None
    since: list[int] = []
    for entry in history:
        number = entry.details.get("term")
        if entry.kind == PROTECTED and _is_of(entry.details, sharing):
            since, searched = [], entry.details.get("searched")
        elif entry.details.get("person") == sharing.person and isinstance(number, int):
            if entry.kind == "not to be disclosed":
                since.append(number)
            elif entry.kind == "may be disclosed" and number in since:
                since.remove(number)
    if isinstance(searched, list):  # a term may have come while the files were being made
        since += [each for each in standing if each not in searched and each not in since]
    return tuple(since)


def _decided(sharing: Sharing, history: "Iterable[HistoryEntry]") -> frozenset[str]:
    """What somebody decided to go past for this very copy, or set, since it was made."""
    found: frozenset[str] = frozenset()
    for entry in history:
        if not _is_of(entry.details, sharing):
            continue
        passed = entry.details.get("passed")
        if entry.kind == PROTECTED:
            found = frozenset()
        if isinstance(passed, list):
            found |= frozenset(map(str, passed))
    return found


def _is_of(details: Mapping[str, object], sharing: Sharing) -> bool:
    return (details.get("person"), details.get("kind")) == (sharing.person, sharing.kind.value)
