"""`agree`, `do-not-disclose` and `passphrase`: what is agreed with a family, and kept from them."""

from typing import Annotated

import typer

from cpconf.cli.shared import options
from cpconf.cli.shared.options import app_of, given
from cpconf.errors import UsageFault

_TAKEN_BACK = "none"


def register(program: typer.Typer) -> None:
    """Add the commands to the program."""
    program.command()(agree)
    terms = typer.Typer(
        help="What a document must not tell its recipient.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    terms.command("add")(add)
    terms.command("list")(list_)
    terms.command("remove")(remove)
    program.add_typer(terms, name="do-not-disclose")
    phrase = typer.Typer(
        help="A passphrase agreed with a family.",
        rich_markup_mode=None,
        no_args_is_help=True,
    )
    phrase.command("agree")(agree_passphrase)
    phrase.command("forget")(forget)
    program.add_typer(phrase, name="passphrase")


def agree(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    way: Annotated[
        str,
        typer.Option(
            metavar="WAY", help="email, telephone, letterbox or visit; none takes it back."
        ),
    ],
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", help="A note; - reads it from standard input.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="WHEN", help="When it was agreed. Default: now.")
    ] = None,
) -> None:
    """Record how a family member gets documents.

    As agreed with them. It is about documents: invitations go to their address all the same. The
    task by which that is agreed with this person is ticked off.
    """
    from cpconf.cli.conferences.marking import moment, tell_ticked
    from cpconf.core.sharing.sharing import choose_way
    from cpconf.core.text import read_note
    from cpconf.workflow.sharing import agreements

    app = app_of(ctx)
    when = moment(app, at)
    text = read_note(given(note), "the note") if note is not None else None
    chosen = None if way.strip().lower() == _TAKEN_BACK else choose_way(way)
    if chosen is None and (text is not None or at is not None):
        raise UsageFault("--way none takes it back: leave out --note and --at")
    with app.writing() as store:
        filed = store.filed(ref)
        if chosen is None:
            agreed = agreements.take_back(store, filed, person)
        else:
            agreed = agreements.agree(store, filed, person, chosen, note=text, at=when)
    now = f"documents by {chosen}" if chosen else "nothing is agreed about documents any more"
    app.screen.tell(f"{ref} {agreed.person}: {now}")
    for remark in agreed.remarks:
        app.screen.warn(remark)
    tell_ticked(app, agreed.recorded)


def add(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="address, school, phone, name or other.")
    ],
    term: Annotated[
        str, typer.Option(metavar="TEXT", help="The words; - reads them from standard input.")
    ],
) -> None:
    """Keep an address, a school or other words from somebody of the family.

    Every document for them is searched for it, and stopped where it is found.
    """
    from cpconf.core.disclosure.terms import choose_term_kind
    from cpconf.workflow.sharing import agreements

    app = app_of(ctx)
    chosen = choose_term_kind(kind)
    words = given(term)
    with app.writing() as store:
        kept, poor = agreements.withhold(store, store.filed(ref), person, chosen, words)
    app.screen.tell(f"{ref} {kept.person}: term {kept.number} ({kept.kind}) is kept from them")
    if poor:
        app.screen.warn(poor)


def list_(ctx: typer.Context, ref: options.Ref, as_json: options.Json = False) -> None:
    """Show what is kept from whom."""
    from cpconf.render.sharing.json import terms_document

    app = app_of(ctx)
    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(terms_document(ref, ()) if as_json else None)
            return
        reader.filed(ref)
        terms = reader.terms(ref)
    if as_json:
        app.screen.print_json(terms_document(ref, terms))
        return
    for term in terms:
        app.screen.say(f"{term.person}  {term.number}  {term.kind:<8}{term.words}")
    if not terms:
        app.screen.say("Nothing is kept from anybody.")


def remove(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    number: Annotated[int, typer.Argument(metavar="N", help="The term's number in the list.")],
    reason: options.Reason,
) -> None:
    """Stop keeping something from somebody, with the reason."""
    from cpconf.core.text import read_note
    from cpconf.workflow.sharing import agreements

    app = app_of(ctx)
    why = read_note(given(reason), "the reason")
    with app.writing() as store:
        freed = agreements.disclose(store, store.filed(ref), person, number, reason=why)
    app.screen.tell(f"{ref} {freed.person}: term {number} is no longer kept from them")


def agree_passphrase(
    ctx: typer.Context,
    ref: options.Ref,
    person: options.Whose,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Take theirs from standard input.")
    ] = False,
    spell: Annotated[bool, typer.Option("--spell", help="Spell it letter by letter.")] = False,
) -> None:
    """Agree one passphrase with somebody of the family, for all their documents.

    It is shown once, to be read out to them, and kept in this computer's keyring alone.
    """
    from cpconf.cli.sharing import agreed_passphrases

    agreed_passphrases.agree(app_of(ctx), ref, person, password_stdin=password_stdin, spell=spell)


def forget(ctx: typer.Context, ref: options.Ref, person: options.Whose) -> None:
    """Take an agreed passphrase out of the keyring."""
    from cpconf.cli.sharing import agreed_passphrases

    agreed_passphrases.forget(app_of(ctx), ref, person)
