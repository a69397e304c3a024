"""A small procedure, a calendar and a conference, from core values; dates are counted by hand."""

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from cpconf.core.conferences.checklist import Plan, make_plan
from cpconf.core.conferences.children import Child
from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.dates.calendar import DayOff, WorkingCalendar
from cpconf.core.dates.london import stamp
from cpconf.core.dates.readings import Switches, Timing
from cpconf.core.invitations.invitation import Invited, InviteState
from cpconf.core.outbox import Outlet, Reason
from cpconf.core.procedures import checksums
from cpconf.core.procedures.procedure import Condition, LimitClause, Procedure, TaskClause
from cpconf.core.sharing.document import Evidence
from cpconf.core.sharing.sharing import ShareState, Sharing
from cpconf.core.words import ConferenceType, DocumentKind, Each, Fact, Format, Phase, Role
from cpconf.procedures.loader import Edition
from cpconf.store.writing import Booking, Writer, writing
from tests.store.looking import Where

NOW = dt.datetime(2026, 1, 30, 9, 30)
MACHINE_NOW = dt.datetime(2026, 1, 30, 9, 30, 12, tzinfo=dt.UTC)
AT = dt.datetime(2026, 2, 12, 10)

# A conference on Thursday 12 February 2026. Counting back, Wednesday 11 is 1, Tuesday 10 is 2 and
# Monday 9 is 3. Counting on, Friday 13 is 1. The strategy discussion was on Thursday 22 January;
# the 23rd is 1, the week from the 26th 2 to 6, that from 2 February 7 to 11, the 12th is 15.
SHARED_BY = dt.datetime(2026, 2, 9, 17)
SENT_BY = dt.datetime(2026, 2, 13, 17)
STRATEGY_DISCUSSION = dt.date(2026, 1, 22)
LIMIT = dt.datetime(2026, 2, 12, 17)

_EVERYWHERE = {
    "types": frozenset(ConferenceType),
    "formats": frozenset({Format.VIDEO}),
    "section": "1",
}


def _task(clause: str, name: str, role: Role, **more: object) -> TaskClause:
    title = name.replace("-", " ").capitalize()
    return TaskClause(
        **_EVERYWHERE,  # type: ignore[arg-type]
        clause=clause,
        name=name,
        title=title,
        role=role,
        **more,  # type: ignore[arg-type]
    )


PROCEDURE = Procedure(
    name="example",
    title="Example Council",
    edition="2026",
    document="Guidance",
    publisher="Example Council",
    dated=None,
    note="",
    conferences={ConferenceType.INITIAL: (Format.VIDEO,), ConferenceType.REVIEW: (Format.VIDEO,)},
    switches=Switches(),
    tasks=(
        _task(
            "X-1",
            "invite",
            Role.ADMINISTRATOR,
            before=("share-reports",),
            repeat_when_moved=True,
        ),
        _task(
            "X-2",
            "share-reports",
            Role.PROFESSIONAL,
            timing=Timing.parse("3 working days before conference"),
        ),
        _task(
            "X-3",
            "email-report",
            Role.SOCIAL_WORKER,
            each=Each.PARENT,
            conditions=(Condition(Fact.PARENT_EMAIL),),
            answers=Fact.REPORT_EMAILED,
        ),
        _task(
            "X-4",
            "plan-split",
            Role.CHAIR,
            joint=(Role.MANAGER, Role.SOCIAL_WORKER),
            conditions=(Condition(Fact.SPLIT), Condition(Fact.PARENT_EXCLUDED, negated=True)),
            only_after=("invite",),
            gated_by=("X-9",),
        ),
        _task(
            "X-5",
            "send-plan",
            Role.CHAIR,
            phase=Phase.FOLLOW_UP,
            timing=Timing.parse("within 1 working day of conference"),
            local=True,
        ),
        _task("X-6", "thank", Role.CHAIR, phase=Phase.FOLLOW_UP),
    ),
    limits=(
        LimitClause(
            **{**_EVERYWHERE, "types": frozenset({ConferenceType.INITIAL})},  # type: ignore[arg-type]
            clause="X-L1",
            name="in-time",
            title="Held within 15 working days",
            timing=Timing.parse("within 15 working days of strategy-discussion"),
        ),
    ),
    rules=(),
    examples=(),
)
EDITION = Edition(PROCEDURE, "the text", "the frame", checksums.of_texts("the text", "the frame"))
GOOD_FRIDAY = DayOff(dt.date(2026, 4, 3), "Good Friday")
CALENDAR = WorkingCalendar.of(
    [GOOD_FRIDAY], known_until=dt.date(2027, 12, 31), source="by hand", read_on=NOW.date()
)
CLOSURE = DayOff(dt.date(2026, 2, 10), "Closed for training", local=True)
CLOSED = WorkingCalendar.of(
    [GOOD_FRIDAY, CLOSURE], known_until=dt.date(2027, 12, 31), source="by hand"
)


COPY = "c0" * 32
SOURCE = "50" * 32
EVIDENCE = Evidence(
    kind=DocumentKind.REPORT,
    sha256=COPY,
    size=1234,
    pages=5,
    algorithm="AES-256, PDF revision 6",
    source_sha256=SOURCE,
)
REPORT_SUBMITTED = Evidence(
    kind=DocumentKind.SUBMITTED, sha256="5b" * 32, size=99, pages=None, algorithm=""
)


@contextmanager
def written(
    store: Where, *, create: bool = False, now: dt.datetime = NOW, by: str = "somebody"
) -> Iterator[Writer]:
    """One transaction as a command makes it."""
    with writing(store, now=now, machine_now=MACHINE_NOW, by=by, create=create) as writer:
        yield writer


def a_conference(ref: str = "C-1", at: dt.datetime = AT) -> Conference:
    return Conference(
        ref,
        ConferenceType.INITIAL,
        Format.VIDEO,
        at,
        ends=at + dt.timedelta(hours=2),
        strategy_discussion=STRATEGY_DISCUSSION,
    )


def plan_for(conference: Conference, record: Record | None = None) -> Plan:
    return make_plan(conference, PROCEDURE, record or Record(), CALENDAR)


def schedule(
    writer: Writer,
    *refs: str,
    at: dt.datetime = AT,
    answers: Mapping[tuple[Fact, str | None], bool] | None = None,
    children: tuple[Child, ...] = (),
) -> None:
    """File conferences as `cpconf schedule` does."""
    edition, calendar = (
        writer.conferences.pin_edition(EDITION),
        writer.conferences.pin_calendar(CALENDAR),
    )
    writer.conferences.add(
        Booking(
            conference,
            edition,
            calendar,
            plan_for(conference, Record(answers=answers or {})),
            answers or {},
            children,
        )
        for conference in (a_conference(ref, at) for ref in refs)
    )


def begin(
    writer: Writer,
    person: str | None = "p1",
    state: ShareState = ShareState.PREPARING,
    *,
    filed: Filed | None = None,
    kind: DocumentKind = DocumentKind.REPORT,
    evidence: Evidence | None = EVIDENCE,
    address: str | None = None,
    folder: str | None = None,
) -> int:
    """Begin to share a document of C-1 by email, as `cpconf protect-report` does."""
    begun = Sharing(
        ref="C-1",
        person=person,
        kind=kind,
        state=state,
        evidence=evidence,
        address=address,
        folder=folder,
    )
    return writer.sharing.put_sharing(filed or writer.conferences.filed("C-1"), begun).id


def bring_on(writer: Writer, number: int, **changes: Any) -> None:  # noqa: ANN401 - of a Sharing
    """Write down what has become of a sharing at C-1."""
    writer.sharing.put_sharing(
        writer.conferences.filed("C-1"), replace(writer.sharing.sharing("C-1", number), **changes)
    )


def refile(writer: Writer, ref: str, at: dt.datetime | None = None) -> Filed:
    """Plan a conference again from what is on record, as any command that changes it does."""
    filed = writer.conferences.filed(ref)
    conference = a_conference(ref, at or filed.conference.at)
    plan = plan_for(conference, filed.record)
    writer.conferences.replan(filed, conference, plan, calendar_id=filed.calendar)
    return writer.conferences.filed(ref)


def task(filed: Filed, name: str, subject: str | None = None) -> FiledTask:
    (found,) = (t for t in filed.tasks if t.task == name and t.subject == subject)
    return found


def begin_digest(writer: Writer, about: FiledTask, reason: Reason = Reason.SOON) -> int:
    """Owe somebody a digest that reminds of one task; the number of the message."""
    writer.common.ask(
        "INSERT INTO outbox (kind, recipient, address, care, outlet, state, message_id, dated_at, "
        "made_at, tries, machine_at) VALUES ('reminders', 'one@example.org', 'One@example.org', "
        "'staff', 'smtp', 'pending', ?, ?, ?, 0, ?)",
        [
            secrets.token_hex(8),
            stamp(NOW),
            stamp(NOW),
            MACHINE_NOW.isoformat(timespec="microseconds"),
        ],
    )
    ((number,),) = writer.common.ask("SELECT MAX(id) FROM outbox")
    writer.common.ask(
        "INSERT INTO reminder (outbox_id, task_id, recipient, reason, wanted) "
        "VALUES (?, ?, 'one@example.org', ?, ?)",
        [number, about.id, reason.value, stamp(about.wanted or NOW)],
    )
    return int(number)


def an_invitation(
    person: str,
    state: InviteState = InviteState.OWED,
    *,
    outlet: Outlet = Outlet.SMTP,
    sequence: int = 0,
    address: str | None = None,
) -> Invited:
    """Somebody's invitation to C-1."""
    return Invited(
        ref="C-1",
        person=person,
        outlet=outlet,
        state=state,
        sequence=sequence,
        made_at=NOW,
        address=address or f"{person}@example.org",
        folder="/drafts" if outlet is Outlet.DRAFT else None,
    )


def invite(
    writer: Writer,
    person: str,
    state: InviteState = InviteState.PREPARED,
    *,
    sequence: int = 0,
    filed: Filed | None = None,
) -> None:
    """Put someone's invitation to C-1 on record, as `cpconf invite` does."""
    outlet = Outlet.SMTP if state is InviteState.OWED else Outlet.DRAFT
    invited = an_invitation(person, state, outlet=outlet, sequence=sequence)
    writer.invitations.put_invited(filed or writer.conferences.filed("C-1"), invited)


def put(writer: Writer, person: str, **changes: object) -> None:
    """Put on record what became of somebody's invitation to C-1."""
    known = writer.invitations.invited("C-1")[person]
    writer.invitations.put_invited(writer.conferences.filed("C-1"), replace(known, **changes))  # type: ignore[arg-type]
