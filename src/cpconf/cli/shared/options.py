"""Options and arguments that several commands share, and functions that read them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, cast

import typer

from cpconf.app import App
from cpconf.core.typed_text import read_name
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cpconf.core.sharing.stops import Halt, Overrides, Stop


def app_of(ctx: typer.Context, *, as_json: bool = False) -> App:
    """Return the composition root of this run; `as_json` tells it to report as JSON."""
    app = cast("App", ctx.obj)
    app.as_json |= as_json
    return app


def as_written(ctx: typer.Context, ref: str | None) -> str | None:
    """Return the typed reference as it was first written.

    Every argument and option that is a reference on record goes through here, so that messages,
    files and folders spell it alike. Raises UsageFault where it may be one of two.
    """
    return None if ref is None or ctx.resilient_parsing else app_of(ctx).as_written(ref)


def all_as_written(ctx: typer.Context, refs: list[str] | None) -> list[str] | None:
    """Return several references as `as_written` does, without duplicates."""
    if not refs or ctx.resilient_parsing:
        return refs
    return list(dict.fromkeys(map(app_of(ctx).as_written, refs)))


Ref = Annotated[
    str, typer.Argument(metavar="REF", help="The conference's reference.", callback=as_written)
]
Task = Annotated[
    str,
    typer.Argument(
        metavar="TASK", help="The task, by name or clause; @PERSON picks one of several."
    ),
]
Tasks = Annotated[
    list[str],
    typer.Argument(metavar="TASK", help="Tasks, by name or clause; @PERSON picks one of several."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would happen; change nothing.")]
Procedure = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|FILE",
        help="hounslow, oxfordshire or a file. Default: the configured one.",
    ),
]
Type = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="initial or review.")]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="video or written.")]
Ends = Annotated[str | None, typer.Option(metavar="WHEN", help="The planned end.")]
Facts = Annotated[
    list[str] | None,
    typer.Option("--fact", metavar="NAME", help="A fact that is true. Repeat it for several."),
]
StrategyDiscussion = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Date of the strategy discussion (limit of an initial conference)."
    ),
]
InitialConference = Annotated[
    str | None,
    typer.Option(
        metavar="DATE", help="Date of the initial conference (limit of the first review)."
    ),
]
PreviousReview = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Date of the review before (limit of a later review)."),
]
Out = Annotated[
    Path | None,
    typer.Option(
        readable=False,
        metavar="DIR",
        help="Where the files go. Default: a folder named REF here.",
    ),
]
PasswordStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        readable=False, metavar="FILE", help="Read the password from a file that only you can read."
    ),
]
PasswordCommand = Annotated[
    str | None,
    typer.Option(metavar="COMMAND", help="Read the password from what a command prints."),
]
AskPassword = Annotated[
    bool, typer.Option("--ask-password", help="Ask for the password, twice, without showing it.")
]
Reason = Annotated[
    str, typer.Option(metavar="TEXT", help='The reason. "-" reads it from standard input.')
]
Note = Annotated[
    str | None, typer.Option(metavar="TEXT", help='A note. "-" reads it from standard input.')
]
At = Annotated[str | None, typer.Option(metavar="WHEN", help="When it was. Default: now.")]
Whose = Annotated[str, typer.Argument(metavar="PERSON", help="A short id or a role.")]
To = Annotated[
    str, typer.Option(metavar="PERSON", help="Who gets it: a short id, or a role that one holds.")
]
As = Annotated[str, typer.Option("--as", metavar="KIND", help="report, plan or minutes.")]
ConfirmedBy = Annotated[
    str, typer.Option(metavar="NAME", help='Who confirmed it. "-" reads it from standard input.')
]
Override = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STOP=REASON", help="Go past a stop, with the reason. Repeat it for another stop."
    ),
]
AuthorisedBy = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who decided to go past the stop.")
]
Chair = Annotated[
    str | None,
    typer.Option("--chair", metavar="NAME|EMAIL", help="The chair, to find clashes."),
]
MinuteTaker = Annotated[
    str | None,
    typer.Option("--minute-taker", metavar="NAME|EMAIL", help="The minute taker, to find clashes."),
]
NotAName = Annotated[
    bool,
    typer.Option("--not-a-name", help="The reference is not a name, although it looks like one."),
]
BY_HAND: Final = "Or leave out --send, and send the drafts by hand"
VIDEO: Final = "video"
MOST_TYPED: Final = 65_536
"""Most characters read from standard input: far more than the longest note."""


def given(text: str) -> str:
    """Return what was typed, or for `-` the text on standard input. Raises UsageFault."""
    if text != "-":
        return text
    if sys.stdin is None:
        raise UsageFault("there is no standard input to read from")
    try:
        text = sys.stdin.read(MOST_TYPED + 1)
    except UnicodeDecodeError as error:
        raise UsageFault("standard input is not text in UTF-8") from error
    if len(text) > MOST_TYPED:
        raise UsageFault(
            f"standard input has more than {MOST_TYPED:,} characters: give a shorter text"
        )
    return text


def confirm(question: str) -> bool:
    """Ask a yes-or-no question on standard error; Enter means yes."""
    return typer.confirm(question, default=True, err=True)


def decided_by(app: App, named: str | None) -> str:
    """Return who decided to go past a stop: the name typed, else the account. Raises UsageFault."""
    return read_name(given(named), "--authorised-by") if named is not None else app.by


def overrides_of(app: App, texts: "Iterable[str] | None", authorised_by: str | None) -> "Overrides":
    """Return the stops to go past, as typed, and who decided it. Raises UsageFault."""
    from cpconf.core.sharing.stops import Overrides

    return Overrides.of(texts or (), decided_by(app, authorised_by))


def tell_overridden(app: App, passed: "Iterable[Halt]", wanted: "Iterable[Stop]" = ()) -> None:
    """Warn, on standard error, of stops overridden, and of `wanted` ones that stopped nothing."""
    used = set()
    for halt in passed:
        used.add(halt.stop)
        app.screen.warn(f"overridden ({halt.stop}): {halt.why}")
    for stop in wanted:
        if stop not in used:
            app.screen.warn(f"--override {stop}: it stopped nothing, and is not on record")


def one_dash(**texts: str | None) -> None:
    """Raise UsageFault where more than one option is to come from standard input."""
    dashes = [f"--{name.replace('_', '-')}" for name, text in texts.items() if text == "-"]
    if len(dashes) > 1:
        raise UsageFault(f"only one of {' and '.join(dashes)} can come from standard input")
