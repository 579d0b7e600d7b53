"""What buyers send: stored once, in order, cleaned, and refused with a plain sentence."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from tests.gateway.fake_rasa import FakeRasa
from tests.gateway.running import Buyer, RunningGateway, code_of


def test_a_message_is_answered_by_the_bot(buyer: Buyer) -> None:
    answered = buyer.say("我要退款")

    assert answered["seq"] == 1
    assert answered["message"]["sender"] == "buyer"
    assert [(reply["sender"], reply["text"]) for reply in answered["replies"]] == [
        ("bot", "您说:我要退款")
    ]
    assert [each["seq"] for each in buyer.messages()] == [1, 2]


def test_the_same_client_id_gives_the_first_result_and_no_second_turn(
    buyer: Buyer, rasa: FakeRasa
) -> None:
    first = buyer.post({"client_msg_id": "one", "text": "你好"}, wait=True)
    again = buyer.post({"client_msg_id": "one", "text": "别的话"}, wait=True)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert len(rasa.said(first.json()["message"]["conversation_id"])) == 1


def test_the_same_client_id_at_the_same_time_is_stored_once(buyer: Buyer) -> None:
    statuses: list[int] = []

    def send() -> None:
        sent = buyer.post({"client_msg_id": "twin", "text": "退款"})
        statuses.append(sent.status_code)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200] * 7 + [201]
    assert [each["text"] for each in buyer.messages()].count("退款") == 1


def test_many_lines_at_once_get_numbers_without_gaps_or_doubles(buyer: Buyer) -> None:
    def send(number: int) -> None:
        assert buyer.post({"text": f"第{number}句"}).status_code == 201

    threads = [threading.Thread(target=send, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    buyer.say("最后一句")
    seqs = [each["seq"] for each in buyer.messages()]
    assert seqs == list(range(1, len(seqs) + 1))
    assert len(seqs) == 26


def test_history_comes_in_pages(buyer: Buyer) -> None:
    for number in range(3):
        buyer.say(f"第{number}句")

    page = buyer.http.get("/api/v1/messages", params={"after_seq": 2, "limit": 2}).json()

    assert [each["seq"] for each in page["messages"]] == [3, 4]
    assert page["last_seq"] == 6


def test_a_thousand_characters_are_taken_and_five_thousand_refused(buyer: Buyer) -> None:
    assert buyer.post({"text": "退" * 1000}).status_code == 201

    refused = buyer.post({"text": "退" * 5000})

    assert refused.status_code == 413
    assert code_of(refused) == "TEXT_TOO_LONG"


def test_a_body_above_the_limit_is_refused(buyer: Buyer) -> None:
    refused = buyer.post({"text": "退" * 70_000})

    assert refused.status_code == 413
    assert code_of(refused) == "BODY_TOO_LARGE"


@pytest.mark.parametrize("text", ["", "   ", "\u3000\n\t", "\u200b\ufeff", "\x00\x07"])
def test_a_blank_message_is_refused(buyer: Buyer, text: str) -> None:
    refused = buyer.post({"text": text})

    assert refused.status_code == 400
    assert code_of(refused) == "EMPTY_MESSAGE"


def test_control_characters_are_taken_out(buyer: Buyer) -> None:
    answered = buyer.say("退\x00款\x1b[31m\u202e吧\n谢谢")

    assert answered["message"]["text"] == "退款[31m吧\n谢谢"


@pytest.mark.parametrize("text", ["/request_human", "//x", "／intent{}", " \u200b/restart"])
def test_free_text_never_reaches_the_intent_parser(buyer: Buyer, rasa: FakeRasa, text: str) -> None:
    answered = buyer.say(text)

    (said,) = rasa.said(answered["message"]["conversation_id"])
    assert said and said[0] not in "/／"


def test_a_lone_slash_still_gets_an_answer(buyer: Buyer) -> None:
    assert buyer.say("/")["replies"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "你好", "buyer_id": "U2"}, "UNKNOWN_FIELD"),
        ({"text": 5}, "INVALID_BODY"),
        ({"client_msg_id": "", "text": "你好"}, "INVALID_BODY"),
        ({"client_msg_id": "x" * 65, "text": "你好"}, "INVALID_BODY"),
        ({"text": "你好", "chip": "x"}, "INVALID_BODY"),
    ],
)
def test_a_malformed_body_is_refused_by_name(buyer: Buyer, body: dict[str, Any], code: str) -> None:
    refused = buyer.post(body)

    assert refused.status_code == 422
    assert code_of(refused) == code


def test_a_body_that_is_no_json_is_refused(buyer: Buyer) -> None:
    refused = buyer.http.post(
        "/api/v1/messages", content=b"\xff{", headers={"Content-Type": "application/json"}
    )

    assert refused.status_code == 422
    assert code_of(refused) == "INVALID_BODY"


def test_what_rasa_sends_becomes_words_chips_and_a_card(buyer: Buyer, rasa: FakeRasa) -> None:
    chip = {"title": "选这个", "payload": '/inform{"item_id": "1"}'}
    rasa.script = lambda question: [
        {"text": "是哪一件?", "buttons": [{"title": "都不是", "payload": "/deny"}]},
        {"custom": {"card": {"kind": "items", "items": [{"item_id": 1, "chip": chip}]}}},
        {"text": "也可以直接说"},
    ]

    which, hint = buyer.say("退款")["replies"]

    assert which["text"] == "是哪一件?"
    assert [each["label"] for each in which["chips"]] == ["都不是"]
    assert which["card"]["items"][0]["chip"]["label"] == "选这个"
    assert "payload" not in str(which)
    assert hint["card"] is None


def test_rasa_learns_which_message_it_answers(buyer: Buyer, rasa: FakeRasa) -> None:
    answered = buyer.say("退款")

    conversation = answered["message"]["conversation_id"]
    (question,) = [each for each in rasa.questions if each["sender"] == conversation]
    assert question["metadata"] == {
        "message_id": answered["message"]["id"],
        "epoch": 0,
        "upload_ids": [],
    }


def test_unread_counts_what_others_wrote_since_the_buyer_read(buyer: Buyer) -> None:
    answered = buyer.say("你好")
    assert buyer.conversation()["unread"] == 1

    buyer.http.post("/api/v1/conversation/read", json={"seq": answered["replies"][-1]["seq"]})

    assert buyer.conversation()["unread"] == 0


def test_feedback_is_kept_for_own_messages_only(buyer: Buyer, gateway: RunningGateway) -> None:
    reply = buyer.say("你好")["replies"][0]
    stranger = Buyer.of(gateway)

    def useful(who: Buyer) -> int:
        body = {"message_id": reply["id"], "useful": True}
        return who.http.post("/api/v1/feedback", json=body).status_code

    assert (useful(buyer), useful(stranger)) == (204, 404)
    assert buyer.http.post("/api/v1/feedback", json={"rating": 5}).status_code == 204
    assert buyer.http.post("/api/v1/feedback", json={"rating": 6}).status_code == 422


def test_one_buyer_never_sees_anothers_messages(buyer: Buyer, gateway: RunningGateway) -> None:
    buyer.say("我的手机号是13800138000")

    assert Buyer.of(gateway).messages() == []


def test_an_unknown_path_and_method_have_plain_answers(buyer: Buyer) -> None:
    assert code_of(buyer.http.get("/api/v1/nothing")) == "NOT_FOUND"
    assert code_of(buyer.http.put("/api/v1/messages", json={})) == "METHOD_NOT_ALLOWED"
