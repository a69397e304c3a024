"""Moving: what touches invitations, sharing and dates at once."""
