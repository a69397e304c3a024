"""`do-not-disclose`: keep an address or a name out of one person's documents."""

from typing import Annotated, Final

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.commands import CommandGroup
from cpconf.cli.shared.options import app_of, given
from cpconf.core.typed_text import read_note


def add(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="address, school, phone, name or other.")
    ],
    term: Annotated[
        str, typer.Option(metavar="TEXT", help='The words. "-" reads them from standard input.')
    ],
    as_json: options.Json = False,
) -> None:
    """Keep an address or other words out of one person's documents.

    Searches every document for them, and stops it where the words are found.

    Example: cpconf do-not-disclose add EX-1 father --kind address --term -
    """
    from cpconf.core.disclosure.terms import choose_term_kind
    from cpconf.render.sharing.reports import WithheldReport
    from cpconf.workflow.sharing import agreements

    app = app_of(ctx, as_json=as_json)
    chosen = choose_term_kind(kind)
    words = given(term)
    with app.writing() as store:
        kept, poor = agreements.withhold(store, store.conferences.filed(ref), person, chosen, words)
    app.show(WithheldReport.of(ref, kept, poor))
    app.screen.tell(f"{ref} {kept.person}: term {kept.number} ({kept.kind}) is kept from them")
    if poor:
        app.screen.warn(poor)


def list_(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """List what is kept from whom.

    Example: cpconf do-not-disclose list EX-1
    """
    from functools import partial

    from cpconf.render.sharing.reports import TermsReport
    from cpconf.render.sharing.screens import write_terms

    app = app_of(ctx, as_json=as_json)
    with app.reading() as reader:
        if reader is None:
            app.show_nothing(TermsReport(ref))
            return
        reader.conferences.filed(ref)
        terms = reader.sharing.terms(ref)
    app.show(TermsReport.of(ref, terms), partial(write_terms, terms=terms))


def remove(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    number: Annotated[int, typer.Argument(metavar="N", help="The term's number in the list.")],
    reason: options.Reason,
    as_json: options.Json = False,
) -> None:
    """Stop keeping something from someone, with the reason.

    Example: cpconf do-not-disclose remove EX-1 father 1 --reason 'he lives there now'
    """
    from cpconf.render.sharing.reports import DisclosedReport
    from cpconf.workflow.sharing import agreements

    app = app_of(ctx, as_json=as_json)
    why = read_note(given(reason), "the reason")
    with app.writing() as store:
        freed = agreements.disclose(store, store.conferences.filed(ref), person, number, reason=why)
    app.show(DisclosedReport(ref, freed.id, number))
    app.screen.tell(f"{ref} {freed.id}: term {number} is no longer kept from them")


GROUP: Final = CommandGroup(
    "do-not-disclose",
    "Keep an address or a name out of one person's documents.",
    (add, list_, remove),
)
