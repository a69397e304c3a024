"""A run that does not come: every other command says so, and the next run makes up for it."""

import shlex
import sys
from pathlib import Path

import pytest

from tests.cli.reminders.reminded import (
    WEDNESDAY,
    book,
    by_smtp,
    furnish,
    letters,
    outbox,
    person,
    remind,
    silent,
    taking_mail,
)
from tests.cli.running import Cpconf
from tests.cli.sharing import family_post
from tests.mail.moody import moody_server, nobody_listens

CHAIR, OPEN = "chair@example.org", "open@example.org"
WARNING = "reminders were last sent on"
FRIDAY = "2026-01-09T07:30"
"""A run that succeeds, a month before there is anything to be told."""


@pytest.fixture
def office(cpconf: Cpconf) -> Cpconf:
    furnish(cpconf, "ring", "open", people={"chair": CHAIR, "administrator": OPEN})
    return cpconf


# ---- the warning


# Source: the GOV.UK list. The last run was on a Friday at 07:30; a working day and two hours later.
MOMENTS = [
    ("2026-01-09T23:00", False, "the same day"),
    ("2026-01-10T12:00", False, "Saturday"),
    ("2026-01-11T23:59", False, "Sunday"),
    ("2026-01-12T09:30", False, "the very minute"),
    ("2026-01-12T09:31", True, "Monday, two hours after the run was due"),
    ("2026-01-20T12:00", True, "a week later"),
]


@pytest.mark.parametrize(("now", "warned", "source"), MOMENTS)
def test_the_other_commands_warn_after_a_working_day_and_not_over_a_weekend(
    office: Cpconf, now: str, warned: bool, source: str
) -> None:
    assert silent(office("remind", now=FRIDAY))
    ran = office("status", now=now)
    assert ran.code == 0
    assert (WARNING in ran.err) is warned, source
    if warned:
        assert "Fri 9 Jan 2026, 07:30" in ran.err
        assert len(ran.errors) <= 2


COMMANDS = {
    "status": ("status",),
    "status of one": ("status", "A-1"),
    "done": ("done", "A-1", "open"),
    "explain": ("explain", "A-1", "ring"),
    "people": ("person", "list", "A-1"),
    "a person more": ("person", "add", "A-1", "--role", "school", "--name", "x"),
    "outbox": ("outbox",),
}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_whatever_else_is_done_warns(office: Cpconf, name: str) -> None:
    office.must("remind", now=FRIDAY)
    ran = office(*COMMANDS[name], now="2026-01-20T12:00")
    assert ran.code == 0
    assert ran.err.count(WARNING) == 1
    assert WARNING not in ran.out


def test_json_stays_clean(office: Cpconf) -> None:
    office.must("remind", now=FRIDAY)
    for line in (("status",), ("status", "A-1"), ("outbox",), ("explain", "A-1", "ring")):
        ran = office.must(*line, "--json", now="2026-01-20T12:00")
        assert ran.json["cpconf"] == 1
        assert WARNING in ran.err


def test_nobody_is_warned_before_the_first_run(office: Cpconf) -> None:
    assert office.must("status", now="2026-06-01T12:00").err == ""


def test_the_run_itself_does_not_warn(office: Cpconf) -> None:
    office.must("remind", now=FRIDAY)
    assert silent(office("remind", now="2026-01-20T12:00"))
    assert office.must("status", now="2026-01-20T12:00").err == ""
    office.must("remind", "--dry-run", now="2026-01-30T12:00")
    assert WARNING in office("status", now="2026-01-30T12:00").err


def test_the_run_itself_does_not_warn_even_if_it_has_to_write_an_invitation(
    office: Cpconf,
) -> None:
    with taking_mail(office):
        office.must("remind", now=FRIDAY)
        family_post.owe(str(office.where), "A-1", 1)
        ran = office("remind", now="2026-01-20T12:00")
        assert ran.code == 0
        assert ran.errors == [
            "warning: A-1: 1 message to the family withdrawn: see cpconf invited A-1"
        ]
    (entry,) = outbox(office)
    assert entry["state"] == "withdrawn"  # nobody was invited: there is nothing to write


def test_a_run_that_could_not_send_is_none(office: Cpconf) -> None:
    office.must("remind", now=FRIDAY)
    by_smtp(office, nobody_listens())
    assert office("remind", now="2026-02-11T07:30").code == 75
    assert office("remind", now="2026-02-11T07:31").code == 75
    assert "Fri 9 Jan 2026" in office("status", now="2026-02-11T08:00").err
    with taking_mail(office):
        assert silent(office("remind", now="2026-02-11T08:00"))
    assert office.must("status", now="2026-02-11T08:30").err == ""


def test_a_quiet_run_counts(office: Cpconf) -> None:
    office.must("remind", now=FRIDAY)
    for day in (12, 13, 14):
        assert silent(office("remind", now=f"2026-01-{day}T07:30"))
    assert office.must("status", now="2026-01-15T09:00").err == ""


# ---- the run that makes up for it


def test_after_fourteen_days_everybody_gets_one_message_that_says_since_when(
    cpconf: Cpconf,
) -> None:
    # Soon, due and late meanwhile: one conference for each working day of the fortnight.
    days = [2, 3, 4, 5, 6, 9, 10, 11, 12, 13]
    for number, day in enumerate(days):
        ref = f"A-{number}"
        book(cpconf, "ring", "open", ref=ref, at=f"2026-02-{day:02}T14:00")
        person(cpconf, "chair", CHAIR, ref)
        person(cpconf, "administrator", OPEN, ref)
    with taking_mail(cpconf, remind="escalate_after = 0") as inbox:
        assert silent(cpconf("remind", now="2026-01-26T07:30"))
        assert inbox.messages == []
        assert silent(cpconf("remind", now="2026-02-11T07:30"))
        assert sorted(inbox.recipients) == [[CHAIR], [OPEN]]
        first, second = letters(inbox.messages)
        for letter in (first, second):
            assert " ".join(letter.get_content().split()).startswith(
                "Reminders last ran on Mon 26 Jan, 07:30. This one makes up for what was missed."
            )
        assert {first["To"]: first["Subject"], second["To"]: second["Subject"]} == {
            CHAIR: "Reminders: 9 overdue, 1 due today",
            OPEN: "Reminders: 7 not recorded as held, 7 overdue, 1 due today, 2 due soon",
        }
        assert silent(cpconf("remind", now="2026-02-11T08:00"))
        assert len(inbox.messages) == 2
        # The next morning says nothing of it any more.
        assert silent(cpconf("remind", now="2026-02-12T07:30"))
        assert not any("last ran" in letter.get_content() for letter in letters(inbox.messages[2:]))


def test_after_fourteen_days_without_a_server_everybody_gets_one_message(
    office: Cpconf,
) -> None:
    by_smtp(office, nobody_listens(), remind="escalate_after = 0")
    days = [f"2026-02-{day:02}T07:30" for day in (9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)]
    codes = [office("remind", now=now).code for now in days]
    assert codes == [75 if day[8:10] not in {"14", "15"} else 0 for day in days]
    with taking_mail(office, remind="escalate_after = 0") as inbox:
        assert silent(office("remind", now="2026-02-23T07:30"))
        assert silent(office("remind", now="2026-02-23T07:31"))
    told = {str(letter["To"]): str(letter["Subject"]) for letter in letters(inbox.messages)}
    assert len(inbox.messages) == 2
    assert told == {
        CHAIR: "Reminders: 1 overdue",
        OPEN: "Reminders: 1 not recorded as held, 1 overdue",
    }


def test_on_the_screen_it_says_since_when_too(office: Cpconf) -> None:
    office.must("remind", now=FRIDAY)
    ran = office.must("remind", now=WEDNESDAY)
    assert "Reminders last ran on Fri 9 Jan, 07:30" in " ".join(ran.out.split())


def test_as_json_it_says_when_the_last_run_was(office: Cpconf) -> None:
    assert office.must("remind", "--json", now=FRIDAY).json["last_run"] is None
    shown = office.must("remind", "--dry-run", "--json", now=WEDNESDAY)
    assert shown.json["last_run"] == "2026-01-09T07:30:00+00:00"
    ran = office.must("remind", "--json", now=WEDNESDAY)
    assert ran.json["last_run"] == "2026-01-09T07:30:00+00:00"
    ran = office.must("remind", "--json", now=WEDNESDAY)
    assert ran.json["last_run"] == "2026-02-11T07:30:00+00:00"


# ---- the monitor


def pinging(folder: Path, *, code: int = 0) -> str:
    """A key of [remind]: a command that counts how often it is run."""
    line = f"open({str(folder / 'pings')!r}, 'a').write('x'); raise SystemExit({code})"
    command = shlex.join([sys.executable, "-c", line])
    return f"ping_command = '''{command}'''"


def pings(folder: Path) -> int:
    file = folder / "pings"
    return len(file.read_text()) if file.exists() else 0


def test_a_monitor_is_told_of_every_run_that_succeeds_and_of_no_other(office: Cpconf) -> None:
    ping = pinging(office.folder)
    office.configure(f"[remind]\n{ping}\n")
    assert silent(office("remind", now=FRIDAY))
    assert pings(office.folder) == 1
    assert remind(office)
    assert pings(office.folder) == 2
    office.must("remind", "--dry-run", now="2026-02-12T07:30")
    assert pings(office.folder) == 2
    by_smtp(office, nobody_listens(), remind=ping)
    assert office("remind", now="2026-02-12T07:30").code == 75
    assert pings(office.folder) == 2
    with taking_mail(office, remind=ping):
        assert silent(office("remind", now="2026-02-12T07:30"))
    assert pings(office.folder) == 3


def test_a_monitor_is_not_told_of_a_run_that_had_a_message_turned_down(office: Cpconf) -> None:
    with moody_server({"RCPT": "550 no"}) as moods:
        by_smtp(office, moods.port, remind=pinging(office.folder))
        assert office("remind", now=WEDNESDAY).code == 1
        assert pings(office.folder) == 0
        assert silent(office("remind", now=WEDNESDAY))
    assert pings(office.folder) == 1


PING_FAULTS = {
    "failed": ("{0}", "failed"),
    "cannot be run": ("ping_command = 'no-such-command canary'", "cannot be run"),
    "is no command": ("ping_command = '\"'", "cannot be run"),
}


@pytest.mark.parametrize("name", sorted(PING_FAULTS))
def test_a_monitor_that_cannot_be_told_is_a_warning(office: Cpconf, name: str) -> None:
    table, said = PING_FAULTS[name]
    office.configure(f"[remind]\n{table.format(pinging(office.folder, code=3))}\n")
    ran = office("remind", now=FRIDAY)
    assert (ran.code, ran.out) == (0, "")
    assert f"ping_command in [remind] {said}" in ran.err
    assert "canary" not in ran.err


def test_what_the_monitors_command_prints_is_not_repeated(office: Cpconf) -> None:
    command = shlex.join([sys.executable, "-c", "print('canary')"])
    office.configure(f"[remind]\nping_command = '''{command}'''\n")
    assert silent(office("remind", now=FRIDAY))
