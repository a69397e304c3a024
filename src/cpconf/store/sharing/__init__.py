"""What is kept of documents: asked for, read back and written."""
