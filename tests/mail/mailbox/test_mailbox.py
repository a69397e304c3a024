"""The mailbox as a folder, and the account as the configuration gives it."""

import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from cpconf.config import Config
from cpconf.errors import CpconfError, DocumentFault, NotFound, TryAgain, UsageFault
from cpconf.mail.mailbox.folder import FolderMailbox
from cpconf.mail.mailbox.imap import Account, opened
from tests.mail.arriving import message, put
from tests.mail.servers import DROP, HOST, SILENCE, Authority, misbehaving_server

SINCE = dt.date(2026, 1, 1)
ACCOUNT = {"host": HOST, "username": "office", "password_command": "echo secret"}


def account_of(table: Mapping[str, str | int]) -> Account:
    return Account.of(Config(mailbox=table))


def keys(folder: Path) -> list[str]:
    return [Path(entry.key).name for entry in FolderMailbox(folder).listed(SINCE)]


def test_a_folder_of_eml_files_is_read_in_order_and_nothing_else(tmp_path: Path) -> None:
    for name in ("b.eml", "a.EML", "c.txt", "d.msg", ".hidden"):
        put(tmp_path, name, message())
    (tmp_path / "folder.eml").mkdir()
    mailbox = FolderMailbox(tmp_path)
    entries = list(mailbox.listed(SINCE))
    assert [Path(entry.key).name for entry in entries] == ["a.EML", "b.eml"]
    assert mailbox.remarks == ("1 .msg left out, which only Outlook can read: save each as .eml",)
    for entry in entries:
        assert mailbox.read(entry).fingerprint == entry.fingerprint


def test_a_maildir_is_read_but_for_what_is_being_delivered_or_thrown_away(tmp_path: Path) -> None:
    for name in ("new/1.host", "cur/2.host:2,S", "cur/3.host:2,ST", "tmp/4.host", "cur/.5"):
        put((tmp_path / name).parent, Path(name).name, message())
    assert keys(tmp_path) == ["1.host", "2.host:2,S"]


def test_the_time_of_a_file_counts_where_no_server_told_one(tmp_path: Path) -> None:
    path = put(tmp_path, "a.eml", message(arrived=None))
    moment = dt.datetime(2026, 7, 1, 10, tzinfo=dt.UTC).timestamp()
    os.utime(path, (moment, moment))
    mailbox = FolderMailbox(tmp_path)
    (entry,) = mailbox.listed(SINCE)
    assert entry.arrived == mailbox.read(entry).received_at == dt.datetime(2026, 7, 1, 11)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps links for administrators")
def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = put(tmp_path / "outside", "a.eml", message())
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.eml").symlink_to(outside)
    assert keys(folder) == []


def test_a_message_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    path = put(tmp_path, "a.eml", message())
    with path.open("r+b") as file:
        file.truncate(40_000_001)
    mailbox = FolderMailbox(tmp_path)
    (entry,) = mailbox.listed(SINCE)
    with pytest.raises(DocumentFault, match="larger than 40 MB"):
        mailbox.read(entry)


def test_a_message_that_went_away_is_not_found(tmp_path: Path) -> None:
    path = put(tmp_path, "a.eml", message())
    mailbox = FolderMailbox(tmp_path)
    (entry,) = mailbox.listed(SINCE)
    path.unlink()
    with pytest.raises(NotFound):
        mailbox.read(entry)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        FolderMailbox(tmp_path / "none")
    with pytest.raises(UsageFault):
        FolderMailbox(put(tmp_path, "a.eml", message()))


def test_reading_a_folder_leaves_it_as_it_was(tmp_path: Path) -> None:
    for name in ("new/1.host", "cur/2.host:2,S", "tmp/4.host"):
        put((tmp_path / name).parent, Path(name).name, message())
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    mailbox = FolderMailbox(tmp_path)
    for entry in mailbox.listed(SINCE):
        mailbox.read(entry)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_an_account_has_its_defaults() -> None:
    account = account_of(ACCOUNT)
    assert (account.host, account.port, account.folder) == (HOST, 993, "INBOX")
    assert account.password() == "secret"
    other = account_of({**ACCOUNT, "host": "[::1]", "port": 1993, "folder": "Reports"})
    assert (other.host, other.port, other.folder) == ("::1", 1993, "Reports")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({}, "host and username and password_command"),
        ({"host": "h"}, "username and password_command"),
        ({**ACCOUNT, "username": "offïce"}, "username must have plain characters"),
        ({**ACCOUNT, "folder": "Eingänge"}, "folder must have plain characters"),
        ({**ACCOUNT, "username": "office\r\nA1 DELETE INBOX"}, "plain characters"),
    ],
)
def test_an_account_that_lacks_something_says_what(table: dict[str, str], says: str) -> None:
    with pytest.raises(UsageFault, match=says):
        account_of(table)


def test_a_password_that_cannot_be_had_names_the_right_table() -> None:
    account = account_of({**ACCOUNT, "password_command": "false canary"})
    with pytest.raises(CpconfError, match=r"\[mailbox\]") as fault:
        account.password()
    assert "canary" not in str(fault.value)


@pytest.mark.parametrize(
    ("greeting", "says"),
    [
        (SILENCE, "does not answer"),
        ("* OK ready", "no secure connection"),
        (DROP, "no secure|cannot be reached|closed the connection"),
    ],
)
def test_a_server_that_speaks_no_tls_is_given_up(
    authority: Authority, greeting: str, says: str
) -> None:
    with misbehaving_server({"greeting": greeting}) as server:
        account = account_of({**ACCOUNT, "port": server.port})
        with (
            pytest.raises(TryAgain, match=says),
            opened(account, timeout=1, context=authority.trusting()),
        ):
            pass


def test_a_server_that_is_away_or_unknown_is_tried_again_later() -> None:
    for host, port in ((HOST, 1), ("no-such-host.invalid", 993), ("a" * 300, 993)):
        account = account_of({**ACCOUNT, "host": host, "port": port})
        with pytest.raises(TryAgain, match="again later"), opened(account, timeout=5):
            pass
