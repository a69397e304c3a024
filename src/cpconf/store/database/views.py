"""The views: for the reading commands, and for spreadsheets and reporting tools.

Their names and columns stay: columns are only ever added. No view holds a name, address or phone
number of anybody taking part, a note, or the path of a file; people appear by their short ids.
Moments are ISO 8601 with the offset of London clocks at that time, yes and no are 1 and 0, and
lists are separated by spaces.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class View:
    """A view: its name, what a row of it is, and its columns (name, expression, meaning)."""

    name: str
    row: str
    columns: tuple[tuple[str, str, str], ...]
    source: str

    @property
    def ddl(self) -> str:
        """The statement that makes the view; what a row is stands in a comment."""
        listed = ",\n  ".join(f"{expression} AS {name}" for name, expression, _ in self.columns)
        return f"CREATE VIEW {self.name} AS\n/* {self.row} */\nSELECT\n  {listed}\n{self.source}"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(name for name, _, _ in self.columns)


_TASK_COLUMNS: Final = (
    ("id", "t.id", "number of the task"),
    ("ref", "c.ref", "reference of the conference"),
    ("rule", "t.rule_id", "number of the clause in the pinned edition"),
    ("place", "r.place", "place of the clause in the procedure, from 0"),
    ("clause", "r.clause", "clause id"),
    ("task", "r.name", "name of the task"),
    ("title", "r.title", "what is to be done"),
    ("role", "r.role", "role that owes it"),
    ("joint", "r.joint", "roles that owe it together with that one; empty if there are none"),
    ("each", "r.each", "for whom it is repeated: parent, professional or school"),
    ("phase", "r.phase", "preparation or follow-up"),
    ("person", "owing.short_id", "short id of whoever owes it"),
    ("owner", "owing.role", "role of whoever owes it"),
    ("about", "concerned.short_id", "short id of the parent or school it concerns"),
    ("due", "t.due", "when it is due, if the clause states a time"),
    ("literal", "t.literal", "the moment if the clause is read literally, where that differs"),
    ("needed_by", "t.needed_by", "when others need it to be done, if the clause states no time"),
    ("wanted", "COALESCE(t.due, t.needed_by)", "due, or needed_by if due is NULL"),
    ("reading", "r.reading", "the reading that gave the date, such as R1"),
    ("local", "r.local", "1: the time is the authority's own target"),
    ("provisional", "t.provisional", "1: the date lies beyond the published bank holidays"),
    ("applies", "t.applies", "1: its conditions hold"),
    ("state", "t.state", "open, done or skipped"),
    (
        "late_at_booking",
        "t.late_at_booking",
        "1: its due or needed_by had already passed when it was set",
    ),
    (
        "conditions",
        "r.conditions",
        "facts that must hold, or with ! must not hold; empty if there are none",
    ),
    ("marked_at", "t.marked_at", "moment of the latest mark"),
    ("marked_by", "t.marked_by", "the account that made the latest mark"),
)
_TASKS: Final = """\
FROM task t
JOIN conference c ON c.id = t.conference_id
JOIN rule r ON r.id = t.rule_id
LEFT JOIN person owing ON owing.id = t.person_id
LEFT JOIN person concerned ON concerned.id = t.about_id"""

OUTSTANDING: Final = View(
    "outstanding",
    "A task that somebody still has to do: open and applying. Tasks of a cancelled conference, and "
    "preparation for one that was held, are left out.",
    _TASK_COLUMNS,
    f"{_TASKS}\nWHERE t.outstanding = 1",
)
TIMELINE: Final = View(
    "timeline",
    "A task of a conference, whether or not it applies and whatever its state.",
    _TASK_COLUMNS,
    _TASKS,
)
CONFERENCES: Final = View(
    "conferences",
    "A conference, with the edition and the working calendar that it is pinned to.",
    (
        ("id", "c.id", "number of the conference"),
        ("ref", "c.ref", "reference"),
        ("type", "c.type", "initial or review"),
        ("format", "c.format", "video or written"),
        ("procedure", "e.name", "name of the procedure"),
        ("procedure_title", "e.title", "title of the procedure"),
        ("procedure_edition", "e.edition", "the authority's edition of the procedure"),
        ("edition", "c.edition_id", "number of the pinned edition"),
        ("calendar", "c.calendar_id", "number of the working calendar that its dates are from"),
        ("at", "c.at", "start"),
        ("ends", "c.ends", "planned end"),
        ("ended", "c.ended", "actual end"),
        ("state", "c.state", "scheduled, held or cancelled"),
        ("strategy_discussion", "c.strategy_discussion", "date of the strategy discussion"),
        ("initial_conference", "c.initial_conference", "date of the initial conference"),
        ("previous_review", "c.previous_review", "date of the previous review"),
        ("version", "c.version", "goes up with every change"),
    ),
    "FROM conference c\nJOIN edition e ON e.id = c.edition_id",
)
LIMITS: Final = View(
    "limits",
    "A statutory limit on a conference.",
    (
        ("id", "s.id", "number of the limit"),
        ("ref", "c.ref", "reference of the conference"),
        ("place", "r.place", "place of the clause among the limits, from 0"),
        ("clause", "r.clause", "clause id"),
        ("name", "r.name", "name of the limit"),
        ("title", "r.title", "what it asks"),
        ("anchor", "r.anchor", "what it counts from"),
        ("anchored", "s.anchored", "date of the anchor, if known"),
        ("due", "s.due", "last moment for the conference, if the date of the anchor is known"),
        ("literal", "s.literal", "the moment if the clause is read literally, where that differs"),
        ("met", "s.met", "1: the conference's date keeps the limit"),
        ("provisional", "s.provisional", "1: the date lies beyond the published bank holidays"),
        ("reading", "r.reading", "the reading that gave the date, such as R1"),
    ),
    """\
FROM statutory_limit s
JOIN conference c ON c.id = s.conference_id
JOIN rule r ON r.id = s.rule_id""",
)
MARKS_LOG: Final = View(
    "marks_log",
    "A mark: a task was done, undone, skipped or reopened.",
    (
        ("id", "m.id", "number of the mark"),
        ("ref", "c.ref", "reference of the conference"),
        ("task_id", "m.task_id", "number of the task"),
        ("clause", "r.clause", "clause id"),
        ("task", "r.name", "name of the task"),
        ("person", "owing.short_id", "short id of whoever owes the task"),
        ("about", "concerned.short_id", "short id of the parent or school it concerns"),
        ("kind", "m.kind", "done, undone, skipped or reopened"),
        ("at", "m.at", "when it was done, as the mark says"),
        ("marked_by", "m.by", "the account that made the mark"),
        ("recorded_at", "m.recorded_at", "when the mark was made, by the command's clock"),
        ("machine_at", "m.machine_at", "when the mark was made, by the machine's clock, UTC"),
    ),
    """\
FROM mark m
JOIN task t ON t.id = m.task_id
JOIN conference c ON c.id = t.conference_id
JOIN rule r ON r.id = t.rule_id
LEFT JOIN person owing ON owing.id = t.person_id
LEFT JOIN person concerned ON concerned.id = t.about_id""",
)
SHARINGS: Final = View(
    "sharings",
    "A document for one recipient, and how far it has got on its way to them.",
    (
        ("id", "s.id", "number of the sharing"),
        ("ref", "c.ref", "reference of the conference"),
        ("person", "p.short_id", "short id of the recipient; NULL if it is for the professionals"),
        ("kind", "s.kind", "report, plan, minutes or set"),
        ("way", "s.way", "email, telephone, letterbox or visit"),
        (
            "state",
            "s.state",
            "preparing, prepared, sending, sent, received, releasing, released, shared or replaced",
        ),
        ("transport", "s.transport", "draft: a person sends it; smtp: the program does"),
        ("password", "s.password", "held, agreed or none"),
        ("sha256", "d.sha256", "SHA-256 of the document, once it is made"),
        ("size", "d.size", "its size in bytes"),
        ("pages", "d.pages", "number of its pages, if known"),
        ("algorithm", "d.algorithm", "how it is encrypted; empty if it is not"),
        ("made_at", "s.made_at", "when it was begun, by the command's clock"),
        ("sent_at", "s.sent_at", "when it was sent, as recorded"),
        ("received_at", "s.received_at", "when its receipt was confirmed, as recorded"),
        ("received_how", "s.received_how", "by phone, email, visit or text"),
        ("released_at", "s.released_at", "when the password was released"),
        ("released_by", "s.released_by", "by message or phone"),
    ),
    """\
FROM sharing s
JOIN conference c ON c.id = s.conference_id
LEFT JOIN person p ON p.id = s.person_id
LEFT JOIN document d ON d.id = s.document_id""",
)
DOCUMENTS_LOG: Final = View(
    "documents_log",
    "A document that was made or submitted, with what identifies it.",
    (
        ("id", "d.id", "number of the document"),
        ("ref", "c.ref", "reference of the conference"),
        ("kind", "d.kind", "report, plan, minutes, set, abridged or submitted"),
        ("sha256", "d.sha256", "its SHA-256"),
        ("size", "d.size", "its size in bytes"),
        ("pages", "d.pages", "number of its pages, if known"),
        ("algorithm", "d.algorithm", "how it is encrypted; empty if it is not"),
        ("source_sha256", "d.source_sha256", "SHA-256 of the file that it was made from"),
        ("made_at", "d.made_at", "when it was made or taken in, by the command's clock"),
        ("recorded_by", "d.by", "the account that put it on record"),
        ("recorded_at", "d.recorded_at", "when it was put on record, by the command's clock"),
        ("machine_at", "d.machine_at", "when it was put on record, by the machine's clock, UTC"),
    ),
    "FROM document d\nJOIN conference c ON c.id = d.conference_id",
)
_TOLD: Final = """\
(SELECT COUNT(DISTINCT n.task_id) + COUNT(n.conference_id)
    FROM reminder n WHERE n.outbox_id = o.id)"""
OUTBOX_LOG: Final = View(
    "outbox_log",
    "A message of the outbox, and what became of it.",
    (
        ("id", "o.id", "number of the message"),
        ("kind", "o.kind", "reminders, invitation, update or cancellation"),
        ("ref", "c.ref", "reference of the conference; NULL for reminders"),
        ("person", "p.short_id", "short id of the recipient; NULL for reminders"),
        ("care", "o.care", "staff or family: only a message to staff may be sent twice"),
        ("outlet", "o.outlet", "stdout, smtp, maildir or draft"),
        (
            "state",
            "o.state",
            "waiting, pending, claimed, sending, sent, failed, unknown or withdrawn",
        ),
        (
            "sequence",
            "o.sequence",
            "number of the change to the calendar entry; NULL for reminders",
        ),
        (
            "reminders",
            _TOLD,
            "how many tasks it reminds of, plus how many conferences as a whole",
        ),
        ("tries", "o.tries", "how many times the program tried to send it"),
        ("reason", "o.reason", "why it was not sent when it was last tried"),
        ("made_at", "o.made_at", "when it was put in the outbox"),
        ("not_before", "o.not_before", "the moment before which it is not tried again"),
        ("finished_at", "o.finished_at", "when it was sent, turned down or withdrawn"),
    ),
    """\
FROM outbox o
LEFT JOIN conference c ON c.id = o.conference_id
LEFT JOIN person p ON p.id = o.person_id""",
)
_FAR: Final = """\
CASE
    WHEN i.state <> 'owed' OR o.id IS NULL THEN i.state
    WHEN o.state = 'unknown' OR (o.state = 'sending' AND o.care = 'family') THEN 'unknown'
    WHEN o.state IN ('failed', 'withdrawn') THEN 'failed'
    WHEN o.state <> 'sent' THEN 'owed'
    WHEN o.outlet = 'draft' THEN 'prepared'
    WHEN o.kind = 'cancellation' THEN 'cancelled'
    ELSE 'sent'
  END"""
_WENT: Final = """\
CASE
    WHEN i.state = 'owed' AND o.state = 'sent' AND o.outlet <> 'draft' THEN o.finished_at
    ELSE i.sent_at
  END"""
INVITATIONS_LOG: Final = View(
    "invitations_log",
    "An invitation to a conference. Of one that is owed, the state comes from the outbox.",
    (
        ("id", "i.id", "number of the invitation"),
        ("ref", "c.ref", "reference of the conference"),
        ("person", "p.short_id", "short id of whoever is invited"),
        ("outlet", "i.outlet", "draft: a person sends it; smtp: the program does"),
        ("state", _FAR, "prepared, owed, sent, unknown, failed or cancelled"),
        ("sequence", "i.sequence", "number of the change to the calendar entry that it tells of"),
        ("made_at", "i.made_at", "when it was made"),
        ("sent_at", _WENT, "when it was sent"),
        ("answer", "i.answer", "accepted, declined or tentative"),
        ("answered_at", "i.answered_at", "when they answered"),
    ),
    """\
FROM invited i
JOIN conference c ON c.id = i.conference_id
JOIN person p ON p.id = i.person_id
LEFT JOIN outbox o ON o.id = (
  SELECT m.id FROM outbox m
  WHERE m.conference_id = i.conference_id AND m.person_id = i.person_id
    AND m.sequence = i.sequence AND m.kind <> 'reminders'
    /* A cancellation to an address that they had before tells nothing of this one. */
    AND (m.kind <> 'cancellation' OR m.address = i.address)
  ORDER BY m.state = 'withdrawn', m.id DESC LIMIT 1
)""",
)
VIEWS: Final = (
    OUTSTANDING,
    TIMELINE,
    CONFERENCES,
    LIMITS,
    MARKS_LOG,
    SHARINGS,
    DOCUMENTS_LOG,
    OUTBOX_LOG,
    INVITATIONS_LOG,
)
