"""The desk's door: passwords, sessions, CSRF, and what agents may look into."""

from __future__ import annotations

from collections.abc import Callable

from bot.chat.database import open_store
from bot.desk.agents import Agents
from tests.gateway.conftest import PASSWORD
from tests.gateway.running import AgentAtDesk, Buyer, RunningGateway, code_of, hand_over


def test_a_session_shows_who_is_signed_in(agent: AgentAtDesk) -> None:
    shown = agent.http.get("/agent/api/v1/session").json()

    assert shown["agent"] == {"id": agent.id, "name": "小美", "role": "agent"}
    assert shown["csrf_token"] == agent.http.headers["X-CSRF-Token"]


def test_the_cookie_is_for_this_site_alone_and_no_script_reads_it(
    gateway: RunningGateway,
) -> None:
    store = open_store(gateway.settings.database_url)
    Agents(store).create("cookie", "小美", PASSWORD)
    store.close()

    with gateway.http() as http:
        signed_in = http.post(
            "/agent/api/v1/session", json={"username": "cookie", "password": PASSWORD}
        )

    cookie = signed_in.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie


def test_a_wrong_password_is_refused_and_trying_is_limited(
    gateway: RunningGateway,
) -> None:
    with gateway.http() as http:
        codes = [
            code_of(
                http.post("/agent/api/v1/session", json={"username": "xm", "password": "wrong"})
            )
            for _ in range(11)
        ]

    assert codes == ["BAD_CREDENTIALS"] * 10 + ["RATE_LIMITED"]


def test_every_change_needs_the_csrf_token(
    buyer: Buyer, gateway: RunningGateway, agent: AgentAtDesk
) -> None:
    conversation = buyer.say("转人工")["message"]["conversation_id"]
    hand_over(gateway, conversation)
    del agent.http.headers["X-CSRF-Token"]

    refused = agent.act(conversation, "claim")
    assert (refused.status_code, code_of(refused)) == (403, "CSRF_TOKEN_INVALID")

    agent.http.headers["X-CSRF-Token"] = "guess"
    assert agent.act(conversation, "claim").status_code == 403
    assert agent.http.delete("/agent/api/v1/session").status_code == 403


def test_signing_out_ends_the_session(agent: AgentAtDesk) -> None:
    cookies = dict(agent.http.cookies)
    assert agent.http.delete("/agent/api/v1/session").status_code == 204

    agent.http.cookies.update(cookies)
    refused = agent.http.get("/agent/api/v1/queue")
    assert (refused.status_code, code_of(refused)) == (401, "NOT_SIGNED_IN")


def test_a_buyers_token_opens_nothing_at_the_desk(buyer: Buyer) -> None:
    assert code_of(buyer.http.get("/agent/api/v1/queue")) == "NOT_SIGNED_IN"


def test_a_conversation_with_the_bot_is_nobodys_business(buyer: Buyer, agent: AgentAtDesk) -> None:
    conversation = buyer.say("你好")["message"]["conversation_id"]

    refused = agent.http.get(f"/agent/api/v1/conversations/{conversation}")
    assert (refused.status_code, code_of(refused)) == (404, "NOT_FOUND")
    assert agent.act(conversation, "note", text="x").status_code == 404


def test_a_conversation_served_by_another_is_shut(
    buyer: Buyer, gateway: RunningGateway, make_agent: Callable[..., AgentAtDesk]
) -> None:
    conversation = buyer.say("转人工")["message"]["conversation_id"]
    hand_over(gateway, conversation)
    owner, other, supervisor = make_agent(), make_agent(), make_agent(role="supervisor")
    owner.act(conversation, "claim")

    other_look = other.http.get(f"/agent/api/v1/conversations/{conversation}")
    assert other_look.status_code == 404
    assert supervisor.look(conversation)["conversation"]["state"] == "agent"
    assert [each["conversation_id"] for each in owner.queue()["mine"]] == [conversation]


def test_agents_texts_have_the_buyers_limits(
    buyer: Buyer, gateway: RunningGateway, agent: AgentAtDesk
) -> None:
    conversation = buyer.say("转人工")["message"]["conversation_id"]
    hand_over(gateway, conversation)
    agent.act(conversation, "claim")

    blank = agent.act(conversation, "reply", client_msg_id="1", text=" \u200b ")
    long = agent.act(conversation, "reply", client_msg_id="2", text="好" * 1001)
    assert (code_of(blank), code_of(long)) == ("EMPTY_MESSAGE", "TEXT_TOO_LONG")


def test_canned_replies_have_a_title_and_a_text(agent: AgentAtDesk) -> None:
    canned = agent.http.get("/agent/api/v1/canned").json()

    assert len(canned) >= 5
    assert all(each["title"] and each["text"] for each in canned)
