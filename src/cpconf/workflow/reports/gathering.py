"""The reports for the professionals' set: which, in what order, and what stops them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cpconf.core.conferences.conference import Person
from cpconf.core.conferences.filed import Filed
from cpconf.core.reports import menus
from cpconf.core.sharing.clearance import Content, Parcel
from cpconf.core.sharing.giving import asking_for_set
from cpconf.core.sharing.sharing import ShareState, Sharing, Submitted
from cpconf.core.sharing.stops import Halt
from cpconf.core.words import AGENCIES, FAMILY, IN_SUPPORT, PROFESSIONALS, DocumentKind, Role
from cpconf.errors import DocumentFault, NotFound, UsageFault
from cpconf.workflow.conferences.pinned import outline_of
from cpconf.workflow.reports.submissions import FileState, listed
from cpconf.workflow.sharing.permission import Papers
from cpconf.workflow.sharing.recipients import last

if TYPE_CHECKING:
    from cpconf.store.writing import Store

_ORDER: Final = (
    *(Role.SOCIAL_WORKER, Role.SCHOOL, Role.HEALTH, Role.POLICE, Role.PROBATION, Role.HOUSING),
    *(Role.OTHER_PROFESSIONAL, Role.EARLY_HELP, *sorted(IN_SUPPORT)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The reports for a set, in order, with what the record says about them."""

    filed: Filed
    reports: tuple[tuple[Submitted, Person], ...]
    recipients: tuple[Person, ...]
    halts: tuple[Halt, ...]
    remarks: tuple[str, ...]
    open_tasks: tuple[str, ...]
    unfinished: Sharing | None
    earlier: Sharing | None

    @property
    def ref(self) -> str:
        """The conference's reference."""
        return self.filed.conference.ref


def gather(store: "Store", ref: str, order: Sequence[int] | None = None) -> Gathered:
    """Gather the submitted reports that are not withheld; `order` names all by number.

    Raises NotFound where there is none, or a file is gone; DocumentFault (exit code 6) where one
    has changed or is a Word document; UsageFault for an order that names others, or not all.
    """
    filed, every = listed(store, ref)
    into = [each for each in every if each.report.withheld is None]
    if not into:
        what = (
            f"every report for {ref} is withheld" if every else f"no report has come for {ref} yet"
        )
        raise NotFound(f"{what}: cpconf report add {ref} FILE --from PERSON")
    for each in into:
        _refuse_lost(ref, each.report.number, each.file)
    _refuse_word(ref, [each.report for each in into])
    in_order = sorted(into, key=lambda each: _place(each.person, each.report))
    if order is not None:
        numbered = {each.report.number: each for each in into}
        _refuse_another_order(order, set(numbered))
        in_order = [numbered[number] for number in order]
    reports = tuple((each.report, each.person) for each in in_order)
    contents = tuple(Content(r.evidence.sha256, whose, r.number) for r, whose in reports)
    parcel = Parcel(to=None, kind=DocumentKind.SET, contents=contents)
    sharings = store.sharing.sharings(ref)
    recipients = tuple(person for person in filed.people if person.role in PROFESSIONALS)
    return Gathered(
        filed=filed,
        reports=reports,
        recipients=recipients,
        halts=Papers(store, filed).ask(parcel),
        remarks=(
            *_twice(ref, [each.report for each in in_order]),
            *_remarks(recipients, {each.person.id for each in every}),
        ),
        open_tasks=tuple(
            task.handle for task in asking_for_set(filed, outline_of(store.conferences, filed))
        ),
        unfinished=last(sharings, None, DocumentKind.SET, {ShareState.PREPARING}),
        earlier=last(sharings, None, DocumentKind.SET),
    )


def _place(person: Person, report: Submitted) -> tuple[int, dt.datetime, int]:
    """Return a sort key: the social worker first, then agencies, the rest of the team, family."""
    if person.role in _ORDER:
        rank = _ORDER.index(person.role)
    else:
        rank = len(_ORDER) + (person.role in FAMILY)
    return (rank, report.received_at, report.number)


def _refuse_lost(ref: str, number: int, file: FileState) -> None:
    again = f"or take it back and add it anew: cpconf report remove {ref} {number} --reason TEXT"
    if file is FileState.GONE:
        raise NotFound(
            f"the file of report {number} is not where it was, or may not be read: put it back, "
            f"{again}"
        )
    if file is FileState.CHANGED:
        raise DocumentFault(
            f"the file of report {number} has changed since: put the old one back, {again}"
        )


def _refuse_word(ref: str, reports: Sequence[Submitted]) -> None:
    """Raise DocumentFault for reports in Word, with the two ways to send them."""
    numbers = [report.number for report in reports if report.evidence.pages is None]
    if not numbers:
        return
    first = numbers[0]
    which = ", ".join(map(str, numbers))
    raise DocumentFault(
        f"the set is made of PDFs, and report {which} is a Word document: in Word, {menus.AS_PDF}; "
        f"give the parents that file, too, and put it in its place: cpconf report remove {ref} "
        f"{first} --reason 'as PDF', then cpconf report add\nTo send the Word document itself, "
        f"to one person at a time: cpconf protect-report FILE {ref} --to PERSON"
    )


def _refuse_another_order(order: Sequence[int], there: set[int]) -> None:
    known = ", ".join(map(str, sorted(there)))
    if set(order) != there or len(order) != len(there):
        raise UsageFault(f"--order names each report for the professionals once: {known}")


def _twice(ref: str, reports: Sequence[Submitted]) -> list[str]:
    """Return remarks on reports that are the same file, which the set then has more than once."""
    alike: dict[str, list[int]] = {}
    for report in reports:
        alike.setdefault(report.evidence.sha256, []).append(report.number)
    return [
        f"reports {', '.join(map(str, same[:-1]))} and {same[-1]} are the same file, and it is in "
        f"the set {len(same)} times: remove one, cpconf report remove {ref} N "
        "--reason TEXT"
        for same in map(sorted, alike.values())
        if len(same) > 1
    ]


def _remarks(recipients: Sequence[Person], submitted: set[str]) -> tuple[str, ...]:
    """Return remarks on recipients of the set who submitted no report."""
    without = [f"{p.id} ({p.role.words})" for p in recipients if p.id not in submitted]
    remarks = []
    if without:
        remarks.append(f"no report from {', '.join(without)}")
    if not any(person.role in AGENCIES for person in recipients):
        remarks.append("no agency is on record: the note names only the people who are")
    return tuple(remarks)
