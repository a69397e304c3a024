"""What happened to a conference, in the order in which it was recorded."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cpconf.core.london import unstamp
from cpconf.core.phrases import say_clock
from cpconf.store.records import Records
from cpconf.store.values import FiledMark


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on record: what, by whom, when by the command's clock and by the machine's.

    `recorded_at` is wall-clock Europe/London, `machine_at` aware and in UTC: where the two differ,
    somebody set the clock by `CPCONF_NOW`.
    """

    recorded_at: dt.datetime
    machine_at: dt.datetime
    by: str
    what: str
    note: str | None


def entries(store: Records, ref: str) -> tuple[Entry, ...]:
    """Events and marks of one conference, oldest first. Raises NotFound."""
    found = [
        Entry(event.recorded_at, event.machine_at, event.by, told(event.kind, event.details), note)
        for event in store.history(ref)
        for note in [event.note]
    ]
    found += [
        Entry(mark.recorded_at, mark.machine_at, mark.by, _marked(mark), mark.note)
        for mark in store.marks(ref)
    ]
    return tuple(sorted(found, key=lambda entry: entry.machine_at))


def _marked(mark: FiledMark) -> str:
    whose = mark.about or mark.person
    what = f"{mark.task}@{whose}" if whose else mark.task
    when = "" if mark.at == mark.recorded_at else f" at {say_clock(mark.at)}"
    return f"{what} {mark.kind}{when}"


def told(  # noqa: C901, PLR0911, PLR0912 - one sentence for each kind of event
    kind: str, details: Mapping[str, object]
) -> str:
    """An event in words."""
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
        case "fact", {"fact": str(fact), "about": about, "answer": answer}:
            whom = f"@{about}" if about else ""
            said = {True: "yes", False: "no"}.get(bool(answer), "") if answer is not None else ""
            return f"{fact}{whom} answered {said}" if said else f"{fact}{whom} no longer answered"
        case "person added", {"person": str(person), "role": str(role)}:
            return f"{person} put on record as {role.replace('_', ' ')}"
        case "person changed", {"person": str(person)}:
            return f"what is on record of {person} corrected"
        case "anchors", {**dates}:
            return "; ".join(f"{name} {day or 'taken away'}" for name, day in dates.items())
        case "override", {"task": str(task), "gates": list(gates)}:
            shut = f"although {', '.join(gates)} kept it shut" if gates else "with no gate shut"
            return f"{task} done {shut}"
        case "calendar", {"moved": list(moved), "source": str(source)}:
            moves = "; ".join(_moved(move) for move in moved if isinstance(move, dict))
            return f"dates moved by a changed calendar ({source}): {moves}"
        case _:
            return told_of_documents(kind, details)


def _listed(word: str, details: Mapping[str, object]) -> str:
    """A list in an entry's details, with the word that it goes by; nothing for an empty one."""
    names = details.get(word)
    if not isinstance(names, list) or not names:
        return ""
    return "; " + f"{word} {', '.join(map(str, names))}".lstrip()


def told_of_documents(kind: str, details: Mapping[str, object]) -> str:
    """An event of a document, of a family member's agreement or of a report, in words."""
    about = [
        str(details[key])
        for key in ("kind", "person", "way", "how", "by")
        if details.get(key) is not None
    ]
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
