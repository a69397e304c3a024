"""The commands about the mailbox that reports come to."""
