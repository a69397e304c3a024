"""The command line: it reads the words and shows the screens. Nothing else imports Typer.

Command modules declare their options at import and nothing else; what a command does is imported
when it runs, so that `--help` stays quick.
"""

from cpconf.cli.program import main

__all__ = ["main"]
