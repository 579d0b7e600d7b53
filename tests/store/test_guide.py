"""The platform's refund guide, rule by rule: every test names the section it comes from.

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
    CaseType,
    Destination,
    FreightPayer,
    LineCode,
    OrderStatus,
    PaymentMethod,
    Reason,
)
from bot.aftersales.errors import AftersalesError, QuoteChanged, Refused
from bot.aftersales.policy import Policy
from bot.aftersales.timers import Timers
from bot.aftersales.views import CaseView, Quote, RefundDraft
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

RETURN = CaseType.RETURN_REFUND


@pytest.fixture
def backend() -> str:
    """Both databases obey the same rules: that is shown elsewhere."""
    return "sqlite"


def codes(quote: Quote) -> list[str]:
    return [refusal.code for refusal in quote.refusals]


def code_of(error: pytest.ExceptionInfo[AftersalesError]) -> str:
    return error.value.code


def wanted(shop: Shop, door: BuyerDoor, **of_draft: object) -> RefundDraft:
    """A draft about a received order, changed as told."""
    return replace(draft(door.order(BUYER, shop.order())), **of_draft)


def filed(shop: Shop, door: BuyerDoor, **of_draft: object) -> CaseView:
    return submit(door, wanted(shop, door, **of_draft))


def sent_back(shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor) -> CaseView:
    """A return that the seller agreed to and the buyer has shipped."""
    case = filed(shop, door, type=RETURN, reason=Reason.NO_REASON)
    backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    return door.ship_return(
        BUYER, case.case_no, carrier="顺丰速运", tracking_no="SF1", idempotency_key="r"
    )


def escalated(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> CaseView:
    case = filed(shop, door)
    backoffice.reject(case.case_no, "不同意", actor_id="s", idempotency_key="r")
    clock.move(hours=72)
    return door.escalate(BUYER, case.case_no, idempotency_key="e")


# --- 售后退款前的准备工作 ---


@pytest.mark.parametrize(
    ("reason", "days", "expected"),
    [
        (Reason.NO_REASON, 7, []),
        (Reason.NO_REASON, 8, ["NO_REASON_WINDOW_OVER"]),
        (Reason.OTHER, 15, []),
        (Reason.OTHER, 16, ["WINDOW_OVER"]),
    ],
)
def test_refunds_are_asked_for_within_7_or_15_days_of_receipt(
    shop: Shop, door: BuyerDoor, clock: StandingClock, reason: Reason, days: int, expected: list
) -> None:
    """确认退款条件: 商品是否在退款期限内(通常为收货后7-15天内)."""
    order = door.order(BUYER, shop.order(received_days_ago=0))
    clock.move(days=days)
    assert codes(door.quote(BUYER, draft(order, type_=RETURN, reason=reason))) == expected


def test_there_is_a_refund_and_a_return_and_exchange_is_for_people(
    shop: Shop, door: BuyerDoor, policy: Policy
) -> None:
    """确认退款条件: 了解退款类型:仅退款、退货退款、换货."""
    item = door.order(BUYER, shop.order()).items[0]
    assert set(door.options(BUYER, item.item_id).reasons) == {CaseType.REFUND_ONLY, RETURN}
    assert not policy.exchange_enabled


@pytest.mark.parametrize(
    ("reason", "status"),
    [
        (Reason.QUALITY, OrderStatus.RECEIVED),
        (Reason.NOT_AS_DESCRIBED, OrderStatus.RECEIVED),
        (Reason.LATE_SHIPMENT, OrderStatus.PAID),
        (Reason.NOT_RECEIVED, OrderStatus.SHIPPED),
        (Reason.OTHER, OrderStatus.RECEIVED),
    ],
)
def test_every_reason_of_the_guide_can_be_given(
    shop: Shop, door: BuyerDoor, reason: Reason, status: OrderStatus
) -> None:
    """明确退款原因: 商品质量问题;与描述不符;未按约定时间发货;未收到货物;其他合理原因."""
    door.register_evidence(BUYER, evidence_file("e1"))
    order = door.order(BUYER, shop.order(status=status))
    case = submit(door, replace(draft(order, reason=reason), evidence_ids=("e1",)))
    assert case.reason is reason


@pytest.mark.parametrize("reason", [Reason.QUALITY, Reason.NOT_AS_DESCRIBED])
def test_a_fault_of_the_goods_needs_a_picture(shop: Shop, door: BuyerDoor, reason: Reason) -> None:
    """收集必要凭证: 问题商品清晰照片或视频(如有质量问题)."""
    bare = wanted(shop, door, reason=reason)
    assert codes(door.quote(BUYER, bare)) == ["EVIDENCE_MISSING"]
    door.register_evidence(BUYER, evidence_file("e1"))
    assert codes(door.quote(BUYER, replace(bare, evidence_ids=("e1",)))) == []


# --- 详细操作步骤 ---


def test_only_a_paid_order_can_be_refunded(shop: Shop, door: BuyerDoor) -> None:
    """第二步: 只有已完成支付且符合条件的订单才会显示“申请售后”."""
    order = door.order(BUYER, shop.order(status=OrderStatus.PENDING_PAYMENT))
    assert codes(door.quote(BUYER, draft(order))) == ["ORDER_NOT_PAID"]
    assert not door.options(BUYER, order.items[0].item_id).reasons


def test_the_reason_is_one_of_those_that_are_offered(shop: Shop, door: BuyerDoor) -> None:
    """第三步: 选择退款原因(从系统提供的选项中选择最贴近的)."""
    bare = wanted(shop, door)
    offered = door.options(BUYER, bare.item_id).reasons[CaseType.REFUND_ONLY]
    assert Reason.NO_LONGER_NEEDED not in offered
    refused = door.quote(BUYER, replace(bare, reason=Reason.NO_LONGER_NEEDED))
    assert codes(refused) == ["REASON_NOT_POSSIBLE"]


def test_the_description_is_kept_whole_or_refused(shop: Shop, door: BuyerDoor) -> None:
    """第三步: 填写退款说明,详细描述问题情况."""
    assert filed(shop, door, description="左耳没有声音").description == "左耳没有声音"
    quote = door.quote(BUYER, wanted(shop, door, description="长" * 1001))
    assert codes(quote) == ["DESCRIPTION_TOO_LONG"]


def test_a_case_takes_nine_files(shop: Shop, door: BuyerDoor, policy: Policy) -> None:
    """第三步: 上传准备好的凭证图片或视频."""
    names = [f"e{number}" for number in range(policy.evidence_per_case + 1)]
    for number, name in enumerate(names):
        door.register_evidence(BUYER, evidence_file(name, f"{number:064d}"))
    bare = wanted(shop, door)
    assert codes(door.quote(BUYER, replace(bare, evidence_ids=tuple(names[:-1])))) == []
    too_many = door.quote(BUYER, replace(bare, evidence_ids=tuple(names)))
    assert codes(too_many) == ["EVIDENCE_TOO_MANY"]


def test_the_amount_is_what_was_paid_unless_the_buyer_lowers_it(
    shop: Shop, door: BuyerDoor
) -> None:
    """第三步: 输入退款金额(系统通常默认订单实付金额,可修改)."""
    bare = wanted(shop, door)
    assert door.quote(BUYER, bare).explanation.refund_fen == 15800
    assert door.quote(BUYER, replace(bare, amount_fen=100)).explanation.refund_fen == 100
    assert codes(door.quote(BUYER, replace(bare, amount_fen=15801))) == ["AMOUNT_TOO_HIGH"]
    assert codes(door.quote(BUYER, replace(bare, amount_fen=0))) == ["AMOUNT_TOO_LOW"]


def test_the_money_goes_back_or_to_the_wallet(shop: Shop, door: BuyerDoor) -> None:
    """第三步: 选择退款方式(原路退回或退回钱包余额)."""
    for destination in Destination:
        assert filed(shop, door, destination=destination).destination is destination


def test_nothing_is_filed_but_what_the_buyer_has_confirmed(shop: Shop, door: BuyerDoor) -> None:
    """第四步: 确认所有信息无误后,点击“提交申请”."""
    bare = wanted(shop, door)
    with pytest.raises(QuoteChanged):
        door.submit(BUYER, bare, idempotency_key="k", confirmed_digest="another")
    assert door.cases(BUYER) == []


def test_a_filed_case_has_a_number_to_ask_for_it(shop: Shop, door: BuyerDoor) -> None:
    """第四步: 系统会生成一个售后单号."""
    case = filed(shop, door)
    assert case.case_no.startswith("SH") and len(case.case_no) == 14
    assert case.case_no[2:].isdigit()
    assert door.case(BUYER, case.case_no) == case


def test_the_seller_has_48_hours_and_is_reminded_after_24(
    shop: Shop, door: BuyerDoor, timers: Timers, clock: StandingClock
) -> None:
    """第四步: 卖家有24-48小时响应申请."""
    case = filed(shop, door, type=RETURN, reason=Reason.NO_REASON)
    assert case.deadline_at == clock.now() + timedelta(hours=48)
    assert timers.run(clock.move(hours=24, seconds=1)).events == {"REMIND_SELLER": 1}
    assert timers.run(clock.move(hours=24)).events == {"SELLER_OVERDUE": 1}


def test_a_rejection_can_be_taken_to_the_platform(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    """第四步: 如卖家拒绝,可申请平台介入."""
    case = escalated(shop, door, backoffice, clock)
    assert case.status is CaseStatus.PLATFORM_REVIEW


def test_an_agreed_return_tells_where_to_send_it(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, policy: Policy, clock: StandingClock
) -> None:
    """第五步: 系统会提供退货地址."""
    case = filed(shop, door, type=RETURN, reason=Reason.NO_REASON)
    agreed = backoffice.approve(case.case_no, actor_id="s", idempotency_key="a")
    assert agreed.return_address == "杭州市文一路 1 号 退货仓"
    assert agreed.deadline_at is not None
    days = timedelta(days=policy.return_ship_days)
    assert agreed.deadline_at.date() == clock.now().date() + days


@pytest.mark.parametrize(
    ("reason", "payer"),
    [(Reason.NO_REASON, FreightPayer.BUYER), (Reason.QUALITY, FreightPayer.SELLER)],
)
def test_the_buyer_pays_the_postage_and_the_seller_that_of_a_fault(
    shop: Shop, door: BuyerDoor, reason: Reason, payer: FreightPayer
) -> None:
    """第五步: 您需要自行寄回商品并支付邮费(质量问题通常由卖家承担)."""
    quote = door.quote(BUYER, wanted(shop, door, type=RETURN, reason=reason))
    assert quote.freight_payer is payer


def test_the_parcel_that_goes_back_has_a_carrier_and_a_number_of_its_own(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, policy: Policy, clock: StandingClock
) -> None:
    """第五步: 填写退货物流公司和运单号."""
    case = sent_back(shop, door, backoffice)
    assert case.status is CaseStatus.AWAITING_SELLER_RECEIPT
    assert case.deadline_at is not None
    days = timedelta(days=policy.seller_receive_days)
    assert case.deadline_at.date() == clock.now().date() + days
    other = filed(shop, door, type=RETURN, reason=Reason.NO_REASON)
    backoffice.approve(other.case_no, actor_id="s", idempotency_key="b")
    for key, number, code in (("1", "SF1", "TRACKING_NO_USED"), ("2", "", "PARCEL_INVALID")):
        with pytest.raises(Refused) as error:
            door.ship_return(
                BUYER, other.case_no, carrier="顺丰速运", tracking_no=number, idempotency_key=key
            )
        assert code_of(error) == code


def test_the_platform_is_asked_no_earlier_than_three_days_after_submission(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock, policy: Policy
) -> None:
    """第六步: 可在申请提交后3-5天申请“平台介入”."""
    case = filed(shop, door)
    backoffice.reject(case.case_no, "不同意", actor_id="s", idempotency_key="r")
    assert not policy.escalate_on_reject_immediately
    clock.move(hours=71)
    with pytest.raises(Refused) as error:
        door.escalate(BUYER, case.case_no, idempotency_key="e")
    assert code_of(error) == "ESCALATION_TOO_EARLY"
    clock.move(days=2)
    assert "ESCALATE" in door.case(BUYER, case.case_no).allowed
    days = (policy.escalate_after_days_min, policy.escalate_after_days_max)
    assert days == (policy.escalate_after_hours // 24, 5)
    assert case.submitted_at + timedelta(days=policy.reject_expire_days) > clock.now()


def test_both_sides_may_add_evidence_while_the_platform_looks(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock
) -> None:
    """第六步: 旺商聊官方客服会查看双方凭证并做出裁决."""
    case = escalated(shop, door, backoffice, clock)
    door.register_evidence(BUYER, evidence_file("e1"))
    added = door.add_evidence(BUYER, case.case_no, ["e1"], idempotency_key="p")
    assert added.evidence_count == 1
    ruled = backoffice.rule(
        case.case_no, for_buyer=True, reason="凭证充分", actor_id="p", idempotency_key="j"
    )
    assert ruled.status is CaseStatus.REFUNDING


def test_the_platform_rules_within_seven_working_days(
    shop: Shop, door: BuyerDoor, backoffice: BackofficeDoor, clock: StandingClock, policy: Policy
) -> None:
    """第六步: 此过程通常需要3-7个工作日."""
    case = escalated(shop, door, backoffice, clock)
    assert (policy.ruling_workdays_min, policy.ruling_workdays_max) == (3, 7)
    assert clock.now().date() == date(2026, 11, 5)
    assert case.deadline_at is not None
    assert case.deadline_at.date() == date(2026, 11, 16)


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
