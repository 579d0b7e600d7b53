"""Every row of the business at one moment, as the database hands it over: quick to take.

Hundreds of conversations share one database, so rows are compared as they are and only those
that differ are looked at by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from tests.store.snapshot import WATCHED, Model, Row

Key = tuple[Any, ...]


@dataclass(frozen=True)
class Moment:
    """The rows of each table by their primary keys."""

    tables: Mapping[Model, Mapping[Key, Key]]

    @classmethod
    def take(cls, connection: Connection) -> Moment:
        """Read all of it."""
        return cls({model: _rows(connection, model) for model in WATCHED})

    def get(self, model: Model, *key: object) -> Row | None:
        """One row by name of its columns; None where there is none."""
        row = self.tables[model].get(key)
        return None if row is None else dict(zip(_names(model), row, strict=True))

    def rows(self, model: Model) -> Iterator[Row]:
        """All rows of a table by name of their columns."""
        for row in self.tables[model].values():
            yield dict(zip(_names(model), row, strict=True))

    def added(self, earlier: Moment, model: Model) -> list[Row]:
        """The rows that ``earlier`` did not have."""
        before, names = earlier.tables[model], _names(model)
        return [
            dict(zip(names, row, strict=True))
            for key, row in self.tables[model].items()
            if key not in before
        ]

    def changed(self, earlier: Moment, model: Model) -> Iterator[tuple[Row | None, Row | None]]:
        """Each row that is not as it was: as it was, and as it is."""
        before, after = earlier.tables[model], self.tables[model]
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                yield earlier.get(model, *key), self.get(model, *key)


def _names(model: Model) -> list[str]:
    return [column.name for column in model.__table__.columns]


def _rows(connection: Connection, model: Model) -> dict[Key, Key]:
    names = _names(model)
    places = [names.index(column.name) for column in model.__table__.primary_key]
    key_of = itemgetter(*places)
    found = connection.exec_driver_sql(f"SELECT {', '.join(names)} FROM {model.__tablename__}")
    single = len(places) == 1
    return {(key_of(row),) if single else key_of(row): tuple(row) for row in found.cursor}
