"""Sharing a document with one recipient: the two messages, and what must be known before each.

The report is sent first. The password is sent only once somebody has confirmed that the report
arrived with the right person (O-7, O-16a, O-17, O-22, O-24).
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
"""The name for those who get the set together, in commands and files."""


class Way(StrEnum):
    """How a family member gets documents, as agreed with them (O-16)."""

    EMAIL = "email"
    TELEPHONE = "telephone"
    LETTERBOX = "letterbox"
    VISIT = "visit"

    @property
    def handed_over(self) -> "Confirmed":
        """How somebody knows that a document arrived this way: they were there, or rang."""
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
    """How somebody learnt that the first message had arrived with the right person."""

    PHONE = "phone"
    EMAIL = "email"
    VISIT = "visit"
    TEXT = "text"


class ReleasedBy(StrEnum):
    """How the recipient got the password."""

    MESSAGE = "message"
    PHONE = "phone"


class ShareState(StrEnum):
    """The state of a sharing.

    `preparing`, `sending` and `releasing` are stored before the act and replaced after it. To find
    one of them means that the act was interrupted, and that nobody knows whether it was done.
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
        """The state in words."""
        return _STAGES[self].words

    def settled(self, *, went: bool) -> "ShareState | None":
        """Return its state once a message is recorded as sent or not; None: nothing to record.

        It is the first message until its receipt is confirmed, then the password's if that is in
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
"""The states of a sharing that counts: its files were made, and no later copy replaced it."""
COMPLETE: Final = frozenset({ShareState.RELEASED, ShareState.SHARED})
"""The states in which the recipient has the document and can open it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sharing:
    """One document for one recipient; `person` is a short id, or None for the professionals.

    Moments are wall-clock Europe/London. `folder` is the absolute path of the files' folder.
    `confirmed_by` names who confirmed the receipt, `address_confirmed_by` who confirmed the
    address before the document was made. The store sets `id` and `made_at`; until then, `id` is 0.
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
        """The name of the recipient in commands and files."""
        return self.person or PROFESSIONALS

    @property
    def title(self) -> str:
        """Its name in messages."""
        return f"{self.kind} for {self.person or 'the professionals'}"

    @property
    def address_confirmed(self) -> bool:
        """Whether somebody confirmed the address before it was made."""
        return self.address_confirmed_by is not None

    @property
    def stem(self) -> str:
        """The beginning of the names of its files, which does not say who the recipient is."""
        return f"{self.ref}-{self.whom}-{self.kind}"

    @property
    def typed(self) -> str:
        """The words and options that name it in commands."""
        return f"{self.ref} --to {self.whom} --as {self.kind}"

    @property
    def said(self) -> dict[str, object]:
        """The details that name it in the history."""
        return {"person": self.person, "kind": self.kind}

    @property
    def type(self) -> FileType:
        """The type of the protected file, by the algorithm that it was protected with."""
        is_word = self.evidence is not None and "Office" in self.evidence.algorithm
        return FileType.DOCX if is_word else FileType.PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A report that somebody submitted for the conference; the file stays where it is.

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

    `person` is the short id of the person it is for, or from; None for the professionals, and for a
    document that is neither shared nor submitted. `state` is None for one that is not shared.
    `made_at` is wall-clock Europe/London.
    """

    id: int
    ref: str
    person: str | None
    state: ShareState | None
    evidence: Evidence
    made_at: dt.datetime
    matched: Literal["copy", "source"]


_USUAL_WAYS: Final = {"phone": Way.TELEPHONE, "post": Way.LETTERBOX, "letter": Way.LETTERBOX}


def choose_way(text: str) -> Way:
    """Return a way to get documents. Raises UsageFault that lists the ways."""
    try:
        return Way(_USUAL_WAYS.get(hyphenless(text), hyphenless(text)))
    except ValueError:
        known = ", ".join(Way)
        raise UsageFault(f"no {echoed('way', text)}; the ways are {known}") from None
