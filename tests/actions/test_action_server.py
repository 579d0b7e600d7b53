"""The live action server: whom it answers, and what it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import yaml

from tests.stack.running_bot import ROOT, RunningBot
from tests.stack.stock import new_buyer_id

FORBIDDEN = 403


@pytest.fixture(scope="module")
def server(bot: RunningBot) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=bot.settings.actions_url, timeout=20, trust_env=False) as http:
        yield http


@pytest.fixture(scope="module")
def token(bot: RunningBot) -> dict[str, str]:
    return {"token": bot.settings.service_token.get_secret_value()}


def call(action: str, conversation_id: str) -> dict[str, Any]:
    """What Rasa asks of the server."""
    return {
        "next_action": action,
        "sender_id": conversation_id,
        "version": "3.6.21",
        "domain": {"responses": {}, "actions": [], "slots": {}, "forms": {}},
        "tracker": {
            "sender_id": conversation_id,
            "slots": {"refund_description": "my-secret-description"},
            "latest_message": {"text": "你好", "intent": {"name": "greet"}, "entities": []},
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        },
    }


@pytest.mark.parametrize("given", [{}, {"token": "wrong"}, {"token": ""}])
def test_without_the_token_nothing_is_done(server: httpx.Client, given: dict[str, str]) -> None:
    for response in (
        server.post("/webhook", params=given, json=call("action_small_talk", "c_1")),
        server.get("/actions", params=given),
    ):
        assert response.status_code == FORBIDDEN
        assert "secret" not in response.text


def test_health_is_open(server: httpx.Client) -> None:
    assert server.get("/health").status_code == 200


def test_the_server_knows_exactly_the_actions_of_the_domain(
    server: httpx.Client, token: dict[str, str]
) -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))

    registered = {entry["name"] for entry in server.get("/actions", params=token).json()}

    assert registered == set(domain["actions"])


@pytest.mark.parametrize("action", ["action_small_talk", "action_query_refund_status", "no_action"])
def test_a_conversation_nobody_has_is_refused_and_nothing_is_echoed(
    server: httpx.Client, token: dict[str, str], action: str
) -> None:
    response = server.post("/webhook", params=token, json=call(action, f"c_{new_buyer_id()}"))

    assert response.status_code >= 400
    assert "secret" not in response.text and "Traceback" not in response.text


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"1"])
def test_a_broken_call_shows_nothing_of_the_inside(
    server: httpx.Client, token: dict[str, str], body: bytes
) -> None:
    response = server.post("/webhook", params=token, content=body)

    assert response.status_code >= 400
    assert "Traceback" not in response.text and ".py" not in response.text
