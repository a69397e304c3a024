"""Questions about documents: who has what, what must not be disclosed, what a file is.

The values they return are imported late, because commands that list tasks need none of them.
"""
# ruff: noqa: PLC0415, S608 - late, as said above; only names of columns are put into statements

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from cpconf.core.words import FAMILY
from cpconf.errors import NotFound
from cpconf.store.conferences.lookup import Lookup
from cpconf.store.database.columns import columns, made
from cpconf.store.database.database import Given

if TYPE_CHECKING:
    from cpconf.core.disclosure.terms import Term
    from cpconf.core.sharing.sharing import DocumentOnRecord, Sharing, Submitted, Way

T = TypeVar("T")


class SharingQuestions:
    """The questions about documents."""

    def __init__(self, store: Lookup) -> None:
        self._db = store

    def sharings(self, ref: str) -> "list[Sharing]":
        """Return all sharings at a conference, oldest first, replaced ones too. Raises NotFound."""
        from cpconf.core.sharing.sharing import Sharing

        return self._values(
            Sharing,
            "s",
            "sharing s JOIN conference c ON c.id = s.conference_id "
            "LEFT JOIN person p ON p.id = s.person_id LEFT JOIN document d ON d.id = s.document_id "
            "WHERE s.conference_id = ? ORDER BY s.id",
            [self._db.number(ref)],
            lambda row: f"sharing {row[0]} of {ref}",
        )

    def sharing(self, ref: str, number: int) -> "Sharing":
        """Return the sharing of that number as it is on record. Raises NotFound."""
        for sharing in self.sharings(ref):
            if sharing.id == number:
                return sharing
        raise NotFound(f"{ref} has no sharing {number}")

    def terms(self, ref: str, person: str | None = None) -> "list[Term]":
        """Return what must not be disclosed to whom at a conference, or to one person there.

        Raises NotFound for an unknown conference or short id; StoreFault for a term that cannot be
        read, as leaving it out could disclose it.
        """
        from cpconf.core.disclosure.terms import Term

        number = self._db.number(ref)
        one = None if person is None else self._db.person_number(number, ref, person)
        return self._values(
            Term,
            "w",
            "withheld_term w JOIN person p ON p.id = w.person_id WHERE w.conference_id = ? "
            "AND w.person_id = COALESCE(?, w.person_id) ORDER BY w.person_id, w.number",
            [number, one],
            lambda row: f"number {row[0]} of what to withhold from {row[1]} of {ref}",
            needed=True,
        )

    def agreed_ways(self, ref: str) -> "dict[str, Way]":
        """Return how people at a conference have agreed to get documents, by short id.

        Raises NotFound; StoreFault for one that cannot be read, as another way could be unsafe.
        """
        from cpconf.core.sharing.sharing import Way

        found = self._db.ask(
            "SELECT p.short_id, a.way FROM agreed_way a JOIN person p ON p.id = a.person_id "
            "WHERE p.conference_id = ? ORDER BY p.id",
            [self._db.number(ref)],
        )
        return dict(
            self._db.made(
                lambda row: (str(row[0]), Way(row[1])),
                found,
                lambda row: f"what was agreed with {row[0]} of {ref}",
                needed=True,
            )
        )

    def agreed_note(self, ref: str, person: str) -> str | None:
        """Return the note that was made when the way was agreed with somebody. Raises NotFound."""
        found = self._db.ask(
            "SELECT note FROM agreed_way WHERE person_id = ?",
            [self._db.person_number(self._db.number(ref), ref, person)],
        )
        return found[0][0] if found else None

    def submitted(self, ref: str, *, removed: bool = False) -> "list[Submitted]":
        """Return the submitted reports of a conference, or the removed ones. Raises NotFound."""
        from cpconf.core.sharing.sharing import Submitted

        return self._values(
            Submitted,
            "u",
            "submitted u JOIN conference c ON c.id = u.conference_id "
            "JOIN person p ON p.id = u.person_id JOIN document d ON d.id = u.document_id "
            f"WHERE u.conference_id = ? AND u.removed_at IS {'NOT NULL' if removed else 'NULL'} "
            "ORDER BY u.number",
            [self._db.number(ref)],
            lambda row: f"submitted report {row[1]} of {ref}",
        )

    def documents_by_hash(self, sha256: str) -> "list[DocumentOnRecord]":
        """Return the documents with this SHA-256, or made from a file with it, newest first.

        `sha256` is 64 lower-case hexadecimal digits.
        """
        from cpconf.core.sharing.sharing import DocumentOnRecord

        return self._values(
            DocumentOnRecord,
            "d",
            "document d JOIN conference c ON c.id = d.conference_id "
            "LEFT JOIN sharing s ON s.document_id = d.id "
            "LEFT JOIN submitted u ON u.document_id = d.id "
            "LEFT JOIN person p ON p.id = COALESCE(s.person_id, u.person_id) "
            "WHERE d.sha256 = ? OR d.source_sha256 = ? ORDER BY d.id DESC",
            [sha256] * 3,
            lambda row: f"document {row[0]} of {row[1]}",
            state="s.state",
            matched="CASE d.sha256 WHEN ? THEN 'copy' ELSE 'source' END",
        )

    def other_family(self, ref: str) -> list[tuple[str, str]]:
        """Return reference and name of each family member at the other conferences.

        A name that somebody at this one has too, in any case, is left out. Raises NotFound.
        """
        number = self._db.number(ref)
        roles = sorted(role.value for role in FAMILY)
        here = {
            name.casefold()
            for (name,) in self._db.ask("SELECT name FROM person WHERE conference_id = ?", [number])
        }
        found = self._db.ask(
            "SELECT c.ref, p.name FROM person p JOIN conference c ON c.id = p.conference_id "
            f"WHERE p.conference_id <> ? AND p.name <> '' AND p.role IN "
            f"({', '.join('?' * len(roles))}) ORDER BY c.ref, p.id",
            [number, *roles],
        )
        return [(other, name) for other, name in found if name.casefold() not in here]

    def other_refs(self, ref: str) -> list[str]:
        """Return the references of all other conferences, in order. Raises NotFound."""
        found = self._db.ask(
            "SELECT ref FROM conference WHERE id <> ? ORDER BY ref", [self._db.number(ref)]
        )
        return [other for (other,) in found]

    def _values(
        self,
        cls: type[T],
        of: str,
        rows: str,
        values: Sequence[object],
        what: Callable[[Given], str],
        *,
        needed: bool = False,
        **elsewhere: str,
    ) -> list[T]:
        """Return values of a class made from rows.

        In `rows`, `c` is the conference, `p` the person and `d` the document. Any other field is in
        its own column of `of`, or in the column that `elsewhere` gives.
        """
        known = {"ref": "c.ref", "person": "p.short_id", "evidence": "d"} | elsewhere
        found = self._db.ask(f"SELECT {columns(cls, of, **known)} FROM {rows}", values)
        return list(self._db.made(lambda row: made(cls, row), found, what, needed=needed))
