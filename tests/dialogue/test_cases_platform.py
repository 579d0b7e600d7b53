"""Withdrawing, hurrying and the platform: possible, not yet, or not needed, with the next step."""

from __future__ import annotations

import pytest

from bot.aftersales.codes import CaseStatus, CaseType, Reason
from tests.stack.buyer import Buyer, MakeBuyer
from tests.stack.filed import approve, file_case, now, reject, steps
from tests.stack.stock import Goods, Order

LAMP = Order((Goods("护眼台灯", 18900),), days=9, received_days=6)
KETTLE = Order((Goods("电热水壶", 9900),))


@pytest.fixture
def buyer(make_buyer: MakeBuyer) -> Buyer:
    """A buyer with two things."""
    return make_buyer(LAMP, KETTLE)


def test_too_early_says_from_when_and_offers_to_hurry_the_seller(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯", CaseType.RETURN_REFUND, Reason.NO_REASON)

    answer = buyer.say("我要申请平台介入")

    at = case.escalatable_at
    assert at is not None and f"{at.month}月{at.day}日" in answer.text
    assert "已提醒卖家" in buyer.tap("催卖家处理").text
    assert now(buyer, case).status is CaseStatus.PENDING_SELLER


def test_a_case_that_approves_itself_needs_no_platform(buyer: Buyer) -> None:
    file_case(buyer, "护眼台灯")

    assert "自动同意" in buyer.say("我要申请平台介入").text


def test_in_time_the_platform_is_called_after_a_confirmation(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯", CaseType.RETURN_REFUND, Reason.NO_REASON, hours_ago=80)
    assert "现在就可以" in buyer.say("我的退款到哪了").text

    asked = buyer.tap("申请平台介入")
    assert "3-7 个工作日" in asked.text
    assert now(buyer, case).status is CaseStatus.PENDING_SELLER
    done = buyer.tap("确认申请")

    assert now(buyer, case).status is CaseStatus.PLATFORM_REVIEW
    assert "补充凭证" in done.labels
    assert "已经在平台审核中" in buyer.say("申请平台介入").text


def test_a_rejection_says_why_and_what_can_be_done_until_when(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    reject(buyer, case, "超出退货范围")

    answer = buyer.say("我的退款怎么样了")
    assert "超出退货范围" in answer.text
    assert {"修改申请", "补充凭证", "撤销申请"} <= set(answer.labels)

    early = buyer.say("那我要平台介入")
    assert "起可以申请" in early.text and "修改申请" in early.labels


def test_which_case_to_hurry_is_asked_and_the_question_outlives_a_digression(
    buyer: Buyer,
) -> None:
    lamp, kettle = file_case(buyer, "护眼台灯"), file_case(buyer, "电热水壶")
    listed = buyer.say("催一下卖家").card("items")["items"]
    assert len(listed) == 2

    assert len(buyer.say("退款一般几天到账").card("items")["items"]) == 2
    answer = buyer.say("第二个")

    assert listed[1]["title"] in answer.text
    urged = [case for case in (lamp, kettle) if "URGE" in steps(buyer, case)]
    assert [case.item.title for case in urged] == [listed[1]["title"]]
    assert "今天已经提醒过" in buyer.say(f"再催一下{listed[1]['title']}").text


def test_a_case_that_waits_for_the_buyer_cannot_be_hurried(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯", CaseType.RETURN_REFUND, Reason.NO_REASON)
    approve(buyer, case)

    answer = buyer.say("催一下")

    assert "等您寄回" in answer.text and "填退货单号" in answer.labels
    assert "URGE" not in steps(buyer, case)


def test_a_refund_under_way_cannot_be_withdrawn(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    approve(buyer, case)

    answer = buyer.say("撤销申请")

    assert "不能" in answer.text and "撤销" in answer.text
    assert "WITHDRAW" not in steps(buyer, case)


def test_not_withdrawing_after_all_leaves_the_case(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    buyer.say("撤销申请")

    assert "没有改动" in buyer.say("我不撤销了").text
    assert steps(buyer, case) == ["SUBMIT"]


def test_another_wish_takes_the_place_of_a_pending_one(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    withdraw = buyer.say("撤销申请").token("确认撤销")

    assert "→ ¥80.00" in buyer.say("还是改金额吧,金额改成80").text
    assert "不是最新" in buyer.tap_token(withdraw).text
    buyer.tap("确认修改")

    assert steps(buyer, case) == ["SUBMIT", "AMEND"]


def test_the_seller_agreeing_meanwhile_stops_the_withdrawal(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    buyer.say("撤销申请")
    approve(buyer, case)

    buyer.tap("确认撤销")

    assert "WITHDRAW" not in steps(buyer, case)
