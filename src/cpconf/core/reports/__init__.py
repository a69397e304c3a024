"""Reports: how each gets from its author to the others, and what Word and Acrobat call it."""
