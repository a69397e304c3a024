"""What is kept of the mailbox and of the way of reports: asked for and written."""
