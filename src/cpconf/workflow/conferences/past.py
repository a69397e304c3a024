"""The history of a conference, in the order in which it was recorded."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from cpconf.core.conferences.filed import Filed
from cpconf.core.dates.london import unstamp, wall_clock
from cpconf.core.dates.phrases import say_clock
from cpconf.core.outbox import OutboxKind, OutboxState, Outlet
from cpconf.core.reports.recommendation import Stance
from cpconf.core.words import TalkKind
from cpconf.store.conferences.kept import Kept, kept
from cpconf.store.conferences.values import FiledMark
from cpconf.store.writing import Store

SAME: Final = dt.timedelta(minutes=5)
"""Largest difference of the two clocks that counts as none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEntry:
    """One entry of the history: what happened, by whom, and when by both clocks.

    `recorded_at` is wall-clock Europe/London by the command's clock, `machine_at` aware and in UTC
    by the machine's. `by` is None for a message of the outbox. `address_confirmed_by` names who
    confirmed the address of a copy.
    """

    recorded_at: dt.datetime
    machine_at: dt.datetime
    by: str | None
    what: str
    note: str | None = None
    kind: str
    details: Mapping[str, object] = field(default_factory=dict)
    address_confirmed_by: str | None = None

    @property
    def machine_clock(self) -> dt.datetime:
        """The machine's time as wall-clock Europe/London."""
        return wall_clock(self.machine_at)

    @property
    def confirmed(self) -> dict[str, object]:
        """Who confirmed the receipt, and who the address; None where nobody did."""
        return {
            "confirmed_by": self.details.get("confirmed_by"),
            "address_confirmed_by": self.address_confirmed_by,
        }

    @property
    def evidence(self) -> tuple[str, ...]:
        """The evidence in words: who confirmed it, and the SHA-256 of its file."""
        said = [f"{key.replace('_', ' ')} {who}" for key, who in self.confirmed.items() if who]
        if isinstance(sha256 := self.details.get("sha256"), str):
            said.append(f"SHA-256 {sha256[:12]}…")
        return tuple(said)

    @property
    def clock_differs(self) -> bool:
        """Whether the two clocks differ by more than `SAME`, as with `CPCONF_NOW`."""
        return abs(self.recorded_at - self.machine_clock) > SAME


@dataclass(frozen=True, slots=True)
class History:
    """The history of a conference, and every row that the store has of it."""

    ref: str
    entries: tuple[PastEntry, ...]
    kept: Kept


def history(store: Store, ref: str) -> History:
    """Return the events, marks and messages of a conference, oldest first. Raises NotFound."""
    filed = store.conferences.filed(ref)
    rows = kept(store.common, filed.conference.ref)
    confirmed = _addresses_confirmed(rows)
    found = [
        PastEntry(
            recorded_at=event.recorded_at,
            machine_at=event.machine_at,
            by=event.by,
            what=told(event.kind, event.details),
            note=event.note,
            kind=event.kind,
            details=event.details,
            address_confirmed_by=confirmed.get(event.details.get("sha256")),
        )
        for event in store.conferences.history(filed.conference.ref)
    ]
    found += [
        PastEntry(
            recorded_at=mark.recorded_at,
            machine_at=mark.machine_at,
            by=mark.by,
            what=_marked(mark),
            note=mark.note,
            kind="mark",
        )
        for mark in store.conferences.marks(filed.conference.ref)
    ]
    found += _messages(filed, rows)
    entries = tuple(sorted(found, key=lambda entry: entry.machine_at))
    return History(filed.conference.ref, entries, rows)


def _addresses_confirmed(rows: Kept) -> dict[object, str]:
    """Return who confirmed the address of each copy, by SHA-256."""
    copies = {row["id"]: row["sha256"] for row in rows["document"]}
    return {
        copies.get(row["document_id"]): str(row["address_confirmed_by"])
        for row in rows["sharing"]
        if row["address_confirmed_by"] is not None
    }


def _messages(filed: Filed, rows: Kept) -> Iterator[PastEntry]:
    """Yield the reminders and invitations of the outbox, with their latest states.

    Each has the time at which it was put in the outbox, and its recipient by short id, never by
    address.
    """
    tasks = {task.id: task.handle for task in filed.tasks}
    for row in rows["outbox"]:
        if OutboxKind(str(row["kind"])).is_digest:
            about = dict.fromkeys(
                f"{tasks.get(int(str(each['task_id'])), 'a task')} ({each['reason']})"
                for each in rows["reminder"]
                if each["outbox_id"] == row["id"]
            )
            what = f"reminder to {_whom(filed, row['address'])} of {', '.join(about)}"
        else:
            what = f"{row['kind']} to {row['person']}"
        ended = row["finished_at"]
        when = f" {say_clock(unstamp(str(ended)))}" if ended else ""
        why = f" ({row['reason']})" if row["reason"] else ""
        yield PastEntry(
            recorded_at=unstamp(str(row["made_at"])),
            machine_at=dt.datetime.fromisoformat(str(row["machine_at"])),
            by=None,
            what=f"message: {what}, {_became(row)}{when}{why}",
            kind="message",
            details={"message": row["id"]},
        )


def _became(row: Mapping[str, object]) -> str:
    """Say the state of a message; for a draft, only that it was made, as a person sends it."""
    if row["outlet"] == Outlet.DRAFT:
        made = row["state"] == OutboxState.SENT
        return "draft made" if made else f"draft {row['state']}"
    return f"by {row['outlet']}: {row['state']}"


def _whom(filed: Filed, address: object) -> str:
    """Return the short ids of the people at a conference who have an address now."""
    if address is None:
        return "nobody, since nobody has an address"
    here = [p.id for p in filed.people if (p.email or "").casefold() == str(address).casefold()]
    return ", ".join(here) or "an address that nobody here has now"


def _marked(mark: FiledMark) -> str:
    whose = mark.about or mark.person
    what = f"{mark.task}@{whose}" if whose else mark.task
    when = "" if mark.at == mark.recorded_at else f" at {say_clock(mark.at)}"
    return f"{what} {mark.kind}{when}"


def told(  # noqa: C901, PLR0911, PLR0912 - one sentence for each kind of event
    kind: str, details: Mapping[str, object]
) -> str:
    """Return an event in words."""
    match kind, details:
        case "scheduled", {"at": str(at), **more}:
            return f"scheduled for {say_clock(unstamp(at))}{_listed('', {'': more.get('facts')})}"
        case "rescheduled", {"from": str(was), "to": str(at), **more}:
            moved = f"moved from {say_clock(unstamp(was))} to {say_clock(unstamp(at))}"
            return f"{moved}{_listed('reopened', more)}"
        case "held", {"ended": str(ended), **more}:
            return f"held, ended {say_clock(unstamp(ended))}{_listed('missed', more)}"
        case "not held", _:
            return "no longer held: recorded by mistake"
        case "follows" | "followed", {"ref": str(other)}:
            return f"{kind.replace('ed', 'ed by')} {other}"
        case "not followed", _:
            return "no other conference has to follow"
        case "cancelled", {"authorised_by": str(who)}:
            return f"cancelled, authorised by {who}"
        case "grounds of the cancellation", {**grounds}:
            role = grounds.get("decided-as")
            rests_on = [f"decided as {role}"] if role else []
            rests_on += ["in exceptional circumstances"] if grounds.get("exceptional") else []
            return f"{kind}: {', '.join(rests_on)}" if rests_on else kind
        case "fact", {"fact": str(fact), "about": about, "answer": answer}:
            whom = f"@{about}" if about else ""
            said = {True: "yes", False: "no"}.get(bool(answer), "") if answer is not None else ""
            return f"{fact}{whom} answered {said}" if said else f"{fact}{whom} no longer answered"
        case "person added", {"person": str(person), "role": str(role)}:
            return f"{person} put on record as {role.replace('_', ' ')}"
        case "person changed", {"person": str(person), **more}:
            changed = more.get("changed")
            what = f": {', '.join(map(str, changed))}" if isinstance(changed, list) else ""
            return f"details of {person} corrected{what}"
        case "recommended", {"person": str(person), "opinion": str(opinion)}:
            return f"{person}: {Stance(opinion).words}"
        case "talked", {"talk": str(talk), "point": str(point), **more}:
            whom = f" with {more['person']}" if more.get("person") else ""
            short = "" if more.get("yes") is None else ": yes" if more["yes"] else ": no"
            return f"{TalkKind(talk).words}{whom}, {point}{short}"
        case "takes part", {"person": str(person), "how": how, **more}:
            said = f"{person} takes part: {how}" if how else f"{person}: means of taking part"
            return said + _listed("decided by", {"decided by": more.get("decided-by")})
        case "outcome", {"outcome": str(outcome), "children": dict(decided)}:
            each = "".join(f"; {ref}: {what}" for ref, what in decided.items())
            return f"{outcome}{each}"
        case "no outcome", {"outcome": str(outcome)}:
            return f"outcome taken back: {outcome}"
        case "child added" | "child changed" | "child removed", {"child": str(child), **dates}:
            known = "; ".join(f"{name.replace('_', ' ')} {day}" for name, day in dates.items())
            return f"{kind.replace('child', f'child {child}')}{f': {known}' if known else ''}"
        case "anchors", {**dates}:
            return "; ".join(f"{name} {day or 'taken away'}" for name, day in dates.items())
        case "override", {"task": str(task), "gates": list(gates)}:
            if not gates:
                return f"override of {task}: nothing stopped it"
            return f"{task} done although {', '.join(gates)} stopped it"
        case "calendar", {"moved": list(moved), "source": str(source)}:
            moves = "; ".join(_moved(move) for move in moved if isinstance(move, dict))
            return f"dates moved by a changed calendar ({source}): {moves}"
        case _:
            return told_of_documents(kind, details)


def _listed(word: str, details: Mapping[str, object]) -> str:
    """Return a list from an entry's details in words, after its key; "" for an empty one."""
    names = details.get(word)
    if not isinstance(names, list) or not names:
        return ""
    return "; " + f"{word} {', '.join(map(str, names))}".lstrip()


def told_of_documents(kind: str, details: Mapping[str, object]) -> str:
    """Return in words an event of a document, an agreement or a report."""
    about = [
        str(details[key])
        for key in ("kind", "person", "way", "how", "by")
        if details.get(key) is not None
    ]
    people = details.get("people")
    about += map(str, people if isinstance(people, list) else ())
    about += [
        f"{key} {details[key]}"
        for key in ("term", "number", "pages", "kept")
        if isinstance(details.get(key), int | str)
    ]
    return f"{kind}: {', '.join(about)}" if about else kind


def _moved(move: Mapping[str, object]) -> str:
    was, becomes = (
        say_clock(unstamp(str(move[end]))) if move.get(end) else "no date" for end in ("from", "to")
    )
    return f"{move.get('task')} from {was} to {becomes}, since {move.get('why')}"
