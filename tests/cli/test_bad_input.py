"""Bad input: said in two lines, without harm to the terminal or the store."""

import pytest

from tests.cli.running import NOON, Cpconf

BOOKED = ("--procedure", "oxfordshire", "--type", "initial", "--at", "2026-02-12T10:00")
HOSTILE = "\x1b[2J\x1b]0;owned\x07\nforged"
WRONG = [
    ("frobnicate",),
    ("--frobnicate", "status"),
    ("status", "--frobnicate"),
    ("status", "A-1", "A-2"),
    ("--store",),
    ("status", "--store", "x.sqlite"),
    ("schedule", "A-2", "--procedure"),
    ("schedule", "A-2", "--type", "initial", "--type"),
    ("schedule", "A-2", *BOOKED, "--format", "phone"),
    ("schedule", "A-2", *BOOKED, "--type", "both"),
    ("schedule", "A-2", *BOOKED, "--fact", "twins"),
    ("schedule", "A-2", *BOOKED, "--ends", "09:00"),
    ("schedule", "A-2", *BOOKED, "--at", "soon"),
    ("schedule", "no name", *BOOKED),
    ("schedule", *BOOKED),
    ("schedule",),
    ("schedule", "--from"),
    ("check",),
    ("check", "soon", *BOOKED[:4]),
    ("suggest", *BOOKED[:4], "--count", "x"),
    ("reschedule", "A-1"),
    ("reschedule", "A-1", "--at", "soon", "--reason", "x"),
    ("cancel", "A-1"),
    ("cancel", "A-1", "--reason", "x", "--authorised-by", ""),
    ("held",),
    ("held", "A-1", "--ended", "soon"),
    ("held", "A-1", "--ended", "2026-02-12T09:00"),
    ("done",),
    ("done", "A-1"),
    ("done", "A-1", "O-21"),
    ("done", "A-1", "O-13a", "--at", "soon"),
    ("done", "A-1", "O-13a", "--at", "2099-01-01T10:00"),
    ("done", "A-1", "O-13a", "--note", "\x00"),
    ("undo", "A-1", "O-21"),
    ("skip", "A-1", "O-13a"),
    ("skip", "A-1", "O-13a", "--reason", ""),
    ("fact", "A-1", "twins"),
    ("fact", "A-1", "split=perhaps"),
    ("person",),
    ("person", "add", "A-1"),
    ("person", "add", "A-1", "--role", "mother", "--name", ""),
    ("person", "add", "A-1", "--role", "witness", "--name", "R"),
    ("person", "add", "A-1", "--role", "mother", "--name", "R", "--email", "r"),
    ("person", "add", "A-1", "--role", "mother", "--name", "-"),
    ("person", "change", "A-1", "p1"),
    ("status", "--role", "butler"),
    ("explain", "A-1"),
    ("explain", "A-1", "O-21"),
    ("working-days",),
    ("working-days", "frobnicate"),
    ("procedure",),
    ("procedure", "show", "hounslow", "--type", "both"),
]
NOT_THERE = [
    ("status", "A-9"),
    ("explain", "A-9", "O-13a"),
    ("explain", "A-1", "nothing"),
    ("history", "A-9"),
    ("fact", "A-9"),
    ("fact", "A-1", "parent_email@p9"),
    ("person", "list", "A-9"),
    ("person", "change", "A-1", "p9", "--name", "R"),
    ("done", "A-9", "O-13a"),
    ("done", "A-1", "nothing"),
    ("done", "A-1", "O-21@p9"),
    ("skip", "A-1", "nothing", "--reason", "x"),
    ("held", "A-9"),
    ("cancel", "A-9", "--reason", "x", "--authorised-by", "Jo Example"),
    ("reschedule", "A-9", "--at", "2026-03-05T10:00", "--reason", "x"),
    ("schedule", "A-2", *BOOKED, "--procedure", "camden"),
    ("schedule", "--from", "none.csv"),
    ("procedure", "show", "camden"),
    ("procedure", "check", "none.toml"),
]
REFUSED = [
    ("schedule", "A-1", *BOOKED),
    ("done", "A-1", "O-15"),
    ("done", "A-1", "O-12"),
    ("skip", "A-1", "O-12", "--reason", "x"),
]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        *((command, 2) for command in WRONG),
        *((command, 4) for command in NOT_THERE),
        *((command, 5) for command in REFUSED),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_bad_input_says_so_in_two_lines_and_changes_nothing(
    ready: Cpconf, command: tuple[str, ...], code: int
) -> None:
    before = ready.files
    ran = ready(*command)
    assert (ran.code, ran.out) == (code, "")
    assert "Traceback" not in ran.err
    assert "fault inside" not in ran.err
    assert ready.files == before
    if command not in {("person",), ("procedure",), ("working-days",)}:
        assert 1 <= len(ran.errors) <= 2
        assert ran.errors[0].startswith("cpconf: ")


NOTHING_YET = {
    ("explain", "A-1", "O-21"),
    ("explain", "A-1", "nothing"),
    ("explain", "A-9", "O-13a"),
    *((report, "A-9") for report in ("status", "history", "fact")),
}
"""Reports that have nothing to say while there is no store."""
KNOWN_BY_THE_STORE = {
    ("held", "A-1", "--ended", "soon"),
    ("held", "A-1", "--ended", "2026-02-12T09:00"),
    ("done", "A-1", "O-21"),
    ("undo", "A-1", "O-21"),
    ("fact", "A-1", "twins"),
    ("fact", "A-1", "split=perhaps"),
}
"""Wrong only for a conference that is there: while there is no store, it is not (4)."""


@pytest.mark.parametrize(
    "command",
    [command for command in (*WRONG, *NOT_THERE, *REFUSED) if command[0] != "person"],
    ids=" ".join,
)
def test_bad_input_makes_no_store(cpconf: Cpconf, command: tuple[str, ...]) -> None:
    ran = cpconf(*command)
    books = command == ("schedule", "A-1", *BOOKED)  # wrong only where A-1 is there already
    reports = command in NOTHING_YET
    wrong = command in WRONG and command not in KNOWN_BY_THE_STORE
    assert ran.code == (0 if books or reports else 2 if wrong else 4)
    assert cpconf.has_store is books
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    "command",
    [
        ("status", HOSTILE),
        ("history", HOSTILE),
        ("done", HOSTILE, "O-13a"),
        ("person", "list", HOSTILE),
        ("schedule", "--from", HOSTILE),
        ("--store", f"{HOSTILE}/x", "done", "A-1", "O-13a"),
        (HOSTILE,),
        (f"--{HOSTILE}",),
        ("done", "A-1", HOSTILE),
        ("done", "A-1", f"O-21@{HOSTILE}"),
        ("explain", "A-1", HOSTILE),
        ("fact", "A-1", HOSTILE),
        ("fact", "A-1", f"split={HOSTILE}"),
        ("person", "add", "A-1", "--role", HOSTILE, "--name", "R"),
        ("schedule", HOSTILE, *BOOKED),
        ("schedule", "A-2", *BOOKED, "--at", HOSTILE),
        ("schedule", "A-2", *BOOKED, "--procedure", HOSTILE),
        ("schedule", "A-2", *BOOKED, "--fact", HOSTILE),
        ("status", "--role", HOSTILE),
        ("procedure", "show", HOSTILE),
        ("procedure", "check", HOSTILE),
    ],
    ids=lambda command: " ".join(command).replace(HOSTILE, "X").replace(" ".join(BOOKED), "…"),
)
def test_what_was_typed_cannot_steer_the_terminal(ready: Cpconf, command: tuple[str, ...]) -> None:
    ran = ready(*command)
    assert ran.code != 0
    assert "\x1b" not in ran.err
    assert "\x07" not in ran.err
    assert "\nforged" not in ran.err


@pytest.mark.parametrize("name", ["CPCONF_NOW", "CPCONF_CONFIG", "CPCONF_BUSY_TIMEOUT"])
def test_the_environment_cannot_steer_the_terminal(
    ready: Cpconf, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, HOSTILE)
    ran = ready("done", "A-1", "O-13a", now=HOSTILE if name == "CPCONF_NOW" else NOON)
    assert ran.code == 2
    assert "\x1b" not in ran.err
    assert "\nforged" not in ran.err


@pytest.mark.parametrize(
    "command",
    [("status", "A\udcff"), ("fact", "A\udcff", "split"), ("held", "A\udcff")],
    ids=["status", "fact", "held"],
)
def test_a_reference_that_is_no_text_is_not_found(ready: Cpconf, command: tuple[str, ...]) -> None:
    assert ready(*command).code == 4


HUGE = "x" * 1_000_000
MOTHER = ("person", "add", "A-1", "--role", "mother", "--name")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param(("status", HUGE), 4, id="reference"),
        pytest.param(("schedule", HUGE, *BOOKED), 2, id="new reference"),
        pytest.param(("done", "A-1", HUGE), 4, id="task"),
        pytest.param(("done", "A-1", *["O-13a"] * 5000), 0, id="one task often"),
        pytest.param(("fact", "A-1", HUGE), 2, id="fact"),
        pytest.param(("fact", "A-1", *["split"] * 200), 2, id="one fact often"),
        pytest.param(("schedule", "A-2", *BOOKED, "--at", "1" * 1_000_000), 2, id="date"),
        pytest.param(("schedule", "A-2", *BOOKED, "--at", "7 " * 500_000), 2, id="words of a date"),
        pytest.param((*MOTHER, HUGE), 2, id="name"),
        pytest.param((*MOTHER, "R", "--email", HUGE), 2, id="address"),
        pytest.param(("skip", "A-1", "O-13a", "--reason", HUGE), 2, id="reason"),
    ],
)
def test_huge_input_is_answered_soon_and_shortly(
    ready: Cpconf, command: tuple[str, ...], code: int
) -> None:
    ran = ready(*command)
    assert ran.code == code
    assert len(ran.err) < 1000
