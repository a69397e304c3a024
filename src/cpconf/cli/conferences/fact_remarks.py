"""What to say after an answer to a fact: what the record, or an invitation, has against it."""

from collections.abc import Collection

from cpconf.core.words import Fact
from cpconf.store.writing import Writer
from cpconf.workflow.invitations.guest_list import GuestList
from cpconf.workflow.invitations.guests import said_of_holding


def fact_remarks(store: Writer, ref: str, facts: Collection[Fact] = tuple(Fact)) -> tuple[str, ...]:
    """Return remarks on answers that the record contradicts, and on invitations to be given up."""
    filed = store.conferences.filed(ref)
    contradicted = (
        f"{fact}: the record shows otherwise"
        for fact in filed.record.contradictions()
        if fact in facts
    )
    return (*contradicted, *said_of_holding(ref, GuestList.of(store, filed, None).guests))
