"""Opens what the commands work with, as the settings say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import inspect

from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.cli.errors import CommandError
from bot.settings import Settings

PREPARE = "the database is not prepared: run `python -m bot init-db` first"


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The business's store, closed afterwards.

    Raises:
        CommandError: the database has no tables yet.
    """
    store = Store(settings.database_url)
    try:
        if not inspect(store.engine).has_table("orders"):
            raise CommandError(PREPARE)
        yield store
    finally:
        store.close()


def policy_of(settings: Settings) -> Policy:
    """The rules in force."""
    return Policy.load(settings.policy_file)


def refuse_production(settings: Settings, what: str) -> None:
    """For commands that only try things out.

    Raises:
        CommandError: this is a real shop.
    """
    if settings.env == "production":
        raise CommandError(f"{what} is refused when APP_ENV is production")
