"""The parcel that goes back: together or one at a time, corrected before it is confirmed."""

from __future__ import annotations

import uuid

import pytest

from bot.aftersales.codes import CaseStatus, CaseType, Reason
from bot.aftersales.views import CaseView
from tests.stack.buyer import Buyer, MakeBuyer, fields_of
from tests.stack.filed import approve, file_case, now, steps
from tests.stack.stock import Goods, Order

LAMP = Order((Goods("护眼台灯", 18900),))
KETTLE = Order((Goods("电热水壶", 9900),))


def number(letters: str = "SF", digits: int = 13) -> str:
    """A parcel's number nobody has used."""
    return f"{letters}{uuid.uuid4().int % 10**digits:0{digits}d}"


@pytest.fixture
def buyer(make_buyer: MakeBuyer) -> Buyer:
    """A buyer with two things."""
    return make_buyer(LAMP, KETTLE)


@pytest.fixture
def case(buyer: Buyer) -> CaseView:
    """The lamp's case: the seller waits for the parcel."""
    return returned(buyer, "护眼台灯")


def returned(buyer: Buyer, product: str) -> CaseView:
    """A return the seller has agreed to."""
    case = file_case(buyer, product, CaseType.RETURN_REFUND, Reason.NO_REASON)
    approve(buyer, case)
    return case


def test_the_status_shows_the_address_and_the_day_and_offers_to_fill_the_parcel_in(
    buyer: Buyer, case: CaseView
) -> None:
    answer = buyer.say("我的退款到哪一步了")

    due = now(buyer, case).deadline_at
    assert due is not None and f"{due.month}月{due.day}日" in answer.text
    assert "文一西路969号" in fields_of(answer.card("case"))["退货地址"]
    assert "前寄出" in buyer.tap("填退货单号").text


def test_carrier_and_number_in_one_message(buyer: Buyer, case: CaseView) -> None:
    parcel = number()
    asked = buyer.say(f"退货寄了,顺丰{parcel}")
    assert "顺丰速运" in asked.text and parcel in asked.text

    done = buyer.tap("没错,提交")

    assert "确认收货" in done.text
    assert now(buyer, case).status is CaseStatus.AWAITING_SELLER_RECEIPT


def test_one_at_a_time_with_a_question_in_between(buyer: Buyer, case: CaseView) -> None:
    buyer.say("我把货寄出去了")
    assert "单号" in buyer.say("中通").text
    answer = buyer.say("退款一般几天到账")
    assert "个工作日" in answer.messages[0]["text"]
    assert "中通快递的单号" in answer.messages[-1]["text"]
    buyer.say(number("7541", 10))
    buyer.tap("没错,提交")

    assert now(buyer, case).status is CaseStatus.AWAITING_SELLER_RECEIPT


def test_a_number_whose_letters_name_the_carrier_needs_no_question(
    buyer: Buyer, case: CaseView
) -> None:
    buyer.say("填退货单号")

    assert "圆通速递" in buyer.say(number("YT")).text


def test_digits_alone_ask_for_the_carrier(buyer: Buyer, case: CaseView) -> None:
    buyer.say("填退货单号")

    assert "哪家快递" in buyer.say(number("75", 12)).text
    assert "韵达快递" in buyer.tap("韵达快递").text


def test_a_wrong_number_and_a_wrong_carrier_are_corrected_before_confirming(
    buyer: Buyer, case: CaseView
) -> None:
    wrong, right = number(), number()
    older = buyer.say(f"退货寄了,顺丰{wrong}").token("没错,提交")
    assert right in buyer.say(f"单号错了,是{right}").text
    assert "圆通速递" in buyer.say("不是顺丰,是圆通").text

    assert "不是最新" in buyer.tap_token(older).text
    buyer.tap("没错,提交")

    assert steps(buyer, case)[-1] == "SHIP_RETURN"


def test_the_wrong_case_is_changed_for_the_other(buyer: Buyer, case: CaseView) -> None:
    kettle = returned(buyer, "电热水壶")
    buyer.say(f"退货寄了,{number()}")
    assert "护眼台灯" in buyer.say("台灯那个").text

    assert "电热水壶" in buyer.say("不对,是另一个").text
    buyer.tap("没错,提交")

    assert now(buyer, kettle).status is CaseStatus.AWAITING_SELLER_RECEIPT
    assert now(buyer, case).status is CaseStatus.AWAITING_RETURN


def test_a_number_that_is_used_already_is_asked_for_again(buyer: Buyer, case: CaseView) -> None:
    kettle, parcel = returned(buyer, "电热水壶"), number()
    buyer.bot.door.ship_return(
        buyer.id, kettle.case_no, carrier="SF", tracking_no=parcel, idempotency_key=parcel
    )
    buyer.say(f"退货寄了,顺丰{parcel}")

    again = buyer.tap("没错,提交")
    assert "已经登记过" in again.text
    buyer.say(number())
    buyer.tap("没错,提交")

    assert now(buyer, case).status is CaseStatus.AWAITING_SELLER_RECEIPT


def test_before_the_seller_agrees_nothing_is_to_be_sent(buyer: Buyer) -> None:
    file_case(buyer, "电热水壶", CaseType.RETURN_REFUND, Reason.NO_REASON)

    answer = buyer.say(f"退货寄了,顺丰{number()}")

    assert "先不要寄回" in answer.text
    assert "催卖家处理" in answer.labels


def test_a_dropped_parcel_changes_nothing(buyer: Buyer, case: CaseView) -> None:
    buyer.say(f"退货寄了,顺丰{number()}")

    assert "没有" in buyer.say("算了").text
    assert now(buyer, case).status is CaseStatus.AWAITING_RETURN
