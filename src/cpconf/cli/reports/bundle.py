"""What `bundle` does."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cpconf.app import App
from cpconf.cli.shared.options import one_dash, overrides_of, tell_overridden
from cpconf.cli.sharing.secrets import PasswordSource, take_for
from cpconf.errors import UsageFault
from cpconf.render.reports.json import set_document
from cpconf.render.reports.made import write_set
from cpconf.workflow.reports import sets
from cpconf.workflow.reports.gathering import gather
from cpconf.workflow.sharing.copy_files import output_folder, refuse_taken
from cpconf.workflow.sharing.recipients import private_words

_MOST_REPORTS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options as they were typed."""

    out: Path | None
    order: str | None
    password: PasswordSource
    override: list[str]
    authorised_by: str | None
    as_json: bool


def bundle(app: App, ref: str, wanted: Wanted) -> None:
    """Gather the reports, make the set, and say what comes next."""
    wanted.password.refuse_several()
    one_dash(
        password_stdin="-" if wanted.password.stdin else None, authorised_by=wanted.authorised_by
    )
    overrides = overrides_of(app, wanted.override, wanted.authorised_by)
    numbers = _read_order(wanted.order) if wanted.order is not None else None
    with app.reading_existing() as reader:
        gathered = gather(reader, ref, numbers)
    folder = output_folder(ref, wanted.out)
    if gathered.unfinished is None:
        refuse_taken(sets.SetNames.of(ref, folder).all)
    decision = overrides.decide(gathered.halts, "the set cannot go to the professionals")
    tell_overridden(app, decision.halts, overrides.reasons)
    taken = take_for(app, wanted.password, private_words(gathered.filed))
    gathered = sets.take_back(app.writing_copies, gathered)
    with app.screen.meter() as progress:
        made = sets.make(
            app.writing_copies,
            gathered,
            taken.password,
            sets.SetOrder(
                folder=folder,
                sender=str(app.config.smtp["from"]) if "from" in app.config.smtp else None,
                decision=decision,
            ),
            now=app.now,
            machine_now=app.machine_now.timestamp(),
            progress=progress,
        )
    if wanted.as_json:
        app.screen.print_json(set_document(made))
    else:
        app.screen.show(partial(write_set, made=made))
    for remark in made.remarks:
        app.screen.warn(remark)


def _read_order(text: str) -> list[int]:
    """The numbers of reports as typed. Raises UsageFault."""
    pieces = [piece.strip() for piece in text.split(",")]
    if len(pieces) > _MOST_REPORTS or not all(p.isascii() and p.isdigit() for p in pieces):
        msg = "--order is the reports' numbers between commas, such as 2,1,3"
        raise UsageFault(msg)
    return [int(piece[:9]) for piece in pieces]
