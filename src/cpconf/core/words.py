"""The closed lists of words: types, formats, roles, facts and states, in the guidance's words."""

from enum import StrEnum
from typing import assert_never


class ConferenceType(StrEnum):
    """Which child protection conference: initial (ICPC) or review (RCPC)."""

    INITIAL = "initial"
    REVIEW = "review"


class Format(StrEnum):
    """How a conference is held."""

    VIDEO = "video"
    WRITTEN = "written"


class ConferenceState(StrEnum):
    """The state of a conference."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"


class OutcomeKind(StrEnum):
    """Whether a conference could be held to its end."""

    HELD = "held"
    ADJOURNED = "adjourned"
    INQUORATE = "inquorate"

    @property
    def words(self) -> str:
        """The outcome as a part of a sentence."""
        return "not quorate" if self is OutcomeKind.INQUORATE else self.value

    @property
    def ends_without_decision(self) -> bool:
        """Whether another conference has to be booked in its place."""
        match self:
            case OutcomeKind.ADJOURNED | OutcomeKind.INQUORATE:
                return True
            case OutcomeKind.HELD:
                return False
            case _:
                assert_never(self)


class TalkKind(StrEnum):
    """Which talk before or around a conference a procedure gives points for."""

    PARENTS = "parents"
    CHAIR = "chair"
    PLANNING = "planning"
    RECEIPT = "receipt"

    @property
    def is_with_a_parent(self) -> bool:
        """Whether it is held with one parent, rather than among the team."""
        match self:
            case TalkKind.PARENTS | TalkKind.CHAIR | TalkKind.RECEIPT:
                return True
            case TalkKind.PLANNING:
                return False
            case _:
                assert_never(self)

    @property
    def words(self) -> str:
        """The talk in words."""
        match self:
            case TalkKind.PARENTS:
                return "the social worker's call to a parent"
            case TalkKind.CHAIR:
                return "the chair's call to a parent"
            case TalkKind.PLANNING:
                return "the planning conversation"
            case TalkKind.RECEIPT:
                return "the call after the report arrived"
            case _:
                assert_never(self)


class Enclosure(StrEnum):
    """What a task puts in with an invitation."""

    FEEDBACK = "feedback"
    GUIDE = "guide"
    LEAFLET = "leaflet"


class Occasion(StrEnum):
    """When a rule is shown to whoever it concerns."""

    OUTCOME = "outcome"


class TaskState(StrEnum):
    """The state of a task, by its latest mark."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class PinnedKind(StrEnum):
    """Whether a pinned clause is a task or a limit on the conference."""

    TASK = "task"
    LIMIT = "limit"


class MarkKind(StrEnum):
    """What a mark says about a task. A new conference date makes `reopened`."""

    DONE = "done"
    UNDONE = "undone"
    SKIPPED = "skipped"
    REOPENED = "reopened"

    @property
    def leaves(self) -> TaskState:
        """The state that the task is in after this mark."""
        match self:
            case MarkKind.DONE:
                return TaskState.DONE
            case MarkKind.SKIPPED:
                return TaskState.SKIPPED
            case MarkKind.UNDONE | MarkKind.REOPENED:
                return TaskState.OPEN
            case _:
                assert_never(self)


class Phase(StrEnum):
    """Whether a task prepares the conference or follows it up."""

    PREPARATION = "preparation"
    FOLLOW_UP = "follow-up"


class Urgency(StrEnum):
    """How urgent an open task is: worked out from the present moment, never stored."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"
    MISSED = "missed"


class Role(StrEnum):
    """Who someone is at a conference, or who owes a task.

    `PROFESSIONAL` is only the role of a task. It means the social worker and each agency on record,
    but nobody in support.
    """

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"
    CARER = "carer"
    YOUNG_PERSON = "young_person"
    SUPPORTER = "supporter"
    SOCIAL_WORKER = "social_worker"
    MANAGER = "manager"
    CHAIR = "chair"
    MINUTE_TAKER = "minute_taker"
    ADMINISTRATOR = "administrator"
    TEAM_ADMINISTRATOR = "team_administrator"
    EARLY_HELP = "early_help"
    SCHOOL = "school"
    HEALTH = "health"
    POLICE = "police"
    PROBATION = "probation"
    HOUSING = "housing"
    ADVOCATE = "advocate"
    INTERPRETER = "interpreter"
    PARENT_REPRESENTATIVE = "parent_representative"
    OTHER_PROFESSIONAL = "other_professional"
    PROFESSIONAL = "professional"

    @property
    def words(self) -> str:
        """The role in words."""
        return self.value.replace("_", " ")


PARENTS = frozenset({Role.MOTHER, Role.FATHER, Role.PARENT, Role.CARER})
FAMILY = PARENTS | {Role.YOUNG_PERSON, Role.SUPPORTER}
TEAM = frozenset(
    {
        Role.SOCIAL_WORKER,
        Role.MANAGER,
        Role.CHAIR,
        Role.MINUTE_TAKER,
        Role.ADMINISTRATOR,
        Role.TEAM_ADMINISTRATOR,
        Role.EARLY_HELP,
    }
)
IN_SUPPORT = frozenset({Role.ADVOCATE, Role.INTERPRETER, Role.PARENT_REPRESENTATIVE})
"""Those who are there for somebody: they are invited and told the date, and owe no report.

Nobody asks, reminds or waits for a report from them. They are not professionals, who get the set,
nor family, whom the documents are about. They get a copy for one person, and the parents come
before them as before an agency.
"""
AGENCIES = frozenset(Role) - FAMILY - TEAM - IN_SUPPORT - {Role.PROFESSIONAL}
PROFESSIONALS = AGENCIES | {Role.SOCIAL_WORKER}
PERSON_ROLES = tuple(role for role in Role if role is not Role.PROFESSIONAL)


class Each(StrEnum):
    """For whom a task is repeated."""

    PARENT = "parent"
    PROFESSIONAL = "professional"
    SCHOOL = "school"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles of the people for whom the task is repeated."""
        match self:
            case Each.PARENT:
                return PARENTS
            case Each.PROFESSIONAL:
                return PROFESSIONALS
            case Each.SCHOOL:
                return frozenset({Role.SCHOOL})
            case _:
                assert_never(self)


class Fact(StrEnum):
    """Something about this conference that decides whether a task applies."""

    SPLIT = "split"
    CHILDREN_AT_HOME = "children_at_home"
    NO_SECOND_DEVICE = "no_second_device"
    FULL_REPORT_SHARED = "full_report_shared"
    PARENT_CANNOT_JOIN = "parent_cannot_join"
    PARENT_EXCLUDED = "parent_excluded"
    JOINS_ANOTHER_WAY = "joins_another_way"
    CLARIFICATION_NEEDED = "clarification_needed"
    NO_WIFI = "no_wifi"
    PLAN_MADE = "plan_made"
    PARENT_EMAIL = "parent_email"
    SCHOOL_INVITED = "school_invited"
    REPORT_EMAILED = "report_emailed"

    @property
    def concerns(self) -> frozenset[Role]:
        """The roles of the people about whom it can be answered one by one."""
        if self in _OF_A_PARENT:
            return PARENTS
        return frozenset({Role.SCHOOL}) if self is Fact.SCHOOL_INVITED else frozenset()

    @property
    def question(self) -> str:
        """The fact as a question."""
        return _QUESTIONS[self]


_OF_A_PARENT = frozenset(
    {Fact.PARENT_CANNOT_JOIN, Fact.PARENT_EXCLUDED, Fact.PARENT_EMAIL, Fact.REPORT_EMAILED}
)
_QUESTIONS = {
    Fact.SPLIT: "Is the conference split, so that the parents attend apart?",
    Fact.CHILDREN_AT_HOME: "Will children be at home during the conference?",
    Fact.NO_SECOND_DEVICE: "Is the family without a second device for the children?",
    Fact.FULL_REPORT_SHARED: "Was the full report, not an abridged one, shared with the family?",
    Fact.PARENT_CANNOT_JOIN: "Is there a parent who cannot or will not join?",
    Fact.PARENT_EXCLUDED: "Is a parent kept away because their presence would endanger the child?",
    Fact.JOINS_ANOTHER_WAY: "Does the family take part in another way than by the online meeting?",
    Fact.CLARIFICATION_NEEDED: "Does something in the reports need clarifying?",
    Fact.NO_WIFI: "Is the family without wifi at home?",
    Fact.PLAN_MADE: "Was a child protection plan made?",
    Fact.PARENT_EMAIL: "Do the parents have an email address?",
    Fact.SCHOOL_INVITED: "Is a school invited?",
    Fact.REPORT_EMAILED: "Did the report go to the parents by email?",
}

DERIVED_FACTS = (Fact.PARENT_EMAIL, Fact.SCHOOL_INVITED, Fact.REPORT_EMAILED)


class Method(StrEnum):
    """How somebody takes part in a conference by video or telephone."""

    TEAMS = "teams"
    SKYPE = "skype"
    CONFERENCE_CALL = "conference-call"
    WHATSAPP = "whatsapp"
    SPEAKERPHONE = "speakerphone"
    TELEPHONE = "telephone"

    @property
    def words(self) -> str:
        """The method in words, to follow `by`."""
        return _METHODS[self]


_METHODS = {
    Method.TEAMS: "Microsoft Teams",
    Method.SKYPE: "Skype",
    Method.CONFERENCE_CALL: "conference call",
    Method.WHATSAPP: "WhatsApp",
    Method.SPEAKERPHONE: "speakerphone",
    Method.TELEPHONE: "telephone",
}


class FileType(StrEnum):
    """The two types of file that can be protected."""

    PDF = "pdf"
    DOCX = "docx"


class DocumentKind(StrEnum):
    """What a document on record is.

    Report, plan and minutes are a family member's protected copies. A set holds all reports, for
    the professionals. An abridged report was cut from a full one; a submitted one came from an
    agency. The last two are not protected.
    """

    REPORT = "report"
    PLAN = "plan"
    MINUTES = "minutes"
    SET = "set"
    ABRIDGED = "abridged"
    SUBMITTED = "submitted"


COPIES = (DocumentKind.REPORT, DocumentKind.PLAN, DocumentKind.MINUTES)
"""The kinds that are protected for one recipient."""


def hyphenless(text: str) -> str:
    """Return a role or fact as it is stored: lower case, `_` in place of `-` and spaces.

    >>> hyphenless("Social-Worker")
    'social_worker'
    """
    return text.strip().lower().replace("-", "_").replace(" ", "_")


_USUAL_ROLES = {
    word: role
    for role, words in {
        Role.MOTHER: "mum mom mummy",
        Role.FATHER: "dad daddy",
        Role.CARER: "foster_carer guardian",
        Role.YOUNG_PERSON: "child young_adult",
        Role.SOCIAL_WORKER: "sw",
        Role.MANAGER: "team_manager",
        Role.CHAIR: "chairperson cp_chair iro",
        Role.MINUTE_TAKER: "note_taker",
        Role.SCHOOL: "teacher head_teacher headteacher nursery college",
        Role.HEALTH: "gp doctor nurse school_nurse health_visitor midwife paediatrician",
        Role.POLICE: "police_officer",
        Role.PROBATION: "probation_officer",
        Role.HOUSING: "housing_officer",
        Role.PARENT_REPRESENTATIVE: "solicitor lawyer",
    }.items()
    for word in words.split()
}
RELATIVES = frozenset(
    (
        *("grandmother", "grandfather", "grandparent", "grandma", "grandad", "nan"),
        *("aunt", "uncle", "stepmother", "stepfather"),
    )
)
"""Relatives, whose role depends on why they take part."""


def usual_role(text: str) -> str:
    """Return the role that a usual word means, else the word, as roles are stored.

    >>> " ".join(usual_role(word) for word in ("Mum", "health visitor", "Neighbour"))
    'mother health neighbour'
    """
    word = hyphenless(text)
    return _USUAL_ROLES.get(word, word)
