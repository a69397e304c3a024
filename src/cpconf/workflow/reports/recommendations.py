"""Recording what the professionals recommend, and asking those who have not."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import stamp, unstamp
from cpconf.core.reports.recommendation import ENTRY, TASK, Recommendation, Stance
from cpconf.core.words import PROFESSIONALS, ConferenceState
from cpconf.documents.places.publishing import make_folder, put_numbered, sweep
from cpconf.errors import Refused
from cpconf.mail.forwarding import recommendation_message, text_draft
from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.workflow.conferences import marks
from cpconf.workflow.conferences.marks import Recorded

if TYPE_CHECKING:
    from cpconf.store.writing import Writer


@dataclass(frozen=True, slots=True)
class Asked:
    """The drafts that ask for recommendations, and the people who have no address."""

    drafts: tuple[Path, ...]
    to_ring: tuple[str, ...]


def recommendations(store: ConferenceQuestions, ref: str) -> dict[str, Recommendation]:
    """Return what each person said last, by short id. Raises NotFound."""
    found = {}
    for entry in store.history(ref):
        if entry.kind == ENTRY:
            person = str(entry.details["person"])
            said = Stance(str(entry.details["opinion"]))
            found[person] = Recommendation(person, said, unstamp(str(entry.details["at"])))
    return found


def professionals(filed: Filed) -> tuple[Person, ...]:
    """Return the people who are asked for a recommendation."""
    return tuple(person for person in filed.people if person.role in PROFESSIONALS)


def recommend(
    store: "Writer",
    filed: Filed,
    who: str,
    opinion: Stance,
    note: str | None,
    *,
    at: dt.datetime,
) -> tuple[Person, Recorded | None]:
    """Record what somebody recommended at the moment `at` (wall-clock Europe/London).

    Their task is done with it, where the procedure has one. Raises Refused for somebody who is not
    a professional, and for a cancelled conference.
    """
    person = choose_person(filed.people, who)
    if person.role not in PROFESSIONALS:
        raise Refused(
            f"{person.id} is {person.role.words}: the professionals are asked to recommend"
        )
    if filed.conference.state is ConferenceState.CANCELLED:
        raise Refused(f"{filed.conference.ref} is cancelled: nobody recommends anything for it")
    said = {"person": person.id, "opinion": opinion.value, "at": stamp(at)}
    store.conferences.note(filed, ENTRY, said, note)
    theirs = [
        task
        for task in filed.applying
        if task.task == TASK and task.person == person.id and task.is_outstanding
    ]
    if not opinion.settles or not theirs:
        return person, None
    return person, marks.do(store, filed, theirs, now=at, at=at)


def ask(
    store: "Writer", filed: Filed, folder: Path, *, sender: str | None, machine_now: float
) -> Asked:
    """Draft the chair's message to each professional: the summary goes with it (H-RCPC-W4).

    `machine_now` is a Unix time, `sender` an address or None.
    """
    known = recommendations(store.conferences, filed.conference.ref)
    asked = [p for p in professionals(filed) if p.email]
    if not asked:
        raise Refused(f"no professional at {filed.conference.ref} has an address on record")
    make_folder(folder)
    sweep(folder, machine_now)
    drafts = []
    for person in asked:
        had = person.id in known and known[person.id].opinion.settles
        message = recommendation_message(filed.conference.ref, had=had)
        content = text_draft(to=person.email or "", sender=sender, message=message)
        stem = f"{filed.conference.ref}-{person.id}-recommendation"
        drafts.append(put_numbered(folder, stem, ".eml", content))
    said = {"people": [person.id for person in asked]}
    store.conferences.note(filed, "recommendations asked for", said)
    missing = tuple(p.id for p in professionals(filed) if not p.email)
    return Asked(tuple(drafts), missing)
