"""The generated parts of docs/reference about reminders, invitations and the mailbox."""

from cpconf.core.invitations.invitation import Answer, InviteState
from cpconf.core.invitations.invitees import BY_DEFAULT, Absence
from cpconf.core.invitations.joining import BY_EAR, BY_LINK
from cpconf.core.mailbox import MatchKind
from cpconf.core.outbox import OutboxState, Reason
from cpconf.core.procedures.procedure import Audience
from cpconf.core.words import Method, Role
from cpconf.documents.word.invitation_letter import LETTER_FIELDS
from scripts.reference import known_procedures, same, table_of
from scripts.reference_words import AUDIENCES, IN_A_LETTER, OUTCOMES, REMINDED


def outbox_states() -> str:
    """Every state of a message in the outbox."""
    return table_of(("State", "Means"), ((f"`{s}`", s.meaning) for s in OutboxState))


def reminder_reasons() -> str:
    """Every state of a task that somebody is told of."""
    same("the reasons of reminders", set(REMINDED), set(Reason))
    return table_of(("Reason", "The task is"), ((f"`{r}`", REMINDED[r]) for r in Reason))


def invite_states() -> str:
    """Every state of an invitation."""
    return table_of(("State", "Words"), ((f"`{s}`", s.words) for s in InviteState))


def answers() -> str:
    """Every answer to an invitation."""
    return table_of(("Answer", "Shown as"), ((f"`{a}`", a.words) for a in Answer))


def methods() -> str:
    """Every method of joining, and whether it goes by a link."""
    rows = (
        (
            f"`{method}`",
            method.words,
            "link, or number" if method in BY_LINK else "number",
            "yes" if method in BY_EAR else "",
        )
        for method in Method
    )
    return table_of(("Method", "Is", "Needs", "For an interpreter"), rows)


def methods_named() -> str:
    """The clauses that name methods; any other draws a warning."""
    rows = (
        (procedure.title, rule.clause, ", ".join(f"`{method}`" for method in rule.methods))
        for procedure in known_procedures()
        for rule in procedure.rules
        if rule.methods
    )
    return table_of(("Procedure", "Clause", "Methods"), rows)


def invited_roles() -> str:
    """Who is invited without being named, and who only by name."""
    rows = (
        ("invited", ", ".join(f"`{role}`" for role in Role if role in BY_DEFAULT)),
        (
            "only where `--to` names them",
            ", ".join(f"`{role}`" for role in Role if role not in BY_DEFAULT | {Role.PROFESSIONAL}),
        ),
    )
    return table_of(("Who", "Roles"), rows)


def absences() -> str:
    """Every reason why somebody on record is not invited."""
    return table_of(("Reason", "Words"), ((f"`{a}`", a.words) for a in Absence))


def inviting_tasks() -> str:
    """The tasks that invitations tick off."""
    same("the audiences", set(AUDIENCES), set(Audience))
    rows = (
        (procedure.title, task.clause, f"`{task.name}`", AUDIENCES[task.invites])
        for procedure in known_procedures()
        for task in procedure.tasks
        if task.invites is not None
    )
    return table_of(("Procedure", "Clause", "Task", "Done once these were sent theirs"), rows)


def letter_fields() -> str:
    """What a letter of invitation may ask for."""
    same("a letter's fields", set(IN_A_LETTER), set(LETTER_FIELDS))
    return table_of(
        ("Field", "Is"), ((f"`{field}`", IN_A_LETTER[field]) for field in LETTER_FIELDS)
    )


def outcomes() -> str:
    """Everything that a message in the mailbox can be taken for, and is listed as."""
    same("what a message is taken for", set(OUTCOMES), set(MatchKind) - {MatchKind.UNRELATED})
    rows = ((f"`{o}`", OUTCOMES[o]) for o in MatchKind if o in OUTCOMES)
    return table_of(("Outcome", "The message is"), rows)
