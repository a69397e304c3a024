"""The store: one SQLite file that holds every conference, its checklist and all that was marked."""
