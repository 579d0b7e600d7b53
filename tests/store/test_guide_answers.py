"""The platform's refund guide, rule by rule: its questions and answers, and what to heed.

Every test names the section it comes from and what that says;
``docs/business/guide-to-rules.md`` maps the guide's sentences to these tests.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.aftersales.backoffice import BackofficeDoor
from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import (
    CaseStatus,
    Destination,
    LineCode,
    OrderStatus,
    PaymentMethod,
    Reason,
)
from bot.aftersales.policy import Policy
from bot.aftersales.timers import Timers
from tests.store.guide import RETURN, codes, filed, sent_back, wanted
from tests.store.shop import (
    BUYER,
    STRANGER,
    WORKED_EXAMPLE,
    Line,
    Shop,
    StandingClock,
    draft,
    evidence_file,
    submit,
)


@pytest.fixture
def backend() -> str:
    """Both databases obey the same rules: that is shown elsewhere."""
    return "sqlite"


# --- 常见问题与解决方案 ---


def test_a_refund_without_return_arrives_in_one_to_three_working_days(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor
) -> None:
    """Q1: 仅退款在卖家同意后通常1-3个工作日到账."""
    case = filed(shop, door)
    agreed = backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    assert agreed.payout is not None
    assert (agreed.payout.earliest, agreed.payout.latest) == (
        date(2026, 11, 3),
        date(2026, 11, 5),
    )


def test_a_return_is_paid_in_seven_days_of_its_receipt(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor
) -> None:
    """Q1: 退货退款需卖家收到退货并确认后1-7个工作日到账."""
    case = sent_back(shop, door, backoffice)
    assert case.payout is None
    done = backoffice.confirm_receipt(case.case_no, actor_id="s", idempotency_key="c")
    assert done.payout is not None
    assert done.payout.earliest == date(2026, 11, 3)
    # 七天无理由: seven natural days end before seven working days.
    assert done.payout.latest == date(2026, 11, 9)


def test_holidays_make_it_later(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    """Q1: 如遇节假日或银行处理延迟,时间可能延长."""
    clock.move(days=(date(2026, 12, 31) - clock.now().date()).days)
    order = door.order(BUYER, shop.order())
    case = submit(door, draft(order))
    agreed = backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    assert agreed.payout is not None
    # New Year's Day and the weekend after it do not count, and are not yet official.
    assert agreed.payout.earliest == date(2027, 1, 4)
    assert agreed.payout.estimated


def test_48_hours_of_silence_approve_a_refund_without_return(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock
) -> None:
    """Q2: 卖家超过48小时未处理,系统会自动同意退款申请(仅退款类型)."""
    case = filed(shop, door)
    assert "AUTO_APPROVE" not in timers.run(clock.move(hours=48)).events
    assert timers.run(clock.move(seconds=1)).events == {"AUTO_APPROVE": 1}
    assert door.case(BUYER, case.case_no).status is CaseStatus.REFUNDING


def test_a_silent_seller_of_a_return_can_be_taken_to_the_platform_after_three_days(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock
) -> None:
    """Q2: 对于退货退款,您可在申请提交3天后申请平台介入."""
    case = filed(shop, door, type=RETURN, reason=Reason.NO_REASON)
    timers.run(clock.move(hours=71))
    assert "ESCALATE" not in door.case(BUYER, case.case_no).allowed
    clock.move(hours=1)
    reviewed = door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert reviewed.status is CaseStatus.PLATFORM_REVIEW


def test_the_explanation_shows_coupon_points_part_refund_and_freight(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, policy: Policy, clock: StandingClock
) -> None:
    """Q3: 使用了优惠券或积分;卖家设置了部分退款;运费未包含在退款中."""
    order_no = shop.order(WORKED_EXAMPLE, coupon_fen=3000, points_fen=800, shipping_fee_fen=1000)
    case = submit(door, draft(door.order(BUYER, order_no)))
    offered = backoffice.counter_offer(
        case.case_no, 10000, "有使用痕迹", actor_id="s", idempotency_key="o"
    )
    assert offered.deadline_at == clock.now() + timedelta(hours=policy.offer_hours)
    door.accept_offer(BUYER, case.case_no, idempotency_key="y")
    lines = {line.code: line.fen for line in door.explain(BUYER, case.case_no).lines}
    assert (lines[LineCode.COUPON], lines[LineCode.POINTS]) == (-2155, -575)
    assert (lines[LineCode.NOT_AGREED], lines[LineCode.REFUND]) == (-3070, 10000)
    assert LineCode.SHIPPING_FEE not in lines


def test_a_confirmed_receipt_does_not_end_the_right_to_a_refund(
    shop: Shop, door: BuyerDoor
) -> None:
    """Q4: 旺商聊支持收货后售后,通常有7-15天的售后期限."""
    completed = shop.order(status=OrderStatus.COMPLETED, received_days_ago=14)
    late = shop.order(status=OrderStatus.COMPLETED, received_days_ago=16)
    assert codes(door.quote(BUYER, draft(door.order(BUYER, completed)))) == []
    assert codes(door.quote(BUYER, draft(door.order(BUYER, late)))) == ["WINDOW_OVER"]


def test_the_money_goes_back_the_way_it_came_unless_the_wallet_is_open(
    shop: Shop, door: BuyerDoor
) -> None:
    """Q5: 默认按原支付方式退回;部分用户可选择退至旺商聊钱包余额."""
    for method in PaymentMethod:
        order = door.order(BUYER, shop.order(method=method))
        explained = door.quote(BUYER, draft(order)).explanation
        assert (explained.destination, explained.payment_method) == (Destination.ORIGINAL, method)
    theirs = draft(door.order(STRANGER, shop.order(buyer=STRANGER)))
    wallet = replace(theirs, destination=Destination.WALLET)
    assert codes(door.quote(STRANGER, wallet)) == ["WALLET_NOT_ENABLED"]


def test_asking_too_often_is_limited(shop: Shop, door: BuyerDoor, policy: Policy) -> None:
    """Q6: 频繁无理由退款,可能会限制账号的售后功能."""
    bare = wanted(shop, door)
    for turn in range(policy.max_submissions_per_item):
        case = submit(door, bare, key=f"s{turn}")
        door.withdraw(BUYER, case.case_no, idempotency_key=f"w{turn}")
    assert codes(door.quote(BUYER, bare)) == ["TOO_MANY_ATTEMPTS"]
    for turn in range(policy.max_submissions_per_day - policy.max_submissions_per_item):
        submit(door, wanted(shop, door), key=f"d{turn}")
    assert codes(door.quote(BUYER, wanted(shop, door))) == ["TOO_MANY_TODAY"]


def test_a_picture_of_somebody_else_waits_for_a_person(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock
) -> None:
    """Q6: 虚假凭证,可能会限制账号的售后功能."""
    door.register_evidence(STRANGER, evidence_file("theirs"))
    door.register_evidence(BUYER, evidence_file("mine"))
    case = filed(shop, door, reason=Reason.QUALITY, evidence_ids=("mine",))
    assert case.risk_hold
    assert timers.run(clock.move(hours=49)).events == {"SELLER_OVERDUE": 1}


# --- 如何避免退款纠纷与注意事项 ---


@pytest.mark.parametrize("category", ["CUSTOM", "VIRTUAL", "FRESH"])
def test_special_goods_bar_no_reason_and_nothing_else(
    shop: Shop, door: BuyerDoor, category: str
) -> None:
    """特别提醒: 定制类商品、虚拟商品、鲜活易腐品等特殊商品可能不支持七天无理由退款."""
    order = door.order(BUYER, shop.order([Line(category=category)]))
    no_reason = draft(order, type_=RETURN, reason=Reason.NO_REASON)
    assert codes(door.quote(BUYER, no_reason)) == ["NO_REASON_EXCLUDED"]
    assert codes(door.quote(BUYER, draft(order, type_=RETURN))) == []


def test_a_promotion_is_shared_out_over_the_goods(shop: Shop, door: BuyerDoor) -> None:
    """特别提醒: 部分促销活动的商品可能有特殊的退款规则."""
    order = door.order(BUYER, shop.order([Line(price_fen=1000)] * 3, promotion_fen=1000))
    paid = [door.quote(BUYER, draft(order, line)).max_fen for line in range(3)]
    assert paid == [666, 667, 667]


def test_a_large_refund_is_advised_to_see_a_person_and_not_blocked(
    shop: Shop, door: BuyerDoor, policy: Policy
) -> None:
    """特别提醒: 如涉及大额退款,建议同时联系官方客服."""
    order = door.order(BUYER, shop.order([Line(price_fen=policy.large_amount_fen)]))
    quote = door.quote(BUYER, draft(order))
    assert quote.large_amount
    assert not quote.refusals
