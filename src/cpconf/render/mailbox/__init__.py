"""The mailbox: messages that wait, and whose report is still to come."""
