"""The commands about messages that are owed."""
