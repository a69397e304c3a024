"""The screens of `inbox`: the waiting messages, their matches, and what was taken.

None shows a message's subject, text, names or addresses.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cpconf.core.dates.phrases import say_clock, say_count, say_day, say_minutes
from cpconf.core.mailbox import AttachmentKind, FileHolder, MatchKind
from cpconf.render.drawing.ink import Ink
from cpconf.render.drawing.page import Page, Run, widths_of

if TYPE_CHECKING:
    from cpconf.workflow.mailbox.intake import Taken
    from cpconf.workflow.mailbox.survey import Survey, WaitingMessage


_TABLE_FROM: Final = 72


def write_survey(page: Page, *, survey: "Survey") -> None:
    """Write the waiting messages: the certain ones first, then the others with the reason."""
    page.flow([("Mailbox", Ink.STRONG), (f"since {say_day(survey.since)}", Ink.FAINT)], gap=" ")
    certain = [item for item in survey.items if item.match.outcome is MatchKind.MATCHED]
    others = [item for item in survey.items if item.match.outcome is not MatchKind.MATCHED]
    if certain:
        page.heading("reports to take")
        _write_rows(page, certain)
    if others:
        page.heading("for somebody to look at")
        for item in others:
            page.flow(_cells(item, with_person=False), gap="  ", hang=4)
            why, command = say_outcome(item)
            said = (f"{why}:", command) if command else (why,)
            page.flow([(part, None) for part in said], indent=2, hang=2, gap=" ")
    if not survey.items:
        page.write("No new message is about a conference.")
    counts = [
        *([f"{survey.unrelated} are about no conference on record"] if survey.unrelated else []),
        *([f"{say_count(survey.seen, 'message')} dealt with before"] if survey.seen else []),
    ]
    if counts:
        page.blank()
        page.flow([(count, Ink.FAINT) for count in counts], gap="; ")


def write_taken(page: Page, *, taken: "Sequence[Taken]") -> None:
    """Write the result for each message taken, with the drafts to send."""
    for each in taken:
        numbers = ", ".join(str(report.number) for report in (*each.reports, *each.known))
        several = "s" if len(each.reports) + len(each.known) > 1 else ""
        page.flow(
            [
                (f"{each.claim.ref} report{several} {numbers}", Ink.STRONG),
                (f"from {each.person.id} ({each.person.role.words})", Ink.STRONG),
                (f"received {say_clock(each.received_at)}", None),
                say_late(each.due, each.late),
            ],
            gap="  ",
            hang=2,
        )
        for report in each.known:
            page.write(f"report {report.number} was on record already", indent=2, hang=4)
        for report in each.reports:
            page.write(f"filed: {Path(report.path).name}", indent=2, hang=4)
        for handle in each.done:
            page.write(f"done: {handle}", Ink.GOOD, indent=2)
        for letter in each.letters:
            whom = f"{letter.person.id} ({letter.person.role.words})"
            page.write(f"to send to {whom}: {letter.path}", indent=2, hang=4)


def say_late(due: dt.datetime | None, late: int | None) -> Run:
    """Say how late a report came: `in time`, or by how much office time.

    >>> say_late(dt.datetime(2026, 2, 11, 17), 45)[0]
    'late by 45 office minutes'
    """
    if due is None:
        return "", None
    if late is None:
        return "in time", Ink.GOOD
    return f"late by {say_minutes(late)}" if late else "late, after hours", Ink.WARNING


def say_kinds(kinds: Sequence[AttachmentKind]) -> str:
    """Say what is attached, by number and kind: `2 PDFs, 1 picture`."""
    counted = Counter(kinds)
    said = (
        say_count(counted[kind], kind.words, _PLURALS.get(kind))
        for kind in AttachmentKind
        if counted[kind]
    )
    return ", ".join(said) or "nothing attached"


_PLURALS: Final = {
    AttachmentKind.CALENDAR: "calendar entries",
    AttachmentKind.WINMAIL: "winmail.dat",
    AttachmentKind.LINK: "links to files",
}


def say_outcome(item: "WaitingMessage") -> tuple[str, str]:
    """Return why somebody has to look at a message, and the command to type; "" for none."""
    found, holder = item.match, item.holder
    why, command = _WHY[found.outcome]
    if found.outcome is MatchKind.UNKNOWN_SENDER and item.sender is None:
        why = "it does not name one sender; if you know whose it is"
    if found.outcome is MatchKind.NO_REFERENCE and AttachmentKind.PDF not in item.kinds:
        why, command = f"{why}: {_OPEN}", _BY_HAND
    if found.outcome is MatchKind.REPLY and AttachmentKind.PDF in item.kinds:
        why, command = f"{why.partition(':')[0]}, with a PDF; if that is a report", _TAKE
    if found.outcome is MatchKind.SAME_FILE and holder is not None:
        why, command = _of_a_known_file(holder, found.ref)
    said = {
        "id": item.id,
        "ref": found.ref or (found.refs[0] if len(found.refs) == 1 else "REF"),
        "whom": found.person.id if found.person else "PERSON",
        "role": found.person.role.words if found.person else "",
        "people": ", ".join(found.people),
        "refs": ", ".join(found.refs),
        "reason": item.reason,
        "holder": holder.person if holder else "",
        "held": holder.ref if holder else "",
        "number": holder.number if holder else "",
    }
    return why.format_map(said), command.format_map(said)


def _of_a_known_file(holder: FileHolder, ref: str | None) -> tuple[str, str]:
    """Return why a file that is on record already needs a look, and the command to type."""
    if holder.number is None:
        return "a PDF in it came from {holder} of {held} first, and is nobody else's; then", _ASIDE
    if not holder.standing:
        why = "a PDF in it was report {number} of {held}, from {holder}, and was taken back"
        return f"{why}; if it is right now", f"{_TAKE}@PERSON"
    known = "a PDF in it is report {number} of {held}, from {holder}"
    if ref is not None and ref != holder.ref:
        return f"{known}; if it is for {{ref}} too", f"{_BY_HAND} --override others=REASON"
    return f"{known}, and nobody else's; then", _ASIDE


_TAKE: Final = "--take {id}={ref}"
_ASIDE: Final = "--set-aside {id}"
_BY_HAND: Final = "cpconf report add {ref} FILE --from {whom}"
_OPEN: Final = "open it, save the report as a PDF, then"
_WHY: Final = {
    MatchKind.UNVERIFIED: ("ask the sender whether they sent it; if so", _TAKE),
    MatchKind.AUTOMATIC: (
        "sent automatically or through a list: read it; if it brings a report all the same",
        f"{_TAKE}@PERSON",
    ),
    MatchKind.FORWARDED: (
        "the PDF is in a message within it; if you know whose it is",
        f"{_TAKE}@PERSON",
    ),
    MatchKind.LIKELY: (
        "names no reference; {ref} alone waits for a report from its sender, {whom} ({role})",
        _TAKE,
    ),
    MatchKind.SEVERAL_PEOPLE: ("the sender's address is that of {people}", f"{_TAKE}@PERSON"),
    MatchKind.NO_AUTHOR: (
        "the sender writes no report for {ref}; if it is one all the same",
        f"{_TAKE}@PERSON",
    ),
    MatchKind.UNKNOWN_SENDER: (
        "nobody at {ref} has the sender's address; if it is right",
        f"{_TAKE}@PERSON",
    ),
    MatchKind.SEVERAL_REFERENCES: ("names {refs}; for one of them", _TAKE),
    MatchKind.NO_REFERENCE: ("names no reference; its sender takes part in {refs}", _TAKE),
    MatchKind.SEALED: (f"encrypted, behind a link, or in Outlook's own format: {_OPEN}", _BY_HAND),
    MatchKind.NOT_PDF: ("no PDF: ask for one, or export it, then", _BY_HAND),
    MatchKind.NO_REPORT: ("nothing is attached that could be a report", ""),
    MatchKind.REPLY: ("an answer to an invitation: save it, then", "cpconf reply --from FILE"),
    MatchKind.CLOSED: ("{ref} is over or cancelled", ""),
    MatchKind.UNREADABLE: ("not read, {reason}: open it in your mail program", ""),
    **dict.fromkeys((MatchKind.MATCHED, MatchKind.UNRELATED, MatchKind.SAME_FILE), ("", "")),
}


def _write_rows(page: Page, items: "Sequence[WaitingMessage]") -> None:
    rows = [_cells(item, with_person=True) for item in items]
    widths = widths_of(rows, page.width)
    for row in rows:
        if page.width < _TABLE_FROM:
            page.flow([cell for cell in row if cell[0]], gap="  ", hang=4)
        else:
            page.columns(row, widths)


def _cells(item: "WaitingMessage", *, with_person: bool) -> list[Run]:
    found = item.match
    person = found.person
    cells: list[Run] = [(item.id, Ink.STRONG)]
    if found.ref:
        cells.append((found.ref, None))
    if with_person and person:
        cells.append((f"{person.id} {person.role.words}", None))
    if found.outcome is not MatchKind.UNREADABLE:
        cells.append((say_kinds(item.kinds), None))
    cells.append((say_clock(item.received_at), None))
    if item.doubted:
        cells.append(("sender not verified", Ink.WARNING))
    return cells
