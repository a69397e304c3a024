"""What `send`, `sent`, `release`, `shared` and `sharing` do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar

from cpconf.app import App
from cpconf.cli.conferences.marking import moment
from cpconf.cli.shared.options import given, overrides_of, tell_overridden
from cpconf.cli.sharing.agreed_passphrases import show_secret, terminal_for_secrets, wait_for_enter
from cpconf.cli.sharing.ticking import tell_ticked
from cpconf.core.conferences.choosing import choose_person
from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.gates import parents_first
from cpconf.core.sharing.document import Evidence, choose_kind
from cpconf.core.sharing.sharing import (
    PROFESSIONALS,
    Confirmed,
    PasswordCare,
    ReleasedBy,
    ShareState,
    Sharing,
    Transport,
    choose_way,
)
from cpconf.core.text import echoed, read_name
from cpconf.core.words import DocumentKind
from cpconf.errors import Refused, UsageFault
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.sharing import agreements, permission, recipients, two_messages
from cpconf.workflow.sharing import release as releasing
from cpconf.workflow.sharing.copy_files import names_of

Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The options of `release` as they were typed."""

    kind: str
    how: str
    confirmed_by: str
    at: str | None
    by: str
    spell: bool
    override: list[str]
    authorised_by: str | None
    as_json: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The options of `shared` as they were typed."""

    kind: str
    how: str
    confirmed_by: str
    at: str | None
    file: Path | None
    override: list[str]
    authorised_by: str | None


def release(app: App, ref: str, to: str, wanted: Wanted) -> None:
    """Record the receipt, and let the password go: moved on, sent, or shown once."""
    by = _one_of(ReleasedBy, wanted.by, "--by")
    receipt = releasing.Receipt(
        how=_one_of(Confirmed, _alike(wanted.how, "telephone", "phone"), "--how"),
        confirmed_by=read_name(given(wanted.confirmed_by), "--confirmed-by"),
        at=moment(app, wanted.at),
    )
    if wanted.spell and by is not ReleasedBy.PHONE:
        msg = "--spell goes with --by phone: a message needs no spelling"
        raise UsageFault(msg)
    overrides = overrides_of(app, wanted.override, wanted.authorised_by)
    with app.reading_existing() as reader:
        filed = reader.filed(ref)
        found = _sharing(reader.sharings(ref), filed.people, ref, to, wanted.kind)
    releasing.refuse_early(found, receipt)
    hand_over = _way_of(app, found, by, wanted)
    released = releasing.release(
        app.writing,
        filed,
        found,
        receipt,
        by,
        now=app.now,
        overrides=overrides,
        hand_over=hand_over,
    )
    tell_overridden(app, released.decision.halts, overrides.reasons)
    _tell_released(app, released, as_json=wanted.as_json)


def _way_of(
    app: App, sharing: Sharing, by: ReleasedBy, wanted: Wanted
) -> Callable[[Path | None], Path | None]:
    """What will be done with the held message. Raises Refused where it cannot be done here."""
    if by is ReleasedBy.PHONE and sharing.password is PasswordCare.HELD:
        terminal = terminal_for_secrets(errors_only=wanted.as_json)
        if terminal is None:
            msg = (
                "to be read out, the password is shown on a terminal, and there is none here\n"
                "Run it at a terminal, or let the message go: --by message"
            )
            raise Refused(msg)

        def show(message: Path | None) -> None:
            if message is not None:
                password = releasing.password_of(message)
                show_secret(password, on_error=terminal, spell=wanted.spell)
                if app.may_ask:
                    wait_for_enter("Press Enter once they have it: it is shown only this once. ")

        return show
    if by is ReleasedBy.MESSAGE and sharing.transport is Transport.SMTP and sharing.address:
        return _sender(app, sharing, sharing.address)
    return releasing.move_on


def _sender(app: App, sharing: Sharing, address: str) -> Callable[[Path | None], Path | None]:
    from cpconf.mail.settings import Settings

    if sharing.state is ShareState.RELEASING:
        msg = (
            "it is not known whether the password's message went: ask the recipient\n"
            f"Then say so: cpconf sent {sharing.ref} --to {sharing.whom} --as {sharing.kind}, "
            "or with --not"
        )
        raise Refused(msg)
    settings = Settings.of(app.config.smtp)

    def send(message: Path | None) -> Path | None:
        if message is not None:
            two_messages.send_password(message, address, sharing, settings, now=app.now)
        return None

    return send


def _tell_released(app: App, released: releasing.Released, *, as_json: bool) -> None:
    sharing = released.sharing
    whom = sharing.whom
    if as_json:
        app.screen.print_json(
            {
                "cpconf": 1,
                "ref": sharing.ref,
                "person": sharing.person,
                "kind": sharing.kind.value,
                "state": ShareState.RELEASED.value,
                "released_by": released.by.value,
                "message": str(released.message) if released.message else None,
                "done": [task.handle for task in released.recorded.marked],
                "overridden": [halt.stop.value for halt in released.decision.halts],
            }
        )
    elif released.message is not None:
        app.screen.say(f"Send this now, then delete it: {released.message}")
    elif sharing.password is PasswordCare.AGREED:
        app.screen.say(f"{sharing.ref} {whom}: the {sharing.kind} opens with the agreed passphrase")
    else:
        app.screen.say(f"{sharing.ref} {whom}: the password of the {sharing.kind} is released")
    tell_ticked(app, released.recorded, as_json=as_json)


def send(
    app: App,
    ref: str,
    to: str,
    *,
    kind: str,
    override: Sequence[str],
    authorised_by: str | None,
) -> None:
    """Send the first message of a copy that was made, by the configured mail server."""
    from cpconf.mail.settings import Settings

    settings = Settings.of(app.config.smtp)
    overrides = overrides_of(app, override, authorised_by)
    with app.reading_existing() as reader:
        filed = reader.filed(ref)
        found = _sharing(reader.sharings(ref), filed.people, ref, to, kind)
    if found.address is None:
        msg = "the set goes to the professionals by secure email, and not from here"
        raise Refused(msg)
    decision = two_messages.send_report(
        app.writing_copies,
        filed,
        found,
        found.address,
        settings,
        now=app.now,
        overrides=overrides,
    )
    tell_overridden(app, decision.halts, overrides.reasons)
    app.screen.tell(f"{ref} {found.person}: the first message was sent")


def sent(app: App, ref: str, to: str, *, kind: str, at: str | None, went: bool) -> None:
    """Record that a message went, or did not."""
    when = moment(app, at)
    with app.writing() as store:
        filed = store.filed(ref)
        found = _sharing(store.sharings(ref), filed.people, ref, to, kind)
        halts = permission.ask_again(store, filed, found, by_email=True) if went else ()
        settled = two_messages.settle(store, found, went=went, at=when, now=app.now)
    if settled.state is ShareState.RELEASED:
        releasing.throw_away(names_of(found).held)
    app.screen.tell(f"{ref} {found.whom} {found.kind}: {settled.state.words}")
    for halt in halts:  # it went: that is on record, and what follows from it is for people
        app.screen.warn(f"it should not go now ({halt.stop}): {'; '.join(halt.lines)}")
    tell_ticked(app, settled.recorded)


def shared(app: App, ref: str, to: str, wanted: Shared) -> None:
    """Record that a document was shared without email; search it first, where it is given."""
    way = choose_way(_alike(wanted.how, "phone", "telephone"))
    kind = choose_kind(wanted.kind)
    confirmed_by = read_name(given(wanted.confirmed_by), "--confirmed-by")
    overrides = overrides_of(app, wanted.override, wanted.authorised_by)
    when = moment(app, wanted.at)
    findings = None
    if wanted.file is not None:
        with (
            app.looking_at(
                wanted.file, allow_signed=True, headings=True, searching=True
            ) as inspection,
            app.screen.meter("checking the document", waited=inspection.waited) as progress,
        ):
            findings = inspection.result(progress)
    with app.writing() as store:
        who = recipients.recipient(store, ref, to, kind)
        halts, remarks = permission.ask_first(store, who, findings, by_email=False)
        decision = overrides.decide(halts, f"{kind} for {who.person.id}")
        for remark in remarks:
            app.screen.warn(remark)
        agreed = agreements.share_otherwise(
            store,
            who,
            way,
            confirmed_by=confirmed_by,
            at=when,
            evidence=Evidence(
                kind=kind,
                sha256=findings.sha256,
                size=findings.size,
                pages=findings.pages,
                algorithm="",
            )
            if findings
            else None,
            decision=decision,
        )
    tell_overridden(app, decision.halts, overrides.reasons)
    app.screen.tell(f"{ref} {agreed.person} {kind}: {ShareState.SHARED.words}")
    tell_ticked(app, agreed.recorded)


def show(app: App, ref: str, *, as_json: bool) -> None:
    """Show who has what."""
    from cpconf.render.sharing.json import nothing_shared, sharing_document
    from cpconf.render.sharing.screens import write_sharing

    with app.reading() as reader:
        if reader is None:
            app.say_nothing_yet(nothing_shared(ref) if as_json else None)
            return
        filed = reader.filed(ref)
        sharings = reader.sharings(ref)
        ways = reader.agreed_ways(ref)
        outline = outline_of(reader, filed)
        obstacle = parents_first(filed, outline, DocumentKind.REPORT)
        shut = (obstacle,) if obstacle is not None else ()
        halts = permission.stopping(reader, filed, sharings)
    if as_json:
        app.screen.print_json(sharing_document(filed, sharings, ways, shut, halts))
    else:
        app.screen.show(
            partial(
                write_sharing, filed=filed, sharings=sharings, ways=ways, shut=shut, halts=halts
            )
        )


def _sharing(
    sharings: Sequence[Sharing], people: Sequence[Person], ref: str, to: str, kind: str
) -> Sharing:
    """The sharing that is meant; `professionals` are those who get the set."""
    if to.strip().lower() == PROFESSIONALS:
        return recipients.the_sharing(sharings, ref, None, DocumentKind.SET)
    person = choose_person(people, to).id
    return recipients.the_sharing(sharings, ref, person, choose_kind(kind))


def _alike(text: str, one: str, other: str) -> str:
    """What was typed, with one word for another that people use for the same."""
    return other if text.strip().lower() == one else text


def _one_of(words: type[Word], text: str, option: str) -> Word:
    for word in words:
        if text.strip().lower() == word:
            return word
    msg = f"{option} is {', '.join(words)}: there is no {echoed('word', text)}"
    raise UsageFault(msg)
