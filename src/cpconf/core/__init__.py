"""The subject of the program: values and pure functions, without clock, file, SQL or console."""
