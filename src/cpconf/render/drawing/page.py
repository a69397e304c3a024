"""A page: the lines of one report, laid out for a width before they are printed.

All text is made safe here, so that no screen can forget it. Tables are not Rich's, which are slow
for thousands of rows.
"""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.safe import clean, plain
from cpconf.render.drawing.wrapping import measure, wrap

Run = tuple[str, Ink | None]
"""A piece of text with one ink."""
Line = list[Run]

_CELL_LINES = 4
_PARAGRAPH_LINES = 40
_LEAST_COLUMN = 8
_LEAST_LABELLED = 10
_BLANK: Run = ("", None)


class Page:
    """The lines of one report; `spelt` and `encoding` say what its stream can show."""

    def __init__(
        self, width: int, *, spelt: bool = False, encoding: str = "utf-8", live: bool = False
    ) -> None:
        """Make an empty page with lines of `width` cells, `live` for a person at a terminal."""
        self.width = width
        self._live = live
        self.lines: list[Line] = []
        self._spelt = spelt
        self._encoding = encoding

    def text(self) -> str:
        """Return the page without ink, with a line break after each line."""
        return "".join("".join(run[0] for run in line) + "\n" for line in self.lines)

    def fit(self, text: str) -> str:
        """Return the text made safe, in characters that the stream can show."""
        safe = clean(text)
        return plain(safe, self._encoding) if self._spelt else safe

    def cut(self, text: str, width: int) -> str:
        """Return the beginning of a text, as much as fits into one line of that width."""
        return wrap(self.fit(text), width, 1)[0]

    def blank(self) -> None:
        """Write an empty line, unless the last line is empty or the page is."""
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def write(
        self, text: str, ink: Ink | None = None, *, indent: int = 0, hang: int | None = None
    ) -> None:
        """Write a paragraph, wrapped; lines after the first are indented by `hang`."""
        later = indent if hang is None else hang
        room = self.width - max(indent, later)
        for index, part in enumerate(wrap(self.fit(text), room, _PARAGRAPH_LINES)):
            self.lines.append([(" " * (later if index else indent), None), (part, ink)])

    def say(self, text: str) -> None:
        """Write one line, unbroken, so that it can be copied and piped."""
        self.lines.append([(self.fit(text), None)])

    def record(self, text: str) -> None:
        """Write one line of a list: unbroken for a script, wrapped for a person."""
        if self._live:
            self.write(text, hang=4)
        else:
            self.say(text)

    def heading(self, text: str) -> None:
        """Write a heading with a rule beside it, after an empty line."""
        self.blank()
        shown = self.cut(text, self.width)
        rule = self.fit("─") * max(0, self.width - measure(shown) - 1)
        self.lines.append(
            [(shown, Ink.STRONG), (" ", None), (rule, Ink.FAINT)] if rule else [(shown, Ink.STRONG)]
        )

    def pair(self, left: Run, right: Run, *, indent: int = 0) -> None:
        """Write two pieces at the ends of a line, or one below the other where they do not fit."""
        first, last = self.fit(left[0]), self.fit(right[0])
        room = self.width - indent - measure(first) - measure(last)
        if room < 2:
            self.write(left[0], left[1], indent=indent)
            self.write(right[0], right[1], indent=indent)
        else:
            self.lines.append(
                [(" " * indent, None), (first, left[1]), (" " * room, None), (last, right[1])]
            )

    def flow(
        self, runs: Iterable[Run], *, indent: int = 0, hang: int | None = None, gap: str = " · "
    ) -> None:
        """Write pieces one after the other, each on the next line where it no longer fits.

        Lines after the first are indented by `hang`.
        """
        later = indent if hang is None else hang
        lines = self.flowed(runs, self.width - max(indent, later), gap=gap)
        self.lines += indented(lines[:1], indent)
        self.lines += indented(lines[1:], later)

    def flowed(self, runs: Iterable[Run], width: int, *, gap: str = " · ") -> list[Line]:
        """Return the lines of `flow`, without writing them."""
        between = self.fit(gap)
        lines: list[Line] = []
        used = 0
        for text, ink in runs:
            parts = wrap(self.fit(text), width, _CELL_LINES)
            size = measure(parts[0])
            if lines and used + len(between) + size <= width and len(parts) == 1:
                lines[-1] += [(between, Ink.FAINT), (parts[0], ink)]
                used += len(between) + size
            else:
                lines += [[(part, ink)] for part in parts]
                used = measure(parts[-1])
        return lines

    def labelled(
        self, label: str, runs: Iterable[Run], *, indent: int = 0, column: int = 14
    ) -> None:
        """Write a label and pieces as in `flow`, from cell `column` on; nothing without pieces."""
        lines = self.flowed(runs, max(_LEAST_LABELLED, self.width - column))
        if lines:
            margined = f"{' ' * indent}{self.fit(label)}"
            lines[0] = [(f"{margined:<{column}}", Ink.FAINT), *lines[0]]
        self.lines += lines[:1] + indented(lines[1:], column)

    def columns(
        self, cells: Sequence[Run], widths: Sequence[int], *, indent: int = 0, gap: int = 2
    ) -> None:
        """Write a row of a table; a long cell is wrapped in its column."""
        self.lines += indented(self.row(cells, widths, gap=gap), indent)

    def row(self, cells: Sequence[Run], widths: Sequence[int], *, gap: int = 2) -> list[Line]:
        """Return the lines of `columns`, without writing them or spaces at their ends."""
        wrapped = [
            [(part, ink) for part in wrap(self.fit(text), width, _CELL_LINES)]
            for (text, ink), width in zip(cells, widths, strict=True)
        ]
        lines = []
        for parts in zip_longest(*wrapped, fillvalue=_BLANK):
            line: Line = []
            owed = 0
            for (text, ink), width in zip(parts, widths, strict=True):
                if text:
                    line += [(" " * owed, None), (text, ink)] if owed else [(text, ink)]
                    owed = width - measure(text) + gap
                else:
                    owed += width + gap
            lines.append(line)
        return lines


def beside(left: Sequence[Line], right: Sequence[Line], width: int) -> list[Line]:
    """Join two blocks of lines side by side, the left one `width` cells wide."""
    lines: list[Line] = []
    for first, rest in zip_longest(left, right, fillvalue=()):
        used = sum(measure(text) for text, _ in first)
        lines.append([*first, (" " * (width - used), None), *rest] if rest else list(first))
    return lines


def indented(lines: Iterable[Line], indent: int) -> list[Line]:
    """Return the lines moved to the right by `indent` cells."""
    margin = (" " * indent, None)
    return [[margin, *line] if line and indent else line for line in lines]


def widths_of(rows: Iterable[Sequence[Run]], room: int, *, gap: int = 2) -> list[int]:
    """Return the width that each column needs; shrinks the widest until all fit into `room`."""
    widths = [
        max([1, *map(measure, {text for text, _ in column})]) for column in zip(*rows, strict=True)
    ]
    room -= gap * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _LEAST_COLUMN:
        widest = max(widths)
        second = max([w for w in widths if w < widest], default=_LEAST_COLUMN)
        spare = sum(widths) - room
        each = -(-spare // widths.count(widest))
        lower = max(_LEAST_COLUMN, widest - each, min(second, widest - 1))
        widths = [lower if width == widest else width for width in widths]
    return widths
