"""The notices of a booking, for the tests that read them."""

import datetime as dt

from cpconf.core.conferences.conference import Conference
from cpconf.core.conferences.facts import Record
from cpconf.core.conferences.notices import Notice, NoticeKind, booking_notices
from cpconf.core.procedures.procedure import Procedure
from tests.core.making import LONG_BEFORE, conference, plan, record
from tests.core.tables import ENGLAND

NOBODY = record()
"""Nobody and no answer on record."""


def notices(
    rules: Procedure,
    meeting: Conference | None = None,
    known: Record = NOBODY,
    now: dt.datetime = LONG_BEFORE,
) -> tuple[Notice, ...]:
    booked = meeting or conference()
    made = plan(rules, booked, known)
    return booking_notices(booked, rules, known, made, calendar=ENGLAND, now=now)


def of(kind: NoticeKind, found: tuple[Notice, ...]) -> list[Notice]:
    return [notice for notice in found if notice.kind is kind]


def at(moment: str, *, strategy_discussion: dt.date | None = None) -> Conference:
    start = dt.datetime.fromisoformat(moment)
    return conference(start, strategy_discussion=strategy_discussion)
