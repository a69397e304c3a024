"""One PDF: looked at, protected, and proved to say and show what it did."""
