"""`remind`: everybody is told once of what is newly due, and nobody of what is not."""

import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cpconf.core.outbox import OutboxState, Outlet, Reason
from cpconf.core.reminders.reminders import DigestRecipient, Owed, Told, Watched
from cpconf.core.words import Role
from cpconf.workflow.reminders.outlook import Outlook
from tests.cli.reminders.reminded import (
    WEDNESDAY,
    book,
    furnish,
    in_maildir,
    letters,
    outbox,
    person,
    remind,
    silent,
    states,
    taking_mail,
    to_maildir,
)
from tests.cli.running import Cpconf

CHAIR = "chair@example.org"
FALLBACK = 'fallback = "team@example.org"'
POSIX = pytest.mark.skipif(os.name == "nt", reason="a shell of POSIX is wanted")


@pytest.fixture
def office(cpconf: Cpconf) -> Cpconf:
    """A-1 on Friday 13 February 2026 with a chair, who has `ring` to do by the Wednesday."""
    furnish(cpconf, "ring", people={"chair": CHAIR})
    return cpconf


# ---- when; the dates are those of reminded.py


def test_a_task_is_told_once_in_each_state_however_often_the_program_runs(office: Cpconf) -> None:
    told = {
        now: remind(office, now)
        for now in (
            "2026-02-08T07:30",
            "2026-02-09T07:30",
            "2026-02-09T12:00",
            "2026-02-10T07:30",
            "2026-02-11T07:30",
            "2026-02-11T17:00",
            "2026-02-11T17:01",
            "2026-02-12T07:30",
        )
    }
    assert told == {
        "2026-02-08T07:30": {},  # a Sunday
        "2026-02-09T07:30": {CHAIR: {"A-1 ring": "soon"}},
        "2026-02-09T12:00": {},
        "2026-02-10T07:30": {},
        "2026-02-11T07:30": {CHAIR: {"A-1 ring": "today"}},
        "2026-02-11T17:00": {},
        "2026-02-11T17:01": {CHAIR: {"A-1 ring": "overdue"}},
        "2026-02-12T07:30": {},
    }


def test_what_missed_runs_owed_is_told_by_the_next(office: Cpconf) -> None:
    assert remind(office, "2026-02-12T07:30") == {CHAIR: {"A-1 ring": "overdue"}}
    assert remind(office, "2026-02-12T12:00") == {}


def test_on_a_saturday_only_what_falls_due_there_is_told(cpconf: Cpconf) -> None:
    book(cpconf, "open", at="2026-02-14T10:00")
    book(cpconf, "ring", ref="A-2", at="2026-02-18T10:00")  # due on Monday 16
    for ref in ("A-1", "A-2"):
        person(cpconf, "chair", CHAIR, ref)
        person(cpconf, "administrator", CHAIR, ref)
    assert remind(cpconf, "2026-02-14T07:30") == {CHAIR: {"A-1 open": "today"}}
    assert remind(cpconf, "2026-02-14T09:00") == {}
    assert remind(cpconf, "2026-02-15T07:30") == {}
    # On Monday both: what was late over the weekend, and what is due that day.
    assert remind(cpconf, "2026-02-16T07:30") == {
        CHAIR: {"A-1 open": "overdue", "A-2 ring": "today"}
    }


@pytest.mark.parametrize(
    ("runs", "source"),
    [
        (
            {"2026-02-13T07:30": "literal", "2026-02-14T07:30": None, "2026-02-16T07:30": "today"},
            "told on the Friday, and not again on the Saturday",
        ),
        (
            {"2026-02-12T07:30": "soon", "2026-02-14T07:30": "literal", "2026-02-14T12:00": None},
            "the Friday's run was missed",
        ),
        (
            {"2026-02-12T07:30": "soon", "2026-02-14T14:01": None, "2026-02-15T07:30": None},
            "once the moment has passed there is nothing to warn of",
        ),
        ({"2026-02-14T14:01": None, "2026-02-16T07:30": "today"}, "Friday and Saturday missed"),
    ],
)
def test_the_literal_moment_of_a_friday_is_told_on_friday_or_in_time_on_saturday(
    cpconf: Cpconf, runs: dict[str, str | None], source: str
) -> None:
    book(cpconf, "note")
    person(cpconf, "minute_taker", "note@example.org")
    for now, reason in runs.items():
        expected = {"note@example.org": {"A-1 note": reason}} if reason else {}
        assert remind(cpconf, now) == expected, (now, source)


def test_the_manager_hears_of_what_is_two_working_days_late(office: Cpconf) -> None:
    person(office, "manager", "manager@example.org")
    assert remind(office, "2026-02-12T07:30") == {CHAIR: {"A-1 ring": "overdue"}}
    late = {"manager@example.org": {"A-1 ring": "escalated"}}
    assert remind(office, "2026-02-13T07:30") == late
    assert remind(office, "2026-02-16T07:30") == {}


def test_when_the_manager_hears_of_it_can_be_configured(office: Cpconf) -> None:
    person(office, "manager", "manager@example.org")
    office.configure("[remind]\nescalate_after = 4\n")
    assert CHAIR in remind(office, "2026-02-13T07:30")
    assert remind(office, "2026-02-16T07:30") == {}
    assert remind(office, "2026-02-17T07:30") == {"manager@example.org": {"A-1 ring": "escalated"}}


def test_the_manager_hears_of_nothing_where_that_is_configured(office: Cpconf) -> None:
    person(office, "manager", "manager@example.org")
    office.configure("[remind]\nescalate_after = 0\n")
    assert remind(office, "2026-03-13T07:30") == {CHAIR: {"A-1 ring": "overdue"}}
    assert remind(office, "2026-04-13T07:30") == {}


# ---- who


def test_one_address_in_several_conferences_roles_and_spellings_gets_one_message(
    cpconf: Cpconf,
) -> None:
    for ref, role, address in (
        ("A-1", "chair", "Kim@example.org"),
        ("A-2", "chair", "KIM@EXAMPLE.ORG"),
        ("A-3", "social_worker", "kim@example.org"),
    ):
        book(cpconf, "ring", "agree", ref=ref)
        person(cpconf, role, address, ref)
    with taking_mail(cpconf) as inbox:
        cpconf.must("remind", now=WEDNESDAY)
        assert silent(cpconf("remind", now=WEDNESDAY))
    (letter,) = letters(inbox.messages)
    assert inbox.recipients == [["Kim@example.org"]]
    assert letter["Subject"] == "Reminders: 2 due today, 3 due soon"


def test_a_joint_task_is_told_to_both_and_a_task_of_professionals_to_each(cpconf: Cpconf) -> None:
    book(cpconf, "agree", "report")
    for role in ("chair", "social_worker", "school", "police"):
        person(cpconf, role, f"{role}@example.org")
    assert remind(cpconf, "2026-02-10T07:30") == {
        "social_worker@example.org": {"A-1 agree": "soon", "A-1 report": "today"},
        CHAIR: {"A-1 agree": "soon"},
        "school@example.org": {"A-1 report": "today"},
        "police@example.org": {"A-1 report": "today"},
    }


def test_a_person_who_is_added_later_is_told_later(office: Cpconf) -> None:
    remind(office)
    person(office, "chair", "second@example.org")
    assert remind(office) == {"second@example.org": {"A-1 ring": "today"}}


def test_what_a_role_that_nobody_held_is_not_told_again_to_the_fallback(cpconf: Cpconf) -> None:
    book(cpconf, "ring")
    cpconf.configure(f"[remind]\n{FALLBACK}\n")
    assert remind(cpconf) == {"team@example.org": {"A-1 ring": "today"}}
    assert remind(cpconf) == {}
    person(cpconf, "chair", CHAIR)
    assert remind(cpconf) == {CHAIR: {"A-1 ring": "today"}}


def test_a_changed_address_is_told_at_the_new_one(office: Cpconf) -> None:
    remind(office)
    office.must("person", "change", "A-1", "p1", "--email", "new@example.org")
    assert remind(office) == {"new@example.org": {"A-1 ring": "today"}}


def test_roles_that_nobody_holds_go_to_the_fallback_in_one_message(cpconf: Cpconf) -> None:
    for ref in ("A-1", "A-2"):
        book(cpconf, "ring", "open", ref=ref)
    person(cpconf, "administrator", None)
    with taking_mail(cpconf, remind=FALLBACK) as inbox:
        cpconf.must("remind", now=WEDNESDAY)
    (letter,) = letters(inbox.messages)
    assert inbox.recipients == [["team@example.org"]]
    assert letter["Subject"] == "Reminders: 2 due today, 2 due soon"


def test_without_a_fallback_they_stay_in_the_outbox_and_the_run_is_well(cpconf: Cpconf) -> None:
    book(cpconf, "ring")
    with taking_mail(cpconf) as inbox:
        assert silent(cpconf("remind", now=WEDNESDAY))
        assert silent(cpconf("remind", now=WEDNESDAY))
        assert states(cpconf) == {"chair": "waiting"}
        assert "nobody to send it to" in cpconf.must("outbox").out
        person(cpconf, "chair", CHAIR)
        cpconf.must("remind", now=WEDNESDAY)
    assert inbox.recipients == [[CHAIR]]
    assert states(cpconf) == {CHAIR: "sent"}


def test_what_waited_for_a_fallback_goes_once_there_is_one(cpconf: Cpconf) -> None:
    book(cpconf, "ring")
    with taking_mail(cpconf):
        cpconf.must("remind", now=WEDNESDAY)
    with taking_mail(cpconf, remind=FALLBACK) as inbox:
        cpconf.must("remind", now=WEDNESDAY)
        assert silent(cpconf("remind", now=WEDNESDAY))
    assert inbox.recipients == [["team@example.org"]]


def test_on_standard_output_a_role_that_nobody_holds_is_told_by_its_name(cpconf: Cpconf) -> None:
    book(cpconf, "ring")
    ran = cpconf.must("remind", now=WEDNESDAY)
    assert ran.out.splitlines()[0] == "to chair"
    assert silent(cpconf("remind", now=WEDNESDAY))


@pytest.mark.parametrize("role", ["mother", "father", "carer", "young_person", "supporter"])
def test_an_address_of_the_family_is_never_written_to(cpconf: Cpconf, role: str) -> None:
    book(cpconf, "ring", "call")
    person(cpconf, "chair", "Home@example.org")
    book(cpconf, "ring", ref="A-2")
    person(cpconf, role, "home@EXAMPLE.org", "A-2")
    with taking_mail(cpconf, remind='fallback = "HOME@example.org"') as inbox:
        assert silent(cpconf("remind", now=WEDNESDAY))
    assert inbox.messages == []
    assert {entry["state"] for entry in outbox(cpconf)} == {"waiting"}
    assert {entry["to"] for entry in outbox(cpconf)} == {None}


def test_a_fallback_that_is_no_address_is_refused(office: Cpconf) -> None:
    office.configure('[remind]\nfallback = "the team"\n')
    ran = office("remind", now=WEDNESDAY)
    assert (ran.code, ran.out) == (2, "")
    assert outbox(office) == []


# ---- what happens meanwhile


SETTLING = {
    "done": ("done", "A-1", "ring"),
    "skipped": ("skip", "A-1", "ring", "--reason", "not needed"),
    "cancelled": (
        *("cancel", "A-1", "--reason", "moved away", "--authorised-by", "Kim"),
        *("--nothing-follows", "they live elsewhere"),
    ),
}


@pytest.mark.parametrize("settled", sorted(SETTLING))
def test_what_is_settled_is_told_no_more(office: Cpconf, settled: str) -> None:
    office.must(*SETTLING[settled])
    assert silent(office("remind", now=WEDNESDAY))
    assert silent(office("remind", now="2026-02-16T07:30"))


@pytest.mark.parametrize("settled", sorted(SETTLING))
def test_a_reminder_that_the_server_did_not_take_is_withdrawn_once_its_task_is_settled(
    office: Cpconf, settled: str
) -> None:
    with taking_mail(office) as inbox:
        pass
    assert office("remind", now=WEDNESDAY).code == 75
    office.must(*SETTLING[settled])
    with taking_mail(office) as inbox:
        assert silent(office("remind", now=WEDNESDAY))
    assert inbox.messages == []
    assert states(office) == {CHAIR: "withdrawn"}


def test_one_that_was_never_tried_leaves_no_trace(office: Cpconf) -> None:
    book(office, "ring", ref="A-2")
    person(office, "chair", "other@example.org", "A-2")
    with taking_mail(office):
        pass
    assert office("remind", now=WEDNESDAY).code == 75
    assert {e["recipient"]: e["tries"] for e in outbox(office)} == {
        CHAIR: 1,
        "other@example.org": 0,
    }
    office.must("done", "A-2", "ring")
    with taking_mail(office) as inbox:
        office.must("remind", now=WEDNESDAY)
    assert inbox.recipients == [[CHAIR]]
    assert states(office) == {CHAIR: "sent"}


def test_a_moved_conference_is_told_with_its_new_date(office: Cpconf) -> None:
    assert remind(office) == {CHAIR: {"A-1 ring": "today"}}
    office.must("reschedule", "A-1", "--at", "2026-02-20T14:00", "--reason", "x", now=WEDNESDAY)
    assert remind(office, "2026-02-13T07:30") == {}
    assert remind(office, "2026-02-16T07:30") == {CHAIR: {"A-1 ring": "soon"}}


def test_a_move_between_two_attempts_sends_the_new_date_alone(office: Cpconf) -> None:
    with taking_mail(office):
        pass
    assert office("remind", now=WEDNESDAY).code == 75
    office.must("reschedule", "A-1", "--at", "2026-02-16T14:00", "--reason", "x", now=WEDNESDAY)
    with taking_mail(office) as inbox:
        office.must("remind", now=WEDNESDAY)
    (letter,) = letters(inbox.messages)
    assert "Thu 12 Feb, close of business" in letter.get_content()
    assert "11 Feb" not in letter.get_content()


def test_what_is_done_and_taken_back_is_told_in_each_new_state_alone(office: Cpconf) -> None:
    assert remind(office, "2026-02-09T07:30") == {CHAIR: {"A-1 ring": "soon"}}
    office.must("done", "A-1", "ring", now="2026-02-09T08:00")
    assert remind(office, "2026-02-09T09:00") == {}
    office.must("undo", "A-1", "ring", now="2026-02-09T10:00")
    assert remind(office, "2026-02-09T11:00") == {}
    assert remind(office, "2026-02-11T07:30") == {CHAIR: {"A-1 ring": "today"}}


def test_what_was_taken_back_before_anybody_was_told_is_told(office: Cpconf) -> None:
    office.must("done", "A-1", "ring", now="2026-02-09T07:00")
    assert remind(office, "2026-02-09T07:30") == {}
    office.must("undo", "A-1", "ring", now="2026-02-09T08:00")
    assert remind(office, "2026-02-09T09:00") == {CHAIR: {"A-1 ring": "soon"}}


# ---- printed


def test_it_prints_a_digest_for_each_recipient(office: Cpconf) -> None:
    book(office, "open", ref="A-2")
    ran = office.must("remind", now=WEDNESDAY)
    assert [line.strip() for line in ran.out.splitlines()] == [
        "to chair@example.org",
        "due today",
        "A-1  Do ring",
        "due Wed 11 Feb, close of business (X-ring)",
        "",
        "to administrator",
        "due soon",
        "A-2  Do open",
        "due Fri 13 Feb, 14:00 (X-open, administrator)",
    ]
    assert ran.err == ""


def test_as_json_it_is_one_document_with_what_was_told(office: Cpconf) -> None:
    ran = office.must("remind", "--json", now=WEDNESDAY)
    (message,) = ran.json["messages"]
    (entry,) = outbox(office)
    assert ran.err == ""
    assert ran.json["last_run"] is None
    assert message["message"] == entry["message"]
    assert message["message_id"] == entry["message_id"]
    assert (message["to"], message["outlet"], message["state"]) == (CHAIR, "stdout", "sent")
    assert entry["state"] == "sent"
    (reminder,) = message["reminders"]
    assert (
        reminder
        | {
            "ref": "A-1",
            "task": "ring",
            "clause": "X-ring",
            "title": "Do ring",
            "role": "chair",
            "person": "p1",
            "about": None,
            "due": "2026-02-11T17:00:00+00:00",
            "literal": None,
            "needed_by": None,
            "reason": "today",
        }
        == reminder
    )


@pytest.mark.parametrize("way", ["stdout", "smtp", "maildir"])
def test_as_json_it_is_one_document_by_every_way(office: Cpconf, way: str) -> None:
    with taking_mail(office):
        if way == "stdout":
            office.configure("")
        elif way == "maildir":
            to_maildir(office)
        first = office.must("remind", "--json", now=WEDNESDAY)
        second = office.must("remind", "--json", now=WEDNESDAY)
    assert [message["recipient"] for message in first.json["messages"]] == [CHAIR]
    assert second.json["messages"] == []
    assert first.err == second.err == ""


def test_without_a_store_there_is_nothing_to_tell(cpconf: Cpconf) -> None:
    assert silent(cpconf("remind"))
    ran = cpconf("remind", "--json")
    assert (ran.code, ran.json) == (
        0,
        {"cpconf": 1, "last_run": None, "messages": [], "invitations": []},
    )
    assert not cpconf.has_store


@pytest.mark.parametrize("more", [[], ["--json"]])
@pytest.mark.parametrize("way", ["stdout", "smtp", "maildir"])
def test_a_dry_run_changes_no_byte_and_sends_nothing(
    office: Cpconf, way: str, more: list[str]
) -> None:
    with taking_mail(office) as inbox:
        maildir = to_maildir(office) if way == "maildir" else office.folder / "mail"
        if way == "stdout":
            office.configure("")
        before = office.files
        ran = office.must("remind", "--dry-run", *more, now=WEDNESDAY)
        assert office.files == before
        assert inbox.messages == []
        assert not maildir.exists()
        assert CHAIR in ran.out
        told = office.must("remind", "--json", now=WEDNESDAY)
    if more:
        (shown,), (sent,) = ran.json["messages"], told.json["messages"]
        assert shown["reminders"] == sent["reminders"]
        assert shown["state"] is shown["message"] is None
    assert office.must("remind", "--dry-run", now=WEDNESDAY).out == ""


# ---- Maildir


def test_a_maildir_takes_each_message_once_even_when_it_was_read(office: Cpconf) -> None:
    maildir = to_maildir(office)
    assert silent(office("remind", now="2026-02-09T07:30"))
    (file,) = (maildir / "new").iterdir()
    file.rename(maildir / "cur" / f"{file.name}:2,S")
    assert silent(office("remind", now="2026-02-10T07:30"))
    assert len(in_maildir(maildir)) == 1
    assert silent(office("remind", now=WEDNESDAY))
    first, second = letters(in_maildir(maildir))
    assert {first["Subject"], second["Subject"]} == {
        "Reminders: 1 due soon",
        "Reminders: 1 due today",
    }
    assert first["To"] == CHAIR


def test_a_maildir_is_in_the_home_folder_where_nothing_else_is_said(
    office: Cpconf, home: Path
) -> None:
    office.configure('[remind]\ndeliver = "maildir"\n')
    office.must("remind", now=WEDNESDAY)
    assert len(in_maildir(home / "Maildir")) == 1


def test_a_maildir_that_cannot_be_written_is_tried_again(office: Cpconf) -> None:
    maildir = to_maildir(office)
    maildir.touch()
    ran = office("remind", now=WEDNESDAY)
    assert ran.code == 75
    assert str(maildir) not in ran.err
    assert states(office) == {CHAIR: "pending"}
    maildir.unlink()
    assert silent(office("remind", now=WEDNESDAY))
    assert len(in_maildir(maildir)) == 1


# ---- standard output that is not read


CPCONF = f"{sys.executable} -m cpconf"


def in_shell(line: str, now: str = WEDNESDAY) -> subprocess.CompletedProcess[str]:
    """Run a line of the POSIX shell in which `$CPCONF` is the program."""
    environ = os.environ | {"CPCONF_NOW": now, "CPCONF": CPCONF}
    return subprocess.run(
        ["/bin/sh", "-c", line],
        capture_output=True,
        text=True,
        env=environ,
        check=False,
        timeout=60,
    )


@POSIX
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("more", ["", "--json"])
@pytest.mark.parametrize("redirection", [">/dev/full", ">&-"])
def test_what_could_not_be_printed_was_not_told(
    office: Cpconf, redirection: str, more: str
) -> None:
    ran = in_shell(f"$CPCONF remind {more} {redirection}")
    assert ran.returncode == 1
    assert 1 <= len(ran.stderr.splitlines()) <= 2
    assert "fault inside" not in ran.stderr
    assert states(office) == {CHAIR: "pending"}
    again = in_shell("$CPCONF remind")
    assert "A-1  Do ring" in again.stdout
    assert states(office) == {CHAIR: "sent"}
    assert silent(office("remind", now=WEDNESDAY))


@POSIX
@pytest.mark.parametrize("more", ["", "--json"])
def test_what_nobody_read_was_not_told(office: Cpconf, more: str) -> None:
    ran = in_shell(f"{{ sleep 0.2; $CPCONF remind {more}; echo $? >&2; }} | true")
    assert ran.stderr.splitlines()[-1] == "1"
    assert states(office) == {CHAIR: "pending"}
    assert "A-1  Do ring" in in_shell("$CPCONF remind").stdout


# ---- from cron


@POSIX
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_cron_needs_no_home_no_locale_and_no_path(office: Cpconf, more: list[str]) -> None:
    def run(now: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "cpconf", "--store", str(office.where), "remind", *more],
            capture_output=True,
            env={"CPCONF_NOW": now, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            stdin=subprocess.DEVNULL,
            check=False,
            cwd="/",
        )

    told = run(WEDNESDAY)
    assert (told.returncode, told.stderr) == (0, b"")
    assert b"Do ring" in told.stdout
    told.stdout.decode("ascii")
    quiet = run(WEDNESDAY)
    assert (quiet.returncode, quiet.stderr) == (0, b"")
    assert json.loads(quiet.stdout)["messages"] == [] if more else quiet.stdout == b""


@POSIX
def test_by_mail_it_is_silent_in_bare_surroundings(office: Cpconf) -> None:
    with taking_mail(office) as inbox:
        for _ in range(2):
            ran = subprocess.run(
                [sys.executable, "-m", "cpconf", "--store", str(office.where), "remind"],
                capture_output=True,
                env={
                    "CPCONF_NOW": WEDNESDAY,
                    "CPCONF_CONFIG": str(office.folder / "config.toml"),
                    "LC_ALL": "C",
                },
                check=False,
                cwd="/",
            )
            assert (ran.returncode, ran.stdout, ran.stderr) == (0, b"", b"")
    assert inbox.recipients == [[CHAIR]]


# ---- nothing of the people


CANARIES = ("Canaryname", "Canarynote", "Canaryagency", "canarymother", "07700", "Canaryreason")


def test_no_name_address_or_note_is_in_any_message_or_output(cpconf: Cpconf) -> None:
    book(cpconf, "ring", "call", "report", "agree")
    person(cpconf, "chair", CHAIR)
    person(cpconf, "mother", "canarymother@example.org")
    cpconf.add(
        *("A-1", "school", "--email", "school@example.org"),
        *("--agency", "Canaryagency", "--phone", "07700 900123"),
        name="Canaryname",
    )
    cpconf.must("done", "A-1", "agree", "--note", "Canarynote")
    cpconf.must("undo", "A-1", "agree")
    book(cpconf, "ring", ref="A-2")
    person(cpconf, "chair", CHAIR, "A-2")
    cpconf.must("skip", "A-2", "ring", "--reason", "Canaryreason")
    shown = [cpconf.must("remind", *more, "--dry-run", now=WEDNESDAY) for more in ([], ["--json"])]
    with taking_mail(cpconf, remind=FALLBACK) as inbox:
        shown.append(cpconf.must("remind", "--json", now=WEDNESDAY))
    listed = [cpconf.must("outbox", "--all", *more) for more in ([], ["--json"])]
    cpconf.configure("")
    shown.append(cpconf.must("remind", now="2026-02-12T07:30"))
    assert len(inbox.messages) == 3
    for letter in letters(inbox.messages):
        whole = f"{letter}\n{letter.get_content()}"
        assert not [canary for canary in CANARIES if canary in whole]
        own = str(letter["To"])
        others = {CHAIR, "school@example.org", "team@example.org"} - {own}
        assert not [address for address in others if address in whole]
        assert "@" not in letter["Subject"]
    assert all("A-1" in ran.out for ran in shown)
    assert all("chair@example.org" in ran.out for ran in listed)
    for ran in (*shown, *listed):
        assert not [canary for canary in CANARIES if canary in ran.out + ran.err]


# ---- when there is nothing to write down

DUE = dt.datetime(2026, 2, 11, 17)
RING = Watched(1, "A-1", Role.CHAIR, (), "p1", DUE, None)
TO_CHAIR = DigestRecipient(CHAIR, CHAIR, CHAIR)
TO_NOBODY = DigestRecipient("A-1 chair", "chair", None)


def owed(to: DigestRecipient = TO_CHAIR, *, today: bool = True) -> Owed:
    return Owed(RING, to, (Reason.TODAY,), today)


def told(state: OutboxState, to: DigestRecipient = TO_CHAIR) -> dict[Told, OutboxState]:
    return {Told(1, to.key, Reason.TODAY, DUE): state}


@pytest.mark.parametrize(
    ("owed_now", "told_before", "outlet", "quiet"),
    [
        pytest.param((), {}, Outlet.SMTP, True, id="nothing"),
        pytest.param((owed(),), {}, Outlet.SMTP, False, id="news"),
        pytest.param((owed(today=False),), {}, Outlet.SMTP, True, id="news for Monday"),
        pytest.param((owed(),), told(OutboxState.SENT), Outlet.SMTP, True, id="told"),
        pytest.param((owed(),), told(OutboxState.FAILED), Outlet.SMTP, True, id="turned down"),
        pytest.param((owed(),), told(OutboxState.PENDING), Outlet.SMTP, True, id="not sent"),
        pytest.param((), told(OutboxState.PENDING), Outlet.SMTP, False, id="no longer to be sent"),
        pytest.param((), told(OutboxState.WAITING), Outlet.SMTP, False, id="no longer waiting"),
        pytest.param((), told(OutboxState.SENT), Outlet.SMTP, True, id="told, and done"),
        pytest.param((), told(OutboxState.FAILED), Outlet.SMTP, True, id="turned down, and done"),
        pytest.param(
            (owed(TO_NOBODY),),
            told(OutboxState.WAITING, TO_NOBODY),
            Outlet.SMTP,
            True,
            id="nobody to send it to",
        ),
        pytest.param(
            (owed(TO_NOBODY),),
            told(OutboxState.WAITING, TO_NOBODY),
            Outlet.STDOUT,
            False,
            id="printed from now on",
        ),
    ],
)
def test_a_run_has_something_to_write_down_where_news_came_or_went(
    owed_now: tuple[Owed, ...],
    told_before: dict[Told, OutboxState],
    outlet: Outlet,
    quiet: bool,
) -> None:
    assert Outlook(owed_now, told_before, is_working=True).is_quiet(outlet) is quiet


def test_on_a_terminal_reminders_that_are_only_shown_say_that_nobody_was_emailed(
    office: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "shown here, and emailed to nobody. This counts as told"
    office.configure("")
    assert said not in office.must("remind", "--dry-run", now="2026-02-09T07:30").err
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert said in " ".join(office.must("remind", now="2026-02-09T07:30").err.split())
    assert office.must("remind", now="2026-02-09T07:30").err == ""
