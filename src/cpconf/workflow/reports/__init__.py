"""Reports: submitting, putting together as a set, abridging and verifying."""
