"""One database for many short lives of a shop: emptied between them instead of made anew."""

from __future__ import annotations

from sqlite3 import Connection as SqliteConnection

from sqlalchemy import delete, event, update
from sqlalchemy.pool import ConnectionPoolEntry

from bot.aftersales.models import AuditHead, Base, CalendarDay
from bot.aftersales.store import Store
from tests.store.intruder import lift_protection
from tests.store.snapshot import Snapshot

_KEPT = {CalendarDay.__table__, AuditHead.__table__}


class Arena:
    """A migrated database that nobody needs after the tests: it may lose what it was told last."""

    def __init__(self, url: str) -> None:
        self.store = Store(url)
        lift_protection(self.store)
        if self.store.engine.dialect.name == "sqlite":
            event.listen(self.store.engine, "connect", _do_not_wait_for_the_disk)

    def clear(self) -> None:
        with self.store.transaction() as session:
            for table in reversed(Base.metadata.sorted_tables):
                if table not in _KEPT:
                    session.execute(delete(table))
            session.execute(update(AuditHead).values(last_id=0, last_hash="0" * 64))

    def look(self) -> Snapshot:
        with self.store.engine.connect() as connection:
            return Snapshot.take(connection)

    def close(self) -> None:
        self.store.close()


def _do_not_wait_for_the_disk(connection: SqliteConnection, _: ConnectionPoolEntry) -> None:
    connection.execute("PRAGMA synchronous = OFF")
