"""The store on a PostgreSQL server: its address, the connection, the transaction, its faults."""
