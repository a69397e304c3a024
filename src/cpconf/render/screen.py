"""The console of every command: reports on standard output, messages on standard error."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import TextIO, TypeVar

from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.json_text import Report, dump
from cpconf.render.drawing.meter import Meter
from cpconf.render.drawing.page import Page
from cpconf.render.drawing.terminal import Terminal

T = TypeVar("T")


class Screen:
    """The console, made from two streams and the environment."""

    def __init__(
        self,
        stdout: TextIO,
        stderr: TextIO,
        environ: Mapping[str, str],
        *,
        width: int | None = None,
    ) -> None:
        """Find out what both streams can show; `width` in cells overrides their own."""
        self._stdout, self._stderr = stdout, stderr
        self._report = Terminal.of(stdout, environ, width)
        self._talk = Terminal.of(stderr, environ, width)
        self._reported = False

    @property
    def width(self) -> int:
        """The cells of a line on standard output."""
        return self._report.width

    def show(self, write: Callable[[Page], None]) -> None:
        """Print the page that `write` fills."""
        page = self._page()
        write(page)
        self._print(page)

    def say(self, text: str) -> None:
        """Print one unbroken line on standard output, so that it can be copied and piped."""
        page = self._page()
        page.say(text)
        _print_page(page, self._stdout, self._report)

    def tell(self, text: str) -> None:
        """Print a message on standard error; lines after the first are indented."""
        self._talk_all(text)

    def warn(self, text: str) -> None:
        """Print a warning on standard error; lines after the first are indented."""
        self._talk_all(text, lead="warning: ")

    def progress(self, iterable: Iterable[T], total: int, label: str) -> Iterator[T]:
        """Yield the same items, with a bar on standard error if that is a terminal."""
        if not self._talk.live:
            yield from iterable
            return
        from cpconf.render.drawing.bar import track  # noqa: PLC0415 - brings Rich's progress display

        described = _blank_page(self._talk).fit(label)
        yield from track(iterable, total, described, stream=self._stderr, terminal=self._talk)

    @contextmanager
    def meter(
        self, stage: str = "working", *, waited: float = 0.0
    ) -> Iterator[Callable[[str, float], None] | None]:
        """Show how far a long piece of work is, on standard error, if that is a terminal.

        Gives a function that takes the stage and how much of it is done, from 0 to 1. The bar
        appears once a command has worked for a second; this work has gone on for `waited` seconds.
        """
        if not self._talk.live:
            yield None
            return
        self._meter.begin(stage, waited=waited)
        try:
            yield self._meter.show
        finally:
            self._meter.end()

    @cached_property
    def _meter(self) -> Meter:
        def draw() -> AbstractContextManager[Callable[[str, float], None]]:
            from cpconf.render.drawing.bar import drawn  # noqa: PLC0415 - brings Rich's progress display

            return drawn(stream=self._stderr, terminal=self._talk)

        return Meter(draw)

    def print_json(self, report: Report) -> None:
        """Print one JSON document on standard output, in ASCII where the stream is not UTF-8."""
        self._stdout.write(dump(report, ascii_only=not self._report.is_utf8))
        self._stdout.flush()

    def _page(self) -> Page:
        return _blank_page(self._report)

    def _print(self, page: Page) -> None:
        if self._reported:
            page.lines.insert(0, [])
        self._reported = True
        _print_page(page, self._stdout, self._report)

    def _talk_all(self, text: str, *, lead: str = "") -> None:
        first, *rest = text.split("\n")
        self._talk_lines(first, lead=lead)
        for line in rest:
            self._talk_lines(line, indent="  ")

    def _talk_lines(self, text: str, *, lead: str = "", indent: str = "") -> None:
        """Print a line on standard error, wrapped on a terminal; `lead` is "warning: " or empty."""
        page = _blank_page(self._talk)
        first, *later = self._talk.message(lead + page.fit(text), less=len(indent))
        page.lines = [
            [(indent, None), (first[: len(lead)], Ink.WARNING), (first[len(lead) :], None)],
        ]
        page.lines += [[(indent + line, None)] for line in later]
        _print_page(page, self._stderr, self._talk)


def _blank_page(terminal: Terminal) -> Page:
    return Page(
        terminal.width, spelt=terminal.spelt, encoding=terminal.encoding, live=terminal.live
    )


def _print_page(page: Page, stream: TextIO, terminal: Terminal) -> None:
    """Print a page at once. Raises BrokenPipeError where nobody reads any more."""
    if not terminal.coloured and not terminal.live:
        stream.write(page.text())
        stream.flush()
        return
    from cpconf.render.drawing.console import TerminalConsole  # noqa: PLC0415 - brings Rich

    TerminalConsole(stream, terminal).print_page(page)
