"""Alembic migrations of the tables of chat and desk, called from Python."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import make_url

from bot.aftersales.store import make_engine

VERSION_TABLE = "alembic_version_chat"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the chat's tables in the database named by ``url`` up to ``revision``.

    Whole or not at all; processes that start together wait for one another.
    """
    engine = make_engine(make_url(url)).execution_options(sqlite_begin="BEGIN IMMEDIATE")
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()
