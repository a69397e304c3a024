"""All that can be asked of the store, by commands that read and by those that write."""

from cpconf.store.conferences.questions import ConferenceQuestions
from cpconf.store.diaries.questions import DiaryQuestions
from cpconf.store.invitations.questions import InvitationQuestions
from cpconf.store.mailbox.questions import MailboxQuestions
from cpconf.store.outbox.questions import OutboxQuestions
from cpconf.store.sharing.questions import SharingQuestions


class Questions(
    ConferenceQuestions,
    SharingQuestions,
    InvitationQuestions,
    MailboxQuestions,
    DiaryQuestions,
    OutboxQuestions,
):
    """What is on record: the questions of every room."""
