"""What a real Postfix is given arrives as it was written, once, whatever happens meanwhile."""

import datetime as dt
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from sqlite3 import connect

import pytest

from cpconf.mail.invitations.message import Attachment, invitation_message
from cpconf.mail.letter import for_sending
from cpconf.mail.sending import Kind, send
from cpconf.mail.settings import Security, Settings
from tests.cli.reminders.reminded import AT, by_smtp, outbox, procedure, silent
from tests.cli.running import Cpconf
from tests.mail.moody import moody_server, nobody_listens
from tests.mail.servers import HOST
from tests.system.postfix import INSTALLED, Postfix, added, postfix

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(not INSTALLED, reason="Postfix is not installed"),
    pytest.mark.skipif(
        os.name == "nt" or os.geteuid() != 0, reason="Postfix is started by root alone"
    ),
]

MONDAY, WEDNESDAY = "2026-02-09T07:30", "2026-02-11T07:30"
"""When `ring` is soon; and when it is due, and `open` is soon (tests/cli/reminders/reminded.py)."""
PAIRS = 25
CHAIRS = [f"chair{number}" for number in range(PAIRS)]
OTHERS = [f"open{number}" for number in range(PAIRS)]
GUESTS = [f"guest{number}" for number in range(10)]
TRACES = (b"Return-Path:", b"X-Original-To:", b"Delivered-To:", b"Received:", b"\t")
"""How each line begins that Postfix puts before a message."""


@pytest.fixture
def server() -> Iterator[Postfix]:
    with postfix([*CHAIRS, *OTHERS, *GUESTS]) as found:
        yield found


@pytest.fixture
def office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cpconf:
    """Fifty people with something to be told, each at an address of their own."""
    monkeypatch.chdir(tmp_path)
    cpconf = Cpconf(tmp_path, monkeypatch, capsys)
    book = procedure(cpconf.folder, "ring", "open")
    rows = [f"A-{number},{book},initial,{AT}" for number in range(PAIRS)]
    (cpconf.folder / "rows.csv").write_text("\n".join(["ref,procedure,type,at", *rows]))
    cpconf.must("schedule", "--from", "rows.csv")
    with closing(connect(cpconf.store)) as store, store:  # as `person add`, fifty times
        for short_id, role, name in (("p1", "chair", "chair"), ("p2", "administrator", "open")):
            store.execute(
                "INSERT INTO person (conference_id, short_id, role, name, email, added_at) "
                "SELECT id, ?, ?, 'Kim Example', ? || substr(ref, 3) || '@example.org', "
                "'2026-01-05T12:00:00+00:00' FROM conference",
                [short_id, role, name],
            )
    return cpconf


def as_written(cpconf: Cpconf, now: str) -> dict[str, bytes]:
    """What the next run will write, byte by byte: heard by another server, from a copy."""
    kept = cpconf.folder / "kept.sqlite"
    shutil.copy(cpconf.store, kept)
    with moody_server() as moods:
        by_smtp(cpconf, moods.port)
        assert silent(cpconf("remind", now=now))
    shutil.move(kept, cpconf.store)
    heard = zip(moods.recipients, moods.messages, strict=True)
    return {to.partition("@")[0]: message.replace(b"\r\n..", b"\r\n.") for to, message in heard}


def test_every_reminder_arrives_byte_for_byte_and_a_restart_loses_none(
    office: Cpconf, server: Postfix
) -> None:
    by_smtp(office, nobody_listens())
    assert office("remind", now=MONDAY).code == 75  # planned: Message-ID and Date are settled
    first = as_written(office, MONDAY)
    assert sorted(first) == sorted(CHAIRS)
    by_smtp(office, server.port)
    assert silent(office("remind", now=MONDAY))
    assert silent(office("remind", now=MONDAY))
    server.arrived(PAIRS)
    server.stop()
    assert office("remind", now=WEDNESDAY).code == 75
    second = as_written(office, WEDNESDAY)
    assert sorted(second) == sorted(CHAIRS + OTHERS)
    by_smtp(office, server.port)
    server.start()
    assert silent(office("remind", now=WEDNESDAY))
    assert silent(office("remind", now=WEDNESDAY))
    delivered = server.arrived(3 * PAIRS)
    assert {to: len(found) for to, found in delivered.items()} == {
        **dict.fromkeys(CHAIRS, 2),
        **dict.fromkeys(OTHERS, 1),
    }
    for to, found in delivered.items():
        written = [first[to], second[to]] if to in first else [second[to]]
        for message in found:
            (own,) = (each for each in written if message.endswith(each.replace(b"\r\n", b"\n")))
            assert all(line.startswith(TRACES) for line in added(message, [own]))
    assert {entry["state"] for entry in outbox(office)} == {"sent"}


def test_a_recipient_who_is_put_off_is_written_to_later_and_nobody_else_twice(
    office: Cpconf, server: Postfix
) -> None:
    server.treat(
        {
            "chair1@example.org": "450 4.2.1 come again",
            "chair2@example.org": "550 5.1.1 no such mailbox",
        }
    )
    server.reload()
    by_smtp(office, server.port)
    ran = office("remind", now=MONDAY)
    assert ran.code == 75
    assert "come again" not in ran.err
    entries = {entry["recipient"].partition("@")[0]: entry for entry in outbox(office)}
    assert {to: entry["state"] for to, entry in entries.items()} == {
        **dict.fromkeys(CHAIRS, "sent"),
        "chair1": "pending",
        "chair2": "failed",
    }
    assert entries["chair1"]["not_before"] == "2026-02-09T07:35:00+00:00"
    server.treat({})
    server.reload()
    assert silent(office("remind", now="2026-02-09T07:34"))
    assert silent(office("remind", now="2026-02-09T07:35"))
    delivered = server.arrived(PAIRS - 1)
    assert sorted(delivered) == sorted(set(CHAIRS) - {"chair2"})
    assert {len(found) for found in delivered.values()} == {1}


def test_what_postfix_itself_has_to_keep_for_a_while_is_not_sent_again(
    office: Cpconf, server: Postfix
) -> None:
    mailbox = server.folder / "mail" / "chair3"
    mailbox.touch()  # where a Maildir is to be made: the delivery is deferred
    by_smtp(office, server.port)
    assert silent(office("remind", now=MONDAY))
    server.arrived(PAIRS - 1)
    assert silent(office("remind", now=MONDAY))
    assert server.waits_for("chair3")
    mailbox.unlink()
    server.flush()
    delivered = server.arrived(PAIRS)
    assert {to: len(found) for to, found in delivered.items()} == dict.fromkeys(CHAIRS, 1)


CALENDAR = b"\r\n".join(
    [
        b"BEGIN:VCALENDAR",
        b"METHOD:REQUEST",
        b"PRODID:-//example//EN",
        b"VERSION:2.0",
        b"BEGIN:VEVENT",
        b"UID:1@example.org",
        b"SUMMARY:Meeting\\, ref A-1 " + "–".encode() * 9,
        b" and the rest of it",
        b"END:VEVENT",
        b"END:VCALENDAR",
        b"",
    ]
)


def test_an_invitation_with_its_calendar_entry_arrives_byte_for_byte(server: Postfix) -> None:
    settings = Settings(
        host=HOST, port=server.port, security=Security.NONE, sender="office@example.org"
    )
    written = {}
    for number, name in enumerate(GUESTS):
        to = f"{name}@example.org"
        made = invitation_message(
            to=to,
            sender="office@example.org",
            subject="Meeting, ref A-1",
            body=".\n..\nFrom here on – it is text.\n" + "\n" * number + "x" * 200 + "\n",
            calendar=CALENDAR,
            method="REQUEST",
            attachments=[Attachment("guide.pdf", "application/pdf", bytes(range(256)) * 200)],
        )
        date = dt.datetime(2026, 2, 9, 7, 30, number)
        letter = for_sending(made, message_id=f"<{number}@example.org>", date=date)
        written[name] = list(letter.lines())
        assert send(settings, letter, to=to).kind is Kind.SENT
    for to, (message,) in server.arrived(len(GUESTS)).items():
        assert all(line.startswith(TRACES) for line in added(message, written[to]))
