"""Rich's console for a terminal, with every setting given, so that Rich detects nothing itself.

Imported only where there is a terminal: JSON, pipes and silent runs start without Rich.
"""

from typing import TextIO

from rich.console import Console
from rich.segment import Segment, Segments
from rich.style import Style

from cpconf.render.drawing.page import Page
from cpconf.render.drawing.terminal import Terminal


class TerminalConsole(Console):
    """Rich's console, which leaves a closed pipe to the caller."""

    def __init__(self, stream: TextIO, terminal: Terminal, *, record: bool = False) -> None:
        self._spelt = terminal.spelt
        super().__init__(
            file=stream,
            width=terminal.width,
            color_system="standard" if terminal.coloured else None,
            force_terminal=terminal.coloured or terminal.live,
            force_interactive=terminal.live,
            force_jupyter=False,
            no_color=False,
            legacy_windows=None if terminal.coloured else False,
            markup=False,
            emoji=False,
            highlight=False,
            record=record,
            _environ={},
        )

    @property
    def encoding(self) -> str:
        """The encoding by which Rich chooses a bar's characters: ASCII where symbols are spelt."""
        return "ascii" if self._spelt else super().encoding

    def on_broken_pipe(self) -> None:
        """Raise the BrokenPipeError again; Rich would end the program with exit code 1."""
        raise  # noqa: PLE0704 - called while the error is handled

    def print_page(self, page: Page) -> None:
        """Print all of a page in one go, its lines as they are."""
        segments = [
            Segment(text, Style.parse(ink) if ink else None)
            for line in page.lines
            for text, ink in (*line, ("\n", None))
        ]
        self.print(Segments(segments), crop=False, soft_wrap=True, end="")
