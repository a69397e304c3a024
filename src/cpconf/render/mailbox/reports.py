"""The reports of `inbox` and `chase`, without a message's subject, text, names and addresses."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Self

from cpconf.core.mailbox import AttachmentKind, MatchKind
from cpconf.core.words import Role
from cpconf.render.conferences import common_keys as keys
from cpconf.render.conferences.common_keys import DraftPart, PersonPart
from cpconf.render.drawing.json_text import Report

if TYPE_CHECKING:
    from cpconf.workflow.mailbox.chasing import Chased, Matrix, MatrixRow
    from cpconf.workflow.mailbox.intake import Taken
    from cpconf.workflow.mailbox.survey import Survey, WaitingMessage

_Due = Annotated[
    dt.datetime | None, "when the procedure asks for it; `null` where it states no time"
]
_LateMinutes = Annotated[
    int | None, "how late it came, in office minutes; `null` where it came in time"
]


class HolderPart(Report):
    """The report on record that a file is already."""

    ref: keys.Ref
    person: keys.PersonId
    number: Annotated[int | None, "its number; `null` where the report is not on record yet"]
    taken_back: Annotated[bool, "whether it was taken back"]


class TakenFilePart(Report):
    """A file of a message that was taken."""

    number: Annotated[int, "number of the report"]
    file: Annotated[str, "its path"]
    sha256: Annotated[str, "its SHA-256"]
    pages: Annotated[int | None, "its pages"]
    new: Annotated[bool, "whether it was not on record"]


class TakenPart(Report):
    """The result for a message that was taken."""

    ref: keys.Ref
    person: Annotated[str, "short id of the author"]
    role: keys.PersonRole
    received_at: Annotated[dt.datetime, "moment at which it came"]
    due: _Due
    late_minutes: _LateMinutes
    reports: Annotated[tuple[TakenFilePart, ...], "the files"]
    done: keys.Done
    drafts: Annotated[tuple[DraftPart, ...], "the drafts that pass it on"]
    remarks: keys.Remarks

    @classmethod
    def of(cls, taken: "Taken") -> Self:
        """Make one from a message that was taken."""
        return cls.like(
            taken,
            ref=taken.claim.ref,
            person=taken.person.id,
            role=taken.person.role,
            late_minutes=taken.late,
            reports=tuple(
                TakenFilePart.like(
                    report.evidence,
                    number=report.number,
                    file=report.path,
                    new=report in taken.reports,
                )
                for report in (*taken.reports, *taken.known)
            ),
            drafts=tuple(DraftPart.of(each.person, each.path) for each in taken.letters),
        )


class ArrivedPart(Report):
    """A message that concerns a conference."""

    id: Annotated[str, "what `--take` and `--set-aside` take"]
    fingerprint: Annotated[str, "SHA-256 that identifies it"]
    outcome: Annotated[MatchKind, "how it was matched"]
    ref: Annotated[str | None, "reference, where one is certain or likely"]
    person: Annotated[str | None, "short id of the author, where one is certain or likely"]
    role: Annotated[Role | None, "role of that person"]
    refs: Annotated[
        tuple[str, ...],
        "references that it names, or of conferences in which its sender takes part",
    ]
    people: Annotated[tuple[str, ...], "short ids from which somebody has to choose"]
    received_at: Annotated[dt.datetime, "moment at which it came"]
    attachments: Annotated[
        tuple[AttachmentKind, ...],
        "kinds of what is attached: `pdf`, `word`, `calendar`, `encrypted`, `winmail`, `archive`, "
        "`message`, `picture`, `link` (to a file kept elsewhere) or `other`",
    ]
    sender_doubted: Annotated[bool, "whether the mail server doubts the sender"]
    on_record: Annotated[
        HolderPart | None, "the report on record that the file is; for `same-file` only"
    ]
    reason: Annotated[str | None, "why it could not be read"]
    taken: Annotated[TakenPart | None, "the result; `null` where it was not taken"]
    refused: Annotated[str | None, "why it could not be taken"]

    @classmethod
    def of(cls, item: "WaitingMessage", taken: "Taken | None", refused: str | None) -> Self:
        """Make one from a message and its result."""
        found, holder = item.match, item.holder
        return cls.like(
            item,
            ref=found.ref,
            person=found.person.id if found.person else None,
            role=found.person.role if found.person else None,
            refs=found.refs,
            people=found.people,
            attachments=item.kinds,
            sender_doubted=item.doubted,
            on_record=HolderPart.like(holder, taken_back=not holder.standing) if holder else None,
            taken=TakenPart.of(taken) if taken else None,
            refused=refused,
        )


class InboxReport(Report, commands=("inbox",)):
    """`inbox`: the messages that concern a conference, and what was taken."""

    since: Annotated[dt.date | None, "first day of the mailbox that was read"] = None
    messages: Annotated[
        tuple[ArrivedPart, ...], "those that concern a conference, the oldest first"
    ] = ()
    unrelated: Annotated[int, "how many messages concern no conference"] = 0
    dealt_with: Annotated[int, "how many were taken or set aside by earlier runs"] = 0

    @classmethod
    def of(cls, survey: "Survey", taken: "Sequence[Taken]", refused: Mapping[str, str]) -> Self:
        """Make one from a mailbox; `refused` has the reasons against a message, by fingerprint."""
        by_message = {each.claim.item.fingerprint: each for each in taken}
        messages = (
            ArrivedPart.of(item, by_message.get(item.fingerprint), refused.get(item.fingerprint))
            for item in survey.items
        )
        return cls(survey.since, tuple(messages), survey.unrelated, survey.seen)


class MatrixRowPart(Report):
    """The state of somebody's report."""

    person: keys.PersonId
    role: Annotated[Role, "role"]
    requested_at: Annotated[dt.datetime | None, "when the report was last asked for"]
    requested_by: Annotated[
        str | None, "`asked` by a draft of `chase`, or `invited` to the conference"
    ]
    shared: Annotated[
        bool | None,
        "whether it was shared with the family; `null` where no clause asks for that",
    ]
    shared_at: Annotated[dt.datetime | None, "when that was last marked done"]
    report: Annotated[int | None, "number of the report, once it has come"]
    received_at: Annotated[dt.datetime | None, "moment at which it came"]
    due: _Due
    late_minutes: _LateMinutes
    forwarded_at: Annotated[dt.datetime | None, "when the drafts that pass it on were made"]
    owed: Annotated[bool, "whether it is still to come"]

    @classmethod
    def of(cls, row: "MatrixRow") -> Self:
        """Make one from a row of the matrix."""
        shared, report = row.shared, row.report
        return cls.like(
            row,
            person=row.person.id,
            role=row.person.role,
            shared=shared.done == shared.of if shared.of else None,
            shared_at=shared.at,
            report=report.number if report else None,
            received_at=report.received_at if report else None,
            late_minutes=row.late,
        )


class ChaseReport(Report, commands=("chase",)):
    """`chase`: the state of each report, who is asked for one, and who has to be rung."""

    ref: keys.Ref
    reports: Annotated[tuple[MatrixRowPart, ...], "one for each agency and the social worker"] = ()
    drafts: Annotated[tuple[DraftPart, ...], "the drafts that ask for reports"] = ()
    to_ring: Annotated[
        tuple[PersonPart, ...], "people who owe a report and have no email address"
    ] = ()

    @classmethod
    def of(cls, ref: str, matrix: "Matrix", chased: "Chased") -> Self:
        """Make one from the matrix of a conference and the requests made."""
        return cls(
            ref,
            tuple(map(MatrixRowPart.of, matrix.rows)),
            tuple(DraftPart.of(each.person, each.path) for each in chased.requests),
            tuple(map(PersonPart.of, chased.to_ring)),
        )
