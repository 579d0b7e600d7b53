"""The migrations make exactly the tables the models describe, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from bot.aftersales.store import Store
from bot.chat.migrations import migrate
from bot.chat.models import ChatBase
from bot.desk.models import Agent
from bot.learning.models import Lesson


@pytest.mark.parametrize("backend", ["sqlite", "postgres"])
def test_migrations_and_models_agree(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    assert Agent.metadata is Lesson.metadata is ChatBase.metadata
    url = f"sqlite:///{tmp_path / 'bot.db'}"
    if backend == "postgres":
        url = request.getfixturevalue("postgres_url")
    migrate(url)
    migrate(url)

    store = Store(url)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: (
                    kind != "table" or name in ChatBase.metadata.tables
                )
            },
        )
        differences = compare_metadata(context, ChatBase.metadata)
    store.close()
    assert differences == []
