"""iCalendar files: invitations, answers, a calendar to subscribe to, and busy times."""
