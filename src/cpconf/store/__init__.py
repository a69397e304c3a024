"""The store: every conference, its checklist and its marks, in a SQLite file or on a server."""
