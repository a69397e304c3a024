"""Dovecot as a mail server of the test's own: its settings, its folders, its users, on loopback."""

import contextlib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import trustme

from tests.mail.servers import HOST

PROGRAM: Final = shutil.which("dovecot") or (
    "/usr/sbin/dovecot" if Path("/usr/sbin/dovecot").exists() else None
)
USER: Final = "office"
SESAME: Final = 'open "sesame"\\'
"""It has the signs that IMAP's strings have to escape."""
_OWNER: Final = "mail"
_SETTINGS: Final = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{home}/certificate.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
first_valid_uid = 1
mail_location = maildir:{home}/mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner} home={home}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class Server:
    """A running server with one mailbox."""

    port: int
    mail: Path
    trusted: Path
    log: Path

    def deliver(self, letter: EmailMessage, name: str, *, folder: str = "") -> Path:
        """Put a message where a delivery agent would: new, and unread."""
        place = self.mail / folder / "new"
        for each in (self.mail, place.parent, place, place.parent / "cur", place.parent / "tmp"):
            each.mkdir(exist_ok=True)
            shutil.chown(each, _OWNER, _OWNER)
        path = place / name
        path.write_bytes(letter.as_bytes())
        shutil.chown(path, _OWNER, _OWNER)
        return path

    @property
    def messages(self) -> dict[str, str]:
        """Every message by its name, with the flags that Maildir keeps in it."""
        found = (p.name for p in self.mail.rglob("*") if p.parent.name in {"new", "cur"})
        return {
            name.partition(":2,")[0].partition(",")[0]: name.partition(":2,")[2] for name in found
        }


@contextlib.contextmanager
def dovecot(ca: trustme.CA, name: str = HOST) -> Iterator[Server]:
    """A server with a certificate of that authority, for that name."""
    assert PROGRAM is not None
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    home.chmod(0o755)  # Dovecot's processes have users of their own
    try:
        certificate = ca.issue_cert(name)
        (home / "certificate.pem").write_bytes(
            b"".join(each.bytes() for each in certificate.cert_chain_pems)
        )
        (home / "key.pem").write_bytes(certificate.private_key_pem.bytes())
        ca.cert_pem.write_to_path(str(home / "authority.pem"))
        (home / "users").write_text(f"{USER}:{{PLAIN}}{SESAME}\n")
        (home / "mail").mkdir()
        shutil.chown(home / "mail", _OWNER, _OWNER)
        port = _free_port()
        settings = home / "dovecot.conf"
        settings.write_text(_SETTINGS.format(home=home, port=port, owner=_OWNER))
        process = subprocess.Popen([PROGRAM, "-F", "-c", str(settings)])
        try:
            _wait(port, home / "log")
            yield Server(port, home / "mail", home / "authority.pem", home / "log")
        finally:
            process.terminate()
            process.wait(10)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def why_not() -> str | None:
    """Why Dovecot cannot be run here, or None."""
    if PROGRAM is None:
        return "dovecot-imapd is not installed"
    if os.geteuid() != 0:
        return "Dovecot is run by root, which gives each of its processes a user"
    with contextlib.suppress(KeyError):
        pwd.getpwnam(_OWNER)
        return None
    return f"there is no user {_OWNER}"


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as listening:
        return int(listening.getsockname()[1])


def _wait(port: int, log: Path) -> None:
    """Until the server greets; a certificate of ours is not needed for that."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with (
            contextlib.suppress(OSError),
            socket.create_connection((HOST, port), timeout=5) as plain,
            context.wrap_socket(plain) as secure,
        ):
            if secure.recv(100).startswith(b"* OK"):
                return
        time.sleep(0.1)
    raise TimeoutError(log.read_text() if log.exists() else "Dovecot does not start")
