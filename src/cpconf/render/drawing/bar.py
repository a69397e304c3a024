"""A bar for what takes long, on standard error; it brings Rich's progress display with it."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO, TypeVar

from rich.markup import escape
from rich.progress import Progress, TaskID

from cpconf.render.drawing.console import TerminalConsole
from cpconf.render.drawing.terminal import Terminal

T = TypeVar("T")


@contextmanager
def drawn(*, stream: TextIO, terminal: Terminal) -> Iterator[Callable[[str, float], None]]:
    """A bar for one long piece of work: it takes the stage, and how much of it is done, 0 to 1.

    As long as nothing is known to be done of a stage, it moves to and fro.
    """
    with Progress(console=TerminalConsole(stream, terminal), transient=True) as progress:
        shown: dict[str, TaskID] = {}

        def show(stage: str, done: float) -> None:
            if stage not in shown:
                # What Rich knows the length of, it does not forget again: each stage is a new one.
                while shown:
                    progress.remove_task(shown.popitem()[1])
                shown[stage] = progress.add_task(escape(stage), total=None)
            progress.update(shown[stage], completed=done, total=1.0 if done else None)

        yield show


def track(
    iterable: Iterable[T], total: int, label: str, *, stream: TextIO, terminal: Terminal
) -> Iterator[T]:
    """The same items, with a bar while they pass; the bar goes when they are done."""
    with Progress(console=TerminalConsole(stream, terminal), transient=True) as progress:
        yield from progress.track(iterable, total=total, description=escape(label))
