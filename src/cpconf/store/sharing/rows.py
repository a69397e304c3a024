"""From the store's rows of documents to values of the subject; errors as in `conferences.rows`."""

from dataclasses import replace
from typing import Final

from cpconf.core.disclosure.terms import Term
from cpconf.core.sharing.sharing import DocumentOnRecord, Sharing, Submitted, Way
from cpconf.store.database.columns import Given, columns, made

SHARING: Final = columns(Sharing, "s", ref="c.ref", person="p.short_id", evidence="d")
SUBMITTED: Final = columns(Submitted, "u", ref="c.ref", person="p.short_id", evidence="d")
ON_RECORD: Final = columns(
    DocumentOnRecord,
    "d",
    leave={"matched"},
    ref="c.ref",
    person="p.short_id",
    state="s.state",
    evidence="d",
)


def sharing(row: Given) -> Sharing:
    """A sharing, from the columns `SHARING`."""
    return made(Sharing, row)


def submitted(row: Given) -> Submitted:
    """A submitted report, from the columns `SUBMITTED`."""
    return made(Submitted, row)


def term(row: Given) -> Term:
    """Words to withhold, from number, short id, kind and words."""
    return made(Term, row)


def agreed_way(row: Given) -> tuple[str, Way]:
    """How somebody gets documents, from short id and way."""
    person, way = row
    return person, Way(way)


def on_record(row: Given, sha256: str) -> DocumentOnRecord:
    """A document that has, or was made from, that content; from the columns `ON_RECORD`."""
    found = made(DocumentOnRecord, row, matched="copy")
    return found if found.evidence.sha256 == sha256 else replace(found, matched="source")
