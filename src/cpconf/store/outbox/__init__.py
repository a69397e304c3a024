"""What the store keeps of messages that are owed: questions, claims and writes."""
