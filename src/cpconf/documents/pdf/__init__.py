"""One PDF: looked at, protected, proved to say and show what it did; and what its pages hold."""
