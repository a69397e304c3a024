"""Drawing: a page of lines, its colours, its width, and what is safe to show."""
