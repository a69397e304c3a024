"""Invitations as messages: their words and their calendar entry."""
