"""Stops: what a person has to look at before something goes to somebody, and may then override."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cpconf.core.text import echoed, read_note
from cpconf.errors import Refused, UsageFault


class Stop(StrEnum):
    """What can stop a document or an invitation.

    Each is overridden by its own name, with a reason of its own: one reason for all would let pass
    what nobody has seen yet.
    """

    WAY = "way"
    SAME_ADDRESS = "same-address"
    PARENTS_FIRST = "parents-first"
    SCHOOL = "school"
    TERMS = "terms"
    OTHERS = "others"
    WITHHELD = "withheld"
    UNSEARCHED = "unsearched"
    REVISIONS = "revisions"

    @property
    def meaning(self) -> str:
        """When it stops what it stops (the reference is made from this)."""
        return _MEANINGS[self]


_MEANINGS = {
    Stop.WAY: "another way than email was agreed with the recipient",
    Stop.SAME_ADDRESS: (
        "the recipient's address is that of somebody else in the family, and there are things "
        "that one of the two must not learn; for an invitation it is enough that somebody of the "
        "family shares it"
    ),
    Stop.PARENTS_FIRST: (
        "the recipient is a professional, and a parent is still without the same document, or "
        "without an invitation of their own"
    ),
    Stop.SCHOOL: "the school's invitation has not been arranged with it yet",
    Stop.TERMS: "the document holds something that must not be disclosed to the recipient",
    Stop.OTHERS: (
        "the document holds a reference, or the name of a family, of another conference, or was "
        "submitted for one"
    ),
    Stop.WITHHELD: "the file is a submitted report that is withheld",
    Stop.UNSEARCHED: (
        "pages without text, or pictures and files within a Word document, cannot be searched for "
        "what must not be disclosed"
    ),
    Stop.REVISIONS: "the Word document still holds deleted text or comments",
}


@dataclass(frozen=True, slots=True)
class Halt:
    """One stop for one document, with the lines that say why: never any words of the document."""

    stop: Stop
    lines: tuple[str, ...]


def read_overrides(texts: Iterable[str]) -> Mapping[Stop, str]:
    """Overrides as typed, STOP=REASON each. Raises UsageFault with the stops that there are."""
    overrides: dict[Stop, str] = {}
    for text in texts:
        name, equals, reason = text.partition("=")
        try:
            stop = Stop(name.strip().lower().replace("_", "-"))
        except ValueError:
            stop = None
        if stop is None or not equals:
            known = ", ".join(Stop)
            msg = f"--override is STOP=REASON; there is no {echoed('stop', name)} of {known}"
            if stop is not None:
                msg = f"--override {stop} needs its reason: --override {stop}=REASON"
            raise UsageFault(msg)
        overrides[stop] = read_note(reason, "the reason")
    return overrides


def refuse_unless_overridden(
    halts: Sequence[Halt], overrides: Mapping[Stop, str], what: str
) -> tuple[Halt, ...]:
    """The stops that were overridden. Raises Refused for the others, all of them at once."""
    standing = [halt for halt in halts if halt.stop not in overrides]
    if standing:
        why = "; ".join(line for halt in standing for line in halt.lines)
        past = " ".join(f"--override {halt.stop}=REASON" for halt in standing)
        msg = f"{what}: {why}\nOnce somebody has looked at it and decides otherwise: {past}"
        raise Refused(msg)
    return tuple(halts)
