"""Alembic migrations of the business's tables, called from Python: no alembic.ini is needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import make_url

from bot.aftersales.store import Store, make_engine
from bot.aftersales.workdays import seed_calendar

VERSION_TABLE = "alembic_version_aftersales"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database named by ``url`` up to ``revision`` and its calendar up to date.

    Whole or not at all; processes that start together wait for one another.
    """
    _run(url, command.upgrade, revision)
    store = Store(url)
    try:
        with store.transaction() as session:
            seed_calendar(session)
    finally:
        store.close()


def undo(url: str, revision: str = "base") -> None:
    """Take the database named by ``url`` back to ``revision``; the tables' data is lost."""
    _run(url, command.downgrade, revision)


def _run(url: str, step: Callable[[Config, str], None], revision: str) -> None:
    engine = make_engine(make_url(url)).execution_options(sqlite_begin="BEGIN IMMEDIATE")
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            step(config, revision)
    finally:
        engine.dispose()
