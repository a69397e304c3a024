"""The sessions of the documentation: a command that fails is shown only where the page says so."""

from collections.abc import Iterator

import pytest
from cogapp.cogapp import CogError  # type: ignore[import-untyped]

from scripts.session import Session

MISSING = "cpconf status NO-1"
"""Leaves with 4, where there is a store without that conference."""


@pytest.fixture
def desk() -> Iterator[Session]:
    session = Session("2026-11-23T09:00")
    session.quietly(
        "cpconf schedule EX-1 --procedure hounslow --type initial --at '7 Dec 2026 10am'"
    )
    yield session
    session.close()


@pytest.mark.parametrize(
    ("commands", "code", "said"),
    [
        (MISSING, 4, 0),
        (f"{MISSING}  # leaves with 5", 4, 5),
        ("cpconf status  # leaves with 3", 0, 3),
        (f"{MISSING}\ncpconf status", 4, 0),
        (f"cpconf status\n{MISSING}", 4, 0),
        ("python -c 'raise SystemExit(2)'", 2, 0),
    ],
)
def test_a_command_that_leaves_otherwise_than_is_said_fails_the_check_in_a_sentence(
    desk: Session, commands: str, code: int, said: int
) -> None:
    with pytest.raises(CogError) as fault:
        desk(commands)
    assert f"leaves with {code}, and the page says {said}." in str(fault.value)
    assert "Traceback" not in str(fault.value)


@pytest.mark.parametrize("ask", ["quietly", "json"])
def test_what_is_not_shown_may_not_fail_either(desk: Session, ask: str) -> None:
    with pytest.raises(CogError, match="leaves with 4, and the page says 0"):
        getattr(desk, ask)(MISSING)


@pytest.mark.parametrize(
    "commands", [f"{MISSING}  # leaves with 4", f"{MISSING}\necho $?", "cpconf status"]
)
def test_what_is_said_is_shown(desk: Session, commands: str) -> None:
    shown = desk(commands, first=1)
    for command in commands.splitlines():
        assert f"$ {command}\n" in shown
