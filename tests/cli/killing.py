"""The program, killed before its Nth step: what it leaves is what a power cut would leave.

Run as a script: `killing.py N ARGUMENTS…`. A step is anything that changes a file or a folder, and
the end of every transaction; without reaching the Nth the program runs to its end and says, on the
last line of standard error, how many steps there were.
"""

import os
import signal
import sqlite3
import sqlite3.dbapi2
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import psycopg

CHANGING: Final = frozenset({"os.link", "os.remove", "os.rename", "os.mkdir", "os.chmod"})
CONNECT: Final[Any] = sqlite3.connect
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Counts the steps, and does not come back from the one that it is told."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.taken = 0

    def take(self) -> None:
        """One step more."""
        self.taken += 1
        if self.taken == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Python's own reports of what it is about to do (PEP 578)."""
        if event == "open":
            _, _, flags = arguments
            if isinstance(flags, int) and flags & WRITING:
                self.take()
        elif event in CHANGING:
            self.take()

    def connect(self, *arguments: object, **options: object) -> sqlite3.Connection:
        """A connection whose statements are heard."""
        connection: sqlite3.Connection = CONNECT(*arguments, **options)
        connection.set_trace_callback(self.hear_statement)
        return connection

    def listen(self) -> None:
        """Hear what every connection to a store does, from here on."""
        from cpconf.store.sqlite.patient import Patient

        begin = Patient.__init__

        def heard(connection: Patient, path: Path, how: str) -> None:
            begin(connection, path, how)
            connection.set_trace_callback(self.hear_statement)

        Patient.__init__ = heard  # type: ignore[method-assign, assignment]
        for module in (sqlite3, sqlite3.dbapi2):
            vars(module)["connect"] = self.connect
        execute = psycopg.Connection.execute

        def told(connection: Any, query: Any, *more: Any, **options: Any) -> Any:  # noqa: ANN401 - the driver's own
            if isinstance(query, str):
                self.hear_statement(query)
            return execute(connection, query, *more, **options)

        psycopg.Connection.execute = told  # type: ignore[method-assign, assignment]

    def hear_statement(self, statement: str) -> None:
        """What a database is about to be told, or SQLite is about to do."""
        if statement.startswith("COMMIT"):
            self.take()


def run(fatal: int, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, killed before that step; 0 kills it before none."""
    return subprocess.run(
        [sys.executable, str(Path(__file__)), str(fatal), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def count(*arguments: str, stdin: str = "") -> int:
    """How many steps a command takes that succeeds."""
    ran = run(0, *arguments, stdin=stdin)
    assert ran.returncode == 0, ran
    return int(ran.stderr.splitlines()[-1])


if __name__ == "__main__":
    steps = Steps(int(sys.argv[1]))
    steps.listen()
    sys.addaudithook(steps.hear)

    from cpconf.cli.program import run as run_command

    code = run_command(sys.argv[2:])
    sys.stderr.write(f"{steps.taken}\n")
    sys.exit(code)
