"""The reports of copies, agreed ways and what must not be disclosed."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from cpconf.core.disclosure.terms import Term, TermKind
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.next_steps import calls
from cpconf.core.sharing.sharing import (
    Confirmed,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Sharing,
    Transport,
    Way,
)
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import DocumentKind, TaskState
from cpconf.render.conferences import common_keys as keys
from cpconf.render.conferences.common_keys import RefPart
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from cpconf.workflow.conferences.marks import Recorded
    from cpconf.workflow.sharing.agreements import Agreed
    from cpconf.workflow.sharing.permission import SharingReport
    from cpconf.workflow.sharing.protection import Made
    from cpconf.workflow.sharing.two_messages import Delivery

Overridden = Annotated[tuple[Stop, ...], "the stops that were overridden"]
_Recipient = Annotated[str | None, "short id of the recipient; `null` for the professionals"]
_Kind = Annotated[DocumentKind, "`report`, `plan`, `minutes` or `set`"]
_Way = Annotated[Way, "`email`, `telephone`, `letterbox` or `visit`"]
_State = Annotated[ShareState, "one of the [states](sharing.md#states)"]
_SentAt = Annotated[dt.datetime | None, "moment at which it was sent, where that is known"]
_ReceivedAt = Annotated[dt.datetime | None, "moment at which its receipt was confirmed"]
_ReleasedAt = Annotated[dt.datetime | None, "moment at which the password was released"]
_ReleasedBy = Annotated[ReleasedBy | None, "`message` or `phone`"]
_KeptFrom = Annotated[str, "short id of whoever must not learn it"]
_TermNumber = Annotated[int, "its number, which `do-not-disclose remove` takes"]
_TermKind = Annotated[TermKind, "`address`, `school`, `phone`, `name` or `other`"]


def overridden(halts: Iterable[Halt]) -> tuple[Stop, ...]:
    """Return the stops that were overridden."""
    return tuple(halt.stop for halt in halts)


def _evidence(evidence: Evidence | None) -> dict[str, Any]:
    """Return the hash, size, pages and algorithm of a document; all None where there is none."""
    kept = {name: getattr(evidence, name, None) for name in ("sha256", "size", "pages")}
    return kept | {"algorithm": evidence.algorithm or None if evidence else None}


class _CopyKeys(RefPart):
    person: _Recipient
    kind: _Kind


class CopyFilesPart(Report):
    """The files of a copy."""

    protected: Annotated[Path, "the locked document"]
    report: Annotated[Path, "the first message"]
    password: Annotated[Path | None, "the held message; `null` with an agreed passphrase"]


class ProtectedReport(_CopyKeys, commands=("protect", "protect-report")):
    """`protect-report`: the files that were made, how they are locked, and remarks.

    Without the password and the recipient's address.
    """

    person: Annotated[str | None, "short id of the recipient; `null` for the professionals"]
    people: Annotated[tuple[str, ...], "short ids of everybody whom it is for"]
    kind: Annotated[DocumentKind, "`report`, `plan` or `minutes`"]
    state: Annotated[
        ShareState, "`prepared`; with `--send` `sent`, or `sending` where that is not known"
    ]
    files: Annotated[CopyFilesPart, "paths"]
    sha256: keys.Sha256
    size: keys.Size
    pages: keys.Pages
    algorithm: keys.Algorithm
    overridden: Overridden
    remarks: keys.Remarks

    @classmethod
    def of(cls, made: "Made", before: Iterable[str]) -> Self:
        """Make one from a new copy; `before` are earlier remarks."""
        names = made.names
        held = made.sharing.password is PasswordCare.HELD
        return cls.like(
            made.sharing,
            people=made.people,
            files=CopyFilesPart(names.copy, names.report, names.held if held else None),
            overridden=overridden(made.overridden),
            remarks=(*before, *made.remarks),
            **_evidence(made.evidence),
        )


class ReleaseReport(_CopyKeys, commands=("release",)):
    """`release`: where the message with the password is, and the tasks ticked off."""

    state: Annotated[ShareState, "`released`"]
    released_by: _ReleasedBy
    message: Annotated[Path | None, "path of the message to send now; `null` where there is none"]
    done: keys.Done
    overridden: Overridden

    @classmethod
    def of(cls, released: "Delivery") -> Self:
        """Make one from a released password."""
        return cls.like(
            released.sharing,
            message=released.message,
            done=released.recorded.handles,
            overridden=overridden(released.halts),
        )


class SendReport(_CopyKeys, commands=("send",)):
    """`send`: the first message that was sent."""

    state: Annotated[ShareState, "`sent`"]
    sent_at: _SentAt
    overridden: Overridden

    @classmethod
    def of(cls, sent: "Delivery") -> Self:
        """Make one from a first message that was sent."""
        return cls.like(sent.sharing, overridden=overridden(sent.halts))


class SharedReport(_CopyKeys, commands=("shared",)):
    """`shared`: what was shared without email, and the tasks ticked off."""

    way: _Way
    state: Annotated[ShareState, "`shared`"]
    received_at: _ReceivedAt
    overridden: Overridden
    done: keys.Done
    remarks: keys.Remarks

    @classmethod
    def of(
        cls, copy: Sharing, halts: Iterable[Halt], recorded: "Recorded", before: Iterable[str]
    ) -> Self:
        """Make one from what was shared; `before` are earlier remarks."""
        return cls.like(
            copy,
            overridden=overridden(halts),
            done=recorded.handles,
            remarks=(*before, *recorded.remarks),
        )


class HaltPart(Report):
    """A stop."""

    stop: Annotated[Stop, "one of the [stops](sharing.md#stops)"]
    why: Annotated[str, "why, in words"]


class SettledReport(_CopyKeys, commands=("sent",)):
    """`sent`: the state of the copy, and the tasks ticked off."""

    state: _State
    sent_at: _SentAt
    released_at: _ReleasedAt
    stops: Annotated[tuple[HaltPart, ...], "the stops that would keep it from being sent now"]
    done: keys.Done
    remarks: keys.Remarks

    @classmethod
    def of(cls, settled: "Delivery") -> Self:
        """Make one from a message recorded as sent or not sent."""
        recorded = settled.recorded
        return cls.like(
            settled.sharing,
            stops=HaltPart.each_like(settled.halts),
            done=recorded.handles,
            remarks=recorded.remarks,
        )


class SharingPart(Report):
    """A copy."""

    person: _Recipient
    kind: _Kind
    way: _Way
    state: _State
    transport: Annotated[Transport, "`draft`: a person sends it; `smtp`: the program does"]
    password: Annotated[PasswordCare, "`held`, `agreed` or `none`"]
    address_confirmed: Annotated[bool, "whether somebody confirmed the address before it was made"]
    folder: Annotated[str | None, "where its files were put"]
    made_at: Annotated[dt.datetime, "moment at which it was made"]
    sent_at: _SentAt
    received_at: _ReceivedAt
    received_how: Annotated[Confirmed | None, "`phone`, `email`, `visit` or `text`"]
    released_at: _ReleasedAt
    released_by: _ReleasedBy
    sha256: keys.Sha256
    size: keys.Size
    pages: keys.Pages
    algorithm: keys.Algorithm
    stops: Annotated[tuple[HaltPart, ...], "what `send` and `release` would stop at now"]


class CallPart(Report):
    """A call that follows an emailed report."""

    person: Annotated[str, "short id of the parent"]
    task: Annotated[str, "name of the task"]
    clause: keys.Clause
    state: Annotated[TaskState, "`open`, `done` or `skipped`"]
    at: Annotated[dt.datetime | None, "moment of its latest mark"]


class ObstaclePart(Report):
    """Something to wait for."""

    clause: keys.Clause
    why: Annotated[str, "what it is, in words"]


_Sharings = Annotated[
    tuple[SharingPart, ...], "every copy in the order in which it was made, replaced ones too"
]
_Ways = Annotated[
    Mapping[str, Way],
    "what was agreed, by short id: `email`, `telephone`, `letterbox` or `visit`",
]
_Calls = Annotated[tuple[CallPart, ...], "the calls that follow an emailed report"]
_WaitFor = Annotated[tuple[ObstaclePart, ...], "what the professionals have to wait for"]


class NothingSharedReport(Report):
    """`sharing` while there is no store: the same keys, in the order that they always had there."""

    ref: keys.Ref
    ways: _Ways = field(default_factory=dict)
    sharings: _Sharings = ()
    calls: _Calls = ()
    professionals_wait_for: _WaitFor = ()


class SharingsReport(Report, commands=("sharing",)):
    """`sharing`: every copy, the agreed ways, and what the professionals wait for."""

    ref: keys.Ref
    sharings: _Sharings
    ways: _Ways
    calls: _Calls
    professionals_wait_for: _WaitFor

    @classmethod
    def of(cls, found: "SharingReport") -> Self:
        """Make one from the copies of a conference."""
        return cls(
            ref=found.filed.conference.ref,
            sharings=tuple(
                SharingPart.like(
                    copy,
                    stops=HaltPart.each_like(found.halts.get(copy.id, ())),
                    **_evidence(copy.evidence),
                )
                for copy in found.sharings
            ),
            ways=dict(found.ways),
            calls=tuple(
                CallPart.like(task, person=person.id, at=task.marked_at)
                for person in found.filed.people
                for task in calls(found.filed.tasks, person.id)
            ),
            professionals_wait_for=tuple(
                ObstaclePart.like(obstacle, why=obstacle.text) for obstacle in found.shut
            ),
        )


class AgreedReport(RefPart, commands=("agree",)):
    """`agree`: how somebody gets documents now, and the tasks ticked off."""

    person: keys.PersonId
    way: Annotated[
        Way | None,
        "`email`, `telephone`, `letterbox` or `visit`; `null` where that was removed",
    ]
    done: keys.Done
    remarks: keys.Remarks

    @classmethod
    def of(cls, ref: str, agreed: "Agreed", way: Way | None) -> Self:
        """Make one from what was agreed or removed."""
        recorded = agreed.recorded
        return cls(
            ref=ref,
            person=agreed.person,
            way=way,
            done=recorded.handles,
            remarks=(*agreed.remarks, *recorded.remarks),
        )


class TermPart(Report):
    """A term that somebody must not learn."""

    person: _KeptFrom
    number: _TermNumber
    kind: _TermKind
    term: Annotated[str, "the words"]


class TermsReport(Report, commands=("do-not-disclose list",)):
    """`do-not-disclose list`: the terms, with their words, which no other document has."""

    ref: keys.Ref
    terms: Annotated[tuple[TermPart, ...], "what must not be disclosed"] = ()

    @classmethod
    def of(cls, ref: str, terms: Iterable[Term]) -> Self:
        """Make one from the terms of a conference."""
        return cls(ref, tuple(TermPart.like(term, term=term.words) for term in terms))


class WithheldReport(RefPart, commands=("do-not-disclose add",)):
    """`do-not-disclose add`: the new term, without its words."""

    person: _KeptFrom
    number: _TermNumber
    kind: _TermKind
    remarks: keys.Remarks

    @classmethod
    def of(cls, ref: str, term: Term, poor: str | None) -> Self:
        """Make one from a term, and a remark where searches for it are poor."""
        return cls.like(term, ref=ref, remarks=(poor,) if poor else ())


class DisclosedReport(RefPart, commands=("do-not-disclose remove",)):
    """`do-not-disclose remove`: the term that was removed."""

    person: Annotated[str, "short id of whoever may learn it now"]
    number: Annotated[int, "the number that it had"]
