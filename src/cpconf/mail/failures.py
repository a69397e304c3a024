"""Why a mail server cannot be spoken to, in a few words of our own: nothing that it said itself."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from typing import Final

from cpconf.mail.bounded import TooMuch

CLOSED: Final = "the mail server closed the connection"

_CERTIFICATE: Final = {
    9: "is not valid yet",
    10: "has expired",
    62: "is for another name",
    64: "is for another name",
}
"""What OpenSSL's verdicts mean (x509_vfy.h); every other one is a certificate not to be trusted."""

_CAUSES: Final[Sequence[tuple[tuple[type[BaseException], ...], str]]] = (
    ((TooMuch,), "the mail server says more than a mail server has to say"),
    ((ssl.SSLError,), "no secure connection to the mail server could be made"),
    ((TimeoutError,), "the mail server does not answer"),
    ((socket.gaierror, UnicodeError), "the mail server's name is not known"),
    ((ConnectionResetError, BrokenPipeError), CLOSED),
)
"""Failures by their type, the most telling first."""


def why(error: BaseException, *, closed: type[BaseException] | None = None) -> str:
    """What a failure says about the server; `closed` is what a library raises where it hung up."""
    causes = [error, *_contexts(error)]
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            what = _CERTIFICATE.get(cause.verify_code, "is not trusted")
            return f"the mail server's certificate {what}"
    for kinds, what in _CAUSES:
        if any(isinstance(cause, kinds) for cause in causes):
            return what
    if closed is not None and any(isinstance(cause, closed) for cause in causes):
        return CLOSED
    return "the mail server cannot be reached"


def _contexts(error: BaseException) -> Iterator[BaseException]:
    """What a library was told by the system before it put it in its own words."""
    while error.__context__ is not None:
        error = error.__context__
        yield error
