"""Texts for the generated reference that are not in the program itself.

`scripts.reference` raises ValueError for a missing entry and for an unused one.
"""

from collections.abc import Mapping
from typing import Final

from cpconf.core.dates.readings import LIMIT_READINGS
from cpconf.core.mailbox import MatchKind
from cpconf.core.outbox import Reason
from cpconf.core.procedures.procedure import Audience, RuleKind
from cpconf.procedures import model

CONFIGURED: Mapping[str, Mapping[str, str]] = {
    "authority": {"procedure": "none", "office_hours": '`["09:00", "17:00"]`'},
    "closure": {"date": "required", "name": "required"},
    "store": {"password_command": "none"},
    "remind": {
        "deliver": "`stdout`",
        "fallback": "none",
        "escalate_after": "`2`",
        "maildir": "`~/Maildir`",
        "ping_command": "none",
    },
    "smtp": {
        "host": "none",
        "port": "`587`; with `tls` `465`",
        "security": "none",
        "from": "none",
        "username": "none",
        "password_command": "none",
    },
    "invite": {
        "organiser": "`from` of `[smtp]`",
        "guide": "ours, where the procedure asks for one",
        "feedback_form": "ours, where the procedure asks for one",
        "letter": "ours",
        "contact": "none",
    },
    "mailbox": {
        "host": "none",
        "port": "`993`",
        "username": "none",
        "password_command": "none",
        "folder": "`INBOX`",
        "reports": "a folder named by the reference",
    },
}

RULES: Final = {
    RuleKind.ALLOCATED: "the roles in `roles` must be on record; until they are, booking warns",
    RuleKind.ADDRESS_FIRST: "a gate: blocked until a parent's email address is on record",
    RuleKind.SHARE_FIRST: "a gate: blocked until every applying task with `shares_with_parent` is "
    "done, or skipped with a reason",
    RuleKind.CANCELLATION: "cancelling needs a reason and the name of whoever decided",
    RuleKind.DOCUMENT: "what a document must contain; shown, not enforced",
    RuleKind.NOTE: "information; shown, not enforced",
}

FILLED_IN: Mapping[str, str] = {
    "ref": "reference",
    "type": "`initial` or `review`",
    "conference_date": "day and time of the conference",
    "procedure_title": "title of the procedure",
    "family": "list of the family on record, each with `role` and `name`",
    "professionals": "list of the professionals on record, each with `role`, `name` and `agency`",
}

IN_A_LETTER: Mapping[str, str] = {
    "ref": "reference",
    "recipient": "name of the parent",
    "conference_date": "day of the conference, in words",
    "conference_time": "start of the conference, in words",
    "type": "`initial` or `review`",
    "method": "how they join, such as `Microsoft Teams`",
    "joining_link": "link to open; empty if they ring",
    "dial_in": "number to ring, with its PIN; empty if there is none",
    "dial_at": "when to ring, in words; empty if there is no number",
    "contact": "whom to ask: `contact` in `[invite]`",
    "procedure_title": "the authority, as the procedure names it",
    "today": "date of the letter, in words",
}

REMINDED: Final = {
    Reason.SOON: "due within two working days, and not today",
    Reason.LITERAL: "due later, but soon if read literally",
    Reason.TODAY: "due today",
    Reason.OVERDUE: "overdue",
    Reason.ESCALATED: "overdue for `escalate_after` working days; the manager is told",
    Reason.LIMIT_PASSED: "a conference is booked after its limit",
    Reason.BOOK_AGAIN: "a conference was cancelled, and another has to be held",
    Reason.NOT_HELD: "a conference is past and not recorded as held",
}

AUDIENCES: Final = {
    Audience.PARENTS: "each parent who is to be invited",
    Audience.PROFESSIONALS: "each professional who is to be invited",
    Audience.EVERYONE: "each parent and each professional who is to be invited",
}

OUTCOMES: Final = {
    MatchKind.MATCHED: "a report: a PDF for one conference, from one author; `--yes` takes it if "
    "all of it could be searched",
    MatchKind.UNVERIFIED: "the same, but the mail server doubts that the sender is who they say",
    MatchKind.AUTOMATIC: "not written by a person: an automatic reply, a bounce, a receipt, or "
    "sent through a list or by an inbox rule",
    MatchKind.SAME_FILE: "its file is on record as somebody else's report, or was taken back",
    MatchKind.FORWARDED: "the PDF is in a forwarded message inside the message",
    MatchKind.LIKELY: "it has no reference, but only one conference waits for its sender's report",
    MatchKind.SEVERAL_PEOPLE: "several people at the conference have the sender's address",
    MatchKind.NO_AUTHOR: "its sender takes part but owes no report",
    MatchKind.UNKNOWN_SENDER: "nobody at the conference has the sender's address, or it does not "
    "come from a single address",
    MatchKind.SEVERAL_REFERENCES: "it has the references of several conferences",
    MatchKind.NO_REFERENCE: "it has no reference, but its sender takes part in a conference",
    MatchKind.SEALED: "sealed, behind a link, or in Outlook's own format, so that cpconf cannot "
    "read it",
    MatchKind.NOT_PDF: "the attachment is not a PDF but, for example, a Word file or an archive",
    MatchKind.NO_REPORT: "nothing is attached that could be a report",
    MatchKind.REPLY: "an answer to an invitation, perhaps with a PDF",
    MatchKind.CLOSED: "the conference is over or cancelled",
    MatchKind.UNREADABLE: "it could not be read",
}

_CLAUSE_KEYS = {
    "clause": "id of the clause: starts with a capital, parts joined by `-`, such as `H-ICPC-P3`",
    "section": "where it is in the document",
    "title": "what is to be done, in a few words of your own",
    "detail": "one or two more sentences",
    "types": "`initial`, `review`; if left out, all of `[conferences]`",
    "formats": "`video`, `written`; if left out, all of `[conferences]`",
}
FORMS: Mapping[type[model.Form], Mapping[str, str]] = {
    model.ProcedureForm: {
        "format": "the version of the file's form: `1`",
        "name": "its name for `--procedure`, if it is built in: lower-case letters, digits, `-`",
        "title": "the authority",
        "edition": "the authority's own name for this edition; shown and kept",
        "source": "table: where the rules come from",
        "conferences": "table: which conferences they govern",
        "readings": "table: the authority's choices among the readings",
        "task": "tables: what somebody has to do",
        "limit": "tables: by when the conference itself must be held",
        "rule": "tables: what is shown, what is required, and gates",
        "together": "tables: tasks that are done in one act",
        "talk": "tables: the points of a talk, for `cpconf call`",
        "book_again": "table: by when another is held in place of one that came to no decision",
        "example": "tables: worked examples, checked by `cpconf procedure check`",
    },
    model.SourceForm: {
        "document": "title of the published document",
        "publisher": "who published it",
        "dated": "its date, without quotes",
        "note": "anything else to know about it",
    },
    model.ConferencesForm: {
        "initial": "list of formats in which initial conferences are held",
        "review": "list of formats in which reviews are held",
    },
    model.ReadingsForm: {
        "days": '"days" (R2) are `working` or `calendar` days',
        "hours": '"hours" (R3, R4) are `office` days of 24 hours, or `elapsed`',
        "clear_days": "`true`: one more day in between (R1, R2); only the due date moves",
        "close_of_business": "a time without quotes, such as `17:00:00`; if left out, the end "
        "of the configured office hours",
    },
    model.TaskForm: {
        **_CLAUSE_KEYS,
        "name": "its name for `cpconf done`; unique within one type and format",
        "role": "who owes it; `professional` is the social worker and each agency on record, "
        "but nobody in support",
        "role_assumed": "`true` if the document names nobody",
        "with": "roles that owe it together with `role`",
        "each": "the task is there once for every `parent`, `professional` or `school` on record",
        "due": "a sentence of time, only if the document states one",
        "reading": "the reading of that sentence; required with `due`",
        "local_target": "the authority's own sentence of time, if the document states none",
        "facts": "facts that must all hold; `!` before a fact: it must not hold",
        "phase": "`preparation` or `follow-up`",
        "before": "names or clause ids of tasks that come after this one",
        "only_after": "a gate: refused until these tasks are done",
        "gated_by": "clause ids of rules that are gates",
        "shares_with_parent": "`true`: doing it shares the report with that parent",
        "sends": "the copy that it asks to be sent to the parent in two messages: `report`, `plan` "
        "or `minutes`; sharing that copy with cpconf ticks it off",
        "sends_as": "the type of file, if the document names one: `pdf` or `docx`",
        "invites": "whose invitations it asks for: `parents`, `professionals` or `everyone`; once "
        "cpconf has sent them, it ticks the task off",
        "authorises": "`report`: until it is done or skipped, the social worker's report goes to "
        "nobody without an override",
        "answers": "a fact that becomes yes once it is done: `report_emailed`",
        "repeat_when_moved": "`true`: if it is done, a new date opens it again",
        "encloses": "what goes in with the invitations: `feedback` (a form, for everybody), "
        "`guide` (how to join, for parents), `leaflet` (beside the parents' letters)",
        "repeat_when_replaced": "`true`: it is opened again when somebody else takes over its role",
        "gives": "the document that it gives to somebody, in any way: `report`, `plan` or "
        "`minutes`; when cpconf records that, it ticks off a task for each parent, and names "
        "any other",
        "gives_to": "who gets that: `parents` (the default), `professionals` or `everyone`",
        "subject": "the subject line of the message that it asks for, if the document fixes one; "
        "`abridge --request` writes the message of `request-abridged-report`",
    },
    model.LimitForm: {
        **_CLAUSE_KEYS,
        "name": "name of the limit",
        "due": "`within N months of …` or `within N working days of …` an anchor",
        "reading": LIMIT_READINGS,
    },
    model.RuleForm: {
        **_CLAUSE_KEYS,
        "kind": "one of the kinds below",
        "roles": 'only with `kind = "allocated"`: the roles that must be on record',
        "methods": "the methods by which people may join, if the clause names them (`teams`, "
        "`skype`, `conference-call`, `whatsapp`, `speakerphone`, `telephone`); any other gives a "
        "warning",
        "selects_sections": "`true`: parents get selected sections of the report; a report with "
        "other sections is stopped (`sections`)",
        "sections": "the sections of the abridged report, each as below: `abridge` keeps them",
        "valid_from": "the first day for which it holds, a date without quotes; a conference on "
        "another day gives a notice",
        "valid_until": "the last day for which it holds, in the same form",
        "shown_with": "`outcome`: `cpconf outcome` shows it once a plan was made",
    },
    model.SectionForm: {
        "name": "what the section is called",
        "headings": "words in its title in the report; capitals, punctuation and numbers do not "
        "matter",
    },
    model.TogetherForm: {
        "tasks": "names or clause ids of two or more tasks, all preparation or all follow-up",
        "types": "`initial`, `review`; if left out, all of `[conferences]`",
        "why": "why they are one act",
    },
    model.TalkForm: {
        "kind": "`parents`, `chair`, `planning` or `receipt`: who talks with whom (`cpconf call`)",
        "clause": "id of the clause that asks for it",
        "section": "where it is in the document",
        "types": "`initial`, `review`; if left out, all of `[conferences]`",
        "formats": "`video`, `written`; if left out, all of `[conferences]`",
        "tasks": "names or clause ids of the tasks that are done once every point has an answer",
        "point": "tables `[[talk.point]]`, in order: what to ask",
    },
    model.PointForm: {
        "name": "its name for `cpconf call --answer NAME=…`",
        "question": "what to ask, in words of your own",
        "fact": "a fact that a yes answers with yes, or, after `!`, with no",
    },
    model.BookAgainForm: {
        "adjourned": "by when another is held in place of one that was adjourned",
        "inquorate": "the same for one at which too few took part to decide",
    },
    model.ExampleForm: {
        "task": "name or clause id of a task or limit",
        "type": "`initial` or `review`",
        "format": "`video` or `written`",
        "at": "start of the conference",
        "ends": "its planned end",
        "ended": "its actual end",
        "facts": "facts that hold",
        "strategy_discussion": "date of the strategy discussion",
        "initial_conference": "date of the initial conference",
        "previous_review": "date of the previous review",
        "due": 'the due moment that must come out; `"none"`: there must be none',
        "literal": "the literal moment that must come out, in the same form",
        "needed_by": "the needed-by moment that must come out, in the same form",
        "why": "what the example shows",
        "source": "who or what says that it is right",
    },
}
