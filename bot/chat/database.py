"""Opening the database for chat and desk: the same one the business uses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection as SqliteConnection
from typing import cast

from sqlalchemy import Connection, Table, event
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from bot.aftersales.store import Store


def open_store(url: str) -> Store:
    """A store for chat and desk.

    A chat line may be lost when the machine loses power within the second it was written, but
    never when a process dies: SQLite need not wait for the disk at each message. What the
    business writes goes through its own store, which does wait.
    """
    store = Store(url)
    if store.engine.dialect.name == "sqlite":
        event.listen(store.engine, "connect", _do_not_wait_for_the_disk)
    return store


@contextmanager
def writing(store: Store) -> Iterator[Connection]:
    """A connection in a writing transaction, committed at the end or undone by an exception.

    Messages come by the thousand and are plain rows: the chat works on the connection and leaves
    sessions, which took a tenth of a transaction's time, to the business.
    """
    with store.plain_transaction() as connection:
        yield connection


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """A connection in a transaction that only looks."""
    with store.plain_reading() as connection:
        yield connection


def table_of(model: type[DeclarativeBase]) -> Table:
    """The table behind a model, typed as the table it is."""
    return cast(Table, model.__table__)


def _do_not_wait_for_the_disk(connection: SqliteConnection, _record: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA synchronous = NORMAL")
