"""Invitations: planned, owed, sent, moved, called off and answered."""
