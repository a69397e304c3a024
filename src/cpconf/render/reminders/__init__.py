"""Reminders: digests, and the messages of the outbox."""
