"""The form of a procedure file: its keys, and the words allowed.

Only keys and words are checked here. `sound` checks single clauses, and `order` several together.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
)

from cpconf.core.dates.moments import Anchor
from cpconf.core.dates.readings import Reading, Timing
from cpconf.core.procedures.procedure import Audience, Condition, RuleKind
from cpconf.core.words import (
    COPIES,
    PERSON_ROLES,
    ConferenceType,
    DocumentKind,
    Each,
    Enclosure,
    Fact,
    FileType,
    Format,
    Method,
    Occasion,
    Phase,
    Role,
    TalkKind,
)
from cpconf.procedures import field_values

FORM = 1
"""The form of procedure files that this program reads."""

_MOST = 300  # tables of one kind: far more than a procedure needs, few enough to check quickly
_LONGEST_LIST = 60  # as above


class Days(StrEnum):
    """How "days" are read (R2)."""

    WORKING = "working"
    CALENDAR = "calendar"


class Hours(StrEnum):
    """How "hours" are read (R3, R4)."""

    OFFICE = "office"
    ELAPSED = "elapsed"


Item = TypeVar("Item")
Some = Annotated[list[Item], Field(max_length=_LONGEST_LIST), AfterValidator(field_values.distinct)]
Tables = Annotated[list[Item], Field(max_length=_MOST)]
Count = Annotated[int, Field(ge=-9999, le=9999)]
Line = Annotated[str, PlainValidator(field_values.line)]
Heading = Annotated[str, PlainValidator(field_values.heading)]
Prose = Annotated[str, PlainValidator(field_values.prose)]
Name = Annotated[str, PlainValidator(field_values.name)]
ClauseId = Annotated[str, PlainValidator(field_values.clause_id)]
Sentence = Annotated[Timing, PlainValidator(field_values.sentence)]
Moment = Annotated[dt.datetime, PlainValidator(field_values.moment)]
Stated = Annotated[dt.datetime | None, PlainValidator(field_values.stated)]
Date = Annotated[dt.date, PlainValidator(field_values.date)]
TimeOfDay = Annotated[dt.time, PlainValidator(field_values.time)]
FactOrNot = Annotated[Condition, PlainValidator(field_values.condition)]
TypeWord = Annotated[ConferenceType, PlainValidator(field_values.word(ConferenceType, "type"))]
FormatWord = Annotated[Format, PlainValidator(field_values.word(Format, "format"))]
RoleWord = Annotated[Role, PlainValidator(field_values.word(Role, "role"))]
PersonWord = Annotated[Role, PlainValidator(field_values.word(PERSON_ROLES, "role of a person"))]
EachWord = Annotated[Each, PlainValidator(field_values.word(Each, '"each"'))]
FactWord = Annotated[Fact, PlainValidator(field_values.word(Fact, "fact"))]
AnswerWord = Annotated[Fact, PlainValidator(field_values.word([Fact.REPORT_EMAILED], '"answers"'))]
CopyWord = Annotated[DocumentKind, PlainValidator(field_values.word(COPIES, '"sends"'))]
FileWord = Annotated[FileType, PlainValidator(field_values.word(FileType, '"sends_as"'))]
AuthorisedWord = Annotated[
    DocumentKind, PlainValidator(field_values.word([DocumentKind.REPORT], '"authorises"'))
]
GivenWord = Annotated[DocumentKind, PlainValidator(field_values.word(COPIES, '"gives"'))]
GivenToWord = Annotated[Audience, PlainValidator(field_values.word(Audience, '"gives_to"'))]
AudienceWord = Annotated[Audience, PlainValidator(field_values.word(Audience, '"invites"'))]
MethodWord = Annotated[Method, PlainValidator(field_values.word(Method, "method"))]
PhaseWord = Annotated[Phase, PlainValidator(field_values.word(Phase, "phase"))]
ReadingWord = Annotated[Reading, PlainValidator(field_values.word(Reading, "reading"))]
RuleKindWord = Annotated[RuleKind, PlainValidator(field_values.word(RuleKind, "kind"))]
TalkWord = Annotated[TalkKind, PlainValidator(field_values.word(TalkKind, "kind of talk"))]
EnclosureWord = Annotated[Enclosure, PlainValidator(field_values.word(Enclosure, "enclosure"))]
OccasionWord = Annotated[Occasion, PlainValidator(field_values.word(Occasion, "occasion"))]
DaysWord = Annotated[Days, PlainValidator(field_values.word(Days, "reading of days"))]
HoursWord = Annotated[Hours, PlainValidator(field_values.word(Hours, "reading of hours"))]

AnchorWord = Annotated[Anchor, PlainValidator(field_values.word(Anchor, "anchor"))]


class Form(BaseModel):
    """A table of a form. A key that it does not list is an error."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        hide_input_in_errors=True,
        defer_build=True,  # most commands read neither a procedure nor a register
    )


def keys(form: type[Form]) -> dict[str, object]:
    """Return the keys of a form as they are written in files, each with its type."""
    return {field.alias or name: field.annotation for name, field in form.model_fields.items()}


def form_at(form: type[Form], path: tuple[str | int, ...]) -> type[Form]:
    """Return the form of the table at a path within another form."""
    for key in path:
        if isinstance(key, str) and (inner := _form_in(keys(form).get(key))):
            form = inner
    return form


def _form_in(annotation: object) -> type[Form] | None:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        return annotation
    return next(filter(None, map(_form_in, get_args(annotation))), None)


class SourceForm(Form):
    """Where the rules come from."""

    document: Line
    publisher: Line
    dated: Date | None = None
    note: Prose = ""


class ConferencesForm(Form):
    """Which types of conference the procedure governs, and in which formats."""

    initial: Some[FormatWord] | None = None
    review: Some[FormatWord] | None = None


class ReadingsForm(Form):
    """The authority's choices among the readings."""

    days: DaysWord = Days.WORKING
    hours: HoursWord = Hours.OFFICE
    clear_days: bool = False
    close_of_business: TimeOfDay | None = None


class ClauseForm(Form):
    """What a task, a limit and a rule have in common."""

    clause: ClauseId
    section: Line
    title: Line
    detail: Prose = ""
    types: Some[TypeWord] | None = None
    formats: Some[FormatWord] | None = None


class TaskForm(ClauseForm):
    """A clause that requires something of a role."""

    name: Name
    role: RoleWord
    role_assumed: bool = False
    joint: Some[PersonWord] = Field(default=[], alias="with")
    each: EachWord | None = None
    due: Sentence | None = None
    reading: ReadingWord | None = None
    local_target: Sentence | None = None
    facts: Some[FactOrNot] = []
    phase: PhaseWord = Phase.PREPARATION
    before: Some[Line] = []
    only_after: Some[Line] = []
    gated_by: Some[Line] = []
    shares_with_parent: bool = False
    sends: CopyWord | None = None
    sends_as: FileWord | None = None
    invites: AudienceWord | None = None
    authorises: AuthorisedWord | None = None
    answers: AnswerWord | None = None
    repeat_when_moved: bool = False
    repeat_when_replaced: bool = False
    encloses: Some[EnclosureWord] = []
    gives: GivenWord | None = None
    gives_to: GivenToWord | None = None
    subject: Line | None = None


class LimitForm(ClauseForm):
    """The latest date, by law, for holding the conference."""

    name: Name
    due: Sentence
    reading: ReadingWord


class SectionForm(Form):
    """A section of the report, and the headings by which it is found."""

    name: Line
    headings: Some[Heading]


class RuleForm(ClauseForm):
    """A clause that the program enforces, warns about or shows."""

    kind: RuleKindWord
    roles: Some[PersonWord] = []
    methods: Some[MethodWord] = []
    selects_sections: bool = False
    sections: Some[SectionForm] = []
    valid_from: Date | None = None
    valid_until: Date | None = None
    shown_with: OccasionWord | None = None


class PointForm(Form):
    """A point of a talk."""

    name: Name
    question: Prose
    fact: FactOrNot | None = None


class TalkForm(Form):
    """The points of a talk before or around a conference."""

    kind: TalkWord
    clause: ClauseId
    section: Line
    types: Some[TypeWord] | None = None
    formats: Some[FormatWord] | None = None
    tasks: Some[Line] = []
    point: Tables[PointForm] = Field(min_length=1)


class BookAgainForm(Form):
    """By when another conference has to be held in place of one that came to no decision."""

    adjourned: Sentence | None = None
    inquorate: Sentence | None = None


class TogetherForm(Form):
    """Tasks that are done in one act."""

    tasks: Some[Line]
    types: Some[TypeWord] | None = None
    why: Prose = ""


class ExampleForm(Form):
    """A worked example; a moment given as "none" means that there must not be one."""

    task: Line
    type: TypeWord
    format: FormatWord = Format.VIDEO
    at: Moment
    ends: Moment | None = None
    ended: Moment | None = None
    facts: Some[FactWord] = []
    strategy_discussion: Date | None = None
    initial_conference: Date | None = None
    previous_review: Date | None = None
    due: Stated = None
    literal: Stated = None
    needed_by: Stated = None
    why: Prose = ""
    source: Prose = ""


class ProcedureForm(Form):
    """A whole procedure file."""

    format: int
    name: Name
    title: Line
    edition: Line
    source: SourceForm
    conferences: ConferencesForm
    readings: ReadingsForm = Field(default_factory=ReadingsForm)
    task: Tables[TaskForm] = []
    limit: Tables[LimitForm] = []
    rule: Tables[RuleForm] = []
    together: Tables[TogetherForm] = []
    talk: Tables[TalkForm] = []
    book_again: BookAgainForm = Field(default_factory=BookAgainForm)
    example: Tables[ExampleForm] = []
