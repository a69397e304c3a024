"""Opening a message or an attachment on the disk: a plain file, at which nothing waits."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


def opened(path: Path, *, follow: bool = False) -> BinaryIO:
    """A file to be read; unless `follow`, not one that a link leads to.

    Another program may have put the link there, or a pipe, which would be waited at for ever.
    Raises OSError, for what is no plain file too.
    """
    how = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    if not follow:
        how |= getattr(os, "O_NOFOLLOW", 0)
    file = os.fdopen(os.open(path, how), "rb")
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "it is not a plain file")
    return file
