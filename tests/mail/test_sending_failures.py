"""Servers that are away, silent or contrary: what became of the message is told as it is."""

import io
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Mapping

import pytest

from cpconf.mail import failures
from cpconf.mail.letter import for_sending
from cpconf.mail.sending import Kind, SendingOutcome, send
from cpconf.mail.settings import Security, Settings
from tests.mail.messages import DATE, MESSAGE_ID, TO, held, letter
from tests.mail.servers import DROP, HOST, SILENCE, Heard, misbehaving_server, settings

COMMAND = "echo open-sesame"
UNENDED = "250-mail-chatter"
AUTH = "250-mail.example.org\r\n250 AUTH PLAIN"

NOT_NOW = "the mail server cannot take it now"
CLOSED = "the mail server closed the connection"
SILENT = "the mail server does not answer"
NONSENSE = "the mail server's answer makes no sense"
NO_SERVER = "what answers there is not a mail server"
NO_ONE_KNOWS = "the mail server did not say whether it took the message"
SENDER = "the mail server refuses the sender"
RECIPIENT = "the mail server refuses the recipient's address"
MESSAGE = "the mail server refuses the message"
TOO_LARGE = "the message is larger than the mail server takes"
LOGIN_WANTED = "the mail server wants a username and password"
NO_COMPUTER = "the mail server does not accept this computer"
BUSY = "the mail server is busy"


def try_with(
    replies: Mapping[str, str], password_command: str | None = None
) -> tuple[SendingOutcome, Heard]:
    """Send to a server that misbehaves; with little patience where it says nothing more."""
    silent = any(reply in {SILENCE, UNENDED} for reply in replies.values())
    timeout = 0.5 if silent else 10
    with misbehaving_server(replies) as heard:
        outcome = send(
            settings(heard.port, password_command=password_command),
            letter(),
            to=TO,
            timeout=timeout,
            patience=timeout,
        )
    return outcome, heard


# Classes of replies: RFC 5321, sections 4.2.1 and 4.3.2; 530 from RFC 4954, 552 from RFC 1870.
REPLIES = [
    ("greeting", "421 full of mail-chatter", Kind.LATER, BUSY),
    ("greeting", "554 no mail-chatter", Kind.LATER, NO_COMPUTER),
    ("greeting", "HTTP/1.1 400 mail-chatter", Kind.LATER, NO_SERVER),
    ("greeting", DROP, Kind.LATER, CLOSED),
    ("greeting", SILENCE, Kind.LATER, SILENT),
    ("EHLO", DROP, Kind.LATER, CLOSED),
    ("EHLO", SILENCE, Kind.LATER, SILENT),
    ("MAIL", "451 mail-chatter", Kind.LATER, NOT_NOW),
    ("MAIL", "421 mail-chatter", Kind.LATER, NOT_NOW),
    ("MAIL", "550 mail-chatter", Kind.LATER, SENDER),
    ("MAIL", "530 mail-chatter", Kind.LATER, LOGIN_WANTED),
    ("MAIL", "552 mail-chatter", Kind.REFUSED, TOO_LARGE),
    ("MAIL", "mail-chatter", Kind.LATER, NONSENSE),
    ("MAIL", DROP, Kind.LATER, CLOSED),
    ("RCPT", "450 mail-chatter", Kind.LATER, NOT_NOW),
    ("RCPT", "550 mail-chatter", Kind.REFUSED, RECIPIENT),
    ("RCPT", "251 mail-chatter", Kind.SENT, "the mail server has taken it"),
    ("RCPT", "354 mail-chatter", Kind.LATER, NONSENSE),
    ("RCPT", DROP, Kind.LATER, CLOSED),
    ("RCPT", SILENCE, Kind.LATER, SILENT),
    ("DATA", "451 mail-chatter", Kind.LATER, NOT_NOW),
    ("DATA", "554 mail-chatter", Kind.REFUSED, MESSAGE),
    ("DATA", "250 mail-chatter", Kind.LATER, NONSENSE),
    ("DATA", DROP, Kind.LATER, CLOSED),
    (".", "451 mail-chatter", Kind.LATER, NOT_NOW),
    (".", "421 mail-chatter", Kind.LATER, NOT_NOW),
    (".", "554 mail-chatter", Kind.REFUSED, MESSAGE),
    (".", "552 mail-chatter", Kind.REFUSED, TOO_LARGE),
    (".", "354 mail-chatter", Kind.UNKNOWN, NONSENSE),
    (".", "mail-chatter", Kind.UNKNOWN, NONSENSE),
    (".", "2", Kind.UNKNOWN, NONSENSE),
    (".", UNENDED, Kind.UNKNOWN, NO_ONE_KNOWS),
    (".", "2" * 9000, Kind.UNKNOWN, NO_ONE_KNOWS),
    (".", DROP, Kind.UNKNOWN, NO_ONE_KNOWS),
    (".", SILENCE, Kind.UNKNOWN, NO_ONE_KNOWS),
    ("QUIT", "421 mail-chatter", Kind.SENT, "the mail server has taken it"),
    ("QUIT", DROP, Kind.SENT, "the mail server has taken it"),
]


@pytest.mark.parametrize(
    ("stage", "reply", "kind", "reason"),
    REPLIES,
    ids=[f"{stage} {reply[:12]}" for stage, reply, _, _ in REPLIES],
)
def test_what_became_of_a_message_follows_from_the_reply(
    stage: str, reply: str, kind: Kind, reason: str
) -> None:
    began = time.monotonic()
    outcome, heard = try_with({stage: reply})
    assert outcome == SendingOutcome(kind, reason)
    assert time.monotonic() - began < 5
    assert ("." in heard.verbs) == (stage in {".", "QUIT"} or kind is Kind.SENT)


def test_a_server_that_knows_only_the_old_greeting_is_greeted_so() -> None:
    outcome, heard = try_with({"EHLO": "502 what?"})
    assert outcome.kind is Kind.SENT
    assert heard.verbs[:2] == ["EHLO", "HELO"]


@pytest.mark.parametrize(("reply", "reason"), [("421 busy", BUSY), ("550 no", NO_COMPUTER)])
def test_a_server_that_accepts_no_greeting_is_left(reply: str, reason: str) -> None:
    outcome, heard = try_with({"EHLO": reply, "HELO": reply})
    assert outcome == SendingOutcome(Kind.LATER, reason)
    assert "MAIL" not in heard.verbs


@pytest.mark.parametrize(("manner", "reason"), [(DROP, CLOSED), (SILENCE, SILENT)])
def test_a_connection_that_fails_within_the_message_has_sent_nothing(
    manner: str, reason: str
) -> None:
    long = letter(held() + (b"x" * 900 + b"\r\n") * 20_000)  # more than any system buffers
    with misbehaving_server({"body": manner, "EHLO": "250 mail.example.org"}) as heard:
        outcome = send(settings(heard.port), long, to=TO, timeout=1)
    assert outcome == SendingOutcome(Kind.LATER, reason)
    assert heard.verbs[-1] == "body"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (BrokenPipeError(), CLOSED),
        (ConnectionResetError(), CLOSED),
        (smtplib.SMTPServerDisconnected("mail-chatter"), CLOSED),
        (TimeoutError(), SILENT),
        (socket.gaierror(), "the mail server's name is not known"),
        (ssl.SSLError(), "no secure connection to the mail server could be made"),
        (ConnectionRefusedError(), "the mail server cannot be reached"),
        (OSError("mail-chatter"), "the mail server cannot be reached"),
    ],
)
def test_what_the_system_says_is_told_in_words_of_our_own(error: OSError, reason: str) -> None:
    assert failures.why(error, closed=smtplib.SMTPServerDisconnected) == reason
    wrapped = smtplib.SMTPException("mail-chatter")
    wrapped.__context__ = error  # as smtplib leaves it
    assert failures.why(wrapped, closed=smtplib.SMTPServerDisconnected) == reason


class Failing(io.BytesIO):
    """A file that can be read until the disk fails."""

    failed = False

    def __next__(self) -> bytes:
        if self.failed:
            raise OSError
        return super().__next__()


def test_a_message_that_breaks_off_here_is_not_ended_and_nothing_is_put_into_it() -> None:
    file = Failing(held())
    broken = for_sending(file, message_id=MESSAGE_ID, date=DATE)
    file.failed = True
    with misbehaving_server({"EHLO": "250 mail.example.org"}) as heard:  # asks for no size
        outcome = send(settings(heard.port), broken, to=TO)
    assert outcome.kind is Kind.LATER
    assert "DATA" in heard.verbs
    assert b"".join(heard.lines) == b""  # no end, and no QUIT as if it were its text


@pytest.mark.parametrize(
    ("step", "reply", "away", "busy"),
    [
        ("greeting", "421 later", True, True),
        ("greeting", "554 no", True, False),
        ("MAIL", "451 later", True, True),
        ("RCPT", "450 later", False, True),
        ("RCPT", "550 no", False, False),
        ("DATA", "451 later", False, True),
        (".", "451 later", False, True),
        (".", DROP, False, False),
    ],
)
def test_a_server_is_away_until_it_has_come_to_a_message(
    step: str, reply: str, away: bool, busy: bool
) -> None:
    outcome, _ = try_with({step: reply})
    assert (outcome.away, outcome.busy) == (away, busy)


def test_a_server_may_take_its_time_over_the_whole_message() -> None:
    with misbehaving_server({".": SILENCE}) as heard:
        began = time.monotonic()
        outcome = send(settings(heard.port), letter(), to=TO, timeout=0.5, patience=1)
    assert outcome.kind is Kind.UNKNOWN
    assert time.monotonic() - began >= 1


def test_a_message_is_as_large_as_it_is_said_to_be() -> None:
    size = sum(map(len, letter().lines()))
    for offered, kind in ((size, Kind.SENT), (size - 1, Kind.REFUSED), (0, Kind.SENT)):
        outcome, heard = try_with({"EHLO": f"250-mail.example.org\r\n250 SIZE {offered}"})
        assert outcome.kind is kind
        assert ("MAIL" in heard.verbs) == (kind is Kind.SENT)


@pytest.mark.parametrize("offer", ["SIZE", "SIZE lots", "SIZE \u00b2"])
def test_a_size_that_is_no_number_is_no_bound(offer: str) -> None:
    outcome, _ = try_with({"EHLO": f"250-mail.example.org\r\n250 {offer}"})
    assert outcome.kind is Kind.SENT


def test_a_port_where_nobody_listens_is_out_of_reach() -> None:
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
    outcome = send(settings(port), letter(), to=TO)
    assert outcome == SendingOutcome(Kind.LATER, "the mail server cannot be reached")


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "x" * 300])
def test_a_name_that_leads_nowhere_is_told(host: str) -> None:
    lost = Settings(host=host, sender="office@example.org")
    outcome = send(lost, letter(), to=TO, timeout=5)
    assert outcome == SendingOutcome(Kind.LATER, "the mail server's name is not known")


@pytest.mark.parametrize("reply", ["454 mail-chatter", "501 mail-chatter"])
def test_nothing_is_said_in_the_clear_where_encryption_fails(reply: str) -> None:
    offer = {"EHLO": "250-mail.example.org\r\n250 STARTTLS", "STARTTLS": reply}
    with misbehaving_server(offer) as heard:
        outcome = send(
            settings(heard.port, Security.STARTTLS, password_command=COMMAND), letter(), to=TO
        )
    assert outcome.kind is Kind.LATER
    assert heard.verbs == ["EHLO", "STARTTLS", "QUIT"]


def test_nothing_is_said_in_the_clear_where_encryption_is_not_offered() -> None:
    with misbehaving_server({"EHLO": AUTH}) as heard:
        outcome = send(
            settings(heard.port, Security.STARTTLS, password_command=COMMAND), letter(), to=TO
        )
    assert outcome == SendingOutcome(Kind.LATER, "the mail server offers no encryption (STARTTLS)")
    assert heard.verbs == ["EHLO", "QUIT"]


def test_what_is_no_encryption_after_all_ends_the_conversation() -> None:
    offer = {"EHLO": "250-mail.example.org\r\n250 STARTTLS", "STARTTLS": "220 go\r\n250 ready"}
    with misbehaving_server(offer) as heard:
        outcome = send(
            settings(heard.port, Security.STARTTLS, password_command=COMMAND),
            letter(),
            to=TO,
            timeout=5,
        )
    assert outcome == SendingOutcome(
        Kind.LATER, "no secure connection to the mail server could be made"
    )


@pytest.mark.parametrize(
    ("reply", "kind", "reason"),
    [
        ("454 mail-chatter", Kind.LATER, BUSY),
        (
            "535 mail-chatter",
            Kind.LATER,
            "the mail server does not accept the username and password",
        ),
        (DROP, Kind.LATER, CLOSED),
        (SILENCE, Kind.LATER, SILENT),
        ("235 welcome", Kind.SENT, "the mail server has taken it"),
    ],
)
def test_a_login_that_fails_sends_nothing(reply: str, kind: Kind, reason: str) -> None:
    outcome, heard = try_with({"EHLO": AUTH, "AUTH": reply}, password_command=COMMAND)
    assert outcome == SendingOutcome(kind, reason)
    assert ("MAIL" in heard.verbs) == (kind is Kind.SENT)


def test_a_challenge_that_nobody_can_read_ends_the_login() -> None:
    offer = {"EHLO": "250-mail.example.org\r\n250 AUTH CRAM-MD5", "AUTH": "334 abc"}
    outcome, heard = try_with(offer, password_command=COMMAND)
    assert outcome == SendingOutcome(
        Kind.LATER, "the mail server offers no way to log in that is known here"
    )
    assert "MAIL" not in heard.verbs


@pytest.mark.parametrize("away", ["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "10.0.0.5"])
def test_mail_without_encryption_does_not_go_to_whoever_else_answers(
    away: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system says who is at the other end: whatever name led there, it is not this machine."""
    monkeypatch.setattr(socket.socket, "getpeername", lambda _: (away, 25), raising=False)
    outcome, heard = try_with({})
    assert outcome == SendingOutcome(
        Kind.LATER, "without encryption mail goes to a server on this computer only"
    )
    assert heard.verbs == ["QUIT"]


def test_mail_without_encryption_stays_on_this_computer() -> None:
    # The address of a network card of this computer's own is not the loopback.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this computer has no network")
        own = probe.getsockname()[0]
    if own.startswith("127."):
        pytest.skip("this computer has no network")
    with socket.create_server((own, 0)) as listening:
        listening.settimeout(5)
        port = listening.getsockname()[1]
        away = Settings(host=own, port=port, security=Security.NONE, sender="office@example.org")
        heard: list[bytes] = []

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"220 ready\r\n")
                heard.append(connection.recv(1000))

        thread = threading.Thread(target=serve)
        thread.start()
        outcome = send(away, letter(), to=TO)
        thread.join()
    assert outcome == SendingOutcome(
        Kind.LATER, "without encryption mail goes to a server on this computer only"
    )
    assert heard == [b"QUIT\r\n"]
