"""What large documents leave of a process's memory, once it is free again."""

import contextlib
import ctypes
import sys
from typing import Final

_M_MMAP_THRESHOLD: Final = -3  # mallopt(3)
_LARGE: Final = 1 << 20


def give_back_at_once() -> None:
    """Have blocks of a megabyte and more given back to the system as soon as they are free.

    The libraries that copy a picture grow their room for it step by step. By its own rule glibc
    keeps some 60 MB of these steps, on top of what a large document takes anyway.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
