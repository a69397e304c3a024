"""The parts that both databases share: statements, columns, the schema, the form."""
