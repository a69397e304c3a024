"""The subject itself: pure values and functions; no clock, no file, no database, no console."""
