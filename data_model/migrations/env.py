"""Runs migrations on the connection that data_model/migrate.py has opened, inside its transaction."""

from alembic import context

import data_model
from data_model.base import tables

assert data_model.letters  # importing the package has registered every table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    render_as_batch=True,  # SQLite changes a table only by copying it
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
