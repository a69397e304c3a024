"""The subject itself: values and pure functions, which touch neither clock, disk nor console."""
