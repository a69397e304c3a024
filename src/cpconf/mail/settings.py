"""The settings of the mail server: [smtp] of the configuration, checked before sending."""

import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self, assert_never

from cpconf.errors import CpconfError, UsageFault
from cpconf.mail.addresses import one_address

PORT: Final = 587
"""The port for sending mail (RFC 6409)."""
TLS_PORT: Final = 465
"""The port for sending mail over TLS from the first byte on (RFC 8314, section 3.3)."""

_PATIENCE: Final = 30.0


class Security(StrEnum):
    """The encryption to the mail server; `none` only for a server on this machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"

    @property
    def port(self) -> int:
        """The default port (RFC 8314, section 3.3)."""
        match self:
            case Security.TLS:
                return TLS_PORT
            case Security.STARTTLS | Security.NONE:
                return PORT
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The mail server, how to connect to it, and the sender's address."""

    host: str
    sender: str
    port: int = PORT
    security: Security = Security.STARTTLS
    username: str | None = None
    password_command: str | None = None

    @classmethod
    def of(cls, smtp: Mapping[str, str | int]) -> Self:
        """Return the settings in [smtp]. Raises UsageFault (exit 2) that names what is missing."""
        missing = [key for key in ("host", "from") if key not in smtp]
        if missing:
            raise UsageFault(
                f"to send mail, the configuration needs {' and '.join(missing)} in [smtp]"
            )
        if ("username" in smtp) != ("password_command" in smtp):
            raise UsageFault(
                "in [smtp], username and password_command go together: give both or neither"
            )
        try:
            security = Security(str(smtp.get("security", Security.STARTTLS)))
        except ValueError:
            raise UsageFault(f"[smtp] security must be one of {', '.join(Security)}") from None
        try:
            sender = one_address(str(smtp["from"])).addr_spec
        except UsageFault:
            raise UsageFault("[smtp] from is not one plain email address") from None
        return cls(
            host=str(smtp["host"]).strip("[]"),
            sender=sender,
            port=int(smtp.get("port", security.port)),
            security=security,
            username=_text(smtp, "username"),
            password_command=_text(smtp, "password_command"),
        )

    def password(self, patience: float = _PATIENCE, *, table: str = "smtp") -> str | None:
        """Return the first line that the configured command prints; None without a command.

        The command runs without a shell, for at most `patience` seconds; no error repeats what it
        prints. `table` is the table of the configuration that has the command. Raises CpconfError
        (exit 1) where it gives no password.
        """
        if self.password_command is None:
            return None
        printed, failure = b"", ""
        try:
            words = shlex.split(self.password_command, posix=sys.platform != "win32")
            with subprocess.Popen(  # noqa: S603 - no shell; the user configured the command
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process:
                try:
                    printed, _ = process.communicate(timeout=patience)
                except BaseException:
                    process.kill()
                    raise
            if process.returncode != 0:
                failure = "failed"
        except subprocess.TimeoutExpired:
            failure = "takes too long"
        except (OSError, ValueError, IndexError):
            failure = "cannot be run"
        if failure:  # raised here: the errors above may contain what the command printed
            raise _no_password(table, failure)
        line = printed.partition(b"\n")[0].removesuffix(b"\r")
        if not line:
            raise _no_password(table, "printed nothing")
        if not line.isascii() or not line.decode().isprintable():
            raise _no_password(table, "printed something else than plain characters")
        return line.decode()


def _no_password(table: str, why: str) -> CpconfError:
    msg = f"no password for the mail server: password_command in [{table}] {why}; run it by hand"
    return CpconfError(msg)


def _text(smtp: Mapping[str, str | int], key: str) -> str | None:
    if key not in smtp:
        return None
    text = str(smtp[key])
    if not text.isascii() or not text.isprintable():
        raise UsageFault(f"[smtp] {key} must have plain characters only")
    return text
