"""Dates: the working calendar, the readings, and moments as people write and say them."""
