"""The children whom a conference is about, each with the dates that their own limits count from.

A child may come into a family's conferences later than the others: a new-born sibling is at the
initial stage in a review of the older ones.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import assert_never

from cpconf.core.conferences.conference import Conference, read_ref
from cpconf.core.dates.moments import Anchor
from cpconf.core.words import ConferenceType
from cpconf.errors import NotFound, UsageFault


@dataclass(frozen=True, slots=True)
class Child:
    """A child at a conference, by a reference that says nothing of who it is.

    The dates are those of the child's own history. Without any, those of the conference count.
    """

    ref: str
    strategy_discussion: dt.date | None = None
    initial_conference: dt.date | None = None
    previous_review: dt.date | None = None

    @property
    def has_own_dates(self) -> bool:
        """Whether the limits of this child count from dates of their own."""
        return any((self.strategy_discussion, self.initial_conference, self.previous_review))

    def anchored(self, anchor: Anchor) -> dt.date | None:
        """Return the child's own date of an anchor; None where there is none."""
        match anchor:
            case Anchor.STRATEGY_DISCUSSION:
                return self.strategy_discussion
            case Anchor.INITIAL_CONFERENCE:
                return self.initial_conference
            case Anchor.PREVIOUS_REVIEW:
                return self.previous_review
            case Anchor.CONFERENCE:
                return None
            case _:
                assert_never(anchor)

    def stage(self, conference: Conference) -> ConferenceType:
        """Return the stage that the child is at: at an initial conference of theirs, or a review.

        A strategy discussion alone means that none has been held about this child.
        """
        if self.initial_conference or self.previous_review:
            return ConferenceType.REVIEW
        return ConferenceType.INITIAL if self.strategy_discussion else conference.type


def read_child(text: str) -> str:
    """Return a valid reference of a child. Raises UsageFault as `read_ref` does."""
    try:
        return read_ref(text)
    except UsageFault as fault:
        raise UsageFault(f"a child's reference is made as a conference's: {fault}") from None


def choose_child(children: Sequence[Child], ref: str) -> Child:
    """Return the child with that reference, in any case. Raises NotFound with those on record."""
    for child in children:
        if child.ref.lower() == ref.strip().lower():
            return child
    known = ", ".join(child.ref for child in children) or "none"
    raise NotFound(f"no such child is on record there; those on record: {known}")


def anchored_among(
    anchor: Anchor, conference: Conference, children: Sequence[Child]
) -> tuple[dt.date, ...]:
    """Return the dates of an anchor that count for a conference, each once.

    They are those of its children, and the conference's own where it has no children on record, or
    one without dates.
    """
    own = {
        Anchor.STRATEGY_DISCUSSION: conference.strategy_discussion,
        Anchor.INITIAL_CONFERENCE: conference.initial_conference,
        Anchor.PREVIOUS_REVIEW: conference.previous_review,
    }.get(anchor)
    shared = not children or not all(child.has_own_dates for child in children)
    found = [own if shared else None, *(child.anchored(anchor) for child in children)]
    return tuple(dict.fromkeys(date for date in found if date is not None))


def whose(
    anchor: Anchor, anchored: dt.date | None, conference: Conference, children: Sequence[Child]
) -> tuple[str, ...]:
    """Return the references of the children for whom a limit counts from that date.

    There are none where it counts for every child on record.
    """
    if anchored is None:
        return ()
    shared = anchored in anchored_among(anchor, conference, ())
    found = tuple(
        child.ref
        for child in children
        if (child.anchored(anchor) if child.has_own_dates else shared and anchored) == anchored
    )
    return () if len(found) == len(children) else found


DATES = tuple(field.name for field in fields(Child) if field.name != "ref")
"""The names of a child's dates."""
