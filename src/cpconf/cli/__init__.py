"""The command line: it reads the words and shows the screens. Nothing else imports Typer.

Command modules declare their options at import and nothing else; what a command does is imported
when it runs, so that `--help` stays quick.
"""

import sys
from typing import Final

_LOOK_AT_PDFS: Final = frozenset({"protect-report", "protect", "report", "abridge"})


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its exit code (`cpconf.errors.ExitCode`)."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] and words[0] in _LOOK_AT_PDFS and any(map(_is_pdf, words)):
        # Another process loads its parsers, while this one loads Typer.
        from cpconf.documents.inspecting import get_ready

        get_ready()
    from cpconf.cli import program

    program.main(words)


def _is_pdf(word: str) -> bool:
    return word.lower().endswith(".pdf")
