"""The commands about reports, sets and abridged reports."""
