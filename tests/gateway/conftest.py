"""A real gateway on a real database, with a stand-in for the Rasa process beside it."""

from __future__ import annotations

import itertools
import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url
from sqlalchemy.exc import OperationalError

from bot.aftersales import migrations as business
from bot.aftersales.models import Buyer as BuyerRow
from bot.aftersales.store import Store
from bot.chat import migrations as chat
from bot.chat.database import open_store
from bot.desk.agents import Agents
from bot.settings import Settings
from tests.gateway.fake_rasa import FakeRasa, echo
from tests.gateway.running import AgentAtDesk, Buyer, RunningGateway, free_port, sign_in
from tests.stack.machine import lacking

_ROOT = Path(__file__).parents[2]
_POSTGRES = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
_NUMBERS = itertools.count(1)
PASSWORD = "a-long-password"


@pytest.fixture(scope="session")
def domain_file() -> Path:
    """Where the words are."""
    return _ROOT / "domain.yml"


@pytest.fixture(scope="module")
def rasa() -> Iterator[FakeRasa]:
    server = FakeRasa()
    yield server
    server.close()


@pytest.fixture(autouse=True)
def _obedient_rasa(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "rasa" in request.fixturenames:
        request.getfixturevalue("rasa").script = echo


@contextmanager
def _postgres_database() -> Iterator[str]:
    server = make_url(os.environ.get("TEST_POSTGRES_URL", _POSTGRES))
    engine = create_engine(
        server, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 3}
    )
    name = f"gateway_test_{uuid.uuid4().hex}"
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except OperationalError:
        lacking("PostgreSQL does not answer at TEST_POSTGRES_URL")
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """A database of this module's tests."""
    with _postgres_database() as url:
        yield url


@pytest.fixture
def fresh_postgres_url() -> Iterator[str]:
    """A database of one test alone."""
    with _postgres_database() as url:
        yield url


@pytest.fixture(scope="module")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'bot.db'}"


@pytest.fixture(scope="module")
def make_settings(
    domain_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Settings]:
    def make(database_url: str, rasa_port: int, **others: Any) -> Settings:
        business.migrate(database_url)
        chat.migrate(database_url)
        return Settings(
            APP_ENV="test",
            DATABASE_URL=database_url,
            APP_VAR_DIR=tmp_path_factory.mktemp("var"),
            APP_DOMAIN_FILE=domain_file,
            APP_POLICY_FILE=_ROOT / "policy.toml",
            APP_GATEWAY_PORT=free_port(),
            APP_RASA_PORT=rasa_port,
            APP_ACTIONS_PORT=free_port(),
            APP_TURN_TIMEOUT_SECONDS=3.0,
            **{"APP_MESSAGES_PER_MINUTE": 10_000, **others},
        )

    return make


@pytest.fixture(scope="module")
def gateway(
    make_settings: Callable[..., Settings], database_url: str, rasa: FakeRasa
) -> Iterator[RunningGateway]:
    running = RunningGateway(make_settings(database_url, rasa.port))
    running.start()
    yield running
    running.stop()


@pytest.fixture
def buyer(gateway: RunningGateway) -> Buyer:
    """A new buyer, known to the shop."""
    buyer = Buyer.of(gateway)
    store = Store(gateway.settings.database_url)
    with store.transaction() as session:
        session.add(BuyerRow(id=buyer.id, display_name=f"买家{buyer.id}"))
    store.close()
    return buyer


@pytest.fixture
def make_agent(gateway: RunningGateway) -> Callable[..., AgentAtDesk]:
    """Opens an account at the desk and signs in."""

    def make(name: str = "小美", **account: Any) -> AgentAtDesk:
        username = f"agent{next(_NUMBERS)}"
        store = open_store(gateway.settings.database_url)
        Agents(store).create(username, name, PASSWORD, **account)
        store.close()
        return sign_in(gateway, username, PASSWORD)

    return make


@pytest.fixture
def agent(make_agent: Callable[..., AgentAtDesk]) -> AgentAtDesk:
    return make_agent()
