"""Work on a stranger's document in a process of its own, which can be ended."""
