"""What the store keeps of documents: questions and writes."""
