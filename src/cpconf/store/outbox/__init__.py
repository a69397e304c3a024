"""What is kept of messages that are owed: asked for, claimed and written."""
