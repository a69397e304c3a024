"""The program: its list of commands, and the place where errors become exit codes."""

import contextlib
import gc
import os
import re
import sys
from collections.abc import Callable
from copy import copy
from functools import cache, reduce
from typing import Annotated, Any, Final, NoReturn

import typer

from cpconf import __version__
from cpconf.app import App
from cpconf.cli import diaries, procedures, reminders, stores
from cpconf.cli.conferences import (
    call,
    check,
    child,
    done,
    explain,
    fact,
    history,
    person,
    schedule,
    skip,
    status,
    suggest,
    undo,
)
from cpconf.cli.invitations import invite, invited, reply, takes_part
from cpconf.cli.mailbox import chase, inbox
from cpconf.cli.moving import anchor, cancel, held, outcome, reschedule, working_days
from cpconf.cli.outbox import outbox
from cpconf.cli.reports import abridge, bundle, recommend, report, verify
from cpconf.cli.shared import commands, streams
from cpconf.cli.sharing import (
    agree,
    do_not_disclose,
    passphrase,
    protect_report,
    release,
    send,
    sent,
    shared,
    sharing,
)
from cpconf.errors import CpconfError, ExitCode, UsageFault, in_two, stopped

program: Final = typer.Typer(
    name="cpconf",
    help="Dated checklists for child protection conferences, with the reason for every date.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

COMMANDS: Final[commands.Listed] = {
    "Every day": (
        status.status,
        done.done,
        skip.skip,
        undo.undo,
        explain.explain,
        history.history,
    ),
    "Booking": (
        schedule.schedule,
        check.check,
        suggest.suggest,
        reschedule.reschedule,
        cancel.cancel,
        held.held,
        outcome.outcome,
        anchor.anchor,
        fact.fact,
    ),
    "People and invitations": (
        person.GROUP,
        child.GROUP,
        call.call,
        takes_part.takes_part,
        invite.invite,
        invited.invited,
        reply.reply,
    ),
    "Reports that come in": (
        inbox.inbox,
        report.GROUP,
        chase.chase,
        bundle.bundle,
        recommend.recommend,
    ),
    "To the family": (
        protect_report.protect_report,
        send.send,
        sent.sent,
        release.release,
        shared.shared,
        sharing.sharing,
        agree.agree,
        do_not_disclose.GROUP,
        passphrase.GROUP,
        abridge.abridge,
        verify.verify,
    ),
    "Reminders and calendars": (
        reminders.remind,
        outbox.GROUP,
        diaries.GROUP,
        working_days.GROUP,
    ),
    "Rules": (procedures.GROUP,),
    "The store": (stores.GROUP,),
    "Help": (commands.help_,),
}
"""Every command, by its heading in `cpconf --help`."""
commands.put_together(program, COMMANDS)
# The command's earlier name.
program.command("protect", cls=commands.Command, hidden=True)(protect_report.protect_report)


def _show_version(value: bool) -> None:
    if value:
        typer.echo(f"cpconf {__version__}")
        raise typer.Exit


@program.callback()
def _root(
    ctx: typer.Context,
    store: Annotated[
        str | None,
        typer.Option(
            "--store",
            metavar="PATH_OR_URL",
            help="The store. Default: CPCONF_STORE, else a file in your data folder.",
        ),
    ] = None,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Never ask; fail where an answer is needed.")
    ] = False,
    version: Annotated[  # noqa: ARG001 - handled by its callback
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    made: list[App] = ctx.obj
    ctx.obj = App(store=store, no_input=no_input, environ=os.environ)
    made.append(ctx.obj)


def main(arguments: list[str]) -> None:
    """Run the program and leave with its exit code (`cpconf.errors.ExitCode`)."""
    # A run is too short to leave much garbage. Looking for it would take a sixth of the time of
    # most commands, and half of that of a long list.
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    _leave_no_core()
    # Pydantic would look for plugins of other packages, which takes long and finds nothing of use.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    streams.take_over()
    leave(run(arguments))


def _leave_no_core() -> None:
    """Turn off core dumps: the memory may hold a password."""
    if sys.platform != "win32":
        import resource  # Windows has no such module

        with contextlib.suppress(ValueError, OSError):
            _, most = resource.getrlimit(resource.RLIMIT_CORE)
            resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def leave(code: int) -> NoReturn:
    """End the process at once: Python's own clean-up takes longer than most commands."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with contextlib.suppress(CpconfError, OSError, ValueError):
                stream.flush()
    os._exit(code)


@cache
def _command(word: str | None) -> Callable[..., Any]:
    """Build the program with the one command of this name, or with all commands for None.

    Building all of them takes longer than some commands run.
    """
    part = program if word is None else copy(program)
    if word is not None:
        part.registered_commands = [c for c in program.registered_commands if _name(c) == word]
        part.registered_groups = [g for g in program.registered_groups if g.name == word]
    return typer.main.get_command(part)


def _named(arguments: list[str]) -> str | None:
    """Return the name of the command typed; None where the whole program is needed to tell."""
    words = iter(arguments)
    for word in words:
        if word == "--store":
            next(words, None)
        elif word != "--no-input" and not word.startswith("--store="):
            known = {*map(_name, program.registered_commands)} | {
                group.name for group in program.registered_groups
            }
            return word if word in known - {"help"} else None
    return None


def _name(command: Any) -> str | None:  # noqa: ANN401 - of Typer's own models
    """Return a command's name: its own, else that of its function."""
    called = getattr(command.callback, "__name__", None)
    return command.name or (called and called.replace("_", "-"))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code; an error is printed."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    made: list[App] = []
    try:
        return _run(arguments, made)
    finally:
        for app in made:
            app.close()


def _run(arguments: list[str], made: list[App]) -> int:
    try:
        if _OF_THE_PROGRAM.isdisjoint(arguments) and arguments[:1] != ["help"]:
            App(environ=os.environ).refuse_unreadable_clock()
        _refuse_long_dash(arguments)
        command = _command(_named(arguments))
        code = command(args=arguments, prog_name="cpconf", standalone_mode=False, obj=made)
        sys.stdout.flush()
        for app in made:
            app.warn_of_config()
            app.refuse_incomplete()
        streams.refuse_lost(kept=any(app.kept for app in made))
    except CpconfError as error:
        message = reduce(lambda said, app: app.admit(said), made, str(error))
        return _fail(_located(message, made), error.exit_code)
    except (typer.Abort, KeyboardInterrupt, SystemExit):
        return _fail(stopped(kept=any(app.kept for app in made)), ExitCode.INTERRUPTED)
    except _UsageError as error:
        return _usage(error, arguments)
    except Exception as error:
        if os.environ.get("CPCONF_DEBUG"):
            raise
        return _fail(_unforeseen(error), ExitCode.FAILED)
    return code if isinstance(code, int) else ExitCode.DONE


def _refuse_long_dash(arguments: list[str]) -> None:
    """Raise UsageFault for an option whose hyphens a word processor made into a long dash."""
    for word in arguments:
        if found := _LONG_DASH.match(word):
            option = f"--{found[1]}"
            raise UsageFault(f"{found[0]!r} begins with a long dash: type two hyphens, {option}")


_LONG_DASH: Final = re.compile(r"[–—][–—-]?([a-z][a-z-]{0,23})(?==|$)")
"""An option that begins with an en dash or an em dash."""


def _located(message: str, made: list[App]) -> str:
    """Name the configuration's file in a message about something in it that does not."""
    from cpconf.config import KEYS
    from cpconf.core.typed_text import harmless

    if not made or not any(f"[{table}]" in message for table in KEYS):
        return message
    path = harmless(made[0].config_path)
    if path in message:
        return message
    named = message.replace("in the configuration", f"in {path}")
    return named if path in named else f"{message}\nThe configuration is {path}"


_OF_THE_PROGRAM: Final = frozenset({"-h", "--help", "--version"})
"""Options about the program itself, which need no clock."""

_UsageError: Any = typer.BadParameter.__mro__[1]
"""Typer's usage error, from its private copy of click, which is not imported directly."""


def _usage(error: Any, arguments: list[str]) -> int:  # noqa: ANN401 - of Typer's private copy of click
    message = error.format_message()
    if message.startswith("Usage:"):  # a group without a command: the message is its help
        typer.echo(message, err=True)
        return ExitCode.USAGE
    if hasattr(error, "option_name") and hasattr(error, "possibilities") and error.ctx:
        return _fail(str(commands.no_option(error.ctx, error.option_name)), ExitCode.USAGE)
    message = _QUOTED.sub("", message)
    if message.startswith("Got unexpected extra argument"):
        message = "Too many words. Put a date or a name with spaces between quotes"
        if any(word[:1] in {"“", "”", "„"} for word in arguments):
            message += ': straight ones, "like this", not “like this”'
    for words, ours in _IN_OUR_WORDS:
        message = words.sub(ours, message)
    path = error.ctx.command_path if error.ctx else "cpconf"
    return _fail(f"{message}\nSee: {path} --help", ExitCode.USAGE)


_IN_OUR_WORDS: Final = [
    (re.compile(words), ours)
    for words, ours in (
        (r"^Invalid value for '([^']+)': ", r"\1: "),
        (r"Input should be a valid (integer|number).*", "give a number, in digits"),
        (r"Input should be greater than or equal to (\S+)", r"give \1 or more"),
        (r"Input should be less than or equal to (\S+)", r"give \1 or less"),
        (r"^Missing (?:option|argument|parameter):? '?([^'.]+)'?\.", r"\1 is missing"),
        (r"^Option '(\S+)' requires .*", r"\1 needs a value after it"),
        (r"^Option '(\S+)' does not take a value\.", r"\1 takes no value"),
    )
]
"""What Typer and Pydantic say, and how it is said here."""


_QUOTED: Final = re.compile(r" \(.*", re.DOTALL)
"""The part of a message that quotes stray arguments, which may hold a name or a note."""


def _unforeseen(error: Exception) -> str:
    """Describe a fault of the program by its class and place.

    Leaves out the text of the error, which may quote what is on record.
    """
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f" ({place.tb_frame.f_code.co_name}, line {place.tb_lineno})" if place else ""
    return (
        f"a fault inside the program: {type(error).__name__}{where}\n"
        "Please report it. CPCONF_DEBUG=1 shows where; what it prints may quote the record."
    )


def _fail(message: str, code: ExitCode) -> int:
    from cpconf.render.drawing.safe import clean, plain
    from cpconf.render.drawing.terminal import Terminal

    terminal = Terminal.of(sys.stderr, os.environ)
    said, shown = f"cpconf: {message}", []
    for line in said.split("\n") if terminal.live else filter(None, in_two(said)):
        words = clean(line.lstrip())
        if terminal.spelt:
            words = plain(words, terminal.encoding)
        margin = " " * (len(line) - len(line.lstrip()))
        shown += [margin + part for part in terminal.message(words, less=len(margin))]
    typer.echo("\n".join(shown), err=True)
    return code
