"""Reasons why a mail server cannot be used, in our own words: the server's are never repeated."""

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
"""OpenSSL's verdicts (x509_vfy.h) in words; any other means a certificate that is not trusted."""

_CAUSES: Final[Sequence[tuple[tuple[type[BaseException], ...], str]]] = (
    ((TooMuch,), "the mail server says more than a mail server has to say"),
    ((ssl.SSLError,), "no secure connection to the mail server could be made"),
    ((TimeoutError,), "the mail server does not answer"),
    ((socket.gaierror, UnicodeError), "the mail server's name is not known"),
    ((ConnectionResetError, BrokenPipeError), CLOSED),
)
"""Failures by the type of error, the most specific first."""


def why(error: BaseException, *, closed: type[BaseException] | None = None) -> str:
    """Return a failure in words; `closed` is the library's error for a closed connection."""
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
    """Yield the errors that came before an error, such as the system's before the library's."""
    while error.__context__ is not None:
        error = error.__context__
        yield error
