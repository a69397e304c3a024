"""The floor: the simplest Typer script with cpconf's commands, arguments and options.

Only `status` does anything: it queries the view `outstanding` of a store with `sqlite3`, and prints
a table with Rich. The time that cpconf takes beyond this is the cost of its own code. It is one
long file so that it stays a plain script.
"""
# ruff: noqa: ARG001, FBT002, PLR0917
# The arguments are those of cpconf; they are read and not used.

from contextlib import closing
from pathlib import Path
from typing import Annotated, Any

import typer

Ref = Annotated[str, typer.Argument(metavar="REF", help="The conference's reference.")]
Task = Annotated[str, typer.Argument(metavar="TASK", help="A task's name or clause id.")]
Tasks = Annotated[list[str], typer.Argument(metavar="TASK...", help="Tasks by name or clause id.")]
Name = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A built-in procedure or a file.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Keep nothing.")]
NotAName = Annotated[bool, typer.Option("--not-a-name", help="Though spelt like one.")]
Reason = Annotated[str, typer.Option(metavar="TEXT", help="Why.")]
Procedure = Annotated[str | None, typer.Option(metavar="NAME|FILE", help="The procedure.")]
Type = Annotated[str | None, typer.Option("--type", metavar="TYPE", help="initial or review.")]
Format = Annotated[str, typer.Option("--format", metavar="FORMAT", help="video or written.")]
Ends = Annotated[str | None, typer.Option(metavar="WHEN", help="When it is planned to end.")]
Facts = Annotated[list[str] | None, typer.Option("--fact", metavar="NAME", help="A fact.")]
StrategyDiscussion = Annotated[
    str | None, typer.Option(metavar="DATE", help="Date of the strategy discussion.")
]
InitialConference = Annotated[
    str | None, typer.Option(metavar="DATE", help="Date of the initial conference.")
]
PreviousReview = Annotated[
    str | None, typer.Option(metavar="DATE", help="Date of the review before.")
]
Chair = Annotated[str | None, typer.Option("--chair", metavar="NAME|EMAIL", help="The chair.")]
MinuteTaker = Annotated[
    str | None, typer.Option("--minute-taker", metavar="NAME|EMAIL", help="The minute taker.")
]
Email = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Their email address.")]
Phone = Annotated[str | None, typer.Option(metavar="NUMBER", help="Their telephone number.")]
Agency = Annotated[str | None, typer.Option(metavar="TEXT", help="Their agency or school.")]

To = Annotated[
    str, typer.Option(metavar="PERSON", help="Who gets it: a short id, or a role that one holds.")
]
As = Annotated[str, typer.Option("--as", metavar="KIND", help="report, plan or minutes.")]
At = Annotated[str | None, typer.Option(metavar="WHEN", help="When it was. Default: now.")]
ConfirmedBy = Annotated[
    str, typer.Option(metavar="NAME", help="Who confirmed it; - reads standard input.")
]
Override = Annotated[
    list[str] | None,
    typer.Option(
        metavar="STOP=REASON", help="Go past a stop, and why; may be given again for another."
    ),
]
AuthorisedBy = Annotated[
    str | None, typer.Option(metavar="NAME", help="Who decided to go past the stop.")
]
AllowSigned = Annotated[
    bool,
    typer.Option("--allow-signed", help="Take a signed document; its signature will not hold."),
]
Whose = Annotated[str, typer.Argument(metavar="PERSON", help="A short id or a role.")]

program = typer.Typer(
    help="Dated checklists for child protection conferences.",
    rich_markup_mode=None,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
working_days = typer.Typer(help="A changed calendar.", rich_markup_mode=None, no_args_is_help=True)
store_group = typer.Typer(help="The store.", rich_markup_mode=None, no_args_is_help=True)
person_group = typer.Typer(
    help="Who takes part in a conference.", rich_markup_mode=None, no_args_is_help=True
)
child_group = typer.Typer(
    help="The children at a conference.", rich_markup_mode=None, no_args_is_help=True
)
procedure_group = typer.Typer(
    help="The authorities' rules.", rich_markup_mode=None, no_args_is_help=True
)

withheld_group = typer.Typer(
    help="What must not be told.", rich_markup_mode=None, no_args_is_help=True
)
passphrase_group = typer.Typer(
    help="Agreed passphrases.", rich_markup_mode=None, no_args_is_help=True
)
report_group = typer.Typer(help="Submitted reports.", rich_markup_mode=None, no_args_is_help=True)
outbox_group = typer.Typer(
    help="Messages that are owed.", rich_markup_mode=None, invoke_without_command=True
)
diary_group = typer.Typer(help="Calendars.", rich_markup_mode=None, no_args_is_help=True)


@program.callback()
def root(
    ctx: typer.Context,
    store: Annotated[str, typer.Option(metavar="PATH", help="The store.")] = "cpconf.sqlite",
    no_input: Annotated[bool, typer.Option("--no-input", help="Never ask.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    ctx.obj = store


@program.command("help")
def help_(
    command: Annotated[
        list[str] | None, typer.Argument(metavar="[COMMAND]...", help="The command.")
    ] = None,
) -> None:
    """Show the help."""


@program.command()
def schedule(
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="A reference.")] = None,
    procedure: Procedure = None,
    type_: Type = None,
    at: Annotated[str | None, typer.Option(metavar="WHEN", help="Date and time.")] = None,
    ends: Ends = None,
    format_: Format = "video",
    fact: Facts = None,
    strategy_discussion: StrategyDiscussion = None,
    initial_conference: InitialConference = None,
    previous_review: PreviousReview = None,
    follows: Annotated[str | None, typer.Option(metavar="REF", help="The one before.")] = None,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="CSV", help="Every row of a file.")
    ] = None,
    not_a_name: NotAName = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Schedule a conference: its whole checklist, dated."""


@program.command()
def check(
    when: Annotated[str, typer.Argument(metavar="WHEN", help="Date and time to try.")],
    procedure: Procedure = None,
    type_: Type = None,
    ends: Ends = None,
    format_: Format = "video",
    fact: Facts = None,
    strategy_discussion: StrategyDiscussion = None,
    initial_conference: InitialConference = None,
    previous_review: PreviousReview = None,
    chair: Chair = None,
    minute_taker: MinuteTaker = None,
    as_json: Json = False,
) -> None:
    """Say before booking what a date would mean."""


@program.command()
def suggest(
    procedure: Procedure = None,
    type_: Type = None,
    after: Annotated[str | None, typer.Option(metavar="REF", help="The next review.")] = None,
    time: Annotated[str | None, typer.Option(metavar="TIME", help="The time of day.")] = None,
    length: Annotated[
        int | None, typer.Option(metavar="MINUTES", min=15, max=600, help="How long it lasts.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day.")] = None,
    count: Annotated[int, typer.Option(min=1, max=200, help="How many to show.")] = 5,
    format_: Format = "video",
    fact: Facts = None,
    strategy_discussion: StrategyDiscussion = None,
    initial_conference: InitialConference = None,
    previous_review: PreviousReview = None,
    chair: Chair = None,
    minute_taker: MinuteTaker = None,
    as_json: Json = False,
) -> None:
    """Rank the free working days up to the limit, best first."""


@program.command()
def reschedule(
    ref: Ref,
    at: Annotated[str, typer.Option(metavar="WHEN", help="The new date and time.")],
    reason: Reason,
    ends: Ends = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Move a conference; see first what moves with it."""


@program.command()
def cancel(
    ref: Ref,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
    authorised_by: Annotated[str | None, typer.Option(metavar="NAME", help="Who decided.")] = None,
    followed_by: Annotated[str | None, typer.Option(metavar="REF", help="The other.")] = None,
    nothing_follows: Annotated[
        str | None, typer.Option(metavar="REASON", help="Why nothing follows.")
    ] = None,
    decided_as: Annotated[str | None, typer.Option(metavar="ROLE", help="As what.")] = None,
    exceptional: Annotated[bool, typer.Option("--exceptional", help="It is.")] = False,
    tried: Annotated[str | None, typer.Option(metavar="TEXT", help="What else.")] = None,
    as_json: Json = False,
) -> None:
    """Cancel a conference: needs the reason and the manager who decided."""


@program.command()
def held(
    ref: Ref,
    ended: Annotated[str | None, typer.Option(metavar="WHEN", help="When it ended.")] = None,
    undo: Annotated[bool, typer.Option("--undo", help="It was a mistake.")] = False,
    as_json: Json = False,
) -> None:
    """Record that a conference took place."""


@program.command()
def anchor(
    ref: Ref,
    strategy_discussion: StrategyDiscussion = None,
    initial_conference: InitialConference = None,
    previous_review: PreviousReview = None,
    as_json: Json = False,
) -> None:
    """Correct the dates that limits count from."""


@program.command()
def remind(dry_run: DryRun = False, as_json: Json = False) -> None:
    """Email everyone what they owe."""


@outbox_group.callback()
def list_outbox(
    all_: Annotated[bool, typer.Option("--all", help="Those that were sent, too.")] = False,
    as_json: Json = False,
) -> None:
    """List what is owed."""


@outbox_group.command("retry")
def retry(
    numbers: Annotated[
        list[int] | None, typer.Argument(metavar="[N]...", help="Their numbers.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Have messages tried again at the next run."""


@outbox_group.command("sent")
def settle(
    number: Annotated[int, typer.Argument(metavar="N", help="The message's number.")],
    not_: Annotated[bool, typer.Option("--not", help="It did not go.")] = False,
    as_json: Json = False,
) -> None:
    """Record whether a message in doubt was sent."""


@outbox_group.command("drop")
def drop(
    number: Annotated[int, typer.Argument(metavar="N", help="The message's number.")],
    as_json: Json = False,
) -> None:
    """Withdraw a message that was not sent."""


@program.command()
def invite(
    ref: Ref,
    to: Annotated[list[str] | None, typer.Option(metavar="PERSON", help="Only them.")] = None,
    method: Annotated[str | None, typer.Option(metavar="METHOD", help="How they join.")] = None,
    link: Annotated[str | None, typer.Option(metavar="URL", help="The link.")] = None,
    dial_in: Annotated[str | None, typer.Option(metavar="TEXT", help="The number.")] = None,
    dial_at: Annotated[str | None, typer.Option(metavar="TIME", help="When to ring.")] = None,
    starts: Annotated[str | None, typer.Option(metavar="TIME", help="When they join.")] = None,
    ends: Annotated[str | None, typer.Option(metavar="TIME", help="When they leave.")] = None,
    for_: Annotated[str | None, typer.Option("--for", metavar="PERSON", help="For whom.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where drafts go.")] = None,
    send: Annotated[bool, typer.Option("--send", help="Send them.")] = False,
    letters: Annotated[bool, typer.Option("--letters", help="Write letters, too.")] = False,
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Invite people: the parents first."""


@program.command()
def invited(ref: Ref, as_json: Json = False) -> None:
    """Show who is invited, and who answered."""


@program.command()
def reply(
    ref: Annotated[str | None, typer.Argument(metavar="[REF]", help="A reference.")] = None,
    person: Annotated[str | None, typer.Argument(metavar="[PERSON]", help="Who.")] = None,
    answer: Annotated[str | None, typer.Argument(metavar="[ANSWER]", help="What.")] = None,
    at: At = None,
    from_: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="The answer itself.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Record an answer to an invitation."""


@diary_group.command("export")
def export_diary(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A calendar file.")],
    ref: Annotated[list[str] | None, typer.Option(metavar="REF", help="Only this.")] = None,
    person: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Only theirs.")] = None,
    open_wording: Annotated[bool, typer.Option("--open-wording", help="With titles.")] = False,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day.")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day.")] = None,
    as_json: Json = False,
) -> None:
    """Write conferences and deadlines as a calendar."""


@diary_group.command("import")
def import_diary(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A calendar file.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Its name.")] = None,
    whose: Annotated[str | None, typer.Option(metavar="ADDRESS|team", help="Whose.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="How far ahead.")] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take in when people are busy."""


@diary_group.command("list")
def list_diaries(as_json: Json = False) -> None:
    """List the calendars that were imported."""


@diary_group.command("forget")
def forget_diary(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which.")], as_json: Json = False
) -> None:
    """Forget an imported calendar."""


@program.command()
def inbox(
    folder: Annotated[
        Path | None, typer.Argument(metavar="FOLDER", help="A folder of messages.")
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From then on.")] = None,
    take: Annotated[
        list[str] | None, typer.Option(metavar="ID=REF[@PERSON]", help="Take this, too.")
    ] = None,
    set_aside: Annotated[list[str] | None, typer.Option(metavar="ID", help="Not this.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where reports go.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take reports from the mailbox."""


@program.command()
def chase(
    ref: Ref,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where drafts go.")] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Ask for the reports that are owed."""


@working_days.command("check")
def check_calendar(as_json: Json = False) -> None:
    """List the open dates that today's holidays and closures would move."""


@working_days.command("apply")
def apply_calendar(dry_run: DryRun = False, as_json: Json = False) -> None:
    """Move those dates, and record the reason for each."""


@program.command()
def done(
    ref: Ref,
    tasks: Tasks,
    at: Annotated[str | None, typer.Option(metavar="WHEN", help="When it was.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A note.")] = None,
    override: Annotated[
        str | None, typer.Option(metavar="REASON", help="Record it although a gate is shut.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Mark tasks done."""


@program.command()
def undo(ref: Ref, tasks: Tasks, as_json: Json = False) -> None:
    """Open tasks again."""


@program.command()
def skip(ref: Ref, tasks: Tasks, reason: Reason, as_json: Json = False) -> None:
    """Leave a task out on purpose, with the reason."""


@program.command()
def fact(
    ref: Ref,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME...]", help="Facts.")] = None,
    as_json: Json = False,
) -> None:
    """Answer facts, or without names see the questions with their answers."""


@program.command()
def outcome(
    ref: Ref,
    held: Annotated[bool, typer.Option("--held", help="Held.")] = False,
    adjourned: Annotated[bool, typer.Option("--adjourned", help="Adjourned.")] = False,
    inquorate: Annotated[bool, typer.Option("--inquorate", help="Too few.")] = False,
    ended: Annotated[str | None, typer.Option(metavar="WHEN", help="Its end.")] = None,
    child: Annotated[
        list[str] | None, typer.Option(metavar="ID=DECISION", help="A decision.")
    ] = None,
    attended: Annotated[list[str] | None, typer.Option(metavar="PERSON", help="Who came.")] = None,
    absent: Annotated[list[str] | None, typer.Option(metavar="PERSON", help="Who did not.")] = None,
    told: Annotated[list[str] | None, typer.Option(metavar="PERSON", help="Who knows.")] = None,
    next_: Annotated[str | None, typer.Option("--next", metavar="WHEN", help="The next.")] = None,
    summary: Annotated[Path | None, typer.Option(metavar="FILE", help="The summary.")] = None,
    plan: Annotated[Path | None, typer.Option(metavar="FILE", help="The plan.")] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
    return_: Annotated[
        Path | None, typer.Option("--return", metavar="FILE.docx", help="The return.")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take it back.")] = False,
    as_json: Json = False,
) -> None:
    """Record what a conference came to."""


@program.command("takes-part")
def takes_part(
    ref: Ref,
    person: Annotated[str | None, typer.Argument(metavar="[PERSON]", help="Who.")] = None,
    how: Annotated[str | None, typer.Option(metavar="HOW", help="How.")] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="TIME", help="From.")] = None,
    until: Annotated[str | None, typer.Option(metavar="TIME", help="Until.")] = None,
    link: Annotated[str | None, typer.Option(metavar="URL", help="A link.")] = None,
    decided_by: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Who.")] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
    weighed: Annotated[str | None, typer.Option(metavar="TEXT", help="Against.")] = None,
    interpreter: Annotated[str | None, typer.Option(metavar="LANGUAGE", help="Which.")] = None,
    supporter: Annotated[str | None, typer.Option(metavar="PERSON", help="Who.")] = None,
    means: Annotated[list[str] | None, typer.Option(metavar="NAME[=no]", help="What.")] = None,
    as_json: Json = False,
) -> None:
    """Record how somebody takes part."""


@program.command()
def recommend(
    ref: Ref,
    person: Annotated[str | None, typer.Argument(metavar="[PERSON]", help="Who.")] = None,
    opinion: Annotated[str | None, typer.Argument(metavar="[OPINION]", help="What.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="A note.")] = None,
    at: At = None,
    ask: Annotated[bool, typer.Option("--ask", help="Draft messages.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where.")] = None,
    as_json: Json = False,
) -> None:
    """Record what a professional recommends."""


@program.command()
def call(
    ref: Ref,
    kind: Annotated[str, typer.Option(metavar="KIND", help="Which.")],
    with_: Annotated[str | None, typer.Option("--with", metavar="PERSON", help="Whom.")] = None,
    answer: Annotated[list[str] | None, typer.Option(metavar="POINT=TEXT", help="What.")] = None,
    print_: Annotated[
        Path | None, typer.Option("--print", metavar="FILE.docx", help="A form.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Go through the points of a talk."""


@child_group.command("add")
def add_child(
    ref: Ref,
    child: Annotated[str, typer.Argument(metavar="ID", help="A reference.")],
    strategy_discussion: StrategyDiscussion = None,
    initial_conference: InitialConference = None,
    previous_review: PreviousReview = None,
    not_a_name: NotAName = False,
    as_json: Json = False,
) -> None:
    """Put a child on record."""


@child_group.command("list")
def list_children(ref: Ref, as_json: Json = False) -> None:
    """List the children."""


@child_group.command("remove")
def remove_child(
    ref: Ref,
    child: Annotated[str, typer.Argument(metavar="ID", help="A reference.")],
    as_json: Json = False,
) -> None:
    """Take a child off."""


@person_group.command("add")
def add_person(
    ref: Ref,
    role: Annotated[str, typer.Option(metavar="ROLE", help="Such as mother, chair, school.")],
    name: Annotated[str, typer.Option(metavar="TEXT", help="Their name.")],
    email: Email = None,
    phone: Phone = None,
    agency: Agency = None,
    not_a_name: NotAName = False,
    as_json: Json = False,
) -> None:
    """Put someone on record."""


@person_group.command("list")
def list_people(ref: Ref, as_json: Json = False) -> None:
    """Show who is on record."""


@person_group.command("change")
def change_person(
    ref: Ref,
    person: Annotated[str, typer.Argument(metavar="PERSON", help="A short id or a role.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The right name.")] = None,
    email: Email = None,
    phone: Phone = None,
    agency: Agency = None,
    not_a_name: NotAName = False,
    as_json: Json = False,
) -> None:
    """Correct what is on record of someone."""


@program.command()
def status(
    ctx: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="[REF]", help="One conference.")] = None,
    role: Annotated[str | None, typer.Option(metavar="ROLE", help="Only this role.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="With those that do not apply.")] = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="3 where overdue.")] = False,
    as_json: Json = False,
) -> None:
    """Show everything that is outstanding."""
    from rich.console import Console
    from rich.table import Table

    table = Table("Conference", "Task", "Who", "When")
    for row in outstanding(ctx.obj):
        table.add_row(row["ref"], row["task"], row["role"], row["wanted"])
    Console().print(table)


def outstanding(store: str) -> list[Any]:
    """Return the rows that `cpconf status` queries, in its order."""
    import sqlite3

    with closing(sqlite3.connect(store)) as connection:
        connection.row_factory = sqlite3.Row
        return connection.execute(
            "SELECT id, ref, rule, clause, task, title, role, joint, each, phase, person, owner, "
            "about, due, literal, needed_by, reading, local, provisional, applies, state, "
            "late_at_booking, conditions, marked_at, marked_by, wanted FROM outstanding "
            "ORDER BY wanted IS NULL, wanted, ref, place, id"
        ).fetchall()


@program.command()
def explain(ref: Ref, task: Task, as_json: Json = False) -> None:
    """Say why a date is what it is."""


@program.command()
def history(
    ref: Ref,
    record: Annotated[bool, typer.Option("--record", help="Every row kept.")] = False,
    as_json: Json = False,
) -> None:
    """Show what was done to a conference."""


@procedure_group.command("list")
def list_procedures(as_json: Json = False) -> None:
    """List the built-in procedures."""


@procedure_group.command("show")
def show_procedure(
    name: Name,
    type_: Type = None,
    format_: Annotated[
        str | None, typer.Option("--format", metavar="FORMAT", help="Only this format.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a procedure: every task with its role, time, condition and clause."""


@procedure_group.command("check")
def check_procedure(
    file: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A procedure.")],
    as_json: Json = False,
) -> None:
    """Check a procedure file."""


@procedure_group.command("cover")
def cover_procedure(
    name: Name,
    register: Annotated[Path | None, typer.Option(metavar="FILE", help="A register.")] = None,
    as_json: Json = False,
) -> None:
    """Say which clauses of a register a procedure covers, and how."""


@program.command("protect-report")
@program.command("protect", hidden=True)
def protect_report(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .pdf or a .docx.")],
    ref: Ref,
    to: To,
    as_: As = "report",
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the files go. Default: a folder named REF here."),
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take the password from standard input.")
    ] = False,
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take it from a file that only you can read."),
    ] = None,
    password_command: Annotated[
        str | None, typer.Option(metavar="COMMAND", help="Take it from what a command prints.")
    ] = None,
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="Type it in, twice, unseen.")
    ] = False,
    agreed_passphrase: Annotated[
        bool,
        typer.Option("--agreed-passphrase", help="The one agreed with them, from the keyring."),
    ] = False,
    send: Annotated[
        bool, typer.Option("--send", help="Send the first message, by the configured mail server.")
    ] = False,
    print_: Annotated[
        bool, typer.Option("--print", help="Print the first message's text, for copying.")
    ] = False,
    address_confirmed_by: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who made sure that the address is theirs.")
    ] = None,
    allow_signed: AllowSigned = False,
    without: Annotated[list[str] | None, typer.Option(metavar="PERSON", help="But.")] = None,
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    as_json: Json = False,
) -> None:
    """Lock a document for one person, and make its two messages."""


@program.command()
def release(
    ref: Ref,
    to: To,
    how: Annotated[
        str, typer.Option(metavar="HOW", help="How you know it came: phone, email, visit or text.")
    ],
    confirmed_by: ConfirmedBy,
    as_: As = "report",
    at: At = None,
    by: Annotated[
        str,
        typer.Option(
            metavar="WAY", help="message: on to be sent, or sent. phone: shown once, here."
        ),
    ] = "message",
    spell: Annotated[
        bool, typer.Option("--spell", help="With --by phone: spell it letter by letter.")
    ] = False,
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    as_json: Json = False,
) -> None:
    """Release the password, once the recipient confirms that the first message arrived."""


@program.command()
def send(
    ref: Ref,
    to: To,
    as_: As = "report",
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    as_json: Json = False,
) -> None:
    """Send the first message that was made."""


@program.command()
def sent(
    ref: Ref,
    to: To,
    as_: As = "report",
    at: At = None,
    not_: Annotated[bool, typer.Option("--not", help="It did not go.")] = False,
    as_json: Json = False,
) -> None:
    """Record that a message was sent, or was not."""


@program.command()
def shared(
    ref: Ref,
    to: To,
    how: Annotated[
        str, typer.Option(metavar="WAY", help="telephone, letterbox or visit, as agreed.")
    ],
    confirmed_by: ConfirmedBy,
    as_: As = "report",
    at: At = None,
    file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What was handed over: searched, and kept as a hash."),
    ] = None,
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    as_json: Json = False,
) -> None:
    """Record that a document was shared without email."""


@program.command()
def sharing(ref: Ref, as_json: Json = False) -> None:
    """Show who has which document, in which state, and what comes next."""


@program.command()
def agree(
    ref: Ref,
    person: Whose,
    way: Annotated[str, typer.Option(metavar="WAY", help="email, telephone, letterbox or visit.")],
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="A note; - reads it from standard input.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="When it was agreed. Default: now.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Record how a family member has agreed to receive documents."""


@withheld_group.command("add")
def add_term(
    ref: Ref,
    person: Whose,
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="address, school, phone, name or other.")
    ],
    term: Annotated[
        str, typer.Option(metavar="TEXT", help="The words; - reads them from standard input.")
    ],
    as_json: Json = False,
) -> None:
    """Keep an address or a name out of one person's documents."""


@withheld_group.command("list")
def list_terms(ref: Ref, as_json: Json = False) -> None:
    """Show what is kept out of whose documents."""


@withheld_group.command("remove")
def remove_term(
    ref: Ref,
    person: Whose,
    number: Annotated[int, typer.Argument(metavar="N", help="The term's number in the list.")],
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Stop keeping words out of a person's documents, with the reason."""


@passphrase_group.command("agree")
def agree_passphrase(
    ref: Ref,
    person: Whose,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take theirs from standard input.")
    ] = False,
    spell: Annotated[bool, typer.Option("--spell", help="Spell it letter by letter.")] = False,
) -> None:
    """Agree one passphrase with a family member, for all their documents."""


@passphrase_group.command("forget")
def forget(ref: Ref, person: Whose) -> None:
    """Take an agreed passphrase out of the keyring."""


@report_group.command("add")
def add_report(
    ref: Ref,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The report, a PDF.")],
    from_: Annotated[
        str, typer.Option("--from", metavar="PERSON", help="Who submits it: a short id or a role.")
    ],
    at: At = None,
    withhold: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Why the professionals do not get it; - reads it."),
    ] = None,
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    as_json: Json = False,
) -> None:
    """Put a submitted report on record; the file stays where it is."""


@report_group.command("list")
def list_reports(ref: Ref, as_json: Json = False) -> None:
    """Show the submitted reports, and whether their files are still there and unchanged."""


@report_group.command("remove")
def remove_report(
    ref: Ref,
    number: Annotated[int, typer.Argument(metavar="N", help="The report's number in the list.")],
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Take a submitted report back, with the reason; its file is not touched."""


@program.command()
def bundle(
    ref: Ref,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the files go. Default: a folder named REF here."),
    ] = None,
    order: Annotated[
        str | None, typer.Option(metavar="N,N,...", help="The reports by number, in another order.")
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take the password from standard input.")
    ] = False,
    password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Take it from a file that only you can read."),
    ] = None,
    password_command: Annotated[
        str | None, typer.Option(metavar="COMMAND", help="Take it from what a command prints.")
    ] = None,
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="Type it in, twice, unseen.")
    ] = False,
    override: Override = None,
    authorised_by: AuthorisedBy = None,
    as_json: Json = False,
) -> None:
    """Put the submitted reports into one locked file for the professionals."""


@program.command()
def abridge(
    ref: Ref,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="The full report, a PDF.")
    ] = None,
    sections: Annotated[
        bool, typer.Option("--sections", help="Keep the sections that parents get: the default.")
    ] = False,
    pages: Annotated[
        str | None, typer.Option(metavar="RANGES", help="Keep these pages, such as 1-3,7,9-.")
    ] = None,
    bookmark: Annotated[
        list[str] | None,
        typer.Option(metavar="TITLE", help="Keep what this bookmark leads to; may be given again."),
    ] = None,
    heading: Annotated[
        list[str] | None,
        typer.Option(metavar="TITLE", help="Keep what is under this heading; may be given again."),
    ] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Show the report's sections and their pages.")
    ] = False,
    form: Annotated[
        bool, typer.Option("--form", help="Write the Word form of an abridged report instead.")
    ] = False,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="As --form, with a form of your own.")
    ] = None,
    request: Annotated[
        bool, typer.Option("--request", help="Draft the message that asks for one instead.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Say which headings a written one (.docx) lacks.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE|DIR", help="Where it goes. Default: a folder named REF here."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Make it without asking: the pages are right.")
    ] = False,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Cut the parents' copy from a full report, or start one on a form."""


@program.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Any file.")], as_json: Json = False
) -> None:
    """Say which document on record a file is, whatever its name."""


@store_group.command()
def where(as_json: Json = False) -> None:
    """Show where the store is and what is in it."""


@store_group.command()
def make(as_json: Json = False) -> None:
    """Make an empty store."""


@store_group.command()
def upgrade(as_json: Json = False) -> None:
    """Bring a store of an earlier cpconf up to date."""


@store_group.command()
def copy(
    from_: Annotated[str, typer.Argument(metavar="FROM", help="A path or an address.")],
    to: Annotated[str, typer.Argument(metavar="TO", help="A path or an address.")],
    as_json: Json = False,
) -> None:
    """Copy a whole store to a place that has none yet."""


@store_group.command()
def grant(
    role: Annotated[str, typer.Argument(metavar="ROLE", help="A role of the server.")],
    rights: Annotated[str, typer.Option("--as", metavar="RIGHTS", help="writer, reader or none.")],
    as_json: Json = False,
) -> None:
    """Say what a role of the server may do in the store."""


program.add_typer(store_group, name="store")
program.add_typer(working_days, name="working-days")
program.add_typer(person_group, name="person")
program.add_typer(child_group, name="child")
program.add_typer(procedure_group, name="procedure")
program.add_typer(withheld_group, name="do-not-disclose")
program.add_typer(passphrase_group, name="passphrase")
program.add_typer(report_group, name="report")
program.add_typer(outbox_group, name="outbox")
program.add_typer(diary_group, name="diary")

if __name__ == "__main__":
    program()
