"""The program, killed before its Nth step, in processes that are forked with everything loaded.

As `killing.py`, with more steps and at a twentieth of the time: a step is also every conversation
with a server that is begun, everything that is said in it, and everything that is printed. Run as
a module: `python -m tests.cli.forking`; each line of its standard input asks for one process.
"""

import contextlib
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.cli.killing import Steps

PROGRAM: Final = "cpconf.cli.program:run"
_LOADED: Final = (
    "cpconf.cli.program",
    "cpconf.cli.outbox.posting",
    "cpconf.mail.addresses",
    "cpconf.render.reminders.screens",
    "cpconf.render.reminders.reports",
    "cpconf.render.screen",
    "cpconf.store.postgresql.liveness",
    "cpconf.store.postgresql.server",
    "cpconf.store.sqlite.liveness",
    "cpconf.store.reading",
    "cpconf.store.outbox.writes",
    "cpconf.workflow.invitations.composition",
    "cpconf.workflow.reminders.monitor",
    "cpconf.workflow.reminders.run",
    "tests.cli.sharing.family_post",
)
ROOT: Final = Path(__file__).parents[2]


class Ended(NamedTuple):
    """What became of a process: its code, negative for a signal, its output, and its steps."""

    code: int
    out: str
    err: str
    steps: int


class Forks:
    """Starts processes one after another."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def run(
        self, *arguments: str, fatal: int = 0, environ: dict[str, str], call: str = PROGRAM
    ) -> Ended:
        """Run the program, or another function of a command line; killed before step `fatal`."""
        asked = {"arguments": arguments, "fatal": fatal, "environ": environ, "call": call}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return Ended(*json.loads(self._process.stdout.readline()))


@contextmanager
def forks() -> Iterator[Forks]:
    """A process that has the program loaded, and of which others are forked."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.cli.forking"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Forks(process)
        finally:
            assert process.stdin
            process.stdin.close()
            process.wait(timeout=20)


class _Paper(io.TextIOWrapper):
    """Standard output, each piece of which is a step."""

    def __init__(self, steps: Steps) -> None:
        super().__init__(open(1, "wb", closefd=False), encoding="utf-8")  # noqa: SIM115
        self._steps = steps

    def write(self, text: str) -> int:
        self._steps.take()
        return super().write(text)


def _be_counted(steps: Steps) -> None:
    """Have every step of this process counted."""
    steps.listen()
    say = socket.socket.sendall

    def sendall(connection: socket.socket, *what: Any) -> None:  # noqa: ANN401 - the socket's own
        steps.take()
        say(connection, *what)

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        steps.hear(event, arguments)
        if event == "socket.connect":
            steps.take()

    socket.socket.sendall = sendall  # type: ignore[method-assign, assignment]
    sys.addaudithook(hear)


def _in_child(asked: dict[str, Any], out: int, err: int, count: int) -> int:
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.environ.update(asked["environ"])
    steps = Steps(asked["fatal"])
    sys.stdout, sys.stderr = _Paper(steps), open(2, "w", closefd=False, encoding="utf-8")  # noqa: SIM115
    module, _, name = asked["call"].partition(":")
    call = getattr(import_module(module), name)
    _be_counted(steps)
    code = int(call(list(asked["arguments"])))
    taken = steps.taken
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(count, str(taken).encode())
    return code


def _fork(asked: dict[str, Any]) -> Ended:
    with contextlib.ExitStack() as opened:
        files = [opened.enter_context(tempfile.TemporaryFile()) for _ in range(3)]
        child = os.fork()
        if child == 0:
            code = 70
            try:
                code = _in_child(asked, *(file.fileno() for file in files))
            except BaseException:  # noqa: BLE001 - or this process would go on as its parent does
                os.write(files[1].fileno(), traceback.format_exc().encode())
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        for file in files:
            file.seek(0)
        out, err, count = (file.read().decode() for file in files)
    return Ended(os.waitstatus_to_exitcode(status), out, err, int(count or 0))


if __name__ == "__main__":
    for name in _LOADED:
        import_module(name)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_fork(json.loads(line))) + "\n")
        sys.stdout.flush()
