"""Eight runs at once over two hundred people: everybody gets one message."""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping

import pytest

from tests.cli.reminders.reminded import (
    AT,
    TASKS,
    WEDNESDAY,
    by_smtp,
    in_maildir,
    letters,
    procedure,
    to_maildir,
)
from tests.cli.running import Cpconf
from tests.mail.moody import moody_server
from tests.store.looking import another_writing, look

pytestmark = pytest.mark.slow

RUNS = 8
PEOPLE = 200
EVERYBODY = sorted(f"chair{number}@example.org" for number in range(PEOPLE))


@pytest.fixture
def crowd(cpconf: Cpconf) -> Cpconf:
    """Two hundred conferences, each with a chair who has something to do by the Wednesday."""
    assert TASKS["ring"][0] == "chair"
    book = procedure(cpconf.folder, "ring")
    rows = [f"A-{number},{book},initial,{AT}" for number in range(PEOPLE)]
    (cpconf.folder / "rows.csv").write_text("\n".join(["ref,procedure,type,at", *rows]))
    cpconf.must("schedule", "--from", "rows.csv")
    look(  # as `person add`, two hundred times
        cpconf.where,
        "INSERT INTO person (conference_id, short_id, role, name, email, added_at) "
        "SELECT id, 'p1', 'chair', 'Kim Example', "
        "'chair' || substr(ref, 3) || '@example.org', '2026-01-05T12:00:00+00:00' "
        "FROM conference",
    )
    return cpconf


def at_once(cpconf: Cpconf, *more: str) -> list[tuple[int, bytes, bytes]]:
    """What eight runs come to that are started together."""
    environ: Mapping[str, str] = os.environ | {
        "CPCONF_NOW": WEDNESDAY,
        "SSL_CERT_FILE": os.devnull,
    }
    runs = [
        subprocess.Popen(
            [sys.executable, "-m", "cpconf", "remind", *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
        )
        for _ in range(RUNS)
    ]
    ended = []
    for run in runs:
        out, err = run.communicate(timeout=120)
        ended.append((run.returncode, out, err))
    return ended


def states(cpconf: Cpconf) -> Counter[str]:
    return Counter(state for (state,) in look(cpconf.where, "SELECT state FROM outbox"))


@pytest.mark.thorough
def test_by_mail_everybody_gets_one_message(crowd: Cpconf) -> None:
    with moody_server() as moods:
        by_smtp(crowd, moods.port)
        assert at_once(crowd) == [(0, b"", b"")] * RUNS
        assert sorted(moods.recipients) == EVERYBODY
        assert states(crowd) == {"sent": PEOPLE}
        assert at_once(crowd) == [(0, b"", b"")] * RUNS
    assert len(moods.messages) == PEOPLE
    assert len({letter["Message-ID"] for letter in letters(moods.messages)}) == PEOPLE


def test_into_a_maildir_everybody_gets_one_message(crowd: Cpconf) -> None:
    maildir = to_maildir(crowd)
    assert at_once(crowd) == [(0, b"", b"")] * RUNS
    assert sorted(str(letter["To"]) for letter in letters(in_maildir(maildir))) == EVERYBODY
    assert states(crowd) == {"sent": PEOPLE}


def test_on_standard_output_everybody_is_told_once(crowd: Cpconf) -> None:
    ended = at_once(crowd, "--json")
    assert [(code, err) for code, _, err in ended] == [(0, b"")] * RUNS
    told = [m["to"] for _, out, _ in ended for m in json.loads(out)["messages"]]
    assert sorted(told) == EVERYBODY
    assert states(crowd) == {"sent": PEOPLE}


@pytest.mark.parametrize(
    ("command", "said"), [("remind", b""), ("done A-1 O-13a", b"cpconf: waiting ")]
)
def test_cron_gets_no_mail_of_a_wait_that_a_person_is_told_of(
    cpconf: Cpconf, command: str, said: bytes
) -> None:
    cpconf.book()
    environ = os.environ | {"CPCONF_NOW": WEDNESDAY}
    with another_writing(cpconf.where):
        run = subprocess.Popen(
            [sys.executable, "-m", "cpconf", *command.split()],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
        )
        with pytest.raises(subprocess.TimeoutExpired):
            run.wait(timeout=5)
    with run:
        _, err = run.communicate(timeout=60)
    assert run.returncode == 0
    assert err[: len(said) or None] == said


@pytest.mark.thorough
def test_runs_that_are_killed_among_others_leave_nobody_out(crowd: Cpconf) -> None:
    with moody_server(delay=0.002) as moods:
        by_smtp(crowd, moods.port)
        environ = os.environ | {"CPCONF_NOW": WEDNESDAY, "SSL_CERT_FILE": os.devnull}
        doomed = [
            subprocess.Popen([sys.executable, "-m", "cpconf", "remind"], env=environ)
            for _ in range(3)
        ]
        while len(moods.messages) < 20:
            assert any(run.poll() is None for run in doomed)
        for run in doomed:
            run.kill()
            run.wait()
        assert at_once(crowd) == [(0, b"", b"")] * RUNS
    assert sorted(set(moods.recipients)) == EVERYBODY
    assert states(crowd) == {"sent": PEOPLE}
    known = Counter((str(m["Message-ID"]), str(m["Date"])) for m in letters(moods.messages))
    assert len(known) == PEOPLE  # what comes twice is the same message
    assert len(moods.messages) <= PEOPLE + 3
