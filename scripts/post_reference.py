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
    """Return the table of states of a message in the outbox."""
    return table_of(("State", "Means"), ((f"`{s}`", s.meaning) for s in OutboxState))


def reminder_reasons() -> str:
    """Return the table of reasons for a reminder."""
    same("the reasons of reminders", set(REMINDED), set(Reason))
    return table_of(("Reason", "The task is"), ((f"`{r}`", REMINDED[r]) for r in Reason))


def invite_states() -> str:
    """Return the table of states of an invitation."""
    return table_of(("State", "Words"), ((f"`{s}`", s.words) for s in InviteState))


def answers() -> str:
    """Return the table of answers to an invitation."""
    return table_of(("Answer", "Shown as"), ((f"`{a}`", a.words) for a in Answer))


def methods() -> str:
    """Return the table of methods of joining, and whether each needs a link or a number."""
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
    """Return the table of clauses that name methods; cpconf warns about any other method."""
    rows = (
        (procedure.title, rule.clause, ", ".join(f"`{method}`" for method in rule.methods))
        for procedure in known_procedures()
        for rule in procedure.rules
        if rule.methods
    )
    return table_of(("Procedure", "Clause", "Methods"), rows)


def invited_roles() -> str:
    """Return the table of roles that are invited by default, and only with `--to`."""
    rows = (
        ("invited", ", ".join(f"`{role}`" for role in Role if role in BY_DEFAULT)),
        (
            "only where `--to` names them",
            ", ".join(f"`{role}`" for role in Role if role not in BY_DEFAULT | {Role.PROFESSIONAL}),
        ),
    )
    return table_of(("Who", "Roles"), rows)


def absences() -> str:
    """Return the table of reasons why somebody on record is not invited."""
    return table_of(("Reason", "Words"), ((f"`{a}`", a.words) for a in Absence))


def inviting_tasks() -> str:
    """Return the table of tasks that are done by sending invitations."""
    same("the audiences", set(AUDIENCES), set(Audience))
    rows = (
        (procedure.title, task.clause, f"`{task.name}`", AUDIENCES[task.invites])
        for procedure in known_procedures()
        for task in procedure.tasks
        if task.invites is not None
    )
    return table_of(("Procedure", "Clause", "Task", "Done once these were sent theirs"), rows)


def letter_fields() -> str:
    """Return the table of fields of a letter of invitation."""
    same("a letter's fields", set(IN_A_LETTER), set(LETTER_FIELDS))
    return table_of(
        ("Field", "Is"), ((f"`{field}`", IN_A_LETTER[field]) for field in LETTER_FIELDS)
    )


def outcomes() -> str:
    """Return the table of outcomes for a message in the mailbox."""
    same("what a message is taken for", set(OUTCOMES), set(MatchKind) - {MatchKind.UNRELATED})
    rows = ((f"`{o}`", OUTCOMES[o]) for o in MatchKind if o in OUTCOMES)
    return table_of(("Outcome", "The message is"), rows)
