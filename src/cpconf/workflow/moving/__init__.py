"""Moving: actions that change dates, invitations and sharing at once."""
