"""Sharing a document with one recipient: the two messages, and what must be known before each.

The report goes first; the password follows only once somebody has confirmed that the report came
to the right person (O-7, O-16a, O-17, O-22, O-24).
"""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal, NamedTuple, assert_never

from cpconf.core.sharing.document import Evidence
from cpconf.core.typed_text import echoed
from cpconf.core.words import DocumentKind, FileType, hyphenless
from cpconf.errors import UsageFault

PROFESSIONALS: Final = "professionals"
"""How commands and files speak of those who get the set together."""


class Way(StrEnum):
    """How a family member gets documents, as agreed with them (O-16)."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    LETTERBOX = "letterbox"
    VISIT = "visit"

    @property
    def handed_over(self) -> "Confirmed":
        """How somebody knows that a document came by this way: they were there, or rang."""
        match self:
            case Way.TELEPHONE:
                return Confirmed.PHONE
            case Way.LETTERBOX | Way.VISIT:
                return Confirmed.VISIT
            case Way.EMAIL:
                return Confirmed.EMAIL
            case _:
                assert_never(self)


class Transport(StrEnum):
    """Who sends the messages: a person, from the drafts; or the program, over SMTP."""

    DRAFT = "draft"
    SMTP = "smtp"


class PasswordCare(StrEnum):
    """Where the password is: in a held message, agreed with the family, or there is none."""

    HELD = "held"
    AGREED = "agreed"
    NONE = "none"


class Confirmed(StrEnum):
    """How somebody learnt that the first message had come to the right person."""

    PHONE = "phone"
    EMAIL = "email"
    VISIT = "visit"
    TEXT = "text"


class ReleasedBy(StrEnum):
    """How the password went to the recipient."""

    MESSAGE = "message"
    PHONE = "phone"


class ShareState(StrEnum):
    """Where a sharing stands.

    `preparing`, `sending` and `releasing` are written before the act and replaced after it: who
    finds one of them knows that the act was interrupted, and not whether it was done.
    """

    PREPARING = "preparing"
    PREPARED = "prepared"
    SENDING = "sending"
    SENT = "sent"
    RECEIVED = "received"
    RELEASING = "releasing"
    RELEASED = "released"
    SHARED = "shared"
    REPLACED = "replaced"

    @property
    def words(self) -> str:
        """The state as people read it."""
        return _STAGES[self].words

    def settled(self, *, went: bool) -> "ShareState | None":
        """What it becomes once somebody says that a message went, or did not; None: no question.

        The first message while its receipt is not confirmed, else the password's where that is in
        doubt.
        """
        return _STAGES[self].went if went else _STAGES[self].stayed


class _Stage(NamedTuple):
    words: str
    went: ShareState | None = None
    stayed: ShareState | None = None


_STAGES: Final = {
    ShareState.PREPARING: _Stage("not finished: protect it again"),
    ShareState.PREPARED: _Stage("made, not recorded as sent", went=ShareState.SENT),
    ShareState.SENDING: _Stage(
        "unknown whether it was sent", went=ShareState.SENT, stayed=ShareState.PREPARED
    ),
    ShareState.SENT: _Stage("sent, receipt not confirmed", stayed=ShareState.PREPARED),
    ShareState.RECEIVED: _Stage("received, password not released"),
    ShareState.RELEASING: _Stage(
        "unknown whether the password was sent",
        went=ShareState.RELEASED,
        stayed=ShareState.RECEIVED,
    ),
    ShareState.RELEASED: _Stage("received, password released"),
    ShareState.SHARED: _Stage("shared without email"),
    ShareState.REPLACED: _Stage("replaced by a later copy"),
}
LIVE: Final = frozenset(ShareState) - {ShareState.PREPARING, ShareState.REPLACED}
"""The sharing counts: its files were made, and no later copy took its place."""
COMPLETE: Final = frozenset({ShareState.RELEASED, ShareState.SHARED})
"""The recipient has the document and can open it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """One document for one recipient; `person` is a short id, or None for the professionals.

    Moments are wall-clock Europe/London. `folder` is where the files were put, an absolute path.
    `confirmed_by` names whoever confirmed the receipt, `address_confirmed_by` whoever confirmed
    the address before the document was made. `id` and `made_at` are the store's to give: before it
    is on record, the number is 0.
    """

    id: int = 0
    ref: str
    person: str | None
    kind: DocumentKind
    way: Way = Way.EMAIL
    state: ShareState = ShareState.PREPARING
    transport: Transport = Transport.DRAFT
    password: PasswordCare = PasswordCare.HELD
    evidence: Evidence | None = None
    made_at: dt.datetime = dt.datetime.min
    address: str | None = field(default=None, repr=False)
    folder: str | None = field(default=None, repr=False)
    address_confirmed_by: str | None = field(default=None, repr=False)
    sent_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    received_how: Confirmed | None = None
    confirmed_by: str | None = field(default=None, repr=False)
    released_at: dt.datetime | None = None
    released_by: ReleasedBy | None = None

    @property
    def whom(self) -> str:
        """How commands and files speak of the recipient."""
        return self.person or PROFESSIONALS

    @property
    def title(self) -> str:
        """How messages speak of it."""
        return f"{self.kind} for {self.person or 'the professionals'}"

    @property
    def address_confirmed(self) -> bool:
        """Whether somebody confirmed the address before it was made."""
        return self.address_confirmed_by is not None

    @property
    def stem(self) -> str:
        """How the names of its files begin: nothing of who the recipient is is in it."""
        return f"{self.ref}-{self.whom}-{self.kind}"

    @property
    def typed(self) -> str:
        """How it is meant by commands, with their options."""
        return f"{self.ref} --to {self.whom} --as {self.kind}"

    @property
    def said(self) -> dict[str, object]:
        """How the history tells which one it is."""
        return {"person": self.person, "kind": self.kind}

    @property
    def type(self) -> FileType:
        """The type of the protected file, by the algorithm that it was protected with."""
        is_word = self.evidence is not None and "Office" in self.evidence.algorithm
        return FileType.DOCX if is_word else FileType.PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A report that somebody submitted for the conference; it stays where its author put it.

    `withheld` is the reason why the professionals do not get it, or None.
    """

    id: int
    number: int
    ref: str
    person: str
    path: str = field(repr=False)
    evidence: Evidence
    received_at: dt.datetime
    withheld: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentOnRecord:
    """A document on record that a file is recognised as, or was made from (`matched`).

    `person` is the short id of whoever it is for, or from; None for the professionals, and for a
    copy of which nothing came. `state` is None for what is not shared. `made_at` is wall-clock
    Europe/London.
    """

    id: int
    ref: str
    person: str | None
    state: ShareState | None
    evidence: Evidence
    made_at: dt.datetime
    matched: Literal["copy", "source"]


def choose_way(text: str) -> Way:
    """A way to get documents. Raises UsageFault with the known ones."""
    try:
        return Way(hyphenless(text))
    except ValueError:
        known = ", ".join(Way)
        raise UsageFault(f"no {echoed('way', text)}; the ways are {known}") from None
