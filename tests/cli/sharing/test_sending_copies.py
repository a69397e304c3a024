"""Sending the two messages over SMTP: at most once each, and true on record whatever happens."""

import email
import email.policy
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cpconf.core.sharing.stops import Overrides
from cpconf.errors import StoreBusy
from cpconf.mail.settings import Settings
from cpconf.workflow.sharing import two_messages
from tests.cli.running import Cpconf
from tests.cli.sharing.copies import a_pdf, password_in, protect, read, release
from tests.mail.servers import DROP, mail_server, misbehaving_server

HELD = "held/A-1-p1-report-2-password.eml"


@pytest.fixture
def booked(cpconf: Cpconf) -> Cpconf:
    """A-1 with a mother who has an address."""
    cpconf.book(authorised=True)
    cpconf.add("A-1", "mother", "--email", "m@example.org")
    return cpconf


def use(cpconf: Cpconf, port: int) -> None:
    """Send by the server on that port of this machine."""
    cpconf.configure(
        f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "o@example.org"\n'
    )


def nobody_listens() -> int:
    """A port on which there is no server."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def copy(cpconf: Cpconf) -> dict[str, Any]:
    """The latest copy, as it is on record."""
    return dict(cpconf.must("sharing", "A-1", "--json").json["sharings"][-1])


def state(cpconf: Cpconf) -> str:
    return str(copy(cpconf)["state"])


def test_both_messages_are_sent_and_the_password_is_then_nowhere(booked: Cpconf) -> None:
    with mail_server() as inbox:
        use(booked, inbox.port)
        ran = protect(booked, a_pdf(booked.folder), "--send", "--json")
        assert ran.json["state"] == "sent"
        assert len(inbox.messages) == 1
        out = booked.folder / "out"
        password = password_in(out / HELD)
        ran = release(booked, "--json")
    assert ran.json["message"] is None
    assert inbox.recipients == [["m@example.org"], ["m@example.org"]]
    first, second = (
        email.message_from_bytes(message, policy=email.policy.default) for message in inbox.messages
    )
    (attached,) = first.iter_attachments()
    copy = booked.folder / "arrived.pdf"
    copy.write_bytes(attached.get_content())
    assert "Canarybody" in read(copy, password)
    assert password not in str(first)
    assert password in str(second)
    for letter in (first, second):
        assert letter["From"] == "o@example.org"
        assert letter["Message-ID"]
        assert letter["X-Unsent"] is None
    assert first["Message-ID"] != second["Message-ID"]
    assert not (out / HELD).exists()
    assert not any(password.encode() in p.read_bytes() for p in out.rglob("*") if p.is_file())
    assert booked.status().task("O-16a")["state"] == "done"


def test_a_server_that_is_away_leaves_the_copy_made_and_the_message_to_be_sent(
    booked: Cpconf,
) -> None:
    use(booked, nobody_listens())
    ran = protect(booked, a_pdf(booked.folder), "--send", "--json", code=75)
    assert ran.json["state"] == "prepared"
    assert "cpconf send A-1 --to p1" in ran.err
    assert "m@example.org" not in ran.err
    assert booked("send", "A-1", "--to", "mother").code == 75
    with mail_server() as inbox:
        use(booked, inbox.port)
        booked.must("send", "A-1", "--to", "mother")
        assert len(inbox.messages) == 1
        assert state(booked) == "sent"
        assert booked("send", "A-1", "--to", "mother").code == 5
    assert len(inbox.messages) == 1


def test_a_server_that_refuses_the_recipient_is_told_as_a_refusal(booked: Cpconf) -> None:
    with misbehaving_server({"RCPT": "550 no such mailbox"}) as heard:
        use(booked, heard.port)
        ran = protect(booked, a_pdf(booked.folder), "--send", code=5)
    assert "no such mailbox" not in ran.err
    assert state(booked) == "prepared"


def test_a_line_that_breaks_at_the_end_leaves_a_doubt_that_a_person_settles(
    booked: Cpconf,
) -> None:
    with misbehaving_server({".": DROP}) as heard:
        use(booked, heard.port)
        ran = protect(booked, a_pdf(booked.folder), "--send", "--json", code=1)
    assert ran.json["state"] == "sending"
    assert "cpconf sent A-1 --to p1" in ran.err
    assert booked("send", "A-1", "--to", "mother").code == 5
    booked.must("sent", "A-1", "--to", "mother", "--not")
    assert state(booked) == "prepared"
    with mail_server() as inbox:
        use(booked, inbox.port)
        booked.must("send", "A-1", "--to", "mother")
    assert len(inbox.messages) == 1


def doubtful_password(booked: Cpconf) -> Path:
    """The held message of a mother whose password may have gone, or not."""
    with mail_server() as inbox:
        use(booked, inbox.port)
        protect(booked, a_pdf(booked.folder), "--send")
    with misbehaving_server({".": DROP}) as heard:
        use(booked, heard.port)
        release(booked, code=1)
    assert state(booked) == "releasing"
    return booked.folder / "out" / HELD


def test_a_password_that_may_have_gone_is_not_sent_twice(booked: Cpconf) -> None:
    held = doubtful_password(booked)
    with mail_server() as inbox:
        use(booked, inbox.port)
        assert release(booked, code=5).err.count("cpconf sent A-1 --to p1") == 1
        assert not inbox.messages
        assert held.exists()
        booked.must("sent", "A-1", "--to", "mother", "--not")
        release(booked)
    assert len(inbox.messages) == 1
    assert not held.exists()


def test_a_password_that_did_go_is_deleted_once_somebody_says_so(booked: Cpconf) -> None:
    held = doubtful_password(booked)
    booked.must("sent", "A-1", "--to", "mother")
    assert state(booked) == "released"
    assert not held.exists()
    assert booked.status().task("O-16a")["state"] == "done"


def test_a_release_that_cannot_be_sent_now_keeps_the_receipt_and_the_password(
    booked: Cpconf,
) -> None:
    with mail_server() as inbox:
        use(booked, inbox.port)
        protect(booked, a_pdf(booked.folder), "--send")
    use(booked, nobody_listens())
    ran = release(booked, code=75)
    assert ran.err.endswith(
        "Try again later: give the same command again. The receipt is on record; the password "
        "is not released\n"
    )
    assert state(booked) == "received"
    assert (booked.folder / "out" / HELD).exists()
    assert booked.status().task("O-16a")["state"] == "open"


def test_what_was_made_to_be_sent_by_hand_is_by_mail_from_then_on_where_it_went(
    booked: Cpconf,
) -> None:
    use(booked, nobody_listens())  # who sends it stands in the draft
    protect(booked, a_pdf(booked.folder))
    assert copy(booked)["transport"] == "draft"
    with misbehaving_server({"RCPT": "550 no such mailbox"}) as heard:
        use(booked, heard.port)
        assert booked("send", "A-1", "--to", "mother").code == 5
    assert (copy(booked)["transport"], state(booked)) == ("draft", "prepared")
    with mail_server() as inbox:
        use(booked, inbox.port)
        booked.must("send", "A-1", "--to", "mother")
        assert (copy(booked)["transport"], state(booked)) == ("smtp", "sent")
        release(booked)
    assert len(inbox.messages) == 2


def test_a_draft_in_which_nobody_is_said_to_send_it_stays_as_it_was(booked: Cpconf) -> None:
    protect(booked, a_pdf(booked.folder))
    with mail_server() as inbox:
        use(booked, inbox.port)
        ran = booked("send", "A-1", "--to", "mother")
    assert (ran.code, inbox.messages) == (5, [])
    assert "the message does not have exactly one sender: make it again" in ran.err
    assert state(booked) == "prepared"


def test_what_is_said_of_a_message_later_stands_in_the_history(booked: Cpconf) -> None:
    protect(booked, a_pdf(booked.folder))
    booked.must("sent", "A-1", "--to", "mother")
    assert copy(booked)["sent_at"] is not None
    booked.must("sent", "A-1", "--to", "mother", "--not")
    assert copy(booked)["sent_at"] is None
    entries = booked.must("history", "A-1", "--json").json["entries"]
    assert [e["kind"] for e in entries][-2:] == ["message sent", "message not sent"]


def test_what_somebody_went_past_when_it_was_sent_stands_in_the_history(booked: Cpconf) -> None:
    use(booked, nobody_listens())  # who sends it stands in the draft
    protect(booked, a_pdf(booked.folder))
    booked.must("agree", "A-1", "mother", "--way", "visit")
    with mail_server() as inbox:
        use(booked, inbox.port)
        booked.must("send", "A-1", "--to", "mother", "--override", "way=she asked for it by email")
    assert len(inbox.messages) == 1
    assert "allowed to be sent: report, p1" in booked.must("history", "A-1").out


def test_a_copy_is_not_sent_by_an_old_picture_of_its_conference(booked: Cpconf) -> None:
    use(booked, nobody_listens())  # who sends it stands in the draft
    protect(booked, a_pdf(booked.folder))
    with mail_server() as inbox:
        use(booked, inbox.port)
        app = booked.app()
        with app.reading_existing() as reader:
            filed, (sharing,) = reader.conferences.filed("A-1"), reader.sharing.sharings("A-1")
        booked.must("agree", "A-1", "mother", "--way", "visit")
        settings = Settings.of(app.config)
        with pytest.raises(StoreBusy):
            two_messages.send_report(
                *(app.writing, filed, sharing, settings),
                now=app.now,
                overrides=Overrides(),
            )
    assert inbox.messages == []
    assert state(booked) == "prepared"


def test_without_a_mail_server_nothing_is_made_that_was_to_be_sent(booked: Cpconf) -> None:
    ran = protect(booked, a_pdf(booked.folder), "--send", code=2)
    assert "[smtp]" in ran.err
    assert not (booked.folder / "out").exists()


def test_a_draft_with_another_file_attached_is_not_sent(booked: Cpconf) -> None:
    file = a_pdf(booked.folder)
    protect(booked, file)
    draft = booked.folder / "out" / "A-1-p1-report-1-report.eml"
    letter = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    (attached,) = letter.iter_attachments()
    attached.set_content(
        file.read_bytes(), maintype="application", subtype="pdf", filename="A-1-p1-report.pdf"
    )
    draft.write_bytes(letter.as_bytes())
    with mail_server() as inbox:
        use(booked, inbox.port)
        assert booked("send", "A-1", "--to", "mother").code == 5
    assert not inbox.messages
    assert state(booked) == "prepared"


def test_nothing_is_sent_to_an_address_that_was_corrected(booked: Cpconf) -> None:
    with mail_server() as inbox:
        use(booked, inbox.port)
        protect(booked, a_pdf(booked.folder))
        booked.must("person", "change", "A-1", "mother", "--email", "right@example.org")
        assert booked("send", "A-1", "--to", "mother").code == 5
    assert not inbox.messages


@pytest.mark.slow
def test_of_several_commands_that_send_the_same_message_one_does(booked: Cpconf) -> None:
    with mail_server() as inbox:
        use(booked, inbox.port)
        protect(booked, a_pdf(booked.folder))
        line = [sys.executable, "-m", "cpconf", "send", "A-1", "--to", "mother"]
        running = [subprocess.Popen(line, stderr=subprocess.DEVNULL) for _ in range(4)]
        codes = sorted(process.wait() for process in running)
    assert codes[0] == 0
    assert set(codes[1:]) <= {5, 8}
    assert len(inbox.messages) == 1
