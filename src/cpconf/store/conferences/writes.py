"""Recording what happens to conferences: people, answers to facts, marks on tasks, states.

Every change increases the version of its conference, and raises StoreBusy if the conference changed
after `filed` was read.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.words import ConferenceState, Fact, MarkKind, Role
from cpconf.store.conferences.filing import Filing
from cpconf.store.conferences.ledger import Ledger
from cpconf.store.conferences.pinning import Pinning
from cpconf.store.database.columns import fields_of
from cpconf.store.database.faults import changed_meanwhile


class ConferenceWrites(Filing, Pinning):
    """The writes for conferences, and for who takes part in them."""

    _db: Ledger

    def note(
        self, filed: Filed, kind: str, details: Mapping[str, object], note: str | None = None
    ) -> None:
        """Add an entry to the conference's history, as `Ledger.note` does."""
        self._db.note(filed, kind, details, note)

    def add_person(
        self,
        filed: Filed,
        *,
        role: Role,
        name: str = "",
        email: str | None = None,
        phone: str | None = None,
        agency: str | None = None,
    ) -> str:
        """Put someone on record at a conference, and return their short id."""
        self._db.hold(filed)
        taken = self._db.ask("SELECT short_id FROM person WHERE conference_id = ?", [filed.id])
        numbers = (int(short_id[1:]) for (short_id,) in taken if short_id[1:].isdecimal())
        short_id = f"p{max(numbers, default=0) + 1}"
        self._db.insert(
            "person",
            {
                "conference_id": filed.id,
                "short_id": short_id,
                "role": role,
                "name": name,
                "email": email,
                "phone": phone,
                "agency": agency,
                "added_at": self._db.now,
            },
        )
        return short_id

    def change_person(self, filed: Filed, person: Person) -> None:
        """Correct what is on record of someone, except their role. Raises NotFound."""
        self._db.hold(filed)
        said = fields_of(person, leave={"id", "role"})
        self._db.update("person", said, {"id": self._db.person(filed, person.id)})

    def put_child(self, filed: Filed, child: Child) -> None:
        """Put a child on record at a conference, or give one on record these dates."""
        self._db.hold(filed)
        of = {"conference_id": filed.id, "ref": child.ref}
        self._db.put("child", fields_of(child, leave={"ref"}), of)

    def remove_child(self, filed: Filed, child: Child) -> None:
        """Remove a child from a conference."""
        self._db.hold(filed)
        self._db.remove("child", {"conference_id": filed.id, "ref": child.ref})

    def answer(
        self,
        filed: Filed,
        fact: Fact,
        about: str | None,
        yes: bool | None,  # noqa: FBT001 - an answer is just that
    ) -> None:
        """Record the answer to a fact for one person, or for everybody if `about` is None.

        `yes` None takes the answer back. Raises NotFound for a short id that nobody has.
        """
        self._db.hold(filed)
        person_id = None if about is None else self._db.person(filed, about)
        of = {"conference_id": filed.id, "fact": fact, "person_id": person_id}
        self._db.remove("answer", of)
        if yes is not None:
            self._db.insert("answer", {**of, "yes": yes})

    def mark(
        self, tasks: Sequence[FiledTask], kind: MarkKind, *, at: dt.datetime, note: str | None
    ) -> None:
        """Mark tasks and set their state. `at` is wall-clock Europe/London.

        Raises StoreBusy if one of them is no longer the same task.
        """
        rules = {task.id: task.rule for task in tasks}
        found = list(
            self._db.ask_of(rules, "SELECT id, rule_id, conference_id FROM task WHERE id IN (?, …)")
        )
        if {number: rule for number, rule, _ in found} != rules:
            raise changed_meanwhile()
        conferences = {conference_id for _, _, conference_id in found}
        for conference_id in conferences:
            self._db.touch(conference_id)
        entry = {"kind": kind, "at": at, "note": note, **self._db.signature.columns}
        self._db.insert_all("mark", [{"task_id": number, **entry} for number in rules])
        now = {"state": kind.leaves, "marked_at": at, "marked_by": self._db.signature.by}
        for number in rules:
            self._db.update("task", now, {"id": number})
        self._settle(conferences)

    def set_state(self, filed: Filed, state: ConferenceState) -> None:
        """Set a conference's state, and which of its tasks are outstanding in it."""
        self._db.hold(filed)
        self._db.update("conference", {"state": state}, {"id": filed.id})
        self._settle([filed.id])
