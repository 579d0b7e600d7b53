"""The platform's refund guide, rule by rule: what has to be prepared, and the six steps.

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
    CaseType,
    Destination,
    FreightPayer,
    OrderStatus,
    Reason,
)
from bot.aftersales.errors import QuoteChanged, Refused
from bot.aftersales.policy import Policy
from bot.aftersales.timers import Timers
from tests.store.guide import RETURN, code_of, codes, escalated, filed, sent_back, wanted
from tests.store.shop import (
    BUYER,
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
