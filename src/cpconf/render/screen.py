"""The console of every command: reports on standard output, talk on standard error."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, TextIO, TypeVar

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed, FiledTask
from cpconf.core.conferences.standing import StandingNotice
from cpconf.core.dates.calendar import WorkingCalendar
from cpconf.core.words import ConferenceType, Format, Role
from cpconf.render.conferences.noticeboard import write_changes, write_notices
from cpconf.render.conferences.outstanding import write_outstanding
from cpconf.render.conferences.record import write_facts, write_people
from cpconf.render.conferences.suggestions import write_slots
from cpconf.render.conferences.timeline import write_timeline
from cpconf.render.conferences.why_screen import write_explanation
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.json_text import dump
from cpconf.render.drawing.meter import Meter
from cpconf.render.drawing.page import Page, Run
from cpconf.render.drawing.terminal import Terminal
from cpconf.render.procedures.screens import (
    write_coverage,
    write_faults,
    write_procedure,
    write_procedures,
)

if TYPE_CHECKING:
    # Only names: what these bring with them would slow `status` down.
    from cpconf.core.conferences.changes import Change
    from cpconf.core.conferences.explanation import Explanation
    from cpconf.core.conferences.notices import Notice
    from cpconf.core.conferences.slots import Slot
    from cpconf.core.procedures.procedure import Procedure
    from cpconf.procedures.cover import Coverage
    from cpconf.procedures.fault import Fault

T = TypeVar("T")


class Screen:
    """The console, made of the two streams and the environment that are handed in."""

    def __init__(
        self,
        stdout: TextIO,
        stderr: TextIO,
        environ: Mapping[str, str],
        *,
        width: int | None = None,
    ) -> None:
        """Look at both streams; `width` in cells comes before what they say themselves."""
        self._stdout, self._stderr = stdout, stderr
        self._report = Terminal.of(stdout, environ, width)
        self._talk = Terminal.of(stderr, environ, width)
        self._reported = False

    @property
    def width(self) -> int:
        """The cells of a line on standard output."""
        return self._report.width

    def show_timeline(
        self,
        filed: Filed,
        calendar: WorkingCalendar,
        now: dt.datetime,
        *,
        include_all: bool = False,
        role: Role | None = None,
        notices: Sequence[StandingNotice] = (),
    ) -> None:
        """`status REF`: one conference from its first task to its last; `now` is London's clock."""
        page = self._page()
        write_timeline(
            page, filed, calendar, now, include_all=include_all, role=role, notices=notices
        )
        self._print(page)

    def show_outstanding(
        self,
        tasks: Sequence[FiledTask],
        calendar: WorkingCalendar,
        now: dt.datetime,
        *,
        conferences: int,
        notices: Sequence[StandingNotice] = (),
    ) -> None:
        """`status`: everything that somebody still has to do, the most urgent first."""
        page = self._page()
        write_outstanding(page, tasks, calendar, now, conferences=conferences, notices=notices)
        self._print(page)

    def show_notices(self, notices: Sequence["Notice"]) -> None:
        """What there is to know about a booking."""
        page = self._page()
        write_notices(page, notices)
        self._print(page)

    def show_changes(
        self, changes: Sequence["Change"], close: dt.time, *, year: int | None = None
    ) -> None:
        """The dates that move, old and new; `close` is the close of business."""
        page = self._page()
        write_changes(page, changes, close, year=year)
        self._print(page)

    def show_explanation(self, explanation: "Explanation", close: dt.time) -> None:
        """`explain`: why a date is what it is, counted day by day."""
        page = self._page()
        write_explanation(page, explanation, close)
        self._print(page)

    def show_facts(self, filed: Filed) -> None:
        """`fact REF`: the facts as questions, with their answers."""
        page = self._page()
        write_facts(page, filed)
        self._print(page)

    def show_people(self, people: Sequence[Person]) -> None:
        """`person list`: the one screen that shows names."""
        page = self._page()
        write_people(page, people)
        self._print(page)

    def show_procedures(self, procedures: Sequence["Procedure"]) -> None:
        """`procedure list`."""
        page = self._page()
        write_procedures(page, procedures)
        self._print(page)

    def show_procedure(
        self,
        procedure: "Procedure",
        type_: ConferenceType | None = None,
        format_: Format | None = None,
    ) -> None:
        """`procedure show`: its limits, tasks and rules, for one type or format where given."""
        page = self._page()
        write_procedure(page, procedure, type_, format_)
        self._print(page)

    def show_faults(self, faults: "Sequence[Fault]") -> None:
        """`procedure check`: one fault a line, as `FILE:LINE: what`."""
        page = self._page()
        write_faults(page, faults)
        self._print(page)

    def show_coverage(self, coverage: "Coverage") -> None:
        """`procedure cover`: every clause of a document, and where the procedure has it."""
        page = self._page()
        write_coverage(page, coverage)
        self._print(page)

    def show_slots(self, slots: Sequence["Slot"]) -> None:
        """`suggest`: the starts that would do, best first."""
        page = self._page()
        write_slots(page, slots)
        self._print(page)

    def show(self, write: "Callable[[Page], None]") -> None:
        """A report that is written by a function of its own."""
        page = self._page()
        write(page)
        self._print(page)

    def say(self, text: str) -> None:
        """One line on standard output, never broken, so that it can be copied and piped."""
        self._line([(text, None)], self._stdout, self._report)

    def tell(self, text: str) -> None:
        """A message on standard error; where it has several lines, the later ones are indented."""
        first, *rest = text.split("\n")
        self._line([(first, None)], self._stderr, self._talk)
        for line in rest:
            self._line([("  ", None), (line, None)], self._stderr, self._talk)

    def warn(self, text: str) -> None:
        """A warning on standard error."""
        self._line([("warning: ", Ink.WARNING), (text, None)], self._stderr, self._talk)

    def progress(self, iterable: Iterable[T], total: int, label: str) -> Iterator[T]:
        """The same items, with a bar on standard error while they pass, if that is a terminal."""
        if not self._talk.live:
            yield from iterable
            return
        from cpconf.render.drawing.bar import track  # noqa: PLC0415 - brings Rich's progress display

        described = _blank_page(self._talk).fit(label)
        yield from track(iterable, total, described, stream=self._stderr, terminal=self._talk)

    @contextmanager
    def meter(
        self, stage: str = "working", *, waited: float = 0.0
    ) -> Iterator["Callable[[str, float], None] | None"]:
        """What shows how far a long piece of work is, on standard error, if that is a terminal.

        It takes the stage and how much of it is done, from 0 to 1. It comes once the pieces that
        one command waits for have taken a second; `waited` says how long this one goes on already.
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

    def print_json(self, document: Mapping[str, object]) -> None:
        """One JSON document on standard output, in ASCII where the stream is not UTF-8."""
        self._stdout.write(dump(document, ascii_only=not self._report.is_utf8))
        self._stdout.flush()

    def _page(self) -> Page:
        return _blank_page(self._report)

    def _print(self, page: Page) -> None:
        if self._reported:
            page.lines.insert(0, [])
        self._reported = True
        _print_page(page, self._stdout, self._report)

    def _line(self, runs: Sequence[Run], stream: TextIO, terminal: Terminal) -> None:
        page = _blank_page(terminal)
        page.lines.append([(page.fit(text), ink) for text, ink in runs])
        _print_page(page, stream, terminal)


def _blank_page(terminal: Terminal) -> Page:
    return Page(terminal.width, spelt=terminal.spelt, encoding=terminal.encoding)


def _print_page(page: Page, stream: TextIO, terminal: Terminal) -> None:
    """Print a page in one go. Raises BrokenPipeError when nobody reads any more."""
    if not terminal.coloured and not terminal.live:
        stream.write(page.text())
        stream.flush()
        return
    from cpconf.render.drawing.console import TerminalConsole  # noqa: PLC0415 - brings Rich

    TerminalConsole(stream, terminal).print_page(page)
