"""The JSON documents about copies: what was made, and who has what."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from cpconf.core.dates.london import stamp, stamp_or_none
from cpconf.core.disclosure.terms import Term
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.next_steps import calls
from cpconf.core.sharing.sharing import PasswordCare, ShareState, Sharing
from cpconf.render.drawing.json_text import FORM, Document

if TYPE_CHECKING:
    from cpconf.workflow.sharing.permission import SharingReport
    from cpconf.workflow.sharing.protection import Made
    from cpconf.workflow.sharing.two_messages import Delivery

_OF_COPY: Final = (
    *("person", "kind", "way", "state", "transport", "password", "address_confirmed", "folder"),
    *("made_at", "sent_at", "received_at", "received_how", "released_at", "released_by"),
)


def made_document(made: "Made", remarks: Sequence[str]) -> Document:
    """`protect-report --json`: the files by what they are, the proof, and what to know of it.

    Never the password, nor the recipient's address. `remarks` are those from before it was made.
    """
    sharing, names = made.sharing, made.names
    held = sharing.password is PasswordCare.HELD
    return {
        **_about(sharing, sharing.state),
        "files": {
            "protected": str(names.copy),
            "report": str(names.report),
            "password": str(names.held) if held else None,
        },
        **evidence_document(made.evidence),
        "overridden": [halt.stop for halt in made.overridden],
        "remarks": [*remarks, *made.remarks],
    }


def released_document(released: "Delivery") -> Document:
    """`release --json`: where the password's message is now, and what that ticked off."""
    return {
        **_about(released.sharing, ShareState.RELEASED),
        "released_by": released.sharing.released_by,
        "message": str(released.message) if released.message else None,
        "done": [task.handle for task in released.recorded.marked],
        "overridden": [halt.stop for halt in released.halts],
    }


def sharing_document(found: "SharingReport") -> Document:
    """`sharing --json`: every copy, replaced ones too, the agreed ways, and who must still wait."""
    return {
        "cpconf": FORM,
        "ref": found.filed.conference.ref,
        "sharings": [
            {name: _plain(getattr(copy, name)) for name in _OF_COPY}
            | evidence_document(copy.evidence)
            | {
                "stops": [
                    {"stop": halt.stop, "why": halt.why} for halt in found.halts.get(copy.id, ())
                ]
            }
            for copy in found.sharings
        ],
        "ways": dict(found.ways),
        "calls": [
            {
                "person": person.id,
                "task": task.task,
                "clause": task.clause,
                "state": task.state,
                "at": stamp_or_none(task.marked_at),
            }
            for person in found.filed.people
            for task in calls(found.filed.tasks, person.id)
        ],
        "professionals_wait_for": [
            {"clause": obstacle.clause, "why": obstacle.text} for obstacle in found.shut
        ],
    }


def nothing_shared(ref: str) -> Document:
    """`sharing --json` while there is no store."""
    empty: Document = {name: [] for name in ("sharings", "calls", "professionals_wait_for")}
    return {"cpconf": FORM, "ref": ref, "ways": {}} | empty


def terms_document(ref: str, terms: Sequence[Term]) -> Document:
    """`do-not-disclose list --json`: the words stand here and in that list only."""
    return {
        "cpconf": FORM,
        "ref": ref,
        "terms": [
            {"person": each.person, "number": each.number, "kind": each.kind, "term": each.words}
            for each in terms
        ],
    }


def evidence_document(evidence: Evidence | None) -> Document:
    """What is kept of a document; all of it null where there is none."""
    kept = {name: getattr(evidence, name, None) for name in ("sha256", "size", "pages")}
    return kept | {"algorithm": evidence.algorithm or None if evidence else None}


def _about(sharing: Sharing, state: ShareState) -> Document:
    return {"cpconf": FORM, "ref": sharing.ref, **sharing.said, "state": state}


def _plain(value: object) -> object:
    return stamp(value) if isinstance(value, dt.datetime) else value
