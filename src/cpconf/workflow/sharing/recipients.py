"""The recipient of a document, what is on record about them, and what a search finds in it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.phrases import say_count, written_forms
from cpconf.core.disclosure.search import Hit, find_others, find_terms, say, say_kept
from cpconf.core.disclosure.searched_pages import (
    INSTALL,
    INSTEAD,
    INSTEAD_OF_WORD,
    say_pages,
    say_read,
    say_recognised,
    say_searched,
)
from cpconf.core.disclosure.terms import Term
from cpconf.core.reports import menus
from cpconf.core.sharing.distribution import Distribution
from cpconf.core.sharing.document import choose_kind
from cpconf.core.sharing.sharing import LIVE, PROFESSIONALS, ShareState, Sharing
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import FAMILY, DocumentKind
from cpconf.documents.findings import Findings
from cpconf.errors import NotFound, Refused

if TYPE_CHECKING:
    from cpconf.store.writing import Store

REDACTED: Final = (
    f"marked for redaction, and what is below the marks can still be read: {menus.APPLY_REDACTIONS}"
)

TAKE_OUT: Final = "Take it out of the document, or ask for a document without it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Who is to get a document, with what is on record about that.

    It is one person, or, with `person` None, the professionals on the list `together`.
    `others` and `refs` are the families and references of other conferences, `earlier` is the
    latest copy that counts, and `unfinished` one that a stopped run left.
    """

    filed: Filed
    person: Person | None
    kind: DocumentKind
    terms: tuple[Term, ...]
    others: tuple[tuple[str, str], ...]
    refs: tuple[str, ...]
    earlier: Sharing | None
    unfinished: Sharing | None
    together: Distribution | None = None

    @property
    def whom(self) -> str:
        """The short id of the person; empty for the professionals."""
        return self.person.id if self.person else ""

    @property
    def copy(self) -> Sharing:
        """A new copy for them, with the defaults."""
        return Sharing(ref=self.filed.conference.ref, person=self.whom or None, kind=self.kind)

    @property
    def address(self) -> str:
        """The address for email, or all of the list. Raises Refused where none is on record."""
        if self.together is not None and self.together.to:
            return self.together.address
        if self.person is None:
            raise Refused(
                f"no professional at {self.filed.conference.ref} has an email address on record: "
                "put one there with cpconf person change"
            )
        if self.person.email:
            return self.person.email
        ref, whom = self.filed.conference.ref, self.whom
        raise Refused(
            f"{whom} has no email address on record: cpconf person change {ref} {whom} "
            "--email ADDRESS\nTo share it without email, as agreed with them: cpconf shared "
            f"{self.copy.typed} --how telephone|letterbox|visit --confirmed-by NAME"
        )


def private_words(filed: Filed) -> tuple[str, ...]:
    """Return the words and dates that a password for this conference must not contain."""
    people = [
        word
        for person in filed.people
        for word in (person.name, person.email, person.phone, person.agency)
        if word
    ]
    conference = filed.conference
    days = (
        conference.at.date(),
        conference.strategy_discussion,
        conference.initial_conference,
        conference.previous_review,
    )
    dates = (written for day in days if day is not None for written in written_forms(day))
    return (conference.ref, *people, *dates)


def search(who: Recipient, findings: Findings) -> tuple[tuple[Halt, ...], tuple[str, ...]]:
    """Return what in a document stops it for this recipient, and remarks on the search.

    Repeats nothing of its text.
    """
    own = tuple(person.name for person in who.filed.people if person.role in FAMILY)
    pages, beside, again = findings.by_page, findings.by_no_page, findings.again
    hits = {
        Stop.TERMS: find_terms(who.terms, pages, beside, again=again),
        Stop.OTHERS: find_others(who.others, who.refs, pages, beside, own=own, again=again),
    }
    halts = [Halt(stop, say_found(found, findings)) for stop, found in hits.items() if found]
    if kept := hits[Stop.TERMS]:
        shown = say_kept(
            kept, who.terms, ref=who.filed.conference.ref, paged=findings.pages is not None
        )
        halts[0] = replace(halts[0], shown=(*shown, *_read(kept, findings)), remedy=TAKE_OUT)
    remarks = []
    if (said := as_searched(findings)) is not None:
        instead = INSTEAD if findings.pages is not None else INSTEAD_OF_WORD
        install = (INSTALL,) if findings.recognised is None else ()
        missed = Halt(Stop.UNSEARCHED, (f"{said}: {instead}", *install))
        if who.terms:
            halts.append(missed)
        else:
            remarks.append(missed.why)
    if findings.pictured_pages and who.terms:
        pictured = say_pages(findings.pictured_pages)
        remarks.append(f"words within the pictures on {pictured} were not looked for")
    if (sure := say_recognised(findings.recognised or ())) is not None:
        remarks.append(sure)
    return (*halts, *readable_still(findings)), tuple(remarks)


def say_found(hits: tuple[Hit, ...], findings: Findings) -> tuple[str, ...]:
    """Return what was found in a document, and how reliable it is if read from a picture."""
    return (*say(hits, paged=findings.pages is not None), *_read(hits, findings))


def _read(hits: tuple[Hit, ...], findings: Findings) -> tuple[str, ...]:
    return say_read(findings.recognised or (), (hit.page for hit in hits))


def as_searched(findings: Findings) -> str | None:
    """Return what of a document was searched and what was not; None if all was searched."""
    if findings.pages is not None:
        unread, recognised = findings.unread, findings.recognised or ()
        return say_searched(findings.pages, unread, recognised) if unread else None
    if not findings.unsearchable:
        return None
    held = [
        say_count(findings.pictures, "picture") if findings.pictures else "",
        say_count(findings.attachments, "embedded file") if findings.attachments else "",
    ]
    missed = " and ".join(filter(None, held)) or "a document without any text"
    searched = "searched: its text; " if findings.texts else ""
    return f"{searched}not searched: {missed}"


def left_in_word(findings: Findings) -> tuple[str, ...]:
    """Return what a Word document holds besides its text, each with how to remove it."""
    found = (
        (findings.revised, "deleted text or tracked changes", menus.ACCEPT_CHANGES),
        (findings.commented, "comments", menus.DELETE_COMMENTS),
        (findings.hidden, "hidden text", menus.DELETE_HIDDEN_TEXT),
    )
    return tuple(
        f"the document still holds {what}, which everybody can read who opens it: {how}"
        for is_there, what, how in found
        if is_there
    )


def readable_still(findings: Findings) -> tuple[Halt, ...]:
    """Return the stop for a document that holds more than its pages show."""
    lines = list(left_in_word(findings))
    if findings.comment_pages:
        lines.append(
            f"{say_pages(findings.comment_pages)}: comments, which everybody can read who opens "
            f"it: {menus.WITHOUT_PDF_COMMENTS}"
        )
    if findings.redaction_pages:
        lines.append(f"{say_pages(findings.redaction_pages)}: {REDACTED}")
    return (Halt(Stop.REVISIONS, tuple(lines)),) if lines else ()


def last(
    sharings: Sequence[Sharing],
    person: str | None,
    kind: DocumentKind,
    states: AbstractSet[ShareState] = LIVE,
) -> Sharing | None:
    """Return the recipient's latest copy of that kind in one of `states`, by default `LIVE`."""
    found = [s for s in sharings if (s.person, s.kind) == (person, kind) and s.state in states]
    return found[-1] if found else None


def sharing_named(store: "Store", ref: str, to: str, kind: str) -> tuple[Filed, Sharing]:
    """Return the conference and the copy that was typed.

    `professionals` means the set, or with `kind` the plan or the minutes for them.

    Raises NotFound, saying how to make one, and UsageFault.
    """
    filed = store.conferences.filed(ref)
    together = to.strip().lower() == PROFESSIONALS
    person = None if together else choose_person(filed.people, to).id
    chosen = choose_kind(kind)
    is_set = together and chosen is DocumentKind.REPORT
    meant = Sharing(
        ref=filed.conference.ref,
        person=person,
        kind=DocumentKind.SET if is_set else chosen,
    )
    found = last(store.sharing.sharings(ref), meant.person, meant.kind)
    if found is None:
        how = f"bundle {meant.ref}" if is_set else f"protect-report FILE {meant.typed}"
        raise NotFound(f"no {meant.title} is on record at {meant.ref}: cpconf {how}")
    return filed, found
