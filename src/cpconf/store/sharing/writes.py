"""Writing down documents and sharings: what was made, for whom, and how far it has come.

Every change here raises the version of its conference, and raises StoreBusy when the conference
changed after `filed` was read. It speaks SQL through the driver alone: a copy is often all that a
command writes, and loading the rest of what writes would take longer than making it.
"""

from dataclasses import replace
from typing import Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import LIVE, ShareState, Sharing
from cpconf.errors import Refused
from cpconf.store.conferences.holding import Holding
from cpconf.store.database.columns import fields_of
from cpconf.store.sharing.questions import SharingQuestions

_FOR_GOOD: Final = frozenset({"id", "ref", "person", "evidence", "made_at"})
"""What is written once, by the number of what it is, or by the store's own clock."""


class SharingWrites(Holding, SharingQuestions):
    """What can be written of documents and sharings."""

    def add_document(self, filed: Filed, evidence: Evidence) -> int:
        """Put a document on record, for good; its number."""
        self._hold(filed)
        about = {"conference_id": filed.id, "made_at": self._now, **self._signature.columns}
        return self._insert("document", fields_of(evidence) | about)

    def put_sharing(self, filed: Filed, sharing: Sharing) -> Sharing:
        """Write down how far a sharing has come; one that is new gets its number and moment.

        A sharing that leaves `preparing` replaces the one that stood before it, and attempts begun
        before it; a later attempt that is under way in another command stays. One that is replaced
        stays so, whatever it comes to, but what happened to it is written down. Raises NotFound.
        """
        self._hold(filed)
        is_new = sharing.id == 0
        before = (
            self._begun(filed, sharing)
            if is_new
            else self.sharing(filed.conference.ref, sharing.id)
        )
        state = before.state if before.state is ShareState.REPLACED else sharing.state
        stands = replace(sharing, id=before.id, made_at=before.made_at, state=state)
        if before.state is ShareState.PREPARING and state in LIVE:
            self.ask(
                "UPDATE sharing SET state = 'replaced' FROM sharing mine WHERE mine.id = ? "
                "AND sharing.conference_id = mine.conference_id "
                "AND sharing.person_id IS mine.person_id AND sharing.kind = mine.kind "
                "AND sharing.id <> mine.id AND sharing.state <> 'replaced' "
                "AND (sharing.state <> 'preparing' OR sharing.id < mine.id)",
                [stands.id],
            )
        had, has = fields_of(before, leave=_FOR_GOOD), fields_of(stands, leave=_FOR_GOOD)
        if changed := {name: value for name, value in has.items() if value != had[name]}:
            self._update("sharing", changed, {"id": stands.id})
        return stands

    def drop_sharing(self, filed: Filed, sharing: Sharing) -> None:
        """Remove an attempt of which nothing came; what stood before it stands as it did.

        Its document stays on record. One that a later copy has replaced meanwhile stays, too.
        Raises NotFound, and Refused for one that got further than `preparing`.
        """
        self._hold(filed)
        had = self.sharing(filed.conference.ref, sharing.id).state
        if had is ShareState.PREPARING:
            self.ask("DELETE FROM sharing WHERE id = ?", [sharing.id])
        elif had is not ShareState.REPLACED:
            raise Refused(
                f"the document of {filed.conference.ref} was made and stays on record: "
                f"cpconf sharing {filed.conference.ref} tells how far it has come"
            )

    def _begun(self, filed: Filed, sharing: Sharing) -> Sharing:
        """Put a new sharing on record as an attempt."""
        begun = replace(sharing, state=ShareState.PREPARING, made_at=self._now)
        person, evidence = begun.person, begun.evidence
        number = self._insert(
            "sharing",
            fields_of(begun, leave=_FOR_GOOD)
            | {
                "conference_id": filed.id,
                "person_id": None if person is None else self._person(filed, person),
                "document_id": None if evidence is None else self.add_document(filed, evidence),
                "made_at": begun.made_at,
            },
        )
        return replace(begun, id=number)
