"""A conference and the people who take part in it."""

import datetime as dt
import re
from dataclasses import dataclass

from cpconf.core.dates.moments import Moments
from cpconf.core.words import ConferenceState, ConferenceType, Format, Role
from cpconf.errors import UsageFault

_REF = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or an agency, who takes part in one conference in a role.

    `id` is the short id that commands and file names use. It says nothing about who they are.
    """

    id: str
    role: Role
    name: str = ""
    email: str | None = None
    phone: str | None = None
    agency: str | None = None

    @property
    def mailbox(self) -> str:
        """Their email address in lower case, to compare mailboxes; empty where there is none."""
        return (self.email or "").casefold()

    def __repr__(self) -> str:
        """Return id and role without the name: a repr ends up in logs and tracebacks."""
        return f"Person({self.id!r}, {self.role.value!r})"


@dataclass(frozen=True, slots=True)
class Conference:
    """One meeting about a child or a sibling group. Moments are wall-clock Europe/London."""

    ref: str
    type: ConferenceType
    format: Format
    at: dt.datetime
    ends: dt.datetime | None = None
    ended: dt.datetime | None = None
    state: ConferenceState = ConferenceState.SCHEDULED
    strategy_discussion: dt.date | None = None
    initial_conference: dt.date | None = None
    previous_review: dt.date | None = None

    @property
    def moments(self) -> Moments:
        """The anchors that its tasks and limits count from."""
        return Moments(
            start=self.at,
            ended=self.ended or self.ends or self.at,
            strategy_discussion=self.strategy_discussion,
            initial_conference=self.initial_conference,
            previous_review=self.previous_review,
        )


def is_ref(text: str) -> bool:
    """Tell whether a text can be a conference's reference."""
    return _REF.fullmatch(text) is not None


def read_ref(text: str) -> str:
    """Return a valid reference: letters, digits, `-`, `_`, `.`; at most 32. Raises UsageFault.

    >>> read_ref("LA-2026.017")
    'LA-2026.017'
    """
    if is_ref(text):
        return text
    raise UsageFault(
        "a reference has letters, digits, '-', '_' and '.', starts with a letter or digit and is "
        "at most 32 long; it is never a name"
    )
