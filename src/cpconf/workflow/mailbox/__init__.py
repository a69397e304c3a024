"""The mailbox: taking in reports, and asking for missing ones."""
