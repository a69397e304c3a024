"""Alembic's environment, which works inside the transaction that it is given."""

from alembic import context

from cpconf.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite rolls back changes of tables too, once the driver leaves transactions to us.
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
