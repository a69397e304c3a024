"""One conference made by hand, with a task of every kind that a screen must show."""

import dataclasses
import datetime as dt
from typing import Any

from cpconf.core.conferences.conference import Conference, Person
from cpconf.core.conferences.filed import Filed, FiledLimit, FiledTask
from cpconf.core.dates.calendar import DayOff, WorkingCalendar
from cpconf.core.words import ConferenceType, Each, Fact, Format, Phase, Role, TaskState

NOW = dt.datetime(2026, 2, 10, 9, 30)
"""Half past nine on the Tuesday before the conference."""
CLOSE = dt.time(17)
CALENDAR = WorkingCalendar.of(
    [DayOff(dt.date(2026, 4, 3), "Good Friday"), DayOff(dt.date(2026, 4, 6), "Easter Monday")],
    known_until=dt.date(2027, 12, 31),
    source="days off written for the tests",
    read_on=dt.date(2026, 1, 5),
)
PEOPLE = (
    Person("m1", Role.MOTHER, "Ada Example", email="ada@example.org", phone="01632 960001"),
    Person("f1", Role.FATHER, "Bob Example"),
    Person("w1", Role.SOCIAL_WORKER, "Cy Example", email="cy@example.org"),
    Person("s1", Role.SCHOOL, "Dee Example", agency="Example Primary School"),
    Person("h1", Role.CHAIR, "Eve Example", email="eve@example.org"),
)
NAMES = ("Example", "example.org")


def at(day: int, hour: int = 17, minute: int = 0, month: int = 2) -> dt.datetime:
    """A moment of February 2026, close of business unless said."""
    return dt.datetime(2026, month, day, hour, minute)


def a_task(rule: int, name: str, **given: object) -> FiledTask:
    """A task of the conference; what is not given is plain."""
    fields: dict[str, Any] = {
        "id": rule,
        "ref": "EX-2026-01",
        "rule": rule,
        "clause": f"X-{rule}",
        "task": name,
        "title": name.replace("-", " ").capitalize(),
        "role": Role.CHAIR,
        "joint": (),
        "each": None,
        "phase": Phase.PREPARATION,
        "person": None,
        "about": None,
        "due": None,
        "literal": None,
        "needed_by": None,
        "reading": "R1",
        "local": False,
        "provisional": False,
        "applies": True,
        "state": TaskState.OPEN,
        "late_at_booking": False,
    }
    fields.update(given)
    owing = (person.role for person in PEOPLE if person.id == fields["person"])
    return FiledTask(**{"owner": next(owing, None), **fields})


def _share(person: str, **given: object) -> FiledTask:
    return a_task(
        2,
        "share-reports",
        title="Share your report with the family and add their views",
        role=Role.PROFESSIONAL,
        each=Each.PROFESSIONAL,
        person=person,
        due=at(9),
        **given,
    )


def _call(about: str) -> FiledTask:
    return a_task(
        4,
        "call-parents",
        title="Ring the parent for a one-to-one talk",
        each=Each.PARENT,
        person="h1",
        about=about,
        needed_by=at(12, 10),
    )


TASKS = (
    a_task(
        1,
        "send-invitations",
        role=Role.ADMINISTRATOR,
        needed_by=at(9),
        state=TaskState.DONE,
        marked_at=at(6, 11, 15),
        marked_by="someone",
    ),
    _share("w1", late_at_booking=True),
    _share("s1", state=TaskState.SKIPPED, marked_at=at(9, 16, 5), marked_by="someone"),
    a_task(3, "forward-reports", role=Role.MINUTE_TAKER, due=at(10), literal=at(8), reading="R2"),
    _call("m1"),
    _call("f1"),
    a_task(5, "plan-with-chair", role=Role.SOCIAL_WORKER, joint=(Role.CHAIR,), due=at(11, 10)),
    a_task(6, "test-the-link", role=Role.ADMINISTRATOR, due=at(11), local=True),
    a_task(7, "send-report-set", role=Role.MINUTE_TAKER, due=at(12, 10), reading="R5"),
    a_task(
        8,
        "arrange-split",
        needed_by=at(12, 10),
        applies=False,
        conditions=("split",),
    ),
    a_task(
        9,
        "record-decision",
        role=Role.MINUTE_TAKER,
        due=at(13, 11, 30),
        literal=at(13, 11, 45),
        phase=Phase.FOLLOW_UP,
    ),
    a_task(
        10,
        "send-minutes",
        role=Role.MINUTE_TAKER,
        due=at(12, month=3),
        phase=Phase.FOLLOW_UP,
        provisional=True,
    ),
    a_task(11, "send-plan-to-parents", role=Role.SOCIAL_WORKER, phase=Phase.FOLLOW_UP),
)
LIMITS = (
    FiledLimit(
        clause="X-LIMIT",
        name="within-15-working-days",
        title="Hold the initial conference within 15 working days",
        anchor="strategy-discussion",
        anchored=dt.date(2026, 1, 26),
        due=at(16),
        literal=None,
        met=True,
        provisional=False,
        reading="R8",
    ),
    FiledLimit(
        clause="X-OTHER",
        name="within-3-months",
        title="Hold the first review within 3 months",
        anchor="initial-conference",
        anchored=None,
        due=None,
        literal=None,
        met=None,
        provisional=False,
        reading="R7",
    ),
)
CONFERENCE = Conference(
    "EX-2026-01",
    ConferenceType.INITIAL,
    Format.VIDEO,
    at(12, 10),
    ends=at(12, 11, 30),
    strategy_discussion=dt.date(2026, 1, 26),
)
FILED = Filed(
    id=1,
    conference=CONFERENCE,
    procedure="example",
    procedure_title="Example Council",
    procedure_edition="2026",
    edition=1,
    calendar=1,
    version=1,
    people=PEOPLE,
    answers={(Fact.NO_WIFI, None): False, (Fact.PARENT_CANNOT_JOIN, "f1"): True},
    tasks=TASKS,
    limits=LIMITS,
    orders=frozenset({(1, 2), (2, 3), (2, 4), (3, 7), (5, 4), (9, 11)}),
)


def outstanding(filed: Filed = FILED) -> list[FiledTask]:
    """Its outstanding tasks and another conference's as the store gives them, the first first."""
    tasks = [task for task in filed.tasks if task.is_outstanding]
    tasks += [dataclasses.replace(task, ref="EX-2026-02") for task in tasks[:4]]
    return sorted(tasks, key=lambda task: task.wanted or dt.datetime.max)
