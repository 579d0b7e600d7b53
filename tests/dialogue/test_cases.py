"""After submission: where a case stands, what it pays, and what the buyer may do with it."""

from __future__ import annotations

import pytest

from bot.aftersales.codes import CaseStatus
from bot.demo import DemoShop
from tests.gateway.running import eventually
from tests.stack.buyer import Buyer, MakeBuyer, fields_of, lines_of
from tests.stack.running_bot import RunningBot
from tests.stack.stock import Goods, Order

EARPHONES = Order(
    (Goods("蓝牙耳机 降噪入耳式", 15800), Goods("耳机硅胶保护套", 6200)),
    coupon=3000,
    points=800,
    freight=1000,
)
WORDS = {
    CaseStatus.PENDING_SELLER: "在等卖家处理",
    CaseStatus.AWAITING_BUYER_CONFIRM: "卖家提出退",
    CaseStatus.AWAITING_RETURN: "前寄回",
    CaseStatus.AWAITING_SELLER_RECEIPT: "退货在路上",
    CaseStatus.SELLER_REJECTED: "没有同意",
    CaseStatus.PLATFORM_REVIEW: "平台正在审核",
    CaseStatus.REFUNDING: "已同意退款",
    CaseStatus.REFUND_FAILED: "人工跟进",
    CaseStatus.REFUNDED: "已经退回",
    CaseStatus.CANCELLED: "已经撤销",
    CaseStatus.CLOSED: "已经关闭",
}


@pytest.fixture
def filed(make_buyer: MakeBuyer) -> Buyer:
    """A buyer whose return of earphones waits for the seller."""
    buyer = make_buyer(EARPHONES)
    buyer.say("昨天到的蓝牙耳机左耳没声音,我要退货退款")
    buyer.show(buyer.upload())
    buyer.tap("确认提交")
    assert buyer.case().status is CaseStatus.PENDING_SELLER
    return buyer


@pytest.mark.parametrize("status", list(CaseStatus))
def test_a_case_in_any_state_is_explained_with_its_own_figures(
    bot: RunningBot, status: CaseStatus
) -> None:
    found = [
        (Buyer.of(bot, buyer.id), case)
        for buyer in DemoShop.read().buyers
        for case in bot.door.cases(buyer.id)
        if case.status is status
    ]
    assert found, f"no demo buyer has a case that is {status}"
    buyer, case = found[0]

    answer = buyer.say(f"我的售后 {case.case_no} 到哪一步了")

    assert WORDS[status] in answer.text
    assert case.case_no in answer.text
    card = answer.card("case")
    assert (card["case_no"], card["status"]) == (case.case_no, status)
    done = [step for step in card["steps"] if step["at"]]
    assert len(done) == len(case.timeline)


def test_a_return_that_waits_for_the_seller_is_never_promised_by_itself(filed: Buyer) -> None:
    answer = filed.say("我的退款怎么还没到")

    assert "退货类不会自动同意" in answer.text
    assert filed.case().case_no in answer.text


def test_the_amount_adds_up_as_in_the_worked_example(filed: Buyer) -> None:
    answer = filed.say("我那笔退款为什么只退这么多")

    card = answer.card("amount")
    lines = lines_of(card)
    assert lines["商品原价"] == 15800
    assert (lines["优惠券分摊"], lines["积分抵扣分摊"]) == (-2155, -575)
    assert lines["该商品实付"] == 13070
    assert card["total"] == {"label": "本次退款", "fen": 13070}
    assert "¥130.70" in answer.text
    assert fields_of(card)["售后单号"] == filed.case().case_no


def test_a_case_is_withdrawn_only_after_a_confirmation(filed: Buyer) -> None:
    asked = filed.say("我不退了,把申请撤销吧")
    assert "要撤销" in asked.text and "蓝牙耳机" in asked.text
    assert filed.case().status is CaseStatus.PENDING_SELLER

    done = filed.tap("确认撤销")

    assert "已撤销" in done.text
    assert filed.case().status is CaseStatus.CANCELLED


def test_a_withdrawal_tapped_twice_happens_once(filed: Buyer) -> None:
    filed.say("撤销我的退款申请")
    confirm = filed.answer.token("确认撤销")

    filed.tap_token(confirm)
    filed.tap_token(confirm)

    steps = [entry.event for entry in filed.case().timeline]
    assert steps == ["SUBMIT", "WITHDRAW"]


def test_a_no_leaves_the_case_as_it_is(filed: Buyer) -> None:
    filed.say("撤销我的退款申请")

    answer = filed.tap("不用了")

    assert "没有改动" in answer.text
    assert filed.case().status is CaseStatus.PENDING_SELLER


def test_the_parcel_that_goes_back_is_noted_after_a_confirmation(
    filed: Buyer, bot: RunningBot
) -> None:
    case_no = filed.case().case_no
    bot.backoffice.approve(case_no, actor_id="S-TEST", idempotency_key=f"{case_no}-approve")

    filed.say("退货我寄出去了")
    filed.say("顺丰")
    asked = filed.say("SF1402837465999")
    assert "SF1402837465999" in asked.text
    filed.tap("没错,提交")

    assert filed.case().status is CaseStatus.AWAITING_SELLER_RECEIPT


def test_the_seller_is_reminded_once_a_day(filed: Buyer) -> None:
    assert "已提醒卖家" in filed.say("帮我催一下卖家").text
    assert "今天已经提醒过" in filed.say("再催一下卖家").text

    assert [entry.event for entry in filed.case().timeline].count("URGE") == 1


def test_escalation_that_is_too_early_says_from_when_it_is_possible(filed: Buyer) -> None:
    answer = filed.say("我要申请平台介入")

    at = filed.case().escalatable_at
    assert at is not None and f"{at.month}月{at.day}日" in answer.text
    assert filed.case().status is CaseStatus.PENDING_SELLER


def test_more_evidence_goes_to_the_open_case(filed: Buyer) -> None:
    answer = filed.show(filed.upload())

    assert filed.case().case_no in answer.text
    assert filed.case().evidence_count == 2


def test_somebody_elses_order_and_one_that_is_not_there_are_answered_alike(
    make_buyer: MakeBuyer,
) -> None:
    other = make_buyer(EARPHONES)
    foreign = other.bot.door.orders(other.id)[0].order_no
    buyer = make_buyer(Order((Goods("护眼台灯", 18900),)))

    to_foreign = buyer.say(f"我要退订单 {foreign}")
    buyer.say("算了")
    to_nothing = buyer.say("我要退订单 2020010199999999")

    assert to_foreign.text == to_nothing.text
    assert "没有在您的账号下找到" in to_foreign.text
    assert "蓝牙耳机" not in to_foreign.text


def test_somebody_elses_case_and_one_that_is_not_there_are_answered_alike(
    filed: Buyer, make_buyer: MakeBuyer
) -> None:
    buyer = make_buyer(Order((Goods("护眼台灯", 18900),)))

    to_foreign = buyer.say(f"我的售后 {filed.case().case_no} 到哪一步了")
    to_nothing = buyer.say("我的售后 SH200101000000 到哪一步了")

    assert to_foreign.text == to_nothing.text
    assert "没有在您的账号下找到" in to_foreign.text


def test_news_of_a_case_is_pushed_into_the_chat_once(filed: Buyer, bot: RunningBot) -> None:
    case_no = filed.case().case_no
    bot.backoffice.approve(case_no, actor_id="S-TEST", idempotency_key=f"{case_no}-approve")

    def news() -> list[str]:
        return [m["text"] for m in filed.history() if "卖家已同意" in m["text"]]

    eventually(news)
    assert len(news()) == 1
