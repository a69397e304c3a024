"""Memory that large documents used, given back to the system."""

import contextlib
import ctypes
import sys
from typing import Final

_M_MMAP_THRESHOLD: Final = -3  # mallopt(3)
_LARGE: Final = 1 << 20


def give_back_at_once() -> None:
    """Make glibc give blocks of 1 MB and more back to the system as soon as they are free.

    The libraries that copy a picture enlarge its buffer step by step. By default glibc keeps about
    60 MB of the earlier buffers.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):  # another C library
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
