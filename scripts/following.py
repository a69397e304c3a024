"""The pages that a reader can follow, from the setting of a store to the last command.

What somebody who follows a page does is read from its Markdown, and from nothing else:

- a paragraph that says "save", with links to files of `examples/` whose text is a name in code:
  save them under these names;
- a `toml` or `csv` block after a sentence that ends in "Write `NAME`:" (or "Add to `NAME`:"): write
  that file, or add to it. Any words may stand between; the last name in code is the file's;
- an `sh` block: type it. A `console` block: type what stands after `$ `, and see the rest;
- a `sql` block: ask the store, and see the block that follows;
- after `<!-- in a second window -->`: the same, in a window that stays open until the next one;
- after `<!-- not run: REASON -->`: nothing.

A line `…` stands for lines that are left out: as many lines are shown before it and after it as
there were. Beside commands that PowerShell writes otherwise stands a `powershell` block, which is
made too (`scripts.powershell`).
"""

import contextlib
import posixpath
import re
import socket
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, Self, assert_never, cast

from cogapp.cogapp import CogError  # type: ignore[import-untyped]

from scripts.powershell import ShellOnly, in_powershell
from scripts.session import PORT, ROOT, Session, split

LEFT_OUT: Final = "…"
STORE: Final = "\nexport CPCONF_STORE="
"""What the first commands of a page that can be followed begin with."""

_EXAMPLE = re.compile(r"\[`([^`]+)`\]\(((?:\.\./)*examples/[^)]+)\)")
_FILE = re.compile(r"\b(Write|Add)\b(?:(?!\b(?:Write|Add)\b).)*`([\w./-]+\.\w+)`:$")
_NOT_RUN = re.compile(r"<!-- not run: (.+) -->")
_SECOND_WINDOW: Final = "<!-- in a second window -->"
_IN_POWERSHELL: Final = "docs/reference/commands-in-powershell.md"


def followed() -> list[Path]:
    """The pages that can be followed: README.md, and all of docs that say how to begin."""
    pages = sorted(ROOT.glob("docs/**/*.md"))
    return [ROOT / "README.md", *(page for page in pages if STORE in page.read_text("utf-8"))]


class PageFault(Exception):
    """What is wrong with a page, in a sentence, and in which line."""

    def __init__(self, line: int, what: str) -> None:
        """Keep both."""
        super().__init__(what)
        self.line = line


@dataclass(frozen=True)
class Save:
    """Save a file of the examples."""

    line: int
    name: str
    origin: Path


@dataclass(frozen=True)
class Write:
    """Write a file, or add to it."""

    line: int
    name: str
    text: str
    adds: bool


@dataclass(frozen=True)
class Command:
    """Type a command, and see `shown`; None where the page shows nothing of it."""

    line: int
    typed: str
    shown: tuple[str, ...] | None


@dataclass(frozen=True)
class Type:
    """Give the commands of a block; `elsewhere` in the second window."""

    line: int
    block: "Block"
    commands: tuple[Command, ...]
    elsewhere: bool


@dataclass(frozen=True)
class Query:
    """Ask the store, and see the answer, a table."""

    line: int
    statement: str
    answer: "Block"


Step = Save | Write | Type | Query


@dataclass(frozen=True)
class Block:
    """A fenced block: the lines between `first` and `last`, counted from 0, are its text."""

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
        """The page of a file."""
        return cls.of(path, path.read_text("utf-8"))

    @classmethod
    def of(cls, path: Path, text: str) -> "Guide":
        """The page with that text; its links are from `path`."""
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
        """What stands above PowerShell's commands, with the line that opens their block."""
        inside = self.path.is_relative_to(ROOT)
        folder = self.path.parent.relative_to(ROOT).as_posix() if inside else "."
        link = posixpath.relpath(_IN_POWERSHELL, folder)
        return ["", f"In [PowerShell]({link}):", "", "```powershell"]

    def steps(self) -> Iterator[Step]:
        """What a reader does, in order. Raises PageFault for a block that does not say what."""
        found: list[Step] = [*self.saved]
        answer: Block | None = None
        following = [*self.blocks[1:], None]
        for block, after in zip(self.blocks, following, strict=True):
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
                        block.line, f"nobody checks a {kind} block: say <!-- not run: REASON -->"
                    )
        yield from sorted(found, key=lambda step: step.line)


def _saved(paragraph: str, line: int, path: Path) -> Iterator[Save]:
    """The files that a paragraph asks to be saved."""
    if re.search(r"\bsave\b", paragraph, re.IGNORECASE):
        for name, target in _EXAMPLE.findall(paragraph):
            yield Save(line, name, (path.parent / target).resolve())


def _commands(block: Block, lines: Sequence[str]) -> Iterator[Command]:
    """The commands of a block, each with what is shown of it."""
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
    """What was said, with as much left out of it as the page leaves out."""
    if LEFT_OUT not in shown:
        return list(said)
    head = shown.index(LEFT_OUT)
    tail = len(shown) - head - 1
    if len(said) <= head + tail + 1:
        return list(said)
    return [*said[:head], LEFT_OUT, *said[len(said) - tail :]]


def perform(guide: Guide, desk: Session) -> str:
    """The page with what the program says now, as somebody at that desk would see it.

    Raises PageFault where a command leaves otherwise than the page says, or something is amiss.
    """
    made: dict[int, list[str]] = {}
    with SecondWindow(desk.folder, desk.variables) as window:
        for step in guide.steps():
            try:
                match step:
                    case Save():
                        save(step, desk.folder)
                    case Write():
                        write(step, desk.folder, window.port)
                    case Query():
                        store = desk.folder / desk.variables["CPCONF_STORE"]
                        made[step.answer.first] = ask(store, step.statement)
                    case Type(elsewhere=True):
                        window.open(step)
                    case Type():
                        shown = _typed(step, desk, window.port)
                        if step.block.kind == "console":
                            made[step.block.first] = shown
                    case _:
                        assert_never(step)
            except PageFault:
                raise
            except Exception as fault:
                raise PageFault(step.line, f"{type(fault).__name__}: {fault}") from fault
    return "\n".join(_rewritten(guide, made))


def _typed(step: Type, desk: Session, port: str) -> list[str]:
    """Give the commands of a block; its lines, as they are now."""
    shown: list[str] = []
    following = [*(command.typed for command in step.commands[1:]), ""]
    for command, after in zip(step.commands, following, strict=True):
        try:
            said = desk.judged(command.typed.replace(PORT, port), after)
        except CogError as fault:
            raise PageFault(command.line, str(fault)) from None
        shown.append(f"$ {command.typed}")
        shown += shortened([line.replace(port, PORT) for line in said], command.shown or ())
    return "\n".join(shown).split("\n")


def _rewritten(guide: Guide, made: dict[int, list[str]]) -> Iterator[str]:
    """The lines of the page with the blocks that were made, and with PowerShell's beside them."""
    at = 0
    for block in guide.blocks:
        if block.first < at:
            continue  # PowerShell's, of the block before
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


def write(step: Write, folder: Path, port: str) -> None:
    """Write the file into the folder, or add to it."""
    file = folder / step.name
    before = file.read_text("utf-8") + "\n" if step.adds else ""
    file.write_text(before + step.text.replace(PORT, port), "utf-8", newline="\n")


def ask(store: Path, statement: str) -> list[str]:
    """What the store answers, as the lines of a table."""
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
    """Where a program goes on running while the reader types in the first window."""

    def __init__(self, folder: Path, variables: Mapping[str, str]) -> None:
        """Nothing runs yet. `port` is where the practice mail server is to listen."""
        self._folder, self._variables = folder, variables
        self._running: subprocess.Popen[str] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = str(free.getsockname()[1])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop what runs."""
        if self._running is not None:
            self._running.terminate()
            self._running.communicate()

    def open(self, step: Type) -> None:
        """Stop what runs, and start this, until it says what the page shows."""
        self.close()
        (command,) = step.commands
        self._running = subprocess.Popen(
            ["bash", "-c", f"exec {command.typed.replace(PORT, self.port)}"],
            cwd=self._folder,
            env=self._variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for shown in command.shown or ():
            said = cast("IO[str]", self._running.stdout).readline().rstrip("\n")
            if said.replace(self.port, PORT) != shown:
                raise PageFault(command.line, f"the command says {said!r}")
