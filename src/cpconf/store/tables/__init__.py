"""The tables: SQLModel declares each; they are read when a store is made, checked or written."""
