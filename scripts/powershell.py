"""Translating the documentation's commands to PowerShell, and finding what it reads differently.

Most commands are the same in both shells: words in single quotes, and no special signs outside
quotes. Three things differ: continued lines, setting a variable, and the exit code.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

_KNOWN: Final = ("cpconf", "python", "cat", "mkdir", "cd", "pipx", "uv")
"""Programs that both shells have, with the same arguments."""

_QUOTED = re.compile(r"'[^']*'")
_SPECIAL = re.compile(r"[,;(){}$`<>|&\"]|(?<!\S)@|(?<!\S)#(?! leaves with \d)")
"""Signs with a special meaning outside quotes, in at least one of the two shells."""


class ShellOnly(Exception):
    """A command that must be written by hand for PowerShell."""


def in_powershell(commands: Sequence[str]) -> list[str]:
    """Return the lines of the commands in PowerShell; none if they are the same in both.

    Raises ShellOnly for a command that cannot be translated.
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
        raise ShellOnly(f"after {program!r}, write 'In [PowerShell](…):' and the command there")
    for fault in alike(command):
        raise ShellOnly(f"{fault}: {command!r}")
    return re.sub(r"\\$", "`", command, flags=re.MULTILINE)


def _set(assignment: str) -> str:
    name, _, value = assignment.partition("=")
    return f'$env:{name} = "{value}"'


def alike(command: str) -> Iterator[str]:
    """Yield what the two shells read differently in a command, line ends aside."""
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
    """Yield what is not PowerShell in a PowerShell block."""
    for line in script.splitlines():
        if line.endswith("\\"):
            yield f"a line is continued by a backtick, not a backslash: {line!r}"
        if re.search(r"`\s+$", line):
            yield f"a space follows the backtick: {line!r}"
        if re.match(r"\s*(export|source|sudo)\b|\w+=\S", line) or "$?" in line:
            yield f"this works only in a POSIX shell: {line!r}"
        if re.match(r"cpconf\b", line) and re.search(r"(?<=\w),\S", _QUOTED.sub("", line)):
            yield f"a comma outside quotes makes a list: {line!r}"
    if script.rstrip("\n").endswith("`"):
        yield "the last line ends in a backtick"
