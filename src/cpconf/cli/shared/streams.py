"""Standard output and standard error, for the case that a reader leaves or a disk is full.

A failing output never stops a command in the middle of its work: the error is kept, and
`refuse_lost` raises it at the end where a report that somebody wanted was lost.
"""

import contextlib
import errno
import os
import sys
from typing import Any, Final, TextIO, cast

from cpconf.errors import CpconfError

_LEFT: Final = frozenset({errno.EPIPE, errno.EINVAL})
"""The error numbers that mean that nobody reads any more."""


class Output:
    """An output that goes on after an error; `lost` is the first error."""

    def __init__(self, stream: TextIO | None) -> None:
        """Take the stream, or None where the program was started without one."""
        self._stream = stream
        self.lost: OSError | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        """Return any other attribute of the stream."""
        return getattr(self._stream, name)

    @property
    def reader_left(self) -> bool:
        """Whether the reader closed the output, as in `cpconf status | head`."""
        return self.lost is not None and self.lost.errno in _LEFT

    @property
    def is_there(self) -> bool:
        """Whether the program was started with it."""
        return self._stream is not None

    def isatty(self) -> bool:
        """Tell whether it is a terminal."""
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        """Write text, or keep the error."""
        if self._stream is None:
            self._lose(OSError(errno.EBADF, os.strerror(errno.EBADF)))
            return len(text)
        try:
            return self._stream.write(text)
        except OSError as error:
            self._lose(error)
        return len(text)

    def flush(self) -> None:
        """Flush the stream, or keep the error."""
        try:
            if self._stream is not None:
                self._stream.flush()
        except OSError as error:
            self._lose(error)

    def _lose(self, error: OSError) -> None:
        self.lost = self.lost or error
        if self._stream is not None:
            # Discards what is still in the stream's buffer.
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._stream.fileno())
                os.close(nowhere)


def take_over() -> None:
    """Replace standard output and standard error with `Output`."""
    sys.stdout = cast("TextIO", Output(sys.stdout))
    sys.stderr = cast("TextIO", Output(sys.stderr))


def lost(stream: TextIO | None) -> OSError | None:
    """Return the first error of an output, or None."""
    output = cast("object", stream)
    return output.lost if isinstance(output, Output) else None


def refuse_lost(*, kept: bool) -> None:
    """Raise CpconfError where the report could not be written, and somebody wanted it.

    Nobody wanted it where the reader has left, or where a command that `kept` its work in the store
    was started without an output.
    """
    if not isinstance(output := cast("object", sys.stdout), Output):
        return
    output.flush()
    if output.lost is None or output.reader_left or (kept and not output.is_there):
        return
    raise CpconfError(
        f"the report cannot be written: {output.lost.strerror}; what the command changed is kept"
    ) from output.lost
