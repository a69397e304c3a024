"""Reminders, messages, invitations, calendars and reports of one conference, made by hand."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cpconf.core.conferences.filed import FiledTask
from cpconf.core.diaries import Diary
from cpconf.core.invitations.invitation import Answer, Invited, InviteState, Joining, Series
from cpconf.core.invitations.invitees import Absence, Guest
from cpconf.core.invitations.joining import way_in
from cpconf.core.mailbox import AttachmentKind, FileHolder, Match, MatchKind, Meetings
from cpconf.core.outbox import Care, OutboxKind, OutboxMessage, OutboxState, Outlet, Reason
from cpconf.core.procedures.procedure import Audience, TaskClause
from cpconf.core.reminders.digest import DigestItem
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import Submitted
from cpconf.core.sharing.stops import Halt, Stop
from cpconf.core.words import ConferenceType, DocumentKind, Format, Method, Role
from cpconf.diaries.busy import Read
from cpconf.mail.mailbox.folder import MailboxEntry
from cpconf.workflow.conferences.marks import Recorded
from cpconf.workflow.diaries.busy_times import Imported
from cpconf.workflow.invitations.answers import answers_in
from cpconf.workflow.invitations.dispatch import InviteRun
from cpconf.workflow.invitations.guest_list import GuestList
from cpconf.workflow.invitations.plan import InviteRequest, PlannedInvitations
from cpconf.workflow.mailbox.chasing import Matrix, MatrixRow, ReportRequest, SharedSoFar
from cpconf.workflow.mailbox.intake import Taken
from cpconf.workflow.mailbox.passing_on import OnwardDraft
from cpconf.workflow.mailbox.survey import Claim, Survey, WaitingMessage
from tests.render.making import FILED, NOW, PEOPLE, a_task, at
from tests.render.ruling import PROCEDURE

MOTHER, FATHER, WORKER, SCHOOL, CHAIR = PEOPLE
REF = FILED.conference.ref


def _task(name: str, about: str | None = None) -> FiledTask:
    return next(t for t in FILED.tasks if t.task == name and about in {None, t.about})


DIGESTS = (
    (
        "eve@example.org",
        (
            DigestItem(_task("share-reports"), Reason.OVERDUE),
            DigestItem(_task("forward-reports"), Reason.LITERAL),
            DigestItem(_task("plan-with-chair"), Reason.SOON),
            DigestItem(_task("call-parents", "f1"), Reason.SOON),
        ),
    ),
    ("manager", (DigestItem(_task("share-reports"), Reason.ESCALATED),)),
)


def _message(number: int, state: OutboxState, **given: Any) -> OutboxMessage:  # noqa: ANN401
    fields: dict[str, Any] = {
        "kind": OutboxKind.REMINDERS,
        "recipient": "eve@example.org",
        "address": "eve@example.org",
        "care": Care.STAFF,
        "outlet": Outlet.SMTP,
        "message_id": f"<{number}@example.org>",
        "dated_at": NOW,
        "made_at": NOW,
        "reminders": number,
    }
    return OutboxMessage(**{**fields, "id": number, "state": state, **given})


def _invitation(number: int, state: OutboxState, **given: Any) -> OutboxMessage:  # noqa: ANN401
    about = {
        "kind": OutboxKind.INVITATION,
        "ref": REF,
        "person": "m1",
        "care": Care.FAMILY,
        "recipient": MOTHER.email,
        "address": MOTHER.email,
    }
    return _message(number, state, **{**about, "reminders": 0, "sequence": 0, **given})


MESSAGES = (
    _message(1, OutboxState.WAITING, recipient="manager", address=None),
    _message(
        2,
        OutboxState.PENDING,
        tries=3,
        reason="the mail server cannot take it now",
        not_before=at(10, 9, 50),
    ),
    _message(3, OutboxState.SENDING, tries=1, reason="the mail server did not say"),
    _message(
        4, OutboxState.FAILED, tries=1, reason="the mail server refuses the recipient's address"
    ),
    _invitation(5, OutboxState.UNKNOWN, tries=1, reason="the mail server did not say"),
    _invitation(6, OutboxState.SENT, outlet=Outlet.DRAFT, tries=1, finished_at=NOW),
    _message(7, OutboxState.SENT, tries=2, finished_at=at(10, 9, 45)),
    _invitation(8, OutboxState.WITHDRAWN, kind=OutboxKind.UPDATE, sequence=1),
)
JOININGS: dict[str | None, Joining] = {
    None: Joining(person=None, method=Method.TEAMS, link="https://example.org/meet"),
    "m1": Joining(
        person="m1", method=Method.TELEPHONE, dial_in="01632 960123", dial_at=dt.time(9, 50)
    ),
}


def _invited(person: str, state: InviteState, **given: Any) -> Invited:  # noqa: ANN401
    fields = {"outlet": Outlet.DRAFT, "sequence": 0, "made_at": NOW}
    return Invited(ref=REF, person=person, state=state, **{**fields, **given})


def _guest(
    who: int,
    known: Invited | None = None,
    *,
    absence: Absence | None = None,
    halts: tuple[Halt, ...] = (),
) -> Guest:
    person = PEOPLE[who]
    way = way_in(person, JOININGS, FILED.conference)
    return Guest(person=person, way=way, invited=known, absence=absence, halts=halts)


_UNARRANGED = Halt(Stop.SCHOOL, ("arrange-school-invitation@s1 is not done (X-12)",))
_INVITING = {
    "invite-parents": Audience.PARENTS,
    "invite-professionals": Audience.PROFESSIONALS,
    "send-feedback-forms": Audience.EVERYONE,
}
"""The tasks that ask for invitations, and of whom."""


def _list(*guests: Guest, sequence: int, drafts: Mapping[str, Path] | None = None) -> GuestList:
    clauses = tuple(
        TaskClause(
            clause=f"X-{number}",
            section="Before the conference",
            title=name,
            name=name,
            role=Role.ADMINISTRATOR,
            invites=audience,
            types=frozenset(ConferenceType),
            formats=frozenset(Format),
        )
        for number, (name, audience) in enumerate(_INVITING.items(), start=91)
    )
    tasks = tuple(a_task(number, name) for number, name in enumerate(_INVITING, start=91))
    return GuestList(
        filed=replace(FILED, tasks=(*FILED.tasks, *tasks)),
        procedure=replace(PROCEDURE, tasks=(*PROCEDURE.tasks, *clauses)),
        series=Series(ref=REF, uid="1@example.org", sequence=sequence),
        joinings=JOININGS,
        organiser=CHAIR.email,
        answers=answers_in(()),
        drafts=drafts or {},
        guests=guests,
    )


INVITED = _list(
    _guest(
        0,
        _invited(
            "m1",
            InviteState.SENT,
            outlet=Outlet.SMTP,
            sent_at=NOW,
            sequence=1,
            address=MOTHER.email,
            answer=Answer.ACCEPTED,
            answered_at=at(10, 11),
        ),
    ),
    _guest(1, absence=Absence.NO_ADDRESS),
    _guest(2, _invited("w1", InviteState.UNKNOWN, outlet=Outlet.SMTP, address=WORKER.email)),
    _guest(3, halts=(_UNARRANGED,)),
    _guest(4),
    sequence=1,
)
_MADE = _list(
    _guest(0, _invited("m1", InviteState.PREPARED, address=MOTHER.email)),
    _guest(1, absence=Absence.NO_ADDRESS),
    _guest(2, _invited("w1", InviteState.PREPARED, address=WORKER.email)),
    _guest(3, halts=(_UNARRANGED,)),
    _guest(4, absence=Absence.ORGANISER),
    sequence=0,
    drafts={
        "m1": Path("1-family") / f"{REF}-m1-invitation-0.eml",
        "w1": Path("2-professionals") / f"{REF}-w1-invitation-0.eml",
    },
)
MADE = InviteRun(
    seen=_MADE,
    rounds=(
        PlannedInvitations(
            request=InviteRequest(ref=REF),
            seen=_MADE,
            folder=Path(REF),
            due=tuple(guest for guest in _MADE.guests if guest.person.id in {"m1", "w1"}),
        ),
    ),
)
LETTERS = (Path(f"{REF}-f1-letter.docx"),)
DIARIES = (
    Diary("team", at(9, 8), 120, dt.date(2027, 2, 9)),
    Diary("chairs, second floor", at(2, 8, 30), 7, dt.date(2026, 3, 31)),
)
IMPORTED = Imported(
    "team",
    Read(left_out=2, unread=1),
    (("", at(11, 9), at(11, 12)), ("eve@example.org", at(12, 9), at(12, 12))),
    dt.date(2027, 2, 9),
    "0" * 64,
    strangers=3,
)


def _waiting(
    number: int, match: Match, *kinds: AttachmentKind, doubted: bool = False
) -> WaitingMessage:
    sign = f"{number:06x}"
    return WaitingMessage(
        id=sign,
        entry=MailboxEntry(sign, sign * 8, at(10, 8)),
        fingerprint=sign * 8,
        received_at=at(10, 8, number),
        match=match,
        kinds=kinds,
        doubted=doubted,
        reason="it is damaged" if match.outcome is MatchKind.UNREADABLE else None,
        sender="zuleika@example.org",
        holder=FileHolder(REF, "s1", 1) if match.outcome is MatchKind.SAME_FILE else None,
    )


_PDF = AttachmentKind.PDF
_ONE = _waiting(1, Match(MatchKind.MATCHED, REF, SCHOOL, (REF,), ("s1",)), _PDF, _PDF)
_OTHERS = {
    MatchKind.UNVERIFIED: Match(MatchKind.UNVERIFIED, REF, WORKER, (REF,), ("w1",)),
    MatchKind.LIKELY: Match(MatchKind.LIKELY, REF, WORKER, (REF,), ("w1",)),
    MatchKind.SEVERAL_PEOPLE: Match(MatchKind.SEVERAL_PEOPLE, REF, None, (REF,), ("w1", "s1")),
    MatchKind.UNKNOWN_SENDER: Match(MatchKind.UNKNOWN_SENDER, REF, None, (REF,)),
    MatchKind.SEVERAL_REFERENCES: Match(MatchKind.SEVERAL_REFERENCES, refs=(REF, "EX-2026-02")),
    MatchKind.REPLY: Match(MatchKind.REPLY, REF, None, (REF,)),
    MatchKind.UNREADABLE: Match(MatchKind.UNREADABLE),
    MatchKind.AUTOMATIC: Match(MatchKind.AUTOMATIC, REF, None, (REF,)),
    MatchKind.SAME_FILE: Match(MatchKind.SAME_FILE, REF, None, (REF,)),
}
SURVEY = Survey(
    since=dt.date(2025, 11, 12),
    items=(
        _ONE,
        *(
            _waiting(
                number,
                match,
                AttachmentKind.CALENDAR if outcome is MatchKind.REPLY else _PDF,
                doubted=outcome is MatchKind.UNVERIFIED,
            )
            for number, (outcome, match) in enumerate(_OTHERS.items(), start=2)
        ),
    ),
    meetings=Meetings((), (), ()),
    seen=3,
    unrelated=12,
)
REPORT = Submitted(
    id=1,
    number=1,
    ref=REF,
    person="s1",
    path=f"{REF}-s1-report-1.pdf",
    evidence=Evidence(
        kind=DocumentKind.SUBMITTED, sha256="0" * 64, size=4000, pages=2, algorithm=""
    ),
    received_at=at(10, 8, 1),
)
TAKEN = (
    Taken(
        claim=Claim(_ONE, REF, "s1"),
        person=SCHOOL,
        reports=(REPORT,),
        known=(),
        received_at=at(10, 8, 1),
        due=at(9),
        late=61,
        recorded=Recorded((_task("forward-reports"),)),
        letters=(
            OnwardDraft(CHAIR, Path(f"{REF}-s1-report-1-to-h1.eml")),
            OnwardDraft(WORKER, Path(f"{REF}-s1-report-1-to-w1.eml")),
        ),
        remarks=(),
    ),
)


def _row(who: int, **given: Any) -> MatrixRow:  # noqa: ANN401
    fields: dict[str, Any] = {
        "requested_at": None,
        "requested_by": None,
        "shared": SharedSoFar(0, 1, None),
        "report": None,
        "due": at(10),
        "late": None,
        "forwarded_at": None,
        "owed": False,
        "share_by": None,
    }
    return MatrixRow(person=PEOPLE[who], **{**fields, **given})


MATRIX = Matrix(
    FILED,
    (
        _row(2, requested_at=at(6, 11), requested_by="invited", owed=True, due=at(9)),
        _row(
            3,
            requested_at=at(9, 9),
            requested_by="asked",
            shared=SharedSoFar(2, 2, at(9, 12)),
            report=REPORT,
            due=at(9),
            late=61,
            forwarded_at=NOW,
        ),
    ),
)
REQUESTS = (ReportRequest(WORKER, Path(f"{REF}-w1-request-1.eml")),)
