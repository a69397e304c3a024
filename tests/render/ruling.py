"""A procedure made by hand, why one of its dates is what it is, and what checks find in it."""

import datetime as dt

from cpconf.core.conferences.explanation import Explanation
from cpconf.core.dates.calendar import CountedDay
from cpconf.core.dates.readings import Switches, Timing
from cpconf.core.procedures.procedure import (
    Condition,
    LimitClause,
    Procedure,
    RuleClause,
    RuleKind,
    TaskClause,
)
from cpconf.core.words import ConferenceType, Each, Fact, Format, Phase, Role
from cpconf.procedures.cover import Coverage, Finding, Verdict
from cpconf.procedures.fault import Fault
from tests.render.making import at

LIMIT_CLAUSE = LimitClause(
    clause="X-LIMIT",
    section="Timing",
    title="Hold the initial conference within 15 working days",
    name="within-15-working-days",
    timing=Timing.parse("within 15 working days of strategy-discussion"),
    types=frozenset({ConferenceType.INITIAL}),
    formats=frozenset({Format.VIDEO}),
)
SHARE = TaskClause(
    clause="X-2",
    section="Before the conference, paragraph 4",
    title="Share your report with the family and add their views",
    detail="There must be time left to write in what they say.",
    name="share-reports",
    role=Role.PROFESSIONAL,
    each=Each.PROFESSIONAL,
    timing=Timing.parse("3 working days before conference"),
    before=("forward-reports", "call-parents"),
    types=frozenset({ConferenceType.INITIAL}),
    formats=frozenset({Format.VIDEO}),
)
PROCEDURE = Procedure(
    name="example",
    title="Example Council",
    edition="2026",
    document="Conferences by video",
    publisher="Example Council",
    dated=dt.date(2026, 1, 2),
    note="Made up for the tests.",
    conferences={
        ConferenceType.INITIAL: (Format.VIDEO,),
        ConferenceType.REVIEW: (Format.VIDEO, Format.WRITTEN),
    },
    switches=Switches(),
    tasks=(
        SHARE,
        TaskClause(
            clause="X-8",
            section="Before the conference, paragraph 9",
            title="Work out how the conference is split",
            name="arrange-split",
            role=Role.CHAIR,
            role_assumed=True,
            joint=(Role.SOCIAL_WORKER,),
            conditions=(Condition(Fact.SPLIT),),
            only_after=("share-reports",),
            types=frozenset(ConferenceType),
            formats=frozenset(Format),
        ),
        TaskClause(
            clause="X-9",
            section="Afterwards, paragraph 1",
            title="Record the decision",
            name="record-decision",
            role=Role.MINUTE_TAKER,
            timing=Timing.parse("within 24 hours of conference"),
            phase=Phase.FOLLOW_UP,
            types=frozenset({ConferenceType.REVIEW}),
            formats=frozenset({Format.WRITTEN}),
        ),
    ),
    limits=(LIMIT_CLAUSE,),
    rules=(
        RuleClause(
            clause="X-R",
            section="Before the conference, paragraph 1",
            title="No conference without a chair",
            kind=RuleKind.ALLOCATED,
            roles=(Role.CHAIR,),
            types=frozenset(ConferenceType),
            formats=frozenset(Format),
        ),
    ),
    examples=(),
)
EXPLANATION = Explanation(
    ref="EX-2026-01",
    clause=SHARE,
    name="share-reports",
    handle="share-reports@w1",
    role="professional",
    owed_by="school (s1)",
    words="3 working days before conference",
    reading="R1",
    reading_words="counted back from the conference day, which is day 0",
    anchor_name="conference",
    anchor=at(12, 10),
    due=at(9),
    literal=at(8),
    needed_by=None,
    provisional=True,
    counted=(
        CountedDay(dt.date(2026, 2, 12), counts=False, why="day 0"),
        CountedDay(dt.date(2026, 2, 11), counts=True, why="working day 1"),
        CountedDay(dt.date(2026, 2, 10), counts=True, why="working day 2"),
        CountedDay(dt.date(2026, 2, 9), counts=True, why="working day 3 of 3"),
        CountedDay(dt.date(2026, 2, 8), counts=False, why="Sunday, not counted"),
    ),
    follows=(("call-parents", at(12, 10)), ("forward-reports", at(10))),
    condition=("!full_report_shared",),
    source="Example Council: Conferences by video (2 January 2026); paragraph 4",
    calendar="days off written for the tests",
    known_until=dt.date(2027, 12, 31),
    read_on=dt.date(2026, 1, 5),
)


FAULTS = (
    Fault("example.toml", 12, '"chiar" is no role; did you mean "chair"?'),
    Fault("example.toml", 0, "larger than 1 MiB"),
)
COVERAGE = Coverage(
    clauses=(
        Finding("X-1", Verdict.COVERED),
        Finding("X-2", Verdict.MISSING),
        Finding("X-3", Verdict.DIFFERENT, ("role: chair in the register",)),
    ),
    orders=(Finding("X-1 before X-2", Verdict.COVERED),),
    acts=(Finding("X-1 together with X-2", Verdict.COVERED),),
    extra=("X-8",),
    skipped=("O-1", "O-2"),
)
