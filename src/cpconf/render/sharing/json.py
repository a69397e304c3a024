"""The JSON documents about copies: what was made, and who has what."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from cpconf.core.conferences.filed import Filed
from cpconf.core.conferences.gates import Obstacle
from cpconf.core.dates.london import stamp_or_none
from cpconf.core.disclosure.terms import Term
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.next_steps import calls
from cpconf.core.sharing.sharing import ShareState, Sharing, Way
from cpconf.core.sharing.stops import Halt
from cpconf.core.words import DocumentKind
from cpconf.render.drawing.json_text import FORM, Document


def made_document(
    *,
    ref: str,
    person: str | None,
    kind: DocumentKind,
    state: ShareState,
    files: Mapping[str, Path | None],
    evidence: Evidence,
    overridden: Sequence[str],
    remarks: Sequence[str],
) -> Document:
    """`protect-report --json`: the files by what they are, the proof, and what to know of it.

    Never the password, nor the recipient's address.
    """
    return {
        "cpconf": FORM,
        "ref": ref,
        "person": person,
        "kind": kind.value,
        "state": state.value,
        "files": {name: str(path) if path else None for name, path in files.items()},
        **evidence_document(evidence),
        "overridden": list(overridden),
        "remarks": list(remarks),
    }


def sharing_document(
    filed: Filed,
    sharings: Sequence[Sharing],
    ways: Mapping[str, Way],
    shut: Sequence[Obstacle],
    halts: Mapping[int, Sequence[Halt]],
) -> Document:
    """`sharing --json`: every copy, replaced ones too, the agreed ways, and who must still wait.

    `halts` is what stops a copy now, by its number.
    """
    return {
        "cpconf": FORM,
        "ref": filed.conference.ref,
        "sharings": [
            copy_document(copy)
            | {
                "stops": [
                    {"stop": halt.stop.value, "why": "; ".join(halt.lines)}
                    for halt in halts.get(copy.id, ())
                ]
            }
            for copy in sharings
        ],
        "ways": {person: way.value for person, way in ways.items()},
        "calls": [
            {
                "person": person.id,
                "task": task.task,
                "clause": task.clause,
                "state": task.state.value,
                "at": stamp_or_none(task.marked_at),
            }
            for person in filed.people
            for task in calls(filed.tasks, person.id)
        ],
        "professionals_wait_for": [
            {"clause": obstacle.clause, "why": obstacle.text} for obstacle in shut
        ],
    }


def nothing_shared(ref: str) -> Document:
    """`sharing --json` while there is no store."""
    empty: Document = {name: [] for name in ("sharings", "calls", "professionals_wait_for")}
    return {"cpconf": FORM, "ref": ref, "ways": {}} | empty


def copy_document(copy: Sharing) -> Document:
    """One copy: a member of `sharings`."""
    return {
        "person": copy.person,
        "kind": copy.kind.value,
        "way": copy.way.value,
        "state": copy.state.value,
        "transport": copy.transport.value,
        "password": copy.password.value,
        "address_confirmed": copy.address_confirmed_by is not None,
        "folder": copy.folder,
        "made_at": stamp_or_none(copy.made_at),
        "sent_at": stamp_or_none(copy.sent_at),
        "received_at": stamp_or_none(copy.received_at),
        "received_how": copy.received_how.value if copy.received_how else None,
        "released_at": stamp_or_none(copy.released_at),
        "released_by": copy.released_by.value if copy.released_by else None,
        **evidence_document(copy.evidence),
    }


def terms_document(ref: str, terms: Sequence[Term]) -> Document:
    """`do-not-disclose list --json`: the words stand here and in that list only."""
    return {
        "cpconf": FORM,
        "ref": ref,
        "terms": [
            {
                "person": term.person,
                "number": term.number,
                "kind": term.kind.value,
                "term": term.words,
            }
            for term in terms
        ],
    }


def evidence_document(evidence: Evidence | None) -> Document:
    """What is kept of a document; all of it null where there is none."""
    return {
        "sha256": evidence.sha256 if evidence else None,
        "size": evidence.size if evidence else None,
        "pages": evidence.pages if evidence else None,
        "algorithm": evidence.algorithm or None if evidence else None,
    }
