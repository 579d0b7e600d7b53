"""The chain of validators, each asked alone against a request that passes all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.aftersales import refunds
from bot.aftersales.codes import (
    CaseType,
    Destination,
    OrderStatus,
    PaymentMethod,
    Reason,
)
from bot.aftersales.eligibility import Request, possible_reasons, refusals, window_ends_on
from bot.aftersales.models import Order, OrderItem, Payment, Shipment
from bot.aftersales.policy import Policy
from bot.aftersales.views import RefundDraft
from bot.clock import SHANGHAI

NOW = datetime(2026, 11, 2, 10, tzinfo=SHANGHAI)


def order_of(status: OrderStatus) -> Order:
    item = OrderItem(
        id=1,
        category="GENERAL",
        no_reason_excluded=False,
        qty=2,
        paid_fen=10000,
        refunded_fen=0,
        refunded_qty=0,
        reserved_fen=0,
        reserved_qty=0,
    )
    shipped = Shipment(shipped_at=NOW - timedelta(days=4), signed_at=NOW - timedelta(days=2))
    return Order(
        status=status,
        shipping_fee_fen=500,
        items=[item],
        shipments=[] if status is OrderStatus.PAID else [shipped],
        payment=Payment(
            method=PaymentMethod.WECHAT, captured_fen=10500, refunded_fen=0, reserved_fen=0
        ),
    )


def request_of(policy: Policy, status: OrderStatus, **wanted: object) -> Request:
    """A request that nothing stands against, but for what ``wanted`` changes of its draft."""
    reason = Reason.NO_LONGER_NEEDED if status is OrderStatus.PAID else Reason.OTHER
    draft = RefundDraft(item_id=1, qty=2, type=CaseType.REFUND_ONLY, reason=reason)
    draft = replace(draft, **wanted)
    order = order_of(status)
    return Request(
        draft=draft,
        order=order,
        item=order.items[0],
        claim=refunds.claim(
            order,
            order.items[0],
            qty=draft.qty,
            amount_fen=draft.amount_fen,
            freight_claimed=False,
        ),
        claimed_at=NOW,
        policy=policy,
        wallet_enabled=False,
        open_case_no=None,
        amended_type=None,
        attempts=0,
        submissions_today=0,
        evidence_count=0,
        unknown_evidence=0,
    )


def codes(request: Request) -> list[str]:
    return [refusal.code for refusal in refusals(request)]


@pytest.mark.parametrize("status", [OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.RECEIVED])
def test_nothing_stands_against_an_honest_request(policy: Policy, status: OrderStatus) -> None:
    assert codes(request_of(policy, status)) == []


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"qty": 0}, "QUANTITY_NOT_POSSIBLE"),
        ({"qty": 3}, "QUANTITY_NOT_POSSIBLE"),
        ({"amount_fen": 10001}, "AMOUNT_TOO_HIGH"),
        ({"amount_fen": 0}, "AMOUNT_TOO_LOW"),
        ({"destination": Destination.WALLET}, "WALLET_NOT_ENABLED"),
        ({"reason": Reason.NO_REASON}, "REASON_NOT_POSSIBLE"),
        ({"reason": Reason.NO_LONGER_NEEDED}, "REASON_NOT_POSSIBLE"),
        ({"reason": Reason.QUALITY}, "EVIDENCE_MISSING"),
        ({"reason": Reason.NOT_AS_DESCRIBED}, "EVIDENCE_MISSING"),
    ],
)
def test_each_thing_wrong_with_the_draft_has_its_own_code(
    policy: Policy, wanted: dict[str, object], code: str
) -> None:
    assert codes(request_of(policy, OrderStatus.RECEIVED, **wanted)) == [code]


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ({"open_case_no": "SH261101000001"}, "OPEN_CASE_EXISTS"),
        ({"amended_type": CaseType.RETURN_REFUND}, "TYPE_CANNOT_CHANGE"),
        ({"attempts": 5}, "TOO_MANY_ATTEMPTS"),
        ({"submissions_today": 20}, "TOO_MANY_TODAY"),
        ({"evidence_count": 10}, "EVIDENCE_TOO_MANY"),
        ({"unknown_evidence": 1}, "EVIDENCE_UNKNOWN"),
    ],
)
def test_each_fact_that_bars_a_submission_has_its_own_code(
    policy: Policy, fact: dict[str, object], code: str
) -> None:
    assert codes(replace(request_of(policy, OrderStatus.RECEIVED), **fact)) == [code]


def test_a_refused_link_of_the_chain_ends_it(policy: Policy) -> None:
    wrong = request_of(policy, OrderStatus.RECEIVED, qty=9, reason=Reason.NO_LONGER_NEEDED)
    assert codes(wrong) == ["REASON_NOT_POSSIBLE"]
    wrong.order.payment = None
    assert codes(wrong) == ["ORDER_NOT_PAID"]


def test_an_unshipped_order_asks_for_more_than_the_shipping_fee(policy: Policy) -> None:
    for amount, expected in ((500, ["AMOUNT_TOO_LOW"]), (501, []), (10500, [])):
        request = request_of(policy, OrderStatus.PAID, amount_fen=amount)
        assert codes(request) == expected


def test_no_window_runs_before_everything_has_arrived(policy: Policy) -> None:
    order = order_of(OrderStatus.SHIPPED)
    order.shipments.append(Shipment(shipped_at=NOW, signed_at=None))
    assert window_ends_on(order, Reason.QUALITY, policy) is None


def test_the_later_receipt_starts_the_window_and_fault_has_the_longer_one(policy: Policy) -> None:
    order = order_of(OrderStatus.RECEIVED)
    order.shipments.append(Shipment(shipped_at=NOW, signed_at=NOW))
    assert window_ends_on(order, Reason.NO_REASON, policy) == NOW.date() + timedelta(days=7)
    assert window_ends_on(order, Reason.QUALITY, policy) == NOW.date() + timedelta(days=15)


@pytest.mark.parametrize(
    ("reason", "last_day"),
    [(Reason.NO_REASON, datetime(2026, 11, 7)), (Reason.OTHER, datetime(2026, 11, 15))],
)
def test_the_window_is_open_to_the_very_end_of_its_last_day_in_shanghai(
    policy: Policy, reason: Reason, last_day: datetime
) -> None:
    wanted = {"reason": reason, "type": CaseType.RETURN_REFUND}
    request = request_of(policy, OrderStatus.RECEIVED, **wanted)
    midnight = (last_day + timedelta(days=1)).replace(tzinfo=SHANGHAI)
    for claimed_at, expected in (
        (midnight - timedelta(seconds=1), 0),
        (midnight - timedelta(microseconds=1), 0),
        ((midnight - timedelta(microseconds=1)).astimezone(UTC), 0),
        (midnight, 1),
        (midnight.astimezone(UTC), 1),
    ):
        assert len(codes(replace(request, claimed_at=claimed_at))) == expected


@pytest.mark.parametrize("amount", [-1, -(10**9)])
def test_nobody_asks_for_a_negative_amount_even_of_what_points_have_paid(
    policy: Policy, amount: int
) -> None:
    request = request_of(policy, OrderStatus.RECEIVED, amount_fen=amount)
    assert codes(request) == ["AMOUNT_TOO_LOW"]
    free = replace(request, claim=replace(request.claim, max_goods_fen=0, shipping_fen=0))
    (refusal,) = refusals(free)
    assert (refusal.code, refusal.params) == ("AMOUNT_TOO_LOW", {"above_fen": 0})


def test_no_reason_is_not_offered_once_its_days_are_over(policy: Policy) -> None:
    order = order_of(OrderStatus.COMPLETED)

    def offered(now: datetime) -> tuple[Reason, ...]:
        return possible_reasons(order, order.items[0], CaseType.RETURN_REFUND, now, policy)

    assert Reason.NO_REASON in offered(NOW)
    assert Reason.NO_REASON not in offered(NOW + timedelta(days=6))
