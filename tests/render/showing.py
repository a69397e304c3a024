"""Every screen with what the tests hand to it, and a stream that keeps what it prints."""

import datetime as dt
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cpconf.core.conferences.changes import Change
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.notices import Notice, NoticeKind
from cpconf.core.conferences.slots import Slot, TakenTime
from cpconf.core.words import Role
from cpconf.render.conferences.moved_dates import write_changes
from cpconf.render.conferences.noticeboard import write_notices
from cpconf.render.conferences.outstanding import write_outstanding
from cpconf.render.conferences.record import write_facts, write_people
from cpconf.render.conferences.suggestions import write_slots
from cpconf.render.conferences.timeline import write_timeline
from cpconf.render.conferences.why_screen import write_explanation
from cpconf.render.diaries import write_diaries, write_imported
from cpconf.render.drawing.page import Page
from cpconf.render.invitations.screens import write_invited, write_made, write_plan
from cpconf.render.mailbox.matrix import write_matrix, write_requests
from cpconf.render.mailbox.screens import write_survey, write_taken
from cpconf.render.procedures.screens import (
    write_coverage,
    write_faults,
    write_procedure,
    write_procedures,
)
from cpconf.render.reminders.screens import write_digests, write_outbox
from cpconf.render.screen import Screen
from cpconf.workflow.mailbox.chasing import Matrix, ReportRequest
from cpconf.workflow.mailbox.intake import Taken
from cpconf.workflow.mailbox.survey import Survey
from tests.render import posting
from tests.render.making import CALENDAR, CLOSE, FILED, NOW, PEOPLE, at, outstanding
from tests.render.ruling import COVERAGE, EXPLANATION, FAULTS, PROCEDURE

NOTICES = (
    Notice(
        NoticeKind.LATE,
        "1 task already late; due dates are not changed for that",
        ("share-reports (X-2): due Mon 9 Feb, close of business",),
        serious=True,
    ),
    Notice(
        NoticeKind.HANDOVER,
        "only 1 office hour between Wed 11 Feb, close of business, and Thu 12 Feb, 10:00",
        ("forward-reports (minute taker) → send-report-set (minute taker)",),
    ),
    Notice(NoticeKind.READING, "1 date would be different if read literally (≠)"),
)
CHANGES = (
    Change("EX-2026-01", "X-2", "share-reports@w1", "Share your report", at(9), at(13)),
    Change("EX-2026-01", "X-1", "send-invitations", "Send", at(9), at(13), reopened=True),
    Change("EX-2026-02", "X-9", "record-decision", "Record", None, at(13, 11), why="Snow day"),
)
SLOTS = (
    Slot(at=at(12, 10), late=0, tight=1, slack=2),
    Slot(at=at(17, 10), late=2, tight=0, slack=-1),
    Slot(at=at(18, 10), late=0, tight=0, slack=None, clashes=("EX-2026-02",)),
)
BUSY_SLOTS = (
    SLOTS[0],
    Slot(
        at=at(17, 10),
        late=0,
        tight=0,
        slack=4,
        busy=(
            TakenTime(Role.CHAIR, "chairs", at(17, 9, 30), at(17, 12)),
            TakenTime(None, "team", at(17, 0), at(18, 0)),
        ),
    ),
)


class Stream(io.TextIOWrapper):
    """A stream of some encoding that keeps its bytes, and may say that it is a terminal."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = False) -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, encoding=encoding, newline="\n")
        self._terminal = terminal

    def isatty(self) -> bool:
        """What the test says."""
        return self._terminal

    @property
    def shown(self) -> str:
        """Everything that was written."""
        self.flush()
        return self.kept.getvalue().decode(self.encoding)


def shown(
    write: Callable[..., None],
    *given: object,
    width: int = 80,
    environ: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    terminal: bool = False,
    **named: object,
) -> str:
    """What a screen prints on standard output: that of a function that writes."""
    out = Stream(encoding, terminal=terminal)
    screen = Screen(out, Stream(), environ or {}, width=width)
    screen.show(lambda page: write(page, *given, **named))
    return out.shown


def _survey(page: Page, survey: Survey) -> None:
    write_survey(page, survey=survey)


def _taken(page: Page, taken: Sequence[Taken]) -> None:
    write_taken(page, taken=taken)


def _matrix(page: Page, matrix: Matrix, now: dt.datetime) -> None:
    write_matrix(page, matrix=matrix, now=now)


def _requests(page: Page, requests: Sequence[ReportRequest], to_ring: Sequence[Person]) -> None:
    write_requests(page, requests=requests, to_ring=to_ring)


SCREENS: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "timeline": (write_timeline, (FILED, CALENDAR, NOW), {}),
    "timeline of one role": (write_timeline, (FILED, CALENDAR, NOW), {"role": Role.CHAIR}),
    "timeline with all": (write_timeline, (FILED, CALENDAR, NOW), {"include_all": True}),
    "outstanding": (write_outstanding, (outstanding(), CALENDAR, NOW), {"conferences": 2}),
    "notices": (write_notices, (NOTICES,), {}),
    "changes": (write_changes, (CHANGES, CLOSE), {"year": 2026}),
    "explanation": (write_explanation, (EXPLANATION, CLOSE), {}),
    "facts": (write_facts, (FILED,), {}),
    "people": (write_people, (PEOPLE,), {}),
    "procedures": (write_procedures, ((PROCEDURE, PROCEDURE),), {}),
    "procedure": (write_procedure, (PROCEDURE, None, None), {}),
    "faults": (write_faults, (FAULTS, "westmere.toml"), {}),
    "coverage": (write_coverage, (COVERAGE,), {}),
    "slots": (write_slots, (SLOTS,), {}),
    "slots with busy times": (write_slots, (BUSY_SLOTS,), {}),
    "reminders": (
        write_digests,
        (posting.DIGESTS,),
        {"now": NOW, "close": CLOSE, "silent_since": None},
    ),
    "reminders after a silence": (
        write_digests,
        (posting.DIGESTS[:1],),
        {"now": NOW, "close": CLOSE, "silent_since": at(2, 9)},
    ),
    "outbox": (write_outbox, (posting.MESSAGES,), {"everything": True}),
    "empty outbox": (write_outbox, ((),), {"everything": False}),
    "invited": (write_invited, (posting.INVITED,), {}),
    "invite": (write_made, (posting.MADE,), {"letters": posting.LETTERS}),
    "invite as a plan": (write_plan, (posting.INVITED, ["h1"]), {"by_mail": True}),
    "calendar taken in": (write_imported, (posting.IMPORTED,), {}),
    "calendars": (write_diaries, (posting.DIARIES,), {}),
    "mailbox": (_survey, (posting.SURVEY,), {}),
    "reports taken": (_taken, (posting.TAKEN,), {}),
    "matrix": (_matrix, (posting.MATRIX, NOW), {}),
    "requests": (_requests, (posting.REQUESTS, [posting.SCHOOL]), {}),
}
"""Every screen: the function that writes it, and what the tests hand to it."""
