"""Alembic's way in: run the steps on the connection that ``eventstudy.schema`` hands over."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
