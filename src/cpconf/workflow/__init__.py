"""What the program does: one function for each action, given an open store, returns values."""
