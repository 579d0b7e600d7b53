"""A message with several wishes: all are answered in one turn, in order, each once."""

from __future__ import annotations

from typing import Any

from tests.gateway.fake_rasa import FakeRasa, echo
from tests.gateway.running import Buyer


def answers_of(buyer: Buyer, text: str) -> list[str]:
    return [each["text"] for each in buyer.say(text)["replies"]]


def holds(further: dict[str, list[str]]) -> Any:
    """A bot that finds other wishes in some of the things it is asked."""

    def script(question: dict[str, Any]) -> list[dict[str, Any]]:
        told = further.get(question["message"], [])
        return [*echo(question), {"custom": {"further": told}}]

    return script


def test_the_answers_come_in_the_order_of_the_wishes(buyer: Buyer, rasa: FakeRasa) -> None:
    rasa.script = holds({"退款多久到账,运费谁出": ["运费谁出"]})

    answers = answers_of(buyer, "退款多久到账,运费谁出")

    assert answers == ["您说:退款多久到账,运费谁出", "您说:运费谁出"]
    assert [each["metadata"]["message_id"] for each in rasa.questions[-2:]] == [
        rasa.questions[-2]["metadata"]["message_id"],
        rasa.questions[-2]["metadata"]["message_id"] + ".1",
    ]


def test_a_wish_is_asked_once_however_often_it_is_told(buyer: Buyer, rasa: FakeRasa) -> None:
    rasa.script = holds({"一": ["二", "二"], "二": ["二", "三"], "三": ["二"]})

    assert answers_of(buyer, "一") == ["您说:一", "您说:二", "您说:三"]


def test_a_bot_that_always_finds_more_comes_to_an_end(buyer: Buyer, rasa: FakeRasa) -> None:
    def script(question: dict[str, Any]) -> list[dict[str, Any]]:
        more = question["message"] + "又"
        return [*echo(question), {"custom": {"further": [more]}}]

    rasa.script = script

    assert len(answers_of(buyer, "一")) == 4


def test_a_further_wish_is_no_command_of_the_intent_parser(buyer: Buyer, rasa: FakeRasa) -> None:
    rasa.script = holds({"一": ['/apply_refund{"order_no": "2026111500012345"}']})

    answers_of(buyer, "一")

    assert not rasa.questions[-1]["message"].startswith("/")


def test_where_a_further_wish_fails_the_first_is_still_answered(
    buyer: Buyer, rasa: FakeRasa
) -> None:
    def script(question: dict[str, Any]) -> list[dict[str, Any]]:
        if question["message"] == "二":
            raise ConnectionAbortedError
        return [*echo(question), {"custom": {"further": ["二"]}}]

    rasa.script = script

    assert answers_of(buyer, "一") == ["您说:一"]
