"""The verbs of the program, a function for each: given an open store, it returns values."""
