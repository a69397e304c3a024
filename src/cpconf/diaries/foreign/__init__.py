"""What reads the calendars of others: loaded by a process within bounds, and by nothing else."""
