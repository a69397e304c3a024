"""What the reference promises of every JSON document: its keys without a store, and the clock."""

from pathlib import Path
from typing import Any, Final

import pytest

from tests.cli.reports.papers import paper
from tests.cli.running import Cpconf

BOOKED: Final = ("--procedure", "oxfordshire", "--type", "initial")
REF: Final = "A-1"
READING: Final = [
    ("status",),
    ("status", REF),
    ("status", REF, "--all"),
    ("fact", REF),
    ("person", "list", REF),
    ("explain", REF, "O-13a"),
    ("explain", REF, "E-ICPC-15"),
    ("history", REF),
    ("sharing", REF),
    ("report", "list", REF),
    ("do-not-disclose", "list", REF),
    ("invited", REF),
    ("chase", REF, "--dry-run"),
    ("outbox",),
    ("outbox", "--all"),
    ("remind",),
    ("remind", "--dry-run"),
    ("inbox", "mailbox"),
    ("diary", "list"),
    ("diary", "export", "out.ics"),
    ("working-days", "check"),
    ("working-days", "apply"),
    ("working-days", "apply", "--dry-run"),
    ("check", "2026-02-13T10:00", *BOOKED),
    ("suggest", *BOOKED),
    ("schedule", "A-2", *BOOKED, "--at", "2026-02-12T10:00", "--dry-run"),
    ("procedure", "list"),
    ("procedure", "show", "hounslow"),
    ("procedure", "check", "hounslow"),
]
"""Every command that reports, and leaves with 0 with and without a store."""


@pytest.fixture
def desk(cpconf: Cpconf) -> Cpconf:
    (cpconf.folder / "mailbox").mkdir()
    return cpconf


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_the_keys_are_the_same_with_no_store_an_empty_conference_and_a_full_one(
    desk: Cpconf, command: tuple[str, ...]
) -> None:
    def keys() -> list[str]:
        (desk.folder / "out.ics").unlink(missing_ok=True)
        return sorted(desk.must(*command, "--json").json)

    without = keys()
    assert not desk.has_store
    desk.book()
    assert keys() == without
    desk.add(REF, "mother", "--email", "mother@example.org")
    desk.add(REF, "social-worker", "--email", "worker@example.org")
    desk.must("done", REF, "O-13a")
    assert keys() == without


def test_a_task_and_a_limit_are_explained_by_the_same_keys(desk: Cpconf) -> None:
    desk.book()
    task = desk.must("explain", REF, "O-13a", "--json").json
    limit = desk.must("explain", REF, "E-ICPC-15", "--json").json
    assert sorted(task) == sorted(limit)
    assert (task["name"], limit["state"]) == (None, None)


# ---- the clock


BY_THE_CLOCK: Final[dict[str, set[str]]] = {
    # Whoever asks what to do now is told it as of now.
    "status": {"urgency"},
    "explain": {"urgency"},
    "check": {"notices"},
    "suggest": {"slots"},
    "schedule": {"urgency", "late_at_booking"},
    "remind": {"messages", "last_run", "invitations"},
    "inbox": {"since"},
    "diary": {"conferences", "deadlines"},
}
"""What may differ between two clocks, by command: the list of the reference."""

EARLY: Final = "2026-01-05T12:00"
LATE: Final = "2026-02-12T08:00"


def stripped(found: Any, names: set[str]) -> Any:  # noqa: ANN401 - JSON
    """A document without these keys, wherever they are."""
    if isinstance(found, dict):
        return {key: stripped(each, names) for key, each in found.items() if key not in names}
    if isinstance(found, list):
        return [stripped(each, names) for each in found]
    return found


@pytest.mark.parametrize(
    "command", [c for c in READING if c[:2] != ("working-days", "apply")], ids=" ".join
)
def test_two_clocks_give_the_same_document_but_for_what_is_listed(
    desk: Cpconf, command: tuple[str, ...]
) -> None:
    desk.book()
    desk.add(REF, "mother", "--email", "mother@example.org")
    desk.add(REF, "social-worker", "--email", "worker@example.org")
    report = paper(desk.folder / "r.pdf", [("Report", 1, "words")])
    desk.must("report", "add", REF, str(report), "--from", "social-worker")
    kept = desk.keep()
    found = []
    for now in (EARLY, LATE):
        desk.restore(kept)
        Path(desk.folder / "out.ics").unlink(missing_ok=True)
        ran = desk(*command, "--json", now=now)
        # What would be late by then, `check` finds.
        assert ran.code == (3 if (command[0], now) == ("check", LATE) else 0), ran
        found.append(ran.json)
    names = BY_THE_CLOCK.get(command[0], set())
    assert stripped(found[0], names) == stripped(found[1], names)


@pytest.mark.parametrize("command", BY_THE_CLOCK)
def test_the_page_names_every_command_whose_document_has_more_of_the_clock(command: str) -> None:
    page = (Path(__file__).parents[2] / "docs/reference/json.md").read_text("utf-8")
    listed = page.partition("## The clock")[2].partition("\n## ")[0]
    (line,) = [each for each in listed.splitlines() if each.startswith(f"| `{command}` ")]
    for key in BY_THE_CLOCK[command]:
        assert f"`{key}`" in line
