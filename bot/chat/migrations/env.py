"""Runs the migrations on the connection that was handed in."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from bot.chat.migrations import VERSION_TABLE

_LOCK = 7_411_204
"""Any fixed number: processes that migrate PostgreSQL at the same time queue up behind it."""

connection: Connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
context.configure(connection=connection, version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
