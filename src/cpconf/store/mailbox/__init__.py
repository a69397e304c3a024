"""What the store keeps of the mailbox and of the steps of reports: questions and writes."""
