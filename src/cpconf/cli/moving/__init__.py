"""The commands that touch dates, invitations and tasks at once."""
