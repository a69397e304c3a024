"""Mail: addresses, the wording of messages, drafts, sending over SMTP, and reading a mailbox."""
