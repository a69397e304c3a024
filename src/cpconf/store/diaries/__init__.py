"""What is kept of diaries, of the mailbox and of the way of reports: asked for and written."""
