"""The form of a register of clauses: its keys, and the words allowed.

Apart from that of a procedure file, because only the check of a procedure reads registers.
"""
# ruff: noqa: RUF012 - pydantic gives each form its own copy of a default

from enum import StrEnum
from typing import Annotated

from pydantic import Field, PlainValidator, model_validator

from cpconf.core.dates.moments import Anchor
from cpconf.procedures import field_values
from cpconf.procedures.model import (
    AnchorWord,
    AnswerWord,
    AudienceWord,
    AuthorisedWord,
    ClauseId,
    CopyWord,
    Count,
    EachWord,
    FactOrNot,
    FileWord,
    Form,
    FormatWord,
    GivenToWord,
    GivenWord,
    Line,
    MethodWord,
    PersonWord,
    Prose,
    ReadingWord,
    RoleWord,
    RuleKindWord,
    Sentence,
    Some,
    Tables,
    TypeWord,
)


class ClauseKind(StrEnum):
    """What a clause of a register asks for."""

    TASK = "task"
    RULE = "rule"
    DOCUMENT = "document"
    LIMIT = "limit"


class Basis(StrEnum):
    """Why one clause comes before another: stated, needed as input, or practitioners' custom."""

    STATED = "S"
    NEEDED = "N"
    PRACTICE = "P"


class When(StrEnum):
    """The time on the day of the conference."""

    START = "start"
    CLOSE = "close"


class Follows(StrEnum):
    """The word in a register for a clause that belongs to the follow-up."""

    AFTER = "after"


ClauseKindWord = Annotated[ClauseKind, PlainValidator(field_values.word(ClauseKind, "kind"))]
BasisWord = Annotated[Basis, PlainValidator(field_values.word(Basis, "basis"))]
WhenWord = Annotated[When, PlainValidator(field_values.word(When, '"by"'))]
FollowsWord = Annotated[Follows, PlainValidator(field_values.word(Follows, "phase"))]


class WhenForm(Form):
    """A time in a register: a sentence of time, which may be given without the table.

    The earlier form has one of `workdays`, `hours`, `months` and `day`. Numbers below zero count
    back from the conference, others on from `of`.
    """

    sentence: Sentence | None = None
    workdays: Count | None = None
    hours: Count | None = None
    months: Count | None = None
    day: AnchorWord | None = None
    by: WhenWord = When.START
    of: AnchorWord = Anchor.CONFERENCE

    @model_validator(mode="before")
    @classmethod
    def _alone(cls, value: object) -> object:
        return {"sentence": value} if isinstance(value, str) else value


class RegisterClauseForm(Form):
    """What a document asks for at one place, in our own words.

    The keys from `rule` on say what the program has to do about it, as in a procedure file.
    """

    id: ClauseId
    types: Some[TypeWord]
    format: FormatWord | None = None
    kind: ClauseKindWord
    who: RoleWord | None = None
    who_assumed: bool = False
    joint: Some[PersonWord] = Field(default=[], alias="with")
    each: EachWord | None = None
    fact: Some[FactOrNot] = []
    if_: Line = Field(default="", alias="if")
    what: Prose
    when: WhenForm | None = None
    reading: ReadingWord | None = None
    phase: FollowsWord | None = None
    rule: RuleKindWord | None = None
    roles: Some[PersonWord] = []
    methods: Some[MethodWord] = []
    selects_sections: bool = False
    only_after: Some[ClauseId] = []
    gated_by: Some[ClauseId] = []
    shares_with_parent: bool = False
    sends: CopyWord | None = None
    sends_as: FileWord | None = None
    gives: GivenWord | None = None
    gives_to: GivenToWord | None = None
    invites: AudienceWord | None = None
    authorises: AuthorisedWord | None = None
    answers: AnswerWord | None = None
    repeat_when_moved: bool = False
    repeat_when_replaced: bool = False
    subject: Line | None = None


class OrderForm(Form):
    """One clause that comes before another."""

    before: ClauseId
    after: ClauseId
    basis: BasisWord


class ActForm(Form):
    """Clauses that are done in one act; `types` where only at some conferences."""

    clauses: Some[ClauseId]
    types: Some[TypeWord] | None = None
    why: Prose = ""


class RegisterForm(Form):
    """A whole register of clauses."""

    clause: Tables[RegisterClauseForm]
    order: Tables[OrderForm] = []
    together: Tables[ActForm] = []
