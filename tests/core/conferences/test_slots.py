"""Times that are taken, as people read them."""

import datetime as dt

import pytest

from cpconf.core.conferences.slots import TakenTime
from cpconf.core.words import Role


@pytest.mark.parametrize(
    ("starts", "ends", "said"),
    [
        ("2026-02-12T10:00", "2026-02-12T11:30", "10:00 to 11:30, Thu 12 Feb 2026"),
        ("2026-02-12", "2026-02-13", "all Thu 12 Feb 2026"),
        ("2026-02-12", "2026-02-14", "Thu 12 Feb 2026 to Fri 13 Feb 2026"),
        ("2026-02-12T22:00", "2026-02-13", "22:00 to 00:00, Thu 12 Feb 2026"),
        (
            "2026-02-12T22:00",
            "2026-02-13T02:00",
            "22:00, Thu 12 Feb 2026, to 02:00, Fri 13 Feb 2026",
        ),
    ],
)
def test_a_time_is_said_with_its_day(starts: str, ends: str, said: str) -> None:
    taken = TakenTime(
        None, "team", dt.datetime.fromisoformat(starts), dt.datetime.fromisoformat(ends)
    )
    assert taken.words == f"the whole team is busy (calendar team), {said}"
    chair = taken._replace(role=Role.CHAIR)
    assert chair.words == f"the chair is busy (calendar team), {said}"
