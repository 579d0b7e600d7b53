"""What an agent sees of a buyer: cases and orders of the shop, beside the conversation."""

from __future__ import annotations

from collections.abc import Callable

from bot.aftersales.policy import Policy
from bot.aftersales.store import Store
from bot.clock import SystemClock
from bot.demo import DemoShop, load_demo
from tests.gateway.running import AgentAtDesk, Buyer, RunningGateway, hand_over


def test_cases_and_orders_stand_beside_the_conversation(
    gateway: RunningGateway, make_agent: Callable[..., AgentAtDesk]
) -> None:
    store = Store(gateway.settings.database_url)
    policy = Policy.load(gateway.settings.policy_file)
    load_demo(store, policy, DemoShop.read(), SystemClock().now())
    store.close()
    conversation = Buyer.of(gateway, "U3").say("转人工")["message"]["conversation_id"]
    hand_over(gateway, conversation)

    dossier = make_agent().look(conversation)

    assert dossier["buyer"]["name"] == "王思琪"
    assert dossier["orders"] and all(order["items"] for order in dossier["orders"])
    assert all(case["kind"] == "case" for case in dossier["cases"])
    assert all(case["status_text"] and case["steps"] for case in dossier["cases"])


def test_the_demo_offers_its_buyers_and_signs_them_in(gateway: RunningGateway) -> None:
    with gateway.http() as http:
        buyers = http.get("/demo/api/v1/buyers").json()
        token = http.post("/demo/api/v1/token", json={"buyer_id": "U3"}).json()["token"]

    assert {"buyer_id", "display_name", "hint"} == set(buyers[0])
    with gateway.http(Authorization=f"Bearer {token}") as http:
        assert http.get("/api/v1/conversation").status_code == 200
