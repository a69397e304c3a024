"""The two outputs as a command sees them: readers may leave, and disks may be full.

Nothing that goes wrong with an output stops a command, which may be in the middle of its work: it
is noted, and `refuse_lost` says at the end whether a report went missing that somebody waits for.
"""

import contextlib
import errno
import os
import sys
from typing import Any, Final, TextIO, cast

from cpconf.errors import CpconfError

_LEFT: Final = frozenset({errno.EPIPE, errno.EINVAL})
"""How a system says that nobody reads any more."""


class Output:
    """An output that outlives its reader; `lost` is the first thing that went wrong with it."""

    def __init__(self, stream: TextIO | None) -> None:
        """Take the stream, or None where the program was started without one."""
        self._stream = stream
        self.lost: OSError | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the stream has
        """Everything else is the stream's own."""
        return getattr(self._stream, name)

    @property
    def reader_left(self) -> bool:
        """Whether whoever read has read enough, as in `cpconf status | head`."""
        return self.lost is not None and self.lost.errno in _LEFT

    @property
    def is_there(self) -> bool:
        """Whether the program was started with it."""
        return self._stream is not None

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._stream is not None and self._stream.isatty()

    def write(self, text: str) -> int:
        """Write text, or note that it cannot be written."""
        if self._stream is None:
            self._lose(OSError(errno.EBADF, os.strerror(errno.EBADF)))
            return len(text)
        try:
            return self._stream.write(text)
        except OSError as error:
            self._lose(error)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written, or note that it cannot be."""
        try:
            if self._stream is not None:
                self._stream.flush()
        except OSError as error:
            self._lose(error)

    def _lose(self, error: OSError) -> None:
        self.lost = self.lost or error
        if self._stream is not None:
            # What is still in the stream goes nowhere, and takes no further notice.
            with contextlib.suppress(OSError, ValueError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, self._stream.fileno())
                os.close(nowhere)


def take_over() -> None:
    """Put `Output` in the place of both outputs."""
    sys.stdout = cast("TextIO", Output(sys.stdout))
    sys.stderr = cast("TextIO", Output(sys.stderr))


def lost(stream: TextIO | None) -> OSError | None:
    """What went wrong with an output, or None."""
    output = cast("object", stream)
    return output.lost if isinstance(output, Output) else None


def refuse_lost(*, kept: bool) -> None:
    """Raise CpconfError where the report could not be written, and somebody wanted it.

    Nobody does where the reader has left, or where a command that `kept` its work was started
    without an output.
    """
    if not isinstance(output := cast("object", sys.stdout), Output):
        return
    output.flush()
    if output.lost is None or output.reader_left or (kept and not output.is_there):
        return
    raise CpconfError(
        f"the report cannot be written: {output.lost.strerror}; what the command was to keep is "
        "kept"
    ) from output.lost
