"""From the store's rows of documents to values of the subject; errors as in `conferences.rows`."""

from typing import Final

from cpconf.core.dates.london import unstamp
from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import (
    Confirmed,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Sharing,
    Submitted,
    Transport,
    Way,
)
from cpconf.core.words import DocumentKind
from cpconf.store.conferences.rows import Given, moment
from cpconf.store.conferences.values import DocumentOnRecord

EVIDENCE: Final = "d.kind, d.sha256, d.size, d.pages, d.algorithm, d.source_sha256"


def evidence(row: Given) -> Evidence:
    """The proof of a document, from the columns `EVIDENCE` of its table `d`."""
    kind, sha256, size, pages, algorithm, source_sha256 = row
    return Evidence(
        kind=DocumentKind(kind),
        sha256=sha256,
        size=size,
        pages=pages,
        algorithm=algorithm,
        source_sha256=source_sha256,
    )


SHARING: Final = (
    "s.id, c.ref, p.short_id, s.kind, s.way, s.state, s.transport, s.password, s.made_at, "
    "s.address, s.folder, s.address_confirmed_by, s.sent_at, s.received_at, s.received_how, "
    f"s.confirmed_by, s.released_at, s.released_by, s.document_id, {EVIDENCE}"
)


def sharing(row: Given) -> Sharing:
    """A sharing, from the columns `SHARING`."""
    (
        id_, ref, person, kind, way, state, transport, password, made_at, address, folder,
        address_confirmed_by, sent_at, received_at, received_how, confirmed_by, released_at,
        released_by, document_id, *document,
    ) = row  # fmt: skip
    return Sharing(
        id=id_,
        ref=ref,
        person=person,
        kind=DocumentKind(kind),
        way=Way(way),
        state=ShareState(state),
        transport=Transport(transport),
        password=PasswordCare(password),
        evidence=None if document_id is None else evidence(tuple(document)),
        made_at=unstamp(made_at),
        address=address,
        folder=folder,
        address_confirmed_by=address_confirmed_by,
        sent_at=moment(sent_at),
        received_at=moment(received_at),
        received_how=Confirmed(received_how) if received_how else None,
        confirmed_by=confirmed_by,
        released_at=moment(released_at),
        released_by=ReleasedBy(released_by) if released_by else None,
    )


def term(row: Given) -> Term:
    """Words to withhold, from number, short id, kind and words."""
    number, person, kind, words = row
    return Term(number, person, TermKind(kind), words)


def agreed_way(row: Given) -> tuple[str, Way]:
    """How somebody gets documents, from short id and way."""
    person, way = row
    return person, Way(way)


SUBMITTED: Final = (
    f"u.id, u.number, c.ref, p.short_id, u.path, u.received_at, u.withheld, {EVIDENCE}"
)


def submitted(row: Given) -> Submitted:
    """A submitted report, from the columns `SUBMITTED`."""
    id_, number, ref, person, path, received_at, withheld, *document = row
    return Submitted(
        id=id_,
        number=number,
        ref=ref,
        person=person,
        path=path,
        evidence=evidence(tuple(document)),
        received_at=unstamp(received_at),
        withheld=withheld,
    )


ON_RECORD: Final = f"d.id, c.ref, p.short_id, s.state, d.made_at, {EVIDENCE}"


def on_record(row: Given, sha256: str) -> DocumentOnRecord:
    """A document that has, or was made from, that content; from the columns `ON_RECORD`."""
    id_, ref, person, state, made_at, *document = row
    proof = evidence(tuple(document))
    return DocumentOnRecord(
        id=id_,
        ref=ref,
        person=person,
        state=ShareState(state) if state else None,
        evidence=proof,
        made_at=unstamp(made_at),
        matched="copy" if proof.sha256 == sha256 else "source",
    )
