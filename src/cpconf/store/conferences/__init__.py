"""What is kept of conferences: asked for, read back and written."""
