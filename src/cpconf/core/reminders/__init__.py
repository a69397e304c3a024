"""Reminders: who is to be told of which task now, and what the digest says."""
