"""The database behind the business: one engine, transactions for writing and for reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

_BUSY_MS = 10_000
_POSTGRES_CONNECT_SECONDS = 5
_POSTGRES_OPTIONS = "-c statement_timeout=15000 -c lock_timeout=10000 -c timezone=UTC"
_BEGIN = "sqlite_begin"


class Store:
    """Opens the database named by ``url``: a SQLite file or PostgreSQL.

    SQLite runs in WAL mode, with foreign keys, and a writing transaction takes the write lock
    at its start: it waits for its turn instead of failing in the middle.

    Args:
        url: an SQLAlchemy URL; the folder of a SQLite file is made when it is missing.
    """

    def __init__(self, url: str) -> None:
        self.engine = make_engine(make_url(url))
        self._for_writing = self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._writing = sessionmaker(self._for_writing, expire_on_commit=False)
        self._reading = sessionmaker(self.engine, expire_on_commit=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or undone by an exception."""
        with self._writing.begin() as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks; whatever it would change is undone."""
        with self._reading() as session:
            yield session

    @contextmanager
    def plain_transaction(self) -> Iterator[Connection]:
        """A transaction for plain rows, without the objects of a session and what they cost."""
        with self._for_writing.begin() as connection:
            yield connection

    @contextmanager
    def plain_reading(self) -> Iterator[Connection]:
        """A connection for plain rows that only looks."""
        with self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def make_engine(url: URL) -> Engine:
    """An engine for ``url`` with the settings the business relies on."""
    if url.get_backend_name() == "sqlite":
        if url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": _BUSY_MS / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": _POSTGRES_CONNECT_SECONDS,
            "options": _POSTGRES_OPTIONS,
        },
    )


def _prepare_sqlite(connection: SqliteConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late for reads and is never IMMEDIATE: ours replaces it.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {_BUSY_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
