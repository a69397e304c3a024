"""The command line: it reads what was typed and shows the screens. Nothing else imports Typer.

A command is one function in one file: its options, then what it does. `program` loads all of these
files. They import the layers below only when a command runs, so that `--help` stays quick.
"""

import contextlib
import gc
import signal
import sys
from typing import Final

from cpconf.errors import ExitCode, stopped

_GARBAGE: Final = 50_000
"""How many new objects there have to be before Python looks for garbage among them.

Nearly all that a command makes in its first tenths of a second are modules, which stay. With
Python's own figure, 700, it looks through them so often that this takes a tenth of the time.
"""
_LOOK_AT_PDFS: Final = frozenset({"protect-report", "protect", "report", "abridge"})


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code (`cpconf.errors.ExitCode`)."""
    words = sys.argv[1:] if arguments is None else arguments
    loaded = False
    gc.set_threshold(_GARBAGE)
    try:
        # Ctrl-C may come while modules are still loading.
        signal.signal(signal.SIGINT, _stopped)
        if words[:1] and words[0] in _LOOK_AT_PDFS and any(map(_is_pdf, words)):
            # Another process loads its parsers, while this one loads Typer.
            with contextlib.suppress(OSError):  # a failure shows when the parsers are needed
                # Imported late: no other command needs it.
                from cpconf.documents.inspection.inspecting import get_ready

                get_ready()
        # Imported late: Ctrl-C has its handler by now, and the other process has started.
        from cpconf.cli import program

        loaded = True
        program.main(words)
    except SystemExit as stop:
        if stop.code == ExitCode.INTERRUPTED and sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.write(f"cpconf: {stopped(kept=loaded)}\n")
                sys.stderr.flush()
        raise


def _is_pdf(word: str) -> bool:
    return word.lower().endswith(".pdf")


def _stopped(*_: object) -> None:
    sys.exit(ExitCode.INTERRUPTED)
