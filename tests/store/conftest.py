"""A fresh, migrated database for each test: a SQLite file, and PostgreSQL where one answers."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import OperationalError

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.migrations import migrate
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.aftersales.timers import Timers
from tests.stack.machine import lacking
from tests.store.shop import Shop, StandingClock

_SERVER = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
_POLICY = Path(__file__).parents[2] / "policy.toml"


class PostgresServer:
    """Makes and drops databases on the PostgreSQL server named by TEST_POSTGRES_URL."""

    def __init__(self) -> None:
        self._url = make_url(os.environ.get("TEST_POSTGRES_URL", _SERVER))
        self._engine: Engine = create_engine(
            self._url, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
        )
        self._template: URL | None = None

    def answers(self) -> bool:
        try:
            with self._engine.connect():
                return True
        except OperationalError:
            return False

    def create(self, template: str = "template1") -> URL:
        name = f"aftersales_test_{uuid.uuid4().hex}"
        self._run(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        # A test database may lose what it was told last: nothing waits for the disk.
        self._run(f"ALTER DATABASE {name} SET synchronous_commit = off")
        return self._url.set(database=name)

    def drop(self, url: URL) -> None:
        self._run(f"DROP DATABASE {url.database} WITH (FORCE)")

    def migrated(self) -> URL:
        if self._template is None:
            self._template = self.create()
            migrate(self._template.render_as_string(hide_password=False))
        return self.create(str(self._template.database))

    def close(self) -> None:
        if self._template is not None:
            self.drop(self._template)
        self._engine.dispose()

    def _run(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    if not server.answers():
        lacking("PostgreSQL does not answer at TEST_POSTGRES_URL")
    yield server
    server.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "shop.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgres"])
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def empty_url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if backend == "sqlite":
        yield f"sqlite:///{tmp_path / 'shop.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    url = server.create()
    yield url.render_as_string(hide_password=False)
    server.drop(url)


@pytest.fixture
def url(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a migrated database without any order."""
    if backend == "sqlite":
        path = tmp_path / "shop.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    fresh = server.migrated()
    yield fresh.render_as_string(hide_password=False)
    server.drop(fresh)


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def policy() -> Policy:
    return Policy.load(_POLICY)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock("2026-11-02T10:00:00+08:00")


@pytest.fixture
def shop(store: Store, clock: StandingClock) -> Shop:
    return Shop(store, clock)


@pytest.fixture
def door(store: Store, policy: Policy, clock: StandingClock) -> BuyerDoor:
    return BuyerDoor(store, policy, clock)


@pytest.fixture
def backoffice(store: Store, policy: Policy, clock: StandingClock) -> BackofficeDoor:
    return BackofficeDoor(store, policy, clock)


@pytest.fixture
def timers(store: Store, policy: Policy) -> Timers:
    return Timers(store, policy)
