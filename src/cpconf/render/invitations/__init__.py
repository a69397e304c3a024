"""Invitations: who is invited, and how that stands."""
