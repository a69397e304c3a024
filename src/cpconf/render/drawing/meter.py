"""A progress bar that appears once a command has worked for a second.

Until then nothing is drawn, and Rich is not imported: most work is done sooner.
"""

import contextlib
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from contextlib import AbstractContextManager


PATIENCE: Final = 1.0
"""Seconds of work after which a bar is shown."""

Show = Callable[[str, float], None]
"""Takes a stage in words, and how much of it is done, from 0 to 1; 0 where that is not known."""


class Meter:
    """The progress of one command's work, shown by a bar that `draw` makes.

    The work may have several parts, with a question and no bar between them. Seconds waited in one
    part count in the next.
    """

    def __init__(self, draw: "Callable[[], AbstractContextManager[Show]]") -> None:
        self._draw = draw
        self._waited = 0.0
        self._lock = threading.Lock()
        self._bar: AbstractContextManager[Show] | None = None
        self._show: Show | None = None
        self._said = ("", 0.0)
        self._timer = threading.Timer(0.0, self._appear)
        self._begun = 0.0

    def begin(self, stage: str, *, waited: float) -> None:
        """Begin a part of the work, which has been going on for `waited` seconds already."""
        self._begun = time.monotonic() - waited
        self._said = (stage, 0.0)
        left = PATIENCE - self._waited - waited
        self._timer = threading.Timer(max(0.0, left), self._appear)
        self._timer.daemon = True
        self._timer.start()

    def show(self, stage: str, done: float) -> None:
        """Record how far the work is, and show it on the bar if there is one."""
        with self._lock:
            self._said = (stage, done)
            if self._show is not None:
                self._show(stage, done)

    def end(self) -> None:
        """End the part, and remove its bar."""
        self._timer.cancel()
        self._waited += time.monotonic() - self._begun
        with self._lock:
            self._begun = 0.0
            bar, self._bar, self._show = self._bar, None, None
            if bar is not None:
                bar.__exit__(None, None, None)

    def _appear(self) -> None:
        # The work goes on where the bar cannot be drawn.
        with self._lock, contextlib.suppress(OSError, ValueError):
            if self._begun:  # the part may just have ended
                bar = self._draw()
                self._show = bar.__enter__()
                self._bar = bar
                self._show(*self._said)
