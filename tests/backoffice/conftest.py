"""A real server with the back-office routes on a SQLite shop, and somebody who signs calls."""

from __future__ import annotations

import json
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import uvicorn
from fastapi import FastAPI
from structlog.testing import capture_logs

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import ActorType, CaseType, Reason
from bot.aftersales.migrations import migrate
from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.clock import SystemClock
from bot.gateway.backoffice_api import backoffice_router
from bot.gateway.backoffice_signature import sign
from bot.gateway.threads import DatabaseThreads
from tests.store.shop import BUYER, Shop, StandingClock, draft, submit

SECRETS = {
    ActorType.SELLER: "seller-secret-of-the-tests-0123456789",
    ActorType.PLATFORM: "platform-secret-of-the-tests-01234567",
    ActorType.PAYMENT: "payment-secret-of-the-tests-012345678",
}
_KIND_OF = {
    "rule": ActorType.PLATFORM,
    "retry-refund": ActorType.PLATFORM,
    "refund-succeeded": ActorType.PAYMENT,
    "refund-failed": ActorType.PAYMENT,
}
_ACTOR_OF = {ActorType.SELLER: "S1", ActorType.PLATFORM: "P1", ActorType.PAYMENT: "wechat"}


@dataclass(frozen=True)
class Caller:
    """Calls the back office as the shop's systems do; every part of a call can be bent."""

    base: str

    def __call__(
        self,
        call: str,
        case_no: str,
        body: Any = None,
        *,
        key: str | None = "k1",
        actor: str | None = "",
        secret: str | None = None,
        age: int = 0,
        timestamp: str = "",
        raw: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        kind = _KIND_OF.get(call, ActorType.SELLER)
        timestamp = timestamp or f"{time.time() - age:.6f}"
        if raw is None:
            raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent: dict[str, str | None] = {
            "X-Timestamp": timestamp,
            "X-Signature": sign(secret or SECRETS[kind], timestamp, raw),
            "X-Actor": _ACTOR_OF[kind] if actor == "" else actor,
            "Idempotency-Key": key,
            **(headers or {}),
        }
        return requests.post(
            f"{self.base}/backoffice/api/v1/cases/{case_no}/{call}",
            data=raw,
            headers={name: value for name, value in sent.items() if value is not None},
            timeout=10,
        )

    def look(self, what: str, *, secret: str = "", **query: str) -> requests.Response:
        timestamp = str(int(time.time()))
        return requests.get(
            f"{self.base}/backoffice/api/v1/{what}",
            params=query,
            headers={
                "X-Timestamp": timestamp,
                "X-Signature": sign(secret or SECRETS[ActorType.PAYMENT], timestamp, b""),
                "X-Actor": "wechat",
            },
            timeout=10,
        )


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock("2026-11-02T10:00:00+08:00")


@pytest.fixture
def policy() -> Policy:
    return Policy.load(Path(__file__).parents[2] / "policy.toml")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "shop.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def url(tmp_path: Path, migrated: Path) -> str:
    path = tmp_path / "shop.db"
    shutil.copy(migrated, path)
    return f"sqlite:///{path}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def shop(store: Store, clock: StandingClock) -> Shop:
    return Shop(store, clock)


@pytest.fixture
def door(store: Store, policy: Policy, clock: StandingClock) -> BuyerDoor:
    return BuyerDoor(store, policy, clock)


@pytest.fixture
def serve(
    store: Store, url: str, policy: Policy, clock: StandingClock
) -> Iterator[Callable[[], str]]:
    """Starts the server; gives its address."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start() -> str:
        app = FastAPI()
        backoffice = BackofficeDoor(store, policy, clock)
        app.include_router(
            backoffice_router(backoffice, SECRETS, DatabaseThreads(url), SystemClock())
        )
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        running.append((server, thread))
        deadline = time.monotonic() + 10
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.01)
        assert server.started
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def call(serve: Callable[[], str]) -> Iterator[Caller]:
    with capture_logs():
        yield Caller(serve())


@pytest.fixture
def case_no(shop: Shop, door: BuyerDoor) -> str:
    """A case of 158.00 that waits for its seller; nothing has to be sent back."""
    return submit(door, draft(door.order(BUYER, shop.order()))).case_no


@pytest.fixture
def return_no(shop: Shop, door: BuyerDoor) -> str:
    """A case whose goods are to be sent back."""
    wanted = draft(
        door.order(BUYER, shop.order()), type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON
    )
    return submit(door, wanted).case_no
