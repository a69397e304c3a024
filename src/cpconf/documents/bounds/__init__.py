"""What bounds a piece of work: processes, memory, and how far it is."""
