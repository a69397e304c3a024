"""The documentation's commands as PowerShell takes them, and what it would take otherwise.

Most commands are the same in both: words in single quotes, and no sign outside quotes that means
something in one of the two. What differs is a line that goes on in the next, a variable that is
set, and the exit code.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_KNOWN: Final = ("cpconf", "python", "cat", "mkdir", "cd", "pipx", "uv")
"""What both shells have, with the same words after it."""

_QUOTED = re.compile(r"'[^']*'")
_SPECIAL = re.compile(r"[,;(){}$`<>|&\"]|(?<!\S)@|(?<!\S)#(?! leaves with \d)")
"""What means something outside quotes, in one of the two shells at least."""


class ShellOnly(Exception):
    """A command that has to be written by hand for PowerShell."""


def in_powershell(commands: Sequence[str]) -> list[str]:
    """The lines of the commands in PowerShell; none where they are the same in both.

    Raises ShellOnly for what this does not know.
    """
    lines: list[str] = []
    for command in commands:
        lines += _translated(command).split("\n")
    return lines if lines != [line for command in commands for line in command.split("\n")] else []


def _translated(command: str) -> str:
    program = command.split(maxsplit=1)[0]
    if command == "echo $?":
        return "echo $LASTEXITCODE"
    if program == "export":
        return "\n".join(_set(each) for each in command.split()[1:])
    if program not in _KNOWN:
        raise ShellOnly(
            f"after {program!r}, say 'In [PowerShell](…):' and what does the same there"
        )
    for fault in alike(command):
        raise ShellOnly(f"{fault}: {command!r}")
    return re.sub(r"\\$", "`", command, flags=re.MULTILINE)


def _set(assignment: str) -> str:
    name, _, value = assignment.partition("=")
    return f'$env:{name} = "{value}"'


def alike(command: str) -> Iterator[str]:
    """What in a command the two shells read differently, line ends aside."""
    bare = _QUOTED.sub("", re.sub(r"\\$", "", command, flags=re.MULTILINE))
    if "''" in command:
        yield "PowerShell loses an empty word"
    if re.search(r"\w='", command):
        yield "single quotes go round the whole word"
    if any('"' in words for words in _QUOTED.findall(command)):
        yield "PowerShell loses double quotes within single ones"
    if found := _SPECIAL.search(bare):
        yield f"{found[0]!r} is outside single quotes"


def unlike(script: str) -> Iterator[str]:
    """What in a PowerShell block is the shell's way."""
    for line in script.splitlines():
        if line.endswith("\\"):
            yield f"a line goes on after a backtick, not a backslash: {line!r}"
        if re.search(r"`\s+$", line):
            yield f"nothing may stand after the backtick: {line!r}"
        if re.match(r"\s*(export|source|sudo)\b|\w+=\S", line) or "$?" in line:
            yield f"that is the shell's: {line!r}"
        if re.match(r"cpconf\b", line) and re.search(r"(?<=\w),\S", _QUOTED.sub("", line)):
            yield f"a comma outside quotes makes a list: {line!r}"
    if script.rstrip("\n").endswith("`"):
        yield "the last line goes on in none"
