"""Somebody who may do anything to the database, its schema included."""

from __future__ import annotations

from sqlalchemy import text

from bot.aftersales.store import Store

_TABLES = ("case_events", "audit_log")


def lift_protection(store: Store) -> None:
    """Take away what keeps history from being changed."""
    with store.transaction() as session:
        for table in _TABLES:
            if store.engine.dialect.name == "sqlite":
                session.execute(text(f"DROP TRIGGER {table}_no_update"))
                session.execute(text(f"DROP TRIGGER {table}_no_delete"))
            else:
                session.execute(text(f"DROP TRIGGER {table}_append_only ON {table}"))
