"""Reminders: who is owed a digest, claimed and sent."""
