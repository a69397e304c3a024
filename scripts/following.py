"""Following a page of the documentation as a reader would, from naming a store to the end.

The steps are read from the page's Markdown, and from nothing else:

- a paragraph with "save", and links to files of `examples/` whose text is a name in code: save them
  under these names;
- a `toml` or `csv` block after a sentence that ends in "Write `NAME`:" (or "Add to `NAME`:"): write
  that file, or add to it. Other words may come between; the last name in code is the file's;
- an `sh` block: type it. A `console` block: type what follows `$ `, and see the rest;
- a `sql` block: query the store, and see the block that follows;
- after `<!-- in a second window -->`: the same, in a window that stays open until the next one;
- after `<!-- not run: REASON -->`: nothing.

A line `…` means that lines are left out; the numbers of lines before and after it stay the same.
After commands that differ in PowerShell comes a `powershell` block, which is made too
(`scripts.powershell`).
"""

import contextlib
import posixpath
import re
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import IO, Final, Self, assert_never, cast

from cogapp.cogapp import CogError  # type: ignore[import-untyped]

from scripts.powershell import ShellOnly, in_powershell
from scripts.servers import Servers
from scripts.session import ROOT, Session, split

LEFT_OUT: Final = "…"
STORE: Final = "\nexport CPCONF_STORE="
"""The line that a page must have to be followed: it names the store."""

_EXAMPLE = re.compile(r"\[`([^`]+)`\]\(((?:\.\./)*examples/[^)]+)\)")
_FILE = re.compile(r"\b(Write|Add)\b(?:(?!\b(?:Write|Add)\b).)*`([\w./-]+\.\w+)`:$")
_NOT_RUN = re.compile(r"<!-- not run: (.+) -->")
_SECOND_WINDOW: Final = "<!-- in a second window -->"
_IN_POWERSHELL: Final = "docs/reference/commands-in-powershell.md"


def followed() -> list[Path]:
    """Return the pages that can be followed: README.md, and the pages of docs with `STORE`."""
    pages = sorted(ROOT.glob("docs/**/*.md"))
    return [ROOT / "README.md", *(page for page in pages if STORE in page.read_text("utf-8"))]


class PageFault(Exception):
    """A fault of a page: a sentence, and the line."""

    def __init__(self, line: int, what: str) -> None:
        """Keep the line and the sentence."""
        super().__init__(what)
        self.line = line


@dataclass(frozen=True)
class Save:
    """A step: save a file of the examples."""

    line: int
    name: str
    origin: Path


@dataclass(frozen=True)
class Write:
    """A step: write a file, or add to it."""

    line: int
    name: str
    text: str
    adds: bool


@dataclass(frozen=True)
class Command:
    """A command to type, and the output that the page shows; None if it shows none."""

    line: int
    typed: str
    shown: tuple[str, ...] | None


@dataclass(frozen=True)
class Type:
    """A step: type the commands of a block; `elsewhere` means in the second window."""

    line: int
    block: "Block"
    commands: tuple[Command, ...]
    elsewhere: bool


@dataclass(frozen=True)
class Query:
    """A step: query the store, and see the answer, a table."""

    line: int
    statement: str
    answer: "Block"


Step = Save | Write | Type | Query


@dataclass(frozen=True)
class Block:
    """A fenced block; its text is the lines from `first` up to `last`, counted from 0."""

    kind: str
    first: int
    last: int
    lead: str
    """The paragraph before it."""
    marks: tuple[str, ...] = ()
    """The comments before it."""

    @property
    def line(self) -> int:
        """The line of its fence, counted from 1."""
        return self.first


@dataclass
class Guide:
    """A page that can be followed, its blocks and its steps."""

    path: Path
    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    saved: list[Save] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "Guide":
        """Read a page from a file."""
        return cls.of(path, path.read_text("utf-8"))

    @classmethod
    def of(cls, path: Path, text: str) -> "Guide":
        """Read a page from a text; links are relative to `path`."""
        guide = cls(path, text.split("\n"))
        paragraph: list[str] = []
        marks: list[str] = []
        number = 0
        while number < len(guide.lines):
            line = guide.lines[number]
            if line.startswith("```"):
                last = guide.lines.index("```", number + 1)
                lead = " ".join(paragraph)
                guide.blocks.append(Block(line[3:], number + 1, last, lead, tuple(marks)))
                paragraph, marks, number = [], [], last
            elif line.startswith("<!--"):
                marks.append(line)
            elif line:
                if not guide.lines[number - 1]:
                    paragraph, marks = [], []
                paragraph.append(line)
                if not guide.lines[number + 1]:
                    guide.saved += _saved(" ".join(paragraph), number + 1, path)
            number += 1
        return guide

    @property
    def beside(self) -> list[str]:
        """The lines before PowerShell's commands, up to the one that opens their block."""
        inside = self.path.is_relative_to(ROOT)
        folder = self.path.parent.relative_to(ROOT).as_posix() if inside else "."
        link = posixpath.relpath(_IN_POWERSHELL, folder)
        return ["", f"In [PowerShell]({link}):", "", "```powershell"]

    def steps(self) -> Iterator[Step]:
        """Yield the reader's steps, in order. Raises PageFault for a block with no clear step."""
        found: list[Step] = [*self.saved]
        answer: Block | None = None
        for block, after in zip_longest(self.blocks, self.blocks[1:]):
            if (
                block == answer
                or block.kind == "powershell"
                or any(_NOT_RUN.fullmatch(mark) for mark in block.marks)
            ):
                continue
            text = "\n".join(self.lines[block.first : block.last])
            match block.kind:
                case "toml" | "csv" | "ini":
                    named = _FILE.search(block.lead)
                    if not named:
                        raise PageFault(
                            block.line,
                            "the sentence before a file must end in 'Write `NAME`:' or 'Add to "
                            "`NAME`:'; or say <!-- not run: REASON -->",
                        )
                    adds = named[1] == "Add"
                    found.append(Write(block.line, named[2], text + "\n", adds))
                case "sh" | "console":
                    commands = tuple(_commands(block, self.lines))
                    elsewhere = _SECOND_WINDOW in block.marks
                    found.append(Type(block.line, block, commands, elsewhere))
                case "sql":
                    if after is None or after.kind != "text":
                        raise PageFault(block.line, "a text block with the answer must follow")
                    found.append(Query(block.line, text, answer := after))
                case kind:
                    raise PageFault(
                        block.line, f"a {kind} block is not checked: add <!-- not run: REASON -->"
                    )
        yield from sorted(found, key=lambda step: step.line)


def _saved(paragraph: str, line: int, path: Path) -> Iterator[Save]:
    """Yield the files that a paragraph asks the reader to save."""
    if re.search(r"\bsave\b", paragraph, re.IGNORECASE):
        for name, target in _EXAMPLE.findall(paragraph):
            yield Save(line, name, (path.parent / target).resolve())


def _commands(block: Block, lines: Sequence[str]) -> Iterator[Command]:
    """Yield the commands of a block, each with the output shown for it."""
    if block.kind == "sh":
        text = "\n".join(lines[block.first : block.last])
        number = block.first + 1
        for typed in split(text):
            if typed:
                yield Command(number, typed, None)
            number += typed.count("\n") + 1
        return
    number = block.first
    while number < block.last:
        if not lines[number].startswith("$ "):
            raise PageFault(number + 1, "a console block begins with a command, after '$ '")
        start, typed = number, lines[number][2:]
        while typed.endswith("\\"):
            number += 1
            typed += "\n" + lines[number]
        number += 1
        shown = []
        while number < block.last and not lines[number].startswith("$ "):
            shown.append(lines[number])
            number += 1
        yield Command(start + 1, typed, tuple(shown))


def shortened(said: Sequence[str], shown: Sequence[str]) -> list[str]:
    """Return a command's output, shortened where the page shortens it."""
    if LEFT_OUT not in shown:
        return list(said)
    head = shown.index(LEFT_OUT)
    tail = len(shown) - head - 1
    if len(said) <= head + tail + 1:
        return list(said)
    return [*said[:head], LEFT_OUT, *said[len(said) - tail :]]


def perform(guide: Guide, desk: Session) -> str:
    """Return the page with the program's present output, as seen in that session.

    Raises PageFault where a command exits with another code than the page says, or a step fails.
    """
    made: dict[int, list[str]] = {}
    servers = Servers("\n".join(guide.lines))
    with SecondWindow(desk.folder, desk.variables, servers) as window:
        for step in guide.steps():
            try:
                match step:
                    case Save():
                        save(step, desk.folder)
                    case Write():
                        write(step, desk.folder, servers)
                    case Query():
                        store = desk.folder / desk.variables["CPCONF_STORE"]
                        made[step.answer.first] = ask(store, step.statement)
                    case Type(elsewhere=True):
                        window.open(step)
                    case Type():
                        shown = _typed(step, desk, servers)
                        if step.block.kind == "console":
                            made[step.block.first] = shown
                    case _:
                        assert_never(step)
            except PageFault:
                raise
            except Exception as fault:
                raise PageFault(step.line, f"{type(fault).__name__}: {fault}") from fault
    return "\n".join(_rewritten(guide, made))


def _typed(step: Type, desk: Session, servers: Servers) -> list[str]:
    """Run the commands of a block, and return its lines as they are now."""
    shown: list[str] = []
    following = [*(command.typed for command in step.commands[1:]), ""]
    for command, after in zip(step.commands, following, strict=True):
        try:
            said = desk.judged(servers.here(command.typed), after)
        except CogError as fault:
            raise PageFault(command.line, str(fault)) from None
        shown.append(f"$ {command.typed}")
        shown += shortened([servers.there(line) for line in said], command.shown or ())
    return "\n".join(shown).split("\n")


def _rewritten(guide: Guide, made: dict[int, list[str]]) -> Iterator[str]:
    """Yield the lines of the page with the new blocks, and PowerShell's blocks after them."""
    at = 0
    for block in guide.blocks:
        if block.first < at:
            continue  # the PowerShell block of the block before
        yield from guide.lines[at : block.first]
        yield from made.get(block.first, guide.lines[block.first : block.last])
        yield "```"
        at = block.last + 1
        if block.kind in ("sh", "console"):
            inside = at + len(guide.beside)
            there = guide.lines[at:inside] == guide.beside
            end = guide.lines.index("```", inside) + 1 if there else at
            commands = _commands(block, guide.lines)
            try:
                beside = in_powershell([command.typed for command in commands])
            except ShellOnly as fault:
                if not there:
                    raise PageFault(block.line, str(fault)) from None
                beside = guide.lines[inside : end - 1]
            if beside:
                yield from (*guide.beside, *beside, "```")
            at = end
    yield from guide.lines[at:]


def save(step: Save, folder: Path) -> None:
    """Save a file of the examples in the folder."""
    file = folder / step.name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(step.origin.read_bytes())


def write(step: Write, folder: Path, servers: Servers) -> None:
    """Write the file into the folder, or add to it."""
    file = folder / step.name
    before = file.read_text("utf-8") + "\n" if step.adds else ""
    file.write_text(before + servers.here(step.text), "utf-8", newline="\n")


def ask(store: Path, statement: str) -> list[str]:
    """Return the store's answer to a query, as the lines of a table."""
    with contextlib.closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute(statement)
        header = [name for name, *_ in found.description]
        rows = [["" if cell is None else str(cell) for cell in row] for row in found]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [header, *rows]
    ]


class SecondWindow:
    """A window where a program keeps running while the reader types in the first one."""

    def __init__(self, folder: Path, variables: Mapping[str, str], servers: Servers) -> None:
        """Run nothing yet."""
        self._folder, self._variables, self._servers = folder, variables, servers
        self._running: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop the running program."""
        if self._running is not None:
            self._running.terminate()
            self._running.communicate()

    def open(self, step: Type) -> None:
        """Stop the running program, start this one, and wait for the output that the page shows."""
        self.close()
        (command,) = step.commands
        self._running = subprocess.Popen(
            ["bash", "-c", f"exec {self._servers.here(command.typed)}"],
            cwd=self._folder,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for shown in command.shown or ():
            said = cast("IO[str]", self._running.stdout).readline().rstrip("\n")
            if self._servers.there(said) != shown:
                raise PageFault(command.line, f"the command says {said!r}")
