"""Every screen with what the tests hand to it, and a stream that keeps what it prints."""

import io
from collections.abc import Mapping
from typing import Any

from cpconf.core.changes import Change
from cpconf.core.notices import Notice, NoticeKind
from cpconf.core.slots import Slot
from cpconf.core.words import Role
from cpconf.render.screen import Screen
from tests.render.making import CALENDAR, CLOSE, FILED, NOW, PEOPLE, at, outstanding
from tests.render.ruling import COVERAGE, EXPLANATION, FAULTS, PROCEDURE

NOTICES = (
    Notice(
        NoticeKind.LATE,
        "1 task already late at booking, kept at the true date",
        ("share-reports (X-2): due Mon 9 Feb, close of business",),
        serious=True,
    ),
    Notice(
        NoticeKind.HANDOVER,
        "60 office minutes from Wed 11 Feb, close of business to Thu 12 Feb, 10:00",
        ("forward-reports (minute taker) → send-report-set (minute taker)",),
    ),
    Notice(NoticeKind.READING, "1 date where another reading gives another moment (≠)"),
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
    name: str,
    *given: object,
    width: int = 80,
    environ: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    terminal: bool = False,
    **named: object,
) -> str:
    """What one of the screens prints on standard output."""
    out = Stream(encoding, terminal=terminal)
    screen = Screen(out, Stream(), environ or {}, width=width)
    getattr(screen, name)(*given, **named)
    return out.shown


SCREENS: dict[str, tuple[str, tuple[Any, ...], dict[str, Any]]] = {
    "timeline": ("show_timeline", (FILED, CALENDAR, NOW), {}),
    "timeline of one role": ("show_timeline", (FILED, CALENDAR, NOW), {"role": Role.CHAIR}),
    "timeline with all": ("show_timeline", (FILED, CALENDAR, NOW), {"include_all": True}),
    "outstanding": ("show_outstanding", (outstanding(), CALENDAR, NOW), {"conferences": 2}),
    "notices": ("show_notices", (NOTICES,), {}),
    "changes": ("show_changes", (CHANGES, CLOSE), {"year": 2026}),
    "explanation": ("show_explanation", (EXPLANATION, CLOSE), {}),
    "facts": ("show_facts", (FILED,), {}),
    "people": ("show_people", (PEOPLE,), {}),
    "procedures": ("show_procedures", ((PROCEDURE, PROCEDURE),), {}),
    "procedure": ("show_procedure", (PROCEDURE,), {}),
    "faults": ("show_faults", (FAULTS,), {}),
    "coverage": ("show_coverage", (COVERAGE,), {}),
    "slots": ("show_slots", (SLOTS,), {}),
}
"""Every screen: the method, and what the tests hand to it."""
