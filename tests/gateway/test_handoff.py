"""From the bot to a person and back, and the bot never talks over a person."""

from __future__ import annotations

import threading
from collections.abc import Callable

from tests.gateway.fake_rasa import FakeRasa
from tests.gateway.running import (
    AgentAtDesk,
    Buyer,
    RunningGateway,
    code_of,
    eventually,
    hand_over,
)


def _queued(buyer: Buyer, gateway: RunningGateway, **packet: object) -> str:
    conversation: str = buyer.say("转人工")["message"]["conversation_id"]
    assert hand_over(gateway, conversation, **packet).status_code == 200
    return conversation


def test_the_whole_way_to_a_person_and_back(
    buyer: Buyer, gateway: RunningGateway, agent: AgentAtDesk, rasa: FakeRasa
) -> None:
    conversation = _queued(
        buyer,
        gateway,
        order_no="2026112300000001",
        draft=[{"label": "商品", "value": "耳机"}],
        summary=["一", "二", "三", "四", "五", "六"],
    )
    assert buyer.conversation()["state"] == "queued"
    asked_before = len(rasa.questions)
    buyer.post({"text": "在吗"})

    dossier = agent.look(conversation)
    assert dossier["packet"]["draft"] == [{"label": "商品", "value": "耳机"}]
    assert dossier["packet"]["summary"] == ["一", "二", "三", "四", "五"]
    assert dossier["packet"]["why_text"]
    assert dossier["buyer"] == {"id": buyer.id, "name": f"买家{buyer.id}"}
    assert [each["text"] for each in dossier["messages"]][-1] == "在吗"

    claimed = agent.act(conversation, "claim").json()
    assert (claimed["state"], claimed["agent_name"]) == ("agent", "小美")
    assert agent.act(conversation, "note", text="老顾客").json()["sender"] == "note"
    reply = agent.act(conversation, "reply", client_msg_id="r1", text="您好,我来处理").json()
    assert agent.act(conversation, "reply", client_msg_id="r1", text="您好").json() == reply
    buyer.post({"text": "谢谢"})
    assert len(rasa.questions) == asked_before, "the bot must stay silent"

    closed = agent.act(conversation, "close", reason="已解决").json()
    assert closed["state"] == "bot"
    assert buyer.say("还有一个问题")["replies"][-1]["sender"] == "bot"

    seen = [each["sender"] for each in buyer.messages()]
    assert seen == [
        "buyer",
        "bot",
        "system",
        "buyer",
        "system",
        "agent",
        "buyer",
        "system",
        "buyer",
        "bot",
    ]
    assert [each["seq"] for each in buyer.messages()] == list(range(1, 11))


def test_a_handoff_asked_for_twice_is_one(
    buyer: Buyer, gateway: RunningGateway, agent: AgentAtDesk
) -> None:
    conversation = _queued(buyer, gateway)

    again = hand_over(gateway, conversation)

    assert again.json()["state"] == "queued"
    assert [each["sender"] for each in buyer.messages()].count("system") == 1
    agent.act(conversation, "claim")
    assert hand_over(gateway, conversation).json() == {"state": "agent", "position": None}


def test_a_bot_answer_under_way_is_kept_as_a_note(
    buyer: Buyer, gateway: RunningGateway, agent: AgentAtDesk, rasa: FakeRasa
) -> None:
    asked, may_answer = threading.Event(), threading.Event()

    def slow(_question: dict[str, object]) -> list[dict[str, object]]:
        asked.set()
        may_answer.wait(10)
        return [{"text": "机器人的答复", "buttons": [{"title": "好", "payload": "/affirm"}]}]

    rasa.script = slow
    conversation = buyer.post({"text": "退款"}).json()["message"]["conversation_id"]
    assert asked.wait(10)
    hand_over(gateway, conversation)
    agent.act(conversation, "claim")
    may_answer.set()

    def note() -> dict[str, object] | None:
        notes = [each for each in agent.look(conversation)["messages"] if each["sender"] == "note"]
        return notes[0] if notes else None

    assert eventually(note)["text"] == "机器人的答复"
    assert "机器人的答复" not in [each["text"] for each in buyer.messages()]


def test_lines_waiting_for_the_bot_are_left_to_the_person(
    buyer: Buyer, gateway: RunningGateway, rasa: FakeRasa
) -> None:
    asked, may_answer = threading.Event(), threading.Event()

    def hands_over(question: dict[str, object]) -> list[dict[str, object]]:
        asked.set()
        may_answer.wait(10)
        hand_over(gateway, str(question["sender"]))
        return []

    rasa.script = hands_over
    conversation = buyer.post({"text": "转人工"}).json()["message"]["conversation_id"]
    assert asked.wait(10)
    buyer.post({"text": "快点"})
    buyer.post({"text": "人呢"})
    may_answer.set()

    eventually(lambda: buyer.conversation()["state"] == "queued")
    assert rasa.said(conversation) == ["转人工"]
    senders = [each["sender"] for each in buyer.messages()]
    assert senders == ["buyer", "buyer", "buyer", "system"]


def test_only_one_agent_gets_a_conversation(
    buyer: Buyer, gateway: RunningGateway, make_agent: Callable[..., AgentAtDesk]
) -> None:
    conversation = _queued(buyer, gateway)
    agents = [make_agent() for _ in range(4)]
    answers: list[int] = []

    def claim(agent: AgentAtDesk) -> None:
        answers.append(agent.act(conversation, "claim").status_code)

    threads = [threading.Thread(target=claim, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 409, 409, 409]


def test_only_the_owner_answers_transfers_and_closes(
    buyer: Buyer, gateway: RunningGateway, make_agent: Callable[..., AgentAtDesk]
) -> None:
    conversation = _queued(buyer, gateway)
    owner, other = make_agent(), make_agent("阿杰")
    owner.act(conversation, "claim")

    for step, body in (
        ("reply", {"client_msg_id": "x", "text": "我来"}),
        ("transfer", {}),
        ("close", {"reason": "x"}),
    ):
        refused = other.act(conversation, step, **body)
        assert (refused.status_code, code_of(refused)) == (409, "NOT_YOURS")


def test_a_transfer_goes_back_to_the_queue_of_the_other_people(
    buyer: Buyer, gateway: RunningGateway, make_agent: Callable[..., AgentAtDesk]
) -> None:
    conversation = _queued(buyer, gateway)
    general = make_agent(skills=["一般咨询"])
    platform = make_agent("老周", role="platform", skills=["平台裁决"])
    assert conversation not in [e["conversation_id"] for e in platform.queue()["waiting"]]
    general.act(conversation, "claim")

    moved = general.act(conversation, "transfer", skill="平台裁决").json()

    assert moved["state"] == "queued"
    assert conversation in [e["conversation_id"] for e in platform.queue()["waiting"]]
    assert conversation not in [e["conversation_id"] for e in general.queue()["waiting"]]
    assert platform.act(conversation, "claim").json()["agent_name"] == "老周"


def test_a_buyer_may_leave_the_queue(buyer: Buyer, gateway: RunningGateway) -> None:
    conversation = _queued(buyer, gateway)

    left = buyer.http.post("/api/v1/conversation/leave-queue").json()

    assert (left["state"], left["queue_position"]) == ("bot", None)
    assert buyer.say("那我自己来")["replies"][-1]["sender"] == "bot"
    assert hand_over(gateway, conversation).json()["state"] == "queued"


def test_places_in_the_queue_follow_arrival_and_urgency(
    gateway: RunningGateway, make_agent: Callable[..., AgentAtDesk]
) -> None:
    supervisor = make_agent("主管", role="supervisor")
    for entry in supervisor.queue()["waiting"]:
        supervisor.act(entry["conversation_id"], "claim")
    first, second, angry = (Buyer.of(gateway) for _ in range(3))
    _queued(first, gateway, order_no="1")
    _queued(second, gateway, order_no="2")
    assert [b.conversation()["queue_position"] for b in (first, second)] == [1, 2]

    conversation = angry.say("气死我了")["message"]["conversation_id"]
    assert hand_over(gateway, conversation, "angry").json() == {"state": "queued", "position": 1}

    assert [b.conversation()["queue_position"] for b in (angry, first, second)] == [1, 2, 3]
    supervisor.act(conversation, "claim")
    assert [b.conversation()["queue_position"] for b in (first, second)] == [1, 2]


def test_a_handoff_of_an_unknown_conversation_is_refused(gateway: RunningGateway) -> None:
    refused = hand_over(gateway, "c_nowhere")

    assert (refused.status_code, code_of(refused)) == (404, "NOT_FOUND")


def test_only_our_own_processes_may_hand_over(gateway: RunningGateway) -> None:
    body = {"conversation_id": "c_x", "why": "asked", "summary": []}
    for headers in ({}, {"X-Service-Token": "wrong"}):
        with gateway.http(**headers) as http:
            refused = http.post("/internal/v1/handoffs", json=body)
        assert (refused.status_code, code_of(refused)) == (401, "SERVICE_TOKEN_INVALID")
