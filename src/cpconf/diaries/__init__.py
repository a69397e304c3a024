"""Calendars: invitations and their answers, our own entries to subscribe to, and busy times."""
