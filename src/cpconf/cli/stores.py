"""`store`: where the store is, making and upgrading it, copying it, and who may use it."""

from functools import partial
from typing import Annotated, Final

import typer

from cpconf.app import App
from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of

_PLACE: Final = "The path of a file, or an address that begins with postgresql://."
From = Annotated[str, typer.Argument(metavar="FROM", help=_PLACE)]
Target = Annotated[str, typer.Argument(metavar="TO", help=_PLACE)]


def where(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Show where the store is and what is in it.

    Also where the configuration is. Changes nothing, and makes nothing.

    Example: cpconf store where
    """
    app = app_of(ctx, as_json=as_json)
    _show(app)


def make(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Make an empty store.

    The first command that records something makes one too. On a server the owner of the database
    makes it once; then say with `store grant` who may use it.

    Example: cpconf --store postgresql://owner@db.example.org/cp store make
    """
    app = app_of(ctx, as_json=as_json)
    _ = app.config  # what is wrong in it is told before a store is made
    app.kept = True
    made = app.place.make()
    app.screen.tell("made an empty store" if made else "there is a store already: nothing was made")
    _show(app)


def upgrade(ctx: typer.Context, as_json: options.Json = False) -> None:
    """Bring a store of an earlier cpconf up to date.

    Any command that opens a file does that to it, and keeps a copy beside it. On a server only this
    one does, and it takes the owner of the store: make a backup first.

    Example: cpconf store upgrade
    """
    from cpconf.errors import NotFound

    app = app_of(ctx, as_json=as_json)
    glance = app.place.glance()
    if glance is None:
        raise NotFound(app.nothing_yet)
    app.kept = True
    app.place.upgrade()
    _show(app)


def copy(ctx: typer.Context, from_: From, to: Target, as_json: options.Json = False) -> None:
    """Copy a whole store to a place that has none yet.

    From a file to a server, or back. Every row is read back and compared before the copy can be
    used; the original keeps every row. A file of an earlier cpconf is brought up to date first, as
    by any command. Nobody should record anything meanwhile.

    Example: cpconf store copy old.sqlite postgresql://owner@db.example.org/cp
    """
    from cpconf.core.dates.phrases import say_count
    from cpconf.render.stores import CopiedReport
    from cpconf.store.copying import copy as copy_store

    app = app_of(ctx, as_json=as_json)
    source, target = app.place_at(from_, beside=to), app.place_at(to, beside=from_)
    app.kept = True
    with app.screen.meter() as progress:
        counts = copy_store(source, target, progress)
    app.show(CopiedReport.of(source.name, target.name, counts))
    app.screen.tell(
        f"copied {say_count(sum(counts.values()), 'row')}, each compared with the original\n"
        f"To work with the copy from now on, set CPCONF_STORE to {target.name}, and put the "
        "original away, so that nobody records in it"
    )


def grant(
    ctx: typer.Context,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="A role of the server.")],
    rights: Annotated[str, typer.Option("--as", metavar="RIGHTS", help="writer, reader or none.")],
    as_json: options.Json = False,
) -> None:
    """Say what a role of the server may do in the store.

    A writer runs every command. A reader has the views alone, for spreadsheets and reports: they
    hold no names, addresses or notes. Takes the owner of the store.

    Example: cpconf store grant cp_team --as writer
    """
    from cpconf.errors import UsageFault
    from cpconf.render.stores import GrantedReport

    app = app_of(ctx, as_json=as_json)
    app.kept = True
    given = app.place.grant(role, rights)
    if not given:
        raise UsageFault(
            "a store in a file has no roles: the rights of the file say who can read and write it"
        )
    app.show(GrantedReport(role, rights))
    app.screen.tell(f"{role}: {rights}")


def _show(app: App) -> None:
    """Show the store as it is now."""
    from cpconf.render.stores import StoreReport, write_store

    report = StoreReport.of(app.place, app.place.glance(), str(app.config_path))
    app.show(report, partial(write_store, report=report))
    for warning in app.place.exposure() if report.form is not None else ():
        app.screen.warn(warning)


GROUP: Final = CommandGroup(
    "store", "Say where the store is; make, copy or share it.", (where, make, upgrade, copy, grant)
)
