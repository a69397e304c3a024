"""What both databases have in common: statements, columns, the schema, the form."""
