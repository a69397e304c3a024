"""The store in a SQLite file: found, opened, made, upgraded, waited for, and its faults."""
