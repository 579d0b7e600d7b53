"""The review over HTTP: for supervisors alone, and what they decide holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.chat.database import open_store
from bot.clock import SystemClock
from bot.learning.review import Review
from tests.gateway.fake_rasa import Answer, FakeRasa
from tests.gateway.running import AgentAtDesk, Buyer, RunningGateway, code_of

_GUESSES = [["query_order", 0.41], ["urge_refund", 0.2], ["greet", 0.1]]


def _does_not_understand(question: dict[str, Any]) -> Answer:
    heard = {"intent": "nlu_fallback", "likeliest": _GUESSES}
    return [{"custom": {"heard": heard}}, {"text": "没太明白,您是想查订单吗?"}]


@pytest.fixture
def supervisor(make_agent: Callable[..., AgentAtDesk]) -> AgentAtDesk:
    return make_agent("林姐", role="supervisor")


def _open(agent: AgentAtDesk) -> dict[str, dict[str, Any]]:
    response = agent.http.get("/agent/api/v1/review")
    assert response.status_code == 200, response.text
    return {group["text"]: group for group in response.json()["groups"]}


def _rejected(buyer: Buyer, rasa: FakeRasa, text: str) -> int:
    rasa.script = _does_not_understand
    return int(buyer.say(text)["message"]["id"].removeprefix("m_"))


def test_a_rejected_message_reaches_the_supervisors_page(
    buyer: Buyer, rasa: FakeRasa, supervisor: AgentAtDesk
) -> None:
    message_id = _rejected(buyer, rasa, "内个啥咋整滴")

    group = _open(supervisor)["内个啥咋整滴"]

    assert group["message_id"] == message_id
    assert (group["reasons"], group["heard"]) == (["rejected"], "")
    assert group["guesses"][0] == {"label": "query_order", "title": "查订单/物流", "share": 0.41}
    assert group["answer"] == "没太明白,您是想查订单吗?"


def test_the_buyer_sees_nothing_of_what_was_heard(buyer: Buyer, rasa: FakeRasa) -> None:
    _rejected(buyer, rasa, "内个啥咋整滴")

    bots = [each for each in buyer.messages() if each["sender"] == "bot"]

    assert [each["text"] for each in bots] == ["没太明白,您是想查订单吗?"]
    assert bots[0]["card"] is None


def test_what_was_heard_alone_is_no_answer(buyer: Buyer, rasa: FakeRasa) -> None:
    rasa.script = lambda question: _does_not_understand(question)[:1]

    (sorry,) = buyer.say("退款")["replies"]

    assert [chip["label"] for chip in sorry["chips"]] == ["转人工"]


def test_a_label_takes_the_message_off_the_page_and_names_who_gave_it(
    buyer: Buyer, rasa: FakeRasa, supervisor: AgentAtDesk, gateway: RunningGateway
) -> None:
    message_id = _rejected(buyer, rasa, "我那东西嘞咋没影咧")
    body = {"message_ids": [message_id], "label": "query_order"}

    decided = supervisor.http.post("/agent/api/v1/review/label", json=body)

    assert decided.status_code == 200 and decided.json()["pending"] >= 1
    assert "我那东西嘞咋没影咧" not in _open(supervisor)
    store = open_store(gateway.settings.database_url)
    (one,) = [one for one in Review(store, SystemClock()).pending() if one.message_id == message_id]
    store.close()
    assert (one.label, one.decided_by) == ("query_order", supervisor.id)


def test_an_ignored_message_comes_back_when_it_is_reopened(
    buyer: Buyer, rasa: FakeRasa, supervisor: AgentAtDesk
) -> None:
    body = {"message_ids": [_rejected(buyer, rasa, "啦啦啦嘿嘿嘿嘿")]}

    assert supervisor.http.post("/agent/api/v1/review/ignore", json=body).status_code == 200
    assert "啦啦啦嘿嘿嘿嘿" not in _open(supervisor)
    assert supervisor.http.post("/agent/api/v1/review/reopen", json=body).status_code == 200
    assert "啦啦啦嘿嘿嘿嘿" in _open(supervisor)


def test_all_labels_are_offered_in_groups(supervisor: AgentAtDesk) -> None:
    groups = supervisor.http.get("/agent/api/v1/review").json()["labels"]

    assert sum(len(group["labels"]) for group in groups) == 54
    assert all(label["title"] for group in groups for label in group["labels"])


@pytest.mark.parametrize("role", ["agent", "platform"])
def test_others_at_the_desk_may_neither_look_nor_decide(
    make_agent: Callable[..., AgentAtDesk], role: str
) -> None:
    agent = make_agent(role=role)

    for refused in (
        agent.http.get("/agent/api/v1/review"),
        agent.http.post("/agent/api/v1/review/ignore", json={"message_ids": [1]}),
    ):
        assert (refused.status_code, code_of(refused)) == (403, "SUPERVISORS_ONLY")


def test_nobody_decides_without_a_session_and_its_token(
    gateway: RunningGateway, supervisor: AgentAtDesk
) -> None:
    with gateway.http() as stranger:
        assert stranger.get("/agent/api/v1/review").status_code == 401
    del supervisor.http.headers["X-CSRF-Token"]

    refused = supervisor.http.post("/agent/api/v1/review/ignore", json={"message_ids": [1]})

    assert code_of(refused) == "CSRF_TOKEN_INVALID"


def test_wrong_labels_and_messages_are_refused(
    buyer: Buyer, rasa: FakeRasa, supervisor: AgentAtDesk
) -> None:
    message_id = _rejected(buyer, rasa, "嗯嗯呐呐")

    def post(**body: Any) -> tuple[int, str]:
        refused = supervisor.http.post("/agent/api/v1/review/label", json=body)
        return refused.status_code, code_of(refused)

    assert post(message_ids=[message_id], label="refunds") == (422, "UNKNOWN_LABEL")
    assert post(message_ids=[2_000_000_000], label="greet") == (404, "NOT_FOUND")
    assert post(message_ids=[], label="greet") == (422, "INVALID_BODY")
