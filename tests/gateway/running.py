"""A gateway that runs, and people who use it."""

from __future__ import annotations

import itertools
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any

import httpx
import jwt
import uvicorn

from bot.gateway.app import create_app
from bot.settings import DEMO_SECRET, Settings

SERVICE = {"X-Service-Token": DEMO_SECRET}
_NUMBERS = itertools.count(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def token_for(buyer_id: str, *, secret: str = DEMO_SECRET, **claims: Any) -> str:
    now = int(time.time())
    given = {"sub": buyer_id, "iat": now, "exp": now + 3600, **claims}
    return jwt.encode(
        {name: value for name, value in given.items() if value is not None}, secret, "HS256"
    )


class RunningGateway:
    """The real application behind the real server, in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.url = settings.gateway_url
        config = uvicorn.Config(
            create_app(settings),
            host="127.0.0.1",
            port=settings.gateway_port,
            log_config=None,
            ws_max_size=64 * 1024,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def start(self) -> None:
        self._thread.start()
        deadline = time.monotonic() + 20
        while not self._server.started:
            assert self._thread.is_alive() and time.monotonic() < deadline, "gateway not started"
            time.sleep(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)

    def http(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=headers, timeout=30, trust_env=False)


@dataclass
class Buyer:
    """A buyer with the app open."""

    id: str
    http: httpx.Client

    @classmethod
    def of(cls, gateway: RunningGateway, buyer_id: str | None = None) -> Buyer:
        buyer_id = buyer_id or f"B{next(_NUMBERS)}"
        return cls(buyer_id, gateway.http(Authorization=f"Bearer {token_for(buyer_id)}"))

    def post(self, body: dict[str, Any], *, wait: bool = False) -> httpx.Response:
        body = {"client_msg_id": f"m-{next(_NUMBERS)}", **body}
        return self.http.post("/api/v1/messages", json=body, params={"wait": int(wait)})

    def say(self, text: str) -> dict[str, Any]:
        """Send a line and wait for the answers."""
        response = self.post({"text": text}, wait=True)
        assert response.status_code == 201, response.text
        answered: dict[str, Any] = response.json()
        return answered

    def messages(self, after_seq: int = 0) -> list[dict[str, Any]]:
        page = self.http.get("/api/v1/messages", params={"after_seq": after_seq}).json()
        messages: list[dict[str, Any]] = page["messages"]
        return messages

    def conversation(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.http.get("/api/v1/conversation").json()
        return shown


@dataclass
class AgentAtDesk:
    """An agent who is signed in."""

    id: str
    name: str
    http: httpx.Client

    def act(self, conversation_id: str, step: str, **body: Any) -> httpx.Response:
        return self.http.post(f"/agent/api/v1/conversations/{conversation_id}/{step}", json=body)

    def look(self, conversation_id: str) -> dict[str, Any]:
        response = self.http.get(f"/agent/api/v1/conversations/{conversation_id}")
        assert response.status_code == 200, response.text
        dossier: dict[str, Any] = response.json()
        return dossier

    def queue(self) -> dict[str, Any]:
        queue: dict[str, Any] = self.http.get("/agent/api/v1/queue").json()
        return queue


def sign_in(gateway: RunningGateway, username: str, password: str) -> AgentAtDesk:
    http = gateway.http()
    response = http.post("/agent/api/v1/session", json={"username": username, "password": password})
    assert response.status_code == 200, response.text
    http.headers["X-CSRF-Token"] = response.json()["csrf_token"]
    agent = response.json()["agent"]
    return AgentAtDesk(agent["id"], agent["name"], http)


def hand_over(
    gateway: RunningGateway, conversation_id: str, why: str = "asked", **packet: Any
) -> httpx.Response:
    with gateway.http(**SERVICE) as http:
        return http.post(
            "/internal/v1/handoffs",
            json={"conversation_id": conversation_id, "why": why, "summary": [], **packet},
        )


def eventually(what: Any, *, seconds: float = 10) -> Any:
    """Wait for ``what()`` to become true, and return it."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)
    return found


def code_of(response: httpx.Response) -> str:
    error = response.json()["error"]
    assert error["message"], "a refusal needs a sentence"
    return str(error["code"])
