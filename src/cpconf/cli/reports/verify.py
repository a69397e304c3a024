"""`verify`: which document on record a file is."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import ExitCode


def register(program: typer.Typer) -> None:
    """Add the command to the program."""
    program.command()(verify)


def verify(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="FILE", help="Any file.")],
    as_json: options.Json = False,
) -> None:
    """Say which document on record a file is."""
    from functools import partial

    from cpconf.render.reports.json import known_document
    from cpconf.render.reports.screens import write_known
    from cpconf.workflow.reports import submissions

    app = app_of(ctx)
    with app.reading() as reader:
        known = submissions.verify(reader, file)
    if as_json:
        app.screen.print_json(known_document(known.sha256, known.documents))
    elif known.documents:
        app.screen.show(partial(write_known, sha256=known.sha256, documents=known.documents))
    for warning in known.warnings:
        app.screen.warn(warning)
    if not known.documents:
        app.screen.tell(f"this is not a document on record (SHA-256 {known.sha256})")
        raise typer.Exit(ExitCode.NOT_FOUND)
