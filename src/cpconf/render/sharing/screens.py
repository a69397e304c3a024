"""The screens of `sharing`, `protect-report` and `do-not-disclose list`."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cpconf.core.conferences.conference import Person
from cpconf.core.dates.phrases import say_clock, say_count
from cpconf.core.disclosure.terms import Term
from cpconf.core.sharing.next_steps import calls, next_step, password_words, releasing
from cpconf.core.sharing.sharing import COMPLETE, PasswordCare, ShareState, Sharing, Way
from cpconf.core.words import PARENTS, TaskState
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page

if TYPE_CHECKING:
    from cpconf.workflow.sharing.permission import SharingReport
    from cpconf.workflow.sharing.protection import Made


_DOUBTFUL = {ShareState.PREPARING, ShareState.SENDING, ShareState.RELEASING}


def write_sharing(page: Page, found: "SharingReport") -> None:
    """Write each recipient with their copies, and what the professionals wait for."""
    filed = found.filed
    page.flow([(filed.conference.ref, Ink.STRONG), ("sharing", Ink.STRONG)])
    shown = [s for s in found.sharings if s.state is not ShareState.REPLACED]
    having = {s.person for s in shown}
    for person in filed.people:
        if person.role in PARENTS or person.id in having:
            way = found.ways.get(person.id)
            agreed = f", by {way} as agreed" if way else ""
            page.heading(f"{person.id} {person.role.words}{agreed}")
            if person.id not in having:
                page.write("nothing yet", Ink.FAINT, indent=2)
            _write_copies(page, found, [s for s in shown if s.person == person.id])
            _write_calls(page, found, person)
    if None in having:
        page.heading("the professionals")
        _write_copies(page, found, [s for s in shown if s.person is None])
    if found.shut or not shown:
        page.blank()
    for obstacle in found.shut:
        page.write(f"Professionals wait: {obstacle.text} ({obstacle.clause})", Ink.WARNING)
    if not shown and not found.shut:
        page.write("Nothing was shared yet.", Ink.FAINT)


def _write_calls(page: Page, found: "SharingReport", person: Person) -> None:
    for call in calls(found.filed.tasks, person.id):
        done = call.state is TaskState.DONE
        said = f"done {_said(call.marked_at)}" if done else str(call.state)
        page.flow(
            [("call", None), (call.handle, None), (said, Ink.GOOD if done else Ink.WARNING)],
            indent=2,
            hang=4,
            gap="  ",
        )


def _write_copies(page: Page, found: "SharingReport", copies: Sequence[Sharing]) -> None:
    for copy in copies:
        page.flow(
            [(str(copy.kind), Ink.STRONG), (copy.state.words, _ink(copy.state))],
            indent=2,
            hang=4,
            gap="  ",
        )
        page.flow([(part, Ink.FAINT) for part in _details(copy)], indent=4, hang=4, gap="; ")
        stopping = found.halts.get(copy.id, ())
        for halt in stopping:
            page.write(f"stopped now ({halt.stop}): {halt.why}", Ink.WARNING, indent=4, hang=6)
        step = next_step(copy, [halt.stop for halt in stopping])
        if step:
            page.write(f"next: {step.words}{':' if step.command else ''}", indent=4, hang=6)
            if step.command:
                page.write(step.command, indent=6, hang=8)


def _details(copy: Sharing) -> list[str]:
    parts = [str(copy.way)] if copy.person else []
    by_email = copy.state is not ShareState.SHARED
    if by_email and copy.address:
        parts.append(f"address {'confirmed' if copy.address_confirmed else 'as on record'}")
    if by_email:
        parts.append(f"made {_said(copy.made_at)}")
    if copy.sent_at:
        parts.append(f"sent {_said(copy.sent_at)}")
    if copy.received_at:
        how = f" ({copy.received_how})" if copy.received_how and copy.way is Way.EMAIL else ""
        parts.append(f"received {_said(copy.received_at)}{how}")
    if by_email:
        parts.append(f"password {password_words(copy)}")
    evidence = copy.evidence
    if evidence is not None:
        pages = f"{say_count(evidence.pages, 'page')}, " if evidence.pages else ""
        parts.append(f"{pages}SHA-256 {evidence.sha256[:12]}…")
    if copy.folder is not None and copy.state is not ShareState.RELEASED:
        parts.append(f"in {copy.folder}")
    return parts


def _ink(state: ShareState) -> Ink:
    if state in COMPLETE:
        return Ink.GOOD
    return Ink.ALARM if state in _DOUBTFUL else Ink.WARNING


def _said(moment: dt.datetime | None) -> str:
    return say_clock(moment) if moment else ""


def write_copy(page: Page, made: "Made") -> None:
    """Write what was made, and the next steps in order."""
    copy, names, evidence = made.sharing, made.names, made.evidence
    pages = say_count(evidence.pages, "page") if evidence.pages else "Word"
    page.flow(
        [
            (f"{copy.ref} {copy.title}", Ink.STRONG),
            ("protected", Ink.GOOD),
            (evidence.algorithm, None),
            (pages, None),
            (_size(evidence.size), None),
        ]
    )
    page.blank()
    sure = "(confirmed)" if copy.address_confirmed else "(as on record; nobody confirmed it)"
    page.flow([("to", Ink.FAINT), (made.address, None), (sure, Ink.FAINT)], gap=" ")
    page.blank()
    went = {ShareState.SENT: ", sent", ShareState.SENDING: ", unknown whether it was sent"}.get(
        copy.state, ""
    )
    rows = [("protected file", names.copy), (f"first message{went}", names.report)]
    held = copy.password is PasswordCare.HELD
    if held:
        rows.append(("password, held", names.held))
    width = max(len(label) for label, _ in rows)
    for label, path in rows:
        page.flow([(f"{label:<{width}}", Ink.FAINT), (str(path), None)], gap="  ", hang=2)
    page.blank()
    step = 1
    if copy.state is ShareState.PREPARED:
        how = "" if copy.person else ", by secure email if your procedure asks for it"
        page.write(f"{step}. Open the first message in your mail program and send it{how}.", hang=3)
        step += 1
    whom = "the person" if copy.person else "each of them"
    page.write(f"{step}. Ask {whom} whether it has arrived. Then:", hang=3)
    page.write(releasing(copy), indent=3, hang=5)
    page.blank()
    what = "The password is in the held message and nowhere else. " if held else ""
    page.write(f"{what}The original stays where it is, unprotected.", Ink.FAINT)


def write_terms(page: Page, terms: Sequence[Term]) -> None:
    """Write what is kept from whom."""
    for term in terms:
        page.say(f"{term.person}  {term.number}  {term.kind:<8}{term.words}")
    if not terms:
        page.say("Nothing is kept from anybody.")


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size / 1e3:.0f} kB"
