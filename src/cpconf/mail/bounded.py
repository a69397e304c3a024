"""Reading from a mail server with limits: a number of bytes, and a time.

The standard library starts its timeout again for each byte, and keeps everything it gets. A broken
or hostile server could hold up a run for ever, or fill the memory with lines that never end.
"""

import io
import socket
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer


class TooMuch(OSError):
    """The server sent more than is allowed."""


class Bounded(io.RawIOBase):
    """The incoming side of a connection; `allow` sets how much may come next, and how long."""

    def __init__(self, connection: socket.socket) -> None:
        super().__init__()
        self._connection = connection
        self._left = 0
        self._until = 0.0

    def allow(self, *, most: int, seconds: float) -> None:
        """Allow `most` bytes from now on, within this many seconds in all."""
        self._left, self._until = most, time.monotonic() + seconds

    def extend(self, *, most: int, seconds: float) -> None:
        """Allow more bytes and seconds, for example for a message that the server announced."""
        self._left += most
        self._until += seconds

    def readable(self) -> bool:
        """Return True: io.BufferedReader requires it."""
        return True

    def readinto(self, buffer: "Buffer") -> int:
        """Read what has come, and return how many bytes. Raises TimeoutError and TooMuch."""
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
