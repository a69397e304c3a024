"""What the store keeps of imported diaries: questions and writes."""
