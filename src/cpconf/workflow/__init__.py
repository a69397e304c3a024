"""What the program does: one function a verb, each given an open store and returning values."""
