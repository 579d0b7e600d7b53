"""What a refund comes to before it is submitted, and what stands against it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import (
    CaseType,
    Destination,
    FreightPayer,
    LineCode,
    OrderStatus,
    Reason,
)
from bot.aftersales.errors import NotFound
from tests.store.shop import (
    BUYER,
    STRANGER,
    WORKED_EXAMPLE,
    Line,
    Shop,
    StandingClock,
    draft,
    submit,
)


def example(shop: Shop, door: BuyerDoor, status: OrderStatus):
    order_no = shop.order(
        WORKED_EXAMPLE, status=status, coupon_fen=3000, points_fen=800, shipping_fee_fen=1000
    )
    return door.order(BUYER, order_no)


def codes(quote) -> list[str]:
    return [refusal.code for refusal in quote.refusals]


def test_the_worked_example_refunds_item_a_with_130_70(shop: Shop, door: BuyerDoor) -> None:
    order = example(shop, door, OrderStatus.RECEIVED)
    quote = door.quote(BUYER, draft(order, 0))
    assert order.paid_fen == 19200
    assert quote.refusals == ()
    assert [(line.code, line.fen) for line in quote.explanation.lines] == [
        (LineCode.LIST_AMOUNT, 15800),
        (LineCode.COUPON, -2155),
        (LineCode.POINTS, -575),
        (LineCode.ITEM_PAID, 13070),
        (LineCode.REFUND, 13070),
    ]
    assert quote.explanation.refund_fen == quote.max_fen == 13070
    assert quote.explanation.points_returned == 575
    assert quote.explanation.coupon_returned is False


def test_both_shipped_items_come_to_182_00_and_the_freight_stays(
    shop: Shop, door: BuyerDoor
) -> None:
    order = example(shop, door, OrderStatus.RECEIVED)
    refunds = [submit(door, draft(order, line)).requested_fen for line in (0, 1)]
    assert sum(refunds) == 18200


def test_an_unshipped_order_comes_to_192_00_with_the_freight_in_the_last_case(
    shop: Shop, door: BuyerDoor
) -> None:
    order = example(shop, door, OrderStatus.PAID)
    first = submit(door, draft(order, 0, reason=Reason.NO_LONGER_NEEDED))
    last = submit(door, draft(order, 1, reason=Reason.NO_LONGER_NEEDED))
    assert (first.shipping_fen, last.shipping_fen) == (0, 1000)
    assert first.requested_fen + last.requested_fen == 19200
    assert door.explain(BUYER, last.case_no).coupon_returned is True


def test_a_quote_writes_nothing(shop: Shop, door: BuyerDoor) -> None:
    order = example(shop, door, OrderStatus.RECEIVED)
    door.quote(BUYER, draft(order))
    assert door.cases(BUYER) == []
    assert door.order(BUYER, order.order_no) == order


def test_the_digest_changes_with_the_draft_and_with_the_rules_answer(
    shop: Shop, door: BuyerDoor, clock: StandingClock
) -> None:
    order = door.order(BUYER, shop.order([Line(qty=2)]))
    wanted = draft(order)
    digests = {
        door.quote(BUYER, variant).digest
        for variant in (
            wanted,
            replace(wanted, qty=1),
            replace(wanted, amount_fen=100),
            replace(wanted, destination=Destination.WALLET),
            replace(wanted, description="左耳没声音"),
        )
    }
    assert len(digests) == 5
    clock.move(minutes=5)
    assert door.quote(BUYER, wanted).digest in digests
    clock.move(days=20)
    assert door.quote(BUYER, wanted).digest not in digests


def test_parts_of_a_quantity_sum_to_the_whole(
    shop: Shop, door: BuyerDoor, backoffice, clock: StandingClock
) -> None:
    order_no = shop.order([Line(price_fen=3334, qty=3)], promotion_fen=2)
    refunded = []
    for turn in range(3):
        order = door.order(BUYER, order_no)
        case = submit(door, draft(order, qty=1))
        backoffice.approve(case.case_no, actor_id="s", idempotency_key=f"a{turn}")
        out_refund_no = f"RF{case.case_no[2:]}"
        paid = backoffice.refund_succeeded(
            out_refund_no, actor_id="pay", idempotency_key=f"p{turn}"
        )
        refunded.append(paid.approved_fen)
        clock.move(hours=1)
    assert refunded == [3333, 3333, 3334]
    item = door.order(BUYER, order_no).items[0]
    assert (item.refunded_fen, item.refundable_fen, item.refundable_qty) == (10000, 0, 0)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (OrderStatus.PENDING_PAYMENT, "ORDER_NOT_PAID"),
        (OrderStatus.CANCELLED, "ORDER_CANCELLED"),
    ],
)
def test_an_order_that_is_not_paid_cannot_be_refunded(
    shop: Shop, door: BuyerDoor, status: OrderStatus, code: str
) -> None:
    order = door.order(BUYER, shop.order(status=status))
    assert codes(door.quote(BUYER, draft(order))) == [code]
    assert list(door.options(BUYER, order.items[0].item_id).types) == []


def test_before_shipping_only_a_refund_without_return_is_possible(
    shop: Shop, door: BuyerDoor
) -> None:
    order = door.order(BUYER, shop.order(status=OrderStatus.PAID))
    item_id = order.items[0].item_id
    assert list(door.options(BUYER, item_id).types) == [CaseType.REFUND_ONLY]
    assert Reason.NO_LONGER_NEEDED in door.options(BUYER, item_id).reasons[CaseType.REFUND_ONLY]
    quote = door.quote(BUYER, draft(order, type_=CaseType.RETURN_REFUND, reason=Reason.QUALITY))
    assert codes(quote) == ["RETURN_BEFORE_SHIPPING"]


@pytest.mark.parametrize(
    ("days", "reason", "expected"),
    [
        (7.5, Reason.NO_REASON, []),
        (8, Reason.NO_REASON, ["NO_REASON_WINDOW_OVER"]),
        (15.5, Reason.OTHER, []),
        (16, Reason.OTHER, ["WINDOW_OVER"]),
    ],
)
def test_the_window_is_counted_from_the_day_after_receipt_to_its_last_second(
    shop: Shop, door: BuyerDoor, clock: StandingClock, days: float, reason: Reason, expected: list
) -> None:
    order = door.order(BUYER, shop.order(received_days_ago=0))
    clock.move(days=days)
    wanted = draft(order, type_=CaseType.RETURN_REFUND, reason=reason)
    assert codes(door.quote(BUYER, wanted)) == expected


def test_excluded_goods_bar_no_reason_but_not_a_real_fault(shop: Shop, door: BuyerDoor) -> None:
    order = door.order(BUYER, shop.order([Line("鲜切果盘", category="FRESH")]))
    item_id = order.items[0].item_id
    returning = draft(order, type_=CaseType.RETURN_REFUND, reason=Reason.NO_REASON)
    assert codes(door.quote(BUYER, returning)) == ["NO_REASON_EXCLUDED"]
    reasons = door.options(BUYER, item_id).reasons[CaseType.RETURN_REFUND]
    assert Reason.NO_REASON not in reasons
    assert Reason.QUALITY in reasons


def test_a_quality_problem_needs_evidence_and_only_that_is_missing(
    shop: Shop, door: BuyerDoor
) -> None:
    order = door.order(BUYER, shop.order())
    quote = door.quote(BUYER, draft(order, reason=Reason.QUALITY))
    assert codes(quote) == ["EVIDENCE_MISSING"]
    assert quote.missing_evidence


def test_the_amount_may_be_lowered_and_never_raised(shop: Shop, door: BuyerDoor) -> None:
    order = door.order(BUYER, shop.order())
    lowered = door.quote(BUYER, draft(order, amount_fen=8000))
    assert lowered.refusals == ()
    assert lowered.explanation.refund_fen == 8000
    assert (LineCode.NOT_REQUESTED, -7800) in [
        (line.code, line.fen) for line in lowered.explanation.lines
    ]
    raised = door.quote(BUYER, draft(order, amount_fen=15801))
    assert codes(raised) == ["AMOUNT_TOO_HIGH"]
    assert raised.refusals[0].params == {"max_fen": 15800}
    assert codes(door.quote(BUYER, draft(order, amount_fen=0))) == ["AMOUNT_TOO_LOW"]
    assert codes(door.quote(BUYER, draft(order, qty=2))) == ["QUANTITY_NOT_POSSIBLE"]


def test_the_wallet_is_open_only_to_those_who_have_it(shop: Shop, door: BuyerDoor) -> None:
    for buyer, expected in ((BUYER, []), (STRANGER, ["WALLET_NOT_ENABLED"])):
        order = door.order(buyer, shop.order(buyer=buyer))
        wanted = replace(draft(order), destination=Destination.WALLET)
        assert codes(door.quote(buyer, wanted)) == expected


@pytest.mark.parametrize(
    ("reason", "payer"),
    [(Reason.QUALITY, FreightPayer.SELLER), (Reason.NO_REASON, FreightPayer.BUYER)],
)
def test_the_seller_pays_the_postage_of_a_fault_and_the_buyer_of_no_reason(
    shop: Shop, door: BuyerDoor, reason: Reason, payer: FreightPayer
) -> None:
    order = door.order(BUYER, shop.order())
    wanted = draft(order, type_=CaseType.RETURN_REFUND, reason=reason)
    assert door.quote(BUYER, wanted).freight_payer is payer


def test_large_amounts_are_marked_and_not_blocked(shop: Shop, door: BuyerDoor) -> None:
    order = door.order(BUYER, shop.order([Line(price_fen=500000)]))
    quote = door.quote(BUYER, draft(order))
    assert quote.large_amount and quote.refusals == ()


def test_anothers_item_and_a_missing_one_give_the_same_answer(shop: Shop, door: BuyerDoor) -> None:
    theirs = door.order(STRANGER, shop.order(buyer=STRANGER))
    answers = []
    for item_id in (theirs.items[0].item_id, 987654):
        with pytest.raises(NotFound) as error:
            door.quote(BUYER, replace(draft(theirs), item_id=item_id))
        answers.append((error.value.code, error.value.params))
    for order_no in (theirs.order_no, "2026010199999999"):
        with pytest.raises(NotFound) as error:
            door.order(BUYER, order_no)
        answers.append((error.value.code, error.value.params))
    assert set(map(str, answers)) == {str(("ORDER_NOT_FOUND", {}))}
