"""The migrations make exactly the tables that the models describe, and take them away again."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Inspector, create_engine, func, inspect, make_url, select

from bot.aftersales.migrations import VERSION_TABLE, migrate, undo
from bot.aftersales.models import Base, CalendarDay
from bot.aftersales.store import Store, make_engine


def plain(text: object) -> str:
    """What a constraint says, without the ways in which databases write it down."""
    return re.sub(r"[\s()]|::\w+(\[\])?", "", str(text)).lower()


def described(inspector: Inspector) -> dict[str, Any]:
    """Every table: columns, keys, constraints and indexes, with their names."""
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"])
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            "foreign keys": {
                key["name"]: (
                    key["constrained_columns"],
                    key["referred_table"],
                    key["referred_columns"],
                )
                for key in inspector.get_foreign_keys(table)
            },
            "unique": {
                key["name"]: key["column_names"] for key in inspector.get_unique_constraints(table)
            },
            "checks": {
                check["name"]: plain(check["sqltext"])
                for check in inspector.get_check_constraints(table)
            },
            "indexes": {
                index["name"]: (
                    index["column_names"],
                    bool(index["unique"]),
                    sorted(
                        plain(where)
                        for option, where in index.get("dialect_options", {}).items()
                        if option.endswith("_where")
                    ),
                )
                for index in inspector.get_indexes(table)
            },
        }
        for table in inspector.get_table_names()
        if table != VERSION_TABLE
    }


def tables(url: str) -> dict[str, Any]:
    engine = create_engine(url)
    try:
        return described(inspect(engine))
    finally:
        engine.dispose()


def test_the_migrated_schema_is_the_models_schema(empty_url: str) -> None:
    engine = make_engine(make_url(empty_url))
    Base.metadata.create_all(engine)
    from_models = tables(empty_url)
    Base.metadata.drop_all(engine)
    engine.dispose()
    migrate(empty_url)
    from_migrations = tables(empty_url)
    assert set(from_migrations) == set(Base.metadata.tables)
    for table, description in from_models.items():
        assert from_migrations[table] == description, table


def test_migrating_there_and_back_leaves_nothing_and_can_be_done_again(empty_url: str) -> None:
    migrate(empty_url)
    there = tables(empty_url)
    undo(empty_url)
    assert tables(empty_url) == {}
    migrate(empty_url)
    assert tables(empty_url) == there


def test_migrating_twice_changes_nothing(url: str) -> None:
    store = Store(url)
    with store.reading() as session:
        days = session.scalar(select(func.count()).select_from(CalendarDay))
    migrate(url)
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(CalendarDay)) == days
    store.close()
