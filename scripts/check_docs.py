"""Check the documentation: links, reachability, and whether it covers everything.

    python scripts/check_docs.py

Prints a line for each fault, and exits with 1 if there is one.
`python -m scripts.documentation --check` checks that the screens are those of the program.
"""

import ast
import builtins
import re
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from cpconf.config import KEYS  # noqa: E402 - `scripts` can be imported only from here on
from scripts.following import followed  # noqa: E402
from scripts.powershell import unlike  # noqa: E402
from scripts.reference import every_command  # noqa: E402

_FENCE = re.compile(r"^ {0,3}(```|~~~)")
_LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
_HEADING = re.compile(r"^#{1,6} +(.*?)#* *$")
_CODE = re.compile(r"`[^`]*`")
"""Code may continue on the next line, and so may the words of a link."""

_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_VARIABLE = re.compile(r"\bCPCONF_[A-Z_]+\b")


def _blanked(code: re.Match[str]) -> str:
    return "\n" * code[0].count("\n")


class Page:
    """One Markdown file: its links, its headings and its blocks of code."""

    def __init__(self, path: Path) -> None:
        """Read the file."""
        self.path = path
        self.text = path.read_text("utf-8")

    @property
    def name(self) -> str:
        """The page's path in the project."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """The page's lines with their numbers, without blocks of code and comments."""
        lines, fenced, comment = [], False, False
        for number, line in enumerate(self.text.splitlines(), start=1):
            if _FENCE.match(line) and not comment:
                fenced = not fenced
            elif not fenced:
                comment = comment or "<!--" in line
                if not comment:
                    lines.append((number, line))
                if "-->" in line:
                    comment = False
        return lines

    @cached_property
    def links(self) -> list[tuple[int, str]]:
        """The targets of the page's links, each with the line where the link ends."""
        numbers = [number for number, _ in self.prose]
        text = _CODE.sub(_blanked, "\n".join(line for _, line in self.prose))
        return [
            (numbers[text[: found.end()].count("\n")], found[1]) for found in _LINK.finditer(text)
        ]

    @cached_property
    def anchors(self) -> set[str]:
        """The page's headings in the form that links use."""
        found: set[str] = set()
        for _, line in self.prose:
            if heading := _HEADING.match(line):
                words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[1])
                slug = re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")
                repeated = sum(
                    re.fullmatch(rf"{re.escape(slug)}(-\d+)?", a) is not None for a in found
                )
                found.add(f"{slug}-{repeated}" if repeated else slug)
        return found

    def blocks(self, kind: str) -> Iterator[tuple[int, str]]:
        """Yield the blocks of code of a kind, each with the line of its fence."""
        for found in re.finditer(rf"^```{kind}\n(.*?)^```$", self.text, re.DOTALL | re.MULTILINE):
            yield self.text[: found.start()].count("\n") + 1, found[1]

    def commands(self) -> Iterator[tuple[int, str]]:
        """Yield the commands of cpconf, as typed, in text and in blocks, each with its line."""
        for number, line in self.prose:
            for code in re.findall(r"`(cpconf [^`]+)`", line):
                yield number, code
        prompts = {"console": r"\$ ", "text": r"\$ ", "sh": "", "powershell": ""}
        for kind, prompt in prompts.items():
            typed = re.compile(rf"^{prompt}(cpconf (?:.*[\\`]\n)*.*)", re.MULTILINE)
            for number, block in self.blocks(kind):
                for found in typed.finditer(block):
                    yield number + block[: found.start()].count("\n") + 1, found[1]

    def generators(self) -> Iterator[tuple[int, ast.Module]]:
        """Yield the code that cog runs, each piece with the line where it begins."""
        for found in re.finditer(r"\[\[\[cog\n(.*?)\]\]\]", self.text, re.DOTALL):
            yield self.text[: found.start()].count("\n") + 1, ast.parse(found[1])

    def loose_screens(self) -> Iterator[int]:
        """Yield the lines of console blocks that no cog block makes and so nothing checks."""
        generated = False
        for number, line in enumerate(self.text.splitlines(), start=1):
            if "[[[cog" in line:
                generated = True
            elif "[[[end]]]" in line:
                generated = False
            elif line.startswith("```console") and not generated:
                yield number


def pages() -> dict[Path, Page]:
    """Return every page of the documentation, by path."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]
    return {file: Page(file) for file in sorted(files)}


def broken_links(known: dict[Path, Page]) -> Iterator[str]:
    """Yield links to files or headings that do not exist."""
    for page in known.values():
        for number, link in page.links:
            if _OUTSIDE.match(link):
                continue
            name, _, anchor = link.partition("#")
            target = (page.path.parent / name).resolve() if name else page.path
            if not target.exists():
                yield f"{page.name}:{number}: {name} does not exist"
            elif anchor and (target not in known or anchor not in known[target].anchors):
                yield f"{page.name}:{number}: {name or 'the page'} has no heading #{anchor}"


def unreachable(known: dict[Path, Page]) -> Iterator[str]:
    """Yield pages under docs that cannot be reached from the index."""
    waiting, seen = [ROOT / "docs" / "index.md"], set()
    while waiting:
        path = waiting.pop()
        if path in seen or path not in known:
            continue
        seen.add(path)
        for _, link in known[path].links:
            waiting.append((path.parent / link.partition("#")[0]).resolve())
    for path, page in known.items():
        if path.is_relative_to(ROOT / "docs") and path not in seen:
            yield f"{page.name}: no link leads here from docs/index.md"


def loose_screens(known: dict[Path, Page]) -> Iterator[str]:
    """Yield screens that nothing keeps current: no cog block, and the page is not followed."""
    for path, page in known.items():
        if path not in followed():
            for number in page.loose_screens():
                yield f"{page.name}:{number}: a console block that cog does not make"


def shared_names(known: dict[Path, Page]) -> Iterator[str]:
    """Yield names in a cog block that neither it nor the first block of the page defines.

    The blocks of docs/reference/json.md are exempt: they build upon one another.
    """
    for path, page in known.items():
        first: set[str] = set()
        for number, block in page.generators() if path.name != "json.md" else ():
            names = [node for node in ast.walk(block) if isinstance(node, ast.Name)]
            given = {name.id for name in names if isinstance(name.ctx, ast.Store)}
            for node in ast.walk(block):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    given |= {alias.asname or alias.name for alias in node.names}
            used = {name.id for name in names} - given - first - {"cog", *dir(builtins)}
            for name in sorted(used):
                yield f"{page.name}:{number}: {name} comes from a block in between"
            first = first or given


def foreign_shells(known: dict[Path, Page]) -> Iterator[str]:
    """Yield what PowerShell would not accept in blocks for PowerShell."""
    for page in known.values():
        for number, block in page.blocks("powershell"):
            for fault in unlike(block):
                yield f"{page.name}:{number}: {fault}"


def unfinished_guides(known: dict[Path, Page]) -> Iterator[str]:
    """Yield how-to guides that cannot be followed, or whose last section is not a check."""
    for path, page in known.items():
        if page.path.parent.name == "how-to":
            if path not in followed() or "\n## Before you start\n" not in page.text:
                yield f"{page.name}: a how-to guide says what to type under 'Before you start'"
            headings = [line for _, line in page.prose if line.startswith("## ")]
            if not headings or not headings[-1].startswith("## Check"):
                yield f"{page.name}: a how-to guide ends with a section called Check"


def untrue_commands(known: dict[Path, Page]) -> Iterator[str]:
    """Yield commands and options in pages, in text or in blocks, that do not exist.

    The changelog and decision records may name removed ones.
    """
    commands = dict(every_command())
    for page in known.values():
        if page.path.name == "CHANGELOG.md" or page.path.parent.name == "adr":
            continue
        for number, typed in page.commands():
            words = re.sub(r"\\\n|--store \S+", " ", typed).split()
            bare = [word for word in words if not word.startswith("-")]
            path = next((p for n in (3, 2, 1) if (p := " ".join(bare[:n])) in commands), "")
            if path in ("", "cpconf") and len(bare) > 1 and bare[1].islower():
                yield f"{page.name}:{number}: there is no command {' '.join(bare[:2])}"
                continue
            allowed = {*commands[path], *commands["cpconf"], "--help"}
            for option in (word.partition("=")[0] for word in words if word.startswith("--")):
                if option not in allowed:
                    yield f"{page.name}:{number}: {path} has no {option}"


def unsaid_commands(known: dict[Path, Page]) -> Iterator[str]:
    """Yield commands that no guide shows, and options that are not documented."""
    reference = _text(known, "reference")
    guides = _text(known, "tutorial", "how-to")
    for command, options in every_command():
        if f"{command} --help" not in reference:
            yield f"docs/reference/commands.md: nothing about {command}"
        if not re.search(rf"\$ {re.escape(command)}\b", guides):
            yield f"docs: no tutorial or how-to guide shows {command}"
        for option in options:
            if option.startswith("-") and not re.search(rf"{option}(?![\w-])", reference + guides):
                yield f"docs: nothing about {command} {option}"


def unsaid_settings(known: dict[Path, Page]) -> Iterator[str]:
    """Yield configuration keys and environment variables that are not documented."""
    reference = _text(known, "reference")
    variables = {
        variable
        for file in ROOT.glob("src/**/*.py")
        for variable in _VARIABLE.findall(file.read_text("utf-8"))
    }
    keys = {key for table, keys in KEYS.items() for key in (table, *keys)}
    for name in sorted(variables | keys):
        if not re.search(rf"`\W*{name}\W*`", reference):
            yield f"docs/reference: nothing about {name}"


def _text(known: dict[Path, Page], *folders: str) -> str:
    """Return the text of all pages in some folders of docs."""
    chosen = (p.text for path, p in known.items() if path.parent.name in folders)
    return "\n".join(chosen)


def main() -> int:
    """Run all checks, and return the exit code."""
    known = pages()
    checks = (
        broken_links,
        unreachable,
        loose_screens,
        shared_names,
        foreign_shells,
        unfinished_guides,
        untrue_commands,
        unsaid_commands,
        unsaid_settings,
    )
    faults = [fault for check in checks for fault in check(known)]
    for fault in faults:
        print(fault)
    print(f"{len(known)} pages checked, {len(faults)} faults found")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
