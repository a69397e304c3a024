"""What is kept of diaries that were read in: asked for and written."""
