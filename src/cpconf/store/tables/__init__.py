"""The tables, each declared with SQLModel, and read when a store is made or upgraded.

To import one is to import all: a table that was not declared would be missing in a new store.
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
"""All tables together."""
