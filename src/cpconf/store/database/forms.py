"""The form of the tables: its number, and the tables and views of a store of this form."""

from typing import Final

FORM: Final = 7
"""The form of the tables that this program writes. Alembic's revisions have the same numbers."""

TABLES: Final = frozenset(
    (
        *("agreed_way", "alembic_version", "answer", "busy", "calendar", "child", "conference"),
        *("day_off", "diary", "document", "edition", "history", "invitation_series", "invited"),
        *("joining", "mail_seen", "mark", "outbox", "person", "reminder", "reminder_run"),
        *("report_step",),
        *("rule", "rule_order", "sharing", "statutory_limit", "submitted", "task"),
        *("withheld_term",),
        *("outstanding", "timeline", "conferences", "limits", "marks_log"),
        *("sharings", "documents_log", "outbox_log", "invitations_log"),
    )
)
"""The tables and views that a store of this form has."""

APPEND_ONLY: Final = ("mark", "history", "document")
"""The tables whose rows are added, and never changed, in a file as on a server."""

APPEND_ONLY_ON_A_SERVER: Final = (*APPEND_ONLY, "mail_seen", "report_step")
"""The same on a server. Files of form 6 were made without a guard for the others."""
