"""Invitations as messages: their wording and their calendar entry."""
