"""A bar for what takes long, on standard error."""

from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

from rich.markup import escape
from rich.progress import Progress

from cpconf.render.console import TerminalConsole
from cpconf.render.terminal import Terminal

T = TypeVar("T")


def track(
    iterable: Iterable[T], total: int, label: str, *, stream: TextIO, terminal: Terminal
) -> Iterator[T]:
    """The same items, with a bar while they pass; the bar goes when they are done."""
    with Progress(console=TerminalConsole(stream, terminal), transient=True) as progress:
        yield from progress.track(iterable, total=total, description=escape(label))
