"""Word documents: looked at, protected, and filled in."""
