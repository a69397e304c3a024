"""The settings of the mail server: [smtp] of the configuration, checked before sending."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self, assert_never

from cpconf.config import Config
from cpconf.errors import UsageFault
from cpconf.mail.addresses import one_address
from cpconf.password_commands import PATIENCE, printed_password

PORT: Final = 587
"""The port for sending mail (RFC 6409)."""
TLS_PORT: Final = 465
"""The port for sending mail over TLS from the first byte on (RFC 8314, section 3.3)."""


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
    def of(cls, config: Config, *, instead: str | None = None) -> Self:
        """Return the settings in [smtp], before anything is made or sent.

        Raises UsageFault (exit 2), which says what to write where something is missing, and what
        to do `instead` of sending.
        """
        smtp = config.smtp
        missing = [key for key in ("host", "from") if key not in smtp]
        if missing:
            how = config.to_write("smtp", *missing)
            raise UsageFault(
                f"to send mail, the configuration needs {' and '.join(missing)} in [smtp]; nothing "
                "was made or sent" + (f"\n{instead}" if instead else "") + f"\n{how}"
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

    def password(self, patience: float = PATIENCE, *, table: str = "smtp") -> str | None:
        """Return the first line that the configured command prints; None without a command.

        `table` is the table of the configuration that has the command. Raises CpconfError (exit 1)
        where it gives no password.
        """
        if self.password_command is None:
            return None
        return printed_password(
            self.password_command, of="the mail server", table=table, patience=patience
        )


def _text(smtp: Mapping[str, str | int], key: str) -> str | None:
    if key not in smtp:
        return None
    text = str(smtp[key])
    if not text.isascii() or not text.isprintable():
        raise UsageFault(f"[smtp] {key} must have plain characters only")
    return text
