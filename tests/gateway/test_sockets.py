"""Socket.IO: pushes to the right people, acknowledgements that mean committed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import socketio

from bot.chat import messages
from bot.chat.database import open_store, writing
from bot.chat.models import Sender
from bot.chat.views import NewMessage
from bot.clock import SystemClock
from tests.gateway.running import (
    SERVICE,
    AgentAtDesk,
    Buyer,
    RunningGateway,
    eventually,
    hand_over,
    token_for,
)

Event = tuple[str, dict[str, Any]]


class Listener:
    """A client that remembers what it was told."""

    def __init__(
        self, gateway: RunningGateway, namespace: str, *, auth: Any = None, cookie: str = ""
    ) -> None:
        self.events: list[Event] = []
        self.namespace = namespace
        self.client = socketio.Client(reconnection=False)
        self.client.on("*", lambda event, data: self.events.append((event, data)), namespace)
        self.client.connect(
            gateway.url,
            namespaces=[namespace],
            auth=auth,
            headers={"Cookie": cookie} if cookie else {},
            transports=["websocket"],
            wait_timeout=10,
        )

    def told(self, event: str) -> list[dict[str, Any]]:
        return [data for name, data in self.events if name == event]

    def texts(self) -> list[str]:
        return [message["text"] for message in self.told("message")]

    def ask(self, event: str, data: object) -> Any:
        return self.client.call(event, data, self.namespace, timeout=10)


@pytest.fixture
def listen(gateway: RunningGateway) -> Iterator[Callable[..., Listener]]:
    opened: list[Listener] = []

    def open_one(who: Buyer | AgentAtDesk) -> Listener:
        if isinstance(who, Buyer):
            listener = Listener(gateway, "/buyer", auth={"token": token_for(who.id)})
        else:
            cookie = "; ".join(f"{name}={value}" for name, value in who.http.cookies.items())
            listener = Listener(gateway, "/agent", cookie=cookie)
        opened.append(listener)
        return listener

    yield open_one
    for listener in opened:
        listener.client.disconnect()


def test_both_sides_of_a_turn_are_pushed(buyer: Buyer, listen: Callable[..., Listener]) -> None:
    phone = listen(buyer)

    buyer.say("你好")

    eventually(lambda: phone.texts() == ["你好", "您说:你好"])
    assert [(each["who"], each["on"]) for each in phone.told("typing")] == [
        ("bot", True),
        ("bot", False),
    ]
    assert phone.told("conversation")[0]["state"] == "bot"


def test_a_message_over_the_socket_is_acknowledged_once_committed(
    buyer: Buyer, listen: Callable[..., Listener]
) -> None:
    phone = listen(buyer)
    body = {"client_msg_id": "s1", "text": "退款"}

    first, again = phone.ask("message", body), phone.ask("message", body)

    assert first["seq"] == 1
    assert again == first
    assert buyer.messages()[0]["text"] == "退款"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"client_msg_id": "x", "text": " "}, "EMPTY_MESSAGE"),
        ({"client_msg_id": "x", "text": "退" * 1001}, "TEXT_TOO_LONG"),
        ({"client_msg_id": "x", "text": "好", "seq": 4}, "UNKNOWN_FIELD"),
        ({"client_msg_id": "x", "chip": "forged"}, "CHIP_INVALID"),
        ("just text", "INVALID_BODY"),
        (None, "INVALID_BODY"),
    ],
)
def test_a_refusal_over_the_socket_has_a_code_and_a_sentence(
    buyer: Buyer, listen: Callable[..., Listener], body: object, code: str
) -> None:
    error = listen(buyer).ask("message", body)["error"]

    assert error["code"] == code
    assert error["message"]


@pytest.mark.parametrize(
    "auth", [None, {}, {"token": "garbage"}, {"token": 5}, {"token": token_for("U1", exp=1)}]
)
def test_a_socket_needs_a_token(gateway: RunningGateway, auth: Any) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        Listener(gateway, "/buyer", auth=auth)


def test_a_socket_ends_with_its_token(gateway: RunningGateway) -> None:
    soon = int(time.time()) + 4
    phone = Listener(gateway, "/buyer", auth={"token": token_for("E1", exp=soon)})

    eventually(lambda: not phone.client.connected, seconds=15)


def test_an_agents_socket_needs_a_session(gateway: RunningGateway) -> None:
    with pytest.raises(socketio.exceptions.ConnectionError):
        Listener(gateway, "/agent", cookie="desk_session=garbage")


def test_a_frame_above_the_limit_is_refused(buyer: Buyer, listen: Callable[..., Listener]) -> None:
    phone = listen(buyer)
    phone.client.emit("message", {"client_msg_id": "x", "text": "退" * 70_000}, "/buyer")

    eventually(lambda: not phone.client.connected)
    assert buyer.messages() == []


def test_buyer_and_agent_hear_one_another(
    buyer: Buyer,
    agent: AgentAtDesk,
    gateway: RunningGateway,
    listen: Callable[..., Listener],
) -> None:
    phone, desk = listen(buyer), listen(agent)
    conversation = buyer.say("转人工")["message"]["conversation_id"]
    assert desk.texts() == [], "what is said to the bot is not for the desk"

    hand_over(gateway, conversation)
    eventually(lambda: desk.told("queue"))
    agent.act(conversation, "claim")
    buyer.post({"text": "在吗"})
    desk.client.emit("typing", {"conversation_id": conversation, "on": True}, "/agent")
    phone.client.emit("typing", {"on": True}, "/buyer")
    agent.act(conversation, "note", text="老顾客")
    agent.act(conversation, "reply", client_msg_id="r", text="在的")

    eventually(lambda: "在的" in phone.texts() and "在的" in desk.texts())
    assert "在吗" in desk.texts() and "老顾客" in desk.texts()
    assert "老顾客" not in phone.texts()
    eventually(lambda: {"who": "agent", "on": True} in phone.told("typing"))
    typing = {"who": "buyer", "on": True, "conversation_id": conversation}
    eventually(lambda: typing in desk.told("typing"))
    states = [each["state"] for each in phone.told("conversation")]
    assert states[-2:] == ["queued", "agent"]


def test_another_agent_does_not_hear_a_served_conversation(
    buyer: Buyer,
    make_agent: Callable[..., AgentAtDesk],
    gateway: RunningGateway,
    listen: Callable[..., Listener],
) -> None:
    owner, other = make_agent(), make_agent("阿杰")
    overheard = listen(other)
    conversation = buyer.say("转人工")["message"]["conversation_id"]
    hand_over(gateway, conversation)
    owner.act(conversation, "claim")

    owner.act(conversation, "reply", client_msg_id="r", text="只给买家看")

    eventually(lambda: "只给买家看" in [each["text"] for each in buyer.messages()])
    time.sleep(0.2)
    assert "只给买家看" not in overheard.texts()


def test_what_another_process_wrote_is_pushed_when_it_wakes_the_gateway(
    buyer: Buyer, gateway: RunningGateway, listen: Callable[..., Listener]
) -> None:
    phone = listen(buyer)
    conversation = buyer.say("你好")["message"]["conversation_id"]
    store = open_store(gateway.settings.database_url)
    with writing(store) as connection:
        news = [NewMessage(Sender.SYSTEM, "卖家已同意"), NewMessage(Sender.SYSTEM, "退款中")]
        messages.append(connection, conversation, news, SystemClock().now())
    store.close()

    with gateway.http(**SERVICE) as http:
        woken = http.post("/internal/v1/wake", json={"conversation_id": conversation})

    assert woken.status_code == 204
    eventually(lambda: phone.texts()[-2:] == ["卖家已同意", "退款中"])
