"""The mailbox that reports come to, and the messages in it."""
