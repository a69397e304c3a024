"""What the store keeps of invitations: questions and writes."""
