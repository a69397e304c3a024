"""Invitations: whom to invite, what comes before, and how people join."""
