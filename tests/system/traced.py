"""The program under strace: what it writes and where, what it opens, and what it starts."""

import re
import shutil
import subprocess
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.system.desk import PROGRAM, Desk, bounded

_WRITING: Final = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg")
_OPENING: Final = ("open", "openat", "openat2", "creat")
_STARTING: Final = ("execve", "execveat")
_UNHEARD: Final = (
    *("sendfile", "copy_file_range", "splice", "tee", "vmsplice", "sendmmsg", "process_vm_writev"),
    *("memfd_create", "symlink", "symlinkat", "io_uring_setup", "io_setup", "ptrace"),
)
"""Ways to write past the calls that are looked at here; the program is to use none of them."""

_NAMING: Final = ("link", "linkat", "rename", "renameat", "renameat2")
_MAPPING: Final = ("mmap", "pwritev2")
_CALL: Final = re.compile(r"\d+ +(\w+)\((.*)")
_WRITTEN: Final = re.compile(r"\d+<(.*?)>, (.*)")
_OPENED: Final = re.compile(r'(?:[\w-]+<(.*?)>, )?"((?:[^"\\]|\\.)*)", (.*)')
_STRING: Final = re.compile(r'"((?:[^"\\]|\\.)*)"(\.\.\.)?')
_LONGEST: Final = 1 << 20


@dataclass
class Trace:
    """What a command did; `code` is what it left with."""

    code: int
    said: bytes = b""
    """What it wrote to standard output and standard error."""
    written: dict[str, bytes] = field(default_factory=lambda: defaultdict(bytes))
    """What was written to each file, pipe or socket, by whichever process."""
    opened: set[Path] = field(default_factory=set)
    """Every file that was opened to be written."""
    started: list[bytes] = field(default_factory=list)
    """The arguments and the environment of each program that was started; its own come first."""
    named: list[str] = field(default_factory=list)
    """The last name of each file that was given another."""

    @property
    def to_files(self) -> dict[Path, bytes]:
        """What was written to files; not what went through pipes from one process to another."""
        return {Path(name): text for name, text in self.written.items() if name.startswith("/")}


def traced(
    desk: Desk,
    *arguments: str | Path,
    program: Sequence[str] = PROGRAM,
    stdin: str = "",
    limit: int = 0,
) -> Trace:
    """Run a command line and look on; `limit` is the size in kilobytes that no file may pass."""
    report = desk.folder.with_name("trace")
    said = {name: desk.folder.with_name(name) for name in ("stdout", "stderr")}
    calls = (*_WRITING, *_OPENING, *_STARTING, *_UNHEARD, *_NAMING, *_MAPPING)
    strace = ["strace", "-f", "--seccomp-bpf", "-y", "-v", "-s", str(_LONGEST), "-o", str(report)]
    # A call that this kernel or this machine does not know is none to look for: hence "?".
    strace += ["-e", "trace=" + ",".join(f"?{call}" for call in calls), "-e", "signal=none"]
    with said["stdout"].open("wb") as out, said["stderr"].open("wb") as err:
        done = subprocess.run(
            [*strace, *bounded(limit), *program, *arguments],
            input=stdin.encode(),
            stdout=out,
            stderr=err,
            check=False,
            cwd=desk.folder,
            env=desk.environ,
        )
    lines = report.read_text(encoding="ascii").splitlines()
    report.unlink()
    trace = _read(lines, done.returncode)
    for path in said.values():
        trace.said += path.read_bytes()
        trace.written.pop(str(path), None)
        path.unlink()
    return trace


def can_trace() -> bool:
    """Whether strace is here, and may look at other processes."""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(
            ["strace", "-f", "--seccomp-bpf", "-o", "/dev/null", "true"], check=False
        ).returncode
        == 0
    )


def _read(lines: list[str], code: int) -> Trace:
    trace = Trace(code)
    for line in lines:
        called = _CALL.match(line)
        if called is None:
            continue
        call, rest = called.groups()
        assert call not in _UNHEARD, line
        assert not any(cut for _, cut in _STRING.findall(rest)), "a string was cut"
        if call == "mmap":
            assert not ("PROT_WRITE" in rest and "MAP_SHARED" in rest and "</" in rest), line
        elif call in _STARTING:
            trace.started.append(_bytes(rest))
        elif call in _NAMING:
            trace.named.append(
                Path(_bytes(rest.rpartition(" = ")[0]).decode().split("\n")[-1]).name
            )
        elif call in _OPENING and re.search(r"O_WRONLY|O_RDWR|O_CREAT|O_TMPFILE", rest):
            opened = _OPENED.match(rest)
            assert opened is not None, line
            trace.opened.add(Path(opened[1] or "/", opened[2]))
        elif call in _WRITING:
            written = _WRITTEN.match(rest)
            assert written is not None, line
            trace.written[written[1]] += _bytes(written[2])
    return trace


def _bytes(text: str) -> bytes:
    """What stands between quotation marks, as it was before strace made it readable."""
    found = [
        part.encode().decode("unicode_escape").encode("latin-1")
        for part, _ in _STRING.findall(text)
    ]
    return b"\n".join(found)
