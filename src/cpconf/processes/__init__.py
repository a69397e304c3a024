"""Child processes with limits on time and memory: start, give an order, read answers, end."""
