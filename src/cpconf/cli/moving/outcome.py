"""`outcome`: record what a conference came to, and print the chair's return."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_note
from cpconf.errors import UsageFault

if TYPE_CHECKING:
    from cpconf.app import App
    from cpconf.core.conferences.decisions import Decided
    from cpconf.core.conferences.filed import Filed
    from cpconf.core.sharing.sharing import Submitted
    from cpconf.core.words import OutcomeKind
    from cpconf.workflow.moving.outcomes import OutcomeTold, Settled

_LARGEST: Final = 100 * 1024 * 1024
"""Bytes of a summary or a plan, of which only the SHA-256 is kept."""


def outcome(
    ctx: typer.Context,
    ref: options.Ref,
    held: Annotated[bool, typer.Option("--held", help="It was held.")] = False,
    adjourned: Annotated[bool, typer.Option("--adjourned", help="It was adjourned.")] = False,
    inquorate: Annotated[
        bool, typer.Option("--inquorate", help="Too few took part to decide.")
    ] = False,
    ended: Annotated[str | None, typer.Option(metavar="WHEN", help="When it ended.")] = None,
    child: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=DECISION",
            help="plan, no-plan, continues or ends, and :CATEGORY for a plan. Repeat it.",
        ),
    ] = None,
    attended: Annotated[
        list[str] | None, typer.Option(metavar="PERSON", help="Who took part. Repeat it.")
    ] = None,
    absent: Annotated[
        list[str] | None, typer.Option(metavar="PERSON", help="Who did not. Repeat it.")
    ] = None,
    told: Annotated[
        list[str] | None,
        typer.Option(metavar="PERSON", help="Who was told of the decision. Repeat it."),
    ] = None,
    next_: Annotated[
        str | None, typer.Option("--next", metavar="WHEN", help="The next conference.")
    ] = None,
    summary: Annotated[
        Path | None,
        typer.Option(
            readable=False,
            metavar="FILE",
            help="The chair's summary. Only its fingerprint is kept.",
        ),
    ] = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            readable=False, metavar="FILE", help="The plan. Only its fingerprint is kept."
        ),
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help='Why, or a note. "-" reads it from standard input.'),
    ] = None,
    return_: Annotated[
        Path | None,
        typer.Option(
            "--return",
            readable=False,
            metavar="FILE.docx",
            help="Write the return as a Word document.",
        ),
    ] = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="It was recorded by mistake: take it back.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """Record the outcome, and print the chair's return.

    Later commands add to it. Without options it shows what is on record. A conference
    that was adjourned or not quorate asks for another until one follows
    (schedule --follows).

    Example: cpconf outcome EX-1 --held --child C1=plan:neglect --attended mother
    """
    from cpconf.core.dates.when import read_moment
    from cpconf.workflow.moving.outcomes import OutcomeTold

    app = app_of(ctx, as_json=as_json)
    if return_ is not None and return_.suffix.lower() != ".docx":
        raise UsageFault("--return writes a Word document: give a name that ends in .docx")
    said = OutcomeTold(
        kind=_kind(held=held, adjourned=adjourned, inquorate=inquorate),
        decided=_decided(child or ()),
        attended=attended or (),
        absent=absent or (),
        told=told or (),
        next=read_moment(next_, "--next") if next_ else None,
        summary=_sha256(summary),
        plan=_sha256(plan),
        reason=read_note(given(reason), "the reason") if reason is not None else None,
    )
    says_something = said != OutcomeTold() or ended is not None
    if undo and says_something:
        raise UsageFault("--undo takes the outcome back: leave the other options out")
    if undo:
        _take_back(app, ref)
    elif says_something:
        _record(app, ref, said, ended, return_)
    elif (asked := _asked(app, ref)) is not None:
        _record(app, ref, asked, None, return_)
    else:
        _show_on_record(app, ref, return_)


def _record(
    app: "App", ref: str, told: "OutcomeTold", ended: str | None, return_: Path | None
) -> None:
    from dataclasses import replace

    from cpconf.core.dates.when import read_end
    from cpconf.workflow.moving import outcomes

    with app.writing() as store:
        filed = store.conferences.filed(ref)
        if ended is not None:
            told = replace(told, ended=read_end(ended, filed.conference.at, "--ended"))
        settled = outcomes.record(store, filed, told, now=app.now)
        submitted = store.sharing.submitted(ref)
        standing = store.conferences.standing(app.now, ref)
    _tell(app, settled)
    _show(app, settled.filed, submitted, return_)
    if settled.outcome.lacks_next:
        _suggest(app, settled.filed)
    for notice in standing:
        app.screen.warn(f"{ref} is {notice.words(app.now)}")
        app.screen.tell(notice.command(app.now))


def _take_back(app: "App", ref: str) -> None:
    from cpconf.render.conferences.outcome_report import OutcomeReport
    from cpconf.workflow.moving import outcomes

    with app.writing() as store:
        outcomes.take_back(store, store.conferences.filed(ref))
        filed = store.conferences.filed(ref)
    app.show(OutcomeReport(ref))
    app.screen.tell(f"{ref}: the outcome is taken back; it is {filed.conference.state}")
    for remark in outcomes.left_by_taking_back(filed):
        app.screen.tell(remark)


def _asked(app: "App", ref: str) -> "OutcomeTold | None":
    """Ask for the outcome in a terminal, where the conference has begun and has none yet."""
    from dataclasses import replace

    from cpconf.cli.moving.outcome_dialogue import ask_for_file, ask_for_outcome

    with app.reading() as reader:
        filed = reader.conferences.filed(ref) if reader else None
    if filed is None or not app.may_ask or filed.outcome is not None:
        return None
    if filed.conference.at > app.now or filed.conference.state == "cancelled":
        return None
    told = ask_for_outcome(filed, app.now)
    if told.kind is not None and told.kind.ends_without_decision:
        return told
    summary, plan = ask_for_file("the chair's summary"), ask_for_file("the plan")
    return replace(
        told,
        summary=_sha256(summary),
        plan=_sha256(plan),
    )


def _suggest(app: "App", filed: "Filed") -> None:
    """Tell which dates would do for the next conference, by the limit and the diaries."""
    from cpconf.cli.conferences.booking_options import engaged
    from cpconf.core.dates.phrases import say_clock
    from cpconf.workflow.conferences import proposals
    from cpconf.workflow.conferences.next_review import following

    with app.reading_existing() as reader:
        before = following(reader.conferences, filed)
    calendar = app.calendar_in_force
    request = before.near_its_limit(before.request(app.now), before.edition, calendar)
    last = proposals.last_day(request, before.edition, calendar, until=None)
    taken = engaged(app, before.people, request.at.date(), last)
    slots = proposals.suggest(request, before.edition, calendar, app.now, taken, last=last)
    starts = " or ".join(say_clock(slot.at) for slot in slots[:3])
    app.screen.tell(
        f"for the next conference: {starts}; more: cpconf suggest --after {filed.conference.ref}"
    )


def _kind(*, held: bool, adjourned: bool, inquorate: bool) -> "OutcomeKind | None":
    from cpconf.core.words import OutcomeKind

    given_ = [
        kind for kind, said in zip(OutcomeKind, (held, adjourned, inquorate), strict=True) if said
    ]
    if len(given_) > 1:
        raise UsageFault("give one of --held, --adjourned and --inquorate")
    return given_[0] if given_ else None


def _decided(texts: "list[str] | tuple[str, ...]") -> "dict[str, Decided]":
    from cpconf.core.conferences.children import read_child
    from cpconf.core.conferences.decisions import Decided

    decided: dict[str, Decided] = {}
    for text in texts:
        ref, equals, said = text.partition("=")
        if not equals:
            raise UsageFault("--child is ID=DECISION, such as C1=plan:neglect")
        ref = read_child(ref.strip())
        if ref in decided:
            raise UsageFault(f"{ref} is given twice: give one decision for each child")
        decided[ref] = Decided.read(said)
    return decided


def _sha256(path: Path | None) -> str | None:
    import hashlib

    from cpconf import files

    if path is None:
        return None

    return hashlib.sha256(files.read(path, _LARGEST)).hexdigest()


def _show_on_record(app: "App", ref: str, return_: Path | None) -> None:
    from cpconf.render.conferences.outcome_report import OutcomeReport

    with app.reading() as reader:
        if reader is None:
            app.show_nothing(OutcomeReport(ref))
            return
        filed = reader.conferences.filed(ref)
        submitted = reader.sharing.submitted(ref)
    if filed.outcome is None and return_ is not None:
        raise UsageFault(f"no outcome of {ref} is on record yet: give --held and what was decided")
    _show(app, filed, submitted, return_)


def _show(app: "App", filed: "Filed", submitted: "list[Submitted]", return_: Path | None) -> None:
    from functools import partial

    from cpconf.render.conferences import chairs_return
    from cpconf.render.conferences.outcome_report import OutcomeReport

    ref, found = filed.conference.ref, filed.outcome
    if return_ is not None and found is not None:
        _write(filed, submitted, return_)
    report = OutcomeReport.of(filed, submitted)
    if found is None:
        app.show(report)
        app.screen.tell(f"{ref}: no outcome on record; cpconf help outcome shows how")
        return
    write = partial(chairs_return.write_return, filed=filed, outcome=found, submitted=submitted)
    app.show(report, write)
    if return_ is not None:
        app.screen.tell(f"{ref}: {return_} written")
    if missing := found.missing(filed.children):
        app.screen.tell(f"not on record yet: {'; '.join(missing)}")


def _write(filed: "Filed", submitted: "list[Submitted]", path: Path) -> None:
    from cpconf.core.dates.phrases import say_clock
    from cpconf.documents.places.publishing import put
    from cpconf.documents.word.sheet import SheetPart, sheet
    from cpconf.render.conferences.chairs_return import items

    conference = filed.conference
    if filed.outcome is None:
        return
    parts = [SheetPart(*item) for item in items(filed, filed.outcome, submitted)]
    below = f"{conference.type.capitalize()} conference of {say_clock(conference.at)}"
    put(path.parent, path.name, sheet(f"Chair's return: {conference.ref}", below, parts))


def _tell(app: "App", settled: "Settled") -> None:
    from cpconf.cli.conferences.marking import show_shift, tell_ticked
    from cpconf.core.conferences.changes import said_of

    for remark in settled.remarks:
        app.screen.warn(remark)
    for rule in settled.shown:
        app.screen.tell(f"{rule.clause}: {rule.title}")
    if settled.named:
        app.screen.tell(f"put on record: {', '.join(settled.named)}")
    for change in settled.changes:
        was, becomes = said_of(change, settled.shift.close, year=app.now.year)
        app.screen.tell(f"~ {change.handle}: {was} → {becomes}")
    show_shift(app, settled.shift)
    if settled.ticked is not None:
        tell_ticked(app, settled.ticked)
