"""Who a document is for: the recipient, what was agreed with them, and what stops it for now."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cpconf.core.choosing import choose_person
from cpconf.core.conference import Person
from cpconf.core.disclosure import Hit, find_others, find_terms, say
from cpconf.core.document import DocumentKind
from cpconf.core.filed import Filed
from cpconf.core.phrases import say_count
from cpconf.core.sharing import LIVE, ShareState, Sharing, Term, Way
from cpconf.core.stops import Halt, Stop
from cpconf.core.words import AGENCIES, FAMILY
from cpconf.documents.findings import Findings
from cpconf.errors import NotFound, Refused
from cpconf.workflow.copies import stem

if TYPE_CHECKING:
    from cpconf.store.shared_records import SharedRecords


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody at a conference who is to get a document, and what the record says of that."""

    filed: Filed
    person: Person
    kind: DocumentKind
    way: Way | None
    terms: tuple[Term, ...]
    others: tuple[tuple[str, str], ...]
    refs: tuple[str, ...]
    earlier: Sharing | None
    unfinished: Sharing | None
    halts: tuple[Halt, ...]
    same_address: tuple[Halt, ...]

    def as_of(self, filed: Filed) -> "Recipient":
        """The same, once what a stopped run left has been taken back."""
        return replace(self, filed=filed, unfinished=None)

    @property
    def stem(self) -> str:
        """How the names of their files begin: nothing of who they are is in it."""
        return stem(self.filed.conference.ref, self.person.id, self.kind)

    @property
    def is_professional(self) -> bool:
        """Whether the gate of `distribution` is for them: the parents come first (O-SHARE)."""
        return self.person.role in AGENCIES

    @property
    def own_names(self) -> tuple[str, ...]:
        """The names of the family that the conference is about."""
        return tuple(person.name for person in self.filed.people if person.role in FAMILY)

    @property
    def private_words(self) -> tuple[str, ...]:
        """What a password must not be made of: the reference, names, dates, telephone numbers."""
        return private_words(self.filed)


def private_words(filed: Filed) -> tuple[str, ...]:
    """What a password for this conference must not be made of."""
    people = [
        word
        for person in filed.people
        for word in (person.name, person.email, person.phone, person.agency)
        if word
    ]
    day = filed.conference.at
    dates = (f"{day:%d%m%Y}", f"{day:%Y%m%d}", f"{day:%d%m%y}")
    return (filed.conference.ref, *people, *dates)


def recipient(store: "SharedRecords", ref: str, to: str, kind: DocumentKind) -> Recipient:
    """Who is meant, with everything that has to be known before a document goes to them.

    Raises NotFound or UsageFault where it is not clear who is meant.
    """
    filed = store.filed(ref)
    person = choose_person(filed.people, to)
    terms = store.terms(ref)
    way = store.agreed_ways(ref).get(person.id)
    sharings = store.sharings(ref)
    return Recipient(
        filed=filed,
        person=person,
        kind=kind,
        way=way,
        terms=tuple(term for term in terms if term.person == person.id),
        others=tuple(store.other_family(ref)),
        refs=tuple(store.other_refs(ref)),
        earlier=live(sharings, person.id, kind),
        unfinished=_last(sharings, person.id, kind, {ShareState.PREPARING}),
        halts=(),
        same_address=tuple(_same_address(filed, person, terms)),
    )


def by_email(who: Recipient) -> tuple[str, tuple[Halt, ...]]:
    """The address for email, with what stops email to them. Raises Refused where there is none."""
    ref, person = who.filed.conference.ref, who.person
    if not person.email:
        msg = (
            f"{person.id} has no email address on record: cpconf person change {ref} {person.id} "
            f"--email ADDRESS\nTo share it without email, as agreed with them: cpconf shared {ref} "
            f"--to {person.id} --as {who.kind} --how telephone|letterbox|visit --confirmed-by NAME"
        )
        raise Refused(msg)
    halts = (*who.same_address, *who.halts)
    if who.way in {None, Way.EMAIL}:
        return person.email, halts
    agreed = f"{person.id} is to get documents by {who.way}, as agreed, and not by email"
    return person.email, (Halt(Stop.WAY, (agreed,)), *halts)


def halts_in(who: Recipient, findings: Findings) -> tuple[Halt, ...]:
    """What in a document stops it for this recipient; nothing of what it says is repeated."""
    paged = findings.pages is not None
    # The parts of a Word file are no pages.
    pages = findings.texts if paged else ()
    beside = findings.beside if paged else (*findings.texts, *findings.beside)
    others = find_others(who.others, who.refs, pages, beside, own=who.own_names)
    halts = [
        *_hits(Stop.TERMS, find_terms(who.terms, pages, beside), paged=paged),
        *_hits(Stop.OTHERS, others, paged=paged),
    ]
    if findings.unsearchable and who.terms:
        text = "pictures or embedded files in it cannot be searched for what must not be disclosed"
        halts.append(Halt(Stop.UNSEARCHED, (text,)))
    if findings.silent_pages and who.terms:
        silent = say_count(len(findings.silent_pages), "page")
        text = f"{silent} without text cannot be searched for what must not be disclosed"
        halts.append(Halt(Stop.UNSEARCHED, (text,)))
    if findings.revised:
        text = (
            "the document still holds deleted text, tracked changes or comments: "
            "accept or reject them all in Word, and save it"
        )
        halts.append(Halt(Stop.REVISIONS, (text,)))
    return tuple(halts)


def halts_of_file(
    store: "SharedRecords", who: Recipient, sha256: str
) -> tuple[tuple[Halt, ...], tuple[str, ...]]:
    """What the record knows of the very file: stops, and remarks.

    It stops a report that somebody submitted for another conference, or that is withheld at this
    one. That a copy of it was made for another conference is a remark.
    """
    ref = who.filed.conference.ref
    known = store.documents_by_hash(sha256)
    submitted = {d.ref for d in known if d.evidence.kind is DocumentKind.SUBMITTED}
    elsewhere = sorted(submitted - {ref})
    halts = []
    if elsewhere:
        text = f"the same file was submitted for {', '.join(elsewhere)}"
        halts.append(Halt(Stop.OTHERS, (text,)))
    if any(r.withheld and r.evidence.sha256 == sha256 for r in store.submitted(ref)):
        text = "it is a submitted report that is withheld at this conference"
        halts.append(Halt(Stop.WITHHELD, (text,)))
    others = sorted({document.ref for document in known} - {ref, *submitted})
    remarks = (f"a copy of the same file was made for {', '.join(others)}",) if others else ()
    return tuple(halts), remarks


def live(sharings: Sequence[Sharing], person: str | None, kind: DocumentKind) -> Sharing | None:
    """The sharing of that document with that recipient that counts, if there is one."""
    return _last(sharings, person, kind, LIVE)


def _last(
    sharings: Sequence[Sharing],
    person: str | None,
    kind: DocumentKind,
    states: AbstractSet[ShareState],
) -> Sharing | None:
    found = [s for s in sharings if (s.person, s.kind) == (person, kind) and s.state in states]
    return found[-1] if found else None


def the_sharing(
    sharings: Sequence[Sharing], ref: str, person: str | None, kind: DocumentKind
) -> Sharing:
    """The sharing that counts. Raises NotFound, saying how one is made."""
    found = live(sharings, person, kind)
    if found is None:
        how = f"protect-report FILE {ref} --to {person} --as {kind}" if person else f"bundle {ref}"
        msg = f"no {kind} for {person or 'the professionals'} is on record at {ref}: cpconf {how}"
        raise NotFound(msg)
    return found


def refuse_outdated(store: "SharedRecords", filed: Filed, sharing: Sharing) -> None:
    """Raise Refused where a copy by email is no longer right for its recipient.

    Its address and what is kept from them were those of the moment when it was made.
    """
    person = next((each for each in filed.people if each.id == sharing.person), None)
    if person is None or sharing.address is None:
        return
    ref, whom = sharing.ref, person.id
    agreed = store.agreed_ways(ref).get(whom)
    why = None
    if (person.email or "").casefold() != sharing.address.casefold():
        why = f"{whom} has another email address on record now"
    elif agreed not in {None, Way.EMAIL}:
        why = f"{whom} is to get documents by {agreed} now"
    elif _withheld_since(store, sharing):
        why = f"more is kept from {whom} now than when the {sharing.kind} was searched for it"
    if why is not None:
        msg = (
            f"{why}: throw this copy away, and make another\n"
            f"cpconf protect-report FILE {ref} --to {whom} --as {sharing.kind} --out DIR"
        )
        raise Refused(msg)


def _withheld_since(store: "SharedRecords", sharing: Sharing) -> bool:
    since = False
    for entry in store.history(sharing.ref):
        of = entry.details.get("person") == sharing.person
        if of and entry.kind == "protected" and entry.details.get("kind") == sharing.kind:
            since = False
        elif of and entry.kind == "not to be disclosed":
            since = True
    return since


def overridden(
    halts: Sequence[Halt], reasons: Mapping[Stop, str], authorised_by: str | None
) -> str | None:
    """The reasons for going past stops, and who decided it, as one note for the history."""
    if not halts:
        return None
    said = "; ".join(f"{halt.stop}: {reasons[halt.stop]}" for halt in halts)
    return f"{said} (authorised by {authorised_by})" if authorised_by else said


def _hits(stop: Stop, hits: tuple[Hit, ...], *, paged: bool) -> list[Halt]:
    return [Halt(stop, say(hits, paged=paged))] if hits else []


def _same_address(filed: Filed, person: Person, terms: Sequence[Term]) -> list[Halt]:
    """Whether somebody reads this mailbox too from whom, or from whose reports, things are kept."""
    same = filed.with_mailbox_of(person) if person.role in FAMILY else []
    kept_from = {term.person for term in terms}
    if not kept_from.intersection({person.id, *same}) or not same:
        return []
    text = f"{person.id} has the same email address as {', '.join(same)}"
    return [Halt(Stop.SAME_ADDRESS, (text,))]
