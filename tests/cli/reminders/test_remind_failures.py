"""Mail servers that fail in every way: what is owed stays owed, and what was sent stays sent."""

import datetime as dt
import os
import shlex
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import trustme

from cpconf.mail.sending import send
from tests.cli.reminders.reminded import (
    WEDNESDAY,
    by_smtp,
    furnish,
    in_maildir,
    letters,
    outbox,
    silent,
    states,
    to_maildir,
)
from tests.cli.running import Cpconf, Ran
from tests.mail.moody import TAKEN_AND_GONE, Moods, moody_server, nobody_listens
from tests.mail.servers import DROP, SILENCE, Authority, mail_server

CHAIR, NOTE, OPEN = "chair@example.org", "note@example.org", "open@example.org"
EVERYBODY = [CHAIR, NOTE, OPEN]
FRIDAY = "2026-02-13T07:30"
"""All three of them have something to be told: the day of the conference."""


@pytest.fixture(scope="session")
def authority() -> Authority:
    """Issues certificates that a test may trust."""
    return Authority(trustme.CA())


@pytest.fixture
def office(cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch) -> Cpconf:
    """A-1 with three people who have something to be told; servers are waited for a moment only."""
    assert send.__kwdefaults__
    monkeypatch.setitem(send.__kwdefaults__, "timeout", 0.5)
    monkeypatch.setitem(send.__kwdefaults__, "patience", 0.5)
    people = {"chair": CHAIR, "minute_taker": NOTE, "administrator": OPEN}
    furnish(cpconf, "ring", "note", "open", people=people)
    return cpconf


def run(office: Cpconf, port: int, *, now: str = FRIDAY, **more: str) -> Ran:
    by_smtp(office, port, remind="escalate_after = 0", **more)
    return office("remind", now=now)


def tries(office: Cpconf) -> dict[str, int]:
    return {entry["recipient"]: entry["tries"] for entry in outbox(office)}


def identities(entries: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    """What stays the same about a message however often it is tried."""
    return {e["recipient"]: (e["message_id"], e["dated_at"]) for e in entries}


def everybody_gets_one(
    office: Cpconf, *, but: tuple[str, ...] = (), now: str = FRIDAY
) -> dict[str, tuple[str, str]]:
    """A run with a good server sends one message to all but these; the next sends nothing."""
    before = identities(outbox(office))
    with mail_server() as inbox:
        assert silent(run(office, inbox.port, now=now))
        assert silent(run(office, inbox.port, now=now))
    assert sorted(to for (to,) in inbox.recipients) == sorted(set(EVERYBODY) - set(but))
    after = identities(outbox(office))
    assert before == after
    for (to,), letter in zip(inbox.recipients, letters(inbox.messages), strict=True):
        message_id, dated = after[to]
        assert letter["Message-ID"] == message_id
        assert letter["Date"].datetime == dt.datetime.fromisoformat(dated)
    assert set(states(office).values()) <= {"sent", *(["failed"] if but else [])}
    return after


# ---- a server that cannot be spoken to: one attempt, and all of it again with the next run


@dataclass
class Away:
    """A server out of reach: what it replies, what is said of it, and how it is spoken to."""

    replies: dict[str, str]
    said: str
    more: dict[str, str] = field(default_factory=dict)


AWAY = {
    "refused by a 554 greeting": Away({"greeting": "554 no"}, "does not accept this computer"),
    "silent": Away({"greeting": SILENCE}, "does not answer"),
    "silent after the sender": Away({"RCPT": SILENCE}, "does not answer"),
    "dropped at once": Away({"greeting": DROP}, "closed the connection"),
    "dropped within": Away({"MAIL": DROP}, "closed the connection"),
    "not a mail server": Away({"greeting": "HTTP/1.1 400 Bad"}, "not a mail server"),
    "without STARTTLS": Away({}, "STARTTLS", {"security": "starttls"}),
    "busy at the greeting": Away({"greeting": "421 later"}, "busy"),
}


@pytest.mark.parametrize("how", sorted(AWAY))
def test_a_server_that_cannot_be_spoken_to_is_tried_once_a_run(office: Cpconf, how: str) -> None:
    away = AWAY[how]
    with moody_server(away.replies) as moods:
        ran = run(office, moods.port, **away.more)
        assert moods.calls == 1
    assert ran.code == 75
    assert ran.out == ""
    assert away.said in ran.err
    assert ran.errors[0].startswith("cpconf: 3 messages not sent: ")
    assert "@" not in ran.err
    assert set(states(office).values()) == {"pending"}
    assert sorted(tries(office).values()) == [0, 0, 1]
    everybody_gets_one(office, now="2026-02-13T07:36")


def test_a_closed_port_is_tried_once_a_run_and_again_at_once(office: Cpconf) -> None:
    port = nobody_listens()
    for number in (1, 2, 3):
        ran = run(office, port)
        assert (ran.code, ran.out) == (75, "")
        assert "cannot be reached" in ran.err
        assert sorted(tries(office).values()) == [0, 0, number]
        assert {entry["not_before"] for entry in outbox(office)} == {None}
    everybody_gets_one(office)


def test_nothing_of_a_failure_is_said_on_standard_output_but_json(office: Cpconf) -> None:
    by_smtp(office, nobody_listens())
    ran = office("remind", "--json", now=FRIDAY)
    assert ran.code == 75
    shown = {message["recipient"]: message["state"] for message in ran.json["messages"]}
    assert set(shown.values()) == {"pending"}
    assert set(shown) <= set(EVERYBODY)


@contextmanager
def certified(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, folder: Path, *, trusted: bool = True
) -> Iterator[None]:
    """Surroundings in which this authority is trusted, or another one."""
    file = folder / "authority.pem"
    (authority.ca if trusted else trustme.CA()).cert_pem.write_to_path(str(file))
    with monkeypatch.context() as surroundings:
        surroundings.setenv("SSL_CERT_FILE", str(file))
        yield


LONG_AGO, NOT_SO_LONG_AGO = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2020, 2021))


def certificate(authority: Authority, fault: str) -> ssl.SSLContext:
    match fault:
        case "has expired":
            return authority.serving(starts=LONG_AGO, ends=NOT_SO_LONG_AGO)
        case "is for another name":
            return authority.serving("mail.example.com")
        case _:
            return authority.serving()


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["is not trusted", "has expired", "is for another name"])
def test_a_certificate_that_proves_nothing_sends_nothing(
    office: Cpconf,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
    security: str,
) -> None:
    tls = certificate(authority, fault)
    how = {"tls": tls} if security == "tls" else {"tls_context": tls}
    trusted = fault != "is not trusted"
    with (
        certified(authority, monkeypatch, office.folder, trusted=trusted),
        mail_server(**how) as inbox,
    ):
        ran = run(office, inbox.port, security=security)
    assert (ran.code, ran.out) == (75, "")
    assert f"the mail server's certificate {fault}" in ran.err
    assert inbox.messages == []
    assert sorted(tries(office).values()) == [0, 0, 1]
    good = authority.serving()
    how = {"tls": good} if security == "tls" else {"tls_context": good}
    with certified(authority, monkeypatch, office.folder), mail_server(**how) as inbox:
        assert silent(run(office, inbox.port, security=security))
    assert len(inbox.messages) == 3


def login(password: str) -> dict[str, str]:
    """An account whose password a command prints."""
    command = shlex.join([sys.executable, "-c", f"print({password!r})"])
    return {"smtp": f"username = 'office'\npassword_command = '''{command}'''"}


def test_a_wrong_password_sends_nothing_and_is_not_said(
    office: Cpconf, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        certified(authority, monkeypatch, office.folder),
        mail_server(tls_context=authority.serving(), auth_required=True) as inbox,
    ):
        ran = run(office, inbox.port, security="starttls", **login("canary-password"))
        assert (ran.code, ran.out) == (75, "")
        assert "does not accept the username and password" in ran.err
        assert "canary" not in ran.err
        assert inbox.messages == []
        assert len(inbox.logins) <= 2  # smtplib knows several ways to log in; one message tried
        assert set(states(office).values()) == {"pending"}
        assert silent(run(office, inbox.port, security="starttls", **login("open-sesame")))
    assert len(inbox.messages) == 3


def test_a_password_that_cannot_be_had_sends_nothing(office: Cpconf) -> None:
    with mail_server() as inbox:
        more = "username = 'office'\npassword_command = 'no-such-command canary'"
        ran = run(office, inbox.port, smtp=more)
    assert ran.code == 75
    assert "password_command" in ran.err
    assert "canary" not in ran.err
    everybody_gets_one(office)


def test_a_slow_server_is_waited_for(office: Cpconf) -> None:
    with moody_server(delay=0.02) as moods:
        assert silent(run(office, moods.port))
    assert sorted(moods.recipients) == sorted(EVERYBODY)


# ---- a server that turns down one message


# 4xx: at each step at which a server may say it (RFC 5321, section 4.2.1).
@pytest.mark.parametrize("step", ["RCPT", "DATA", "."])
def test_after_a_4xx_reply_the_message_alone_waits_and_ever_longer(
    office: Cpconf, step: str
) -> None:
    moods: Moods
    with moody_server({f"{step} {NOTE}": "451 later"}) as moods:
        ran = run(office, moods.port)
        assert ran.code == 75
        assert "1 message not sent: the mail server cannot take it now" in ran.err
        assert sorted(moods.recipients) == [CHAIR, OPEN]
        waiting = {e["recipient"]: e["not_before"] for e in outbox(office)}
        assert waiting == {CHAIR: None, OPEN: None, NOTE: "2026-02-13T07:35:00+00:00"}
        assert silent(run(office, moods.port, now="2026-02-13T07:34"))
        assert moods.calls == 3
        assert run(office, moods.port, now="2026-02-13T07:35").code == 75
        (waits,) = {e["not_before"] for e in outbox(office)} - {None}
        assert waits == "2026-02-13T07:45:00+00:00"
    assert states(office) == {CHAIR: "sent", NOTE: "pending", OPEN: "sent"}
    everybody_gets_one(office, but=(CHAIR, OPEN), now="2026-02-13T07:45")


def test_a_person_may_have_it_tried_sooner(office: Cpconf) -> None:
    with moody_server({"RCPT": "450 later"}) as moods:
        assert run(office, moods.port).code == 75
        assert moods.calls == 3
    assert {e["not_before"] is None for e in outbox(office)} == {False}
    office.must("outbox", "retry", now=FRIDAY)
    everybody_gets_one(office)


@pytest.mark.parametrize("step", ["RCPT", "DATA", "."])
def test_a_5xx_reply_is_final_for_that_message_and_the_others_go(office: Cpconf, step: str) -> None:
    with moody_server({f"{step} {NOTE}": "550 canary: no such mailbox"}) as moods:
        ran = run(office, moods.port)
        assert (ran.code, ran.out) == (1, "")
        assert "1 message turned down" in ran.err
        assert "canary" not in ran.err
        assert NOTE not in ran.err
        assert sorted(moods.recipients) == [CHAIR, OPEN]
        assert states(office) == {CHAIR: "sent", NOTE: "failed", OPEN: "sent"}
        assert silent(run(office, moods.port))
        assert moods.calls == 3
    assert "turned down" in office.must("outbox").out
    everybody_gets_one(office, but=tuple(EVERYBODY))
    (failed,) = (e["message"] for e in outbox(office) if e["state"] == "failed")
    office.must("outbox", "retry", str(failed))
    everybody_gets_one(office, but=(CHAIR, OPEN))


def test_what_was_turned_down_is_told_again_in_its_next_state(office: Cpconf) -> None:
    with moody_server({"RCPT": "550 no"}) as moods:
        assert run(office, moods.port).code == 1
    with mail_server() as inbox:
        assert silent(run(office, inbox.port, now="2026-02-13T16:00"))
        assert inbox.recipients == [[OPEN]]  # what is due at 14:00 is overdue by then


def test_what_was_turned_down_for_an_old_address_goes_to_the_new_one(office: Cpconf) -> None:
    with moody_server({f"RCPT {CHAIR}": "550 no"}) as moods:
        assert run(office, moods.port).code == 1
    office.must("person", "change", "A-1", "p1", "--email", "new@example.org")
    with mail_server() as inbox:
        assert silent(run(office, inbox.port))
    assert inbox.recipients == [["new@example.org"]]


def test_later_counts_more_than_never(office: Cpconf) -> None:
    replies = {f"RCPT {NOTE}": "550 no", f"RCPT {CHAIR}": "450 later"}
    with moody_server(replies) as moods:
        ran = run(office, moods.port)
    assert ran.code == 75
    assert "1 message not sent" in ran.err
    assert "1 message turned down" in ran.err
    assert states(office) == {CHAIR: "pending", NOTE: "failed", OPEN: "sent"}


# ---- a server that breaks off after it was given the message


@pytest.mark.parametrize("verdict", [TAKEN_AND_GONE, DROP, SILENCE])
def test_a_reminder_of_which_nobody_knows_goes_again_as_the_same_message(
    office: Cpconf, verdict: str
) -> None:
    with moody_server({f". {NOTE}": verdict}) as moods:
        ran = run(office, moods.port)
        assert (ran.code, ran.out) == (75, "")
        assert "did not say whether it took the message" in ran.err
    assert states(office) == {CHAIR: "sent", NOTE: "sending", OPEN: "sent"}
    assert "may have been sent" in office.must("outbox").out
    everybody_gets_one(office, but=(CHAIR, OPEN))
    assert len(moods.messages) == (3 if verdict == TAKEN_AND_GONE else 2)


def test_news_for_somebody_in_doubt_follow_in_a_message_of_their_own(office: Cpconf) -> None:
    with moody_server({f". {OPEN}": TAKEN_AND_GONE}) as moods:
        assert run(office, moods.port).code == 75
    with mail_server() as inbox:
        assert silent(run(office, inbox.port, now="2026-02-13T16:00"))
    again, news = letters(inbox.messages)
    (doubtful,) = (m for m in letters(moods.messages) if m["To"] == OPEN)
    assert again["Message-ID"] == doubtful["Message-ID"]
    assert again["Date"] == doubtful["Date"]
    assert again.get_content() == doubtful.get_content()
    assert news["Subject"] == "Reminders: 1 overdue"
    assert news["Message-ID"] != again["Message-ID"]


def test_while_the_doubt_lasts_news_wait(office: Cpconf) -> None:
    with moody_server({f". {OPEN}": TAKEN_AND_GONE}) as moods:
        assert run(office, moods.port).code == 75
        assert run(office, moods.port, now="2026-02-13T16:00").code == 75
        assert [m["Subject"] for m in letters(moods.messages) if m["To"] == OPEN] == [
            "Reminders: 1 due today"
        ] * 2
    with mail_server() as inbox:
        assert silent(run(office, inbox.port, now="2026-02-13T16:00"))
    assert [m["Subject"] for m in letters(inbox.messages)] == [
        "Reminders: 1 due today",
        "Reminders: 1 overdue",
    ]


def test_a_doubt_outlasts_a_server_that_is_away(office: Cpconf) -> None:
    with moody_server({f". {OPEN}": TAKEN_AND_GONE}) as moods:
        assert run(office, moods.port).code == 75
    later = {"12:00": {"greeting": "421 later"}, "12:30": {"RCPT": "450 later"}}
    for time_, away in later.items():
        with moody_server(away) as moods:
            assert run(office, moods.port, now=f"2026-02-13T{time_}").code == 75
        assert states(office)[OPEN] == "sending"
    with mail_server() as inbox:
        assert silent(run(office, inbox.port, now="2026-02-13T16:10"))
    again, news = (m for m in letters(inbox.messages) if m["To"] == OPEN)
    assert (again["Subject"], news["Subject"]) == (
        "Reminders: 1 due today",
        "Reminders: 1 not recorded as held, 1 overdue",
    )


FAMILYS = (OPEN, "OPEN@Example.org")
"""The address of somebody who was told, as one of a family may write it."""


@pytest.mark.parametrize("address", FAMILYS)
def test_a_reminder_in_doubt_is_not_sent_again_to_an_address_that_became_a_familys(
    office: Cpconf, address: str
) -> None:
    with moody_server({f". {OPEN}": TAKEN_AND_GONE}) as moods:
        assert run(office, moods.port).code == 75
    assert states(office)[OPEN] == "sending"
    office.book("B-1", at="2026-06-11T10:00")
    office.add("B-1", "mother", "--email", address)
    with mail_server() as inbox:
        by_smtp(office, inbox.port, remind='escalate_after = 0\nfallback = "team@example.org"')
        for _ in range(2):
            assert silent(office("remind", now=FRIDAY))
    assert inbox.recipients == [["team@example.org"]]
    assert "A-1" in letters(inbox.messages)[0].get_content()
    assert states(office) == {
        CHAIR: "sent",
        NOTE: "sent",
        OPEN: "withdrawn",
        "team@example.org": "sent",
    }


def test_a_reminder_that_certainly_did_not_go_is_not_sent_to_an_address_that_became_a_familys(
    office: Cpconf,
) -> None:
    assert run(office, nobody_listens()).code == 75
    office.book("B-1", at="2026-06-11T10:00")
    office.add("B-1", "mother", "--email", OPEN)
    with mail_server() as inbox:
        fallback = 'escalate_after = 0\nfallback = "team@example.org"'
        by_smtp(office, inbox.port, remind=fallback)
        assert silent(office("remind", now=FRIDAY))
    assert sorted(to for (to,) in inbox.recipients) == [CHAIR, NOTE, "team@example.org"]


def test_a_doubt_is_settled_by_the_way_that_is_configured_now(office: Cpconf) -> None:
    with moody_server({f". {OPEN}": TAKEN_AND_GONE}) as moods:
        assert run(office, moods.port).code == 75
    maildir = to_maildir(office)
    assert silent(office("remind", now=FRIDAY))
    (again,) = letters(in_maildir(maildir))
    assert again["To"] == OPEN
    assert states(office)[OPEN] == "sent"


SATURDAY = "2026-02-14T07:30"


def test_on_a_day_off_a_doubt_without_news_waits_and_nothing_else_is_sent(office: Cpconf) -> None:
    # What is due on the Saturday itself is told that day: here there is nothing.
    with moody_server({f". {OPEN}": TAKEN_AND_GONE, f"RCPT {CHAIR}": "451 later"}) as moods:
        assert run(office, moods.port).code == 75
    for entry in outbox(office):
        if entry["recipient"] == NOTE:
            office.must("skip", "A-1", "note", "--reason", "x")
    with mail_server() as inbox:
        assert silent(run(office, inbox.port, now=SATURDAY))
        assert inbox.recipients == []
        assert silent(run(office, inbox.port, now="2026-02-16T07:30"))
    assert sorted(to for (to,) in inbox.recipients) == sorted([CHAIR, OPEN, OPEN])


# ---- what was turned down for a time, and changes meanwhile


def test_a_digest_that_certainly_did_not_go_takes_the_news_in(office: Cpconf) -> None:
    assert run(office, nobody_listens(), now=WEDNESDAY).code == 75
    first = identities(outbox(office))
    with mail_server() as inbox:
        assert silent(run(office, inbox.port))
    assert sorted(inbox.recipients) == [[CHAIR], [NOTE], [OPEN]]
    told = {str(letter["To"]): str(letter["Subject"]) for letter in letters(inbox.messages)}
    assert told == {
        CHAIR: "Reminders: 1 overdue",  # due today, when the server was away
        NOTE: "Reminders: 1 due soon",
        OPEN: "Reminders: 1 due today",
    }
    assert identities(outbox(office)) | first == identities(outbox(office))


def test_another_way_is_taken_by_what_is_still_owed(office: Cpconf) -> None:
    assert run(office, nobody_listens()).code == 75
    maildir = to_maildir(office)
    assert silent(office("remind", now=FRIDAY))
    assert len(in_maildir(maildir)) == 3


def test_without_a_server_in_the_configuration_nothing_is_planned(office: Cpconf) -> None:
    office.configure('[remind]\ndeliver = "smtp"\n')
    ran = office("remind", now=FRIDAY)
    assert (ran.code, ran.out) == (2, "")
    assert "host and from in [smtp]" in ran.err
    assert outbox(office) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has other signals")
def test_a_run_that_is_interrupted_gives_back_what_it_had_not_begun(office: Cpconf) -> None:
    with moody_server({"greeting": SILENCE}) as moods:
        by_smtp(office, moods.port, remind="escalate_after = 0")
        with subprocess.Popen(
            [sys.executable, "-m", "cpconf", "remind"],
            stderr=subprocess.PIPE,
            env=os.environ | {"CPCONF_NOW": FRIDAY},
        ) as process:
            while not moods.calls:
                assert process.poll() is None
                time.sleep(0.01)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"What was recorded by then is kept" in err
    assert b"Traceback" not in err
    assert sorted(states(office).values()) == ["pending", "pending", "sending"]
    everybody_gets_one(office)
