"""The store in a SQLite file: opening, making, upgrading, waiting, and errors."""
