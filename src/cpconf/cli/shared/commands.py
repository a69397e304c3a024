"""The classes of all commands and groups: their help, mistyped words, and impossible paths.

A mistyped word is always an error, which suggests similar commands or options. It suggests only
those listed here as harmless, so that a new one is not suggested until somebody has decided.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from cpconf import files
from cpconf.core.conferences.near_misses import distance
from cpconf.errors import NotFound, UsageFault


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """A command with subcommands, each a function; `alone` runs where none is typed."""

    name: str
    help: str
    commands: tuple[Callable[..., None], ...]
    alone: Callable[..., None] | None = None


Listed = Mapping[str, Sequence[Callable[..., None] | CommandGroup]]
"""Commands by their heading in the help."""


SUGGESTED: Final = frozenset(
    (
        *("abridge", "agree", "anchor", "bundle", "call", "chase", "check", "child"),
        *("diary", "do-not-disclose", "done", "explain", "fact", "help", "history", "inbox"),
        *("invited", "passphrase", "person", "procedure", "protect", "protect-report"),
        *("recommend", "reply", "report", "schedule"),
        *("sharing", "status", "suggest", "takes-part", "undo", "verify", "working-days"),
        *("diary export", "diary import", "diary list"),
        *("do-not-disclose add", "do-not-disclose list", "passphrase agree"),
        *("child add", "child list", "person add", "person change", "person list"),
        *("procedure check", "procedure cover", "procedure list", "procedure show"),
        *("report add", "report list", "store", "store where", "working-days check"),
    )
)
"""Commands that show or record something, which may be suggested for a mistyped one."""

NEVER_SUGGESTED: Final = frozenset(
    (
        *("cancel", "held", "invite", "outbox", "outcome", "release", "remind", "reschedule"),
        *("send", "sent"),
        *("shared", "skip", "child remove", "diary forget", "do-not-disclose remove"),
        *("outbox drop", "outbox retry", "outbox sent", "passphrase forget", "report remove"),
        *("store copy", "store grant", "store make", "store upgrade", "working-days apply"),
    )
)
"""Commands that send, release, move, end or forget something, or record that this was done."""

SUGGESTED_FLAGS: Final = frozenset(
    (
        *("--agreed-passphrase", "--all", "--ask", "--ask-password", "--check", "--dry-run"),
        *("--exit-code", "--form", "--help", "--json", "--letters", "--list", "--no-input"),
        *("--open-wording", "--password-stdin", "--record", "--request", "--sections", "--spell"),
        "--version",
    )
)
"""Options without a value that change what is shown or asked, not what happens to anybody."""

NEVER_SUGGESTED_OPTIONS: Final = frozenset(
    (
        *("--adjourned", "--allow-signed", "--exceptional", "--held", "--inquorate", "--not"),
        *("--not-a-name", "--override", "--print", "--send", "--set-aside", "--take", "--undo"),
        *("--withhold", "--yes"),
    )
)
"""Options that send or end something, or go past a stop or a question."""

EXAMPLE: Final = "\n\nExample: "
"""Stands between the help of a command and its example."""
_TYPE: Final = re.compile(r" <[a-z\[\] ]+>$")
_RANGE: Final = re.compile(r"(\d+)<=x<=(\d+)")
_NEEDED: Final = re.compile(r"^\{(.+)\}")
_PLAIN: Final = re.compile(r"-{0,2}[A-Za-z][A-Za-z0-9_-]{0,23}")
_ECHOED: Final = re.compile(r"[a-z_]{2,40}(-[a-z_]+)*|[A-Z]{1,2}(-[A-Z]+)?-\w{1,8}")
"""The form of a task's name, of a fact and of a clause: what is typed so is no person's name."""
_LONG_ENOUGH: Final = 5


class Commands(TyperGroup):
    """A group of commands, which answers an unknown one with a suggestion."""

    order: tuple[str, ...] = ()
    """The names of the commands in the order of their list, where Typer's order differs."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - of Typer's own copy of click
        """Return the names of the commands in their order."""
        names = super().list_commands(ctx)
        return sorted(names, key=self._place)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - of Typer's own copy of click
        """Return the command that the first word names. Raises UsageFault where there is none."""
        word = args[0]
        if ctx.resilient_parsing or word.startswith("-") or self.get_command(ctx, word):
            return super().resolve_command(ctx, args)
        if word == "help":
            typer.echo(ctx.get_help())
            raise typer.Exit
        raise no_command(ctx, word)

    def _place(self, name: str) -> int:
        return self.order.index(name) if name in self.order else len(self.order)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of Typer's own copy of click
        """List the commands under their headings."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        shown = {name: each for name, each in commands.items() if each and not each.hidden}
        column = max(map(len, shown))
        written: dict[str, list[tuple[str, str]]] = {}
        for name, each in shown.items():
            words = each.get_short_help_str(formatter.width - column - 6)
            heading = getattr(each, "rich_help_panel", None) or "Commands"
            written.setdefault(heading, []).append((name.ljust(column), words))
        write_sections(formatter, written)

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of Typer's own copy of click
        """Write the options, and then the commands."""
        write_parameters(self, ctx, formatter)
        self.format_commands(ctx, formatter)


class Command(TyperCommand):
    """A command, which checks the paths it is given before it begins.

    Its help ends in an example: what follows `EXAMPLE` in the docstring of its function.
    """

    def collect_usage_pieces(self, ctx: Any) -> list[str]:  # noqa: ANN401 - of Typer's own copy of click
        """Return the parts of the usage line: REF where it is needed, [REF] where it is not."""
        return [_NEEDED.sub(r"\1", piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of Typer's own copy of click
        """Write what the command does."""
        whole = self.help
        self.help = (whole or "").partition(EXAMPLE)[0]
        super().format_help_text(ctx, formatter)
        self.help = whole

    def format_options(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of Typer's own copy of click
        """Write the arguments and the options."""
        write_parameters(self, ctx, formatter)

    def format_epilog(self, _: Any, formatter: Any) -> None:  # noqa: ANN401 - of Typer's own copy of click
        """Write the example, as it can be typed."""
        example = (self.help or "").partition(EXAMPLE)[2]
        if example:
            with formatter.section("Example"):
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - of Typer's own copy of click
        """Run the command. Raises UsageFault or NotFound for a path that no file can have."""
        for parameter in self.params:
            path = path_in(parameter, ctx.params.get(parameter.name or ""))
            if path is not None:
                files.refuse_impossible(path, _called(parameter))
        words = {p.metavar: p.name for p in self.params if isinstance(p, TyperArgument)}
        if "REF" not in words:
            return super().invoke(ctx)
        _turn_round(ctx.params, words)
        try:
            return super().invoke(ctx)
        except NotFound as fault:
            turned = _turned_round(ctx, words)
            raise NotFound(f"{fault.headline}\n{turned}" if turned else str(fault)) from fault


def _turn_round(values: dict[str, Any], words: Mapping[str | None, str | None]) -> None:
    """Exchange FILE and REF where the file was typed for the reference."""
    ref, name = words["REF"] or "", words.get("FILE") or ""
    file = values.get(name)
    if isinstance(file, Path) and Path(values[ref]).is_file() and not file.exists():
        values[ref], values[name] = str(file), Path(values[ref])


def _turned_round(ctx: Any, words: Mapping[str | None, str | None]) -> str | None:  # noqa: ANN401 - of Typer's own copy of click
    """Return the command in the right order, where another word than REF is the reference."""
    app = ctx.find_root().obj
    typed = ctx.params[words["REF"]]
    if typed is None or app.on_record(typed):
        return None
    for metavar, name in words.items():
        value = ctx.params[name]
        for word in value if isinstance(value, list) else [value]:
            if isinstance(word, str) and word != typed and (ref := app.on_record(word)):
                other = typed if _ECHOED.fullmatch(typed) else metavar
                return f"Turned round? {ctx.command_path} {ref} {other}"
    return None


def write_parameters(command: Any, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - of Typer's own copy of click
    """Write a command's arguments and options, without click's names of types."""
    written: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": []}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            heading = "Arguments" if isinstance(parameter, TyperArgument) else "Options"
            name, words = _TYPE.sub("", record[0]), _RANGE.sub(r"\1 to \2", record[1])
            written[heading].append((name, words))
    write_sections(formatter, written)


def write_sections(formatter: Any, written: Mapping[str, Sequence[tuple[str, str]]]) -> None:  # noqa: ANN401 - of Typer's own copy of click
    """Write each heading that has records, and these."""
    for heading, records in written.items():
        if records:
            with formatter.section(heading):
                formatter.write_dl(records)


def path_in(parameter: Any, value: object) -> Path | None:  # noqa: ANN401 - of Typer's own copy of click
    """Return the path given for a parameter; None where it is none, such as a procedure's name."""
    if isinstance(value, Path):
        return value
    named = isinstance(value, str) and "FILE" in (getattr(parameter, "metavar", None) or "")
    if named and isinstance(value, str) and re.search(r"[/\\\0]|\.toml$", value):
        return Path(value)
    return None


def put_together(program: typer.Typer, listed: Listed) -> None:
    """Add commands and groups to the program, with the classes of this module."""
    every = [each for commands in listed.values() for each in commands]
    names = (each.name if isinstance(each, CommandGroup) else name_of(each) for each in every)
    program.info.cls = type("Commands", (Commands,), {"order": tuple(names)})
    for heading, commands in listed.items():
        for each in commands:
            if not isinstance(each, CommandGroup):
                program.command(name_of(each), cls=Command, rich_help_panel=heading)(each)
                continue
            group = typer.Typer(
                help=each.help,
                rich_markup_mode=None,
                cls=Commands,
                no_args_is_help=each.alone is None,
                invoke_without_command=each.alone is not None,
            )
            if each.alone is not None:
                group.callback(help=each.help)(each.alone)
            for command in each.commands:
                group.command(name_of(command), cls=Command)(command)
            program.add_typer(group, name=each.name, rich_help_panel=heading)


def name_of(command: Callable[..., None]) -> str:
    """Return a command's name, made from its function's."""
    return command.__name__.rstrip("_").replace("_", "-")


def help_(
    ctx: typer.Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="COMMAND", help="The command, such as: person add."),
    ] = None,
) -> None:
    """Show this list, or the help of one command.

    Example: cpconf help person add
    """
    here: Any = ctx.find_root()
    for word in command or []:
        inner = getattr(here.command, "commands", {}).get(word)
        if inner is None:
            raise no_command(here, word)
        here = typer.Context(inner, info_name=word, parent=here)
    typer.echo(here.get_help())


def no_command(ctx: Any, word: str) -> UsageFault:  # noqa: ANN401 - of Typer's own copy of click
    """Return the error for an unknown command, with similar ones or where to find the list."""
    group = " ".join(ctx.command_path.split()[1:])
    whole = f"{group} {word}".strip()
    paths = [f"{group} {name}".strip() for name in getattr(ctx.command, "commands", {})]
    near = nearest(word, {path.split()[-1]: path for path in paths}.items())
    may = [path for path in near if path in SUGGESTED]
    what = f"command {whole!r}" if _PLAIN.fullmatch(word) else "such command"
    return UsageFault(f"no {what}; {_hint(may, f'cpconf help {group}'.strip())}")


def no_option(ctx: Any, option: str) -> UsageFault:  # noqa: ANN401 - of Typer's own copy of click
    """Return the error for an unknown option, with similar ones or where to find the list."""
    options = [
        (name.lstrip("-"), name)
        for parameter in ctx.command.get_params(ctx)
        for name in (*parameter.opts, *getattr(parameter, "secondary_opts", ()))
        if name.startswith("--") and (takes_value(parameter) or name in SUGGESTED_FLAGS)
    ]
    kept_back = [(name.lstrip("-"), name) for name in NEVER_SUGGESTED_OPTIONS]
    near = nearest(option.lstrip("-"), [*options, *kept_back])
    may = [name for name in near if name not in NEVER_SUGGESTED_OPTIONS]
    what = f"option {option}" if _PLAIN.fullmatch(option) else "such option"
    words = " ".join(["cpconf help", *ctx.command_path.split()[1:]])
    return UsageFault(f"no {what}; {_hint(may, words)}")


def takes_value(parameter: Any) -> bool:  # noqa: ANN401 - of Typer's own copy of click
    """Tell whether an option takes a value."""
    return not (getattr(parameter, "is_flag", False) or getattr(parameter, "count", False))


def nearest(word: str, known: Iterable[tuple[str, str]]) -> list[str]:
    """Return the paths of the known words that are one letter away from a word, or else two.

    A letter that is wrong, missing or extra, and a swapped pair, count one each (Damerau's
    distance, each pair swapped once). Two count as a slip only in words of five letters or more.
    """
    typed = word.lower().replace("_", "-")
    found: dict[int, set[str]] = {}
    for name, path in known:
        far = 2 if min(len(typed), len(name)) >= _LONG_ENOUGH else 1
        steps = distance(typed, name, far)
        if steps <= far:
            found.setdefault(steps, set()).add(path)
    return sorted(found[min(found)] if found else ())


def _hint(near: list[str], listing: str) -> str:
    if near:
        return f"did you mean {' or '.join(map(repr, near))}?"
    return f"{listing} lists them"


def _called(parameter: Any) -> str:  # noqa: ANN401 - of Typer's own copy of click
    """Return a parameter's name, for an error."""
    first = str(parameter.opts[0])
    return first if first.startswith("-") else str(parameter.metavar or first.upper())
