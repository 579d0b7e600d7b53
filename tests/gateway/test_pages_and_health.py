"""Pages with strict headers, health, and what monitoring may read."""

from __future__ import annotations

import pytest

from bot.chat.masking import mask
from tests.gateway.running import Buyer, RunningGateway, code_of


def test_ready_names_the_part_that_does_not_answer(gateway: RunningGateway) -> None:
    with gateway.http() as http:
        assert http.get("/healthz").status_code == 200
        ready = http.get("/readyz")

    assert ready.status_code == 503
    assert ready.json() == {"database": True, "rasa": True, "actions": False}


def test_metrics_count_messages_and_name_nobody(buyer: Buyer, gateway: RunningGateway) -> None:
    buyer.say("你好")

    with gateway.http() as http:
        metrics = http.get("/metrics").text

    assert "chat_messages_total" in metrics and "chat_turn_seconds_bucket" in metrics
    assert buyer.id not in metrics


@pytest.mark.parametrize("path", ["/", "/chat", "/agent"])
def test_pages_run_nothing_but_themselves(gateway: RunningGateway, path: str) -> None:
    with gateway.http() as http:
        page = http.get(path)

    policy = page.headers["content-security-policy"]
    assert page.status_code == 200
    assert "script-src 'self'" in policy and "unsafe" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"


def test_the_demo_gives_tokens_of_its_own_buyers_only(gateway: RunningGateway) -> None:
    with gateway.http() as http:
        assert http.get("/demo/api/v1/buyers").json() == []
        refused = http.post("/demo/api/v1/token", json={"buyer_id": "root"})

    assert (refused.status_code, code_of(refused)) == (404, "NOT_FOUND")


def test_the_http_side_is_documented(gateway: RunningGateway) -> None:
    with gateway.http() as http:
        paths = http.get("/api/v1/openapi.json").json()["paths"]

    assert {"/api/v1/messages", "/api/v1/uploads", "/agent/api/v1/queue"} <= set(paths)
    assert not [path for path in paths if path.startswith("/internal")]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13812345678谢谢", "电话138****5678谢谢"),
        ("卡号6222020200112233445", "卡号6222****3445"),
        ("身份证11010119900307123X", "身份证1101****123X"),
        ("寄到文三路188号3幢", "[address]"),
        ("退款130.70元", "退款130.70元"),
    ],
)
def test_personal_figures_do_not_reach_the_logs(text: str, masked: str) -> None:
    assert mask(text) == masked
