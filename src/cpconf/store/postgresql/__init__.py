"""The store on a PostgreSQL server: address, connections, transactions, rights and errors."""
