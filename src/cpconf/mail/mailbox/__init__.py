"""The mailbox that reports come to, and what a message in it holds."""
