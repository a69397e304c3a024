"""What reads the calendars of others, within a process of its own."""
