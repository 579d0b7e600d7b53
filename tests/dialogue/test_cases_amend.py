"""Changing a submitted case: confirmed with old and new; the clocks start again."""

from __future__ import annotations

import pytest

from bot.aftersales.codes import CaseStatus, CaseType, Destination, Reason
from tests.stack.buyer import Buyer, MakeBuyer, fields_of
from tests.stack.filed import approve, file_case, now, reject, steps
from tests.stack.stock import Goods, Order

LAMP = Order((Goods("护眼台灯", 18900),))
KETTLE = Order((Goods("电热水壶", 9900),))


@pytest.fixture
def buyer(make_buyer: MakeBuyer) -> Buyer:
    """A buyer whose lamp is being refunded."""
    return make_buyer(LAMP, wallet=True)


def test_a_lower_amount_is_shown_with_the_old_one_and_stored_after_a_confirmation(
    buyer: Buyer,
) -> None:
    case = file_case(buyer, "护眼台灯")

    asked = buyer.say("金额改成80")

    assert "¥189.00 → ¥80.00" in asked.text
    assert "重新计时" in asked.text
    assert asked.card("summary")["total"]["fen"] == 8000
    assert now(buyer, case).requested_fen == 18900

    done = buyer.tap("确认修改")

    assert case.case_no in done.text
    assert now(buyer, case).requested_fen == 8000
    assert steps(buyer, case) == ["SUBMIT", "AMEND"]


def test_the_destination_is_changed_by_a_sentence_that_sounds_general(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")

    asked = buyer.say("退到钱包吧")
    assert fields_of(asked.card("summary"))["退回到"] == "旺商聊钱包余额"
    buyer.say("确认")

    assert now(buyer, case).destination is Destination.WALLET


def test_a_reason_that_needs_evidence_asks_for_it_first(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")

    asked = buyer.say("原因改成描述不符")
    assert "照片" in asked.text and "确认修改" not in asked.labels

    summary = buyer.show(buyer.upload()).card("summary")
    assert fields_of(summary)["原因"] == "与描述不符"
    buyer.tap("确认修改")

    after = now(buyer, case)
    assert (after.reason, after.evidence_count) == (Reason.NOT_AS_DESCRIBED, 1)


def test_without_saying_what_the_bot_asks_and_takes_one_thing_at_a_time(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")

    asked = buyer.say("我要改一下申请")
    assert {"改金额", "改原因", "改退款去向", "改问题说明"} <= set(asked.labels)
    assert "189.00" in buyer.tap("改金额").text
    assert "→ ¥66.00" in buyer.say("66").text
    both = buyer.say("还要退到钱包")
    assert "→ ¥66.00" in both.text and "→ 钱包余额" in both.text
    buyer.tap("确认修改")

    after = now(buyer, case)
    assert (after.requested_fen, after.destination) == (6600, Destination.WALLET)


def test_the_description_is_taken_as_it_is_written(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    buyer.say("修改申请")
    buyer.tap("改问题说明")

    buyer.say("灯罩裂了一道缝,灯泡也不亮")
    buyer.tap("确认修改")

    assert now(buyer, case).description == "灯罩裂了一道缝,灯泡也不亮"


def test_an_amount_above_what_is_possible_is_asked_for_again(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯", amount_fen=10000)

    answer = buyer.say("金额改成500")

    assert "¥189.00" in answer.text
    assert "确认修改" not in answer.labels
    assert "→ ¥150.00" in buyer.say("150").text
    assert now(buyer, case).requested_fen == 10000


def test_the_type_cannot_change_and_withdrawing_is_offered(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")

    answer = buyer.say("改成退货退款")

    assert "不能更改售后类型" in answer.text
    assert "要撤销" in buyer.tap_token(answer.token("撤销申请")).text
    assert now(buyer, case).type is CaseType.REFUND_ONLY


def test_money_to_somebody_else_is_refused(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")

    assert "不能退到其他账户" in buyer.say("改成退到我老婆的银行卡").text
    assert steps(buyer, case) == ["SUBMIT"]


def test_what_the_case_says_already_needs_no_change(buyer: Buyer) -> None:
    file_case(buyer, "护眼台灯")

    assert "现在就是这样" in buyer.say("金额改成189").text


def test_a_rejected_case_can_be_amended_and_goes_back_to_the_seller(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    reject(buyer, case, "看不出问题")

    status = buyer.say("我的退款怎么样了")
    assert "看不出问题" in status.text
    assert {"修改申请", "撤销申请", "补充凭证"} <= set(status.labels)

    buyer.tap("修改申请")
    buyer.tap("改金额")
    buyer.say("100元")
    buyer.tap("确认修改")

    assert now(buyer, case).status is CaseStatus.PENDING_SELLER


def test_a_case_that_waits_for_the_parcel_cannot_be_amended_and_says_what_can(
    buyer: Buyer,
) -> None:
    case = file_case(buyer, "护眼台灯", CaseType.RETURN_REFUND, Reason.NO_REASON)
    approve(buyer, case)

    answer = buyer.say("金额改成80")

    assert "不能再改" in answer.text
    assert {"填退货单号", "撤销申请"} <= set(answer.labels)


def test_an_older_confirmation_does_nothing(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    older = buyer.say("金额改成80").token("确认修改")
    buyer.say("金额改成90")

    void = buyer.tap_token(older)

    assert "不是最新" in void.text
    assert now(buyer, case).requested_fen == 18900
    buyer.tap("确认修改")
    assert now(buyer, case).requested_fen == 9000


def test_a_confirmation_tapped_twice_amends_once(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    confirm = buyer.say("金额改成80").token("确认修改")

    buyer.tap_token(confirm)
    again = buyer.tap_token(confirm)

    assert "没有重复操作" in again.text
    assert steps(buyer, case) == ["SUBMIT", "AMEND"]


def test_the_seller_agreeing_meanwhile_makes_the_confirmation_void(buyer: Buyer) -> None:
    case = file_case(buyer, "护眼台灯")
    buyer.say("金额改成80")
    approve(buyer, case)

    answer = buyer.tap("确认修改")

    assert "不能再改" in answer.text
    assert now(buyer, case).approved_fen == 18900


def test_which_case_is_asked_for_before_it_is_changed(make_buyer: MakeBuyer) -> None:
    buyer = make_buyer(LAMP, KETTLE)
    lamp, kettle = file_case(buyer, "护眼台灯"), file_case(buyer, "电热水壶")

    asked = buyer.say("把退款金额改成50块")
    assert len(asked.card("items")["items"]) == 2
    assert "电热水壶" in buyer.say("水壶那个").text
    buyer.tap("确认修改")

    assert now(buyer, kettle).requested_fen == 5000
    assert now(buyer, lamp).requested_fen == 18900
