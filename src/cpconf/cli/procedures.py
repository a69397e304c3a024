"""`procedure`: list, show and check the authorities' procedures."""

from pathlib import Path
from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of
from cpconf.errors import ExitCode

Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A built-in procedure or a file.")]


def list_(ctx: typer.Context, as_json: options.Json = False) -> None:
    """List the built-in procedures.

    Example: cpconf procedure list
    """
    from functools import partial

    from cpconf.procedures.loader import built_in, load
    from cpconf.render.procedures.reports import ProceduresReport
    from cpconf.render.procedures.screens import write_procedures

    app = app_of(ctx, as_json=as_json)
    procedures = [load(name).procedure for name in built_in()]
    app.show(ProceduresReport.of(procedures), partial(write_procedures, procedures=procedures))


def show(
    ctx: typer.Context,
    name: Name,
    type_: options.Type = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="Only this format.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Show every task, limit and rule of a procedure.

    Each with its role, time, condition and clause.

    Example: cpconf procedure show hounslow --type initial
    """
    from functools import partial

    from cpconf.procedures.loader import load
    from cpconf.render.procedures.reports import ProcedureReport
    from cpconf.render.procedures.screens import write_procedure
    from cpconf.workflow.conferences.csv_rows import choose_format, choose_type

    app = app_of(ctx, as_json=as_json)
    procedure = load(name).procedure
    chosen = choose_type(type_) if type_ else None
    held = choose_format(format_) if format_ else None
    app.show(
        ProcedureReport.of(procedure.narrowed(chosen, held)),
        partial(write_procedure, procedure=procedure, type_=chosen, format_=held),
    )


def check(ctx: typer.Context, file: Name, as_json: options.Json = False) -> None:
    """Check a procedure file for faults.

    Names each fault with its file, line and what is allowed.

    Example: cpconf procedure check ourtown.toml
    """
    from functools import partial

    from cpconf.procedures.author_check import check as find_faults
    from cpconf.render.procedures.reports import FaultsReport
    from cpconf.render.procedures.screens import write_faults

    app = app_of(ctx, as_json=as_json)
    faults = find_faults(file, app.calendar)
    app.show(FaultsReport.of(faults), partial(write_faults, faults=faults, file=file))
    raise typer.Exit(ExitCode.FOUND if faults else ExitCode.DONE)


def cover(
    ctx: typer.Context,
    name: Name,
    register: Annotated[
        Path | None,
        typer.Option(
            readable=False, metavar="FILE", help="A register of clauses. Default: the built-in one."
        ),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Compare a procedure with a register of clauses.

    Says which clauses of the register it covers, and how.

    Example: cpconf procedure cover hounslow
    """
    from functools import partial

    from cpconf.procedures import cover as covering
    from cpconf.procedures.loader import load
    from cpconf.render.procedures.reports import CoverageReport
    from cpconf.render.procedures.screens import write_coverage

    app = app_of(ctx, as_json=as_json)
    procedure = load(name).procedure
    against = (
        covering.load_register(str(register))
        if register
        else covering.built_in_register(procedure.name)
    )
    coverage = covering.cover(procedure, against)
    app.show(CoverageReport.of(coverage), partial(write_coverage, coverage=coverage))
    raise typer.Exit(ExitCode.DONE if coverage.is_complete else ExitCode.FOUND)


GROUP: Final = CommandGroup(
    "procedure",
    "List, show and check the authorities' procedures.",
    (list_, show, check, cover),
)
