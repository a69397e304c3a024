"""Questions about what is owed: tasks to remind of, who was told of them, and the outbox.

Every run of `remind` asks them, and most runs have nothing to do. So rows become values with as
little work as possible.
"""
# ruff: noqa: S608 - every value is bound; only names of columns are put into statements

import datetime as dt
from collections.abc import Collection, Iterable
from functools import partial
from typing import Final

from cpconf.core.conferences.filed import FiledTask
from cpconf.core.dates.london import stamp, unstamp
from cpconf.core.outbox import (
    LONGEST_BACK_OFF,
    OutboxKind,
    OutboxMessage,
    OutboxState,
    Reason,
)
from cpconf.core.reminders.reminders import RoleHolder, Told, Watched
from cpconf.core.words import FAMILY, Role
from cpconf.store.conferences.lookup import Lookup
from cpconf.store.conferences.rows import TASK, task
from cpconf.store.database.columns import columns, made
from cpconf.store.database.database import Given
from cpconf.store.outbox.deliveries import OWED

OPEN: Final = (
    OutboxState.WAITING,
    OutboxState.PENDING,
    OutboxState.CLAIMED,
    OutboxState.SENDING,
    OutboxState.FAILED,
    OutboxState.UNKNOWN,
)
"""The states in which a message still needs something from the program or from a person."""

_TELLS: Final = (
    "(SELECT COUNT(DISTINCT m.task_id) FROM reminder m JOIN task t ON t.id = m.task_id "
    "WHERE m.outbox_id = o.id AND (o.state NOT IN ('waiting', 'pending') OR t.outstanding = 1 "
    "AND COALESCE(t.due, t.needed_by) = m.wanted)) + "
    "(SELECT COUNT(*) FROM reminder m JOIN conference n ON n.id = m.conference_id "
    "WHERE m.outbox_id = o.id AND (o.state NOT IN ('waiting', 'pending') OR n.state <> 'held'))"
)
MESSAGE: Final = columns(OutboxMessage, "o", ref="c.ref", person="p.short_id", reminders=_TELLS)
message: Final = partial(made, OutboxMessage)
"""Makes a message from the columns `MESSAGE`."""
FROM_OUTBOX: Final = (
    "FROM outbox o LEFT JOIN conference c ON c.id = o.conference_id "
    "LEFT JOIN person p ON p.id = o.person_id"
)
_ROLES: Final = {role.value: role for role in Role}
_REASONS: Final = {reason.value: reason for reason in Reason}
_STATES: Final = {state.value: state for state in OutboxState}
_FAMILY: Final = ", ".join(f"'{role.value}'" for role in sorted(FAMILY))


RESTED: Final = "(not_before IS NULL OR not_before <= ? OR not_before > ?)"
"""The condition that a message may be tried now, as in `OutboxMessage.has_rested`."""


class OutboxQuestions:
    """The questions about reminders and the outbox."""

    def __init__(self, store: Lookup) -> None:
        self._db = store

    def watched(self, before: dt.datetime) -> list[Watched]:
        """Return the outstanding tasks that are wanted, or literally due, before this moment.

        It is wall-clock Europe/London. The tasks are in the order in which they were recorded.
        """
        bound = stamp(before)
        found = self._db.ask(
            "SELECT id, ref, role, joint, person, wanted, literal FROM outstanding "
            "WHERE wanted < ? OR literal < ? ORDER BY id",
            [bound, bound],
        )
        return list(self._db.made(_watched, found, lambda row: f"task {row[0]} of {row[1]}"))

    def holders(self, refs: Collection[str]) -> dict[str, list[RoleHolder]]:
        """Return the people on record at these conferences, with their addresses."""
        people: dict[str, list[RoleHolder]] = {}
        found = self._db.ask_of(
            refs,
            "SELECT c.ref, p.short_id, p.role, p.email FROM conference c "
            "JOIN person p ON p.conference_id = c.id WHERE c.ref IN (?, …) ORDER BY p.id",
        )
        for ref, holder in self._db.made(
            _holder, found, lambda row: f"person {row[1]} of {row[0]}"
        ):
            people.setdefault(ref, []).append(holder)
        return people

    def told(self) -> dict[Told, OutboxState]:
        """Return who was told of what, and the state of the message that tells them.

        This covers outstanding tasks, and conferences that were not held.
        """
        told = "m.task_id, m.recipient, m.reason, m.wanted, m.conference_id, o.state"
        found = self._db.ask(
            f"SELECT {told} FROM task t JOIN reminder m ON m.task_id = t.id "
            "JOIN outbox o ON o.id = m.outbox_id WHERE t.outstanding = 1 "
            f"UNION ALL SELECT {told} FROM reminder m JOIN outbox o ON o.id = m.outbox_id "
            "JOIN conference c ON c.id = m.conference_id WHERE m.conference_id IS NOT NULL "
            "AND (c.state <> 'held' OR o.state IN ('waiting', 'pending'))"
        )
        return dict(self._db.made(_told, found, lambda _: "a reminder"))

    def pressing(self, numbers: Collection[int]) -> dict[int, FiledTask]:
        """Return the outstanding tasks with these numbers, by number."""
        closes = self._db.closes()
        tasks = self._db.made(
            lambda row: task(row, closes.get(row[1])),
            self._db.ask_of(numbers, f"SELECT {TASK} FROM outstanding WHERE id IN (?, …)"),
            lambda row: f"task {row[0]} of {row[1]}",
        )
        return {each.id: each for each in tasks}

    def reminders(self, number: int) -> list[Told]:
        """Return what a digest tells: tasks and conferences, each with the reason."""
        found = self._db.ask(
            "SELECT m.task_id, m.recipient, m.reason, m.wanted, m.conference_id, o.state "
            "FROM reminder m JOIN outbox o ON o.id = m.outbox_id "
            "WHERE m.outbox_id = ? ORDER BY m.id",
            [number],
        )
        return [told for told, _ in self._db.made(_told, found, lambda _: "a reminder")]

    def family_among(self, addresses: Collection[str]) -> set[str]:
        """Return those of the addresses, given in lower case, that a family member has anywhere."""
        found = self._db.ask_of(
            {_lower(address) for address in addresses},
            f"SELECT email FROM person WHERE role IN ({_FAMILY}) AND "
            f"(lower(email) IN (?, …) OR {self._db.database.beyond_ascii('email')})",
        )
        return {email.casefold() for (email,) in found}.intersection(addresses)

    def messages(self, states: Collection[OutboxState] = OPEN) -> list[OutboxMessage]:
        """Return the messages in these states, oldest first.

        An unsent digest with nothing left to say is left out.
        """
        owed = f"o.{OWED} AND " if set(states).issubset(OPEN) else ""
        found = self._db.ask_of(
            states,
            f"SELECT {MESSAGE} {FROM_OUTBOX} WHERE {owed}o.state IN (?, …) ORDER BY o.id",
        )
        messages = self._db.made(message, found, lambda row: f"message {row[0]}")
        return [each for each in messages if not each.is_idle]

    def owes(self, *, now: dt.datetime) -> bool:
        """Tell whether a message waits to be sent now, or a stopped run may have left one."""
        found = self._db.ask(
            f"SELECT 1 FROM outbox WHERE {OWED} AND state IN ('pending', 'claimed', 'sending') "
            f"AND {RESTED} LIMIT 1",
            rested(now),
        )
        return bool(found)

    def has_unsent(self) -> bool:
        """Tell whether a message is left that the program is to send by itself."""
        found = self._db.ask(
            f"SELECT 1 FROM outbox WHERE {OWED} AND state IN ('pending', 'claimed', 'sending') "
            "LIMIT 1"
        )
        return bool(found)


def of_kind(kinds: Iterable[OutboxKind]) -> str:
    """Return the condition that a message is of one of these kinds."""
    return f"kind IN ({', '.join(repr(kind.value) for kind in kinds)})"


def rested(now: dt.datetime) -> list[str]:
    """Return the two values of `RESTED`; `now` is wall-clock Europe/London."""
    return [stamp(now), stamp(now + LONGEST_BACK_OFF)]


def _lower(address: str) -> str:
    """Return an address in lower case as lower() of SQL makes it: only the letters of ASCII."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in address)


def _watched(row: Given) -> Watched:
    id_, ref, role, joint, person, wanted, literal = row
    return Watched(
        id_,
        ref,
        _ROLES[role],
        tuple(_ROLES[each] for each in joint.split()),
        person,
        unstamp(wanted),
        unstamp(literal) if literal else None,
    )


def _holder(row: Given) -> tuple[str, RoleHolder]:
    ref, short_id, role, email = row
    return ref, RoleHolder(short_id, _ROLES[role], email)


def _told(row: Given) -> tuple[Told, OutboxState]:
    task_id, recipient, reason, wanted, conference, state = row
    told = Told(task_id, recipient, _REASONS[reason], unstamp(wanted), conference)
    return told, _STATES[state]
