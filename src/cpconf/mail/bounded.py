"""What a mail server says, read within bounds: so many bytes, by such a time, and no more.

A library waits anew for each byte, and keeps whatever comes. A server that is broken, or hostile,
could hold a run for ever with a byte now and then, or fill the memory with lines without end.
"""

import io
import socket
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer


class TooMuch(OSError):
    """That a server says more than there can be to say."""


class Bounded(io.RawIOBase):
    """The incoming side of a connection; `allow` says how much may come next, and until when."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._connection = connection
        self._left = 0
        self._until = 0.0

    def allow(self, *, most: int, seconds: float) -> None:
        """Let that many bytes come from now on, within so many seconds in all."""
        self._left, self._until = most, time.monotonic() + seconds

    def extend(self, *, most: int, seconds: float) -> None:
        """Let so much more come, and wait so much longer, as for a message that was told of."""
        self._left += most
        self._until += seconds

    def readable(self) -> bool:
        """It is read from."""
        return True

    def readinto(self, buffer: "Buffer") -> int:
        """What has come. Raises TimeoutError and TooMuch."""
        if self._left <= 0:
            raise TooMuch("more than was allowed")
        seconds = self._until - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        usual = self._connection.gettimeout()
        self._connection.settimeout(seconds if usual is None else min(seconds, usual))
        try:
            came = self._connection.recv_into(memoryview(buffer).cast("B"))
        finally:
            self._connection.settimeout(usual)
        self._left -= came
        return came
