"""Asking for an abridged report (O-6a): a message whose subject the procedure may fix."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.procedures.procedure import Outline, TaskClause
from cpconf.core.words import Role
from cpconf.documents.places.publishing import make_folder, put_numbered, sweep
from cpconf.errors import Refused
from cpconf.mail.forwarding import abridging_message, text_draft
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.sharing.copies import refuse_changed

if TYPE_CHECKING:
    from cpconf.store.writing import Writer
    from cpconf.workflow.sharing.copies import Begin

REQUESTING: Final = "request-abridged-report"
"""The task by which a procedure has an abridged report asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AbridgingRequest:
    """What asks for an abridged report: the task, its clause, and that of the abridging.

    `role` is who abridges, `people` are those of them who have an address.
    """

    filed: Filed
    task: FiledTask
    clause: TaskClause
    abridging: FiledTask | None
    role: Role | None
    people: tuple[Person, ...]


def request_of(store: ConferenceQuestions, ref: str) -> AbridgingRequest:
    """Return what asks for an abridged report at a conference.

    Raises NotFound, and Refused where the procedure has nobody asked for one there.
    """
    filed = store.filed(ref)
    outline = outline_of(store, filed)
    clause = next((each for each in outline.tasks if each.name == REQUESTING), None)
    if clause is None:
        raise Refused(
            f"{filed.procedure_title} has nobody ask for an abridged report at a conference like "
            f"{filed.conference.ref}\nTo write one: cpconf abridge {filed.conference.ref} --form"
        )
    task = next((each for each in filed.applying if each.task == REQUESTING), None)
    if task is None:
        raise Refused(
            f"no abridged report is asked for at {filed.conference.ref} ({clause.clause}), as its "
            f"facts stand: cpconf explain {filed.conference.ref} {REQUESTING}"
        )
    abridging = _next(filed, outline, clause)
    role = abridging.role if abridging else None
    asked = (person for person in filed.people if person.role is role and person.email)
    return AbridgingRequest(
        filed=filed,
        task=task,
        clause=clause,
        abridging=abridging,
        role=role,
        people=tuple(asked),
    )


def draft_request(
    begin: "Begin",
    found: AbridgingRequest,
    folder: Path,
    *,
    sender: str | None,
    machine_now: float,
) -> Path:
    """Draft the message, and record that; return its path.

    `sender` is an address or None, `machine_now` a Unix time. Nothing is attached: an unlocked copy
    of the report would lie in the folder. Raises StoreBusy where the conference changed meanwhile.
    """
    ref = found.filed.conference.ref
    message = abridging_message(
        ref, found.clause.subject, due=found.abridging.due if found.abridging else None
    )
    to = list(dict.fromkeys(person.email or "" for person in found.people))
    content = text_draft(to=to or None, sender=sender, message=message)
    make_folder(folder)
    sweep(folder, machine_now)
    with begin() as store:
        filed = refuse_changed(store, found.filed)
        path = put_numbered(folder, f"{ref}-abridged-request", ".eml", content)
        _note(store, filed, found)
    return path


def _note(store: "Writer", filed: Filed, found: AbridgingRequest) -> None:
    said = {"people": [person.id for person in found.people]}
    store.conferences.note(filed, "abridged report asked for", said)


def _next(filed: Filed, outline: Outline, clause: TaskClause) -> FiledTask | None:
    """Return the task for which the request is made: the first that comes after it."""
    after = {t.clause for t in outline.tasks if {t.name, t.clause}.intersection(clause.before)}
    return next((task for task in filed.applying if task.clause in after), None)
