"""The mailbox on a real IMAP server: read over TLS, and left as it was."""

import datetime as dt
import os
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from cpconf.config import Config
from cpconf.errors import CpconfError, DocumentFault, NotFound, TryAgain
from cpconf.mail.mailbox.imap import Account, opened
from tests.cli.reports.papers import paper
from tests.cli.running import Cpconf
from tests.mail.arriving import message
from tests.mail.servers import HOST
from tests.system.dovecot import SESAME, USER, Server, dovecot, why_not

pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(why_not() is not None, reason=str(why_not())),
]

SINCE = dt.date(2026, 1, 1)
WHEN = dt.datetime(2026, 2, 11, 10, 12, tzinfo=dt.UTC).timestamp()
"""When messages came by the server's own word: its file's time is what Dovecot tells."""


@pytest.fixture(scope="module")
def ca() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def cpconf(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Cpconf:
    monkeypatch.chdir(tmp_path)
    return Cpconf(tmp_path, monkeypatch, capsys)


@pytest.fixture
def server(ca: trustme.CA) -> Iterator[Server]:
    with dovecot(ca) as running:
        yield running


@pytest.fixture
def trusting(ca: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    ca.configure_trust(context)
    return context


def account(server: Server, key: str = SESAME, **more: str | int) -> Account:
    path = server.mail.parent / "secret"
    path.write_text(f"{key}\n")
    table: dict[str, str | int] = {"host": HOST, "port": server.port, "username": USER}
    mailbox = {**table, "password_command": f"cat {path}", **more}
    return Account.of(Config(mailbox=mailbox))


def deliver(server: Server, name: str, *attached: tuple[str, bytes], subject: str = "A-1") -> None:
    path = server.deliver(message("school@example.org", subject, *attached), name)
    os.utime(path, (WHEN, WHEN))


def test_messages_are_read_with_the_servers_time_and_stay_unread(
    server: Server, trusting: ssl.SSLContext
) -> None:
    deliver(server, "1.one", ("r.pdf", b"%PDF-1.7 \x00\xff one"))
    deliver(server, "2.two", subject="other")
    before = server.messages
    with opened(account(server), context=trusting) as mailbox:
        entries = list(mailbox.listed(SINCE))
        found = [mailbox.read(entry) for entry in entries]
    assert sorted(each.subject for each in found) == ["A-1", "other"]
    assert {each.received_at for each in found} == {dt.datetime(2026, 2, 11, 10, 12)}
    assert [e.fingerprint for e in entries] == [each.fingerprint for each in found]
    (attached,) = [each for one in found for each in one.reports]
    assert attached.content() == b"%PDF-1.7 \x00\xff one"
    assert server.messages == before == {"1.one": "", "2.two": ""}


def test_only_what_came_since_is_listed(server: Server, trusting: ssl.SSLContext) -> None:
    deliver(server, "1.one")
    with opened(account(server), context=trusting) as mailbox:
        assert list(mailbox.listed(dt.date(2026, 2, 11)))
        assert not list(mailbox.listed(dt.date(2026, 2, 13)))


def test_hundreds_of_messages_are_listed(server: Server, trusting: ssl.SSLContext) -> None:
    for number in range(450):
        deliver(server, f"{number}.x")
    with opened(account(server), context=trusting) as mailbox:
        entries = list(mailbox.listed(SINCE))
    assert len({entry.fingerprint for entry in entries}) == len(entries) == 450


def test_a_large_message_is_not_fetched(server: Server, trusting: ssl.SSLContext) -> None:
    deliver(server, "1.one", ("r.pdf", b"%PDF" + b"\x00" * 31_000_000))
    with opened(account(server), context=trusting) as mailbox:
        (entry,) = mailbox.listed(SINCE)
        with pytest.raises(DocumentFault, match="larger than 40 MB"):
            mailbox.read(entry)


def test_another_folder_is_read_where_it_is_configured(
    server: Server, trusting: ssl.SSLContext
) -> None:
    server.deliver(message(), "1.one", folder='.Our "reports"')
    with opened(account(server, folder='Our "reports"'), context=trusting) as mailbox:
        assert len(list(mailbox.listed(SINCE))) == 1
    with (
        pytest.raises(NotFound, match=r"\[mailbox\]"),
        opened(account(server, folder="Nowhere"), context=trusting),
    ):
        pass


def test_a_message_that_is_gone_is_not_found(server: Server, trusting: ssl.SSLContext) -> None:
    deliver(server, "1.one")
    with opened(account(server), context=trusting) as mailbox:
        (entry,) = mailbox.listed(SINCE)
    for path in server.mail.rglob("1.one*"):
        path.unlink()
    with opened(account(server), context=trusting) as mailbox, pytest.raises(NotFound):
        mailbox.read(entry)


@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("untrusted", "certificate is not trusted"),
        ("another name", "certificate is for another name"),
        ("bad password", "does not accept the username and password"),
        ("no password", "password_command in [mailbox]"),
    ],
)
def test_a_way_in_that_is_not_safe_or_not_open_is_not_taken(
    server: Server, ca: trustme.CA, trusting: ssl.SSLContext, case: str, says: str
) -> None:
    deliver(server, "1.one")
    match case:
        case "untrusted":
            chosen, context = account(server), ssl.create_default_context()
        case "another name":
            chosen, context = account(server, host="localhost"), trusting
        case "bad password":
            chosen, context = account(server, "canary"), trusting
        case _:
            none = {"password_command": "false"}
            chosen, context = account(server, **none), trusting
    with pytest.raises(CpconfError) as failure, opened(chosen, context=context):
        pass
    assert says in str(failure.value)
    assert "canary" not in str(failure.value)
    assert isinstance(failure.value, TryAgain) is (case != "no password")


def test_the_program_takes_a_report_from_the_server(
    server: Server, cpconf: Cpconf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.trusted))
    secret = server.mail.parent / "secret"
    secret.write_text(f"{SESAME}\n")
    reports = cpconf.folder / "reports"
    table = f'[mailbox]\nhost = "{HOST}"\nport = {server.port}\nusername = "{USER}"\n'
    cpconf.configure(f'{table}password_command = "cat {secret}"\nreports = "{reports}"\n')
    cpconf.book(procedure="hounslow")
    cpconf.add("A-1", "school", "--email", "school@example.org")
    cpconf.add("A-1", "chair", "--email", "chair@example.org")
    pdf = paper(Path("paper.pdf"), [("Report", 1, "reportword")]).read_bytes()
    deliver(server, "1.one", ("r.pdf", pdf))
    deliver(server, "2.two", subject="lunch")
    before = server.messages
    now = "2026-02-11T20:00"
    ran = cpconf.must("inbox", "--yes", "--json", now=now)
    (found,) = ran.json["messages"]
    assert found["taken"]["received_at"] == "2026-02-11T10:12:00+00:00"
    assert (reports / "A-1" / "A-1-p1-report-1.pdf").read_bytes() == pdf
    assert server.messages == before == {"1.one": "", "2.two": ""}
    again = cpconf.must("inbox", "--yes", "--json", now=now).json
    assert (again["messages"], again["dealt_with"], again["unrelated"]) == ([], 1, 1)
    # Another command: what the first one printed is known for as long as the process runs.
    wrong = server.mail.parent / "wrong"
    wrong.write_text("canary\n")
    cpconf.configure(f'{table}password_command = "cat {wrong}"\nreports = "{reports}"\n')
    refused = cpconf("inbox", "--yes", now=now)
    assert refused.code == 75
    assert "canary" not in refused.err
    assert len(refused.errors) <= 2
