"""The mailbox: reports that come in, and those that are still to come."""
