"""Reminders: who has to be told about which task now, and what the digest says."""
