"""The tables: SQLModel declares each; they are read when a store is made or upgraded.

Whoever takes one has them all: a table that was not declared would be missing in a new store.
"""

from cpconf.store.tables import (
    conferences,
    diaries,
    invitations,
    mailbox,
    outbox,
    procedures,
    sharing,
)

__all__ = [
    "METADATA",
    "conferences",
    "diaries",
    "invitations",
    "mailbox",
    "outbox",
    "procedures",
    "sharing",
]

METADATA = conferences.METADATA
"""All of them together."""
