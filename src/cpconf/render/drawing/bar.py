"""A progress bar on standard error. Importing this imports Rich's progress display."""

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
    """Show a bar for one long piece of work; takes a stage and how much of it is done, 0 to 1.

    While that is 0, the bar moves to and fro.
    """
    with Progress(console=TerminalConsole(stream, terminal), transient=True) as progress:
        shown: dict[str, TaskID] = {}

        def show(stage: str, done: float) -> None:
            if stage not in shown:
                # Rich cannot unset the total of a task, so each stage is a new task.
                while shown:
                    progress.remove_task(shown.popitem()[1])
                shown[stage] = progress.add_task(escape(stage), total=None)
            progress.update(shown[stage], completed=done, total=1.0 if done else None)

        yield show


def track(
    iterable: Iterable[T], total: int, label: str, *, stream: TextIO, terminal: Terminal
) -> Iterator[T]:
    """Yield the same items, with a bar that disappears when they are done."""
    with Progress(console=TerminalConsole(stream, terminal), transient=True) as progress:
        yield from progress.track(iterable, total=total, description=escape(label))
