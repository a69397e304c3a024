"""The reader of calendars from outside; only the process with limits loads it."""
