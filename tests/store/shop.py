"""Builds a small shop for the tests: buyers, a seller, and orders in every state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from bot.aftersales.buyer import BuyerDoor
from bot.aftersales.codes import CaseType, OrderStatus, PaymentMethod, Reason
from bot.aftersales.models import (
    Buyer,
    CouponRedemption,
    Order,
    OrderItem,
    Payment,
    Seller,
    Shipment,
)
from bot.aftersales.money import allocate_discounts
from bot.aftersales.store import Store
from bot.aftersales.views import CaseView, EvidenceFile, OrderView, RefundDraft
from bot.clock import SHANGHAI

BUYER, STRANGER, SELLER = "U1", "U2", "S1"


class StandingClock:
    """A clock that moves only when it is told to."""

    def __init__(self, instant: str) -> None:
        self._now = datetime.fromisoformat(instant).astimezone(SHANGHAI)

    def now(self) -> datetime:
        return self._now

    def move(self, **amount: float) -> datetime:
        self._now += timedelta(**amount)
        return self._now


@dataclass(frozen=True)
class Line:
    """One line to order; ``price_fen`` is one piece's."""

    title: str = "蓝牙耳机 Pro"
    price_fen: int = 15800
    qty: int = 1
    category: str = "GENERAL"
    attrs: str = "白色"


WORKED_EXAMPLE = (Line("蓝牙耳机 Pro", 15800), Line("手机壳", 6200))
"""A 158.00 + B 62.00 − coupon 30.00 − points 8.00 + freight 10.00 = 192.00"""


class Shop:
    """Fills a store; every order gets the next number."""

    def __init__(self, store: Store, clock: StandingClock) -> None:
        self._store = store
        self._clock = clock
        self._numbers = count(1)
        with store.transaction() as session:
            session.add_all(
                [
                    Buyer(id=BUYER, display_name="小林", wallet_enabled=True),
                    Buyer(id=STRANGER, display_name="老王", wallet_enabled=False),
                    Seller(id=SELLER, name="声海数码", return_address="杭州市文一路 1 号 退货仓"),
                ]
            )

    def order(
        self,
        lines: Sequence[Line] = (Line(),),
        *,
        buyer: str = BUYER,
        status: OrderStatus = OrderStatus.RECEIVED,
        received_days_ago: float = 2,
        promotion_fen: int = 0,
        coupon_fen: int = 0,
        points_fen: int = 0,
        points_used: int | None = None,
        shipping_fee_fen: int = 0,
        method: PaymentMethod = PaymentMethod.WECHAT,
    ) -> str:
        """Store an order and give its number."""
        now = self._clock.now()
        number = next(self._numbers)
        order_no = f"20261025{number:08d}"
        listed = [line.price_fen * line.qty for line in lines]
        shares = allocate_discounts(
            listed, promotion_fen=promotion_fen, coupon_fen=coupon_fen, points_fen=points_fen
        )
        paid_fen = sum(share.paid_fen for share in shares) + shipping_fee_fen
        is_paid = status not in {OrderStatus.PENDING_PAYMENT, OrderStatus.CANCELLED}
        has_shipped = is_paid and status is not OrderStatus.PAID
        is_received = status in {OrderStatus.RECEIVED, OrderStatus.COMPLETED}
        received = now - timedelta(days=received_days_ago)
        ordered = now - timedelta(days=8) + timedelta(minutes=number)
        with self._store.transaction() as session:
            session.add(
                Order(
                    order_no=order_no,
                    buyer_id=buyer,
                    seller_id=SELLER,
                    status=status,
                    goods_amount_fen=sum(listed),
                    promotion_fen=promotion_fen,
                    coupon_fen=coupon_fen,
                    points_fen=points_fen,
                    points_used=points_fen if points_used is None else points_used,
                    shipping_fee_fen=shipping_fee_fen,
                    paid_fen=paid_fen,
                    created_at=ordered,
                    paid_at=ordered if is_paid else None,
                    completed_at=received if status is OrderStatus.COMPLETED else None,
                )
            )
            session.flush()
            session.add_all(
                OrderItem(
                    order_no=order_no,
                    title=line.title,
                    attrs=line.attrs,
                    category=line.category,
                    qty=line.qty,
                    unit_price_fen=line.price_fen,
                    list_amount_fen=line.price_fen * line.qty,
                    promotion_alloc_fen=share.promotion_fen,
                    coupon_alloc_fen=share.coupon_fen,
                    points_alloc_fen=share.points_fen,
                    paid_fen=share.paid_fen,
                )
                for line, share in zip(lines, shares, strict=True)
            )
            if is_paid:
                session.add(
                    Payment(
                        order_no=order_no,
                        method=method,
                        transaction_no=f"T{number}",
                        captured_fen=paid_fen,
                    )
                )
            if has_shipped:
                session.add(
                    Shipment(
                        order_no=order_no,
                        carrier="顺丰速运",
                        tracking_no=f"SF{number:010d}",
                        shipped_at=ordered + timedelta(days=1),
                        signed_at=received if is_received else None,
                    )
                )
            if coupon_fen:
                session.add(
                    CouponRedemption(
                        order_no=order_no,
                        coupon_code=f"C{number}",
                        amount_fen=coupon_fen,
                        redeemed_at=ordered,
                    )
                )
        return order_no


def draft(
    order: OrderView,
    line: int = 0,
    *,
    type_: CaseType = CaseType.REFUND_ONLY,
    reason: Reason = Reason.OTHER,
    qty: int | None = None,
    amount_fen: int | None = None,
) -> RefundDraft:
    """What a buyer may want of one line of an order; all of its pieces unless told."""
    item = order.items[line]
    return RefundDraft(
        item_id=item.item_id,
        qty=item.refundable_qty if qty is None else qty,
        type=type_,
        reason=reason,
        amount_fen=amount_fen,
    )


def submit(door: BuyerDoor, wanted: RefundDraft, *, buyer: str = BUYER, key: str = "") -> CaseView:
    """Confirm what the quote says and submit it."""
    quote = door.quote(buyer, wanted)
    return door.submit(
        buyer,
        wanted,
        idempotency_key=key or f"key-{quote.digest}-{len(door.cases(buyer))}",
        confirmed_digest=quote.digest,
    )


def evidence_file(name: str, sha256: str = "a" * 64) -> EvidenceFile:
    """A picture a buyer uploaded."""
    return EvidenceFile(
        evidence_id=name,
        sha256=sha256,
        phash=None,
        media_type="image/jpeg",
        bytes=1000,
        storage_key=f"files/{name}",
    )
