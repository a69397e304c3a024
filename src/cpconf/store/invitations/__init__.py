"""What is kept of invitations: asked for, read back and written."""
