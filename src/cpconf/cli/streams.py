"""Standard output as a command sees it: readers may leave, and disks may be full."""

import errno
import os
import sys
from typing import Any, TextIO, cast

from cpconf.errors import CpconfError


class Output:
    """Standard output that outlives its reader.

    A reader who has gone (`cpconf status | head`) is no error: what is left is not shown to anyone.
    Any other failure says that the report, not the command, went wrong.
    """

    def __init__(self, stream: TextIO | None) -> None:
        """Take the stream, or None where the program was started without one."""
        self._stream = stream
        self.reader_left = stream is None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        """Everything else is the stream's own."""
        return getattr(self._stream, name)

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        """Write text. Raises CpconfError where it cannot be written."""
        if self._stream is None:
            return self._lost(OSError(errno.EBADF, os.strerror(errno.EBADF)), len(text))
        try:
            return self._stream.write(text)
        except OSError as error:
            return self._lost(error, len(text))

    def flush(self) -> None:
        """Hand on what was written. Raises CpconfError where it cannot be."""
        try:
            if self._stream is not None:
                self._stream.flush()
        except OSError as error:
            self._lost(error, 0)

    def _lost(self, error: OSError, length: int) -> int:
        self.reader_left = error.errno in {errno.EPIPE, errno.EINVAL}
        if self._stream is not None:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        if self.reader_left:
            return length
        msg = (
            f"the report cannot be written: {error.strerror}; what the command was to keep is kept"
        )
        raise CpconfError(msg) from error


def take_over() -> None:
    """Put `Output` in the place of standard output."""
    sys.stdout = cast("TextIO", Output(sys.stdout))
