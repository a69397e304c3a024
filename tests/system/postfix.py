"""A real Postfix of this test's own: its configuration, its queue, its port, all in one folder.

It wants root, as Postfix does, and nothing of the system's own mail: no init, no main.cf.
"""

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.mail.moody import nobody_listens
from tests.mail.servers import HOST

INSTALLED: Final = shutil.which("postfix", path="/usr/sbin:/usr/bin:/usr/local/sbin") is not None
_SBIN: Final = "/usr/sbin"
_MAIN: Final = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
daemon_directory = {daemons}
command_directory = {sbin}
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
myhostname = mail.example.org
mydestination =
alias_maps =
alias_database =
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
virtual_transport = virtual
virtual_mailbox_domains = example.org
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/etc/mailboxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_recipient_restrictions =
    check_recipient_access regexp:{folder}/etc/recipients, permit_mynetworks, reject
smtpd_client_connection_rate_limit = 0
minimal_backoff_time = 1s
maximal_backoff_time = 1s
transport_retry_time = 1s
queue_run_delay = 1s
"""
_MASTER: Final = """\
{host}:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """A Postfix that delivers mail for these names at example.org, each into a Maildir."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self.folder = folder
        self.port = nobody_listens()
        for name in ("etc", "queue", "data", "mail"):
            (folder / name).mkdir()
        account = pwd.getpwnam("postfix")
        # The daemon that delivers wants to be neither root nor the owner of the queue.
        nobody = pwd.getpwnam("nobody")
        os.chown(folder / "data", account.pw_uid, account.pw_gid)
        os.chown(folder / "mail", nobody.pw_uid, nobody.pw_gid)
        self._write("mailboxes", "".join(f"{name}@example.org {name}/\n" for name in names))
        self.treat({})
        places = {"folder": folder, "sbin": _SBIN, "daemons": _daemons()}
        self._write("main.cf", _MAIN.format(**places, uid=nobody.pw_uid, gid=nobody.pw_gid))
        self._write("master.cf", _MASTER.format(host=HOST, port=self.port))

    def treat(self, replies: dict[str, str]) -> None:
        """Reply to these recipients like this, such as 450; to all others as ever."""
        lines = [f"/^{re.escape(to)}$/ {reply}\n" for to, reply in replies.items()]
        self._write("recipients", "".join(lines))

    def start(self) -> None:
        """Start, and wait until it takes mail."""
        self._do("start")

        def greets() -> bool:
            try:
                with socket.create_connection((HOST, self.port), timeout=5) as connection:
                    return connection.recv(4).startswith(b"220")
            except OSError:
                return False

        assert waited(greets), self.troubles

    def stop(self) -> None:
        """Stop, and wait until it takes no more."""
        self._do("stop")

    def reload(self) -> None:
        """Have the configuration read again."""
        self._do("reload")
        time.sleep(1)  # processes that read the old one finish first

    def flush(self) -> None:
        """Have what was put off tried again now."""
        self._do("flush")

    @property
    def log(self) -> str:
        """What it says of itself."""
        log = self.folder / "log"
        return log.read_text(errors="replace") if log.exists() else ""

    def waits_for(self, name: str) -> bool:
        """Whether mail to a name is put off, once that is known."""
        said = re.compile(rf"to=<{name}@.*status=deferred")
        return waited(lambda: bool(said.search(self.log)))

    @property
    def troubles(self) -> list[str]:
        """What it says of anything but mail that has come and gone."""
        usual = ("connect from", "client=", "message-id=", "queue active", "removed", "status=sent")
        return [line for line in self.log.splitlines() if not any(word in line for word in usual)]

    @property
    def delivered(self) -> dict[str, list[bytes]]:
        """Every message that has arrived, by the part of the address before the @."""
        found: dict[str, list[bytes]] = {}
        for path in sorted((self.folder / "mail").glob("*/new/*")):
            found.setdefault(path.parts[-3], []).append(path.read_bytes())
        return found

    def arrived(self, count: int) -> dict[str, list[bytes]]:
        """The same, once there are so many."""
        there = waited(lambda: sum(map(len, self.delivered.values())) >= count)
        assert there, (sum(map(len, self.delivered.values())), self.troubles)
        return self.delivered

    def _do(self, verb: str) -> None:
        line = [f"{_SBIN}/postfix", "-c", str(self.folder / "etc"), verb]
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, (done, self.troubles)

    def _write(self, name: str, text: str) -> None:
        path = self.folder / "etc" / name
        path.write_text(text, encoding="ascii")
        path.chmod(0o644)


def waited(true: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether something comes true within that time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def added(delivered: bytes, written: Iterable[bytes]) -> list[bytes]:
    """The header lines that were put before a message, which itself is as it was written."""
    whole = b"".join(written).replace(b"\r\n", b"\n")
    assert delivered.endswith(whole)
    return delivered.removesuffix(whole).splitlines()


@contextmanager
def postfix(names: Iterable[str]) -> Iterator[Postfix]:
    """A Postfix that runs, with a mailbox for each name."""
    # Not below pytest's own folders, which are for one account alone.
    folder = Path(tempfile.mkdtemp(prefix="postfix-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        server = Postfix(folder, names)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _daemons() -> str:
    line = [f"{_SBIN}/postconf", "-d", "-h", "daemon_directory"]
    return subprocess.run(line, capture_output=True, text=True, check=True).stdout.strip()
