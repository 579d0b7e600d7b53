"""In the middle of filing: other things are answered, and the pending question comes back."""

from __future__ import annotations

import pytest

from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.stock import Goods, Order

LAMP = Order((Goods("护眼台灯", 18900),))
QUESTION = "是什么原因要退"


@pytest.fixture
def buyer(make_buyer: MakeBuyer) -> Buyer:
    """A buyer who has been asked for the reason."""
    buyer = make_buyer(LAMP)
    buyer.say("我要退那个护眼台灯")
    answer = buyer.tap("退货退款")
    assert QUESTION in answer.text
    return buyer


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("退款一般几天到账", "个工作日"),
        ("平台介入要多久出结果", "裁决"),
        ("我的订单", "订单"),
        ("我的退款到哪一步了", "还没有售后单"),
        ("谢谢", "不客气"),
        ("你们这服务太差了,气死我了", "抱歉"),
    ],
)
def test_what_lies_beside_is_answered_and_the_question_comes_back(
    buyer: Buyer, said: str, answered: str
) -> None:
    answer = buyer.say(said)

    assert answered in answer.messages[0]["text"]
    assert QUESTION in answer.messages[-1]["text"]
    assert "七天无理由" in answer.labels
    assert buyer.tap("七天无理由").card("summary")


def test_the_amount_of_the_draft_is_explained_before_it_is_confirmed(buyer: Buyer) -> None:
    buyer.tap("七天无理由")

    answer = buyer.say("为什么退这么多,怎么算的")

    assert answer.card("amount")["total"]["fen"] == 18900
    assert "确认提交" in answer.labels
    assert buyer.cases() == []


def test_what_is_not_understood_brings_the_question_back(buyer: Buyer) -> None:
    answer = buyer.say("你说呢")

    assert QUESTION in answer.text


def test_dropping_it_says_that_nothing_was_submitted(buyer: Buyer) -> None:
    answer = buyer.say("算了,先不办了")

    assert "没有提交" in answer.text
    assert buyer.cases() == []
    assert QUESTION not in buyer.say("退款一般几天到账").text


def test_a_dropped_draft_leaves_nothing_behind(buyer: Buyer) -> None:
    buyer.say("算了,先不办了")

    answer = buyer.say("我要退款")

    assert "仅退款" in answer.labels or answer.card("items")
