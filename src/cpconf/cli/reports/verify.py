"""`verify`: check which document on record a file is."""

from pathlib import Path
from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of
from cpconf.errors import ExitCode


def verify(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(readable=False, metavar="FILE", help="Any file.")],
    as_json: options.Json = False,
) -> None:
    """Check which document on record a file is.

    Example: cpconf verify report.pdf
    """
    from functools import partial

    from cpconf.render.reports.reports import KnownReport
    from cpconf.render.reports.screens import write_known
    from cpconf.workflow.reports import submissions

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        known = submissions.verify(reader, file)
    write = partial(write_known, sha256=known.sha256, documents=known.documents)
    app.show(KnownReport.of(known.sha256, known.documents), write if known.documents else None)
    for warning in known.warnings:
        app.screen.warn(warning)
    if not known.documents:
        app.screen.tell(f"this is not a document on record (SHA-256 {known.sha256})")
        raise typer.Exit(ExitCode.NOT_FOUND)
