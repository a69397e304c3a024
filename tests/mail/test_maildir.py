"""A Maildir takes each message once, whole, and for its owner alone."""

import mailbox
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from cpconf.errors import CpconfError
from cpconf.mail.maildir import deliver

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows knows no modes and no folders to open")
POSIX_NAMES = pytest.mark.skipif(os.name == "nt", reason="Windows writes another sign there")
ID = "<0123456789abcdef@example.org>"
MESSAGE = b"From: a@example.org\r\nTo: b@example.org\r\n\r\nOne.\r\nTwo.\r\n"


def files(maildir: Path, folder: str) -> list[Path]:
    return sorted((maildir / folder).iterdir())


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    return tmp_path / "mail" / "kim"


def test_a_message_is_delivered_as_readers_of_a_maildir_expect_it(maildir: Path) -> None:
    deliver(maildir, MESSAGE, ID)
    (found,) = mailbox.Maildir(maildir, create=False)
    assert found.get_payload() == "One.\nTwo.\n"
    (file,) = files(maildir, "new")
    assert file.read_bytes() == MESSAGE.replace(b"\r\n", b"\n")
    assert files(maildir, "tmp") == files(maildir, "cur") == []


def test_nothing_of_a_message_is_in_its_name(maildir: Path) -> None:
    deliver(maildir, MESSAGE, ID)
    (file,) = files(maildir, "new")
    assert "example" not in file.name
    assert "0123456789abcdef" not in file.name


@POSIX
def test_a_maildir_is_made_for_its_owner_alone(maildir: Path) -> None:
    deliver(maildir, MESSAGE, ID)
    (file,) = files(maildir, "new")
    assert file.stat().st_mode & 0o777 == 0o600
    for folder in (maildir, maildir / "new", maildir / "cur", maildir / "tmp"):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_a_message_is_delivered_once(maildir: Path) -> None:
    for _ in range(3):
        deliver(maildir, MESSAGE, ID)
    assert len(files(maildir, "new")) == 1


@pytest.mark.parametrize(
    "suffix",
    ["", *(pytest.param(flags, marks=POSIX_NAMES) for flags in (":2,", ":2,S", ":2,FRS")), ";2,S"],
)
def test_a_message_that_was_read_is_not_delivered_again(maildir: Path, suffix: str) -> None:
    deliver(maildir, MESSAGE, ID)
    (file,) = files(maildir, "new")
    file.rename(maildir / "cur" / f"{file.name}{suffix}")
    deliver(maildir, MESSAGE, ID)
    assert files(maildir, "new") == []
    assert len(files(maildir, "cur")) == 1


@POSIX
def test_a_message_and_its_folders_are_flushed_before_and_after_it_gets_its_name(
    maildir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """POSIX, fsync: a file lasts whole if it was flushed before, and its name once its folder was.

    The message is flushed as it stands in the file: nothing of it waits in a buffer.
    """
    done: list[tuple[int, int] | str] = []
    flush, link = os.fsync, os.link

    def tell(descriptor: int) -> None:
        flush(descriptor)
        about = os.fstat(descriptor)
        is_file = stat.S_ISREG(about.st_mode)
        done.append(f"{about.st_size} bytes" if is_file else (about.st_dev, about.st_ino))

    def name(source: Path, final: Path) -> None:
        link(source, final)
        done.append("named")

    monkeypatch.setattr(os, "fsync", tell)
    monkeypatch.setattr(os, "link", name)
    deliver(maildir, MESSAGE, ID)
    mail, parent = maildir.parent, maildir.parents[1]
    made = [(each.stat().st_dev, each.stat().st_ino) for each in (parent, mail, *[maildir] * 3)]
    size = len(MESSAGE.replace(b"\r\n", b"\n"))
    new = (maildir / "new").stat()
    assert done == [*made, f"{size} bytes", "named", (new.st_dev, new.st_ino)]


def test_two_messages_are_two_even_with_the_same_text(maildir: Path) -> None:
    deliver(maildir, MESSAGE, ID)
    deliver(maildir, MESSAGE, "<other@example.org>")
    assert len(files(maildir, "new")) == 2


def test_what_a_run_that_was_stopped_has_left_is_no_message(maildir: Path) -> None:
    deliver(maildir, MESSAGE, "<other@example.org>")
    (file,) = files(maildir, "new")
    half = maildir / "tmp" / f"{file.name}.{os.getpid()}"
    half.write_bytes(b"From: a@exam")
    file.unlink()
    deliver(maildir, MESSAGE, "<other@example.org>")
    (file,) = files(maildir, "new")
    assert file.read_bytes() == MESSAGE.replace(b"\r\n", b"\n")
    assert files(maildir, "tmp") == []


@POSIX
def test_a_maildir_that_cannot_be_written_is_told_without_its_name(tmp_path: Path) -> None:
    file = tmp_path / "Canaryfolder"
    file.touch()
    with pytest.raises(CpconfError, match="the Maildir cannot be written to") as refused:
        deliver(file, MESSAGE, ID)
    assert "Canaryfolder" not in str(refused.value)


FULL = """
import resource, sys
from pathlib import Path
from cpconf.errors import CpconfError
from cpconf.mail.maildir import deliver
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    deliver(Path(sys.argv[1]), bytes(200_000), "<large@example.org>")
except CpconfError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sets no such limit")
def test_a_full_disk_leaves_no_part_of_a_message(maildir: Path) -> None:
    deliver(maildir, MESSAGE, "<first@example.org>")
    (first,) = files(maildir, "new")
    line = [sys.executable, "-c", FULL, str(maildir)]
    done = subprocess.run(line, capture_output=True, text=True, check=True)
    assert "the Maildir cannot be written to: File too large" in done.stdout
    assert files(maildir, "new") == [first]
    assert files(maildir, "tmp") == []


def test_a_link_that_was_planted_where_a_message_is_written_is_not_followed(
    maildir: Path, tmp_path: Path
) -> None:
    deliver(maildir, MESSAGE, ID)
    (message,) = files(maildir, "new")
    message.unlink()
    (tmp_path / "another").write_bytes(b"another's")
    (maildir / "tmp" / f"{message.name}.{os.getpid()}").symlink_to(tmp_path / "another")
    deliver(maildir, MESSAGE, ID)
    assert (tmp_path / "another").read_bytes() == b"another's"
    assert message.read_bytes() == MESSAGE.replace(b"\r\n", b"\n")
    assert not message.is_symlink()
