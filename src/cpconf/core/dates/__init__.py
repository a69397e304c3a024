"""Dates: the working calendar, the readings R1 to R8, and moments as people write and say them."""
